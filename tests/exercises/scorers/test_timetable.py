"""`rule`, `sessions_kept`, `minutes_between` on a small timetable of an invented school."""

import json

import pytest
from one_item import One

SCHOOL = {
    "stage": "小学", "mode": "延期开学线上", "original_start": "2020-02-17",
    "offline_break": 10, "offline_minutes": 120,
    "offline_day": [{"grade": "三年级", "start": "8:30", "end": "9:10", "subject": "第一节",
                     "kind": "offline", "compulsory": "是", "activity": "", "note": ""}],
    "core": {"三年级": {"语文": 1, "数学": 1}},
    "core_kinds": {"三年级": ["live", "recorded"]},
    "shortest": 10, "minutes": {"三年级": [30, 60]},
}  # fmt: skip
NAMES = ("grade", "start", "end", "subject", "kind")
COLUMNS = [
    {"id": n, "label": n, "kind": "text"} for n in (*NAMES, "compulsory", "activity", "note")
]
FIELDS = [
    {"id": "first_new", "kind": "date", "label": "新课"},
    {"id": "rows", "kind": "grid", "label": "课表", "columns": COLUMNS},
]
LESSONS = (
    ("三年级", "9:00", "9:20", "语文", "live"),
    ("三年级", "9:20", "9:40", "课间", "break"),
    ("三年级", "9:40", "10:00", "数学", "recorded"),
)


@pytest.fixture
def school(tmp_path):
    (tmp_path / "school.json").write_text(json.dumps(SCHOOL))
    return tmp_path


def day(*rows, first_new="2020-02-17"):
    whole = [dict(zip(NAMES, row, strict=True)) | {"activity": "远眺"} for row in rows]
    return {"rows": whole, "first_new": first_new}


def test_a_rule_is_kept_or_broken_and_shrinks_with_what_is_left(school):
    """Half of the core gone, half of the points; all of it gone, none; broken, a message at the row."""
    item = One("rule", FIELDS, rule="T-05", title="")
    assert item.item.title.startswith("T-05 ") and item.item.rules == ("T-05",)
    assert item.points(day(*LESSONS), folder=school) == 6
    assert item.points(day(LESSONS[0]), folder=school) == 3
    assert item.points(day(LESSONS[1]), folder=school) == 0
    long = ("三年级", "9:00", "9:40", "语文", "live")
    score = item.score(day(long, *LESSONS[2:]), folder=school)
    assert score.points == 0 and {r for m in score.messages for r in m.rows} >= {1}


def test_a_rule_on_the_first_day_looks_at_its_field_alone(school):
    """Whatever the rows are, it does not shrink."""
    item = One("rule", FIELDS, rule="T-01", first_new="first_new")
    assert item.item.fields == ("first_new",)
    assert item.points(day(LESSONS[0]), folder=school) == 6
    assert item.points(day(*LESSONS, first_new="2020-02-10"), folder=school) == 0


def test_sessions_are_counted_by_grade_subject_kind_and_length(school):
    """Too short a row, or one of another kind, is no session; what lacks is named."""
    item = One("sessions_kept", FIELDS)
    assert item.points(day(*LESSONS), folder=school) == 6
    short = ("三年级", "9:40", "9:45", "数学", "recorded")
    score = item.score(day(*LESSONS[:2], short), folder=school)
    assert score.points == 3 and "三年级数学要 1 节，现在算得上的有 0 节" in score.text


@pytest.mark.parametrize(("end", "points"), [("9:50", 6), ("10:20", 0), ("9:10", 0), ("早上", 0)])
def test_minutes_lie_between_least_and_most(school, end, points):
    """20 minutes beside this row; breaks do not count; a time that cannot be read is told."""
    rows = (("三年级", "9:30", end, "语文", "live"), ("三年级", "8:00", "8:20", "数学", "live"))
    assert One("minutes_between", FIELDS).points(day(*rows), folder=school) == points


def test_an_unknown_rule_is_told():
    """With those that there are."""
    assert "T-99" in One("rule", FIELDS, rule="T-99", title="x").problems()[0]
