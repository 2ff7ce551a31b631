"""The published guide by itself, as a real server on a free port."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import processes

from benchmarks.ports import free_ports
from shixun.paths import Paths
from shixun.server.place import Place

ROOT = Path(__file__).parents[1]


@dataclass
class Guide:
    """A running guide: its address, its state, its process."""

    address: str
    state: Path
    process: subprocess.Popen
    environment: dict


@contextmanager
def serve(state: Path) -> Iterator[Guide]:
    """The course's guide over this state, until the end of the block."""
    mine = {"SHIXUN_ROOT": str(ROOT), "SHIXUN_STATE": str(state)}
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("SHIXUN", "JUPYTER"))}
    environment |= Place(Paths(ROOT, state), "guide").environment() | mine
    [port] = free_ports(1)
    log = state / "guide.log"
    with log.open("wb") as out:
        process = processes.start(
            [sys.executable, "-m", "shixun.server.guide", port],
            env=environment, stdout=out, stderr=out,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}/"
    try:
        processes.wait_for_answer(f"{address}voila/static/voila.js", process, log)
        yield Guide(address, state, process, environment)
    finally:
        processes.stop(process)
