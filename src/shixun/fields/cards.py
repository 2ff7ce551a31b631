"""Cards, each of which is put under one of several options. Value: {card: option}."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Literal

from msgspec import Struct

from shixun.fields.base import EMPTY, Field, Option, Schema, Table, Token, label_of, one_of


class Card(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One card: what stands on it, and a remark below."""

    id: str
    text: str
    note: str = ""


class Cards(Field, frozen=True, tag="cards"):
    """Cards to sort."""

    cards: tuple[Card, ...]
    options: tuple[Option, ...]
    style: Literal["boxes", "lines"] = "boxes"  # lines: one a card, with a list that opens

    in_parts: ClassVar[bool] = True
    counted_in: ClassVar[str] = "张"

    def schema(self) -> Schema:
        """An object with known cards, each with one of the options."""
        cards = {c.id: one_of(self.options) for c in self.cards}
        return {"type": "object", "properties": cards, "additionalProperties": False}

    def parts(self) -> Mapping[str, str]:
        """The cards with their texts."""
        return {c.id: c.text for c in self.cards}

    def amount(self, value: Any, columns: Collection[str] = ()) -> int:
        """Cards that were put somewhere."""
        return sum(bool(v) for v in (value or {}).values())

    def progress(self, value: Any, without: str = "") -> tuple[int, int]:
        """Cards that were put somewhere, of all cards."""
        placed = value or {}
        done = sum(bool(placed.get(c.id)) and placed[c.id] != without for c in self.cards)
        return done, len(self.cards)

    def as_table(self, value: Any) -> Table | None:
        """Each card with where it was put."""
        return None if self.is_empty(value) else Table((), self._rows(value))

    def labels(
        self, value: Any, rows: Collection[int] = (), cards: Collection[str] = ()
    ) -> frozenset[str]:
        """The named cards with where they were put."""
        placed = value or {}
        return frozenset(
            f"{c.text} → {label_of(self.options, placed.get(c.id), EMPTY)}"
            for c in self.cards
            if c.id in cards
        )

    def tokens(self, value: Any) -> frozenset[Token]:
        """Each card with where it was put."""
        return frozenset((self.id, card, v) for card, v in (value or {}).items() if v)

    def _rows(self, value: Any) -> tuple[tuple[str, ...], ...]:
        return tuple((c.text, label_of(self.options, value.get(c.id), EMPTY)) for c in self.cards)

    def _words(self, value: Any) -> str:
        return "\n".join("：".join(row) for row in self._rows(value))
