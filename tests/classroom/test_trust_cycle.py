"""From a teacher's first check to the trainer's numbers, through the real exchange and grading."""

from datetime import UTC, datetime

import pytest
from conftest import FIXTURE, case_values, make_course

from shixun.analytics import double_marking, explain
from shixun.analytics.statistics import statistics
from shixun.classroom import course
from shixun.classroom.attempt import Attempt
from shixun.widgets.second import Marking

MODEL, HALF, BLANK = (case_values(n) for n in ("model", "wrong_half", "wrong_blank"))
NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def term(tmp_path_factory):
    """Six teachers check something wrong first; ann hands in twice; all are collected and graded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(FIXTURE))
        paths = make_course(tmp_path_factory.mktemp("trust"))
        course.prepare(paths)
        course.release(paths, "X01")
        for student in ("ann", "bob", "cyn", "dan", "eve", "fay"):
            home = paths.teachers / student
            home.mkdir(parents=True)
            course.fetch(paths, "X01", home, student)
            desk = Attempt(paths, "X01", home / "X01", student, "2026.11", lambda: NOW)
            desk.act("check", HALF)
            desk.act("handin", HALF)
            if student == "ann":
                desk.act("handin", MODEL)
        course.collect(paths, "X01")
        course.autograde(paths, "X01")
        yield paths


def test_the_log_of_checks_comes_along_to_the_statistics(term):
    """All six were half right first; one is right now; five still have the wrong place."""
    found = statistics(term, "X01")
    lines = {(x.kind, x.id): x.measures for x in found.lines}
    assert (found.n, found.unread, found.releases) == (6, 0, (("2026.11", 6),))
    colours = lines["item", "X01-colours"]
    assert (colours.n, colours.full, colours.first_n, colours.first_right) == (6, 1, 6, 0)
    assert colours.first_wrong == (("红", 6),) and lines["field", "place"].wrong == (("教室", 5),)
    assert ("by_hand", "X01-rubric") not in lines


@pytest.mark.parametrize("student", ["ann", "bob"])
def test_what_the_grading_said_and_gave_is_what_is_explained(term, student):
    """Points and words out of the graded notebook; today's rules agree with both."""
    found = explain.explain(term, "X01", student)
    said = {a.id: a.said for a in found.accounts}
    assert said["X01-colours"].startswith(f"选对了 {2 if student == 'ann' else 1} 种颜色")
    assert said["X01-place"] == ("选对了。" if student == "ann" else "没选对。想想谁要去。")
    assert all(a.again == a.auto for a in found.accounts if a.auto is not None)
    assert [a.id for a in found.accounts if a.waits] == ["X01-rubric"]


def test_nobody_is_asked_for_a_second_mark_before_the_first(term):
    """The rubric part waits for the first marker; the second gets it once it is marked there."""
    assert double_marking.waiting(term, "X01") == []
    mark_by_formgrader(term, "bob", 5)
    marking = Marking(term, clock=lambda: NOW)
    marking.act("take", {"second_exercise": "X01"})
    assert marking.now.student == "bob" and "有时间 4 分" in marking.paper()
    assert marking.act("mark", {"second_exercise": "X01", "second_points": 7}).state == "pass"
    (part,) = double_marking.agreements(term, "X01")
    assert [(d.first, d.second, d.now) for d in part.differences] == [(5.0, 7.0, 5.0)]


def mark_by_formgrader(paths, student, points):
    """As formgrader does when a trainer types points into the rubric."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{paths.grading / 'gradebook.db'}", "shixun") as book:
        for notebook in book.find_submission("X01", student).notebooks:
            for g in (g for g in notebook.grades if g.needs_manual_grade):
                g.manual_score, g.needs_manual_grade = points, False
        book.db.commit()
