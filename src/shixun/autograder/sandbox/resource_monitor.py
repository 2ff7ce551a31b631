"""Watches from outside what all processes of a sandbox use together."""

import contextlib
import os
import re
import threading
from collections.abc import Callable
from dataclasses import astuple, dataclass
from pathlib import Path

from shixun.autograder.i18n import gettext
from shixun.autograder.sandbox.bwrap import WRITABLE_DIRS
from shixun.autograder.sandbox.limits import Limits

INTERVAL = 0.05  # seconds


def processes(pid: int, max_processes: int | None = None) -> list[int]:
    """The ids of a process and of all its descendants, by /proc.

    Stops looking once there are more than `max_processes`.
    """
    found: list[int] = []
    todo = [pid]
    while todo and (max_processes is None or len(found) <= max_processes):
        process = todo.pop()
        found.append(process)
        try:
            for task in os.listdir(f"/proc/{process}/task"):
                text = Path(f"/proc/{process}/task/{task}/children").read_text()
                todo += map(int, text.split())
        except OSError:
            continue  # it has just ended
    return found


@dataclass(frozen=True)
class Usage:
    """Bytes of memory, number of processes and threads, number of open files."""

    memory: int = 0
    tasks: int = 0
    files: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(*map(sum, zip(astuple(self), astuple(other), strict=True)))


def usage(pid: int, base_memory: int = 0, max_processes: int | None = None) -> Usage:
    """What a process and all its descendants use.

    Args:
        base_memory: bytes that each process is born with; only what is above counts. Mapped files never do.
        max_processes: with more processes than that, only their number is given.
    """
    pids = processes(pid, max_processes)
    if max_processes is not None and len(pids) > max_processes:
        return Usage(tasks=len(pids))
    found = Usage()
    for process in pids:
        with contextlib.suppress(OSError, ValueError):  # it has just ended
            memory = max(0, _memory(process) - base_memory)
            found += Usage(memory, len(os.listdir(f"/proc/{process}/task")), _files(process))
    return found


def _files(pid: int) -> int:
    """Open files of one process; kernels before 6.2 do not show the number as a size."""
    folder = f"/proc/{pid}/fd"
    return os.stat(folder).st_size or len(os.listdir(folder))


def _created_files(root: int) -> int:
    """Files in the writable folders of the sandbox whose first process this is."""
    found = 0
    for folder in WRITABLE_DIRS:
        with contextlib.suppress(OSError):
            facts = os.statvfs(f"/proc/{root}/root{folder}")
            found += facts.f_files - facts.f_ffree
    return found


def _memory(pid: int) -> int:
    """Bytes of one process, including its share of shared memory: proc(5), status."""
    text = Path(f"/proc/{pid}/status").read_text()
    return sum(int(kib) * 1024 for kib in re.findall(r"^Rss(?:Anon|Shmem):\s+(\d+)", text, re.M))


def _raise_priority() -> None:
    """Run this thread before others, where it may: no limit on processes holds for root.

    Niceness would not help: each session that a fork bomb opens gets as much as ours (sched(7)).
    """
    with contextlib.suppress(OSError, AttributeError):
        policy = os.SCHED_RR | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(threading.get_native_id(), policy, os.sched_param(1))


class ResourceMonitor:
    """Calls `on_exceeded(reason)` once the sandbox uses more than its limits; looks every INTERVAL.

    Args:
        roots: ids of the processes whose descendants are the sandbox.
        base_memory: bytes that the fork server holds; every fork shows them as its own, too.
        init_pid: the sandbox's first process, if it has file systems of its own.
    """

    def __init__(
        self,
        roots: list[int],
        base_memory: int,
        limits: Limits,
        on_exceeded: Callable[[str], None],
        init_pid: int | None = None,
    ):
        self._roots, self._base_memory, self._limits, self._on_exceeded = (
            roots,
            base_memory,
            limits,
            on_exceeded,
        )
        self._init_pid = init_pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._poll, daemon=True)
        self._thread.start()

    def _poll(self) -> None:
        _raise_priority()
        while not self._stop.wait(INTERVAL):
            if why := self._exceeded():
                return self._on_exceeded(gettext("{reason} and was stopped").format(reason=why))

    def _exceeded(self) -> str:
        limits = self._limits
        found = sum((usage(root, self._base_memory, limits.tasks) for root in self._roots), Usage())
        if found.memory > limits.memory:
            return gettext("it used too much memory")
        if found.tasks > limits.tasks:
            return gettext("it started too many processes or threads")
        if found.files > limits.sandbox_files:
            return gettext("it had too many files open")
        if self._init_pid is not None and _created_files(self._init_pid) > limits.created_files:
            return gettext("it made too many files")
        return ""

    def stop(self) -> None:
        """Stop watching."""
        self._stop.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(1)
