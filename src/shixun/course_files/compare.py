"""Three states of each file, and what follows: as unpacked, as it is here now, as the package has it.

Pure: hashes in, steps out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Action(Enum):
    """What to do with one file; the value says it in Chinese."""

    NONE = "不用动"
    ADD = "新增"
    REPLACE = "换新"
    REMOVE = "删去"
    SET_BESIDE = "改过，没有动"  # edited here and changed there
    KEEP_REMOVED = "改过，留着"  # edited here and gone from the package


@dataclass(frozen=True)
class Step:
    """One file of the course folder and what an upgrade does with it."""

    name: str
    action: Action


def compare(
    given: Mapping[str, str], here: Mapping[str, frozenset[str]], new: Mapping[str, str]
) -> tuple[Step, ...]:
    """What takes a folder to a new version without touching an edit.

    Args:
        given: path → hash as unpacked, or as last laid beside an edit.
        here: path → hashes by which the file is known now; empty for one that is not there.
        new: path → hash in the package.

    Returns:
        One step a file: those of the package in its order, then those it has no more.
    """
    changed = (Step(name, _changed(given.get(name), here[name], new[name])) for name in new)
    gone = sorted(name for name in given if name not in new)
    return (*changed, *(Step(name, _gone(given[name], here[name])) for name in gone))


def _changed(given: str | None, here: frozenset[str], new: str) -> Action:
    if new in here or new == given:
        return Action.NONE  # the same already; or nothing new here, whatever a person made of it
    if not here:
        return Action.ADD if given is None else Action.SET_BESIDE  # deleting is an edit too
    return Action.REPLACE if given in here else Action.SET_BESIDE


def _gone(given: str, here: frozenset[str]) -> Action:
    if not here:
        return Action.NONE
    return Action.REMOVE if given in here else Action.KEEP_REMOVED
