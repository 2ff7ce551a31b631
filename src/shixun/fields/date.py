"""A day. Value: "YYYY-MM-DD"."""

from typing import Any

from shixun.fields.base import Field, Schema

SHAPE = "日期要写成 2026-03-02 这样"


class Date(Field, frozen=True, tag="date"):
    """A day of the calendar."""

    def schema(self) -> Schema:
        """Four digits, two, two."""
        day = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
        return {"anyOf": [day, {"enum": ["", None]}]}

    def reason(self, keyword: str, limit: Any) -> str:
        """How a date is to be written."""
        return SHAPE if keyword in ("anyOf", "pattern") else super().reason(keyword, limit)

    def _words(self, value: Any) -> str:
        return str(value)[:10]
