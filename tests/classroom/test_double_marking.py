"""A second marker: blind, beside the gradebook, against what the first had given then."""

import json
from datetime import UTC, datetime

import pytest
from conftest import case_values
from marked import Teacher, grade

from shixun.analytics.double_marking import MarkError, agreements, marks, record, waiting
from shixun.classroom import second_marks

MODEL, HALF = case_values("model"), case_values("wrong_half")
NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)


@pytest.fixture
def marked(paths):
    """Twelve papers that the first marker has marked 0 to 5, and one that still waits."""
    class_ = [
        Teacher(f"t{k:02}", MODEL | {"why": f"办法 {k}"}, mark=float(k % 6)) for k in range(12)
    ]
    grade(paths, "X01", [*class_, Teacher("u1", HALF)])
    return paths


def test_only_what_the_first_has_marked_waits_and_nothing_tells_how(marked):
    """Twelve sheets with answer and rubric; no name, no points and no order by name on them."""
    sheets = waiting(marked, "X01")
    assert len(sheets) == 12 and "u1" not in {s.student for s in sheets}
    assert [s.student for s in sheets] != sorted(s.student for s in sheets)
    for sheet in sheets:
        assert f"办法 {int(sheet.student[1:])}" in sheet.card and "有时间 4 分" in sheet.scheme
        assert sheet.student not in sheet.card + sheet.scheme + sheet.title
        assert not hasattr(sheet, "first") and "MARK SCHEME" not in sheet.scheme


def test_a_second_mark_takes_a_paper_off_the_pile_and_leaves_the_gradebook_alone(marked):
    """One more row in the state beside it; the gradebook's bytes stay what they were."""
    book = (marked.grading / "gradebook.db").read_bytes()
    sheet = waiting(marked, "X01")[0]
    mark = record(marked, sheet, 4.5, NOW)
    assert (mark.points, mark.first) == (4.5, int(sheet.student[1:]) % 6)
    assert sheet.student not in {s.student for s in waiting(marked, "X01")}
    assert (marked.grading / "gradebook.db").read_bytes() == book
    assert second_marks.read(marked) == (mark,)


@pytest.mark.parametrize("points", [-0.5, 9.5, float("nan")])
def test_points_that_the_part_does_not_have_are_refused(marked, points):
    """The part has nine points; nothing is written for less than none, more, or no number."""
    with pytest.raises(MarkError, match="0 到 9"):
        record(marked, waiting(marked, "X01")[0], points, NOW)
    assert second_marks.read(marked) == ()


def test_a_paper_that_was_handed_in_again_is_not_marked_by_its_old_sheet(marked):
    """Opened, then overtaken by a new hand-in: the mark is refused, and the new answer waits."""
    sheet = waiting(marked, "X01")[0]
    grade(marked, "X01", [Teacher(sheet.student, HALF, mark=2.0)])
    with pytest.raises(MarkError, match="又交过"):
        record(marked, sheet, 3, NOW)
    assert sheet.digest not in {s.digest for s in waiting(marked, "X01")}
    assert len(waiting(marked, "X01")) == 12


def test_a_talk_afterwards_does_not_improve_the_agreement(marked):
    """The first marker moves to the second's points: the measure stays, the list shows both."""
    for sheet in waiting(marked, "X01"):
        record(marked, sheet, min(9.0, int(sheet.student[1:]) % 6 + 2.0), NOW)
    (before,) = agreements(marked, "X01")
    assert (before.agreement.n, before.agreement.same, before.agreement.shift) == (12, 0, 2.0)
    grade(marked, "X01", [Teacher("t00", MODEL | {"why": "办法 0"}, mark=2.0)])
    (after,) = agreements(marked, "X01")
    assert after.agreement == before.agreement
    talked = next(d for d in after.differences if d.student == "t00")
    assert (talked.first, talked.second, talked.now) == (0.0, 2.0, 2.0)


def test_differences_come_largest_first_and_equal_marks_are_none(marked):
    """Who has to talk about what: sorted by how far apart, without the papers that agree."""
    for sheet in waiting(marked, "X01"):
        k = int(sheet.student[1:])
        record(marked, sheet, float(k % 6 + (k if k < 4 else 0)), NOW)
    (part,) = agreements(marked, "X01")
    assert [d.student for d in part.differences] == ["t03", "t02", "t01"]
    assert part.title == "办法做得到吗" and part.agreement.same == 9


def test_a_slip_is_mended_without_a_new_first_mark(marked):
    """Marked again: the newest points count, against what the first had given at the first time."""
    sheet = waiting(marked, "X01")[0]
    record(marked, sheet, 9, NOW)
    grade(
        marked,
        "X01",
        [Teacher(sheet.student, MODEL | {"why": f"办法 {int(sheet.student[1:])}"}, mark=8.0)],
    )
    record(marked, sheet, 6, NOW)
    (mark,) = marks(marked)
    assert (mark.points, mark.first) == (6, int(sheet.student[1:]) % 6)


def test_marks_of_an_earlier_version_come_along(marked):
    """Its file is read once, but for lines that a crash has torn, and kept beside the state."""
    sheet = waiting(marked, "X01")[0]
    line = {"exercise": "X01", "student": sheet.student, "item": sheet.item, "digest": sheet.digest}
    line |= {"points": 3, "first": 2, "at": "2026-11-30T08:00:00+00:00"}
    file = marked.grading / "second_marks.jsonl"
    torn = '{"exercise": "X01", "stu\n[1]\n{"a": 1}\n'
    file.write_text(f"{torn}{json.dumps(line)}\n{json.dumps(line | {'points': 'viel'})}\n")
    before = file.read_text()
    assert [(m.points, m.first) for m in marks(marked)] == [(3, 2)]
    assert sheet.digest not in {s.digest for s in waiting(marked, "X01")}
    assert not file.exists()
    assert (marked.grading / ".shixun/before-state-db/second_marks.jsonl").read_text() == before
