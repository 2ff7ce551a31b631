"""A lesson's own outline: the places that "这里没讲清" can point to."""

from pathlib import Path
from typing import Any

from shixun import notebooks

RESPONSE = "反馈"


def headings(page: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """(cell id, heading) of a page's parts in their order."""
    parts = []
    for cell in page["cells"]:
        first = notebooks.source(cell).lstrip().split("\n", 1)[0]
        if cell["cell_type"] == "markdown" and first.startswith("## "):
            parts.append((cell["id"], first[3:].strip()))
    return tuple(parts)


def outline(notebook: Path) -> tuple[tuple[str, str], ...]:
    """(cell id, heading) of a lesson's parts in their order, without the last one, 反馈."""
    parts = headings(notebooks.read(notebook))
    return tuple((id, heading) for id, heading in parts if not heading.startswith(RESPONSE))
