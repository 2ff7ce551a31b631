"""The only writer of nbgrader's gradebook: opened once, written in batches of one transaction each.

The tables are nbgrader's (`nbgrader.api`). The engine sets `auto_score`; what a person gave stays as
long as it is for the answer that is there (`manual_marks`), and `needs_manual_grade` is set elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc
from sqlalchemy import Connection, bindparam, func, insert, select, update

from shixun.autograder.engine.courses import Course, open_gradebook
from shixun.autograder.engine.records import (
    AssignmentPlan,
    CellScore,
    GradedNotebook,
    GradingResult,
)
from shixun.autograder.engine.state import JournalEntry

STUDENTS, SUBMITTED, NOTEBOOKS = (
    Student.__table__,
    SubmittedAssignment.__table__,
    SubmittedNotebook.__table__,
)
GRADES, COMMENTS = Grade.__table__, Comment.__table__
TOLERANCE = 1e-9
NO_RESPONSE = "No response."  # what nbgrader writes, and its pages look for


@dataclass(frozen=True)
class StoredScore:
    """Points of one cell as the gradebook holds them; None where there are none."""

    auto: float | None
    manual: float | None
    extra: float | None

    @property
    def given(self) -> bool:
        """Whether a person gave any of it."""
        return self.manual is not None or self.extra is not None


class GradebookWriter:
    """Reads and writes the results of one assignment; a context manager."""

    def __init__(self, course: Course, plan: AssignmentPlan):
        self.plan, self.config = plan, course.config
        self._book = open_gradebook(course)
        self._engine = self._book.engine

    def close(self) -> None:
        """Close the database."""
        self._book.close()

    def __enter__(self) -> "GradebookWriter":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def graded_students(self) -> set[str]:
        """Ids of the students of whom the gradebook holds a result."""
        query = (
            select(SUBMITTED.c.student_id)
            .join(NOTEBOOKS, NOTEBOOKS.c.assignment_id == SUBMITTED.c.id)
            .join(GRADES, GRADES.c.notebook_id == NOTEBOOKS.c.id)
            .where(SUBMITTED.c.assignment_id == self.plan.row)
            .group_by(SUBMITTED.c.student_id)
        )
        with self._engine.connect() as db:
            return set(db.scalars(query))

    def count_pending(self) -> int:
        """The number of submissions that wait for a manual grade or a review."""
        query = (
            select(func.count(SUBMITTED.c.id.distinct()))
            .join(NOTEBOOKS, NOTEBOOKS.c.assignment_id == SUBMITTED.c.id)
            .join(GRADES, GRADES.c.notebook_id == NOTEBOOKS.c.id)
            .where(SUBMITTED.c.assignment_id == self.plan.row, GRADES.c.needs_manual_grade)
        )
        with self._engine.connect() as db:
            return db.scalar(query)

    def stored_scores(self, students: list[str]) -> dict[str, dict[str, StoredScore]]:
        """Student → id of the cell's row → its stored points, for those who have a result."""
        query = (
            select(
                SUBMITTED.c.student_id, GRADES.c.cell_id,
                GRADES.c.auto_score, GRADES.c.manual_score, GRADES.c.extra_credit,
            )
            .join(NOTEBOOKS, NOTEBOOKS.c.id == GRADES.c.notebook_id)
            .join(SUBMITTED, SUBMITTED.c.id == NOTEBOOKS.c.assignment_id)
            .where(SUBMITTED.c.assignment_id == self.plan.row, SUBMITTED.c.student_id.in_(students))
        )  # fmt: skip
        found: dict[str, dict[str, StoredScore]] = {}
        with self._engine.connect() as db:
            for student, row, *points in db.execute(query).all():
                found.setdefault(student, {})[row] = StoredScore(*points)
        return found

    def comments(self, students: list[str]) -> dict[str, dict[str, str]]:
        """Student → row of the cell → what a person wrote on it."""
        query = (
            select(SUBMITTED.c.student_id, COMMENTS.c.cell_id, COMMENTS.c.manual_comment)
            .join(NOTEBOOKS, NOTEBOOKS.c.id == COMMENTS.c.notebook_id)
            .join(SUBMITTED, SUBMITTED.c.id == NOTEBOOKS.c.assignment_id)
            .where(SUBMITTED.c.assignment_id == self.plan.row, SUBMITTED.c.student_id.in_(students))
            .where(COMMENTS.c.manual_comment.is_not(None), COMMENTS.c.manual_comment != "")
        )
        found: dict[str, dict[str, str]] = {}
        with self._engine.connect() as db:
            for student, row, text in db.execute(query).all():
                found.setdefault(student, {})[row] = text
        return found

    def is_written(self, entry: JournalEntry) -> bool:
        """Whether the gradebook holds this result: its points, its time, no mark that it took away."""
        there = self.stored_scores([entry.student]).get(entry.student, {})
        at = select(SUBMITTED.c.timestamp).where(
            SUBMITTED.c.assignment_id == self.plan.row, SUBMITTED.c.student_id == entry.student
        )
        with self._engine.connect() as db:
            if not there or db.scalar(at) != _moment(entry.timestamp):
                return False
        comments = self.comments([entry.student]).get(entry.student, {})
        return all(
            same_points(there[row].auto if row in there else None, points)
            for row, points in entry.scores.items()
        ) and not any(
            row in comments or (row in there and there[row].given) for row in entry.reopened
        )

    def write(self, batch: list[GradingResult]) -> None:
        """Write a batch in one transaction: all of it or nothing."""
        with self._engine.begin() as db:
            _add_students(db, [g.student for g in batch])
            submissions = self._submissions(db, batch)
            notebooks = _notebooks(db, batch, submissions)
            graded = _pair_rows(batch, submissions, notebooks)
            reopened = _take_marks_away(db, batch, submissions, notebooks)
            _write_grades(db, graded, reopened)
            _write_comments(db, graded)
            self._apply_late_penalties(db, submissions, notebooks)

    def _submissions(self, db: Connection, batch: list[GradingResult]) -> dict[str, str]:
        """Student → id of the submission's row, made where there was none; timestamps are set."""
        there = SUBMITTED.c.assignment_id == self.plan.row
        query = select(SUBMITTED.c.student_id, SUBMITTED.c.id).where(
            there, SUBMITTED.c.student_id.in_([g.student for g in batch])
        )
        found: dict[str, str] = {row.student_id: row.id for row in db.execute(query)}
        new = [g.student for g in batch if g.student not in found]
        rows = [{"id": _new_id(), "assignment_id": self.plan.row, "student_id": s} for s in new]
        _insert(db, SUBMITTED, rows)
        found |= {r["student_id"]: r["id"] for r in rows}
        times = [{"row": found[g.student], "at": _moment(g.timestamp)} for g in batch]
        change = update(SUBMITTED).where(SUBMITTED.c.id == bindparam("row"))
        db.execute(change.values(timestamp=bindparam("at")), times)
        return found

    def _apply_late_penalties(self, db: Connection, submissions: dict[str, str], notebooks) -> None:
        """Set late penalties by the plugin that the settings name, as nbgrader does."""
        due = db.scalar(select(Assignment.__table__.c.duedate).filter_by(id=self.plan.row))
        if due is None:
            return
        step = AssignLatePenalties(config=self.config)
        step.init_plugin()
        query = select(
            SUBMITTED.c.id, SUBMITTED.c.student_id, SUBMITTED.c.timestamp, SUBMITTED.c.extension
        )
        for row, student, at, more in db.execute(
            query.where(SUBMITTED.c.id.in_(submissions.values()))
        ).all():
            late = _seconds_late(at, due, more)
            for (submission, _), notebook in notebooks.items():
                if submission == row:
                    penalty = self._penalty(db, step, student, notebook, late)
                    change = update(NOTEBOOKS).where(NOTEBOOKS.c.id == notebook)
                    db.execute(change.values(late_submission_penalty=penalty))

    def _penalty(
        self, db: Connection, step, student: str, notebook: str, late: float
    ) -> float | None:
        if late <= 0:
            return None
        given = func.coalesce(GRADES.c.manual_score, GRADES.c.auto_score, 0)
        total = func.sum(given + func.coalesce(GRADES.c.extra_credit, 0))
        score = db.scalar(select(total).where(GRADES.c.notebook_id == notebook)) or 0
        penalty = step.plugin_inst.late_submission_penalty(student, score, late)
        return None if penalty is None else max(0, min(penalty, score))


