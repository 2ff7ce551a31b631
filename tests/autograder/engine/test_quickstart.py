"""nbgrader's own documentation course, graded by nbgrader and by the engine: cell by cell the same."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.utils import is_locked, is_task

from shixun.autograder.engine import batch, courses
from shixun.classroom import config

SQUARES = "def squares(n):\n    if n < 1:\n        raise ValueError('too small')\n    return [i ** 2 for i in range(1, n + 1)]"
LENIENT = "def squares(n):\n    return [i ** 2 for i in range(1, n + 1)]"
SUM = "def sum_of_squares(n):\n    return sum(squares(n))"
OWN = "def sum_of_squares(n):\n    return n * (n + 1) * (2 * n + 1) // 6"
WARNS = "import sys\n" + SQUARES.replace("    if", "    print('slow', file=sys.stderr)\n    if", 1)
WORDS = {"sum_of_squares_equation": "$n(n+1)(2n+1)/6$", "part-a": "递归", "part-b": "负数"}
CLASS = {
    "right": {"squares": SQUARES, "sum_of_squares": SUM, **WORDS},
    "blank": {},
    "half": {"squares": LENIENT, "sum_of_squares": OWN, "part-a": "递归"},
    "broken": {"squares": "def squares(n:\n    return", "sum_of_squares": SUM, **WORDS},
    "loud": {"squares": SQUARES + "\nprint('打印', squares(3))", "sum_of_squares": SUM},
    "changed-test": {"squares": LENIENT, "sum_of_squares": SUM, "squares_invalid_input": "pass"},
}
# Decided otherwise than nbgrader, and documented: a line on stderr is no failure.
WARNED = {"warned": {"squares": WARNS, "sum_of_squares": SUM}}


def nbgrader(root: Path, *words: str) -> None:
    with config.in_environment(config.trainer_environment()):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *words], cwd=root, capture_output=True, text=True
        )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The same class in two copies of the course: one graded by nbgrader, one by the engine."""
    place = tmp_path_factory.mktemp("quickstart")
    nbgrader(place, "quickstart", "plain")
    plain, ours = place / "plain", place / "ours"
    nbgrader(plain, "generate_assignment", "ps1")
    for student, sources in (CLASS | WARNED).items():
        folder = plain / "submitted" / student / "ps1"
        shutil.copytree(plain / "release/ps1", folder)
        (folder / "timestamp.txt").write_text("2026-11-20 08:00:00.000000 UTC")
        for path in folder.glob("*.ipynb"):
            notebook = nbformat.read(path, as_version=4)
            for cell in notebook.cells:
                name = cell.metadata.get("nbgrader", {}).get("grade_id")
                cell.source = sources.get(name, cell.source)
            nbformat.write(notebook, path)
    shutil.copytree(plain, ours)
    nbgrader(plain, "autograde", "ps1")
    batch.grade(courses.open_course(ours), "ps1")
    return plain, ours


def facts(root: Path, student: str) -> dict:
    """Everything the gradebook says of a submission, cell by cell."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        one = book.find_submission("ps1", student)
        grades = {
            (n.name, g.name): (g.auto_score, g.manual_score, g.needs_manual_grade, g.extra_credit)
            for n in one.notebooks
            for g in n.grades
        }
        comments = {
            (n.name, c.name): (c.auto_comment, c.manual_comment)
            for n in one.notebooks
            for c in n.comments
        }
        return {
            "grades": grades,
            "comments": comments,
            "score": one.score,
            "time": one.timestamp,
            "asks": one.needs_manual_grade,
            "failed": {n.name: n.failed_tests for n in one.notebooks},
        }


@pytest.mark.parametrize("student", CLASS)
def test_the_gradebooks_agree(both, student):
    """Points, comments, what asks for a person, the time of the hand-in: nothing differs."""
    plain, ours = (facts(root, student) for root in both)
    assert len(plain["grades"]) == 9
    assert ours == plain


def test_a_line_on_stderr_costs_nothing(both):
    """nbgrader takes it for a failed test; here a warning is a warning, and all the rest agrees."""
    plain, ours = (facts(root, "warned") for root in both)
    cost = {k for k, v in plain["grades"].items() if v != ours["grades"][k]}
    assert {name for _, name in cost} == {
        "correct_squares", "squares_invalid_input", "correct_sum_of_squares",
    }  # fmt: skip
    assert all(plain["grades"][k][0] == 0 for k in cost)
    assert ours["score"] == facts(both[1], "loud")["score"] == 3
    assert ours["comments"] == plain["comments"]


def marks(notebook) -> list[dict]:
    """nbgrader's mark of each cell, as its own functions read it."""
    found = ((c, c.metadata.get("nbgrader", {})) for c in notebook.cells)
    return [m | {"task": is_task(c), "locked": is_locked(c)} if m else {} for c, m in found]


def test_graded_notebooks_hold_the_same_cells(both):
    """What formgrader opens: the same cells in the same order, with the same marks."""
    for path in both[0].glob("autograded/*/ps1/*.ipynb"):
        plain, ours = (
            nbformat.read(root / path.relative_to(both[0]), as_version=4) for root in both
        )
        # A note to the instructor may stand on top, where the engine had something to say.
        ours.cells = [c for c in ours.cells if c.id != "shixun-notices"]
        assert [c.source for c in ours.cells] == [c.source for c in plain.cells]
        assert marks(ours) == marks(plain)


def test_one_notebook_that_cannot_be_read_costs_no_other_its_points(both):
    """Whichever of the two it is; the notice names it."""
    broken = {"problem1": {"problem2"}, "problem2": {"problem1"}}
    for name, others in broken.items():
        folder = both[1] / "submitted" / f"no-{name}" / "ps1"
        shutil.copytree(both[1] / "submitted/right/ps1", folder)
        (folder / f"{name}.ipynb").write_text("{")
        summary = batch.grade(courses.open_course(both[1]), "ps1", [folder.parent.name])
        assert f"无法评分：{name} 笔记本不是完整的 JSON" in str(summary.notices)
        for other in others:
            asked = facts(both[1], folder.parent.name)["grades"]
            right = facts(both[1], "right")["grades"]
            mine = {k: v for k, v in asked.items() if k[0] == other}
            assert mine == {k: v for k, v in right.items() if k[0] == other}
