"""Course folders to grade in: one exercise, generated and handed in by a class, twice the same."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from benchmarks import classes
from shixun.classroom.config import IGNORED
from shixun.exercises import build, task
from shixun.paths import Paths

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
SETTINGS = """c = get_config()
c.CourseDirectory.ignore = {ignored}
"""


@dataclass(frozen=True)
class Exercise:
    """Something to be graded: how its source is written, and what student number n hands in."""

    kind: str  # data | code
    name: str
    write: Callable[[Path], None]  # the source, into an empty folder
    hand_in: Callable[[Path, int], None]  # into a copy of the released folder
    engine_only: frozenset[str] = frozenset()  # items that plain nbgrader cannot score


def data_exercise(name: str = "E04") -> Exercise:
    """An exercise of the course; its hidden items need the key, which the engine alone reads."""
    cases = classes.data_cases(name)

    def write(folder: Path) -> None:
        source = classes.REPOSITORY / "exercises" / name
        for path, content in build.files(source, Paths(classes.REPOSITORY, folder)).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)

    def hand_in(folder: Path, number: int) -> None:
        values = classes.data_values(cases, number)
        put_answer(folder, name, values)

    hidden = frozenset(i.id for i in task.load(name).items if i.hidden)
    return Exercise("data", name, write, hand_in, hidden)


def put_answer(folder: Path, exercise: str, values: dict[str, Any]) -> None:
    """The answer file as the page would write it."""
    content = {
        "schema": 1,
        "exercise": exercise,
        "release": "2026.11",
        "saved_at": "2026-11-24T09:30:00+08:00",
        "values": values,
    }
    (folder / "answers").mkdir(exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    (folder / f"answers/{exercise}.json").write_text(text, encoding="utf-8")


def code_exercise() -> Exercise:
    """An ordinary nbgrader assignment with pandas and four tests, two of them hidden."""
    return Exercise("code", "ps1", _write_code, _hand_in_code)


def _write_code(folder: Path) -> None:
    cells = [new_code_cell(classes.SETUP, id="setup")]
    for name, solution in classes.SOLUTIONS.items():
        body = f"### BEGIN SOLUTION\n{solution}\n### END SOLUTION"
        cells.append(new_code_cell(body, id=name, metadata=_mark(name, solution=True)))
        tests = [(n, t) for n, t in classes.TESTS.items() if n.startswith(f"{name}-")]
        cells += [_test_cell(test, *told) for test, told in tests]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    nbformat.write(notebook, folder / "ps1.ipynb")
    (folder / "lessons.csv").write_text(classes.LESSONS)


def _test_cell(name: str, source: str, points: int, hidden: bool):
    if hidden:
        source = f"### BEGIN HIDDEN TESTS\n{source}\n### END HIDDEN TESTS"
    return new_code_cell(
        source, id=name, metadata=_mark(name, grade=True, locked=True, points=points)
    )


def _mark(name: str, **flags) -> dict:
    empty = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {"schema_version": 3, "grade_id": name} | empty | flags}


def _hand_in_code(folder: Path, number: int) -> None:
    path, written = folder / "ps1.ipynb", classes.code_values(number)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = written.get(cell["id"], cell["source"])
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")


def student(number: int) -> str:
    return f"s{number:05}"


def environment() -> dict[str, str]:
    """Of every command that is measured: no settings of whoever runs it."""
    foreign = ("JUPYTER", "NBGRADER", "SHIXUN")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
    path = os.pathsep.join((str(Path(sys.executable).parent), kept.get("PATH", "")))
    return kept | {"PATH": path, "JUPYTER_PLATFORM_DIRS": "1"}


@dataclass(frozen=True)
class Course:
    """A course root with one generated exercise."""

    root: Path
    exercise: Exercise

    @classmethod
    def make(cls, root: Path, exercise: Exercise, size: int) -> "Course":
        """Generate the exercise and let a class of this size hand it in."""
        course = cls(root, exercise)
        source = root / "source" / exercise.name
        source.mkdir(parents=True)
        exercise.write(source)
        (root / "nbgrader_config.py").write_text(SETTINGS.format(ignored=IGNORED))
        subprocess.run(
            [sys.executable, "-m", "nbgrader", "generate_assignment", exercise.name],
            cwd=root,
            env=environment(),
            check=True,
            capture_output=True,
        )
        for number in range(size):
            folder = root / "submitted" / student(number) / exercise.name
            shutil.copytree(root / "release" / exercise.name, folder)
            exercise.hand_in(folder, number)
        return course

    def copy(self, root: Path, size: int) -> "Course":
        """The same course with the first `size` of the class."""
        left_out = shutil.ignore_patterns("submitted")
        shutil.copytree(self.root, root, ignore=left_out)
        for number in range(size):
            name = f"submitted/{student(number)}"
            shutil.copytree(self.root / name, root / name)
        return Course(root, self.exercise)
