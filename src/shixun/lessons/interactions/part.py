"""What every kind of interaction is: a record of data that asks, and says what is right.

A part of a practice has fields (plain form fields, so that it works by keyboard and prints), values
to start with, and a judgement. It explains; it never takes points. A kind adds its own entries to
`Part` and its three methods; `shixun.lessons.practice` puts parts together into one form.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec

from shixun.forms import Message
from shixun.lessons.words import LEARNING

ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Outcome:
    """What a part says about the values: messages, and counts for the headline.

    `done` is whether its goal is reached, which may be less than everything right. `open` counts
    what is not answered yet, `short` what is answered and should be looked at again.
    """

    messages: tuple[Message, ...] = ()
    right: int = 0
    open: int = 0
    short: int = 0
    total: int = 0
    done: bool = False
    begun: bool = False

    @property
    def stage(self) -> str:
        """The one of `Says` that fits: open, then short, then done."""
        if self.open:
            return "open"
        return "done" if self.done else "short"


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of a lesson's data file; an entry that it does not know is refused."""


class Says(Record, frozen=True, kw_only=True):
    """A part's remark in the headline; {right} {open} {short} {total} are its counts."""

    open: str = ""
    short: str = ""
    done: str = ""


class Part(Record, frozen=True, kw_only=True, tag_field="kind"):
    """One interaction of a practice; `id` names its field."""

    words: ClassVar[dict[str, str]] = LEARNING  # what its marks are called

    id: str
    label: str
    help: str = ""
    says: Says = Says()

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.id):
            raise ValueError(
                f"编号“{self.id}”不合格式；请用小写英文字母开头，后面只用字母、数字、下划线。"
            )

    def fields(self) -> list[dict[str, Any]]:
        """Form fields, as `shixun.forms` describes them."""
        raise NotImplementedError

    def start(self) -> dict[str, Any]:
        """What is in the fields at first, by field id."""
        raise NotImplementedError

    def judge(self, values: dict[str, Any]) -> Outcome:
        """Explain what has been answered; what has not been tried is not given away."""
        raise NotImplementedError

    def disagreements(self, read: Callable[[str], str | None]) -> tuple[str, ...]:
        """Where its data says otherwise than a rule, or than a file beside the lesson.

        `read` gives the text of such a file, or None.
        """
        return ()

    def note(self, *lines: str) -> dict[str, Any]:
        """A remark over the fields of a part that has several: its label, then these lines."""
        text = "\n".join(filter(None, (self.label, *lines)))
        return {"id": f"{self.id}_about", "kind": "note", "text": text}

    def field(self, **more: Any) -> dict[str, Any]:
        """A field of this part's own id, with its label and help."""
        help = {"help": self.help} if self.help else {}
        return {"id": self.id, "label": self.label, **help, **more}


def unique(what: str, ids: list[str]) -> None:
    """Refuse ids that stand twice.

    Raises:
        ValueError: with the id, in Chinese.
    """
    for id in ids:
        if ids.count(id) > 1:
            raise ValueError(f"{what}的编号 {id} 出现了不止一次；每个编号只能用一次。")


def known(what: str, wanted: list[str], ids: list[str]) -> None:
    """Refuse a reference that leads nowhere.

    Raises:
        ValueError: with the reference and what there is, in Chinese.
    """
    for id in wanted:
        if id not in ids:
            raise ValueError(f"{what}里写的 {id} 没有；现有：{'、'.join(ids)}。")
