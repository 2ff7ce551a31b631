"""Graded items as insight sees them: who is a pseudonym, what is a cell, when is a release."""

from dataclasses import dataclass
from typing import Literal

First = Literal["pass", "partial", "fail"]


@dataclass(frozen=True)
class ItemResult:
    """One item of one teacher's newest hand-in.

    `item` is the id of the graded cell, so that it joins with a release's lock file. `first` is
    how the item stood at the very first check, before the page had said anything: the diagnosis.
    It is None where nothing was checked, or where the item stays hidden until grading.
    """

    student: str  # a pseudonym, the same in all exercises of one course
    exercise: str
    item: str
    points: float
    out_of: float
    release: str  # under which the answer was given; "" where no answer could be read
    first: First | None = None
    critical: bool = False
    manual: bool = False  # marked by a trainer's hand
