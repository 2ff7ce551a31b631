"""A lesson's own outline: the places that "这里没讲清" can point to."""

from pathlib import Path

from shixun import notebooks

RESPONSE = "反馈"


def outline(notebook: Path) -> tuple[tuple[str, str], ...]:
    """(cell id, heading) of a lesson's parts in their order, without the last one, 反馈."""
    parts = []
    for cell in notebooks.read(notebook)["cells"]:
        first = notebooks.source(cell).lstrip().split("\n", 1)[0]
        if cell["cell_type"] == "markdown" and first.startswith("## "):
            heading = first[3:].strip()
            if not heading.startswith(RESPONSE):
                parts.append((cell["id"], heading))
    return tuple(parts)
