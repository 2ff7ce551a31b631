"""The grader's side of a sandbox: open it, run cells, get values, close it."""

import contextlib
import copy
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shixun.autograder.i18n import VARIABLE, current_language, gettext, gettext_noop
from shixun.autograder.sandbox import frames
from shixun.autograder.sandbox.bwrap import Namespaces, SandboxUnavailable
from shixun.autograder.sandbox.cgroup import Cgroup
from shixun.autograder.sandbox.limits import Limits
from shixun.autograder.sandbox.resource_monitor import ResourceMonitor, usage

START_SECONDS = 60
UNREADABLE_REPLY = gettext_noop("what was handed over cannot be understood")
INPUT_TOO_LARGE = gettext_noop(
    "the sandbox has no space for the files of the assignment and the submission "
    "(c.Grading.disk_mib can be raised)"
)
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    # As in a kernel: what a cell draws is shown below it, so that a person can mark it.
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": "/tmp/mpl",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "IPYTHONDIR": "/tmp/ipython",
    "LOGNAME": "student",
    "USER": "student",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",  # there is no network: a pip that asks for one ends soon
    "PIP_RETRIES": "0",
    "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "NBGRADER_EXECUTION": "autograde",
    "HOME": "/tmp",
    "TMPDIR": "/tmp",
}


class SandboxClosed(Exception):
    """The sandbox has ended early; the text says why, for a person."""


@dataclass(frozen=True)
class CellResult:
    """Whether a cell ran without an exception, and its nbformat outputs."""

    ok: bool
    outputs: list[dict]


class ForkServer:
    """A process with packages loaded, that is forked for each sandbox; a context manager.

    Args:
        modules: to be imported before the first fork.
        limits: of each sandbox; the defaults if None.
        isolated: False gives processes with limits, but with the grader's own files and network. Only for
            code that the instructor trusts.

    Raises:
        SandboxClosed: the process did not start within START_SECONDS.
    """

    def __init__(self, modules: tuple[str, ...] = (), limits: Limits | None = None, isolated=True):
        self.limits, self.isolated = limits or Limits(), isolated
        self._modules = list(modules)
        self._start()

    def _start(self) -> None:
        local, remote = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = ENVIRONMENT | {n: os.environ[n] for n in ("TZ",) if n in os.environ}
        environment[VARIABLE] = current_language()
        if not self.isolated:
            environment["PATH"] = os.environ.get("PATH", environment["PATH"])
        with remote:
            self._process: subprocess.Popen[bytes] | None = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "shixun.autograder.sandbox.fork_server",
                    str(remote.fileno()),
                    json.dumps({"modules": self._modules}),
                ],
                pass_fds=[remote.fileno()],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._control = local
        local.settimeout(START_SECONDS)
        self.base_memory = 0  # bytes of memory that every fork starts with
        try:
            if local.recv(1) != b"R":
                raise OSError("ended")
        except OSError as error:
            self.close()
            message = gettext("the fork server could not be started ({error})")
            raise SandboxClosed(message.format(error=error)) from error
        self.base_memory = usage(self._process.pid).memory

    def sandbox(self, input_dir: Path | None = None) -> "Sandbox":
        """A new sandbox whose working folder is a copy of `input_dir`, or empty.

        Raises:
            SandboxClosed: it could not be opened.
            SandboxUnavailable: this machine cannot make one.
        """
        return Sandbox(self, input_dir)

    def fork(
        self, namespace_pid: int | None, work_dir: Path | None, procs_file: str | None
    ) -> tuple[socket.socket, int]:
        """Fork a process into the namespaces of process `namespace_pid`; its socket and process id.

        If that is None it works in `work_dir` instead. `procs_file` is that of its control group, if any. The
        fork server is started again if it was killed.
        """
        request: dict[str, Any] = {
            "namespace_pid": namespace_pid,
            "limits": asdict(self.limits),
            "procs_file": procs_file,
        }
        request["work_dir"] = str(work_dir) if work_dir else None
        try:
            return self._request(request, socket.SOCK_STREAM)
        except (OSError, ValueError):
            # The system may have ended the fork server, for its memory say.
            self.close()
            self._start()
            return self._request(request, socket.SOCK_STREAM)

    def _request(self, request: dict, kind: int) -> tuple[socket.socket, int]:
        """Send a request; the new process's socket and its id."""
        local, remote = socket.socketpair(socket.AF_UNIX, kind)
        with remote:
            socket.send_fds(self._control, [json.dumps(request).encode()], [remote.fileno()])
        return local, int(self._control.recv(20))

    def clone(self) -> "ForkServer":
        """Another fork server, forked from this one: ready at once, and sharing its memory.

        It ends when every process that holds its socket has closed it or has ended.

        Raises:
            OSError, ValueError: this fork server has ended.
        """
        other = copy.copy(self)
        other._control, _ = self._request({"clone": True}, socket.SOCK_SEQPACKET)
        other._control.settimeout(START_SECONDS)
        other._process = None
        return other

    def close(self) -> None:
        """End the fork server; sandboxes are closed by those who opened them."""
        self._control.close()
        if self._process:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> "ForkServer":
        return self

    def __exit__(self, *_) -> None:
        self.close()


