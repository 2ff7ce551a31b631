"""A PostgreSQL server of a test's own: on loopback, in a temporary folder, gone afterwards."""

import getpass
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import processes
import pytest
import sqlalchemy as sa

from benchmarks.ports import free_ports

_number = count(1)


class Server:
    """A running server; `database` makes an empty one in it."""

    def __init__(self, port: int):
        self.port = port

    def address(self, name: str) -> str:
        return f"postgresql+psycopg://shixun@127.0.0.1:{self.port}/{name}"

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"test{next(_number)}"
        engine = sa.create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as db:
            db.execute(sa.text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return self.address(name)


def programs() -> Path | None:
    """Where initdb and postgres are; Debian keeps them out of PATH."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((f for f in reversed(folders) if (f / "initdb").is_file()), None)


@contextmanager
def running() -> Iterator[Server]:
    """Start one; a test fails where PostgreSQL is not installed."""
    where = programs()
    if where is None:
        pytest.fail("PostgreSQL is not installed: sh scripts/test-needs.sh")
    # It refuses to run as root, so there it runs as the account that its package made.
    user = "postgres" if os.geteuid() == 0 else getpass.getuser()
    folder, (port,) = Path(tempfile.mkdtemp(prefix="shixun-pg-")), free_ports(1)
    shutil.chown(folder, user)
    who = {"user": user} if os.geteuid() == 0 else {}
    data, log = folder / "data", folder / "log"
    try:
        subprocess.run(
            [where / "initdb", "-D", data, "-U", "shixun", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True, capture_output=True, cwd=folder, **who,
        )  # fmt: skip
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            "fsync": "off",
        }
        words = [w for name, value in settings.items() for w in ("-c", f"{name}={value}")]
        with log.open("wb") as out:
            process = processes.start(
                [where / "postgres", "-D", data, "-p", port, *words], stdout=out, stderr=out,
                cwd=folder, **who,
            )  # fmt: skip
        try:
            processes.wait_until(lambda: _answers(port, process, log), log.read_text)
            yield Server(port)
        finally:
            processes.stop(process, signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _answers(port: int, process: subprocess.Popen, log: Path) -> bool:
    assert process.poll() is None, log.read_text()
    engine = sa.create_engine(Server(port).address("postgres"))
    try:
        engine.connect().close()
        return True
    except sa.exc.OperationalError:
        return False
    finally:
        engine.dispose()
