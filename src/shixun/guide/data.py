"""A chapter's data file, the .toml beside its notebook: where it stands on the way, and its tool."""

from pathlib import Path

from shixun.guide.interactions import Interactions
from shixun.guide.route import Routes
from shixun.guide.timetable_check import TimetableCheck
from shixun.guide.tool import Record
from shixun.records import read_toml

AnyTool = Routes | TimetableCheck | Interactions
KINDS = {kind.__struct_config__.tag: kind for kind in AnyTool.__args__}


class ChapterData(Record, frozen=True, kw_only=True):
    """What leads here, what one brings and carries away, where to go next; ids as in course.toml."""

    tool: AnyTool
    before: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    takeaway: tuple[str, ...] = ()
    next: tuple[str, ...] = ()


def load(path: Path) -> ChapterData:
    """What a chapter offers.

    Raises:
        RecordError: the file cannot be read, or an entry of it does not hold.
    """
    return read_toml(path, ChapterData)
