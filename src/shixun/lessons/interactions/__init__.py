"""The kinds of interaction a lesson's practice is made of; a data file names one by `kind`.

To add a kind: a module here with a record that is a `Part`, an entry in `AnyPart`, and beside the
module a .toml with the smallest practice of that kind, which tests and `shixun new lesson` use.
"""

from pathlib import Path

from shixun.lessons.interactions.dialogue import Dialogue
from shixun.lessons.interactions.grid import Grid
from shixun.lessons.interactions.letter import Letter
from shixun.lessons.interactions.match import Match
from shixun.lessons.interactions.part import Outcome, Part, Record
from shixun.lessons.interactions.pick import Pick
from shixun.lessons.interactions.plan import Plan
from shixun.lessons.interactions.sliders import Sliders
from shixun.lessons.interactions.sort import Sort
from shixun.lessons.interactions.timeline import Timeline

AnyPart = Sort | Pick | Match | Grid | Sliders | Dialogue | Timeline | Letter | Plan
KINDS = {kind.__struct_config__.tag: kind for kind in AnyPart.__args__}

__all__ = ["KINDS", "AnyPart", "Outcome", "Part", "Record", "example"]


def example(kind: str) -> str:
    """The smallest practice of a kind, as the text of a data file's [practice]."""
    return Path(__file__).with_name(f"{kind}.toml").read_text(encoding="utf-8")
