"""`number`: within the tolerance or not."""

import pytest
from one_item import One


@pytest.mark.parametrize(("value", "points"), [(20, 6), (19.5, 6), (20.5, 6), (20.6, 0), (None, 0)])
def test_within_the_tolerance_is_right(value, points):
    """The bounds themselves are right."""
    item = One("number", field="minutes", tolerance=0.5)
    assert item.points({"minutes": value}, {"minutes": 20}) == points


def test_a_tenth_is_a_tenth():
    """What binary fractions cannot hold is no mistake of the teacher's."""
    assert One("number", field="minutes").points({"minutes": 0.1 + 0.2}, {"minutes": 0.3}) == 6


def test_a_key_that_cannot_be_right_is_told():
    """No number, or one that the form does not take."""
    item = One("number", field="minutes")
    assert "数" in item.problems({"minutes": "二十"})[0]
    assert "不许" in item.problems({"minutes": 200})[0]
    assert item.problems({"minutes": 20}) == []
