"""Moves a forked process into the namespaces of a sandbox, and drops its privileges.

See setns(2), namespaces(7), capabilities(7) and prctl(2). The order matters: the user namespace that
owns the others comes first, because it gives the right to join them; the sandbox's inner user namespace
comes last, because nothing more can be joined from there.
"""

import contextlib
import ctypes
import fcntl
import os
import resource
import shutil
import signal
from pathlib import Path

from shixun.autograder.sandbox import seccomp
from shixun.autograder.sandbox.bwrap import INPUT_DIR, WORK_DIR
from shixun.autograder.sandbox.limits import Limits

NS_GET_USERNS = 0xB701
PR_SET_PDEATHSIG = 1
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 24, 38, 47
NAMESPACES = ("cgroup", "ipc", "uts", "net", "pid", "mnt")
_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: int) -> None:
    if getattr(_libc, name)(*map(ctypes.c_ulong, arguments)) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def join_namespaces(pid: int) -> None:
    """Join the namespaces of process `pid`. For the pid namespace, only children will be inside.

    Raises:
        OSError: the process has ended, or this one may not join.
    """
    folder = Path(f"/proc/{pid}/ns")
    namespaces = {name: os.open(folder / name, os.O_RDONLY) for name in (*NAMESPACES, "user")}
    owner = fcntl.ioctl(namespaces["mnt"], NS_GET_USERNS)
    _call("setns", owner, 0)
    for name in NAMESPACES:
        if name == "mnt":
            _shrink_socket_buffers()
        _call("setns", namespaces[name], 0)
    if os.fstat(owner).st_ino != os.fstat(namespaces["user"]).st_ino:
        _call("setns", namespaces["user"], 0)
    for fd in (*namespaces.values(), owner):
        os.close(fd)


def _shrink_socket_buffers() -> None:
    """Bound the TCP buffers of the sandbox's own network namespace.

    Called before its mounts are joined: inside, settings are read-only.
    """
    for name in ("rmem", "wmem"):
        with contextlib.suppress(OSError):
            Path(f"/proc/sys/net/ipv4/tcp_{name}").write_text("4096 32768 131072")


def copy_input() -> None:
    """Inside: copy the submitted files into the working folder.

    Raises:
        OSError: they cannot be copied, or do not fit.
    """
    os.chdir(WORK_DIR)
    if os.path.isdir(INPUT_DIR):
        shutil.copytree(INPUT_DIR, WORK_DIR, dirs_exist_ok=True, symlinks=True)


def apply_limits(limits: Limits) -> None:
    """Inside: drop all privileges, and apply resource limits and the filter of system calls."""
    os.environ.update(HOME=WORK_DIR, TMPDIR="/tmp", PWD=WORK_DIR)
    drop_privileges()
    set_rlimits(limits)
    seccomp.install_filter()


def drop_privileges() -> None:
    """Drop all capabilities for good, and gain none from setuid programs."""
    for capability in range(64):
        try:
            _call("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
        except OSError:
            break  # the kernel knows no more
    _call("prctl", PR_CAP_AMBIENT, 4, 0, 0, 0)  # clear all
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if _libc.capset(header, nothing) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    _call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def set_rlimits(limits: Limits) -> None:
    """Set the limits of one process; the resource monitor watches the sandbox as a whole."""
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_NPROC, limits.tasks),
        (resource.RLIMIT_AS, limits.memory + _address_space()),
    ):
        resource.setrlimit(what, (most, most))


def _address_space() -> int:
    """Bytes that the fork server has mapped already; they do not count for the submission."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
