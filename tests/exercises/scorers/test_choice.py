"""`choice`: one option or several against the key."""

from pathlib import Path

import pytest
from one_item import One

from shixun.exercises.task import Submission


def test_one_option_is_right_or_wrong():
    """All points or none; the hint is said to whoever missed it, the answer never."""
    item = One("choice", field="one", hint="再看一遍。")
    assert item.points({"one": "b"}, {"one": "b"}) == 6
    missed = item.score({"one": "a"}, {"one": "b"})
    assert (missed.points, missed.text) == (0, "没选对。再看一遍。")
    assert item.points({}, {"one": "b"}) == 0
    assert item.points({"one": "c"}, {"one": ["b", "c"]}) == 6


@pytest.mark.parametrize(
    ("chosen", "points"),
    [(["a", "c"], 6), (["a"], 3), (["a", "b"], 0), (["a", "b", "c"], 3), ([], 0),
     (["a", "b", "c", "d"], 0)],
)  # fmt: skip
def test_of_several_each_right_one_counts_and_each_wrong_one_takes_one_off(chosen, points):
    """Choosing everything earns nothing."""
    assert One("choice", field="many").points({"many": chosen}, {"many": ["a", "c"]}) == points


def test_without_partial_credit_several_are_all_or_nothing():
    """`partial = false`."""
    item = One("choice", field="many", partial=False)
    assert item.points({"many": ["a"]}, {"many": ["a", "c"]}) == 0
    assert item.points({"many": ["a", "c"]}, {"many": ["a", "c"]}) == 6


def test_it_is_hidden_and_reminds_of_an_empty_field():
    """检查 says what is empty and nothing of what is right."""
    item = One("choice", field="one")
    assert item.item.hidden
    said = item.task.check(Submission({"one": "", "words": "x"}, Path(".")))
    assert [m.field for m in said.messages] == ["one"]
    assert item.task.check(Submission({"one": "a"}, Path("."))).state == "pass"


def test_a_key_that_cannot_be_right_is_told():
    """An unknown option, no answer, a field of another kind."""
    item = One("choice", field="one")
    assert "z" in item.problems({"one": "z"})[0]
    assert "没有 one" in item.problems({})[0] and "没有 one" in item.problems(None)[0]
    assert "cards" in One("choice", field="cards").problems({"cards": "a"})[0]
    assert item.problems({"one": "a"}) == []
