"""A number, perhaps with bounds and a unit. Value: a number."""

from typing import Any, Literal

from shixun.fields.base import Field, Schema


class Number(Field, frozen=True, tag="number"):
    """A number."""

    min: int | float | None = None
    max: int | float | None = None
    step: int | float | None = None
    unit: str = ""
    style: Literal["box", "slider"] = "box"  # a slider needs min and max

    def __post_init__(self) -> None:
        if self.style == "slider" and (self.min is None or self.max is None):
            raise ValueError("style 是 slider 时要写 min 和 max。")

    def schema(self) -> Schema:
        """A number within the bounds."""
        bounds = {"minimum": self.min, "maximum": self.max}
        return {"type": ["number", "null"], **{k: v for k, v in bounds.items() if v is not None}}

    def _words(self, value: Any) -> str:
        return f"{value:g}{self.unit}"
