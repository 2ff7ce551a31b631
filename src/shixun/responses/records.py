"""What a teacher says about a lesson, as a record: nothing in it says who."""

from dataclasses import dataclass

ALL_CLEAR = "all_clear"  # 都清楚: the denominator of every "unclear here"
LENGTHS = ("短", "合适", "长")
USES = ("会", "部分", "不会")


@dataclass(frozen=True)
class Response:
    """One response. `date` is a day; scales are 1–5; texts are scrubbed before they get here."""

    id: str  # drawn at random, so that the order of coming can't be read from it
    lesson: str
    cell: str  # id of the least clear part, ALL_CLEAR, or "" where nothing was said
    release: str
    date: str
    useful: int
    clear: int
    length: str
    will_use: str
    why_not: tuple[str, ...] = ()
    muddiest: str = ""
    advice: str = ""


@dataclass(frozen=True)
class ChangeStep:
    """One step of what the course team did about a finding; steps are only ever added."""

    id: int
    finding: str
    state: str
    release: str
    note: str
    date: str
