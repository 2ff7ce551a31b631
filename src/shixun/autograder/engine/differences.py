"""Compares new results with the gradebook, and says what changed in notices for students."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from shixun.autograder.engine.gradebook import GradebookWriter, StoredScore, same_points
from shixun.autograder.engine.records import GradingResult, RegradedItem, RegradeNotice
from shixun.autograder.engine.result_store import ResultStore
from shixun.autograder.engine.state import GradingRecord


@dataclass(frozen=True)
class CellChange:
    """Automatic points of one cell before and after.

    None stands for no score yet, or for a cell that only a person can grade.
    """

    notebook: str
    cell: str
    before: float | None
    after: float | None
    by_hand: float | None  # an instructor's own points, which stand whatever the automatic ones are


@dataclass(frozen=True)
class ScoreDifference:
    """One submission before and after; totals are over its graded cells, manual points first."""

    student: str
    before: float
    after: float
    resubmitted: bool  # the files differ from those graded last, so the rules may not be why
    changes: tuple[CellChange, ...]


def compare(
    writer: GradebookWriter, store: ResultStore, batch: list[GradingResult]
) -> list[ScoreDifference]:
    """Compare a batch with the gradebook, before it is written.

    Returns:
        A difference for each student who has a result already and would get other points.
    """
    stored = writer.stored_scores([g.student for g in batch])
    records = store.records(stored)
    found = (
        _difference(g, stored[g.student], records.get(g.student))
        for g in batch
        if g.student in stored
    )
    return [d for d in found if d]


def with_notices(
    batch: list[GradingResult],
    found: Iterable[ScoreDifference],
    store: ResultStore,
    reason: str,
    day: str,
) -> Iterator[GradingResult]:
    """The batch, with the regrade notices that each student's feedback shows.

    Earlier notices are kept as long as the submitted files are the same. If there is a `reason`, a
    notice of this `day` (YYYY-MM-DD) is added for each difference that new files do not explain.
    """
    changed = {d.student: d for d in found} if reason else {}
    records = store.records(g.student for g in batch)
    for graded in batch:
        old = records.get(graded.student)
        regrade_notices = (
            old.regrade_notices
            if old and old.submission == GradingRecord.of(graded).submission
            else ()
        )
        difference = changed.get(graded.student)
        if difference and not difference.resubmitted:
            items = tuple(
                RegradedItem(c.notebook, c.cell, c.before, c.after)
                for c in difference.changes
                if c.by_hand is None
            )
            regrade_notices = (
                (*regrade_notices, RegradeNotice(day, reason, items)) if items else regrade_notices
            )
        yield replace(graded, regrade_notices=regrade_notices)


def _difference(
    graded: GradingResult, there: dict[str, StoredScore], last: GradingRecord | None
) -> ScoreDifference | None:
    changes, before, after = [], 0.0, 0.0
    for notebook in graded.notebooks:
        for score in notebook.scores:
            old = there.get(score.row)
            given = (old.manual, old.extra or 0) if old else (None, 0)
            by_hand, extra = (None, 0) if score.row in graded.reopened else given
            was = old.auto if old else None
            before += given[1] + _effective(given[0], was)
            after += extra + _effective(by_hand, score.points)
            if not same_points(was, score.points):
                changes.append(CellChange(notebook.name, score.name, was, score.points, by_hand))
    if not changes and same_points(before, after):
        return None
    again = last is not None and last.submission != GradingRecord.of(graded).submission
    return ScoreDifference(graded.student, before, after, again, tuple(changes))


def _effective(by_hand: float | None, auto: float | None) -> float:
    return by_hand if by_hand is not None else auto or 0
