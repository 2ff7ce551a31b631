"""Free text, on one line or several. Value: str."""

import unicodedata
from collections.abc import Collection
from typing import Any, ClassVar

from shixun.fields.base import EMPTY, Field, Schema, Token

LONGEST = 2000  # characters, where a form says nothing
PIECE = 5  # characters of text in a token 〔默认〕


class Text(Field, frozen=True, tag="text"):
    """Free text."""

    multiline: bool = False
    rows: int = 3  # lines to see, where there are several
    max_length: int | None = None  # is shown while one types, where a form says it
    placeholder: str = ""

    free_text: ClassVar[bool] = True
    counted_in: ClassVar[str] = "字"

    def schema(self) -> Schema:
        """A text that is not too long."""
        return {"type": ["string", "null"], "maxLength": self.max_length or LONGEST}

    def amount(self, value: Any, columns: Collection[str] = ()) -> int:
        """Characters without white space."""
        return len("".join((value or "").split()))

    def labels(
        self, value: Any, rows: Collection[int] = (), cards: Collection[str] = ()
    ) -> frozenset[str]:
        """Only whether it is empty: what was typed freely is never counted or shown."""
        return frozenset({EMPTY}) if self.is_empty(value) else frozenset()

    def tokens(self, value: Any) -> frozenset[Token]:
        """The pieces of its text."""
        return text_tokens(value or "")


def text_tokens(text: str) -> frozenset[str]:
    """All runs of PIECE letters and digits, marks and spaces left out: a comma more hides nothing."""
    letters = "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())
    return frozenset(letters[i : i + PIECE] for i in range(len(letters) - PIECE + 1))
