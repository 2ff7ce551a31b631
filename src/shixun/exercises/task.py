"""An exercise as items that score an answer: pure, without nbgrader and without a screen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from shixun.forms import Message, Reply


@dataclass(frozen=True)
class Submission:
    """What an item looks at: the values of the form, the exercise's folder, and the key.

    `key` is None on a teacher's side; only the trainer's side has it.
    """

    values: dict[str, Any]
    folder: Path
    key: dict[str, Any] | None = None


@dataclass(frozen=True)
class Score:
    points: float
    out_of: float
    text: str  # for the teacher: what is right or missing, never the key
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Item:
    """One autograded line of an exercise; its id is the grade_id of its nbgrader test cell."""

    id: str
    title: str
    points: float
    score: Callable[[Submission], Score]
    critical: bool = False  # ★: failing it fails the exercise, whatever the sum
    hidden: bool = False  # needs the key; says nothing before hand-in
    fields: tuple[str, ...] = ()  # the fields of the form that it judges
    needs: tuple[str, ...] = ()  # fields that only have to be there for it to earn anything
    rules: tuple[str, ...] = ()  # ids of the rule records that it rests on
    basis: str = ""  # what else it rests on, e.g. what the school asks for


@dataclass(frozen=True)
class ByHand:
    """A part that a trainer marks by a rubric; its id is the grade_id of nbgrader's task cell."""

    id: str
    title: str
    fields: tuple[str, ...]


FOLDERS = 64  # a grader meets thousands; of so many, what was read or found is remembered
KEY = "对照课程组给的答案"  # basis of an item that needs the key
Cards = Mapping[str, Mapping[str, bool]]  # field of cards → card → whether it was placed right


@dataclass(frozen=True)
class Task:
    id: str
    items: tuple[Item, ...]
    check: Callable[[Submission], Reply]  # what 检查 answers before hand-in; never uses the key
    by_hand: tuple[ByHand, ...] = ()
    cards: Callable[[Submission], Cards] | None = None  # on the trainer's side; uses the key

    def item(self, id: str) -> Item:
        return next(i for i in self.items if i.id == id)


def load(id: str) -> Task:
    """The task of an exercise, from its own module, e.g. shixun.exercises.e04 for E04."""
    return import_module(f"shixun.exercises.{id.lower()}").TASK
