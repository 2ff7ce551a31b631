"""Encodes arrays and tables of numpy and pandas, if these are loaded."""

import base64
import re
import sys
from collections.abc import Callable
from typing import Any

SAFE_DTYPE = re.compile(r"[<>|=]?(b1|[iu][1248]|f(2|4|8)|c(8|16)|[mM]8(\[\w{1,3}\])?)$")
NULLABLE = re.compile(r"(U?Int(8|16|32|64)|Float(32|64)|boolean|string|str)$")
Inner = Callable[[Any], Any]


def encode(value: Any, inner: Inner) -> dict | None:
    """The value as data, by `inner` for its parts; None if it is neither an array nor a table."""
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    kind = type(value)
    if numpy is not None:
        if kind is numpy.ndarray:
            return _array(value, inner)
        if isinstance(value, numpy.generic) and kind.__module__ == "numpy":
            written = _array(numpy.asarray(value), inner)
            return written and {"t": "np.scalar", "v": written}
    if pandas is not None:
        return _table(value, kind, pandas, inner)
    return None


def _array(value, inner: Inner) -> dict | None:
    if SAFE_DTYPE.match(value.dtype.str):
        data = base64.b64encode(value.tobytes()).decode()
        return {"t": "np.array", "v": [value.dtype.str, list(value.shape), data]}
    if value.dtype.kind in "OUS":
        if value.dtype.kind == "O":
            return {"t": "np.objects", "v": [list(value.shape), [inner(x) for x in value.flat]]}
        return {
            "t": "np.text",
            "v": [value.dtype.str, inner(value.ravel().tolist()), list(value.shape)],
        }
    return None


def _table(value, kind, pandas, inner: Inner) -> dict | None:
    if kind is pandas.DataFrame:
        columns = [inner(value.iloc[:, i].array) for i in range(value.shape[1])]
        return {"t": "pd.frame", "v": [inner(value.index), inner(value.columns), columns]}
    if kind is pandas.Series:
        return {"t": "pd.series", "v": [inner(value.index), inner(value.name), inner(value.array)]}
    if kind is pandas.RangeIndex:
        return {"t": "pd.range", "v": [value.start, value.stop, value.step, inner(value.name)]}
    if kind is pandas.MultiIndex:
        return {"t": "pd.multi", "v": [inner(value.tolist()), inner(list(value.names))]}
    is_pandas = kind.__module__.partition(".")[0] == "pandas"
    if is_pandas and isinstance(value, pandas.Index):
        return {"t": "pd.index", "v": [inner(value.array), inner(value.name)]}
    if kind in (pandas.Timestamp, pandas.Timedelta):
        return {"t": f"pd.{kind.__name__.lower()}", "v": _timestamp_fields(value)}
    if kind is pandas.Interval:
        return {"t": "pd.interval", "v": [inner(value.left), inner(value.right), value.closed]}
    if kind is pandas.Period:
        return {"t": "pd.period", "v": [str(value.ordinal), value.freqstr]}
    if value is pandas.NaT or value is pandas.NA:
        return {"t": "pd.missing", "v": "NaT" if value is pandas.NaT else "NA"}
    if is_pandas and isinstance(value, pandas.api.extensions.ExtensionArray):
        return _column(value, pandas, inner)
    return None


def _timestamp_fields(value) -> list:
    zone = getattr(value, "tz", None)
    return [str(value.value), value.unit, str(zone) if zone is not None else None]


def _column(value, pandas, inner: Inner) -> dict | None:
    dtype = value.dtype
    if isinstance(dtype, pandas.CategoricalDtype):
        codes = inner(value.codes)
        return {"t": "pd.category", "v": [codes, inner(dtype.categories), bool(dtype.ordered)]}
    if isinstance(dtype, pandas.IntervalDtype):
        return {"t": "pd.intervals", "v": [inner(value.left), inner(value.right), value.closed]}
    if isinstance(dtype, pandas.PeriodDtype):
        return {"t": "pd.periods", "v": [[str(n) for n in value.asi8], value.freqstr]}
    if isinstance(dtype, pandas.DatetimeTZDtype):
        numbers = [str(n) for n in value.asi8]
        return {"t": "pd.zoned", "v": [numbers, dtype.unit, str(dtype.tz)]}
    if NULLABLE.match(str(dtype)):
        items = [
            None if pandas.isna(x) else inner(getattr(x, "item", lambda x=x: x)()) for x in value
        ]
        return {"t": "pd.nullable", "v": [str(dtype), items]}
    written = _array(value.to_numpy(), inner) if hasattr(value, "to_numpy") else None
    return written and {"t": "pd.plain", "v": written}


def is_mutable(value: Any) -> bool:
    """Whether it is an array, data frame or series."""
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    kind = type(value)
    if numpy is not None and kind is numpy.ndarray:
        return True
    return pandas is not None and kind in (pandas.DataFrame, pandas.Series)


def update_in_place(old: Any, new: Any) -> Any:
    """Give `old` the content of `new` if both are arrays of one shape or tables; the updated object, else `new`."""
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    if numpy is not None and type(old) is numpy.ndarray:
        if (old.shape, old.dtype) != (new.shape, new.dtype):
            return new
        old[...] = new
    elif pandas is not None and type(old) in (pandas.DataFrame, pandas.Series):
        old.__init__(new)
    else:
        return new
    return old


