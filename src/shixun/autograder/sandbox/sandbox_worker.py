"""What a process in a room answers: run this cell, hand over these names, call this function.

Two kinds of room speak it. In the one with the answers, `take` and `call` bring values out. In the
one with the tests, `give` brings values in; a function stays where it was handed in, and a test that
calls it asks for that call over the same socket.
"""

import builtins
import contextlib
import socket
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Any

from shixun.autograder.sandbox import codec, codec_arrays, frames
from shixun.autograder.sandbox.limits import Limits
from shixun.autograder.sandbox.shell import RoomShell


class RoomError(Exception):
    """A submitted function failed with an exception of a type that this room does not have."""


class NotHandedOver(TypeError):
    """A value that stays in its room was used by a test."""


def serve(link: socket.socket, shell: RoomShell, limits: Limits) -> None:
    """Answer until the other side is gone."""
    link.settimeout(None)
    shell.start(limits.output, limits.outputs)
    answers = {"run": _run, "take": _take, "call": _call, "give": _give}
    with contextlib.suppress(frames.Closed):
        frames.send(link, {"entered": True})
        while True:
            order = frames.receive(link, 1 << 30)
            frames.send(link, answers[order["do"]](order, shell, link))


def last_words(link: int, error: BaseException, kind: str = "broken") -> None:
    """Tell why this room could not be entered, or has ended."""
    with contextlib.suppress(Exception):
        frames.send(socket.socket(fileno=link), {kind: f"{type(error).__name__}: {error}"})


def _run(order: dict, shell: RoomShell, link: socket.socket) -> dict:
    fine, outputs = shell.run(order["source"])
    return {"fine": fine, "outputs": outputs}


def _take(order: dict, shell: RoomShell, link: socket.socket) -> dict:
    """Values of names, as plain data; for each one that is not, what it is."""
    shared = codec.Shared()
    return {"values": {name: _shown(name, shell.names, shared) for name in order["names"]}}


def _shown(name: str, names: dict, shared: codec.Shared) -> dict:
    if name not in names:
        return {"absent": True}
    value = names[name]
    try:
        return {"plain": codec.encode(value, shared)}
    except codec.NotPlain as why:
        kind = "function" if callable(value) else "other"
        return {kind: str(why)}
    except Exception as error:  # a value that breaks when it is looked at
        return {"other": type(error).__name__}


def _call(order: dict, shell: RoomShell, link: socket.socket) -> dict:
    words, named = codec.decode(order["words"]), codec.decode(order["named"])
    given = codec.encode([words, named]) if _can_change(order) else None
    shell.outputs = type(shell.outputs)(*shell.limits)
    try:
        value = _returned(shell.names[order["name"]](*words, **named))
    except codec.NotPlain as why:
        value = {"error": ["NotHandedOver", f"函数的返回值不是普通数据（{why}）"]}
    except BaseException as error:
        value = {"error": [_name_of(error), _text_of(error)]}
    if given is not None and (now := _now(words, named)) != given:
        value["changed"] = now
    printed = [[o["name"], o["text"]] for o in shell.outputs.finished() if "name" in o]
    return value | {"printed": printed}


def _can_change(order: dict) -> bool:
    """Whether a function is given anything but numbers and texts, which nobody can change."""
    values = (*order["words"]["v"], *(v for _, v in order["named"]["v"]))
    return any(isinstance(value, dict | list) for value in values)


def _now(words: tuple, named: dict) -> Any:
    """What a function was given, as it has left it; None if that cannot be handed over."""
    try:
        return codec.encode([words, named])
    except Exception:
        return None


def _returned(value: Any) -> dict:
    """What a function gave. An iterator is made for its caller, so what it gives can be handed over.

    One that is bound to a name stays: a test would find it empty if another had looked at it.
    """
    if isinstance(value, Iterator):
        return {"value": codec.encode(list(islice(value, codec.NODES + 1))), "iterator": True}
    return {"value": codec.encode(value)}


def _name_of(error: BaseException) -> str:
    """The nearest exception type that every Python has."""
    for kind in type(error).__mro__:
        if getattr(builtins, kind.__name__, None) is kind:
            return kind.__name__
    return "Exception"


