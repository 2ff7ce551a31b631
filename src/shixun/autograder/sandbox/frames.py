"""Messages over a socket: four bytes of length, then JSON. Nothing else ever leaves a room."""

import json
import socket
import struct
import time

PARTS = 4_000_000  # commas and brackets in one message: of `plain.NODES` values a tenth of that
HEAD = struct.Struct("!I")


class Closed(Exception):
    """The other side is gone."""


class TooLong(Exception):
    """The other side announced or sent more than may come; nothing of it was understood."""


class Late(Exception):
    """The other side did not answer in time."""


def send(link: socket.socket, message: dict) -> None:
    """Send one message.

    Raises:
        Closed: nobody listens any more.
    """
    body = json.dumps(message, separators=(",", ":")).encode()
    try:
        link.sendall(HEAD.pack(len(body)) + body)
    except TimeoutError:
        raise Late from None
    except OSError as error:
        raise Closed from error


def receive(link: socket.socket, most: int, until: float | None = None) -> dict:
    """One message of at most `most` bytes, before the monotonic time `until`.

    Raises:
        Closed, TooLong, Late
        ValueError: what came is no JSON object.
    """
    (length,) = HEAD.unpack(_exactly(link, HEAD.size, until))
    if length > most:
        raise TooLong(length)
    body = _exactly(link, length, until)
    if sum(map(body.count, (b",", b"[", b"{"))) > PARTS:
        raise TooLong(length)  # millions of empty lists take a hundred times their length
    try:
        message = json.loads(body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(message, dict):
        raise ValueError("not a message")
    return message


def _exactly(link: socket.socket, count: int, until: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        if until is not None:
            left = until - time.monotonic()
            if left <= 0:
                raise Late
            link.settimeout(left)
        try:
            part = link.recv(min(count - len(parts), 1 << 20))
        except TimeoutError:
            raise Late from None
        except OSError as error:
            raise Closed from error
        if not part:
            raise Closed
        parts += part
    return bytes(parts)
