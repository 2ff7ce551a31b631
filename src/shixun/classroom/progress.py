"""How far each exercise of the class is: counted from the exchange and the gradebook."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from nbgrader.utils import notebook_hash

from shixun.classroom import config, feedback_inbox, gradebook
from shixun.classroom.feedback_page import UNMARKED
from shixun.classroom.gradebook import Mark
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
    graded = gradebook.marks(paths, exercise)
    return ClassProgress(
        exercise=exercise,
        released=(exchange / "outbound" / exercise).is_dir(),
        handed_in=len(newest),
        waiting=len(waiting(paths, exercise)),
        graded=len(graded),
        to_mark=sum(any(m.waits for m in marks.values()) for marks in graded.values()),
        returned=sum(_is_up_to_date(paths, exercise, s, marks) for s, marks in graded.items()),
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


def returned(paths: Paths, exercise: str, student: str) -> bool:
    """Whether every page that was made for a teacher lies where she fetches it from, as it was made."""
    folder = paths.grading / "feedback" / student / exercise
    pages = list(folder.glob("*.html"))
    try:
        secret = (folder / "submission_secret.txt").read_text(encoding="utf-8")
        return bool(pages) and all(
            outbox(paths, secret, page.stem).read_bytes() == page.read_bytes() for page in pages
        )
    except OSError:
        return False


def outbox(paths: Paths, secret: str, notebook: str) -> Path:
    """Where nbgrader's exchange keeps a page, under a name that is not to be guessed."""
    name = notebook_hash(secret=secret, notebook_id=notebook)
    return paths.exchange / config.COURSE_ID / "feedback" / f"{name}.html"


def _is_up_to_date(paths: Paths, exercise: str, student: str, marks: dict[str, Mark]) -> bool:
    """Whether what went back still says what the gradebook says.

    Marks given after an early return make it stale: it has to go out again.
    """
    page = paths.grading / "feedback" / student / exercise / f"{exercise}.html"
    content = feedback_inbox.read(page) if page.is_file() else None
    if content is None or not returned(paths, exercise, student):
        return False
    same = abs(content["points"] - sum(m.counted for m in marks.values())) < 0.005
    unmarked = any(row["text"] == UNMARKED for row in content["rubric"])
    return same and unmarked == any(m.task and m.waits for m in marks.values())


def item_shares(paths: Paths, exercise: str) -> tuple[ItemShare, ...]:
    """The autograded lines, the one that most often cost points first."""
    graded, full = Counter(), Counter()
    for student in gradebook.marks(paths, exercise).values():
        for item, mark in student.items():
            if not mark.task and mark.auto is not None:
                graded[item] += 1
                full[item] += mark.auto >= mark.out_of
    shares = [ItemShare(i, n, full[i]) for i, n in graded.items()]
    return tuple(sorted(shares, key=lambda s: (s.full / s.graded, s.item)))
