"""Any of several options. Value: [option, …]."""

from collections.abc import Collection
from typing import Any

from shixun.fields.base import Field, Option, Schema, Token


class Multi(Field, frozen=True, tag="multi"):
    """Any of several options."""

    options: tuple[Option, ...]

    def schema(self) -> Schema:
        """A list of options' values, none of them twice."""
        values = [o.value for o in self.options]
        return {"type": "array", "items": {"enum": values}, "uniqueItems": True}

    def amount(self, value: Any, columns: Collection[str] = ()) -> int:
        """Options that were ticked."""
        return len(value or ())

    def tokens(self, value: Any) -> frozenset[Token]:
        """Each option that was ticked."""
        return frozenset((self.id, v, True) for v in value or ())

    def _words(self, value: Any) -> str:
        return "、".join(o.label for o in self.options if o.value in value)
