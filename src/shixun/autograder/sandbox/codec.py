"""Values as plain data, both ways. What comes out of a room is only ever read by `decode`.

JSON's own types stand for themselves; everything else is {"t": kind, "v": content}. A subclass
of dict could agree with everything, so of subclasses only what they hold comes out. `decode`
builds values of the listed types and calls nothing that the data names.
"""

import base64
import datetime as dt
import math
from collections import Counter, OrderedDict, defaultdict, deque
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shixun.autograder.sandbox import codec_arrays

DEPTH = 60
NODES = 400_000


class NotPlain(Exception):
    """A value that cannot be handed over; the text is the name of its type, or why."""


class Shared:
    """What values that are handed over together have in common: one list under two names stays one.

    Also counts how much is handed over, so that a large or endless value stops early.
    """

    def __init__(self):
        self.left = NODES
        # Containers, each numbered when it is complete; on both sides alike.
        self.held: list[Any] = []
        self.places: dict[int, int] = {}  # id → number; `held` keeps the id from being used again
        self.apart = 0  # within arrays and tables nothing is numbered

    def add(self, value: Any) -> Any:
        """Number a container that is complete."""
        if not self.apart:
            self.places[id(value)] = len(self.held)
            self.held.append(value)
        return value

    def forget(self, number: int) -> None:
        """Keep only so many: what came after them was not handed over in the end."""
        del self.held[number:]
        self.places = {id(value): i for i, value in enumerate(self.held)}

    def step(self, depth: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise NotPlain("太大")
        if depth > DEPTH:
            raise NotPlain("嵌套太深")


def encode(value: Any, shared: Shared | None = None) -> Any:
    """A value as JSON.

    Raises:
        NotPlain: it is not plain data, or too large.
    """
    return _whole(_encode, value, shared or Shared())


def decode(data: Any, shared: Shared | None = None) -> Any:
    """The value; the inverse of `encode`.

    Raises:
        NotPlain: this is not what `encode` gives.
    """
    try:
        return _whole(_decode, data, shared or Shared())
    except NotPlain:
        raise
    except Exception as error:  # whatever a hostile sender thought of
        raise NotPlain(type(error).__name__) from error


def _whole(do, value: Any, shared: Shared) -> Any:
    """All of a value, or nothing of it is shared."""
    shared.left, shared.apart, before = NODES, 0, len(shared.held)
    try:
        return do(value, shared, 0)
    except BaseException:
        shared.forget(before)
        raise


def _encode(value: Any, count: Shared, depth: int) -> Any:
    count.step(depth)
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return value if value.bit_length() < 4000 else {"t": "int", "v": hex(value)}
    if kind is float:
        return value if math.isfinite(value) else {"t": "float", "v": repr(value)}

    def inner(x):
        return _encode(x, count, depth + 1)

    if kind in CHANGEABLE or codec_arrays.can_change(value):
        if (place := count.places.get(id(value))) is not None and not count.apart:
            return {"t": "same", "v": place}
        written = (
            _container(value, kind, inner)
            if kind in CHANGEABLE
            else codec_arrays.encode(value, _apart(inner, count))
        )
        if written is None:
            raise NotPlain(kind.__name__)
        count.add(value)
        return written
    if kind in SEQUENCES:
        return _container(value, kind, inner)
    if kind in SIMPLE:
        name, write, _ = SIMPLE[kind]
        return {"t": name, "v": write(value)}
    written = codec_arrays.encode(value, _apart(inner, count))
    if written is not None:
        return written
    for base, content in CONTENTS.items():
        if isinstance(value, base):
            return _encode(content(value), count, depth + 1)
    raise NotPlain(kind.__name__)


def _container(value: Any, kind: type, inner) -> Any:
    if kind is list:
        return [inner(x) for x in value]
    if kind in PAIRS:
        return {"t": PAIRS[kind], "v": [[inner(k), inner(v)] for k, v in value.items()]}
    return {"t": SEQUENCES[kind], "v": [inner(x) for x in value]}


def _apart(inner, shared: Shared):
    """For what is within an array or a table, which is a copy in any case."""

    def within(x):
        shared.apart += 1
        try:
            return inner(x)
        finally:
            shared.apart -= 1

    return within


def _decode(data: Any, count: Shared, depth: int) -> Any:
    count.step(depth)
    if data is None or type(data) in (bool, int, float, str):
        return data

    def inner(x):
        return _decode(x, count, depth + 1)

    if isinstance(data, list):
        return count.add([inner(x) for x in data])
    kind, content = data["t"], data["v"]
    if kind == "same":
        return count.held[content]
    if kind in MADE_OF_PAIRS:
        return count.add(MADE_OF_PAIRS[kind]((inner(k), inner(v)) for k, v in content))
    if kind in MADE_OF_ITEMS:
        made = MADE_OF_ITEMS[kind](inner(x) for x in content)
        return count.add(made) if type(made) in CHANGEABLE else made
    if kind in READ:
        return READ[kind](content)
    made = codec_arrays.decode(kind, content, _apart(inner, count))
    return count.add(made) if codec_arrays.can_change(made) else made


def _b64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _numbers(make):
    return lambda content: make(*map(int, content))


def _zoned(value):
    if value.tzinfo is not None and value.utcoffset() is None:
        raise NotPlain("tzinfo")
    return [value.isoformat(), value.fold]


def _moment(read):
    return lambda content: read(content[0]).replace(fold=int(content[1]))


PAIRS = {dict: "dict", OrderedDict: "ordered", Counter: "counter", defaultdict: "default"}
MADE_OF_PAIRS = {
    "dict": dict,
    "ordered": OrderedDict,
    "counter": lambda pairs: Counter(dict(pairs)),
    "default": lambda pairs: defaultdict(None, pairs),
}
SEQUENCES = {tuple: "tuple", set: "set", frozenset: "frozenset", deque: "deque"} | {
    type({}.keys()): "keys",
    type({}.values()): "values",
    type({}.items()): "items",
}
MADE_OF_ITEMS = {"tuple": tuple, "set": set, "frozenset": frozenset, "deque": deque} | {
    "keys": lambda items: dict.fromkeys(items).keys(),
    "values": lambda items: dict(enumerate(items)).values(),
    "items": lambda items: dict(items).items(),
}
CHANGEABLE = {list, set, deque, *PAIRS}
SIMPLE = {
    bytes: ("bytes", _b64, base64.b64decode),
    bytearray: ("bytearray", _b64, lambda v: bytearray(base64.b64decode(v))),
    complex: ("complex", lambda v: [repr(v.real), repr(v.imag)], lambda v: complex(*map(float, v))),
    Decimal: ("decimal", str, Decimal),
    Fraction: (
        "fraction",
        lambda v: [hex(v.numerator), hex(v.denominator)],
        lambda v: Fraction(*(int(x, 16) for x in v)),
    ),
    range: ("range", lambda v: [v.start, v.stop, v.step], _numbers(range)),
    dt.date: ("date", dt.date.isoformat, dt.date.fromisoformat),
    dt.datetime: ("datetime", _zoned, _moment(dt.datetime.fromisoformat)),
    dt.time: ("time", _zoned, _moment(dt.time.fromisoformat)),
    dt.timedelta: (
        "timedelta",
        lambda v: [v.days, v.seconds, v.microseconds],
        _numbers(dt.timedelta),
    ),
}
# What a value of a subclass holds, asked of the base type and not of the value.
CONTENTS = {
    dict: lambda v: dict(dict.items(v)),
    list: list.copy,
    tuple: lambda v: tuple.__getitem__(v, slice(None)),
    str: str.__str__,
    int: int.__pos__,
    float: float.__pos__,
    set: lambda v: set(set.__iter__(v)),
    frozenset: lambda v: frozenset(frozenset.__iter__(v)),
}
READ = {name: read for name, _, read in SIMPLE.values()} | {
    "int": lambda v: int(v, 16),
    "float": float,
}
