"""Canonical notebooks: the form in which a notebook is committed, so that a diff shows a person's change.

Kept: cell ids, sources, tags, and the metadata of nbgrader and Shixun. Dropped: outputs, execution
counts, and whatever a program wrote about itself.
"""

import json
import re
from pathlib import Path
from typing import Any

KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
KEPT_CELL_METADATA = ("nbgrader", "shixun", "tags", "editable", "deletable")
KEPT_NOTEBOOK_METADATA = ("shixun", "title")
RANDOM_ID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?$")


class NotebookError(Exception):
    """A notebook that cannot be made canonical; the message names the file, the cell, the remedy."""


def read(path: Path) -> dict[str, Any]:
    """A notebook as JSON.

    Raises:
        NotebookError: the file is no notebook of format 4.5 or later.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        version = (notebook["nbformat"], notebook["nbformat_minor"])
        notebook["cells"]
    except (ValueError, KeyError, TypeError) as error:
        raise NotebookError(
            f"{path}：不是可用的笔记本（{error}）；请用 JupyterLab 重新保存。"
        ) from error
    if version < (4, 5):
        raise NotebookError(f"{path}：格式 {version[0]}.{version[1]} 太旧；请另存为 4.5。")
    return notebook


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def canonical(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    """The same notebook with nothing volatile in it.

    Raises:
        NotebookError: a cell has no id, a random one, or one that stands twice.
    """
    cells, seen = [], set()
    for number, cell in enumerate(notebook["cells"], 1):
        id = cell.get("id", "")
        if not id or RANDOM_ID.match(id) or id in seen:
            raise NotebookError(
                f"{name} 第 {number} 格：编号 {id!r} 缺失、随机或重复；请起一个不变的名字。"
            )
        seen.add(id)
        metadata = cell.get("metadata", {})
        clean = {
            "cell_type": cell["cell_type"],
            "id": id,
            "metadata": {k: metadata[k] for k in KEPT_CELL_METADATA if k in metadata},
            "source": source(cell).rstrip("\n").splitlines(keepends=True),
        }
        if cell.get("attachments"):  # pictures that were pasted in
            clean["attachments"] = cell["attachments"]
        if cell["cell_type"] == "code":
            clean |= {"execution_count": None, "outputs": []}
        cells.append(clean)
    metadata = notebook.get("metadata", {})
    kept = {k: metadata[k] for k in KEPT_NOTEBOOK_METADATA if k in metadata}
    return {
        "cells": cells,
        "metadata": {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}, **kept},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def text(notebook: dict[str, Any]) -> str:
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def is_canonical(path: Path) -> bool:
    return path.read_text(encoding="utf-8") == text(canonical(read(path), path.name))


def tidy(path: Path) -> bool:
    """Rewrite a notebook in its canonical form; says whether that changed anything."""
    if is_canonical(path):
        return False
    path.write_text(text(canonical(read(path), path.name)), encoding="utf-8")
    return True


def all_notebooks(root: Path) -> list[Path]:
    """The committed notebooks of a checkout, in the order of the tree."""
    folders = ("notebooks", "guides", "exercises")
    found = [p for folder in folders for p in sorted((root / folder).rglob("*.ipynb"))]
    return [p for p in found if ".ipynb_checkpoints" not in p.parts]
