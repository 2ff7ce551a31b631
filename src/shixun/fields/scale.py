"""A whole number between two ends that have names. Value: int."""

from typing import Any

from shixun.fields.base import Field, Schema


class Scale(Field, frozen=True, tag="scale"):
    """A step between two ends."""

    min: int
    max: int
    low: str = ""  # words at the lower end
    high: str = ""

    def __post_init__(self) -> None:
        if self.min >= self.max:
            raise ValueError("min 要小于 max；请改过来。")

    def schema(self) -> Schema:
        """One of the steps."""
        return {"enum": [*range(self.min, self.max + 1), None]}

    def _words(self, value: Any) -> str:
        return f"{value:g}"
