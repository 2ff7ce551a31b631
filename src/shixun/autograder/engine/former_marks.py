"""A mark that a person gave belongs to the answer it was given for.

When a new hand-in changes that answer, the part is to be marked again. The former mark and comment
are kept and shown to the marker, in a cell of the graded notebook that feedback leaves out.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from shixun.autograder.engine import data_graders, markdown_sanitizer, merge
from shixun.autograder.engine.gradebook import GradebookWriter
from shixun.autograder.engine.records import (
    AssignmentPlan,
    FormerMark,
    GradingResult,
    InstructorCell,
    NotebookPlan,
)
from shixun.autograder.engine.result_store import ResultStore
from shixun.autograder.engine.state import GradingRecord
from shixun.autograder.i18n import gettext

CELL_ID = "shixun-former-"  # begins the id of each cell that shows a former mark
OURS = "shixun-"  # begins the id of every cell that grading added
OF_THE_EXCHANGE = {"timestamp.txt", "submission_secret.txt"}


def reopen(
    plan: AssignmentPlan, writer: GradebookWriter, store: ResultStore, batch: list[GradingResult]
) -> Iterator[GradingResult]:
    """The batch, each with the marks that were for another answer, to be taken away when it is written.

    What was marked is the earlier result, which still lies in its place; the new one lies staged.
    """
    students = [g.student for g in batch]
    scores, comments = writer.stored_scores(students), writer.comments(students)
    records = store.records(students)
    for graded in batch:
        record = records.get(graded.student)
        kept = {(m.notebook, m.cell): m for m in record.former_marks} if record else {}
        given = _given(plan, scores.get(graded.student, {}), comments.get(graded.student, {}))
        rows: list[str] = []
        if record is None or record.submission != GradingRecord.of(graded).submission:
            old, new = store.result_folder(graded.student), store.staged / graded.student
            for notebook, cell, mark in given:
                answers = (_answer(plan, notebook, cell, folder) for folder in (old, new))
                if graded.unreadable or len(set(answers)) > 1:
                    kept[notebook.name, cell.name] = mark
                    rows += filter(None, (cell.row, cell.comment_row))
        yield replace(graded, former_marks=tuple(kept.values()), reopened=tuple(rows))


def _given(
    plan: AssignmentPlan, scores: dict, comments: dict[str, str]
) -> Iterator[tuple[NotebookPlan, InstructorCell, FormerMark]]:
    """Each cell for which a person gave anything, and what."""
    for notebook in plan.notebooks:
        for cell in notebook.cells:
            stored, comment = scores.get(cell.row), comments.get(cell.comment_row)
            if (stored and stored.given) or comment:
                manual, extra = (stored.manual, stored.extra) if stored else (None, None)
                yield notebook, cell, FormerMark(notebook.name, cell.name, manual, extra, comment)


def _answer(
    plan: AssignmentPlan, notebook: NotebookPlan, cell: InstructorCell, folder: Path
) -> str | None:
    """What a result holds as the answer to a graded cell, as text that is compared; None without one."""
    if not folder.is_dir():
        return None
    if notebook.data_grader:
        return data_graders.find(notebook.data_grader).answer_to(plan, cell.name, folder)
    cells = _cells(folder / f"{notebook.name}.ipynb")
    if cell.solution:  # an answer of its own
        return _text(c for c in cells if _name(c) == cell.name)
    # A task or a test may look at all that was written and handed in.
    theirs = {c.name for c in notebook.cells if c.name and not c.solution}
    written = _text(c for c in cells if _name(c) not in theirs)
    return f"{written}\0{_files(plan, folder)}"


def _cells(path: Path) -> list[dict]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return []
    return [c for c in cells if not c.get("id", "").startswith(OURS)]


def _name(cell: dict) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def _text(cells: Iterable[dict]) -> str:
    return json.dumps(
        [("".join(c["source"]), c.get("attachments", {})) for c in cells], sort_keys=True
    )


def _files(plan: AssignmentPlan, folder: Path) -> str:
    """A digest of what was handed in beside the notebooks."""
    ours = {*plan.files, *(f"{n.name}.ipynb" for n in plan.notebooks), *OF_THE_EXCHANGE}
    found = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if name not in ours:
            found.update(f"{name}\0".encode() + path.read_bytes())
    return found.hexdigest()


def show(
    plan: AssignmentPlan, writer: GradebookWriter, store: ResultStore, batch: list[GradingResult]
) -> None:
    """Put each former mark before the cell that waits for a new one, in the staged notebooks."""
    former = [g for g in batch if g.former_marks]
    scores = writer.stored_scores([g.student for g in former]) if former else {}
    for graded in former:
        there = scores.get(graded.student, {})
        marked = {row for row, stored in there.items() if stored.manual is not None}
        marked -= set(graded.reopened)
        for notebook in plan.notebooks:
            waiting = {
                c.name: c for c in notebook.cells if c.comment_row or c.row if c.row not in marked
            }
            marks = [
                m for m in graded.former_marks if m.notebook == notebook.name and m.cell in waiting
            ]
            if marks:
                path = store.staged / graded.student / f"{notebook.name}.ipynb"
                _insert(path, marks, waiting)


def _insert(path: Path, marks: list[FormerMark], cells: dict[str, InstructorCell]) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    for mark in marks:
        at = next((i for i, c in enumerate(content["cells"]) if _name(c) == mark.cell), 0)
        cell = {
            "cell_type": "markdown",
            "id": f"{CELL_ID}{hashlib.sha256(mark.cell.encode()).hexdigest()[:16]}",
            "metadata": {},
            "source": to_markdown(mark, cells[mark.cell].points),
        }
        content["cells"].insert(at, cell)
    path.write_text(merge.notebook_json(content["cells"], content["metadata"]), encoding="utf-8")


def to_markdown(mark: FormerMark, out_of: float) -> str:
    """A former mark as its marker reads it; nothing in it works as markup."""
    given = gettext("no points by hand")
    if mark.points is not None:
        points = {"points": f"{mark.points:g}", "out_of": f"{out_of:g}"}
        given = gettext("{points} / {out_of} points").format(**points)
    if mark.extra is not None:
        given += gettext(", extra credit {points}").format(points=f"{mark.extra:g}")
    told = gettext(
        "It was handed in again with another answer. Mark the new answer; the former points and "
        "comment do not count and are not sent."
    )
    head = gettext("Given to the former hand-in: {given}").format(given=given)
    lines = [f"> **{head}**", ">", f"> {told}"]
    if mark.comment:
        comment = markdown_sanitizer.escape(" ".join(mark.comment.split()))
        lines += [">", "> " + gettext("The former comment: {comment}").format(comment=comment)]
    return "\n".join(lines)
