"""pick: tick what holds among several statements; each tick is explained, what is missing counted."""

from typing import Any

from shixun.forms import Message
from shixun.lessons.interactions.part import Outcome, Part, Record, unique


class Option(Record, frozen=True, kw_only=True):
    """A statement to tick or leave, and why."""

    id: str
    text: str
    why: str
    right: bool = False


class Pick(Part, frozen=True, kw_only=True, tag="pick"):
    """Statements, some of which are right."""

    options: tuple[Option, ...]
    title: str = ""  # over the explanation
    yes: str = "要选"  # said of a right one that was ticked
    no: str = "不用选"  # said of a wrong one
    more: str = "还有 {open} 个没选出来。"

    def __post_init__(self) -> None:
        super().__post_init__()
        unique("选项", [o.id for o in self.options])
        if not any(o.right for o in self.options):
            raise ValueError("没有一个 right = true 的选项；至少要有一个。")

    def fields(self) -> list[dict[str, Any]]:
        options = [{"value": o.id, "label": o.text} for o in self.options]
        return [self.field(kind="multi", options=options)]

    def start(self) -> dict[str, Any]:
        return {self.id: []}

    def judge(self, values: dict[str, Any]) -> Outcome:
        ticked = set(values.get(self.id) or ())
        wanted = {o.id for o in self.options if o.right}
        return Outcome(
            (self._message(ticked, wanted),) if ticked else (),
            right=len(ticked & wanted),
            short=len(ticked ^ wanted),
            total=len(wanted),
            done=ticked == wanted,
            begun=bool(ticked),
        )

    def _message(self, ticked: set[str], wanted: set[str]) -> Message:
        """One message: the reasons for what was ticked, and how many are still to find."""
        chosen = [o for o in self.options if o.id in ticked]
        text = "".join(f"“{o.text}”{self.yes if o.right else self.no}：{o.why}" for o in chosen)
        if left := len(wanted - ticked):
            text += self.more.format(open=left)
        return Message("pass" if ticked == wanted else "fail", text, self.title, field=self.id)
