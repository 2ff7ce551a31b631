"""How far each exercise of the class is: counted from the exchange and the gradebook."""

from collections import Counter
from dataclasses import dataclass

from nbgrader.api import Gradebook, TaskCell

from shixun.classroom import config
from shixun.classroom import feedback_inbox as returned
from shixun.classroom.feedback_page import UNMARKED
from shixun.paths import Paths


@dataclass(frozen=True)
class ClassProgress:
    """Numbers of teachers, each counted once."""

    exercise: str
    released: bool
    handed_in: int
    waiting: int  # handed in, or handed in again, and not collected
    graded: int
    to_mark: int  # autograded, and a rubric row waits for the trainer
    returned: int  # what went back is what the gradebook says now


@dataclass(frozen=True)
class ItemShare:
    """One graded line: how many were graded, and how many got all of its points."""

    item: str
    graded: int
    full: int


def progress(paths: Paths, exercise: str) -> ClassProgress:
    """Where an exercise stands; everything is zero before its release."""
    exchange = paths.exchange / config.COURSE_ID
    newest = _handed_in(exchange / "inbound", exercise)
    submissions = _submissions(paths, exercise)
    return ClassProgress(
        exercise=exercise,
        released=(exchange / "outbound" / exercise).is_dir(),
        handed_in=len(newest),
        waiting=len(waiting(paths, exercise)),
        graded=len(submissions),
        to_mark=sum(s.to_mark for s in submissions),
        returned=sum(_is_returned(paths, exercise, s) for s in submissions),
    )


def waiting(paths: Paths, exercise: str) -> dict[str, str]:
    """Teacher → stamp of a hand-in that is newer than what was collected."""
    newest = _handed_in(paths.exchange / config.COURSE_ID / "inbound", exercise)
    return {s: at for s, at in newest.items() if at > _collected(paths, s, exercise)}


def _handed_in(inbound, exercise: str) -> dict[str, str]:
    """Teacher → stamp of her newest hand-in, from names like t01+E04+2026-11-24 09:30:00 UTC+…"""
    newest: dict[str, str] = {}
    for folder in inbound.glob(f"*+{exercise}+*"):
        student, _, at = folder.name.split("+")[:3]
        newest[student] = max(at, newest.get(student, ""))
    return newest


def _collected(paths: Paths, student: str, exercise: str) -> str:
    stamp = paths.grading / "submitted" / student / exercise / "timestamp.txt"
    return stamp.read_text(encoding="utf-8").strip() if stamp.is_file() else ""


@dataclass(frozen=True)
class _Submission:
    student: str
    points: float
    to_mark: bool


def _submissions(paths: Paths, exercise: str) -> list[_Submission]:
    with _gradebook(paths) as book:
        if book is None or exercise not in {a.name for a in book.assignments}:
            return []
        return [
            _Submission(s.student.id, s.score, s.needs_manual_grade)
            for s in book.assignment_submissions(exercise)
        ]


def _is_returned(paths: Paths, exercise: str, submission: _Submission) -> bool:
    """Whether the page that went back still says what the gradebook says.

    Marks given after an early return make it stale: it has to go out again.
    """
    page = paths.grading / "feedback" / submission.student / exercise / f"{exercise}.html"
    content = returned.read(page) if page.is_file() else None
    if content is None:
        return False
    same = abs(content["points"] - submission.points) < 0.005
    unmarked = any(row["text"] == UNMARKED for row in content["rubric"])
    return same and unmarked == submission.to_mark


def item_shares(paths: Paths, exercise: str) -> tuple[ItemShare, ...]:
    """The autograded lines, the one that most often cost points first."""
    graded, full = Counter(), Counter()
    with _gradebook(paths) as book:
        if book is None or exercise not in {a.name for a in book.assignments}:
            return ()
        for submission in book.assignment_submissions(exercise):
            for grade in (g for n in submission.notebooks for g in n.grades):
                if isinstance(grade.cell, TaskCell) or grade.auto_score is None:
                    continue
                graded[grade.name] += 1
                full[grade.name] += grade.auto_score >= grade.max_score
    shares = [ItemShare(i, n, full[i]) for i, n in graded.items()]
    return tuple(sorted(shares, key=lambda s: (s.full / s.graded, s.item)))


class _gradebook:
    """The gradebook if there is one, closed afterwards."""

    def __init__(self, paths: Paths):
        self.file = paths.grading / "gradebook.db"
        self.book: Gradebook | None = None

    def __enter__(self) -> Gradebook | None:
        if self.file.is_file():
            self.book = Gradebook(f"sqlite:///{self.file}", config.COURSE_ID)
        return self.book

    def __exit__(self, *_):
        if self.book is not None:
            self.book.close()
