"""Watching a whole room from outside: what all its processes use together."""

import contextlib
import os
import re
import threading
from collections.abc import Callable
from dataclasses import astuple, dataclass
from pathlib import Path

from shixun.autograder.sandbox.bwrap import FOLDERS
from shixun.autograder.sandbox.limits import Limits

EVERY = 0.05  # seconds


def processes(pid: int, most: int | None = None) -> list[int]:
    """A process and all below it, found through the kernel's own lists of children.

    Looks no further once there are more than `most`.
    """
    found, todo = [], [pid]
    while todo and (most is None or len(found) <= most):
        one = todo.pop()
        found.append(one)
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                text = Path(f"/proc/{one}/task/{task}/children").read_text()
                todo += map(int, text.split())
        except OSError:
            continue  # it has just ended
    return found


@dataclass(frozen=True)
class Use:
    """Bytes of memory, processes and threads, open files."""

    memory: int = 0
    tasks: int = 0
    files: int = 0

    def __add__(self, other: "Use") -> "Use":
        return Use(*map(sum, zip(astuple(self), astuple(other), strict=True)))


def use(pid: int, own: int = 0, most: int | None = None) -> Use:
    """What a process and all below it use; where these are more than `most`, at least so many.

    Memory is what is not files; of each process only what is above `own`, which it was born with.
    """
    there = processes(pid, most)
    if most is not None and len(there) > most:
        return Use(tasks=len(there))
    found = Use()
    for one in there:
        with contextlib.suppress(OSError, ValueError):  # it has just ended
            memory = max(0, _memory(one) - own)
            found += Use(memory, len(os.listdir(f"/proc/{one}/task")), _files(one))
    return found


def _files(pid: int) -> int:
    """Open files of one process; kernels before 6.2 do not show the number as a size."""
    folder = f"/proc/{pid}/fd"
    return os.stat(folder).st_size or len(os.listdir(folder))


def _made(root: int) -> int:
    """Files in the folders of the room whose first process this is."""
    found = 0
    for folder in FOLDERS:
        with contextlib.suppress(OSError):
            facts = os.statvfs(f"/proc/{root}/root{folder}")
            found += facts.f_files - facts.f_ffree
    return found


def _memory(pid: int) -> int:
    """Bytes of one process, its share of memory that several hold included: proc(5), status."""
    text = Path(f"/proc/{pid}/status").read_text()
    return sum(int(kib) * 1024 for kib in re.findall(r"^Rss(?:Anon|Shmem):\s+(\d+)", text, re.M))


def _hurry() -> None:
    """Let this thread go before all others, where we may: for root no limit on processes holds.

    Niceness would not help: each session that a bomb opens counts as much as ours (sched(7)).
    """
    with contextlib.suppress(OSError, AttributeError):
        policy = os.SCHED_RR | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(threading.get_native_id(), policy, os.sched_param(1))


class Watch:
    """Calls `end(reason)` once the room uses more than it may.

    Args:
        roots: processes whose descendants are the room.
        own: bytes that the warm process holds; every fork of it shows them as its own, too.
        first: the room's first process, if it has folders of its own.
    """

    def __init__(
        self,
        roots: list[int],
        own: int,
        limits: Limits,
        end: Callable[[str], None],
        first: int | None = None,
    ):
        self._roots, self._own, self._limits, self._end = roots, own, limits, end
        self._first = first
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        _hurry()
        while not self._stop.wait(EVERY):
            if why := self._too_much():
                return self._end(f"{why}，已停止")

    def _too_much(self) -> str:
        limits = self._limits
        found = sum((use(root, self._own, limits.tasks) for root in self._roots), Use())
        if found.memory > limits.memory:
            return "用的内存太多"
        if found.tasks > limits.tasks:
            return "开的进程或线程太多"
        if found.files > limits.room_files:
            return "同时打开的文件太多"
        if self._first is not None and _made(self._first) > limits.made_files:
            return "建的文件太多"
        return ""

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(1)
