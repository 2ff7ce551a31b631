"""The records that pass between the stages of grading."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from shixun.autograder.i18n import gettext, gettext_noop

CELL_FLAGS = ("grade", "solution", "locked", "task")


class IsolationMode(StrEnum):
    """How the cells of a notebook are graded: decided by what the instructor wrote alone."""

    DATA = "data"  # answers are data beside the notebook; nothing handed in runs
    # The values stand in files and in what `--json` prints, so they stay as they are.
    SPLIT = "rooms"  # answers in one sandbox, tests in another
    SINGLE = "whole"  # answers and tests together in one sandbox
    MANUAL = "by hand"  # no cell gives points by itself; what is run, runs in a sandbox


GUARANTEES = {
    IsolationMode.DATA: gettext_noop(
        "answers are data: nothing submitted is run; points and answers are protected"
    ),
    IsolationMode.SPLIT: gettext_noop(
        "two sandboxes: answers and tests run apart; points and tests are protected"
    ),
    IsolationMode.MANUAL: gettext_noop(
        "no cell is graded automatically: code runs in a sandbox, a person gives the points"
    ),
    IsolationMode.SINGLE: gettext_noop(
        "one sandbox: the host, the gradebook and other submissions are protected; "
        "answers and tests run together, so the points themselves are not"
    ),
}


@dataclass(frozen=True)
class InstructorCell:
    """A cell as the instructor released it; `name` is its grade_id, "" where it has none."""

    name: str
    id: str
    cell_type: str
    source: str
    grade: bool = False
    solution: bool = False
    locked: bool = False
    task: bool = False
    points: float = 0
    checksum: str = ""
    row: str = ""  # its row in the gradebook, if it is graded
    released_source: str = ""  # its text as students got it: without hidden tests
    comment_row: str = ""  # the row that comments on it belong to, if it is answered
    attachments: dict = field(default_factory=dict, repr=False)  # pictures in its text

    @property
    def is_test(self) -> bool:
        """Code that gives points by itself."""
        return self.grade and not self.solution and self.cell_type == "code"

    @property
    def is_overwritten(self) -> bool:
        """Whether the instructor's text stands, whatever was handed in under this name."""
        return bool(self.name) and not self.solution


def describe_cell(cell: InstructorCell | None, number: int) -> str:
    """A cell in words: by its name, else by where it stands."""
    if cell and cell.name:
        return gettext("cell {name}").format(name=cell.name)
    return gettext("cell number {number}").format(number=number)


def data_grader(metadata: dict) -> str:
    """The name that a notebook's metadata gives to the grader of its answers, else ""."""
    return str(metadata.get("shixun", {}).get("grading", ""))


@dataclass(frozen=True)
class NotebookPlan:
    """One notebook of an assignment as it is to be graded."""

    name: str
    row: str
    cells: tuple[InstructorCell, ...]
    metadata: dict
    solutions: dict[
        str, str
    ]  # name or id of a cell → the instructor's own text, solutions included
    isolation: IsolationMode = IsolationMode.SINGLE
    reason: str = ""  # what the kind was decided by, for the instructor
    source_fails: bool = False  # the instructor's own solutions do not get full marks

    @property
    def data_grader(self) -> str:
        """Who grades it, if its answers are data: a name of `data_graders`."""
        return data_grader(self.metadata)

    def find_cell(self, name: str) -> InstructorCell | None:
        return next((c for c in self.cells if c.name == name), None)


@dataclass(frozen=True)
class AssignmentPlan:
    """An assignment: what the gradebook and the instructor's files say about it."""

    assignment: str
    row: str
    notebooks: tuple[NotebookPlan, ...]
    source: Path  # the instructor's folder
    files: dict[
        str, Path
    ]  # relative path → the instructor's file, as it goes beside each submission
    fingerprint: str  # changes when anything does that could change a score
    released: float  # seconds since 1970 of the oldest released notebook
    modules: tuple[str, ...] = ()  # what the instructor's cells import


@dataclass(frozen=True)
class Cell:
    """A cell of the notebook that is graded: the instructor's, or one that was handed in."""

    source: str
    cell_type: str
    original: InstructorCell | None = None
    attachments: dict = field(default_factory=dict)


@dataclass(frozen=True)
class AcceptedSubmission:
    """What was handed in, as far as it is plain and within bounds."""

    files: dict[str, Path]  # relative path → file; notebooks of the plan are not among them
    notebooks: dict[str, bytes]
    timestamp: str | None
    notices: tuple[str, ...]


@dataclass(frozen=True)
class CellScore:
    """Points of one graded cell; None where only a person can give them."""

    name: str
    row: str
    points: float | None
    needs_review: bool = False  # a person has to look, whatever the points are


@dataclass(frozen=True)
class GradedNotebook:
    name: str
    row: str
    scores: tuple[CellScore, ...]
    answered: tuple[tuple[str, bool], ...]  # row of each cell to be answered → whether it was


@dataclass(frozen=True)
class RegradedItem:
    """Points of one cell before and after a correction; None where there were none."""

    notebook: str
    cell: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class RegradeNotice:
    """A correction of the grading as its student reads it."""

    day: str
    reason: str
    items: tuple[RegradedItem, ...]


@dataclass(frozen=True)
class GradingResult:
    """One submission, graded; its files lie staged."""

    student: str
    notebooks: tuple[GradedNotebook, ...]
    timestamp: str | None
    fingerprint: str
    notices: tuple[str, ...] = ()
    unreadable: bool = False
    retry: bool = False  # it could not be graded, perhaps by no fault of its own: it is tried again
    regrade_notices: tuple[RegradeNotice, ...] = ()

    @property
    def points(self) -> float:
        return sum(s.points or 0 for n in self.notebooks for s in n.scores)

    @property
    def needs_review(self) -> bool:
        return any(s.needs_review for n in self.notebooks for s in n.scores)
