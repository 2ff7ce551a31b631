"""Item statistics of one exercise, gathered from the gradebook, the answers and the check logs."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from shixun.analytics.measures import Measures, Outcome, measure
from shixun.analytics.outcomes import ExerciseContext, Place, outcomes
from shixun.classroom.graded_submissions import graded_submissions, must_be_ours
from shixun.paths import Paths

KINDS = ("item", "by_hand", "field", "card")


@dataclass(frozen=True)
class ItemStatistics:
    """One line of the statistics: an item, a rubric part, a field, or a card of a field."""

    kind: str
    id: str  # grade_id, field, or field/card
    label: str
    measures: Measures


@dataclass(frozen=True)
class Statistics:
    exercise: str
    n: int  # people whose answer could be read; each counts once, by the last hand-in
    unread: int  # graded without an answer that can be read; in no number below
    releases: tuple[tuple[str, int], ...]  # release → answers given under it
    lines: tuple[ItemStatistics, ...] = ()


def statistics(paths: Paths, exercise: str) -> Statistics:
    """Of all who are graded; no lines before the first grading.

    Raises:
        FileNotFoundError: there is no such exercise.
    """
    must_be_ours(paths, exercise)
    found, bench = graded_submissions(paths, exercise), ExerciseContext.of(paths, exercise)
    mine = [p for p in found if p.answer or bench.task is None]
    releases = Counter(p.answer.release for p in mine if p.answer)
    places: dict[Place, list[Outcome]] = defaultdict(list)
    for paper in mine:
        for place, outcome in outcomes(bench, paper):
            places[place].append(outcome)
    lines = [
        ItemStatistics(*place, label(bench, *place), measure(places[place])) for place in places
    ]
    return Statistics(
        exercise, len(mine), len(found) - len(mine), tuple(sorted(releases.items())),
        tuple(sorted(lines, key=lambda x: (KINDS.index(x.kind), order(bench, x.kind, x.id)))),
    )  # fmt: skip


def label(bench: ExerciseContext, kind: str, id: str) -> str:
    """The place in the words of the exercise."""
    if kind in ("item", "by_hand"):
        known = (*bench.items, *(bench.task.by_hand if bench.task else ()))
        return next((i.title for i in known if i.id == id), id)
    field, _, card = id.partition("/")
    spec = bench.field(field)
    if not card:
        return spec.label
    return spec.parts().get(card, card)


def order(bench: ExerciseContext, kind: str, id: str) -> tuple[int, int]:
    """As in the exercise: items as they are graded, fields and cards as they stand in the form."""
    if kind in ("item", "by_hand"):
        ids = [i.id for i in bench.items]
        return (ids.index(id), 0) if id in ids else (len(ids), 0)
    field, _, card = id.partition("/")
    cards = list(bench.field(field).parts())
    return [f.id for f in bench.form.fields].index(field), cards.index(card) if card else 0
