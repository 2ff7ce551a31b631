"""The one door to the course's gradebook, wherever `c.CourseDirectory.db_url` says that it is.

SQLite beside the course by default; by that setting alone any database that SQLAlchemy speaks to,
e.g. `postgresql+psycopg://…`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    GradeCell,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import DBAPIError

from shixun.autograder.engine import courses, storage_errors
from shixun.autograder.errors import GradingError
from shixun.classroom import config
from shixun.paths import Paths


@dataclass(frozen=True)
class Mark:
    """One graded cell. `auto` and `by_hand` are None where nobody has given points that way."""

    points: float  # what counts: by hand if there is, else automatic, plus extra credit
    out_of: float
    auto: float | None
    by_hand: float | None
    task: bool  # a rubric part: a trainer marks it
    waits: bool  # for a trainer's marks, or for a second look after a new hand-in

    @property
    def counted(self) -> float:
        """Points as feedback tells them: none for a rubric part that waits."""
        return 0.0 if self.task and self.waits else self.points


@contextmanager
def open_gradebook(paths: Paths) -> Iterator[Gradebook | None]:
    """The gradebook, closed afterwards; None where there is none yet.

    Raises:
        GradingError: it cannot be read; the text says why and what helps.
    """
    settings = config.course(paths)
    course = courses.Course(CourseDirectory(config=settings), settings)
    if not courses.has_gradebook(course.directory.db_url):
        yield None
        return
    try:
        with courses.open_gradebook(course) as book:
            yield book
    except DBAPIError as error:
        raise storage_errors.unusable(course, error) from error


def marks(paths: Paths, exercise: str) -> dict[str, dict[str, Mark]]:
    """Student → grade_id (with the notebook's name where there are several) → mark.

    In one query: a class of thousands is read in seconds. {} before the first grading.
    """
    with open_gradebook(paths) as book:
        return {} if book is None else _query(book, exercise)


def _query(book: Gradebook, exercise: str) -> dict[str, dict[str, Mark]]:
    cell, code, by_rubric = BaseCell.__table__.c, GradeCell.__table__.c, TaskCell.__table__.c
    rows = (
        book.db.query(
            SubmittedAssignment.student_id, Notebook.name, cell.name, cell.type, Grade.score, Grade.auto_score,
            Grade.manual_score, Grade.needs_manual_grade, code.max_score, by_rubric.max_score,
        )
        .select_from(Grade)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
        .join(BaseCell.__table__, Grade.cell_id == cell.id)
        .outerjoin(GradeCell.__table__, cell.id == code.id)
        .outerjoin(TaskCell.__table__, cell.id == by_rubric.id)
        .filter(Assignment.name == exercise)
        .all()
    )  # fmt: skip
    several = len({notebook for _, notebook, *_ in rows}) > 1
    found: dict[str, dict[str, Mark]] = {}
    for student, notebook, name, kind, score, auto, by_hand, waits, most, most_by_hand in rows:
        out_of = most if most is not None else most_by_hand or 0.0
        task = kind == "TaskCell"
        mark = Mark(float(score), float(out_of), auto, by_hand, task, bool(waits))
        id = f"{notebook} · {name}" if several else name
        found.setdefault(student, {})[id] = mark
    return found


def give_mark(
    paths: Paths, exercise: str, student: str, part: str, points: float, comment: str = ""
) -> None:
    """Mark one rubric part, as formgrader does for whoever marks there.

    Args:
        part: grade_id of the part, in the notebook named as the exercise.
        points: by hand; from now on they count.
        comment: shown in the feedback; "" leaves the one that is there.

    Raises:
        MissingEntry: this student's submission has no such part.
        GradingError: there is no gradebook yet, or it cannot be read.
    """
    with open_gradebook(paths) as book:
        if book is None:
            raise GradingError(f"还没有成绩库，{exercise} 没有可以批的作业。")
        mark = book.find_grade(part, exercise, exercise, student)
        mark.manual_score, mark.needs_manual_grade = points, False
        if comment:
            book.find_comment(part, exercise, exercise, student).manual_comment = comment
        book.db.commit()
