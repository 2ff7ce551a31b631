"""Watching a whole room from outside: memory and tasks of all its processes together."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

from shixun.grading.room.limits import Limits

PAGE = os.sysconf("SC_PAGE_SIZE")
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


def use(pid: int) -> tuple[int, int, int]:
    """Bytes of memory that are not shared files, tasks, and processes, of a process and all below."""
    memory = tasks = count = 0
    for one in processes(pid):
        try:
            resident, shared = Path(f"/proc/{one}/statm").read_text().split()[1:3]
            memory += (int(resident) - int(shared)) * PAGE
            tasks += len(os.listdir(f"/proc/{one}/task"))
            count += 1
        except (OSError, ValueError):
            continue
    return memory, tasks, count


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
            memory, tasks, count = map(sum, zip(*map(use, self._roots), strict=True))
            if memory - self._own * count > self._limits.memory:
                return self._end("用的内存太多，已停止")
            if tasks > self._limits.tasks:
                return self._end("开的进程或线程太多，已停止")

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(1)
