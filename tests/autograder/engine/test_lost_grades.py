"""A released assignment gains, loses and changes cells; no submission and no mark is lost."""

import pytest
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config

from shixun.autograder.engine.courses import open_course
from shixun.autograder.nbgrader.lost_grades import LostGrades
from shixun.classroom import config

from .sample_course import CELLS, LESSONS, RIGHT, answer, check, essay


def settings(course) -> Config:
    c = Config()
    c.CourseDirectory.root = str(course.root)
    config.engine(c)
    return c


def renew(course, cells):
    """Write another source and generate it, by nbgrader with our settings."""
    course.write(cells, {"lessons.csv": LESSONS}, settings(course))


@pytest.fixture
def marked(course, grade):
    """Ann, graded and marked by hand."""
    course.submit("ann", RIGHT | {"why": "因为"})
    grade(course)
    mark(course, 4)
    return course


def lost(course):
    """What is kept of removed cells."""
    return LostGrades(open_course(course.root), "ps1", "ps1").latest().values()


def mark(course, points):
    with course.book() as book:
        given = book.find_grade("why", "ps1", "ps1", "ann")
        given.manual_score, given.needs_manual_grade = points, False
        book.find_comment("why", "ps1", "ps1", "ann").manual_comment = "具体"
        book.db.commit()


def total(course):
    with course.book() as book:
        return book.find_submission("ps1", "ann").score, book.find_assignment("ps1").max_score


def test_a_cell_is_gained(marked, grade):
    """After grading again, the new test counts for what was handed in before it existed."""
    renew(marked, [*CELLS, check("total-more", "assert total > 70", 3), essay("plan", 2)])
    assert total(marked) == (10, 16)
    grade(marked)
    assert marked.scores("ann")["total-more"] == (3, False)
    assert marked.scores("ann")["plan"] == (0, False)
    assert total(marked) == (13, 16)


def test_an_instructors_change_is_not_put_down_to_a_student(marked, grade):
    """Handed in before the change, nothing of it was altered; what was altered is still told."""
    changed = check("total-open", "assert isinstance(total, int | float)", 1)
    renew(marked, [changed if c.id == "total-open" else c for c in CELLS])
    assert str(grade(marked).notices).count("改题以前发下去的那一版") == 1
    marked.submit("ann", RIGHT | {"total-open": "pass"})
    assert "格子 total-open 被改过" in str(grade(marked).notices)


def test_a_cell_is_lost_and_comes_back(marked, grade):
    """Its points leave the sum and are kept; with the cell, a person's mark and words come back."""
    renew(marked, CELLS[:-1])
    assert total(marked) == (6, 6)
    assert {grade.manual_score for grade in lost(marked)} == {4, None}
    renew(marked, CELLS)
    grade(marked)
    assert total(marked) == (10, 11)
    with marked.book() as book:
        assert book.find_comment("why", "ps1", "ps1", "ann").manual_comment == "具体"
        assert book.find_grade("why", "ps1", "ps1", "ann").needs_manual_grade


def test_a_cell_changes_its_text_and_its_points(marked, grade):
    """A corrected test and another weight hold for everybody once graded again."""
    cells = [*CELLS[:3], check("total-hidden", "assert total == 76", 5, hidden=True), *CELLS[4:]]
    renew(marked, cells)
    grade(marked)
    assert marked.scores("ann")["total-hidden"] == (0, False)
    assert total(marked) == (8, 14)


def test_a_cell_becomes_another_kind(marked, grade):
    """An answer that was marked by hand becomes a tested one; the marks are kept aside."""
    renew(marked, [*CELLS[:-1], answer("why", "why = 1"), check("why-test", "assert why == 1", 5)])
    grade(marked)
    assert "why" not in marked.scores("ann")
    assert marked.scores("ann")["why-test"] == (0, False)
    assert "why" in {grade.cell for grade in lost(marked)}


def test_hidden_tests_stay_hidden_in_feedback(course, grade):
    """nbgrader's own page keeps what a hidden test says, and shows neither its text nor its values."""
    said = "再数一遍"
    test = f"assert total == 75, {said!r}"
    cells = [*CELLS[:3], check("total-hidden", test, 2, hidden=True)]
    course.write(cells, {"lessons.csv": LESSONS})
    course.submit("bob", {"total": "total = 7"})
    grade(course)
    result = NbGraderAPI(config=settings(course)).generate_feedback("ps1", "bob")
    assert result["success"], result
    page = (course.root / "feedback/bob/ps1/ps1.html").read_text()
    assert "再数一遍" in page and "HIDDEN TESTS" not in page
    assert "75" not in page.split("<body")[1]
    assert "isinstance" in page, "an open test is shown as ever"


def test_what_a_hidden_test_prints_stays_hidden_too(course, grade):
    """A function that prints what it is called with does not show it in the feedback."""
    cells = [
        *CELLS[4:5],
        check("double-hidden", "assert double(777123) == 1554246", 2, hidden=True),
    ]
    course.write(cells, {"lessons.csv": LESSONS})
    seen = "def double(n):\n    print('seen', n)\n    return 2 * n"
    course.submit("bob", {"double": seen})
    grade(course)
    assert "seen 777123" in str(course.graded("bob").cells), "the instructor sees it"
    result = NbGraderAPI(config=settings(course)).generate_feedback("ps1", "bob")
    assert result["success"], result
    page = (course.root / "feedback/bob/ps1/ps1.html").read_text()
    assert "777123" not in page and "double" in page
