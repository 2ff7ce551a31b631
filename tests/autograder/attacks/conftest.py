"""The course of the cases, generated once; a copy of it for each kind of them, graded once."""

import shutil
import subprocess

import pytest

from shixun.autograder.engine import batch, courses

from .case import CELLS, RIGHT, SALES, SECRET, CaseRun, Result, SampleCourse

SETTINGS = """c = get_config()
c.Grading.cell_seconds = {0}
c.Grading.room_seconds = 2 * {0}
"""


@pytest.fixture(scope="session")
def attack_course(tmp_path_factory):
    root = tmp_path_factory.mktemp("attacks") / "course"
    return SampleCourse.make(root, CELLS, {"sales.csv": SALES})


@pytest.fixture(scope="session")
def graded(attack_course, tmp_path_factory):
    """Hands in cases, two ordinary neighbours around them, and grades them all in one run."""
    done = {}

    def go(kind) -> CaseRun:
        if kind not in done:
            root = tmp_path_factory.mktemp("cases") / "course"
            shutil.copytree(attack_course.root, root)
            (root / "nbgrader_config.py").write_text(SETTINGS.format(kind.SECONDS))
            done[kind] = grade(SampleCourse(root), kind.CASES)
        return done[kind]

    return go


def grade(course: SampleCourse, cases) -> CaseRun:
    (course.root / "secret.txt").write_text(SECRET)
    for student in ("!first", "~last"):
        course.submit(student, RIGHT | {"why": SECRET})
    for case in cases:
        case.build(course, case.id)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("A_TOKEN", SECRET)
        summary = batch.grade(courses.open_course(course.root), "ps1", workers=2)
    notices = dict(summary.notices)
    review = {student: asked for student, _, asked in summary.graded}
    found = {}
    for student in (*(c.id for c in cases), "!first", "~last"):
        path = course.root / "autograded" / student / "ps1/ps1.ipynb"
        found[student] = Result(
            points=course.points(student) if course.scores(student) else None,
            review=review.get(student, False),
            notices=notices.get(student, ()),
            text=path.read_text() if path.is_file() else "",
        )
    # Trees deeper than Python's own removal goes, which pytest would use.
    subprocess.run(["rm", "-rf", course.root / "submitted"], check=True)
    return CaseRun(course, summary, found)
