"""Graders of answers that are data: installed by a package, named by a notebook's metadata.

A notebook whose metadata says `"shixun": {"grading": NAME}` is graded by the entry point NAME of
the group `shixun.data_graders`. The entry point is a module or object with

    load(plan) -> Any                         what all answers of the assignment share, read once
    run(plan, cells, loaded, folder) -> dict  outputs by the place of the cell, for one answer
    fingerprint(plan) -> str                  changes when anything does, beside the instructor's own
                                              files, that could change a score

Nothing that was handed in may be executed by it.
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
    """What an entry point of the group offers; see the module's own text."""

    def load(self, plan: AssignmentPlan) -> Any: ...

    def run(
        self, plan: AssignmentPlan, cells: list[Cell], loaded: Any, folder: Path
    ) -> dict[int, list[dict]]: ...

    def fingerprint(self, plan: AssignmentPlan) -> str: ...


@cache
def find(name: str) -> DataGrader:
    """The grader installed under this name.

    Raises:
        GradingError: no installed package brings it.
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
