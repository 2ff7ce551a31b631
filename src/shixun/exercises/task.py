"""An exercise as items that score an answer: pure, without nbgrader and without a screen.

task = load("E04")                       # of the course in use; or load("E99", folder)
for item in task.items:
    item.score(Submission(values, folder, key))
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from shixun import paths
from shixun.exercises import declaration, reply
from shixun.exercises.declaration import Declaration
from shixun.exercises.scorers import Scorer
from shixun.exercises.submission import FOLDERS, KEY, Cards, Score, Submission
from shixun.forms import Form, Reply

__all__ = [
    "FOLDERS",
    "KEY",
    "ByHand",
    "Cards",
    "Item",
    "Score",
    "Submission",
    "Task",
    "load",
    "titles",
]


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


@dataclass(frozen=True)
class Task:
    """What can be asked of an exercise."""

    id: str
    items: tuple[Item, ...]
    by_hand: tuple[ByHand, ...]
    form: Form
    declared: Declaration

    def item(self, id: str) -> Item:
        """The item with this id."""
        return next(i for i in self.items if i.id == id)

    def check(self, sub: Submission) -> Reply:
        """What 检查 answers before hand-in; never uses the key."""
        return reply.reply(self.declared, replace(sub, key=None, form=self.form))

    def cards(self, sub: Submission) -> Cards:
        """Which cards were placed right: where several items judge one, by all of them.

        On the trainer's side; uses the key.
        """
        sub, found = replace(sub, form=self.form), defaultdict(dict)
        for item in self.declared.items:
            for field, cards in item.cards(sub).items():
                for card, right in cards.items():
                    found[field][card] = found[field].get(card, True) and right
        return dict(found)


def load(id: str, folder: Path | None = None) -> Task:
    """The task of an exercise.

    Args:
        id: the exercise's id.
        folder: holds its exercise.toml, or the exercise.json of a built or fetched exercise; the
            exercise of the course in use if it is not given.

    Raises:
        DeclarationError: there is none, or it says something that cannot hold.
        FileNotFoundError: no folder is given and there is no course.
    """
    return of(declaration.read(folder or paths.current().exercises / id))


def of(declared: Declaration) -> Task:
    """The task of a declaration."""
    form = declared.form
    return Task(
        declared.id,
        tuple(_item(entry, form) for entry in declared.items),
        tuple(ByHand(r.id, r.title, r.fields) for r in declared.rubric),
        form,
        declared,
    )


def titles(folder: Path) -> dict[str, str]:
    """Item → what it is called; nothing for an exercise of another kind."""
    try:
        return {i.id: i.title for i in load(folder.name, folder).items}
    except declaration.DeclarationError:
        return {}


def _item(entry: Scorer, form: Form) -> Item:
    return Item(
        id=entry.id,
        title=entry.heading,
        points=entry.points,
        score=lambda sub: entry.score(replace(sub, form=form)),
        critical=entry.critical,
        hidden=entry.needs_key,
        fields=entry.fields,
        needs=entry.needs,
        rules=entry.rests_on,
        basis=entry.grounds,
    )
