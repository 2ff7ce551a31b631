"""What the lessons' prose must not do on the page."""

from pathlib import Path

import pytest

from shixun import notebooks

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("M*/L*.ipynb"))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda p: p.stem)
def test_a_blank_to_fill_is_no_emphasis(lesson):
    """Underscores are Markdown's sign for bold: written for a blank, they vanish; ＿ is safe."""
    cells = notebooks.read(lesson)["cells"]
    prose = [notebooks.source(c) for c in cells if c["cell_type"] == "markdown"]
    assert prose and not [p for p in prose if "__" in p]
