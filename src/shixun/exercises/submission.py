"""What a scorer is given and what it gives: pure records, without nbgrader and without a screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shixun.fields import AnyField
from shixun.forms import Form, Message

FOLDERS = 64  # a grader meets thousands; of so many, what was read or found is remembered
KEY = "对照课程组给的答案"  # basis of an item that needs the key
Cards = Mapping[str, Mapping[str, bool]]  # field of cards → card → whether it was placed right


@dataclass(frozen=True)
class Submission:
    """What an item looks at: the values of the form, the exercise's folder, and the key.

    `key` is None on a teacher's side; only the trainer's side has it. `form` is filled in by the
    item, so whoever asks for a score need not bring it.
    """

    values: dict[str, Any]
    folder: Path
    key: dict[str, Any] | None = None
    form: Form | None = None

    def field(self, id: str) -> AnyField:
        """The field of the form with this id.

        Raises:
            KeyError: the form has none.
        """
        found = self.form.field(id) if self.form else None
        if found is None:
            raise KeyError(id)
        return found


@dataclass(frozen=True)
class Score:
    """Points of one item, with the words for the teacher: what is right or missing, never the key."""

    points: float
    out_of: float
    text: str
    messages: tuple[Message, ...] = ()
