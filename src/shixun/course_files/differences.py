"""How a file here differs from the new version that lies beside it, for a person to decide.

A notebook is compared cell by cell: cells of the course keep their ids, so a moved or edited cell is
found again whatever stands around it.
"""

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from shixun import notebooks
from shixun.course_files.upgrade import BESIDE, pending

MOST = 40  # lines shown of one part
CHARACTERS = 200  # shown of one line
KINDS = {"markdown": "文字", "code": "代码", "raw": "原文"}


def differences(root: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(path, lines in Chinese) of every file whose new version waits beside it."""
    return tuple((name, tuple(of(root / name, root / BESIDE / name))) for name in pending(root))


def of(here: Path, new: Path) -> list[str]:
    """The lines that tell what differs: “-” is as it stands here, “+” as the new version has it."""
    if not here.is_file():
        return ["这里已经删掉，新版里改过。"]
    if here.suffix == ".ipynb":
        try:
            return list(_cells(notebooks.read(here), notebooks.read(new)))
        except notebooks.NotebookError:
            pass  # compared as text
    try:
        return _lines(here.read_text(encoding="utf-8"), new.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return [f"不是文字文件：这里 {here.stat().st_size} 字节，新版 {new.stat().st_size} 字节。"]


def _cells(here: dict, new: dict) -> Iterator[str]:
    mine, theirs = _by_id(here), _by_id(new)
    for id, cell in mine.items():
        other = theirs.get(id)
        if other is None:
            yield f"第 {cell[0]} 格（{cell[1]}）：只在这里有"
            yield from _lines(cell[2], "")
        elif cell[1:] != other[1:]:
            yield f"第 {cell[0]} 格（{cell[1]}）：两边不同"
            yield from _lines(cell[2], other[2]) or ["  只有标记不同"]
    for id, cell in theirs.items():
        if id not in mine:
            yield f"新版第 {cell[0]} 格（{cell[1]}）：这里没有"
            yield from _lines("", cell[2])
    if [id for id in mine if id in theirs] != [id for id in theirs if id in mine]:
        yield "格子的先后不同。"
    if _about(here) != _about(new):
        yield "笔记本自己的标记不同。"


def _by_id(notebook: dict) -> dict[str, tuple[int, str, str, str]]:
    """Cell id → (number from 1, kind in Chinese, source, what else counts)."""
    found = {}
    for number, cell in enumerate(notebook["cells"], 1):
        kept = {
            k: v for k, v in cell.get("metadata", {}).items() if k in notebooks.KEPT_CELL_METADATA
        }
        rest = repr((sorted(kept.items()), cell.get("attachments")))
        kind = KINDS.get(cell["cell_type"], cell["cell_type"])
        found[cell.get("id") or f"#{number}"] = (
            number,
            kind,
            notebooks.source(cell).rstrip("\n"),
            rest,
        )
    return found


def _about(notebook: dict) -> dict:
    metadata = notebook.get("metadata", {})
    return {k: metadata[k] for k in notebooks.KEPT_NOTEBOOK_METADATA if k in metadata}


def _lines(here: str, new: str) -> list[str]:
    marks = unified_diff(here.splitlines(), new.splitlines(), lineterm="", n=0)
    found = [
        f"  {line[0]} {line[1:CHARACTERS]}{'……' if len(line) > CHARACTERS else ''}"
        for line in list(marks)[2:]
        if not line.startswith("@@")
    ]
    if len(found) > MOST:
        return [*found[:MOST], f"  ……还有 {len(found) - MOST} 行"]
    return found
