"""The state database: opened at its address, made or brought up to date by Alembic when it is not."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from filelock import FileLock
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from shixun.autograder.engine.courses import Course
from shixun.autograder.engine.settings import Grading
from shixun.autograder.errors import GradingError
from shixun.autograder.i18n import gettext

HEAD = (
    "0001"  # of the migrations; a test compares. Alembic itself is loaded only if another is there
)
VERSION_TABLE = "state_version"
MIGRATIONS = Path(__file__).parent / "migrations"
FILE = "state.db"


class StateDatabase:
    """One course's state. Nothing is made before something is written, or there is something to take over."""

    def __init__(self, folder: Path, url: str):
        self.folder = folder  # .shixun of the course: files of earlier versions lie there
        self._engine = _engine(url)

    @contextmanager
    def reading(self) -> Iterator[Session | None]:
        """A session to read in; None where nothing was ever kept."""
        from shixun.autograder.engine.state import earlier

        if not self._is_there() and not earlier.files(self.folder):
            yield None
            return
        self._prepare()
        with self._explaining(), Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one transaction: on the disk when this ends, or nothing of it."""
        self._prepare()
        engine = self._engine.execution_options(writes=True)
        with self._explaining(), Session(engine) as session, session.begin():
            yield session

    def _is_there(self) -> bool:
        database = self._engine.url.database
        return self._engine.dialect.name != "sqlite" or Path(database or "").is_file()

    def _prepare(self) -> None:
        """Tables of today, with what earlier versions kept in files."""
        from shixun.autograder.engine.state import earlier

        with self._explaining():
            if self._is_there() and self._version() == HEAD and not earlier.files(self.folder):
                return
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / "state.lock", mode=0o600):
                if self._version() != HEAD:
                    _upgrade(self._engine)
                earlier.take_over(self._engine.execution_options(writes=True), self.folder)

    def _version(self) -> str | None:
        with self._engine.connect() as db:
            if not sa.inspect(db).has_table(VERSION_TABLE):
                return None
            return db.scalar(sa.text(f"SELECT version_num FROM {VERSION_TABLE}"))

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        """What cannot be read or written is told as one sentence, without a password."""
        try:
            yield
        except DBAPIError as error:
            message = gettext(
                "The grading records {path} cannot be used: {reason}. Put a backup in their place; "
                "without one, move the file away, and everything is graded again."
            )
            place = self._engine.url.database
            raise GradingError(message.format(path=place, reason=error.orig)) from error


def open_state(course: Course) -> StateDatabase:
    """The state of a course: where `c.Grading.state_url` says, else in `.shixun` beside the gradebook.

    Raises:
        GradingError: that setting is no address of a database, or its package is not installed.
    """
    url = Grading(config=course.config).state_url or f"sqlite:///{course.state_dir / FILE}"
    try:
        return StateDatabase(course.state_dir, url)
    except ArgumentError as error:
        message = gettext("The setting c.Grading.state_url is not the address of a database.")
        raise GradingError(message) from error
    except ModuleNotFoundError as error:
        message = gettext("For c.Grading.state_url the Python package {package} is not installed.")
        raise GradingError(message.format(package=error.name)) from error


@lru_cache(maxsize=16)
def _engine(url: str) -> sa.Engine:
    """No connection is kept: workers are forked from this process, and must not share one."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """On the disk when a transaction ends, whatever happens to this process or to the machine."""
    connection.isolation_level = None  # sqlite3 would end transactions by itself at CREATE TABLE
    for pragma in ("busy_timeout=15000", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _upgrade(engine: sa.Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
