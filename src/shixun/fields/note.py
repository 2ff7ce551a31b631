"""A remark between fields. It asks nothing and has no value."""

from typing import ClassVar

from shixun.fields.base import Unstored


class Note(Unstored, frozen=True, tag="note"):
    """A remark in plain text."""

    text: str

    asks: ClassVar[bool] = False
