"""What an item says that it judges and rests on is true: its fields, its rules, its cards."""

import json
from pathlib import Path

import pytest

from shixun import syllabus
from shixun.exercises import build, task
from shixun.exercises.task import Submission
from shixun.paths import Paths
from shixun.rules.privacy_checks import records
from shixun.rules.records import timetable_rules

ROOT = Path(__file__).parents[2]
EXERCISES = [e.id for e in syllabus.load(ROOT / "course.toml").exercises]
ITEMS = [(e, item) for e in EXERCISES for item in task.load(e).items]


def load(exercise, name):
    return json.loads((ROOT / "exercises" / exercise / name).read_text(encoding="utf-8"))


def cases(exercise):
    files = sorted((ROOT / "exercises" / exercise / "key").glob("*.json"))
    return [load(exercise, f"key/{p.name}")["values"] for p in files if p.stem != "key"]


def points(exercise, item, values):
    submission = Submission(values, ROOT / "exercises" / exercise, load(exercise, "key/key.json"))
    return item.score(submission).points


@pytest.mark.parametrize(("exercise", "item"), ITEMS, ids=lambda x: getattr(x, "id", x))
def test_points_depend_on_the_named_fields_and_no_others(exercise, item):
    """With everything else taken from other hand-ins, a case keeps its points on this item."""
    named = (*item.fields, *item.needs)
    stated, others = cases(exercise), [{}, load(exercise, "key/model.json")["values"]]
    for values in stated:
        mine = {f: values[f] for f in named if f in values}
        for other in others:
            mixed = {f: v for f, v in other.items() if f not in named} | mine
            assert points(exercise, item, mixed) == points(exercise, item, values)


@pytest.mark.parametrize(("exercise", "item"), ITEMS, ids=lambda x: getattr(x, "id", x))
def test_every_item_rests_on_something_that_is_written_down(exercise, item):
    """Rules that exist, or in words what else; fields that the form has."""
    fields = {f.id for f in task.load(exercise).form.fields}
    assert item.fields and fields >= {*item.fields, *item.needs}
    assert item.rules or item.basis
    assert set(item.rules) <= {*timetable_rules(), *records()}


@pytest.mark.parametrize("exercise", EXERCISES)
def test_parts_marked_by_hand_are_those_of_the_notebook(exercise):
    """Each rubric cell of the source is named with its title and the fields that it is about."""
    made = build.files(ROOT / "exercises" / exercise, Paths(ROOT, ROOT / "var"))
    cells = json.loads(made[f"{exercise}.ipynb"])["cells"]
    rubric = {c["id"]: "".join(c["source"]) for c in cells if c["metadata"]["nbgrader"]["task"]}
    by_hand = {b.id: b for b in task.load(exercise).by_hand}
    assert by_hand.keys() == rubric.keys()
    fields = {f.id for f in task.load(exercise).form.fields}
    assert all(b.title in rubric[id] and set(b.fields) <= fields for id, b in by_hand.items())


@pytest.mark.parametrize("exercise", EXERCISES)
def test_cards_are_all_right_in_the_model_and_none_in_a_blank(exercise):
    """The judgement card by card agrees with the model answer, and an unplaced card is not right."""
    folder, key = ROOT / "exercises" / exercise, load(exercise, "key/key.json")
    job = task.load(exercise)
    model = job.cards(Submission(load(exercise, "key/model.json")["values"], folder, key))
    assert all(right for cards in model.values() for right in cards.values())
    blank = job.cards(Submission({}, folder, key))
    assert model.keys() == blank.keys()
    assert not any(right for cards in blank.values() for right in cards.values())
