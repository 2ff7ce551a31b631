"""`table`: the cells of a grid against the key."""

import pytest
from one_item import One

KEY = {"plan": [{"what": "做操", "long": ["10", "十"]}, {"what": "看屏", "long": "20"}]}


@pytest.mark.parametrize(
    ("rows", "points"),
    [
        ([{"what": "做操", "long": "十"}, {"what": "看屏", "long": "２０"}], 6),
        ([{"what": "看屏", "long": "20 "}, {"what": "做操", "long": "10"}], 6),
        ([{"what": "做操", "long": "10"}, {"what": "看屏", "long": "21"}], 3),
        ([{"what": "做操", "long": "10"}], 3),
        ([], 0),
    ],
)
def test_cells_count_by_the_row_that_names_them(rows, points):
    """Rows may be moved; width and spaces do not matter; a missing row earns nothing."""
    assert One("table", field="plan", by=["what"]).points({"plan": rows}, KEY) == points


def test_without_a_naming_column_rows_count_from_the_top():
    """Then all cells of the key count."""
    item = One("table", field="plan")
    rows = [{"what": "做操", "long": "10"}, {"what": "看屏", "long": ""}]
    assert item.points({"plan": rows}, KEY) == 4.5
    assert item.points({"plan": rows[::-1]}, KEY) == 0


def test_numbers_may_be_off_by_the_tolerance():
    """20 and 21 with a tolerance of 1."""
    item = One("table", field="plan", by=["what"], tolerance=1)
    assert item.points({"plan": [{"what": "看屏", "long": "21"}]}, KEY) == 3


def test_a_key_that_does_not_fit_the_columns_is_told():
    """An unknown column, a row without its name, nothing to fill."""
    item = One("table", field="plan", by=["what"])
    said = " ".join(item.problems({"plan": [{"when": "8:00"}]}))
    assert "when" in said and "缺 what" in said
    assert "没有要填的格" in item.problems({"plan": [{"what": "做操"}]})[0]
