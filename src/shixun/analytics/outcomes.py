"""One graded hand-in as outcomes: how it stands at each item, field and card, and with which values."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shixun.analytics.measures import Outcome
from shixun.classroom.graded_submissions import GradedSubmission
from shixun.exercises import folder as files
from shixun.exercises import task
from shixun.exercises.task import Cards, Item, Submission, Task
from shixun.fields import BLANK, AnyField
from shixun.forms import Form
from shixun.forms import read as read_form
from shixun.paths import Paths

NONE: frozenset[str] = frozenset()
Place = tuple[str, str]  # kind (item | by_hand | field | card), id


@dataclass(frozen=True)
class ExerciseContext:
    """What the hand-ins of one exercise are looked at with; `task` is None for one without a form."""

    task: Task | None
    form: Form
    folder: Path
    key: dict[str, Any] | None

    @classmethod
    def of(cls, paths: Paths, exercise: str) -> "ExerciseContext":
        folder = paths.source / exercise
        if not (folder / "form.json").is_file():
            return cls(None, Form(id=exercise, fields=()), folder, None)
        form = read_form(files.load_form(folder), f"{exercise}/form.json")
        return cls(task.load(exercise, folder), form, folder, files.read_key(folder))

    def field(self, id: str) -> AnyField:
        return next(f for f in self.form.fields if f.id == id)

    @property
    def items(self) -> tuple[Item, ...]:
        return self.task.items if self.task else ()

    def submission(self, values: dict[str, Any]) -> Submission:
        return Submission(values, self.folder, self.key)

    def cards(self, values: dict[str, Any]) -> Cards:
        """Which cards are placed right; nothing where the exercise or the key does not say."""
        if self.task is None or self.key is None:
            return {}
        try:
            return self.task.cards(self.submission(values))
        except Exception:  # values nobody thought of must not stop the statistics of all others
            return {}

    def wrong(self, item: Item, values: dict, cards: Cards) -> dict[str, frozenset[str]]:
        """Field → the values that cost this item points, as far as the item says which."""
        try:
            messages = item.score(self.submission(values)).messages
        except Exception:  # as in grading: an item that cannot cope must not stop the others
            return {}
        bad = [m for m in messages if m.state in ("fail", "unknown")]
        said = {m.field for m in bad if m.field in item.fields}
        found = {}
        for field in said if bad else item.fields:
            mine = [m for m in bad if m.field == field]
            rows = {r for m in mine for r in m.rows}
            misplaced = {card for card, right in cards.get(field, {}).items() if not right}
            named = {m.card for m in mine if m.card} or misplaced
            found[field] = self.field(field).labels(values.get(field), rows, named)
        return found


Wrongs = dict[str, dict[str, frozenset[str]]]  # item → field → wrong values


@dataclass(frozen=True)
class Evaluation:
    """What was wrong in one set of values: what was handed in, or what was checked first."""

    values: dict[str, Any]
    cards: Cards
    wrong: Wrongs

    @classmethod
    def at(cls, bench: ExerciseContext, values: dict[str, Any], lost: list[Item]) -> "Evaluation":
        """`lost` are the items that did not have all their points then."""
        cards = bench.cards(values)
        return cls(values, cards, {i.id: bench.wrong(i, values, cards) for i in lost})

    def of_items(self, ids: list[str], field: str = "") -> frozenset[str]:
        """Wrong values of some items, in one field or in all."""
        found = (self.wrong.get(id, {}) for id in ids)
        return NONE.union(*(v for w in found for f, v in w.items() if field in ("", f)))


def outcomes(bench: ExerciseContext, paper: GradedSubmission) -> Iterator[tuple[Place, Outcome]]:
    """Every place of one hand-in; a rubric part only once a trainer has marked it."""
    last, first = _looks(bench, paper)
    shares = paper.first.items if paper.first else {}
    for id, mark in paper.marks.items():
        if mark.task and (mark.waits or mark.by_hand is None):
            continue
        place = ("by_hand" if mark.task else "item", id)
        rest = paper.automatic - (0 if mark.task else mark.points)
        right = shares[id] >= 1 if id in shares else None
        wrong = last.of_items([id]), first.of_items([id])
        yield place, Outcome(paper.student, mark.points, mark.out_of, rest, right, *wrong)
    for field in dict.fromkeys(f for i in bench.items for f in i.fields):
        yield from _field(bench, paper, field, last, first)


def _looks(bench: ExerciseContext, paper: GradedSubmission) -> tuple[Evaluation, Evaluation]:
    items = [i for i in bench.items if i.id in paper.marks]
    lost = [i for i in items if paper.marks[i.id].points < paper.marks[i.id].out_of]
    last = (
        Evaluation.at(bench, paper.answer.values, lost) if paper.answer else Evaluation({}, {}, {})
    )
    if paper.first is None:
        return last, Evaluation({}, {}, {})
    failed = [i for i in items if paper.first.items.get(i.id, 1) < 1]
    return last, Evaluation.at(bench, paper.first.values, failed)


def _field(
    bench: ExerciseContext, paper: GradedSubmission, field: str, last: Evaluation, first: Evaluation
):
    """A field has the points of the items that judge it; its cards are right or wrong by themselves.

    Hidden items were not checked and say nothing about the first check, nor does a card that was
    not placed yet.
    """
    ids = [i.id for i in bench.items if field in i.fields and i.id in paper.marks]
    if not ids:
        return
    points = sum(paper.marks[id].points for id in ids)
    out_of = sum(paper.marks[id].out_of for id in ids)
    rest = paper.automatic - points
    shares = [paper.first.items[id] for id in ids if paper.first and id in paper.first.items]
    right = all(s >= 1 for s in shares) if shares else None
    wrong = last.of_items(ids, field), first.of_items(ids, field)
    yield ("field", field), Outcome(paper.student, points, out_of, rest, right, *wrong)
    spec, placed = bench.field(field), first.values.get(field) or {}
    for card, good in last.cards.get(field, {}).items():
        early = None if placed.get(card) in BLANK else first.cards.get(field, {}).get(card)
        wrong = NONE if good else spec.labels(last.values.get(field), cards=(card,))
        then = spec.labels(placed, cards=(card,)) if early is False else NONE
        outcome = Outcome(paper.student, float(good), 1.0, rest, early, wrong, then)
        yield ("card", f"{field}/{card}"), outcome
