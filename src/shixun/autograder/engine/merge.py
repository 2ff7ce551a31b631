"""Builds the notebook that is graded: the instructor's cells where they are fixed, else the student's.

Cells are matched by grade_id, or by cell id where that was lost. What they are, contain and are worth
comes from the release, whatever the submitted metadata claims.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from nbformat import from_dict
from nbgrader.utils import compute_checksum

from shixun.autograder.engine import markdown_sanitizer
from shixun.autograder.engine.courses import nbgrader_metadata
from shixun.autograder.engine.records import Cell, InstructorCell, NotebookPlan, describe_cell
from shixun.autograder.i18n import gettext

MAX_CELLS = 2000  # more than that is no exercise; what stands behind is kept but not run
MAX_SOURCE = 1_000_000  # characters of one cell
MAX_CONTAINERS = (
    2_000_000  # lists and objects in a notebook's JSON: empty ones take 30 times their length
)


class UnreadableNotebook(Exception):
    """The submitted notebook cannot be read; the text says why."""


@dataclass
class _Merging:
    plan: NotebookPlan
    cells: list[Cell] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)  # notices of what may have cost points


@dataclass(frozen=True)
class MergedNotebook:
    """Cells to be graded in the order they were submitted, and notices for the instructor."""

    cells: list[Cell]
    notices: list[str]
    damaged: bool  # what a student wrote may be lost, or stand where it does not count


def merge(plan: NotebookPlan, content: bytes) -> MergedNotebook:
    """Merge the bytes of a submitted notebook with the released one.

    Raises:
        UnreadableNotebook: no cells can be read from it.
    """
    merging = _Merging(plan)
    raw = _parse_cells(content, merging.damage)
    if len(raw) > MAX_CELLS:
        message = gettext(
            "the notebook has {number} cells; only the first {limit} and those of the assignment count"
        )
        merging.damage.append(message.format(number=len(raw), limit=MAX_CELLS))
    ids = _ids_are_unique(raw)
    found = [(_match(plan, c, ids), c) for c in raw]
    last = {cell.name: i for i, (cell, _) in enumerate(found) if cell and cell.name}
    for i, (original, cell) in enumerate(found):
        if original and original.name and last[original.name] != i:
            message = gettext("cell {name} is there several times; the last one counts")
            merging.damage.append(message.format(name=original.name))
            original = None
        if i < MAX_CELLS or original:
            _add_cell(merging, original, cell)
    _note_missing_code(merging)
    _restore_missing(merging)
    _note_moved_answers(merging)
    said = [*merging.damage, *merging.notices]
    return MergedNotebook(merging.cells, list(dict.fromkeys(said)), bool(merging.damage))


def released_cells(plan: NotebookPlan) -> list[Cell]:
    """The cells of the notebook as it was released."""
    return [Cell(c.source, c.cell_type, c) for c in plan.cells]


def solved_cells(plan: NotebookPlan) -> list[Cell]:
    """The cells of the instructor's notebook with its solutions, as if it had been submitted."""
    return [
        Cell(
            plan.solutions.get(c.name or c.id, c.source) if not c.is_overwritten else c.source,
            c.cell_type,
            c,
        )
        for c in plan.cells
    ]


def _parse_cells(content: bytes, notices: list[str]) -> list[dict]:
    if not content.strip(b"\0 \t\r\n"):
        raise UnreadableNotebook(gettext("the notebook is empty (no bytes, or null bytes alone)"))
    if content.count(b"[") + content.count(b"{") > MAX_CONTAINERS:
        message = gettext("the notebook holds more than {number} lists and objects")
        raise UnreadableNotebook(message.format(number=MAX_CONTAINERS))
    text = None
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None:
        text = content.decode("gb18030", errors="replace")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        message = gettext("the notebook is not complete JSON ({error})")
        raise UnreadableNotebook(message.format(error=_describe_error(error))) from error
    if not isinstance(data, dict):
        raise UnreadableNotebook(gettext("the content of the notebook is not a notebook"))
    cells = data.get("cells")
    if cells is None and isinstance(data.get("worksheets"), list):  # nbformat 3 and before
        cells = [
            c for s in data["worksheets"] if isinstance(s, dict) for c in _list(s.get("cells"))
        ]
    if not isinstance(cells, list):
        raise UnreadableNotebook(gettext("the notebook has no cells"))
    read = [c for c in cells if isinstance(c, dict)]
    if len(read) < len(cells):
        message = gettext("cells of the notebook that are damaged and cannot be read: {number}")
        notices.append(message.format(number=len(cells) - len(read)))
    return read