def _text_of(error: BaseException) -> str:
    try:
        return str(error)[:20_000]
    except Exception:
        return ""


def _give(order: dict, shell: RoomShell, link: socket.socket) -> dict:
    """Bind names to what came from the other room; what did not come is unbound."""
    shared = codec.Shared()
    for name, shown in order["values"].items():
        if "plain" in shown:
            try:
                shell.names[name] = codec.decode(shown["plain"], shared)
            except codec.NotPlain as why:
                shell.names[name] = _Kept(name, str(why))
        elif "function" in shown:
            shell.names[name] = _far(name, shell, link)
        elif "other" in shown:
            shell.names[name] = _Kept(name, str(shown["other"]))
        else:
            shell.names.pop(name, None)
    return {}


class _Kept:
    """In the place of a value that is not plain data: any use of it says so."""

    def __init__(self, name: str, kind: str):
        self.__dict__.update(_name=name, _kind=kind)

    def _refuse(self, *_, **__):
        raise NotHandedOver(f"{self._name} 不是普通数据（{self._kind}），不能交给测试")

    __getattr__ = __call__ = __len__ = __iter__ = __getitem__ = __contains__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __hash__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __float__ = __int__ = __index__ = __abs__ = __round__ = __str__ = _refuse


def _far(name: str, shell: RoomShell, link: socket.socket):
    """A function that is called in the room where it was handed in."""

    def call(*words: Any, **named: Any) -> Any:
        try:
            order = {"name": name, "words": codec.encode(words), "named": codec.encode(named)}
        except codec.NotPlain as why:
            raise NotHandedOver(f"调用 {name} 的参数不是普通数据（{why}）") from None
        frames.send(link, {"ask": order})
        reply = frames.receive(link, 1 << 30)
        for stream, text in reply.get("printed", ()):
            shell.outputs.text("stderr" if stream == "stderr" else "stdout", str(text))
        if "changed" in reply:
            _change(name, words, named, reply["changed"])
        if "error" in reply:
            kind, text = reply["error"]
            raise _exception(kind, text)
        value = codec.decode(reply["value"])
        return (each for each in value) if reply.get("iterator") is True else value

    call.__name__ = call.__qualname__ = name
    return call


def _change(name: str, words: tuple, named: dict, now: Any) -> None:
    """Leave what a test has given to a function as the function has left its own copy.

    A test may look whether its list was sorted in place, or that it was not.
    """
    try:
        for old, new in zip(((*words,), named), codec.decode(now), strict=True):
            found = list(old.values()) if isinstance(old, dict) else list(old)
            left = list(new.values()) if isinstance(new, dict) else list(new)
            for one, other in zip(found, left, strict=True):
                _become(one, other)
    except Exception:  # whatever a hostile room has sent
        raise NotHandedOver(f"{name} 把交给它的参数改成了不是普通数据的东西") from None


def _become(old: Any, new: Any) -> Any:
    """Change one value into another where it stands, if it can be changed; what stands there then."""
    if type(old) is not type(new):
        return new
    if isinstance(old, list):
        old[:] = [*map(_become, old, new), *new[len(old) :]]
    elif isinstance(old, dict):
        kept = {k: _become(old[k], v) if k in old else v for k, v in new.items()}
        old.clear()
        old.update(kept)
    elif isinstance(old, set):
        old.clear()
        old.update(new)
    elif isinstance(old, bytearray | deque):
        old.clear()
        old.extend(new)
    else:
        return codec_arrays.become(old, new)
    return old


def _exception(kind: str, text: str) -> BaseException:
    if kind == "NotHandedOver":
        return NotHandedOver(text)
    found = getattr(builtins, kind, None)
    if found in (StopIteration, StopAsyncIteration):
        # Inside of map() or zip() it would end the test's own loop, and all() of nothing is true.
        return RoomError(f"{kind}: {text}")
    for near in getattr(
        found, "__mro__", ()
    ):  # some need more than a text; the nearest that does not
        if issubclass(near, Exception) and near is not Exception:
            with contextlib.suppress(Exception):
                return near(text)
    return RoomError(f"{kind}: {text}")