def decode(kind: str, content: Any, inner: Inner) -> Any:
    """The array or table that `encode` wrote.

    Raises:
        KeyError: the type is unknown.
        ValueError: the content is not of its form.
    """
    return DECODERS[kind](content, inner)


def _read_array(content, inner):
    import numpy

    dtype, shape, data = content
    if not SAFE_DTYPE.match(dtype):
        raise ValueError(dtype)
    return numpy.frombuffer(base64.b64decode(data), dtype).reshape(_shape(shape)).copy()


def _shape(numbers) -> tuple[int, ...]:
    return tuple(int(n) for n in numbers)


def _read_objects(content, inner):
    import numpy

    shape, items = content
    array = numpy.empty(len(items), object)
    for i, item in enumerate(items):  # one by one: lists among them are not dimensions
        array[i] = inner(item)
    return array.reshape(_shape(shape))


def _read_text(content, inner):
    import numpy

    dtype, items, shape = content
    if not re.match(r"[<>|][US]\d{1,6}$", dtype):
        raise ValueError(dtype)
    items = inner(items)
    if len(items) * max(1, int(dtype[2:])) > 64_000_000:
        raise ValueError("too large")
    return numpy.array(items, dtype).reshape(_shape(shape))


def _read_scalar(content, inner):
    return inner(content)[()]


def _read_frame(content, inner):
    import pandas

    index, columns, arrays = content
    index, columns = inner(index), inner(columns)
    frame = pandas.DataFrame(
        {i: pandas.Series(inner(a), index=index) for i, a in enumerate(arrays)}
    )
    if not arrays:
        frame = pandas.DataFrame(index=index)
    frame.columns = columns
    return frame


def _read_series(content, inner):
    import pandas

    index, name, array = content
    return pandas.Series(inner(array), index=inner(index), name=inner(name))


def _read_index(content, inner):
    import pandas

    array, name = content
    return pandas.Index(inner(array), name=inner(name))


def _read_range(content, inner):
    import pandas

    return pandas.RangeIndex(*map(int, content[:3]), name=inner(content[3]))


def _read_multi(content, inner):
    import pandas

    return pandas.MultiIndex.from_tuples(inner(content[0]), names=inner(content[1]))


def _read_stamp(content, inner):
    import pandas

    number, unit, zone = content
    stamp = pandas.Timestamp(int(number), unit="ns").as_unit(_unit(unit))
    return stamp if zone is None else stamp.tz_localize("UTC").tz_convert(str(zone))


def _read_delta(content, inner):
    import pandas

    return pandas.Timedelta(int(content[0]), unit="ns").as_unit(_unit(content[1]))


def _unit(text) -> str:
    if text not in ("s", "ms", "us", "ns"):
        raise ValueError(text)
    return text


def _read_missing(content, inner):
    import pandas

    return {"NaT": pandas.NaT, "NA": pandas.NA}[content]


def _read_category(content, inner):
    import pandas

    codes, categories, ordered = content
    dtype = pandas.CategoricalDtype(inner(categories), ordered=bool(ordered))
    return pandas.Categorical.from_codes(inner(codes), dtype=dtype)


def _read_zoned(content, inner):
    import numpy
    import pandas

    numbers, unit, zone = content
    times = numpy.array([int(n) for n in numbers], "i8").view(f"M8[{_unit(unit)}]")
    return pandas.DatetimeIndex(times).tz_localize("UTC").tz_convert(str(zone)).array


def _read_interval(content, inner):
    import pandas

    left, right, closed = content
    return pandas.Interval(inner(left), inner(right), closed=str(closed))


def _read_intervals(content, inner):
    import pandas

    left, right, closed = content
    return pandas.arrays.IntervalArray.from_arrays(inner(left), inner(right), closed=str(closed))


def _read_period(content, inner):
    import pandas

    return pandas.Period(ordinal=int(content[0]), freq=str(content[1]))


def _read_periods(content, inner):
    import numpy
    import pandas

    numbers, frequency = content
    dtype = pandas.PeriodDtype(str(frequency))
    return pandas.arrays.PeriodArray(numpy.array([int(n) for n in numbers], "i8"), dtype=dtype)


def _read_nullable(content, inner):
    import pandas

    dtype, items = content
    if not NULLABLE.match(dtype):
        raise ValueError(dtype)
    return pandas.array([None if x is None else inner(x) for x in items], dtype=dtype)


DECODERS = {
    "np.array": _read_array,
    "np.objects": _read_objects,
    "np.text": _read_text,
    "np.scalar": _read_scalar,
    "pd.frame": _read_frame,
    "pd.series": _read_series,
    "pd.index": _read_index,
    "pd.range": _read_range,
    "pd.multi": _read_multi,
    "pd.timestamp": _read_stamp,
    "pd.timedelta": _read_delta,
    "pd.missing": _read_missing,
    "pd.category": _read_category,
    "pd.interval": _read_interval,
    "pd.intervals": _read_intervals,
    "pd.period": _read_period,
    "pd.periods": _read_periods,
    "pd.zoned": _read_zoned,
    "pd.nullable": _read_nullable,
    "pd.plain": lambda content, inner: inner(content),
}
