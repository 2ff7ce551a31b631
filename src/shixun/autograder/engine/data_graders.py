"""Finds graders of answers that are data: installed by a package, named by a notebook's metadata.

A notebook whose metadata says `"shixun": {"grading": NAME}` is graded by the entry point NAME of
the group `shixun.data_graders`: a module or an object as DataGrader describes it. It must not
execute anything that was submitted.
"""

from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Protocol

from shixun.autograder.engine.records import AssignmentPlan, Cell
from shixun.autograder.errors import GradingError
from shixun.autograder.i18n import gettext

GROUP = "shixun.data_graders"


class DataGrader(Protocol):
    """What an entry point of the group `shixun.data_graders` has to offer."""

    def load(self, plan: AssignmentPlan) -> Any:
        """Read what all answers of the assignment share; called once for each process.

        Raises:
            GradingError: the instructor's files cannot be read.
        """

    def run(
        self, plan: AssignmentPlan, cells: list[Cell], loaded: Any, folder: Path
    ) -> dict[int, list[dict]]:
        """Grade one answer.

        Args:
            cells: of the released notebook.
            loaded: what `load` gave.
            folder: with the submitted files and the instructor's files over them.

        Returns:
            nbformat outputs by the index of the cell.
        """

    def fingerprint(self, plan: AssignmentPlan) -> str:
        """A text that changes with anything that may change a score, except the files of the plan."""

    def answer_to(self, plan: AssignmentPlan, cell: str, folder: Path) -> str:
        """What an answer says to one graded cell, by the cell's name.

        A person's mark of that cell stands as long as this text stays the same.
        """


@cache
def find(name: str) -> DataGrader:
    """The grader that is installed under this name.

    Raises:
        GradingError: no installed package provides it.
    """
    found = entry_points(group=GROUP, name=name)
    if not found:
        raise GradingError(
            gettext(
                "The source says that it is graded by “{name}”, which is not installed on this "
                "machine. Install the package that the assignment was made with, then grade."
            ).format(name=name)
        )
    return next(iter(found)).load()
