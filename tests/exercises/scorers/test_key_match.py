"""`key_match`: cards against the key."""

from pathlib import Path

import pytest
from one_item import One

from shixun.exercises.task import Submission

KEY = {"cards": {"c1": ["a"], "c2": ["b", "c"], "c3": ["c"], "c4": ["d"]}}
RIGHT = {"c1": "a", "c2": "c", "c3": "c", "c4": "d"}


def placed(right):
    """The first so many right, the others left lying."""
    return {"cards": dict(list(RIGHT.items())[:right])}


@pytest.mark.parametrize(("right", "points"), [(4, 6), (3, 4.5), (2, 3), (1, 1.5), (0, 0)])
def test_points_by_the_share_of_right_cards(right, points):
    """Rounded down to half points; the text has the number, not which."""
    score = One("key_match", field="cards").score(placed(right), KEY)
    assert score.points == points and f"认对 {right} 处" in score.text


def test_so_many_may_be_enough():
    """`enough = 3` gives all points for three, and less for two."""
    item = One("key_match", field="cards", enough=3, hint="再想想。")
    assert item.points(placed(3), KEY) == 6
    score = item.score(placed(2), KEY)
    assert score.points == 3 and score.text == "4 处里认对 2 处，要 3 处。再想想。"


def test_cards_are_known_one_by_one_on_the_trainers_side():
    """An unplaced card is not right."""
    cards = One("key_match", field="cards").task.cards(
        Submission({"cards": {"c1": "a", "c2": "a"}}, Path("."), KEY)
    )
    assert cards == {"cards": {"c1": True, "c2": False, "c3": False, "c4": False}}


def test_a_key_that_does_not_fit_the_cards_is_told():
    """A card too many, one too few, an option that is none, more wanted than there are."""
    said = " ".join(One("key_match", field="cards", enough=9).problems(
        {"cards": {"c1": ["a"], "c2": ["z"], "c3": ["a"], "c9": ["a"]}}))  # fmt: skip
    for words in ("c9", "c4", "z", "enough"):
        assert words in said
