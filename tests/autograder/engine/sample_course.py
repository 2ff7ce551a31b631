"""A small sample course for nbgrader, as any instructor may have: code to be written, tests beside it."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config

from shixun.classroom.config import in_environment, trainer_environment

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def mark(id: str, **flags) -> dict:
    empty = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {"schema_version": 3, "grade_id": id} | empty | flags}


def given(source: str, id: str):
    """A cell of the instructor's that nothing is said about."""
    return new_code_cell(source, id=id)


def answer(id: str, solution: str):
    body = f"### BEGIN SOLUTION\n{solution}\n### END SOLUTION"
    return new_code_cell(body, id=id, metadata=mark(id, solution=True))


def check(id: str, source: str, points: float, *, hidden: bool = False):
    if hidden:
        source = f"### BEGIN HIDDEN TESTS\n{source}\n### END HIDDEN TESTS"
    return new_code_cell(source, id=id, metadata=mark(id, grade=True, locked=True, points=points))


def essay(id: str, points: float):
    flags = mark(id, grade=True, solution=True, points=points)
    return new_markdown_cell("写两句。", id=id, metadata=flags)


LESSONS = "school,minutes\neast,18\neast,25\nwest,20\nnorth,12\n"
CELLS = (
    given("import pandas as pd\nlessons = pd.read_csv('lessons.csv')", "setup"),
    answer("total", "total = int(lessons['minutes'].sum())"),
    check("total-open", "assert isinstance(total, int)", 1),
    check("total-hidden", "assert total == 75", 2, hidden=True),
    answer("double", "def double(n):\n    return 2 * n"),
    check("double-open", "assert double(4) == 8\nassert double(double(1)) == 4", 3),
    essay("why", 5),
)


class SampleCourse:
    """A course root with one generated assignment `ps1`."""

    def __init__(self, root: Path):
        self.root = root

    @classmethod
    def make(
        cls, root: Path, cells=CELLS, files: Mapping[str, str] | None = None
    ) -> "SampleCourse":
        made = cls(root)
        made.write(cells, {"lessons.csv": LESSONS} if files is None else files)
        return made

    def write(self, cells, files: Mapping[str, str], settings: Config | None = None) -> None:
        """Write the source of ps1 and generate it."""
        source = self.root / "source/ps1"
        source.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (source / name).write_text(text)
        notebook = new_notebook(cells=list(cells), metadata={"kernelspec": KERNEL})
        nbformat.write(notebook, source / "ps1.ipynb")
        config = settings or Config()
        config.CourseDirectory.root = str(self.root)
        with in_environment(trainer_environment()):
            result = NbGraderAPI(config=config).generate_assignment("ps1", force=True)
        assert result["success"], result

    def submit(self, student: str, sources: Mapping[str, str] | None = None) -> Path:
        """Hand in the released files with these cells replaced; the folder."""
        folder = self.root / "submitted" / student / "ps1"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.root / "release/ps1", folder)
        path = folder / "ps1.ipynb"
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            cell.source = (sources or {}).get(cell.id, cell.source)
        nbformat.write(notebook, path)
        return folder

    def book(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.root / 'gradebook.db'}")

    def scores(self, student: str) -> dict[str, tuple[float | None, bool]]:
        """Cell → automatic points and whether a person is asked; {} without a result."""
        with self.book() as book:
            found = [s for s in book.assignment_submissions("ps1") if s.student.id == student]
            grades = (g for s in found for n in s.notebooks for g in n.grades)
            return {g.name: (g.auto_score, g.needs_manual_grade) for g in grades}

    def points(self, student: str) -> float:
        return sum(points or 0 for points, _ in self.scores(student).values())

    def graded(self, student: str) -> nbformat.NotebookNode:
        path = self.root / "autograded" / student / "ps1/ps1.ipynb"
        return nbformat.read(path, as_version=4)


RIGHT = {"total": "total = int(lessons['minutes'].sum())", "double": "def double(n): return n + n"}
WRONG = {"total": "total = 7.5", "double": "def double(n): return n"}
