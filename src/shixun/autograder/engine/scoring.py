"""Turns outputs into points as nbgrader does, with three deliberate differences.

- Output on stderr without an error costs nothing. In a kernel an exit leaves no other trace, so
  nbgrader takes any such output for a failure; here an exit is an error of its own.
- Partial credit that is no number from 0 to the cell's points gives 0 and asks for a review. nbgrader
  gives full marks for NaN and negative numbers, and fails the whole submission for too much.
- A value that is no number gives full marks, as in nbgrader.
"""

import math

from nbformat import NotebookNode, from_dict
from nbgrader.utils import compute_checksum, determine_grade

from shixun.autograder.engine.courses import nbgrader_metadata
from shixun.autograder.engine.records import Cell, CellScore, InstructorCell


def score(cell: Cell, outputs: list[dict]) -> CellScore:
    """The points of one graded cell or task, from its nbformat outputs."""
    original = _original(cell)
    if original.task:
        return CellScore(original.name, original.row, None)
    partial = _partial(outputs) if original.is_test else None
    if partial is not None and not 0 <= partial <= original.points:
        return CellScore(original.name, original.row, 0, needs_review=True)
    points, _ = determine_grade(_node(cell, outputs))
    return CellScore(original.name, original.row, points)


def is_answered(cell: Cell) -> bool:
    """Whether a cell to be answered differs from what was released."""
    return _original(cell).checksum != compute_checksum(_node(cell, []))


def _original(cell: Cell) -> InstructorCell:
    """Only what the instructor marked is scored; what a student added has no original."""
    if cell.original is None:
        raise ValueError(f"no cell of the instructor's: {cell.source[:80]!r}")
    return cell.original


def _node(cell: Cell, outputs: list[dict]) -> NotebookNode:
    kept = [o for o in outputs if not (o["output_type"] == "stream" and o.get("name") == "stderr")]
    data = {"source": cell.source, "cell_type": cell.cell_type, "outputs": kept}
    return from_dict(data | {"metadata": {"nbgrader": nbgrader_metadata(_original(cell))}})


def _partial(outputs: list[dict]) -> float | None:
    """The number that a test cell gave as its value, None if it gave none or failed; NaN is -1."""
    if any(o["output_type"] == "error" for o in outputs):
        return None
    value = next((o for o in outputs if o["output_type"] == "execute_result"), None)
    if value is None:
        return None
    try:
        number = float(value["data"]["text/plain"])
    except (KeyError, TypeError, ValueError):
        return None
    return -1 if math.isnan(number) else number
