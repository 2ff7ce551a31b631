"""Start the three servers, tell who opens what, and stop all of them together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shixun.paths import Paths
from shixun.server import servers
from shixun.server.servers import HOST, Server
from shixun.server.setup import setup

PATIENCE = 90  # seconds for a server to answer; a cold disk of a school PC is slow
DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux


class CannotStart(Exception):
    """Why the kit does not come up, and what to do; one line."""


@dataclass(frozen=True)
class Running:
    server: Server
    process: subprocess.Popen


def up(paths: Paths, ports: tuple[int, int, int] = (8801, 8802, 8803), say=print) -> int:
    """Bring everything up and stay until Ctrl-C.

    Returns:
        0 after Ctrl-C or a termination signal, 1 if a server could not start or ended by itself.
    """
    running: list[Running] = []
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        require_free(ports)
        setup(paths, say)
        chosen = servers.all_servers(paths, ports)
        running.extend(start(server, paths) for server in chosen)
        for each in running:
            wait_until_ready(each, paths)
        say(addresses(chosen))
        return watch(running, paths, say)
    except CannotStart as error:
        print(f"没有启动:{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("\n正在关闭……")
        return 0
    finally:
        stop(running)


def require_free(ports: Sequence[int]) -> None:
    """
    Raises:
        CannotStart: a port is taken, for instance because the kit runs already.
    """
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                raise CannotStart(
                    f"端口 {port} 已被占用。可能师训已经开着;否则换三个端口:"
                    f"shixun up --ports {' '.join(str(p + 100) for p in ports)}"
                ) from error


def log_file(server: Server, paths: Paths):
    return paths.state / "logs" / f"{server.key}.log"


def start(server: Server, paths: Paths) -> Running:
    """One server in a process group of its own that dies with us, even when we are killed."""
    log = log_file(server, paths)
    log.parent.mkdir(parents=True, exist_ok=True)
    server.folder.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            server.command,
            cwd=server.folder,
            env=server.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent() if sys.platform == "linux" else None,
        )
    return Running(server, process)


def _die_with_parent() -> Callable[[], None]:
    libc = ctypes.CDLL(None)  # loaded here: after the fork only the call itself is safe
    return lambda: libc.prctl(DEATH_SIGNAL, signal.SIGTERM)


def wait_until_ready(running: Running, paths: Paths, patience: float = PATIENCE) -> None:
    """
    Raises:
        CannotStart: the server ended or does not answer; says where its log is.
    """
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if running.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(running.server.ready, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    log = log_file(running.server, paths)
    last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
    raise CannotStart(f"{running.server.name}没有起来。日志在 {log},最后几行:\n" + "\n".join(last))


def addresses(chosen: Sequence[Server]) -> str:
    lines = [f"  {s.name}  {s.url}\n      {s.who}" for s in chosen]
    return "\n师训已打开(只有这台电脑能访问):\n" + "\n".join(lines) + "\n按 Ctrl-C 全部关闭,数据都会留下。\n"


def watch(running: Sequence[Running], paths: Paths, say) -> int:
    """Until one of them ends by itself."""
    while True:
        for each in running:
            if each.process.poll() is not None:
                say(f"{each.server.name}意外停止了,其余的也一并关闭。日志:{log_file(each.server, paths)}")
                return 1
        time.sleep(0.5)


def stop(running: Sequence[Running], patience: float = 10) -> None:
    """End all of them: asked first, then made to."""
    for each in running:
        _signal(each, signal.SIGTERM)
    deadline = time.monotonic() + patience
    for each in running:
        try:
            each.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(each, signal.SIGKILL)
            each.process.wait()


def _signal(each: Running, number: int) -> None:
    if each.process.poll() is None:
        os.killpg(each.process.pid, number)
