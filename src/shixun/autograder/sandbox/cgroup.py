"""A control group that bounds the number of processes of a sandbox, where this process may make one.

RLIMIT_NPROC does not hold for root, and a fork bomb may grow faster than the resource monitor polls
(cgroups(7)). Without a control group the monitor alone enforces the limit.
"""

import contextlib
import itertools
import os
from functools import cache
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
PREFIX = "shixun-room"
HEADROOM = (
    32  # so many more than allowed, so that the watch sees them, ends the sandbox and says why
)
_counter = itertools.count()
_pending_removal: list[Path] = []  # whose processes were still ending


class Cgroup:
    """A control group with at most `tasks` + HEADROOM processes and threads."""

    def __init__(self, tasks: int):
        self._folder: Path | None = None
        parent = _writable_parent()
        if parent is None:
            return
        folder = parent / f"{PREFIX}-{os.getpid()}-{next(_counter)}"
        try:
            folder.mkdir()
            self._folder = folder
            (folder / "pids.max").write_text(str(tasks + HEADROOM))
        except OSError:
            self.close()

    @property
    def procs_file(self) -> str | None:
        """The path of its cgroup.procs, None if no group could be made."""
        return str(self._folder / "cgroup.procs") if self._folder else None

    def close(self) -> None:
        """Remove the group, now or, while its processes are still ending, with a later one."""
        if self._folder:
            _pending_removal.append(self._folder)
            self._folder = None
        _pending_removal[:] = [folder for folder in _pending_removal if not _try_remove(folder)]


def join(procs_file: str | None) -> None:
    """Move this process, and so all that it starts, into the group with this cgroup.procs."""
    if procs_file:
        with contextlib.suppress(OSError):
            Path(procs_file).write_text("0")


@cache
def _writable_parent() -> Path | None:
    """The folder (version 1 or 2) in which this process may make groups that bound processes, or None."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if controllers == "pids":
                folder = ROOT / "pids" / path.lstrip("/")
            elif not controllers:
                folder = ROOT / path.lstrip("/")
                if "pids" not in (folder / "cgroup.subtree_control").read_text().split():
                    continue
            else:
                continue
            if os.access(folder, os.W_OK):
                _remove_stale(folder)
                return folder
    return None


def _remove_stale(parent: Path) -> None:
    """Remove groups of graders that have ended."""
    for folder in parent.glob(f"{PREFIX}-*"):
        if not Path("/proc", folder.name.split("-")[2]).exists():
            _try_remove(folder)


def _try_remove(folder: Path) -> bool:
    try:
        folder.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
