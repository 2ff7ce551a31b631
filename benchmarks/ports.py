"""Ports for servers that a test or a benchmark starts."""

import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path

# Below the numbers that the system gives to whoever asks for any, so that no connection of another
# program takes one between our asking and the server's listening.
RANGE = range(20_000, 30_000)
FOLDER = Path(tempfile.gettempdir()) / f"shixun-ports-{os.getuid()}"
_held: list[int] = []  # open files whose locks say that a port is ours, until this process ends


def free_ports(count: int) -> list[int]:
    """Ports that are free now and that no other process gets from here while this one lives."""
    FOLDER.mkdir(exist_ok=True)
    found: list[int] = []
    for port in random.sample(RANGE, len(RANGE)):
        if _is_free(port) and _hold(port):
            found.append(port)
        if len(found) == count:
            return found
    raise OSError("no port is free")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _hold(port: int) -> bool:
    handle = os.open(FOLDER / str(port), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return False
    _held.append(handle)
    return True
