"""A person's mark belongs to the answer it was given for: an ordinary course, both ways of grading."""

import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell

from shixun.autograder import report
from shixun.autograder.engine import courses
from shixun.autograder.engine.former_marks import CELL_ID
from shixun.autograder.engine.result_store import ResultStore
from shixun.classroom import config

from . import sample_course
from .sample_course import SampleCourse

ESSAY = {"why": "因为要算总数。"}
FORMER = "上一次交的作业得分：4 / 5 分，加分 0.5"
SETTINGS = "from shixun.classroom import config\nc = get_config()\nconfig.engine(c)\n"
# No test is graded by a sandbox here: what is asked about are marks, and these take no time.
CELLS = (
    sample_course.essay("why", 5),
    sample_course.essay("then", 3),
    new_markdown_cell(
        "画一张图。\n### BEGIN MARK SCHEME\n看图\n### END MARK SCHEME",
        id="draw", metadata=sample_course.mark("draw", task=True, locked=True, points=2),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def essays(tmp_path_factory):
    course = SampleCourse.make(tmp_path_factory.mktemp("essays") / "course", CELLS, {})
    (course.root / "nbgrader_config.py").write_text(SETTINGS)
    return course


@pytest.fixture
def course(essays, tmp_path):
    shutil.copytree(essays.root, tmp_path / "course")
    return SampleCourse(tmp_path / "course")


def by_shixun(course):
    return run("shixun", "grade", "ps1", "--course", str(course.root))


def by_nbgrader(course):
    return run("nbgrader", "autograde", "ps1", cwd=course.root)


def run(*words, cwd=None):
    with config.in_environment(config.trainer_environment()):
        command = Path(sys.executable).with_name(words[0])
        done = subprocess.run([command, *words[1:]], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def mark(course, cell, points, comment=None, extra=None):
    """What an instructor does in formgrader."""
    with course.book() as book:
        grade = book.find_grade(cell, "ps1", "ps1", "ann")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = points, extra, False
        if comment:
            book.find_comment(cell, "ps1", "ps1", "ann").manual_comment = comment
        book.db.commit()


def stands(course, cell):
    """Points by hand, comment, and whether a person is asked."""
    with course.book() as book:
        grade = book.find_grade(cell, "ps1", "ps1", "ann")
        comment = book.find_comment(cell, "ps1", "ps1", "ann").manual_comment
        return grade.manual_score, comment, grade.needs_manual_grade


def former(course):
    """Name of the cell behind each former mark → what the marker reads."""
    cells = course.graded("ann").cells
    return {
        after.metadata.nbgrader.grade_id: cell.source
        for cell, after in pairwise(cells)
        if cell.id.startswith(CELL_ID)
    }


@pytest.mark.parametrize("graded_by", [by_shixun, by_nbgrader])
def test_a_changed_answer_is_to_be_marked_again(course, graded_by):
    """The mark is taken away, kept, shown to the marker and kept out of feedback; others stand."""
    course.submit("ann", ESSAY | {"then": "再除以人数。"})
    graded_by(course)
    mark(course, "why", 4, "想得<b>好</b>", extra=0.5)
    mark(course, "then", 3, "对")
    course.submit("ann", {"why": "不知道。", "then": "再除以人数。"})
    said = graded_by(course)
    assert stands(course, "why") == (None, None, True)
    assert stands(course, "then") == (3, "对", False)
    assert "1 份，这一部分回到待批：ann" in said
    shown = former(course)
    assert shown.keys() == {"why"}
    assert FORMER in shown["why"] and "想得&lt;b>好&lt;/b>" in shown["why"]
    run("nbgrader", "generate_feedback", "ps1", "--force", cwd=course.root)
    page = (course.root / "feedback/ann/ps1/ps1.html").read_text()
    assert "上一次" not in page and "想得" not in page and "对" in page


def test_marked_again_and_handed_in_again(course, grade):
    """Who has marked the new answer is shown that mark next time, not the first one."""
    for points, answer in ((4, "一"), (2, "二")):
        course.submit("ann", {"why": answer})
        grade(course)
        mark(course, "why", points)
    assert stands(course, "why")[0] == 2
    course.submit("ann", {"why": "三"})
    grade(course)
    assert "2 / 5 分" in former(course)["why"]
    record = ResultStore(courses.open_course(course.root), "ps1").record("ann")
    assert [(m.cell, m.points) for m in record.former_marks] == [("why", 2)]


def test_grading_again_changes_no_mark_and_asks_nobody(course, grade):
    """Nothing new was handed in: marks stand, whatever the rules; a part that waits keeps its former mark."""
    course.submit("ann", ESSAY | {"then": "一"})
    grade(course)
    mark(course, "why", 4)
    mark(course, "then", 1)
    course.submit("ann", ESSAY | {"then": "二"})
    grade(course)
    grade(course, again=True)
    assert stands(course, "why") == (4, None, False)
    assert stands(course, "then") == (None, None, True)
    assert former(course).keys() == {"then"}


@pytest.mark.parametrize("how", ["a cell", "a file"])
def test_a_task_looks_at_all_that_was_handed_in(course, grade, how):
    """A task's own text is the instructor's: a new cell, or a file beside, is another answer to it."""
    course.submit("ann", ESSAY)
    grade(course)
    mark(course, "draw", 2, "画得好")
    folder = course.submit("ann", ESSAY)
    grade(course)
    assert stands(course, "draw") == (2, "画得好", False)
    folder = course.submit("ann", ESSAY)
    if how == "a file":
        (folder / "drawing.svg").write_text("<svg/>")
    else:
        notebook = nbformat.read(folder / "ps1.ipynb", as_version=4)
        notebook.cells.append(new_markdown_cell("我的图"))
        nbformat.write(notebook, folder / "ps1.ipynb")
    grade(course)
    assert stands(course, "draw") == (None, None, True)
    assert "2 / 2 分" in former(course)["draw"]


def test_a_hand_in_that_cannot_be_read_is_another_answer(course, grade):
    """Nobody knows what it says, so no mark is for it."""
    course.submit("ann", ESSAY)
    grade(course)
    mark(course, "why", 4)
    folder = course.submit("ann", ESSAY)
    (folder / "ps1.ipynb").write_text("{")
    grade(course)
    assert stands(course, "why") == (None, None, True)


def test_without_our_records_the_earlier_result_tells(course, grade):
    """The folder .shixun is lost, or plain nbgrader graded before: an unchanged answer keeps its mark."""
    course.submit("ann", ESSAY | {"then": "一"})
    grade(course)
    mark(course, "why", 4)
    mark(course, "then", 1)
    shutil.rmtree(course.root / ".shixun")
    course.submit("ann", ESSAY | {"then": "二"})
    grade(course)
    assert stands(course, "why") == (4, None, False)
    assert stands(course, "then") == (None, None, True)


def test_a_trial_run_tells_and_changes_nothing(course, grade):
    """`--dry-run` names whose marks would go, and they stay."""
    course.submit("ann", ESSAY)
    grade(course)
    mark(course, "why", 4, "好")
    course.submit("ann", {"why": "别的"})
    assert "这一部分回到待批：ann" in "".join(report.to_text(grade(course, dry=True)))
    assert stands(course, "why") == (4, "好", False)
