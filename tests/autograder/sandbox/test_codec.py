"""Values as plain data: what goes in comes out, and nothing that comes in can do anything."""

import datetime as dt
import json
import math
from collections import Counter, OrderedDict, deque
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shixun.autograder.sandbox import codec
from shixun.autograder.sandbox.codec import NotSerializable

SIMPLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.complex_numbers(allow_nan=False),
    st.text(),
    st.binary(),
    st.decimals(allow_nan=False),
    st.fractions(),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([None, dt.UTC])),
    st.times(),
    st.timedeltas(),
)
KEYS = st.one_of(st.text(), st.integers(), st.booleans(), st.dates())
VALUES = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(KEYS, inner, max_size=4),
        st.frozensets(KEYS, max_size=4),
    ),
    max_leaves=15,
)


def there_and_back(value):
    return codec.decode(json.loads(json.dumps(codec.encode(value))))


def same(a, b):
    return type(a) is type(b) and (a == b or a != a)


@given(VALUES)
def test_every_plain_value_comes_back_as_it_was(value):
    """Type and content survive, however they are nested."""
    assert same(there_and_back(value), value)


@pytest.mark.parametrize(
    "value",
    [
        2**4001,  # more than JSON readers like
        Counter("aab"),
        OrderedDict(a=1),
        deque([1]),
        {1, 2},
        range(2, 9, 3),
        Decimal("NaN"),
        Fraction(1, 3),
        np.int64(3),
        np.float32(0.5),
        np.bool_(True),
        np.datetime64("2026-02-28"),
        pd.Timestamp("2026-11-24", tz="Asia/Shanghai"),
        pd.Timedelta("1h"),
        pd.NaT,
        pd.NA,
        pd.Interval(1, 2.5, closed="left"),
        pd.Period("2026-11", "M"),
        {"a": 1}.keys(),
        {"a": 1}.values(),
        {"a": 1}.items(),
    ],
    ids=lambda v: type(v).__name__,
)
def test_kinds_that_students_code_makes(value):
    """Numbers of numpy and moments of pandas keep their type, which a test may ask for."""
    found = there_and_back(value)
    assert type(found) is type(value) and str(found) == str(value)


FRAME = pd.DataFrame(
    {
        "whole": [1, 2],
        "text": ["甲", None],
        "day": pd.to_datetime(["2026-11-24", None]),
        "zone": pd.to_datetime(["2026-11-24", "2026-11-25"]).tz_localize("Asia/Shanghai"),
        "kind": pd.Categorical(["u", "v"], ordered=True),
        "maybe": pd.array([1, None], dtype="Int64"),
        "mixed": pd.Series([[1], {"a": 2}], dtype=object),
        "true": [True, False],
        "band": pd.cut([1, 9], [0, 4, 10]),
        "span": pd.IntervalIndex.from_breaks([0, 1, 2]),
        "month": pd.period_range("2026-11", periods=2, freq="M"),
    }
)


@pytest.mark.parametrize(
    "table",
    [FRAME, FRAME.set_index(["whole", "true"]), FRAME.iloc[:0], pd.DataFrame(index=[3])],
    ids=["columns", "levels", "empty", "no columns"],
)
def test_tables_come_back_equal(table):
    """Columns of every kind, indexes of several levels, and tables with nothing in them."""
    pd.testing.assert_frame_equal(there_and_back(table), table)
    for name in table:
        pd.testing.assert_series_equal(there_and_back(table[name]), table[name])


@pytest.mark.parametrize("dtype", ["f8", "i2", "c16", "U3", "S2", "M8[D]", "O", "?"])
def test_arrays_come_back_equal(dtype):
    """Shape and type of an array survive."""
    array = np.ones((2, 3), dtype) if dtype != "M8[D]" else np.zeros((2, 3), dtype)
    found = there_and_back(array)
    assert found.dtype == array.dtype and found.shape == (2, 3) and (found == array).all()


