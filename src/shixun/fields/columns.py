"""The columns of a grid: each kind of cell with its schema, its text and its label."""

from typing import Any

from msgspec import Struct

from shixun.clock import clock, read_clock
from shixun.fields.base import BLANK, Option, Schema, label_of, one_of

UNREADABLE = "（读不出的时间）"
LONGEST = 200  # characters of a cell, where its column says nothing


class Column(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
):
    """One column; a kind is a subclass."""

    id: str
    label: str = ""
    width: str = ""  # as CSS has it, e.g. "5em"

    def schema(self) -> Schema:
        """JSON Schema of a cell; an empty one is always allowed."""
        raise NotImplementedError

    def as_text(self, cell: Any) -> str:
        """The cell in words, "" where it is empty."""
        return "" if cell in BLANK else str(cell)

    def label_of(self, cell: Any) -> str:
        """The cell as a label that may be counted; "" for what was typed freely."""
        return self.as_text(cell)


class TextColumn(Column, frozen=True, tag="text"):
    """Free text."""

    max_length: int = LONGEST

    def schema(self) -> Schema:
        """A text that is not too long."""
        return {"type": ["string", "null"], "maxLength": self.max_length}

    def label_of(self, cell: Any) -> str:
        """Nothing: it was typed freely."""
        return ""


class TimeColumn(TextColumn, frozen=True, tag="time"):
    """A time of day as people write it."""

    def label_of(self, cell: Any) -> str:
        """The time as it was read, never as it was typed."""
        if cell in BLANK:
            return ""
        minutes = read_clock(str(cell))
        return UNREADABLE if minutes is None else clock(minutes)


class NumberColumn(Column, frozen=True, tag="number"):
    """A number."""

    max_length: int = LONGEST  # of what may be typed

    def schema(self) -> Schema:
        """Any number."""
        return {"type": ["number", "null"]}

    def label_of(self, cell: Any) -> str:
        """The number without trailing zeros."""
        return "" if cell in BLANK else f"{cell:g}"


class ChoiceColumn(Column, frozen=True, tag="choice"):
    """One of several options."""

    options: tuple[Option, ...]

    def schema(self) -> Schema:
        """One of the options' values."""
        return one_of(self.options)

    def as_text(self, cell: Any) -> str:
        """The option's label."""
        return "" if cell in BLANK else label_of(self.options, cell)


AnyColumn = TextColumn | TimeColumn | NumberColumn | ChoiceColumn
