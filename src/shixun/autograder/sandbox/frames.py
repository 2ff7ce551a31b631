"""Messages over a socket: four bytes of length, then JSON. Nothing else leaves a sandbox."""

import json
import socket
import struct
import time

MAX_DELIMITERS = (
    4_000_000  # commas and brackets in one message: of `plain.NODES` values a tenth of that
)
HEADER = struct.Struct("!I")


class ConnectionClosed(Exception):
    """The other side has closed the connection."""


class MessageTooLarge(Exception):
    """A message is larger than allowed; none of it was decoded."""


class ReplyTimeout(Exception):
    """The other side did not answer in time."""


def send(sock: socket.socket, message: dict) -> None:
    """Send one message.

    Raises:
        ConnectionClosed: nobody reads any more.
        ReplyTimeout: the socket's own timeout has passed.
    """
    body = json.dumps(message, separators=(",", ":")).encode()
    try:
        sock.sendall(HEADER.pack(len(body)) + body)
    except TimeoutError:
        raise ReplyTimeout from None
    except OSError as error:
        raise ConnectionClosed from error


def receive(sock: socket.socket, max_bytes: int, deadline: float | None = None) -> dict:
    """Receive one message of at most `max_bytes` bytes, before the monotonic time `deadline`.

    Raises:
        ConnectionClosed, MessageTooLarge, ReplyTimeout
        ValueError: it is no JSON object.
    """
    (length,) = HEADER.unpack(_receive_exactly(sock, HEADER.size, deadline))
    if length > max_bytes:
        raise MessageTooLarge(length)
    body = _receive_exactly(sock, length, deadline)
    if sum(map(body.count, (b",", b"[", b"{"))) > MAX_DELIMITERS:
        raise MessageTooLarge(length)  # millions of empty lists take a hundred times their length
    try:
        message = json.loads(body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(message, dict):
        raise ValueError("not a message")
    return message


def _receive_exactly(sock: socket.socket, count: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        if deadline is not None:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise ReplyTimeout
            sock.settimeout(remaining)
        try:
            part = sock.recv(min(count - len(parts), 1 << 20))
        except TimeoutError:
            raise ReplyTimeout from None
        except OSError as error:
            raise ConnectionClosed from error
        if not part:
            raise ConnectionClosed
        parts += part
    return bytes(parts)
