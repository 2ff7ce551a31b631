"""The process inside a sandbox: runs cells, gives and takes values, calls functions.

In the sandbox with the answers, `get_values` and `call` give values. In the one with the tests,
`set_values` takes them; functions stay where they were submitted, and a test that calls one sends a
request over the same socket.
"""

import builtins
import contextlib
import socket
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Any

from shixun.autograder.i18n import gettext
from shixun.autograder.sandbox import codec, codec_arrays, frames
from shixun.autograder.sandbox.limits import Limits
from shixun.autograder.sandbox.shell import SandboxShell


class RemoteError(Exception):
    """A submitted function raised an exception of a type that this sandbox does not have."""


class NotTransferable(TypeError):
    """A test used a value that is not plain data and so stays in its sandbox."""


def serve(sock: socket.socket, shell: SandboxShell, limits: Limits) -> None:
    """Answer requests until the other side closes the socket."""
    sock.settimeout(None)
    shell.attach_streams(limits.output, limits.outputs)
    handlers = {"run": _run, "get_values": _get_values, "call": _call, "set_values": _set_values}
    with contextlib.suppress(frames.ConnectionClosed):
        frames.send(sock, {"ready": True})
        while True:
            request = frames.receive(sock, 1 << 30)
            frames.send(sock, handlers[request["op"]](request, shell, sock))


def report_fatal(socket_fd: int, error: BaseException, kind: str = "fatal") -> None:
    """Tell the grader why the sandbox could not be entered, or has ended."""
    with contextlib.suppress(Exception):
        frames.send(socket.socket(fileno=socket_fd), {kind: f"{type(error).__name__}: {error}"})


def _run(request: dict, shell: SandboxShell, sock: socket.socket) -> dict:
    ok, outputs = shell.run(request["source"])
    return {"ok": ok, "outputs": outputs}


def _get_values(request: dict, shell: SandboxShell, sock: socket.socket) -> dict:
    """Descriptions of the named values: encoded if they are plain data, else their type."""
    memo = codec.Memo()
    return {"values": {name: _describe(name, shell.namespace, memo) for name in request["names"]}}


def _describe(name: str, namespace: dict, memo: codec.Memo) -> dict:
    if name not in namespace:
        return {"absent": True}
    value = namespace[name]
    try:
        return {"value": codec.encode(value, memo)}
    except codec.NotSerializable as why:
        kind = "function" if callable(value) else "other"
        return {kind: str(why)}
    except Exception as error:  # a value that breaks when it is looked at
        return {"other": type(error).__name__}


def _call(request: dict, shell: SandboxShell, sock: socket.socket) -> dict:
    args, kwargs = codec.decode(request["args"]), codec.decode(request["kwargs"])
    given = codec.encode([args, kwargs]) if _has_mutable_arguments(request) else None
    shell.outputs = type(shell.outputs)(*shell.limits)
    try:
        value = _encode_return(shell.namespace[request["name"]](*args, **kwargs))
    except codec.NotSerializable as why:
        message = gettext("what the function returns is not plain data ({reason})")
        value = {"error": ["NotTransferable", message.format(reason=why)]}
    except BaseException as error:
        value = {"error": [_exception_name(error), _exception_text(error)]}
    if given is not None and (now := _encode_arguments(args, kwargs)) != given:
        value["changed"] = now
    printed = [[o["name"], o["text"]] for o in shell.outputs.to_nbformat() if "name" in o]
    return value | {"printed": printed}


def _has_mutable_arguments(request: dict) -> bool:
    """Whether any argument is mutable; numbers and texts are not."""
    values = (*request["args"]["v"], *(v for _, v in request["kwargs"]["v"]))
    return any(isinstance(value, dict | list) for value in values)


def _encode_arguments(args: tuple, kwargs: dict) -> Any:
    """The arguments as a function has left them, encoded; None if they cannot be."""
    try:
        return codec.encode([args, kwargs])
    except Exception:
        return None


def _encode_return(value: Any) -> dict:
    """A function's return value, encoded; an iterator is made into a list, because it is its caller's alone.

    Iterators that are bound to a name are not: a test would find them used up.
    """
    if isinstance(value, Iterator):
        return {"value": codec.encode(list(islice(value, codec.MAX_NODES + 1))), "iterator": True}
    return {"value": codec.encode(value)}


def _exception_name(error: BaseException) -> str:
    """The nearest base type of the exception that every Python has."""
    for kind in type(error).__mro__:
        if getattr(builtins, kind.__name__, None) is kind:
            return kind.__name__
    return "Exception"


