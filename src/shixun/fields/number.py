"""A number, perhaps with bounds and a unit. Value: a number."""

from typing import Any

from shixun.fields.base import Field, Schema


class Number(Field, tag="number"):
    """A number."""

    min: int | float | None = None
    max: int | float | None = None
    step: int | float | None = None
    unit: str = ""

    def schema(self) -> Schema:
        """A number within the bounds."""
        bounds = {"minimum": self.min, "maximum": self.max}
        return {"type": ["number", "null"], **{k: v for k, v in bounds.items() if v is not None}}

    def _words(self, value: Any) -> str:
        return f"{value:g}{self.unit}"