def _moment(timestamp: str | None) -> datetime | None:
    return parse_utc(timestamp) if timestamp else None


def _seconds_late(at: datetime | None, due: datetime, more: timedelta | None) -> float:
    return 0 if at is None else max(0, (at - due - (more or timedelta())).total_seconds())


def same_points(there: float | None, here: float | None) -> bool:
    """Whether two scores are equal within TOLERANCE; None equals None alone, not 0."""
    if there is None or here is None:
        return there is here
    return abs(there - here) < TOLERANCE


def _new_id() -> str:
    return uuid4().hex


def _insert(db: Connection, table, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.execute(insert(table), rows)


def _add_students(db: Connection, students: Iterable[str]) -> None:
    students = list(students)
    known = set(db.scalars(select(STUDENTS.c.id).where(STUDENTS.c.id.in_(students))))
    _insert(db, STUDENTS, [{"id": s} for s in students if s not in known])


def _notebooks(
    db: Connection, batch: list[GradingResult], submissions: dict[str, str]
) -> dict[tuple[str, str], str]:
    """(id of the submission's row, id of the notebook's row) → id of the submitted notebook's row."""
    table = NOTEBOOKS.c
    query = select(table.assignment_id, table.notebook_id, table.id)
    there = table.assignment_id.in_(list(submissions.values()))
    found = {(a, n): i for a, n, i in db.execute(query.where(there)).all()}
    wanted = [(submissions[g.student], n.row) for g in batch for n in g.notebooks]
    rows = [
        {"id": _new_id(), "assignment_id": a, "notebook_id": n, "flagged": False}
        for a, n in wanted
        if (a, n) not in found
    ]
    _insert(db, NOTEBOOKS, rows)
    return found | {(r["assignment_id"], r["notebook_id"]): r["id"] for r in rows}


def _pair_rows(
    batch: list[GradingResult], submissions: dict[str, str], notebooks: dict[tuple[str, str], str]
) -> list[tuple[str, GradedNotebook]]:
    """Each graded notebook with the id of its row."""
    return [(notebooks[submissions[g.student], n.row], n) for g in batch for n in g.notebooks]


Place = tuple[str, str]  # rows of a submitted notebook and of a cell in it


def _take_marks_away(
    db: Connection,
    batch: list[GradingResult],
    submissions: dict[str, str],
    notebooks: dict[tuple[str, str], str],
) -> set[Place]:
    """Marks for another answer than there is now; they are kept as `FormerMark`. Returns where."""
    places = set()
    nothing = {"manual_score": None, "extra_credit": None}
    for graded in (g for g in batch if g.reopened):
        rows = [notebooks[submissions[graded.student], n.row] for n in graded.notebooks]
        for table, values in ((GRADES, nothing), (COMMENTS, {"manual_comment": None})):
            mine = table.c.notebook_id.in_(rows) & table.c.cell_id.in_(graded.reopened)
            db.execute(update(table).where(mine).values(values))
        places |= {(row, cell) for row in rows for cell in graded.reopened}
    return places


@dataclass(frozen=True)
class _Earlier:
    """What stands in the gradebook for a cell."""

    auto: float | None = None
    manual: float | None = None
    asks: bool = False


def _write_grades(
    db: Connection, graded: list[tuple[str, GradedNotebook]], reopened: set[Place]
) -> None:
    """Points of each cell; what a person gave stays."""
    table = GRADES.c
    query = select(
        table.notebook_id, table.cell_id, table.id,
        table.auto_score, table.manual_score, table.needs_manual_grade,
    ).where(table.notebook_id.in_([row for row, _ in graded]))  # fmt: skip
    known = {(n, c): (i, _Earlier(*rest)) for n, c, i, *rest in db.execute(query).all()}
    new, changed = [], []
    for row, notebook in graded:
        for score in notebook.scores:
            place = row, score.row
            id, earlier = known.get(place, (None, _Earlier()))
            asks = place in reopened or _needs_manual_grade(score, earlier)
            if id is None:
                columns = {"id": _new_id(), "notebook_id": row, "cell_id": score.row}
                new.append(columns | {"auto_score": score.points, "needs_manual_grade": asks})
            else:
                changed.append({"row": id, "points": score.points, "asks": asks})
    _insert(db, GRADES, new)
    if changed:
        change = update(GRADES).where(table.id == bindparam("row"))
        names: dict[str, Any] = {
            "auto_score": bindparam("points"),
            "needs_manual_grade": bindparam("asks"),
        }
        db.execute(change.values(names), changed)


def _needs_manual_grade(score: CellScore, earlier: _Earlier) -> bool:
    """Whether a person is asked; who has marked this very answer is not asked again without cause."""
    if earlier.manual is not None:
        return earlier.asks or not same_points(earlier.auto, score.points)
    return score.needs_review or score.points is None


def _write_comments(db: Connection, graded: list[tuple[str, GradedNotebook]]) -> None:
    """Set "No response." where nothing was answered; manual comments stay."""
    table = COMMENTS.c
    query = select(table.notebook_id, table.cell_id, table.id)
    there = db.execute(query.where(table.notebook_id.in_([row for row, _ in graded]))).all()
    known = {(n, c): i for n, c, i in there}
    new, changed = [], []
    for row, notebook in graded:
        for cell, responded in notebook.answered:
            text = None if responded else NO_RESPONSE
            id = known.get((row, cell))
            if id is None:
                new.append(
                    {"id": _new_id(), "notebook_id": row, "cell_id": cell, "auto_comment": text}
                )
            else:
                changed.append({"row": id, "text": text})
    _insert(db, COMMENTS, new)
    if changed:
        change = update(COMMENTS).where(table.id == bindparam("row"))
        db.execute(change.values(auto_comment=bindparam("text")), changed)
