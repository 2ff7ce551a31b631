"""Lets an assignment gain, lose or change graded cells after it was submitted.

nbgrader refuses to generate such an assignment (nbgrader#1699), because the gradebook stores points by
cell. This preprocessor, named in `GenerateAssignment.preprocessors` before SaveCells, changes the
gradebook's cells to those of the source. Grades of removed cells are stored in a file, and come back if
the cell does. Points change only when the assignment is graded again.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
    TaskCell,
)
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

from shixun.autograder.engine.courses import STATE_DIR
from shixun.files import write_atomically

TABLES = {"grade": GradeCell, "solution": SolutionCell, "task": TaskCell, "source": SourceCell}


@dataclass(frozen=True)
class LostGrade:
    """The grade and comment of one student for one removed cell."""

    student: str
    cell: str
    kind: str
    auto_score: float | None = None
    manual_score: float | None = None
    extra_credit: float | None = None
    manual_comment: str | None = None


class SyncGradebookCells(NbGraderPreprocessor):
    """Changes the gradebook's cells to those of the source; leaves the notebook as it is."""

    def preprocess(self, nb, resources):
        """Synchronize the cells of one source notebook that has submissions."""
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as book:
            try:
                notebook = book.find_notebook(names["notebook"], names["assignment"])
            except MissingEntry:
                return nb, resources  # never released
            if notebook.submissions:
                root = Path(CourseDirectory(config=self.config).root)
                _sync(
                    book,
                    notebook,
                    _source_cells(nb),
                    LostGrades(root, names["assignment"], notebook.name),
                )
        return nb, resources


class LostGrades:
    """The file with the grades of removed cells of one notebook, a JSON object a line."""

    def __init__(self, root: Path, assignment: str, notebook: str):
        self.path = root / STATE_DIR / "lost-cells" / assignment / f"{notebook}.jsonl"

    def add(self, grades: list[LostGrade]) -> None:
        """Append grades, each with the time (UTC, ISO 8601) at which it was lost."""
        if not grades:
            return
        at = datetime.now(UTC).isoformat(timespec="seconds")
        lines = [json.dumps(asdict(g) | {"lost_at": at}, ensure_ascii=False) for g in grades]
        before = self.path.read_text(encoding="utf-8") if self.path.is_file() else ""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path, (before + "\n".join(lines) + "\n").encode())

    def latest(self) -> dict[tuple[str, str, str], dict]:
        """(student, cell, kind) → what the student had when the cell was last removed."""
        if not self.path.is_file():
            return {}
        rows = map(json.loads, self.path.read_text(encoding="utf-8").splitlines())
        return {(r["student"], r["cell"], r["kind"]): r for r in rows}


def _source_cells(nb) -> dict[str, dict[str, dict]]:
    """Kind → name → columns of the cells in the source."""
    found: dict[str, dict[str, dict]] = {kind: {} for kind in TABLES}
    for cell in nb.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        points = {"max_score": float(cell.metadata.get("nbgrader", {}).get("points") or 0)}
        if is_grade(cell):
            found["grade"][name] = points | {"cell_type": cell.cell_type}
        if is_solution(cell):
            found["solution"][name] = {}
        if is_task(cell):
            found["task"][name] = points | {"cell_type": cell.cell_type}
        if is_grade(cell) or is_solution(cell) or is_locked(cell) or is_task(cell):
            found["source"][name] = {"cell_type": cell.cell_type, "locked": is_locked(cell)}
    return found


def _sync(book: Gradebook, notebook: Notebook, source_cells: dict, lost_grades: LostGrades) -> None:
    lost = [
        (kind, row)
        for kind in TABLES
        for row in getattr(notebook, f"{kind}_cells")
        if row.name not in source_cells[kind]
    ]
    lost_grades.add([g for kind, row in lost if kind != "source" for g in _grades_of(kind, row)])
    before = lost_grades.latest()
    for _, row in lost:
        for mine in (*getattr(row, "grades", ()), *getattr(row, "comments", ())):
            book.db.delete(mine)
        book.db.flush()
        book.db.delete(row)
    book.db.flush()
    for kind, table in TABLES.items():
        there = {row.name for row in getattr(notebook, f"{kind}_cells")} - {
            row.name for k, row in lost if k == kind
        }
        for name in source_cells[kind].keys() - there:
            row = table(name=name, notebook=notebook, **source_cells[kind][name])
            book.db.add(row)
            book.db.flush()
            if kind != "source":
                _add_rows(book, notebook, kind, row, before)
    book.db.commit()


def _grades_of(kind: str, row) -> list[LostGrade]:
    found: dict[str, dict] = {}
    for grade in row.grades:
        columns = ("auto_score", "manual_score", "extra_credit")
        mine = {c: getattr(grade, c) for c in columns}
        found.setdefault(grade.student.id, {}).update(mine)
    for comment in row.comments:
        found.setdefault(comment.student.id, {})["manual_comment"] = comment.manual_comment
    return [LostGrade(student, row.name, kind, **columns) for student, columns in found.items()]


def _add_rows(book: Gradebook, notebook: Notebook, kind: str, row, before: dict) -> None:
    """Add a row for each submission, with manual marks that were lost before, to be reviewed."""
    for submitted in notebook.submissions:
        had = before.get((submitted.student.id, row.name, kind), {})
        if kind != "solution":
            marks = {k: had.get(k) for k in ("manual_score", "extra_credit")}
            book.db.add(Grade(cell_id=row.id, notebook=submitted, needs_manual_grade=True, **marks))
        if kind != "grade":
            said = had.get("manual_comment")
            book.db.add(Comment(cell_id=row.id, notebook=submitted, manual_comment=said))
