"""The page about grading lists the settings that there are, with the values that they have."""

import re
from pathlib import Path

from shixun.autograder.engine.settings import Grading

PAGE = Path(__file__).parents[2] / "docs/grading.zh-CN.md"


def test_every_setting_is_listed_with_its_default():
    """No setting is missing, none is invented, and each default is the one in the code."""
    text = PAGE.read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `c\.Grading\.(\w+)` \| (\S+) \|", text, re.M))
    traits = {n: t.default() for n, t in Grading.class_own_traits(config=True).items()}
    assert {
        n: f"{v:g}" if isinstance(v, float) else str(v) or "空" for n, v in traits.items()
    } == listed
