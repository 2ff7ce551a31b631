"""One of several options, as radio buttons or as a list that opens. Value: the option's."""

from typing import Any, Literal

from shixun.fields.base import EMPTY, Field, Option, Schema, label_of, one_of


class Choice(Field, frozen=True, tag="choice"):
    """One of several options."""

    options: tuple[Option, ...]
    style: Literal["radio", "select"] = "radio"

    def schema(self) -> Schema:
        """One of the options' values."""
        return one_of(self.options)

    def _words(self, value: Any) -> str:
        return label_of(self.options, value, EMPTY)
