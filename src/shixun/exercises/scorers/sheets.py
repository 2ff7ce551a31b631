"""Forms that a school hands out, as an exercise has them slimmed: their columns under their purpose.

Shared by the scorers of privacy. A sheet is a field of cards, a card for each column; what the sheet
is for is public data beside the exercise.
"""

from functools import cache, lru_cache
from pathlib import Path

import msgspec

from shixun.exercises.scorers.base import Scorer
from shixun.exercises.submission import FOLDERS, Submission
from shixun.forms import Message
from shixun.rules.privacy import Column, Purpose, read_purposes
from shixun.rules.privacy_checks import Judgement, judge, records


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one sheet is for: said in the exercise, and what its columns are judged by."""

    name: str  # what messages call it
    purpose: str
    respondent: str


class Sheets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data file: sheet → what it is for."""

    forms: dict[str, About]
    about: str = ""


@lru_cache(maxsize=FOLDERS)
def load_sheets(path: Path) -> dict[str, About]:
    """What the sheets in this file are for, by the id of their field."""
    return msgspec.json.decode(path.read_bytes(), type=Sheets).forms


@cache
def judged(label: str, purpose: str, respondent: str) -> Judgement:
    """A column under a purpose: the same for everybody, so it is judged once."""
    return judge(Column(label), read_purposes(purpose), respondent)


class Sheet:
    """One sheet as a teacher left it: what she chose for each column."""

    def __init__(self, sub: Submission, id: str, about: About, drop: str):
        spec = sub.field(id)
        self.id, self.about, self.drop, self.title = id, about, drop, spec.label
        self.columns = spec.parts()  # card → label
        placed = sub.values.get(id) or {}
        self.choices: dict[str, str] = {
            card: v for card, v in placed.items() if v and card in self.columns
        }

    @property
    def name(self) -> str:
        return self.about.name

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        return read_purposes(self.about.purpose)

    @property
    def kept(self) -> dict[str, str]:
        """Columns that stay, with their labels."""
        return {
            card: label
            for card, label in self.columns.items()
            if self.choices.get(card, self.drop) != self.drop
        }

    @property
    def needed(self) -> tuple[str, ...]:
        """Cards that the purpose accounts for: all of the sheet's work is done with them."""
        return tuple(c for c in self.columns if self.judgement(c).stand == "keep")

    @property
    def share(self) -> float:
        """How much of what the sheet needs is still on it, 0 … 1."""
        kept, needed = self.kept, self.needed
        return sum(card in kept for card in needed) / len(needed)

    def judgement(self, card: str) -> Judgement:
        """How this column stands under the sheet's purpose."""
        return judged(self.columns[card], self.about.purpose, self.about.respondent)

    @property
    def extras(self) -> tuple[Message, ...]:
        """Columns that are kept, or not decided, though the purpose doesn't account for them."""
        found = []
        for card, label in self.columns.items():
            verdict = self.judgement(card)
            if verdict.stand == "keep" or self.choices.get(card) == self.drop:
                continue
            text = verdict.reason if card in self.choices else f"“{label}”还没定：删还是留？"
            found.append(message("V-02", text, self.id, card=card))
        return tuple(found)

    @property
    def losses(self) -> tuple[Message, ...]:
        """Columns that are gone though the sheet's work needs them."""
        return tuple(
            message(
                "V-02",
                f"“{self.columns[card]}”删了，{self.about.purpose}就做不成了 → 留下。",
                self.id,
                card=card,
            )
            for card in self.needed
            if self.choices.get(card) == self.drop
        )

    @property
    def nothing_to_tell(self) -> str:
        """A notice about a sheet that asks nothing earns nothing; "" if it asks something."""
        if self.share:
            return ""
        name = self.name
        return f"{name}什么也没留，没有要告诉家长的：先把{name}办事要用的栏留下。"


def message(rule: str, text: str, field: str, card: str | None = None) -> Message:
    """A failure of a privacy rule, at a field or a card."""
    record = records()[rule]
    return Message("fail", text, f"{rule} {record.name}", record.basis, field=field, card=card)


class SheetScorer(Scorer, frozen=True, kw_only=True):
    """An item that looks at a sheet."""

    sheet: str  # the field of cards
    forms: str = "forms.json"  # the file that says what the sheets are for
    drop: str = "drop"  # the option that takes a column away

    def read(self, sub: Submission) -> Sheet:
        """The sheet as the teacher left it."""
        about = load_sheets(sub.folder / self.forms)[self.sheet]
        return Sheet(sub, self.sheet, about, self.drop)
