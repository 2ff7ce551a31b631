"""`f1`: faults found against faults planted."""

from pathlib import Path

import pytest
from one_item import One

from shixun.exercises.task import Submission

PLANTED = {"many": ["a", "b"], "cards": ["c1", "c2"]}


@pytest.mark.parametrize(
    ("marked", "points"),
    [(["a", "b"], 6), (["a"], 4), (["a", "c"], 3), (["a", "b", "c", "d"], 4), (["c"], 0), ([], 0)],
)
def test_points_by_f1(marked, points):
    """2·hits / (marked + planted), to half points; nothing and everything do not pay."""
    assert One("f1", field="many").points({"many": marked}, PLANTED) == points


def test_cards_are_marked_by_an_option():
    """`mark` names it; cards are then known one by one."""
    item = One("f1", field="cards", mark="a")
    values = {"cards": {"c1": "a", "c2": "b", "c3": "b"}}
    assert item.points(values, PLANTED) == 4
    right = item.task.cards(Submission(values, Path("."), PLANTED))["cards"]
    assert right == {"c1": True, "c2": False, "c3": True, "c4": False}


def test_less_may_be_enough():
    """`enough = 0.8` gives all points from an F1 of 0.8 on."""
    assert One("f1", field="many", enough=0.8).points({"many": ["a", "b", "c"]}, PLANTED) == 6


def test_a_key_that_cannot_be_right_is_told():
    """Nothing planted, an unknown place, a mark that is no option."""
    assert One("f1", field="many").problems({"many": []})
    assert "z" in One("f1", field="many").problems({"many": ["z"]})[0]
    assert "mark" in One("f1", field="cards").problems(PLANTED)[0]
    assert "q" in One("f1", field="cards", mark="q").problems(PLANTED)[0]
