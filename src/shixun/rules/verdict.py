"""What a checker says: a verdict with three values, and the words that explain it."""

from dataclasses import dataclass, field
from enum import StrEnum

from shixun.forms import Message


class State(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    UNDECIDED = "undecided"

    @property
    def chinese(self) -> str:
        return {"pass": "通过", "fail": "不通过", "undecided": "无法判断"}[self.value]


@dataclass(frozen=True)
class Verdict:
    """One rule on one document.

    `where` are 1-based rows (timetables) and `fields` names (forms) that the verdict is about.
    `text` follows the pattern 哪一节 → 差多少 → 怎么改 and `basis` is 依据, with its status.
    `readings` says, for an undecided verdict, what it would be: (("若为直播", State.FAIL), …).
    """

    rule: str
    name: str
    state: State
    text: str
    basis: str
    level: str = ""
    where: tuple[int, ...] = ()
    fields: tuple[str, ...] = ()
    missing: str = ""  # what the document does not say
    readings: tuple[tuple[str, State], ...] = field(default=())

    def message(self, field: str | None = None) -> Message:
        """For a form, at `field` if the form has a grid for the document."""
        more = "；".join(f"{when}，则{state.chinese}" for when, state in self.readings)
        return Message(
            state="unknown" if self.state is State.UNDECIDED else self.state.value,
            title=f"{self.rule} {self.name}",
            text=self.text,
            basis=self.basis,
            field=field,
            rows=self.where,
            more=more,
        )
