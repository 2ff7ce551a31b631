"""What two gradebooks say of the same class, item by item."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

QUERY = text(
    "select submitted_assignment.student_id, base_cell.name, grade.auto_score from grade "
    "join submitted_notebook on submitted_notebook.id = grade.notebook_id "
    "join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id "
    "join base_cell on base_cell.id = grade.cell_id"
)
SAME = 1e-9

Scores = dict[tuple[str, str], float | None]  # (student, item) → automatic points


class Different(Exception):
    """Two graders disagree; the text names where."""


@dataclass(frozen=True)
class Compared:
    """How much was compared, and which items could not be."""

    scores: int
    students: int
    left_out: tuple[str, ...]


def read(root: Path) -> Scores:
    """Every automatic score in the gradebook of a course root."""
    engine = create_engine(f"sqlite:///{root / 'gradebook.db'}")
    with engine.connect() as db:
        found = {(student, item): points for student, item, points in db.execute(QUERY)}
    engine.dispose()
    return found


def compare(plain: Scores, ours: Scores, left_out: frozenset[str] = frozenset()) -> Compared:
    """Every score of plain nbgrader's is ours too; of its students we have no other items.

    Raises:
        Different: a score is missing on one side, or has another value.
    """
    students = {student for student, _ in plain}
    here = {k: v for k, v in plain.items() if k[1] not in left_out}
    there = {k: v for k, v in ours.items() if k[0] in students and k[1] not in left_out}
    wrong = sorted(k for k in here.keys() | there.keys() if not _same(k, here, there))
    if wrong or not here:
        shown = [f"{s} {i}: {here.get((s, i), '-')} ≠ {there.get((s, i), '-')}" for s, i in wrong]
        raise Different("\n".join(shown[:20]) or "plain nbgrader has no scores")
    return Compared(len(here), len(students), tuple(sorted(left_out)))


def _same(key: tuple[str, str], here: Scores, there: Scores) -> bool:
    if key not in here or key not in there:
        return False
    one, other = here[key], there[key]
    if one is None or other is None:
        return one is other
    return abs(one - other) < SAME