def _describe_error(error: Exception) -> str:
    line = getattr(error, "lineno", None)
    if line:
        return gettext("line {line} cannot be read").format(line=line)
    if isinstance(error, RecursionError):
        return gettext("nested too deeply")
    return gettext("a number is too long")


def _list(value) -> list:
    return value if isinstance(value, list) else []


def _ids_are_unique(raw: list[dict]) -> bool:
    """Whether cell ids may be used for matching: not where several cells share one."""
    ids = [c.get("id") for c in raw if isinstance(c.get("id"), str)]
    return len(ids) == len(set(ids))


def _cell_metadata(cell: dict) -> dict:
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return mark if isinstance(mark, dict) else {}


def _match(plan: NotebookPlan, cell: dict, ids: bool) -> InstructorCell | None:
    """The instructor's cell that a submitted one stems from, also after its metadata was edited."""
    name = _cell_metadata(cell).get("grade_id")
    if isinstance(name, str) and name and (found := plan.find_cell(name)):
        return found
    id = cell.get("id")
    if ids and isinstance(id, str) and id:
        return next((c for c in plan.cells if c.id == id), None)
    return None


def _clean_source(cell: dict, where: str, notices: list[str]) -> str:
    """A cell's source as text that Python and the gradebook accept; notices say what was lost."""
    value = cell.get("source", cell.get("input"))
    parts = value if isinstance(value, list) else [value]
    text = "".join(p for p in parts if isinstance(p, str))
    if not all(isinstance(p, str) for p in parts):
        notices.append(
            gettext("{cell}: the source is damaged, not all of it is text").format(cell=where)
        )
    if len(text) > MAX_SOURCE:
        message = gettext("{cell}: longer than {limit} characters; the rest was not looked at")
        notices.append(message.format(cell=where, limit=MAX_SOURCE))
    # A zero byte or a byte order mark is never part of a program; half characters cannot be written.
    text = text[:MAX_SOURCE].replace("\0", "").removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode()


def _add_cell(merging: _Merging, original: InstructorCell | None, cell: dict) -> None:
    source = _clean_source(cell, describe_cell(original, len(merging.cells) + 1), merging.damage)
    kind = cell.get("cell_type")
    attachments = cell.get("attachments")
    kept = markdown_sanitizer.images(attachments) if kind == "markdown" else {}
    if original is None:
        kind = kind if kind in ("code", "markdown", "raw") else "raw"
        merging.cells.append(Cell(source, kind, attachments=kept))
        return
    if original.is_overwritten:
        if (
            source.strip() not in (original.released_source.strip(), original.source.strip())
            and not original.task
        ):
            merging.notices.append(
                gettext(
                    "an earlier release of the assignment was submitted; the present one counts"
                )
                if _matches_its_checksum(cell)
                else gettext("cell {name} was changed; it is graded as it was released").format(
                    name=original.name
                )
            )
        source = original.source
    if source == original.source:
        kept = original.attachments
    merging.cells.append(Cell(source, original.cell_type, original, kept))


def _matches_its_checksum(cell: dict) -> bool:
    """Whether a cell's source matches its checksum: then the instructor changed hers afterwards.

    A checksum can be forged; it decides which notice is shown, and no points.
    """
    try:
        return _cell_metadata(cell)["checksum"] == compute_checksum(
            from_dict(cell | {"source": _joined_source(cell)})
        )
    except Exception:  # a mark that is none
        return False


def _joined_source(cell: dict) -> str:
    value = cell.get("source")
    return "".join(value) if isinstance(value, list) else str(value or "")