def test_what_values_share_they_share_on_the_other_side():
    """Also around one that cannot be handed over, and around lists within tables."""
    inner = [1]
    table = pd.DataFrame({"a": pd.Series([inner, [2]], dtype=object)})
    values = [inner, {"a": inner, "b": (inner, {3})}, [inner, object()], table, [4], [inner]]
    values += [values[4], values[1], values[3], {"t": values[3]}, np.ones(2)]
    values += [values[-1], [values[-1], np.array([inner, None], dtype=object), inner]]
    sender, receiver, found = codec.Memo(), codec.Memo(), []
    for value in values:
        try:
            data = json.loads(json.dumps(codec.encode(value, sender)))
        except NotSerializable:
            found.append(None)
            continue
        found.append(codec.decode(data, receiver))
    assert found[1] == values[1] and found[5] == [[1]] and found[7] is found[1]
    assert found[0] is found[1]["a"] is found[1]["b"][0] is found[5][0]
    assert found[4] == [4] and found[6] is found[4]
    assert found[8] is found[9]["t"] is found[3]
    assert found[11] is found[12][0] is found[10] and found[12][2] is found[0]
    pd.testing.assert_frame_equal(found[3], table)


class Agrees(dict):
    """A dict that agrees with everything."""

    def __eq__(self, other):
        return True

    __hash__ = None


class Zone(dt.tzinfo):
    """A time zone that is a program."""


@pytest.mark.parametrize(
    "value",
    [object(), print, int, {"a": {1: object()}}, np.random, Exception("x")],
    ids=lambda v: type(v).__name__,
)
def test_what_is_not_plain_is_refused(value):
    """What is neither data nor holds any has no way out."""
    with pytest.raises(NotSerializable):
        codec.encode(value)


class Word(str):
    pass


class Number(int):
    def __add__(self, other):
        return 7

    __index__ = __pos__ = __add__


@pytest.mark.parametrize(
    ("value", "held"),
    [(Agrees(a=1), {"a": 1}), (Word("x"), "x"), (Number(3), 3), ([Agrees()], [{}])],
    ids=["dict", "str", "int", "inside"],
)
def test_of_a_subclass_only_what_it_holds_comes_out(value, held):
    """What it says about itself stays behind: the base type is asked, not the value."""
    found = there_and_back(value)
    assert found == held and type(found) is type(held)


def test_endless_and_large_values_stop_early():
    """A value that holds itself, and one with millions of parts, are refused."""
    endless = {}
    endless["self"] = endless
    for value in (endless, list(range(1_000_000))):
        with pytest.raises(NotSerializable):
            codec.encode(value)


@pytest.mark.parametrize(
    "data",
    [
        {"t": "os.system", "v": "true"},
        {"t": "np.array", "v": ["|O", [1], "AAAAAAAAAAA="]},
        {"t": "np.array", "v": ["<f8", [10**12], "AAAAAAAAAAA="]},
        {"t": "np.text", "v": ["<U999999", ["a"] * 100000, [100000]]},
        {"t": "np.objects", "v": [[10**12], []]},
        {"t": "pd.nullable", "v": ["object", [1]]},
        {"t": "pd.timestamp", "v": ["1", "years", None]},
        {"t": "pd.interval", "v": [1, 2, "open"]},
        {"t": "pd.intervals", "v": [[2], [1], "left"]},
        {"t": "pd.period", "v": ["1", "x"]},
        {"t": "pd.periods", "v": [["9" * 30], "M"]},
        {"t": "items", "v": [[1, 2, 3]]},
        {"t": "same", "v": 0},
        [[], {"t": "same", "v": "0"}],
        {"t": "range", "v": [1, 2, 3, 4]},
        {"t": "datetime", "v": ["no", 0]},
        {"t": ["dict"], "v": []},
        {"v": 1},
        {"t": "dict", "v": [[[1], 2]]},
    ],
    ids=str,
)
def test_data_that_nobody_wrote_is_refused(data):
    """Whatever a sandbox sends in the place of a value is read as a value or not at all."""
    with pytest.raises(NotSerializable):
        codec.decode(data)


def test_not_a_number_is_still_not_a_number():
    """NaN and the infinities cross over as such."""
    assert math.isnan(there_and_back(float("nan")))
    assert there_and_back([float("-inf")]) == [float("-inf")]
