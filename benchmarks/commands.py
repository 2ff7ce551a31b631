"""Running a grader as a user does, taking its time and the memory of all its processes."""

import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.courses import Course, environment
from shixun.autograder.sandbox.resource_monitor import processes

EVERY = 0.2  # seconds between two looks at the memory
IMPORTING = """\
import gc, os, sys
gc.disable()
sys.modules["rfc3987_syntax"] = None
import nbgrader.api
os._exit(0)
"""


class Failed(Exception):
    """A grader did not do its work; the text is what it said last."""


@dataclass(frozen=True)
class Timed:
    """A command that ended well."""

    seconds: float  # from its start to its end
    peak: int  # bytes, PSS summed over the process and all below it
    said: str


def nbgrader(course: Course, *words: str, fine: tuple[int, ...] = (0,)) -> Timed:
    """`nbgrader autograde` with nothing of ours in it."""
    command = (sys.executable, "-m", "nbgrader", "autograde", course.exercise.name, *words)
    return run(command, course.root, fine)


def engine(course: Course, workers: int) -> Timed:
    """`shixun grade`; its summary as JSON is in `said`."""
    shixun = str(Path(sys.executable).parent / "shixun")
    words = ("grade", course.exercise.name, "--json", "--workers", str(workers))
    return run((shixun, *words), course.root)


def importing(folder: Path) -> Timed:
    """Python and nbgrader's API loaded with what the engine leaves out left out, and nothing done."""
    return run((sys.executable, "-c", IMPORTING), folder)


def run(command: tuple[str, ...], folder: Path, fine: tuple[int, ...] = (0,)) -> Timed:
    """Run to its end, watching the memory.

    Raises:
        Failed: it ended with another status than these.
    """
    begin = time.monotonic()
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        meter = Meter(process.pid)
        out, err = process.communicate()
        seconds = time.monotonic() - begin
        meter.stop()
    if process.returncode not in fine:
        raise Failed(f"{' '.join(command[1:])}: {process.returncode}\n{(out + err)[-3000:]}")
    return Timed(seconds, meter.peak, out)


class Meter:
    """The largest sum of PSS seen in a process tree.

    PSS counts a page that n processes share as one nth for each, so forks are not counted twice.
    """

    def __init__(self, pid: int):
        self.peak, self._pid, self._end = 0, pid, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._end.wait(EVERY):
            self.peak = max(self.peak, sum(map(pss, processes(self._pid))))

    def stop(self) -> None:
        self._end.set()
        self._thread.join()


def pss(pid: int) -> int:
    """Proportional set size of a process in bytes, from proc(5) smaps_rollup; 0 once it is gone."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = (line.split() for line in text.splitlines())
    return next((int(words[1]) * 1024 for words in found if words[0] == "Pss:"), 0)