def _exception_text(error: BaseException) -> str:
    try:
        return str(error)[:20_000]
    except Exception:
        return ""


def _set_values(request: dict, shell: SandboxShell, sock: socket.socket) -> dict:
    """Bind names to described values; names without a value are unbound."""
    memo = codec.Memo()
    for name, described in request["values"].items():
        if "value" in described:
            try:
                shell.namespace[name] = codec.decode(described["value"], memo)
            except codec.NotSerializable as why:
                shell.namespace[name] = _Opaque(name, str(why))
        elif "function" in described:
            shell.namespace[name] = _remote_function(name, shell, sock)
        elif "other" in described:
            shell.namespace[name] = _Opaque(name, str(described["other"]))
        else:
            shell.namespace.pop(name, None)
    return {}


class _Opaque:
    """Stands for a value that is not plain data: any use raises NotTransferable."""

    def __init__(self, name: str, kind: str):
        self.__dict__.update(_name=name, _kind=kind)

    def _refuse(self, *_, **__):
        message = gettext("{name} is not plain data ({kind}) and cannot be handed to a test")
        raise NotTransferable(message.format(name=self._name, kind=self._kind))

    __getattr__ = __call__ = __len__ = __iter__ = __getitem__ = __contains__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __hash__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __float__ = __int__ = __index__ = __abs__ = __round__ = __str__ = _refuse


def _remote_function(name: str, shell: SandboxShell, sock: socket.socket):
    """A function that is called in the sandbox where it was submitted."""

    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            request = {"name": name, "args": codec.encode(args), "kwargs": codec.encode(kwargs)}
        except codec.NotSerializable as why:
            message = gettext("an argument of the call of {name} is not plain data ({reason})")
            raise NotTransferable(message.format(name=name, reason=why)) from None
        frames.send(sock, {"callback": request})
        reply = frames.receive(sock, 1 << 30)
        for stream, text in reply.get("printed", ()):
            shell.outputs.text("stderr" if stream == "stderr" else "stdout", str(text))
        if "changed" in reply:
            _apply_argument_changes(name, args, kwargs, reply["changed"])
        if "error" in reply:
            kind, text = reply["error"]
            raise _make_exception(kind, text)
        value = codec.decode(reply["value"])
        return (each for each in value) if reply.get("iterator") is True else value

    call.__name__ = call.__qualname__ = name
    return call


def _apply_argument_changes(name: str, args: tuple, kwargs: dict, now: Any) -> None:
    """Give the arguments of a call the content that the function left in its copies.

    A test may check that its list was sorted in place, or that it was not.
    """
    try:
        for old, new in zip(((*args,), kwargs), codec.decode(now), strict=True):
            found = list(old.values()) if isinstance(old, dict) else list(old)
            left = list(new.values()) if isinstance(new, dict) else list(new)
            for one, other in zip(found, left, strict=True):
                _update_in_place(one, other)
    except Exception:  # whatever a hostile sandbox has sent
        message = gettext("{name} has changed an argument into something that is not plain data")
        raise NotTransferable(message.format(name=name)) from None


def _update_in_place(old: Any, new: Any) -> Any:
    """Give `old` the content of `new` if it is mutable and of the same type; the updated object, else `new`."""
    if type(old) is not type(new):
        return new
    if isinstance(old, list):
        old[:] = [*map(_update_in_place, old, new), *new[len(old) :]]
    elif isinstance(old, dict):
        kept = {k: _update_in_place(old[k], v) if k in old else v for k, v in new.items()}
        old.clear()
        old.update(kept)
    elif isinstance(old, set):
        old.clear()
        old.update(new)
    elif isinstance(old, bytearray | deque):
        old.clear()
        old.extend(new)
    else:
        return codec_arrays.update_in_place(old, new)
    return old


def _make_exception(kind: str, text: str) -> BaseException:
    if kind == "NotTransferable":
        return NotTransferable(text)
    found = getattr(builtins, kind, None)
    if found in (StopIteration, StopAsyncIteration):
        # Inside of map() or zip() it would end the test's own loop, and all() of nothing is true.
        return RemoteError(f"{kind}: {text}")
    for near in getattr(
        found, "__mro__", ()
    ):  # some need more than a text; the nearest that does not
        if issubclass(near, Exception) and near is not Exception:
            with contextlib.suppress(Exception):
                return near(text)
    return RemoteError(f"{kind}: {text}")
