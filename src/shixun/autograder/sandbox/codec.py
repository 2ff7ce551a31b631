"""Encodes values as plain JSON data and decodes them. What leaves a sandbox is read by `decode` alone.

JSON's own types stand for themselves; everything else is {"t": type, "v": content}. Of an instance of a
subclass only the content of its base type is encoded, because its methods may lie. `decode` builds
values of the listed types, and calls nothing that the data names.
"""

import base64
import datetime as dt
import math
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shixun.autograder.i18n import gettext
from shixun.autograder.sandbox import codec_arrays

MAX_DEPTH = 60
MAX_NODES = 400_000


class NotSerializable(Exception):
    """A value cannot be encoded, or data cannot be decoded; the text is its type, or why."""


class Memo:
    """The mutable objects that were encoded or decoded so far, so that shared references stay shared.

    Also counts nodes, so that a large or endless value stops early.
    """

    def __init__(self):
        self.budget = MAX_NODES
        # Containers, each numbered when it is complete; on both sides alike.
        self.objects: list[Any] = []
        self.indices: dict[int, int] = {}  # id → number; `held` keeps the id from being used again
        self.unshared = 0  # within arrays and tables nothing is numbered

    def add(self, value: Any) -> Any:
        """Number a mutable object that is complete, and return it."""
        if not self.unshared:
            self.indices[id(value)] = len(self.objects)
            self.objects.append(value)
        return value

    def truncate(self, number: int) -> None:
        """Forget all objects from this number on: the value that they belong to failed."""
        del self.objects[number:]
        self.indices = {id(value): i for i, value in enumerate(self.objects)}

    def check(self, depth: int) -> None:
        """Count one node at this depth.

        Raises:
            NotSerializable: there are more than MAX_NODES, or they are nested deeper than MAX_DEPTH.
        """
        self.budget -= 1
        if self.budget < 0:
            raise NotSerializable(gettext("too large"))
        if depth > MAX_DEPTH:
            raise NotSerializable(gettext("nested too deeply"))


def encode(value: Any, memo: Memo | None = None) -> Any:
    """The value as JSON data.

    Raises:
        NotSerializable: it is not plain data, or too large.
    """
    return _transaction(_encode, value, memo or Memo())


def decode(data: Any, memo: Memo | None = None) -> Any:
    """The value of JSON data; the inverse of `encode`.

    Raises:
        NotSerializable: the data is not of the form that `encode` gives.
    """
    try:
        return _transaction(_decode, data, memo or Memo())
    except NotSerializable:
        raise
    except Exception as error:  # whatever a hostile sender thought of
        raise NotSerializable(type(error).__name__) from error


def _transaction(do, value: Any, memo: Memo) -> Any:
    """Run `do`; if it fails, the memo is as before."""
    memo.budget, memo.unshared, before = MAX_NODES, 0, len(memo.objects)
    try:
        return do(value, memo, 0)
    except BaseException:
        memo.truncate(before)
        raise


def _encode(value: Any, memo: Memo, depth: int) -> Any:
    memo.check(depth)
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return value if value.bit_length() < 4000 else {"t": "int", "v": hex(value)}
    if kind is float:
        return value if math.isfinite(value) else {"t": "float", "v": repr(value)}

    def inner(x):
        return _encode(x, memo, depth + 1)

    if kind in MUTABLE or codec_arrays.is_mutable(value):
        if (index := memo.indices.get(id(value))) is not None and not memo.unshared:
            return {"t": "same", "v": index}
        written = (
            _container(value, kind, inner)
            if kind in MUTABLE
            else codec_arrays.encode(value, _unshared(inner, memo))
        )
        if written is None:
            raise NotSerializable(kind.__name__)
        memo.add(value)
        return written
    if kind in SEQUENCES:
        return _container(value, kind, inner)
    if kind in SCALARS:
        name, write, _ = SCALARS[kind]
        return {"t": name, "v": write(value)}
    written = codec_arrays.encode(value, _unshared(inner, memo))
    if written is not None:
        return written
    for base, content in BASE_CONTENTS.items():
        if isinstance(value, base):
            return _encode(content(value), memo, depth + 1)
    raise NotSerializable(kind.__name__)


def _container(value: Any, kind: type, inner) -> Any:
    if kind is list:
        return [inner(x) for x in value]
    if kind in PAIRS:
        return {"t": PAIRS[kind], "v": [[inner(k), inner(v)] for k, v in value.items()]}
    return {"t": SEQUENCES[kind], "v": [inner(x) for x in value]}


