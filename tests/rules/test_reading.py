"""Timetables are read as people hand them over, and what isn't understood is kept and named."""

import datetime
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shixun.rules import reading
from shixun.rules.timetable import Timetable, plain
from shixun.rules.timetable_checks import check
from shixun.rules.timetable_xlsx import write

LIST = (
    "年级,星期,开始,结束,科目,形式\n"  # punctuation: as it is
    "四年级,周一,8:30,8:50,语文,直播\n"  # punctuation: as it is
    "四年级,周一,8:50,9:10,课间,课间\n"  # punctuation: as it is
)


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
    found = reading.read_text("开始,结束,科目,形式\n早上,8:50,语文,云课\n")  # punctuation: as it is
    said = " ".join(map(str, found.problems))
    assert "第 2 行" in said and "早上" in said and "云课" in said
    assert "早上" in found.timetable.sessions[0].note and "云课" in found.timetable.sessions[0].note


def test_lines_without_a_header_are_still_a_timetable():
    """ "8:30-8:50 语文" is read; a line without a time is kept and asked about."""
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
    assert [(s.grade, s.start) for s in found.timetable.sessions] == [
        ("四年级", 510),
        ("四年级", 550),
    ]


def test_a_written_timetable_is_read_back_the_same():
    """What a teacher takes away can be brought again."""
    table = reading.read_bytes("课表.csv", LIST.encode()).timetable
    again = reading.read_bytes("x.xlsx", write(table, check(table)))
    assert again.timetable.to_rows() == table.to_rows() and not again.problems


def test_words_that_look_like_a_formula_stay_words():
    """A note from anywhere can't become a formula in the office's sheet."""
    table = Timetable.from_rows(
        [{"subject": '=HYPERLINK("http://x")', "start": "8:30", "end": "8:50"}]
    )
    book = openpyxl.load_workbook(io.BytesIO(write(table, ())))
    assert all(cell.data_type != "f" for row in book["课表"] for cell in row)


def test_a_title_above_hides_no_cells_and_says_the_grade():
    """A first line without tabs is a title: the cells below stay cells, and its grade counts."""
    found = reading.read_text("三（2）班线上课表\n时间\t内容\n8:30-8:50\t语文\n")
    session = found.timetable.sessions[0]
    assert (session.subject, session.grades, found.problems) == ("语文", {3}, ())


def test_afternoon_times_without_the_word():
    """下午 counts for the end and for the lines below; 2:10 alone is read as 14:10 and said."""
    found = reading.read_text("时段\t时间\t内容\n下午\t1:30----2:10\t语文\n\t2:30-3:00\t数学\n")
    assert [s.start for s in found.timetable.sessions] == [810, 870] and not found.problems
    found = reading.read_text("时间\t内容\n下午2:00-2:40\t语文\n3:00-3:20\t数学\n")
    assert [(s.start, s.end) for s in found.timetable.sessions] == [(840, 880), (900, 920)]
    assert len(found.problems) == 2 and "15:00" in str(found.problems[0])


def test_an_empty_grade_or_day_repeats_the_one_above():
    """As a person reads a table with merged cells, also when it was pasted as text."""
    found = reading.read_text(
        "年级,星期,时间,内容\n四年级,周一,8:30-8:50,语文\n,,9:10-9:30,数学\n"  # punctuation: as it is
    )
    assert [(s.grade, s.day) for s in found.timetable.sessions] == [("四年级", "周一")] * 2


def test_columns_that_no_rule_knows_go_along_in_the_note():
    """Nothing that the office wrote is lost."""
    found = reading.read_text("时间\t内容\t平台\n8:30-8:50\t语文\t电视四频道\n")
    assert found.timetable.sessions[0].note == plain("平台：电视四频道")


def test_a_break_written_once_is_every_days():
    """A wide 大课间, or 午休 in the column of times alone, is a break of the whole week."""
    text = "节次\t时间\t星期一\t星期二\n1\t9:00-9:20\t语文\t数学\n\t9:20-9:45\t大课间\t\n午休\t11:30-13:30\t\t\n"
    found = reading.read_text(text)
    breaks = [(s.day, s.subject) for s in found.timetable.sessions if s.kind == "break"]
    assert breaks == [(d, b) for d in ("星期一", "星期二") for b in ("大课间", "午休")]


def test_getting_up_and_going_home_are_no_lessons():
    """Rows of a day that are not taught don't count as the first lesson; 体育活动课 does."""
    found = reading.read_text(
        "时间\t内容\n6:40-7:20\t起床、早餐\n8:30-8:50\t体育活动课\n16:00-16:10\t放学\n"
    )
    assert [s.is_lesson for s in found.timetable.sessions] == [False, True, False]


CELL = st.text("语数英体abc第节课 (),=+-@:;'\"", max_size=8)  # punctuation: as it is
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "day": st.sampled_from(["周一", "周二–周五", "2020-02-17"]),
            "start": st.sampled_from(["8:30", "9:05", "14:00", ""]),
            "end": st.sampled_from(["9:00", "15:20", ""]),
            "subject": CELL,
            "kind": st.sampled_from(
                ["live", "mixed", "tv", "homework", "break", "offline", "self-study", ""]
            ),
            "compulsory": st.sampled_from(["是", "否", ""]),
            "activity": CELL,
            "note": CELL,
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(ROWS)
def test_writing_and_reading_gives_the_same_timetable(rows):
    """Whatever stands in the cells, an .xlsx of ours is read back row by row, column by column."""
    table = Timetable.from_rows({"grade": "四年级", **row} for row in rows)
    again = reading.read_bytes("x.xlsx", write(table, check(table)))
    assert again.timetable.to_rows() == table.to_rows()


@settings(max_examples=100)
@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.xlsx", "a"]))
def test_any_bytes_are_answered(data, name):
    """No file makes the reader stop; what it can't read is named."""
    found = reading.read_bytes(name, data)
    assert found.timetable.sessions or found.problems
