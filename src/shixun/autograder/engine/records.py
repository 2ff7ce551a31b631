"""The records that pass between the stages of grading."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from shixun.autograder.i18n import gettext, gettext_noop

CELL_FLAGS = ("grade", "solution", "locked", "task")


class IsolationMode(StrEnum):
    """How the cells of a notebook are run; decided by the instructor's source alone."""

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
        """Whether it is code that gives points automatically."""
        return self.grade and not self.solution and self.cell_type == "code"

    @property
    def is_overwritten(self) -> bool:
        """Whether the released source replaces whatever was submitted under this name."""
        return bool(self.name) and not self.solution


def describe_cell(cell: InstructorCell | None, number: int) -> str:
    """A cell in words: by its name, else by its number in the notebook, from 1."""
    if cell and cell.name:
        return gettext("cell {name}").format(name=cell.name)
    return gettext("cell number {number}").format(number=number)


def data_grader(metadata: dict) -> str:
    """The name of the data grader in a notebook's metadata, "" if there is none."""
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
        """The name of its data grader (see `data_graders`), "" if it asks for code."""
        return data_grader(self.metadata)

    def find_cell(self, name: str) -> InstructorCell | None:
        """The instructor's cell with this grade_id, None if there is none."""
        return next((c for c in self.cells if c.name == name), None)


@dataclass(frozen=True)
class AssignmentPlan:
    """An assignment as the gradebook and the instructor's files describe it."""

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
    """A cell of the notebook that is graded; `original` is the instructor's cell that it stems from."""

    source: str
    cell_type: str
    original: InstructorCell | None = None
    attachments: dict = field(default_factory=dict)


@dataclass(frozen=True)
class AcceptedSubmission:
    """What was submitted, as far as it consists of regular files within the limits."""

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
    """The points of one notebook; `row` is the id of the notebook's row in the gradebook."""

    name: str
    row: str
    scores: tuple[CellScore, ...]
    answered: tuple[tuple[str, bool], ...]  # row of each cell to be answered → whether it was


@dataclass(frozen=True)
class RegradedItem:
    """Points of one cell before and after a regrade; None where there were none."""

    notebook: str
    cell: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class RegradeNotice:
    """A regrade as the feedback tells it: the day (YYYY-MM-DD), the reason, and the cells that changed."""

    day: str
    reason: str
    items: tuple[RegradedItem, ...]


@dataclass(frozen=True)
class FormerMark:
    """What a person gave one part of an earlier hand-in. It counts no more; its marker sees it."""

    notebook: str
    cell: str
    points: float | None = None
    extra: float | None = None
    comment: str | None = None


@dataclass(frozen=True)
class GradingResult:
    """One graded submission; its files are staged in the result store."""

    student: str
    notebooks: tuple[GradedNotebook, ...]
    timestamp: str | None
    fingerprint: str
    notices: tuple[str, ...] = ()
    unreadable: bool = False
    retry: bool = False  # it could not be graded, perhaps by no fault of its own: it is tried again
    regrade_notices: tuple[RegradeNotice, ...] = ()
    former_marks: tuple[FormerMark, ...] = ()
    reopened: tuple[str, ...] = ()  # rows of the cells whose marks were for another answer

    @property
    def points(self) -> float:
        """The sum of its automatic points."""
        return sum(s.points or 0 for n in self.notebooks for s in n.scores)

    @property
    def needs_review(self) -> bool:
        """Whether a person has to review any of its cells."""
        return any(s.needs_review for n in self.notebooks for s in n.scores)
