"""What grading again would change, and what a teacher is told about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from shixun.autograder.engine.gradebook import Standing, Writer, same
from shixun.autograder.engine.records import Graded, Told, ToldItem
from shixun.autograder.engine.result_store import Record, Shelf


@dataclass(frozen=True)
class Change:
    """Automatic points of one cell; None where there were none, or only a person can give them."""

    notebook: str
    cell: str
    before: float | None
    after: float | None
    by_hand: float | None  # a trainer's own points, which stand whatever the automatic ones are


@dataclass(frozen=True)
class Difference:
    """One person's submission before and after; totals are over the graded cells, by hand first."""

    student: str
    before: float
    after: float
    resubmitted: bool  # the files differ from those graded last, so the rules may not be why
    changes: tuple[Change, ...]


def differences(writer: Writer, shelf: Shelf, batch: list[Graded]) -> list[Difference]:
    """Of those who have a result already and would get another one; before the batch is written."""
    standing = writer.standing([g.student for g in batch])
    found = (_difference(g, standing[g.student], shelf) for g in batch if g.student in standing)
    return [d for d in found if d]


def explained(
    batch: list[Graded], found: Iterable[Difference], shelf: Shelf, reason: str, day: str
) -> Iterator[Graded]:
    """The batch, each with what its teacher is told: earlier corrections, and this one if any.

    A new hand-in starts anew: its points need no account of another one's.
    """
    changed = {d.student: d for d in found} if reason else {}
    for graded in batch:
        old = shelf.record(graded.student)
        told = old.told if old and old.submission == Record.of(graded).submission else ()
        difference = changed.get(graded.student)
        if difference and not difference.resubmitted:
            items = tuple(
                ToldItem(c.notebook, c.cell, c.before, c.after)
                for c in difference.changes
                if c.by_hand is None
            )
            told = (*told, Told(day, reason, items)) if items else told
        yield replace(graded, told=told)


def _difference(graded: Graded, there: dict[str, Standing], shelf: Shelf) -> Difference | None:
    changes, before, after = [], 0.0, 0.0
    for notebook in graded.notebooks:
        for score in notebook.scores:
            old = there.get(score.row)
            by_hand = old.manual if old else None
            extra = (old.extra or 0) if old else 0
            was = old.auto if old else None
            before += extra + _first(by_hand, was)
            after += extra + _first(by_hand, score.points)
            if not same(was, score.points):
                changes.append(Change(notebook.name, score.name, was, score.points, by_hand))
    if not changes:
        return None
    last = shelf.record(graded.student)
    again = last is not None and last.submission != Record.of(graded).submission
    return Difference(graded.student, before, after, again, tuple(changes))


def _first(by_hand: float | None, auto: float | None) -> float:
    return by_hand if by_hand is not None else auto or 0
