"""Changelog fragments: towncrier can gather every one of them."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["towncrier"]
KINDS = [kind["directory"] for kind in SETTINGS["type"]]
NAME = re.compile(rf"(\+[a-z0-9-]+|\d+)\.({'|'.join(KINDS)})\.md")
FRAGMENTS = sorted(p for p in (ROOT / "changelog.d").iterdir() if p.name != "README.md")


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda p: p.name)
def test_a_fragment_is_named_by_its_kind_and_says_something(path):
    """Another name would be passed over in silence, and the change with it."""
    assert NAME.fullmatch(path.name)
    assert path.read_text(encoding="utf-8").strip()


def test_towncrier_gathers_them_all():
    """A draft of the next version holds the text of each fragment, under its heading."""
    words = [
        sys.executable,
        "-m",
        "towncrier",
        "build",
        "--draft",
        "--version",
        "0",
        "--date",
        "today",
    ]
    draft = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert draft.returncode == 0, draft.stderr
    said = " ".join(draft.stdout.split())
    for path in FRAGMENTS:
        first = " ".join(path.read_text(encoding="utf-8").split())[:60]
        assert first in said, path.name


def test_the_readme_of_the_fragments_names_the_kinds():
    """What one may write there is what towncrier knows."""
    said = (ROOT / "changelog.d/README.md").read_text(encoding="utf-8")
    assert all(f"`{kind}`" in said for kind in KINDS)
