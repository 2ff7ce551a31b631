"""Lets an assignment gain, lose or change graded cells after it was submitted.

nbgrader refuses to generate such an assignment (nbgrader#1699), because the gradebook stores points by
cell. This preprocessor, named in `GenerateAssignment.preprocessors` before SaveCells, changes the
gradebook's cells to those of the source. Grades of removed cells are kept in the state database, and come back if
the cell does. Points change only when the assignment is graded again.
"""

from dataclasses import asdict, fields
from datetime import UTC, datetime

import sqlalchemy as sa
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

from shixun.autograder.engine.courses import Course
from shixun.autograder.engine.state import LostGrade, open_state
from shixun.autograder.engine.state.models import LostGradeRow

TABLES = {"grade": GradeCell, "solution": SolutionCell, "task": TaskCell, "source": SourceCell}


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
                course = Course(CourseDirectory(config=self.config), self.config)
                _sync(
                    book,
                    notebook,
                    _source_cells(nb),
                    LostGrades(course, names["assignment"], notebook.name),
                )
        return nb, resources


class LostGrades:
    """The grades of removed cells of one notebook, in the state database."""

    def __init__(self, course: Course, assignment: str, notebook: str):
        self.state = open_state(course)
        self.place = {"assignment": assignment, "notebook": notebook}

    def add(self, grades: list[LostGrade]) -> None:
        """Add grades, each with the time (UTC, ISO 8601) at which it was lost."""
        if not grades:
            return
        at = datetime.now(UTC).isoformat(timespec="seconds")
        rows = [self.place | asdict(grade) | {"lost_at": at} for grade in grades]
        with self.state.writing() as session:
            session.execute(sa.insert(LostGradeRow), rows)

    def latest(self) -> dict[tuple[str, str, str], LostGrade]:
        """(student, cell, kind) → what the student had when the cell was last removed."""
        query = sa.select(LostGradeRow).filter_by(**self.place).order_by(LostGradeRow.id)
        names = [f.name for f in fields(LostGrade)]
        with self.state.reading() as session:
            rows = session.scalars(query).all() if session else ()
            found = [LostGrade(*(getattr(row, name) for name in names)) for row in rows]
        return {(g.student, g.cell, g.kind): g for g in found}


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
        key = (submitted.student.id, row.name, kind)
        had = before.get(key) or LostGrade(*key)
        if kind != "solution":
            marks = {k: getattr(had, k) for k in ("manual_score", "extra_credit")}
            book.db.add(Grade(cell_id=row.id, notebook=submitted, needs_manual_grade=True, **marks))
        if kind != "grade":
            said = had.manual_comment
            book.db.add(Comment(cell_id=row.id, notebook=submitted, manual_comment=said))
