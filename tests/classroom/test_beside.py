"""An ordinary nbgrader assignment, with code to be graded, lives in the same course untouched."""

import os
import shutil

import nbformat
import pytest
from conftest import FIXTURE
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from shixun.classroom import config, course


def cell(id: str, source: str, **marks) -> nbformat.NotebookNode:
    mark = {"schema_version": 3, "grade_id": id, "locked": False, "task": False} | marks
    return new_code_cell(source, id=id, metadata={"nbgrader": mark})


@pytest.fixture
def graded(paths, monkeypatch):
    """P01, where a function is to be written, handed in right by ann and wrong by bob."""
    monkeypatch.setitem(os.environ, "PYTHONPATH", str(FIXTURE))
    source = paths.exercises / "P01"
    source.mkdir()
    solution = "def double(n):\n    ### BEGIN SOLUTION\n    return n * 2\n    ### END SOLUTION"
    cells = [
        cell("double", solution, grade=False, solution=True),
        cell("test", "assert double(4) == 8", grade=True, solution=False, points=4, locked=True),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, source / "P01.ipynb")
    course.release(paths, "P01")
    for student, body in {"ann": "return n + n", "bob": "return n"}.items():
        folder = paths.grading / "submitted" / student / "P01"
        shutil.copytree(paths.grading / "release/P01", folder)
        handed_in = nbformat.read(folder / "P01.ipynb", as_version=4)
        handed_in.cells[0].source = f"def double(n):\n    {body}"
        nbformat.write(handed_in, folder / "P01.ipynb")
    course.autograde(paths, "P01")
    return paths


def test_code_that_was_handed_in_is_graded_and_returned_as_ever(graded):
    """nbgrader runs the code, scores it, and its own feedback page is used."""
    with Gradebook(f"sqlite:///{graded.grading / 'gradebook.db'}", config.COURSE_ID) as book:
        scores = {s: book.find_submission("P01", s).score for s in ("ann", "bob")}
    assert scores == {"ann": 4, "bob": 0}
    result = course.api(graded).generate_feedback("P01")
    assert result["success"], result
    page = (graded.grading / "feedback/ann/P01/P01.html").read_text()
    assert "Score: 4.0 / 4.0" in page and "bootstrap" in page


def test_an_exercise_changed_after_its_release_stops_with_the_remedy(paths):
    """Scores belong to cells: with cells nobody released, grading says what to run."""
    source = paths.exercises / "X01/exercise.toml"
    shutil.copytree(paths.grading / "release/X01", paths.grading / "submitted/ann/X01")
    source.write_text(source.read_text().replace("X01-why", "X01-reason"))
    with pytest.raises(course.GradingError, match="generate_assignment"):
        course.autograde(paths, "X01")


def test_collect_leaves_links_and_pipes_behind(paths):
    """A link in the inbox is not followed, a pipe hangs nobody, and the rest is collected."""
    inbox = paths.exchange / "shixun/inbound/eve+X01+2026-11-24 01:30:00.000000 UTC+abc"
    shutil.copytree(paths.grading / "release/X01", inbox)
    (inbox / "timestamp.txt").write_text("2026-11-24 01:30:00.000000 UTC")
    (inbox / "answers").mkdir()
    (inbox / "answers/X01.json").symlink_to(paths.exercises / "X01/key/model.json")
    os.mkfifo(inbox / "pipe")
    (inbox.parent / "fay+X01+2026-11-24 01:30:00.000000 UTC+abc").symlink_to(
        paths.exercises / "X01"
    )
    course.collect(paths, "X01")
    submitted = paths.grading / "submitted"
    names = {
        p.relative_to(submitted / "eve/X01").as_posix() for p in submitted.rglob("eve/X01/**/*")
    }
    assert names == {
        "X01.ipynb",
        "answers",
        "exercise.json",
        "form.json",
        "start.json",
        "timestamp.txt",
        "words.csv",
    }
    assert not (submitted / "fay/X01").exists()


@pytest.mark.parametrize("stamp", [b"yesterday", b"9" * 5000, b"\xff\xfe", None])
def test_a_time_that_is_none_stops_nobody(paths, stamp):
    """In a hand-in or in its folder's name: everybody is collected, again too; formgrader lists all."""
    inbound = paths.exchange / "shixun/inbound"
    real = "2026-11-24 01:30:00.000000 UTC"
    for who, when in (("eve", real), ("gus", "soon"), ("ann", real)):
        inbox = inbound / f"{who}+X01+{when}+abc"
        shutil.copytree(paths.grading / "release/X01", inbox)
        (inbox / "timestamp.txt").write_text(real)
    (odd := inbound / f"eve+X01+{real}+abc/timestamp.txt").unlink()
    odd.mkdir() if stamp is None else odd.write_bytes(stamp)
    for _ in range(2):
        course.collect(paths, "X01")
    submitted = paths.grading / "submitted"
    assert sorted(p.name for p in submitted.iterdir()) == ["ann", "eve", "gus"]
    assert (submitted / "eve/X01/timestamp.txt").read_text() == real
    kept = submitted / "eve/X01/timestamp.unreadable"
    assert kept.is_dir() if stamp is None else kept.read_bytes() == stamp
    course.autograde(paths, "X01")
    listed = course.api(paths).get_submissions("X01")
    assert sorted(s["student"] for s in listed) == ["ann", "eve", "gus"]