class Sandbox:
    """One sandbox, from opened to closed; a context manager. Every method may raise SandboxClosed."""

    def __init__(self, fork_server: ForkServer, input_dir: Path | None):
        self.limits = fork_server.limits
        self._deadline = time.monotonic() + self.limits.sandbox_seconds
        self._reason: str | None = None
        self._entered = False
        self._namespaces = Namespaces(input_dir, self.limits) if fork_server.isolated else None
        self._work_dir = None if fork_server.isolated else _copy_input(input_dir)
        self._cgroup = Cgroup(self.limits.tasks)
        try:
            init_pid = self._namespaces.pid if self._namespaces else None
            self._socket, self._pid = fork_server.fork(
                init_pid, self._work_dir, self._cgroup.procs_file
            )
            # Orphans become children of the sandbox's first process, the others stay below the fork.
            roots = [self._pid] + ([self._namespaces.pid] if self._namespaces else [])
            self._monitor = ResourceMonitor(
                roots, fork_server.base_memory, self.limits, self._terminate, init_pid
            )
        except (OSError, ValueError, RuntimeError, SandboxClosed) as error:  # no more threads, too
            self.close()
            message = gettext("the sandbox could not be opened ({error})")
            raise SandboxClosed(message.format(error=error)) from error

    def run(self, source: str, handler: Callable[[dict], dict] | None = None) -> CellResult:
        """Run one cell.

        `handler` answers requests for calls of functions that are in another sandbox, while the cell runs.
        """
        reply = self._request({"op": "run", "source": source}, handler)
        with self._closing_on_error():
            return CellResult(reply["ok"] is True, _checked_outputs(reply["outputs"]))

    def get_values(self, names: list[str]) -> dict[str, dict]:
        """Descriptions of values by name, not decoded.

        Each is {"value": encoded} for plain data, {"function": type}, {"other": type} or {"absent": True}.
        """
        reply = self._request({"op": "get_values", "names": names})
        with self._closing_on_error():
            values = {n: reply["values"].get(n) for n in names}
        return {
            n: described if isinstance(described, dict) else {"other": "?"}
            for n, described in values.items()
        }

    def set_values(self, values: dict[str, dict]) -> None:
        """Bind names to values, described as `get_values` of another sandbox describes them."""
        self._request({"op": "set_values", "values": values})

    def call(self, request: dict) -> dict:
        """Call a function of the sandbox.

        Args:
            request: {"name": name, "args": encoded tuple, "kwargs": encoded dict}.

        Returns:
            {"value": encoded} or {"error": [type, text]}, with "printed" and, if arguments were changed in
            place, "changed".
        """
        return self._request({"op": "call", **request})

    def close(self) -> None:
        """End all processes of the sandbox; may be called again."""
        if getattr(self, "_monitor", None):
            self._monitor.stop()
        if getattr(self, "_socket", None):
            self._socket.close()
        if self._namespaces:
            self._namespaces.close()
            self._namespaces = None
        elif getattr(self, "_pid", None):
            with contextlib.suppress(OSError):
                os.killpg(self._pid, signal.SIGKILL)
        if self._work_dir:
            shutil.rmtree(self._work_dir, ignore_errors=True)
        self._cgroup.close()

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def _request(self, request: dict, handler: Callable[[dict], dict] | None = None) -> dict:
        if self._reason:
            raise SandboxClosed(self._reason)
        deadline = min(time.monotonic() + self.limits.cell_seconds, self._deadline)
        try:
            self._socket.settimeout(max(0.01, deadline - time.monotonic()))
            self._handshake(deadline)
            frames.send(self._socket, request)
            while True:
                reply = frames.receive(self._socket, self.limits.answer, deadline)
                if "fatal" in reply:
                    raise frames.ConnectionClosed
                if "callback" not in reply or handler is None:
                    return reply
                frames.send(self._socket, handler(reply["callback"]))
        except frames.ReplyTimeout:
            whole_submission = deadline == self._deadline
            seconds = self.limits.sandbox_seconds if whole_submission else self.limits.cell_seconds
            if whole_submission:
                message = gettext(
                    "the whole submission ran longer than {seconds} s and was stopped"
                )
            else:
                message = gettext("it ran longer than {seconds} s and was stopped")
            self._terminate(message.format(seconds=f"{seconds:g}"))
        except frames.MessageTooLarge:
            self._terminate(gettext("what was handed over is too large"))
        except frames.ConnectionClosed:
            self._terminate(gettext("the program ended by itself, or the system stopped it"))
        except (ValueError, KeyError, TypeError):
            self._terminate(gettext(UNREADABLE_REPLY))
        raise SandboxClosed(self._reason)

    def _handshake(self, deadline: float) -> None:
        """Read the sandbox's first message, which is sent before any submitted code runs.

        Only this message is believed when it says that the sandbox could not be entered.
        """
        if not self._entered:
            first = frames.receive(self._socket, self.limits.answer, deadline)
            if "input_too_large" in first:
                self._terminate(gettext(INPUT_TOO_LARGE))
                raise SandboxClosed(self._reason)
            if "ready" not in first:
                message = gettext("The sandbox could not be entered: {error}")
                raise SandboxUnavailable(message.format(error=str(first.get("fatal"))[:300]))
            self._entered = True

    @contextlib.contextmanager
    def _closing_on_error(self):
        """Close the sandbox if a reply does not have the expected form."""
        try:
            yield
        except (ValueError, KeyError, TypeError, AttributeError):
            self._terminate(gettext(UNREADABLE_REPLY))
            raise SandboxClosed(self._reason) from None

    def _terminate(self, reason: str) -> None:
        """End the processes at once; the first reason is kept."""
        self._reason = self._reason or reason
        with contextlib.suppress(OSError):
            if self._namespaces:
                self._namespaces.kill()
            else:
                os.killpg(self._pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)


def _copy_input(input_dir: Path | None) -> Path:
    """A temporary folder with a copy of the submitted files, for a process that is not isolated."""
    work_dir = Path(tempfile.mkdtemp(prefix="room-"))
    if input_dir is not None:
        shutil.copytree(input_dir, work_dir, dirs_exist_ok=True, symlinks=True)
    return work_dir


def _checked_outputs(values) -> list[dict]:
    if not isinstance(values, list) or not all(isinstance(o, dict) for o in values):
        raise ValueError("outputs")
    return values
