"""The grader's side of a room: open it, run cells in it, take values out, close it."""

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

from shixun.autograder.sandbox import frames
from shixun.autograder.sandbox.bwrap import NoWalls, Walls
from shixun.autograder.sandbox.cgroup import Group
from shixun.autograder.sandbox.limits import Limits
from shixun.autograder.sandbox.resource_monitor import Watch, use

START_SECONDS = 60
NONSENSE = "交出的数据读不懂"
FULL = "隔离间放不下题目和交来的文件（c.Grading.disk_mib 可以改大）"
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    # As in a kernel: what a cell draws is shown below it, so that a person can mark it.
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": "/tmp/mpl",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "IPYTHONDIR": "/tmp/ipython",
    "LOGNAME": "teacher",
    "USER": "teacher",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",  # there is no network: a pip that asks for one ends soon
    "PIP_RETRIES": "0",
    "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "NBGRADER_EXECUTION": "autograde",
    "HOME": "/tmp",
    "TMPDIR": "/tmp",
}


class RoomClosed(Exception):
    """The room has ended before its work; the text says why, for a person."""


@dataclass(frozen=True)
class Ran:
    """What a cell did: whether without an exception, and its nbformat outputs."""

    fine: bool
    outputs: list[dict]


class Warm:
    """A warm process, forked for each room.

    With `sealed=False` rooms have limits but no walls; only for a trainer who has accepted that.

    Raises:
        NoWalls: (on the first room) this machine cannot seal one.
    """

    def __init__(self, modules: tuple[str, ...] = (), limits: Limits | None = None, sealed=True):
        self.limits, self.sealed = limits or Limits(), sealed
        self._modules = list(modules)
        self._start()

    def _start(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = ENVIRONMENT | {n: os.environ[n] for n in ("TZ",) if n in os.environ}
        if not self.sealed:
            environment["PATH"] = os.environ.get("PATH", environment["PATH"])
        with theirs:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "shixun.autograder.sandbox.fork_server",
                    str(theirs.fileno()),
                    json.dumps({"modules": self._modules}),
                ],
                pass_fds=[theirs.fileno()],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._control = ours
        ours.settimeout(START_SECONDS)
        self.own = 0  # bytes of memory that every fork starts with
        try:
            if ours.recv(1) != b"R":
                raise OSError("ended")
        except OSError as error:
            self.close()
            raise RoomClosed(f"评分用的预热进程没能启动（{error}）") from error
        self.own = use(self._process.pid).memory

    def room(self, given: Path | None = None) -> "Room":
        """A new room with a copy of the folder `given` as its working folder."""
        return Room(self, given)

    def fork(
        self, pid: int | None, folder: Path | None, group: str | None
    ) -> tuple[socket.socket, int]:
        """A process inside the walls held by `pid`: its socket, and its id out here.

        Without walls it works in `folder`. `group` is the door of a control group.
        """
        order = {"pid": pid, "limits": asdict(self.limits), "group": group}
        order["folder"] = folder and str(folder)
        try:
            return self._ask(order, socket.SOCK_STREAM)
        except (OSError, ValueError):
            # The system may have ended the warm process, for its memory say.
            self.close()
            self._start()
            return self._ask(order, socket.SOCK_STREAM)

    def _ask(self, order: dict, kind: int) -> tuple[socket.socket, int]:
        """What was forked: a socket to it, and its id."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, kind)
        with theirs:
            socket.send_fds(self._control, [json.dumps(order).encode()], [theirs.fileno()])
        return ours, int(self._control.recv(20))

    def twin(self) -> "Warm":
        """Another one, forked from this one: at once, and sharing its memory.

        It ends when everybody who holds its socket has closed it or has ended.

        Raises:
            OSError, ValueError: this one is no longer there.
        """
        found = copy.copy(self)
        found._control, _ = self._ask({"twin": True}, socket.SOCK_SEQPACKET)
        found._control.settimeout(START_SECONDS)
        found._process = None
        return found

    def close(self) -> None:
        """End the warm process; its rooms are ended by whoever opened them."""
        self._control.close()
        if self._process:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> "Warm":
        return self

    def __exit__(self, *_) -> None:
        self.close()


class Room:
    """One room, from opened to closed. Every method may raise RoomClosed."""

    def __init__(self, warm: Warm, given: Path | None):
        self.limits = warm.limits
        self._until = time.monotonic() + self.limits.room_seconds
        self._why: str | None = None
        self._entered = False
        self._walls = Walls(given, self.limits) if warm.sealed else None
        self._folder = None if warm.sealed else _copied(given)
        self._group = Group(self.limits.tasks)
        try:
            self._link, self._pid = warm.fork(
                self._walls and self._walls.pid, self._folder, self._group.door
            )
            # Orphans become children of the room's first process, the others stay below the fork.
            roots = [self._pid] + ([self._walls.pid] if self._walls else [])
            first = self._walls and self._walls.pid
            self._watch = Watch(roots, warm.own, self.limits, self._end, first)
        except (OSError, ValueError, RuntimeError, RoomClosed) as error:  # no more threads, too
            self.close()
            raise RoomClosed(f"没能打开隔离间（{error}）") from error

    def run(self, source: str, answer: Callable[[dict], dict] | None = None) -> Ran:
        """Run one cell. `answer` serves what a test asks of the other room while it runs."""
        reply = self._ask({"do": "run", "source": source}, answer)
        with self._reading():
            return Ran(reply["fine"] is True, _outputs(reply["outputs"]))

    def take(self, names: list[str]) -> dict[str, dict]:
        """Values by name, as `inside` shows them; undecoded."""
        reply = self._ask({"do": "take", "names": names})
        with self._reading():
            found = {n: reply["values"].get(n) for n in names}
        return {
            n: shown if isinstance(shown, dict) else {"other": "?"} for n, shown in found.items()
        }

    def give(self, values: dict[str, dict]) -> None:
        """Bind names to values that another room showed."""
        self._ask({"do": "give", "values": values})

    def call(self, order: dict) -> dict:
        """Call a function by name; the order and the reply are as `inside` has them."""
        return self._ask({"do": "call", **order})

    def close(self) -> None:
        """End everything in the room. May be called again."""
        if getattr(self, "_watch", None):
            self._watch.stop()
        if getattr(self, "_link", None):
            self._link.close()
        if self._walls:
            self._walls.down()
            self._walls = None
        elif getattr(self, "_pid", None):
            with contextlib.suppress(OSError):
                os.killpg(self._pid, signal.SIGKILL)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._group.close()

    def __enter__(self) -> "Room":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def _ask(self, order: dict, answer: Callable[[dict], dict] | None = None) -> dict:
        if self._why:
            raise RoomClosed(self._why)
        until = min(time.monotonic() + self.limits.cell_seconds, self._until)
        try:
            self._link.settimeout(max(0.01, until - time.monotonic()))
            self._enter(until)
            frames.send(self._link, order)
            while True:
                reply = frames.receive(self._link, self.limits.answer, until)
                if "broken" in reply:
                    raise frames.Closed
                if "ask" not in reply or answer is None:
                    return reply
                frames.send(self._link, answer(reply["ask"]))
        except frames.Late:
            whole = until == self._until
            seconds = self.limits.room_seconds if whole else self.limits.cell_seconds
            self._end(f"{'整份作业' if whole else ''}运行超过了 {seconds:g} 秒，已停止")
        except frames.TooLong:
            self._end("交出的数据太大")
        except frames.Closed:
            self._end("程序自己退出了，或被系统停止")
        except (ValueError, KeyError, TypeError):
            self._end(NONSENSE)
        raise RoomClosed(self._why)

    def _enter(self, until: float) -> None:
        """Read the room's first message, which it sends before anything that was handed in runs.

        Only that one is believed when it says that this machine cannot make rooms.
        """
        if not self._entered:
            first = frames.receive(self._link, self.limits.answer, until)
            if "full" in first:
                self._end(FULL)
                raise RoomClosed(FULL)
            if "entered" not in first:
                raise NoWalls(f"没能进入隔离间：{str(first.get('broken'))[:300]}")
            self._entered = True

    @contextlib.contextmanager
    def _reading(self):
        """Whatever is wrong with a reply closes the room."""
        try:
            yield
        except (ValueError, KeyError, TypeError, AttributeError):
            self._end(NONSENSE)
            raise RoomClosed(self._why) from None

    def _end(self, why: str) -> None:
        """The first reason counts; the processes end at once."""
        self._why = self._why or why
        with contextlib.suppress(OSError):
            if self._walls:
                self._walls.kill()
            else:
                os.killpg(self._pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self._link.shutdown(socket.SHUT_RDWR)


def _copied(given: Path | None) -> Path:
    """Without walls: a folder of the room's own with what was handed in."""
    folder = Path(tempfile.mkdtemp(prefix="room-"))
    if given is not None:
        shutil.copytree(given, folder, dirs_exist_ok=True, symlinks=True)
    return folder


def _outputs(found) -> list[dict]:
    if not isinstance(found, list) or not all(isinstance(o, dict) for o in found):
        raise ValueError("outputs")
    return found
