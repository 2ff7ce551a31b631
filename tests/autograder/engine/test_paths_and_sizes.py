"""Where it lies and how much of it there is: a sandbox that is too small, a folder with an odd name."""

import shutil

import pytest

from shixun.autograder.engine.records import IsolationMode

from .sample_course import RIGHT, SampleCourse, answer, check

MIB = 2**20
CELLS = [answer("a", "x = 1"), check("t", "assert x == 1", 2)]


@pytest.fixture
def small(tmp_path):
    """A course whose sandboxes have 16 MiB, with 9 MiB of data of the instructor's."""
    course = SampleCourse.make(tmp_path / "course", CELLS, {"data.csv": "x" * (9 * MIB)})
    (course.root / "nbgrader_config.py").write_text("c = get_config()\nc.Grading.disk_mib = 16\n")
    return course


def test_what_does_not_fit_into_a_sandbox_is_not_taken_and_stops_nobody(small, grade):
    """Files that are too much beside the instructor's are named; all points are kept, others' too."""
    folder = small.submit("ann", {"a": "x = 1"})
    (folder / "mine.bin").write_bytes(b"x" * (8 * MIB))
    small.submit("bob", {"a": "x = 1"})
    summary = grade(small)
    assert (small.points("ann"), small.points("bob")) == (2, 2)
    assert "mine.bin" in str(summary.notices) and "data.csv" not in str(summary.notices)
    assert [student for student, _ in summary.notices] == ["ann"]


def test_data_of_the_instructors_that_is_too_much_names_the_setting(small, grade):
    """Nobody is told that this machine cannot make sandboxes, and who cannot be graded waits."""
    (small.root / "source/ps1/data.csv").write_bytes(b"x" * (20 * MIB))
    small.submit("ann", {"a": "x = 1"})
    summary = grade(small)
    notebook = summary.plan.notebooks[0]
    assert notebook.isolation is IsolationMode.SINGLE and "c.Grading.disk_mib" in notebook.reason
    assert small.scores("ann") == {"t": (0, True)} and "disk_mib" in str(summary.notices)


def test_a_course_folder_may_have_any_name(template, tmp_path, grade):
    """Brackets in the path are part of it, and no pattern."""
    shutil.copytree(template, tmp_path / "课程 [2026] *")
    course = SampleCourse(tmp_path / "课程 [2026] *")
    course.submit("ann", RIGHT)
    grade(course)
    assert course.points("ann") == 6


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"x" * 5000])
def test_a_broken_secret_is_replaced(course, grade, content):
    """nbgrader's release_feedback reads it as text, and would stop for everybody."""
    folder = course.submit("ann", RIGHT)
    (folder / "submission_secret.txt").write_bytes(content)
    grade(course)
    text = (course.root / "autograded/ann/ps1/submission_secret.txt").read_text()
    assert 10 < len(text) < 100
