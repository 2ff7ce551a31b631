"""Timetables are read as people hand them over, and what isn't understood is kept and named."""

import datetime
import io

import openpyxl
import pytest

from shixun.rules import reading
from shixun.rules.timetable import Timetable
from shixun.rules.timetable_checks import check
from shixun.rules.timetable_xlsx import write

LIST = "年级,星期,开始,结束,科目,形式\n四年级,周一,8:30,8:50,语文,直播\n四年级,周一,8:50,9:10,课间,课间\n"


def subjects(found):
    return [s.subject for s in found.timetable.sessions]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_in_any_of_the_usual_encodings(encoding):
    """Excel, WPS and others write different bytes for the same table."""
    found = reading.read_bytes("课表.csv", LIST.encode(encoding))
    assert subjects(found) == ["语文", "课间"] and not found.problems


@pytest.mark.parametrize("name", ["课表.csv", "课表.xlsx", "课表.doc"])
@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02\xff", b"PK\x03\x04broken"])
def test_bytes_that_are_no_timetable_are_said_to_be(name, data):
    """A broken or empty file is one clear line with a remedy, never an exception."""
    found = reading.read_bytes(name, data)
    assert len(found.problems) == 1 and found.problems[0].remedy.startswith("请")


def test_cells_copied_from_a_sheet_with_a_range_in_one_cell():
    """Tabs between cells, full-width colons, and 时间 as start and end in one."""
    found = reading.read_text("时间\t内容\t形式\n8:30—8:50\t语文\t录播\n")
    session = found.timetable.sessions[0]
    assert (session.start, session.end, session.kind) == (510, 530, "recorded")


def test_a_week_with_its_days_side_by_side():
    """Each filled cell of a week becomes a row of its day; an empty one becomes none."""
    found = reading.read_text("时间\t星期一\t星期二\n8:30-8:50\t语文\t\n9:10-9:30\t数学\t英语\n")
    rows = [(s.day, s.subject, s.start) for s in found.timetable.sessions]
    assert rows == [("星期一", "语文", 510), ("星期一", "数学", 550), ("星期二", "英语", 550)]


def test_what_is_not_understood_stays_and_is_named():
    """A strange time and a strange kind are told with their row, and their words are kept."""
    found = reading.read_text("开始,结束,科目,形式\n早上,8:50,语文,云课\n")
    said = " ".join(map(str, found.problems))
    assert "第 2 行" in said and "早上" in said and "云课" in said
    assert "早上" in found.timetable.sessions[0].note and "云课" in found.timetable.sessions[0].note


def test_lines_without_a_header_are_still_a_timetable():
    """"8:30-8:50 语文" is read; a line without a time is kept and asked about."""
    found = reading.read_text("8:30-8:50 语文 直播\n升旗\n")
    assert found.timetable.sessions[0].end == 530 and found.timetable.sessions[0].kind == "live"
    assert subjects(found)[1] == "升旗" and len(found.problems) == 1


def test_times_as_a_sheet_stores_them_and_merged_cells():
    """Clock cells of Excel are read, and a merged grade counts for all its rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["年级", "开始", "结束", "科目"])
    sheet.append(["四年级", datetime.time(8, 30), datetime.time(8, 50), "语文"])
    sheet.append([None, datetime.time(9, 10), datetime.time(9, 30), "数学"])
    sheet.merge_cells("A2:A3")
    out = io.BytesIO()
    book.save(out)
    found = reading.read_bytes("课表.xlsx", out.getvalue())
    assert [(s.grade, s.start) for s in found.timetable.sessions] == [("四年级", 510), ("四年级", 550)]


def test_a_written_timetable_is_read_back_the_same():
    """What a teacher takes away can be brought again."""
    table = reading.read_bytes("课表.csv", LIST.encode()).timetable
    again = reading.read_bytes("x.xlsx", write(table, check(table)))
    assert again.timetable.to_rows() == table.to_rows() and not again.problems


def test_words_that_look_like_a_formula_stay_words():
    """A note from anywhere can't become a formula in the office's sheet."""
    table = Timetable.from_rows([{"subject": '=HYPERLINK("http://x")', "start": "8:30", "end": "8:50"}])
    book = openpyxl.load_workbook(io.BytesIO(write(table, ())))
    assert all(cell.data_type != "f" for row in book["课表"] for cell in row)
