"""What every kind of field offers: its form as data, and what can be said of a value of it."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from msgspec import Struct

EMPTY = "（没有填）"
BLANK: tuple[Any, ...] = (None, "", [], {})  # values that say nothing
Schema = dict[str, Any]
Token = Hashable
REASONS = {  # JSON Schema's keyword → what is wrong with a value that breaks it
    "enum": "填的不在可选的范围里",
    "maxLength": "太长，最多 {limit} 字",
    "maxItems": "行数太多，最多 {limit} 行",
    "minimum": "太小，最小是 {limit}",
    "maximum": "太大，最大是 {limit}",
    "uniqueItems": "有重复的选择",
}
OTHER_REASON = "的内容形式不对"


@dataclass(frozen=True)
class Table:
    """A value as rows of plain text; `head` is empty where the columns need no names."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """One of several answers: what is stored, and what people read."""

    value: str
    label: str


class When(Struct, frozen=True, forbid_unknown_fields=True):
    """An earlier field, and those of its values after which another field is shown."""

    field: str
    values: tuple[str, ...]


class Field(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
):
    """One field of a form. A kind is a subclass; what it doesn't say is as here.

    A value is always plain JSON as the browser sent it and as its `schema` allows.
    """

    id: str
    label: str = ""
    help: str = ""
    required: bool = False
    compact: bool = False  # may stand beside its neighbours
    purpose: str = ""  # what it is asked for, where that is checked
    when: tuple[When, ...] = ()  # shown once one of these holds; always, if there is none

    asks: ClassVar[bool] = True  # whether a person fills something in
    stored: ClassVar[bool] = True  # whether an answer file holds a value of it
    free_text: ClassVar[bool] = False  # typed freely: compared by its words, never counted
    in_parts: ClassVar[bool] = False  # of rows or cards: two right answers may still differ
    counted_in: ClassVar[str] = "项"  # what `amount` counts

    def schema(self) -> Schema:
        """JSON Schema of a value; an empty one is always allowed, since a draft is kept, too."""
        raise NotImplementedError

    def parts(self) -> Mapping[str, str]:
        """Id → name of what a value is made of, in order: cards, columns."""
        return {}

    def is_empty(self, value: Any) -> bool:
        """Whether nothing has been filled in."""
        return is_blank(value)

    def amount(self, value: Any, columns: Collection[str] = ()) -> int:
        """How much has been filled in, counted in `counted_in`.

        Args:
            value: what was filled in.
            columns: of a grid, those without which a row does not count; else anything in it will do.
        """
        return int(not self.is_empty(value))

    def progress(self, value: Any, without: str = "") -> tuple[int, int]:
        """Parts that are filled in, and parts that there are.

        Args:
            value: what was filled in.
            without: of cards, the option that does not count as filled in.
        """
        return int(not self.is_empty(value)), 1

    def as_text(self, value: Any) -> str:
        """The value in the words of the form, on as many lines as it has rows or cards."""
        return EMPTY if self.is_empty(value) else self._words(value)

    def as_table(self, value: Any) -> Table | None:
        """The value as a table; None where a line of text says it as well."""
        return None

    def labels(
        self, value: Any, rows: Collection[int] = (), cards: Collection[str] = ()
    ) -> frozenset[str]:
        """The value as labels that may be counted and shown; nothing that was typed freely.

        Args:
            value: what was filled in.
            rows: 1-based rows of a grid to speak of.
            cards: ids of the cards to speak of.
        """
        return frozenset({EMPTY if self.is_empty(value) else self._words(value)})

    def tokens(self, value: Any) -> frozenset[Token]:
        """The value as a set by which two answers are compared: (field, part, what was chosen)."""
        return frozenset() if self.is_empty(value) else frozenset({(self.id, "", value)})

    def reason(self, keyword: str, limit: Any) -> str:
        """What is wrong with a value that breaks this keyword of the schema, after its label."""
        return REASONS.get(keyword, OTHER_REASON).format(limit=limit)

    def _words(self, value: Any) -> str:
        """The text of a value that is not empty."""
        return str(value)


class Unstored(Field, frozen=True):
    """A field whose value, if any, is in no answer file."""

    stored: ClassVar[bool] = False

    def schema(self) -> Schema:
        """No value is allowed."""
        return {"not": {}}

    def labels(
        self, value: Any, rows: Collection[int] = (), cards: Collection[str] = ()
    ) -> frozenset[str]:
        """Nothing to count."""
        return frozenset()

    def tokens(self, value: Any) -> frozenset[Token]:
        """Nothing to compare."""
        return frozenset()


def is_blank(value: Any) -> bool:
    """Whether nothing was entered: also a grid of empty rows, and cards that were all left lying."""
    if isinstance(value, dict):
        return all(is_blank(v) for v in value.values())
    if isinstance(value, list):
        return all(is_blank(v) for v in value)
    return value is None or (isinstance(value, str) and not value.strip())


def label_of(options: tuple[Option, ...], value: Any, none: str = "") -> str:
    """The label of the option with this value, or `none`."""
    return next((o.label for o in options if o.value == value), none)


def one_of(options: tuple[Option, ...]) -> Schema:
    """JSON Schema of one option's value, or none."""
    return {"enum": [*(o.value for o in options), "", None]}
