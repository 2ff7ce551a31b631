"""Every teacher's last graded hand-in of one exercise, as data: points, answer, first check."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

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

from shixun import answers
from shixun.answers import Answer, checks
from shixun.answers.checks import Check
from shixun.classroom import config
from shixun.exercises import folder as files
from shixun.paths import Paths

T = TypeVar("T")


@dataclass(frozen=True)
class Mark:
    """One graded cell. `auto` and `by_hand` are None where nobody has given points that way."""

    points: float  # what counts: by hand if there is, else automatic, plus extra credit
    out_of: float
    auto: float | None
    by_hand: float | None
    task: bool  # a rubric part: a trainer marks it
    waits: bool  # for a trainer's marks, or for a second look after a new hand-in


@dataclass(frozen=True)
class GradedSubmission:
    """What counts of one teacher: nbgrader keeps the last hand-in only."""

    student: str
    folder: Path  # autograded/…
    marks: dict[str, Mark]  # by grade_id; with the notebook's name where there are several
    answer: Answer | None = None
    problem: str = ""  # why there is no answer
    first: Check | None = None  # the first check, if its values still fit the form

    @property
    def automatic(self) -> float:
        """Points in all automatically graded items, with what a trainer changed."""
        return sum(m.points for m in self.marks.values() if not m.task)


def must_be_ours(paths: Paths, exercise: str) -> None:
    """Other courses are graded, too, but what items rest on is known of our own exercises alone.

    Raises:
        FileNotFoundError: there is no such exercise.
    """
    places = (*paths.exercises.glob("*"), *paths.source.glob("*"))
    known = sorted({p.name for p in places if p.is_dir()})
    if exercise not in known:
        raise FileNotFoundError(f"师训没有练习 {exercise[:40]}；现有：{'、'.join(known)}。")


def graded_submissions(paths: Paths, exercise: str) -> tuple[GradedSubmission, ...]:
    """By student; nothing before the first grading. Two files are read per person, nothing runs."""
    form = files.load_form(paths.source / exercise) if _is_form(paths, exercise) else None
    return tuple(
        _paper(paths.grading / "autograded" / student / exercise, student, exercise, marks, form)
        for student, marks in sorted(_marks(paths, exercise).items())
    )


def _is_form(paths: Paths, exercise: str) -> bool:
    return (paths.source / exercise / "form.json").is_file()


def _paper(
    folder: Path, student: str, exercise: str, marks: dict, form: dict | None
) -> GradedSubmission:
    if form is None:  # an exercise of another kind: it has no answer file
        return GradedSubmission(student, folder, marks)
    try:
        answer = answers.read(folder, exercise, form)
    except (answers.AnswerError, OSError) as error:
        return GradedSubmission(student, folder, marks, problem=str(error))
    history = checks.read(folder, exercise)
    first = history[0] if history and _fits(history[0].values, form) else None
    return GradedSubmission(student, folder, marks, answer, first=first)


def _fits(values: dict[str, Any], form: dict[str, Any]) -> bool:
    """The log lies on a teacher's disk: its values may be of an earlier form, or anything."""
    try:
        answers.validate(Path(), values, form)
    except answers.AnswerError:
        return False
    return True


def _marks(paths: Paths, exercise: str) -> dict[str, dict[str, Mark]]:
    """Student → grade_id → mark, in one query: a class of thousands is read in seconds."""
    return in_gradebook(paths, lambda book: _query(book, exercise)) or {}


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


def in_gradebook(paths: Paths, read: Callable[[Gradebook], T]) -> T | None:
    """What `read` makes of the gradebook; None where there is none yet."""
    file = paths.grading / "gradebook.db"
    if not file.is_file():
        return None
    with Gradebook(f"sqlite:///{file}", config.COURSE_ID) as book:
        return read(book)
