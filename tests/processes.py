"""Processes that tests start: waited for, and stopped in a way that cannot be ignored."""

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
PATIENCE = 180  # s; no measure of anything, only an end for what never comes
GRACE = 60  # s to end in order


def wait_until(condition: Callable[[], object], what: str, patience: float = PATIENCE):
    """Return what a condition gives as soon as it is true; fail, naming it, if it never is."""
    until = time.monotonic() + patience
    while True:
        if found := condition():
            return found
        if time.monotonic() > until:
            raise AssertionError(f"never came: {what() if callable(what) else what}")
        time.sleep(0.05)


def start(words, surroundings: Callable[[], None] = lambda: None, **how) -> subprocess.Popen:
    """A process in a session of its own, so that `stop` can end all of it; reads nothing.

    It is killed if these tests are. `surroundings` is called in it before it begins.
    """

    def begin():
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        surroundings()

    how = {"stdin": subprocess.DEVNULL, "start_new_session": True} | how
    return subprocess.Popen([str(word) for word in words], preexec_fn=begin, **how)


def stop(process: subprocess.Popen, sign: int = signal.SIGTERM, grace: float = GRACE) -> str | None:
    """Ask a process from `start` to end, and end its whole session if it does not; what it still said.

    Whether it ended by itself is in its return code: -9 is SIGKILL.
    """
    if process.poll() is None:
        process.send_signal(sign)
    try:
        if process.stdout:
            return process.communicate(timeout=grace)[0]
        process.wait(grace)
        return None
    except subprocess.TimeoutExpired:
        return None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def ignoring_interrupts() -> None:
    """Surroundings: what a script starts in the background, where SIGINT is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def heeding_interrupts() -> None:
    """Surroundings: what a person starts at a terminal, however these tests were started."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for_answer(url: str, process: subprocess.Popen, log: Path) -> None:
    """Return when a server that was just started answers; show its log if it never does."""

    def answers():
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            return False
        return True

    wait_until(answers, lambda: log.read_text(encoding="utf-8"))


def wait_gone(pid: int) -> None:
    """Return when a process has ended, whosever child it is; fail if it does not."""
    try:
        ended = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    ready, _, _ = select.select([ended], [], [], GRACE)
    os.close(ended)
    assert ready, f"process {pid} is still there"


def having(name: str, value: str) -> list[int]:
    """Every other process with this variable in its environment, children of servers included."""
    mark = f"{name}={value}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            variables = (entry / "environ").read_bytes().split(b"\0")
            if mark in variables and int(entry.name) != os.getpid():
                found.append(int(entry.name))
    return found


def wait_none_has(name: str, value) -> None:
    """Return when no process has this variable any more; fail, naming them, if some stay."""
    wait_until(
        lambda: not having(name, str(value)), lambda: f"the end of {having(name, str(value))}"
    )