def _note_missing_code(merging: _Merging) -> None:
    """Note released code cells without a name that were deleted."""
    present = {id(c.original) for c in merging.cells if c.original}
    sources = {c.source.strip() for c in merging.cells}
    for i, original in enumerate(merging.plan.cells):
        if original.name or original.cell_type != "code" or not original.source.strip():
            continue
        if id(original) not in present and original.source.strip() not in sources:
            message = gettext("cell number {number} of the assignment (code) is missing")
            merging.damage.append(message.format(number=i + 1))


def _note_moved_answers(merging: _Merging) -> None:
    """Note answers that were moved behind their tests."""
    places = {id(c.original): i for i, c in enumerate(merging.cells) if c.original}
    latest, moved = -1, ""
    for original in merging.plan.cells:
        at = places.get(id(original), -1)
        if original.solution and original.cell_type == "code" and at > latest:
            latest, moved = at, original.name
        elif original.is_test and at < latest:
            message = gettext("cell {name} was moved behind its test")
            merging.damage.append(message.format(name=moved))


def _restore_missing(merging: _Merging) -> None:
    """Put missing named cells back behind the cell that precedes them in the release."""
    present = {id(c.original) for c in merging.cells if c.original}
    at = 0  # where the cell before it ends
    for original in merging.plan.cells:
        if id(original) in present:
            at = next(i for i, c in enumerate(merging.cells) if c.original is original) + 1
        elif original.name:
            merging.cells.insert(at, Cell(original.source, original.cell_type, original))
            at += 1
            if original.grade or original.solution or original.task:
                notices = merging.damage if original.solution else merging.notices
                message = gettext("cell {name} was missing and was put back as it was released")
                notices.append(message.format(name=original.name))


def to_notebook(
    plan: NotebookPlan, cells: list[Cell], outputs: dict[int, list[dict]], notices
) -> bytes:
    """The graded notebook as JSON in nbformat 4, as formgrader and generate_feedback expect it.

    Args:
        outputs: by the index of the cell.
        notices: for the instructor; shown in a cell on top, if there are any.
    """
    given = {c.source for c in plan.cells if c.cell_type != "code"}
    sanitizer = markdown_sanitizer.MarkdownSanitizer()
    written = [_cell_json(i, cell, outputs.get(i, [])) for i, cell in enumerate(cells)]
    for cell, data in zip(cells, written, strict=True):
        if cell.cell_type != "code" and not _is_instructors_text(cell, given):
            data["source"] = sanitizer.sanitize(cell.source, cell.attachments)
    if notices:
        items = "\n".join(f"- {markdown_sanitizer.escape(n)}" for n in notices)
        heading = gettext("Notes on the grading")
        text = f"**{heading}**\n\n{items}"
        note = {"cell_type": "markdown", "id": "shixun-notices", "metadata": {}, "source": text}
        written.insert(0, note)
    return notebook_json(written, plan.metadata).encode("utf-8", "replace")


def _is_instructors_text(cell: Cell, given: set[str]) -> bool:
    """Whether a text cell is the instructor's own, attachments included."""
    if cell.original and cell.source == cell.original.source:
        return True
    return cell.source in given and "attachment:" not in cell.source


def notebook_json(cells: list[dict], metadata: dict) -> str:
    """A notebook with one cell a line: json writes indented text many times more slowly."""
    rest = {"metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    lines = ",\n".join(json.dumps(cell, ensure_ascii=False) for cell in cells)
    return f'{{"cells": [\n{lines}\n],\n{json.dumps(rest, ensure_ascii=False)[1:]}\n'


def _cell_json(i: int, cell: Cell, outputs: list[dict]) -> dict:
    original = cell.original
    metadata = {"nbgrader": nbgrader_metadata(original)} if original and original.name else {}
    id = original.id if original and original.id else f"cell-{i}"
    data: dict[str, Any] = {
        "cell_type": cell.cell_type,
        "id": id,
        "metadata": metadata,
        "source": cell.source,
    }
    if cell.cell_type == "code":
        data |= {"execution_count": None, "outputs": outputs}
    elif cell.attachments:
        data["attachments"] = cell.attachments
    return data
