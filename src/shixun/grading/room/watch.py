"""Watching a whole room from outside: memory and tasks of all its processes together."""

import os
import re
import threading
from collections.abc import Callable
from pathlib import Path

from shixun.grading.room.limits import Limits

EVERY = 0.05  # seconds


def processes(pid: int) -> list[int]:
    """A process and all below it, found through the kernel's own lists of children."""
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                text = Path(f"/proc/{one}/task/{task}/children").read_text()
                todo += map(int, text.split())
        except OSError:
            continue  # it has just ended
    return found


def use(pid: int, own: int = 0) -> tuple[int, int]:
    """Bytes of memory and number of tasks, of a process and all below.

    Memory is what is not files; of each process only what is above `own`, which it was born with.
    """
    memory = tasks = 0
    for one in processes(pid):
        try:
            memory += max(0, _memory(one) - own)
            tasks += len(os.listdir(f"/proc/{one}/task"))
        except (OSError, ValueError):
            continue
    return memory, tasks


def _memory(pid: int) -> int:
    """Bytes of one process, its share of memory that several hold included: proc(5), status."""
    text = Path(f"/proc/{pid}/status").read_text()
    return sum(int(kib) * 1024 for kib in re.findall(r"^Rss(?:Anon|Shmem):\s+(\d+)", text, re.M))


class Watch:
    """Calls `end(reason)` once the room uses more than it may.

    Args:
        roots: processes whose descendants are the room.
        own: bytes that the warm process holds; every fork of it shows them as its own, too.
    """

    def __init__(self, roots: list[int], own: int, limits: Limits, end: Callable[[str], None]):
        self._roots, self._own, self._limits, self._end = roots, own, limits, end
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._stop.wait(EVERY):
            found = [use(root, self._own) for root in self._roots]
            memory, tasks = map(sum, zip(*found, strict=True))
            if memory > self._limits.memory:
                return self._end("用的内存太多，已停止")
            if tasks > self._limits.tasks:
                return self._end("开的进程或线程太多，已停止")

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(1)
