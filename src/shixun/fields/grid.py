"""A table that is filled row by row. Value: [{column: text or number}, …]."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from shixun.fields.base import BLANK, EMPTY, Field, Schema, Table, Token, is_blank
from shixun.fields.columns import AnyColumn

EMPTY_ROW = "（空行）"


class Grid(Field, frozen=True, tag="grid"):
    """A table."""

    columns: tuple[AnyColumn, ...]
    min_rows: int = 0
    max_rows: int = 60
    row_label: str = ""  # what a screen reader says of row {n}
    fixed_rows: bool = False  # rows can neither be added nor removed

    in_parts: ClassVar[bool] = True
    counted_in: ClassVar[str] = "行"

    def schema(self) -> Schema:
        """Rows of known columns."""
        row = {c.id: c.schema() for c in self.columns}
        return {
            "type": "array",
            "maxItems": self.max_rows,
            "items": {"type": "object", "properties": row, "additionalProperties": False},
        }

    def parts(self) -> Mapping[str, str]:
        """The columns with their headings."""
        return {c.id: c.label for c in self.columns}

    def amount(self, value: Any, columns: Collection[str] = ()) -> int:
        """Rows with all of these columns filled in."""
        return sum(self._counts(row, columns) for row in value or ())

    def progress(self, value: Any, without: str = "") -> tuple[int, int]:
        """Rows that are not empty, of all rows."""
        return self.amount(value), len(value or ())

    def as_table(self, value: Any) -> Table | None:
        """The rows, numbered from 1."""
        if self.is_empty(value):
            return None
        head = ("", *(c.label for c in self.columns))
        return Table(head, tuple((str(n), *self._cells(row)) for n, row in enumerate(value, 1)))

    def labels(
        self, value: Any, rows: Collection[int] = (), cards: Collection[str] = ()
    ) -> frozenset[str]:
        """The named rows: choices, numbers and times, without what was typed freely."""
        if self.is_empty(value):
            return frozenset({EMPTY})
        return frozenset(self._label(value[r - 1]) for r in rows if 0 < r <= len(value))

    def tokens(self, value: Any) -> frozenset[Token]:
        """Each row that is not empty."""
        rows = (self._filled(row) for row in value or ())
        return frozenset((self.id, "", row) for row in rows if row)

    def _counts(self, row: dict[str, Any], columns: Collection[str]) -> bool:
        return not any(is_blank(row.get(c)) for c in columns) if columns else not is_blank(row)

    def _cells(self, row: dict[str, Any]) -> tuple[str, ...]:
        return tuple(c.as_text(row.get(c.id)) for c in self.columns)

    def _label(self, row: dict[str, Any]) -> str:
        words = (c.label_of(row.get(c.id)) for c in self.columns)
        return " ".join(w for w in words if w) or EMPTY_ROW

    def _filled(self, row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        return tuple(sorted((k, str(v).strip()) for k, v in row.items() if v not in BLANK))

    def _words(self, value: Any) -> str:
        lines = (" · ".join(w for w in self._cells(row) if w) for row in value)
        return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))
