"""Bring up the three servers, say who opens what, and leave nothing running behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from filelock import FileLock, Timeout
from sqlalchemy.exc import SQLAlchemyError

from shixun import release, signals
from shixun.paths import Paths, teacher_id
from shixun.responses.retention import RETENTION, DailyPurge
from shixun.responses.store import open_store
from shixun.server.errors import ServerError
from shixun.server.place import Place
from shixun.server.ports import require_free
from shixun.server.setup import setup

PORTS = (8801, 8802, 8803)
START = 120  # s that a server may take to answer; a cold disk is slow
STOP = 15  # s that a server may take to close its kernels
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Server:
    """One server: how it is started, asked whether it answers, and told about."""

    name: str  # in Chinese, for messages
    argv: tuple[str, ...]
    environment: dict[str, str]
    probe: str
    url: str
    who: str
    log: Path


def servers(paths: Paths, ports: Sequence[int]) -> tuple[Server, ...]:
    """The three, for these paths and ports."""
    teacher, trainer, pages = ports
    common = _environment(paths, pages)

    def server(role, port, name, probe, who):
        place = Place(paths, role)
        module = ("guide",) if role == "guide" else ("lab", role)
        argv = (sys.executable, "-m", f"shixun.server.{module[0]}", *module[1:], str(port))
        url, environment = place.url(port), common | place.environment()
        log = paths.state / "logs" / f"{role}.log"
        return Server(name, argv, environment, f"http://127.0.0.1:{port}{probe}", url, who, log)

    return (
        server("teacher", teacher, "教师端", "/api", "学员（教师）：上微课、做练习、看反馈"),
        server("trainer", trainer, "培训端", "/api", "培训者和课程组：收作业、批改、看哪里该改"),
        server("guide", pages, "指南", "/voila/static/voila.js", "学校和县里的办公人员：查课表、看指南、提意见"),
    )  # fmt: skip


def _environment(paths: Paths, guide_port: int) -> dict[str, str]:
    """What every server and its kernels get."""
    foreign = ("JUPYTER", "SHIXUN_", "PYTHONSTARTUP")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
    store = {k: os.environ[k] for k in ("SHIXUN_STORE",) if k in os.environ}
    return kept | store | {
        "SHIXUN_ROOT": str(paths.root),
        "SHIXUN_STATE": str(paths.state),
        "SHIXUN_TEACHER": teacher_id(),
        "SHIXUN_GUIDE_URL": f"http://127.0.0.1:{guide_port}",
        "SHIXUN_RELEASE": release.current(paths),
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip


def up(paths: Paths, ports: Sequence[int] = PORTS) -> int:
    """Start all, tell the addresses, wait for a KeyboardInterrupt; every child is gone on return.

    Which signals raise it is the caller's to say: the command line asks for `signals.stoppable`.

    Raises:
        ServerError: a port is taken, these data are in use already, or a server did not come up.
    """
    require_free(ports)
    paths.state.mkdir(parents=True, exist_ok=True)
    with _alone(paths):
        setup(paths)
        print("正在打开，请稍候……", flush=True)
        wanted = servers(paths, ports)
        running: list[tuple[Server, subprocess.Popen]] = []
        try:
            for server in wanted:
                running.append((server, _start(server, paths)))
            for server, process in running:
                _wait(server, process)
            _tell(wanted)
            _watch(running, DailyPurge(open_store(paths.store_url)))
        except KeyboardInterrupt:
            print("\n正在关闭……", flush=True)
        finally:
            _stop([process for _, process in running])
    print("都关好了。数据都在，下次打开接着用。", flush=True)
    return 0


@contextmanager
def _alone(paths: Paths) -> Iterator[None]:
    """One `up` for one state; two would hand in and grade over each other."""
    lock = FileLock(paths.state / "up.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        message = "这份数据已经在另一个窗口打开了；请用那个窗口，或先把它关掉。"
        raise ServerError(message) from error
    try:
        yield
    finally:
        lock.release()


def _start(server: Server, paths: Paths) -> subprocess.Popen:
    server.log.parent.mkdir(parents=True, exist_ok=True)
    with open(server.log, "wb") as log:
        return subprocess.Popen(
            server.argv,
            env=server.environment,
            cwd=paths.state,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for us; we stop them in order
            preexec_fn=_die_with_parent,
        )


def _die_with_parent() -> None:
    """Linux ends the child when we are killed; elsewhere a killed `up` leaves its servers."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait(server: Server, process: subprocess.Popen) -> None:
    plain = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy to ourselves
    until = time.monotonic() + START
    while time.monotonic() < until:
        if process.poll() is not None:
            raise ServerError(_died(server))
        try:
            with plain.open(server.probe, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise ServerError(f"{server.name}等了 {START} 秒还没有打开。{_last_lines(server)}")


def _tell(wanted: Sequence[Server]) -> None:
    lines = [f"\n{s.name}  {s.who}\n  {s.url}" for s in wanted]
    print("\n".join(["\n都打开了。把地址复制到浏览器：", *lines]), flush=True)
    print("\n教师端和培训端的地址里有口令，别发到群里。按 Ctrl-C 全部关闭。", flush=True)


def _watch(running: Sequence[tuple[Server, subprocess.Popen]], purge: Callable[[], int]) -> None:
    """Until a server ends; old responses go on start and then daily, as the form says."""
    while True:
        _purge(purge)
        for server, process in running:
            if process.poll() is not None:
                raise ServerError(_died(server))
        time.sleep(0.5)


def _purge(purge: Callable[[], int]) -> None:
    """What fails is said and does not close the kit."""
    try:
        if gone := purge():
            print(f"到期的意见删了 {gone} 条（存满 {RETENTION} 天）。", flush=True)
    except SQLAlchemyError as error:
        print(f"到期的意见没有删成（{type(error).__name__}）；明天或下次打开时再删。", flush=True)


def _died(server: Server) -> str:
    return f"{server.name}停了，已把其他的也关掉；数据都在，请再运行一次。{_last_lines(server)}"


def _last_lines(server: Server, count: int = 8) -> str:
    lines = server.log.read_text(errors="replace").splitlines()[-count:]
    return f"\n记录在 {server.log}，最后几行：\n" + "\n".join(f"  {line}" for line in lines)


def _stop(processes: Sequence[subprocess.Popen]) -> None:
    """Ask all, then insist. A second Ctrl-C, or a second kill, does not leave anybody behind."""
    with signals.unstoppable():
        for process in processes:
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + STOP
        for process in processes:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