def _unshared(inner, memo: Memo):
    """`inner` for what is within an array or a table: it is copied, and not numbered in the memo."""

    def within(x):
        memo.unshared += 1
        try:
            return inner(x)
        finally:
            memo.unshared -= 1

    return within


def _decode(data: Any, memo: Memo, depth: int) -> Any:
    memo.check(depth)
    if data is None or type(data) in (bool, int, float, str):
        return data

    def inner(x):
        return _decode(x, memo, depth + 1)

    if isinstance(data, list):
        return memo.add([inner(x) for x in data])
    kind, content = data["t"], data["v"]
    if kind == "same":
        return memo.objects[content]
    if kind in FROM_PAIRS:
        return memo.add(FROM_PAIRS[kind]((inner(k), inner(v)) for k, v in content))
    if kind in FROM_ITEMS:
        made = FROM_ITEMS[kind](inner(x) for x in content)
        return memo.add(made) if type(made) in MUTABLE else made
    if kind in READERS:
        return READERS[kind](content)
    made = codec_arrays.decode(kind, content, _unshared(inner, memo))
    return memo.add(made) if codec_arrays.is_mutable(made) else made


def _b64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _from_ints(make):
    return lambda content: make(*map(int, content))


def _time_fields(value):
    if value.tzinfo is not None and value.utcoffset() is None:
        raise NotSerializable("tzinfo")
    return [value.isoformat(), value.fold]


def _read_time(read):
    return lambda content: read(content[0]).replace(fold=int(content[1]))


PAIRS: dict[type, str] = {
    dict: "dict",
    OrderedDict: "ordered",
    Counter: "counter",
    defaultdict: "default",
}
FROM_PAIRS: dict[str, Callable[..., Any]] = {
    "dict": dict,
    "ordered": OrderedDict,
    "counter": lambda pairs: Counter(dict(pairs)),
    "default": lambda pairs: defaultdict(None, pairs),
}
SEQUENCES: dict[Any, str] = {
    tuple: "tuple",
    set: "set",
    frozenset: "frozenset",
    deque: "deque",
} | {
    type({}.keys()): "keys",
    type({}.values()): "values",
    type({}.items()): "items",
}
FROM_ITEMS: dict[str, Callable[..., Any]] = {
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
    "deque": deque,
} | {
    "keys": lambda items: dict.fromkeys(items).keys(),
    "values": lambda items: dict(enumerate(items)).values(),
    "items": lambda items: dict(items).items(),
}
MUTABLE = {list, set, deque, *PAIRS}
SCALARS: dict[type, tuple[str, Callable[..., Any], Callable[..., Any]]] = {
    bytes: ("bytes", _b64, base64.b64decode),
    bytearray: ("bytearray", _b64, lambda v: bytearray(base64.b64decode(v))),
    complex: ("complex", lambda v: [repr(v.real), repr(v.imag)], lambda v: complex(*map(float, v))),
    Decimal: ("decimal", str, Decimal),
    Fraction: (
        "fraction",
        lambda v: [hex(v.numerator), hex(v.denominator)],
        lambda v: Fraction(*(int(x, 16) for x in v)),
    ),
    range: ("range", lambda v: [v.start, v.stop, v.step], _from_ints(range)),
    dt.date: ("date", dt.date.isoformat, dt.date.fromisoformat),
    dt.datetime: ("datetime", _time_fields, _read_time(dt.datetime.fromisoformat)),
    dt.time: ("time", _time_fields, _read_time(dt.time.fromisoformat)),
    dt.timedelta: (
        "timedelta",
        lambda v: [v.days, v.seconds, v.microseconds],
        _from_ints(dt.timedelta),
    ),
}
# What a value of a subclass holds, asked of the base type and not of the value.
BASE_CONTENTS: dict[type, Callable[..., Any]] = {
    dict: lambda v: dict(dict.items(v)),
    list: list.copy,
    tuple: lambda v: tuple.__getitem__(v, slice(None)),
    str: str.__str__,
    int: int.__pos__,
    float: float.__pos__,
    set: lambda v: set(set.__iter__(v)),
    frozenset: lambda v: frozenset(frozenset.__iter__(v)),
}
READERS = {name: read for name, _, read in SCALARS.values()} | {
    "int": lambda v: int(v, 16),
    "float": float,
}
