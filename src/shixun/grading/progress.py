"""How far each exercise of the class is: counted from the exchange and the gradebook."""

from collections import Counter
from dataclasses import dataclass

from nbgrader.api import Gradebook, TaskCell

from shixun.grading import config
from shixun.paths import Paths


@dataclass(frozen=True)
class Progress:
    """Numbers of teachers, each counted once."""

    exercise: str
    released: bool
    handed_in: int
    waiting: int  # handed in, or handed in again, and not collected
    graded: int
    to_mark: int  # autograded, and a rubric row waits for the trainer
    returned: int


@dataclass(frozen=True)
class ItemShare:
    """One graded line: how many were graded, and how many got all of its points."""

    item: str
    graded: int
    full: int


def progress(paths: Paths, exercise: str) -> Progress:
    """Where an exercise stands; everything is zero before its release."""
    exchange = paths.exchange / config.COURSE_ID
    newest = _handed_in(exchange / "inbound", exercise)
    waiting = [s for s, at in newest.items() if at > _collected(paths, s, exercise)]
    graded, to_mark = _graded(paths, exercise)
    return Progress(
        exercise=exercise,
        released=(exchange / "outbound" / exercise).is_dir(),
        handed_in=len(newest),
        waiting=len(waiting),
        graded=graded,
        to_mark=to_mark,
        returned=sum(1 for _ in (paths.grading / "feedback").glob(f"*/{exercise}/*.html")),
    )


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


def _graded(paths: Paths, exercise: str) -> tuple[int, int]:
    with _gradebook(paths) as book:
        if book is None or exercise not in {a.name for a in book.assignments}:
            return 0, 0
        found = book.assignment_submissions(exercise)
        return len(found), sum(s.needs_manual_grade for s in found)


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
