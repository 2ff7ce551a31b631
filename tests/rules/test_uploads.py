"""Files as strangers upload them: read, or refused in a sentence; nothing is dropped in silence."""

import datetime
import io
import zipfile

import openpyxl
import pytest

from shixun.rules import reading
from shixun.rules.timetable import clock

HEAD = ["年级", "星期", "时间", "科目", "形式"]
ROW = ["四年级", "周一", "8:30-8:50", "语文", "直播"]


def workbook(*sheets):
    """An .xlsx of (title, rows)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data, change):
    """The same workbook with the XML of its sheets changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part) if "worksheets/sheet" in name else part)
    return out.getvalue()


def read(data, name="课表.xlsx"):
    found = reading.read_bytes(name, data)
    return found.timetable.sessions, " ".join(map(str, found.problems))


PLAIN = workbook(("课表", [HEAD, ROW]))


def test_a_second_class_in_the_file_is_named():
    """Only one sheet is read; whoever uploads three must hear of the other two."""
    sessions, said = read(
        workbook(("四年级", [HEAD, ROW]), ("五年级", [HEAD, ROW]), ("六年级", [HEAD, ROW]))
    )
    assert len(sessions) == 1 and "“五年级”、“六年级”" in said


def test_a_sheet_of_instructions_before_the_timetable_is_passed_over():
    """What has times is the timetable, wherever it stands."""
    sessions, said = read(workbook(("填表说明", [["说明"], ["不要改表头"]]), ("课表", [HEAD, ROW])))
    assert [s.subject for s in sessions] == ["语文"] and not said


def test_formulas_without_a_result_are_named():
    """Their cells look empty to a reader; nobody may take that for an empty cell."""
    sessions, said = read(workbook(("课表", [HEAD, ["四年级", "周一", "=A1", "语文", "直播"]])))
    assert len(sessions) == 1 and "第 2 行：有公式" in said


def test_columns_beyond_the_last_one_read_are_named_if_something_stands_there():
    """Empty formatted columns are nobody's loss."""
    assert "超过 40 列" in read(workbook(("课表", [HEAD + ["x"] * 60, ROW])))[1]
    book = openpyxl.load_workbook(io.BytesIO(PLAIN))
    book.active.cell(1, 200).font = openpyxl.styles.Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue())[1] == ""


@pytest.mark.parametrize(
    "data",
    [
        repacked(PLAIN, lambda x: x.replace(b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A3:XFD60000"/></mergeCells>')),
        repacked(PLAIN, lambda x: x.replace(b"</sheetData>", b"<!--" + b"A" * 70_000_000 + b"--></sheetData>")),
    ],
    ids=["a merged area of a billion cells", "seventy megabytes packed small"],
)  # fmt: skip
def test_what_would_take_the_machine_down_is_refused(data):
    """Asked before a cell is built; it took minutes and gigabytes."""
    sessions, said = read(data)
    assert not sessions and "太多" in said


@pytest.mark.parametrize(
    "name, data",
    [
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 90),
        ("a.xlsx", repacked(PLAIN, lambda x: x[:200])),
        ("a.csv", b"a" * 200_000),
        ("a.csv", b"\x00" * 9),
        ("a.xlsx", b""),
    ],
    ids=["old Excel renamed", "old Excel", "torn", "torn inside", "one endless cell", "zeros", "empty"],
)  # fmt: skip
def test_what_is_no_timetable_is_a_sentence_with_a_remedy(name, data):
    """Never an exception: the page would only say that something went wrong."""
    sessions, said = read(data, name)
    assert not sessions and "请" in said


def test_times_as_a_sheet_keeps_them():
    """Time cells, fractions of a day, a typed 8.30 that became 8.3: all mean what was meant."""
    head = ["年级", "星期", "开始", "结束", "科目"]
    rows = [
        ["四年级", "周一", datetime.time(8, 30), datetime.time(8, 50), "语文"],
        ["四年级", "周一", 8.5 / 24, datetime.timedelta(hours=8, minutes=50), "数学"],
        ["四年级", "周一", 8.3, 8.5, "英语"],
    ]
    sessions, said = read(workbook(("课表", [head, *rows])))
    assert [(clock(s.start), clock(s.end)) for s in sessions] == [("8:30", "8:50")] * 3 and not said
