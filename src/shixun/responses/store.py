"""Where responses are kept: SQLite beside the kit, or any database by its URL alone.

A response is on disk when `add` returns: SQLite runs with a write-ahead log and full
synchronisation. Rows hold a day and no time, no address, no account; their ids are random, and they
are read back in the order of their ids, so the order of coming is not shown.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import sqlalchemy as sa

from shixun.responses.records import ChangeStep, Response

SCHEMA = 1
META = sa.MetaData()
RESPONSES = sa.Table(
    "responses",
    META,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("schema", sa.Integer, nullable=False),
    sa.Column("lesson", sa.String(16), nullable=False, index=True),
    sa.Column("cell", sa.String(64), nullable=False),
    sa.Column("release", sa.String(32), nullable=False),
    sa.Column("date", sa.String(10), nullable=False),
    sa.Column("useful", sa.Integer, nullable=False),
    sa.Column("clear", sa.Integer, nullable=False),
    sa.Column("length", sa.String(8), nullable=False),
    sa.Column("will_use", sa.String(8), nullable=False),
    sa.Column("why_not", sa.Text, nullable=False),
    sa.Column("muddiest", sa.Text, nullable=False),
    sa.Column("advice", sa.Text, nullable=False),
    sa.Column("withdraw", sa.String(64), nullable=False, index=True),
    sqlite_with_rowid=False,  # a rowid would keep the order of coming
)
KEPT = sa.Table(
    "kept",
    META,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("date", sa.String(10), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
CHANGES = sa.Table(
    "changes",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("finding", sa.String(128), nullable=False, index=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("release", sa.String(32), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("date", sa.String(10), nullable=False),
)


def _sqlite_settings(connection, _record) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


def code_hash(code: str) -> str:
    """Only this is kept of a 撤回码; case and spaces don't matter when it is typed back."""
    return hashlib.sha256("".join(code.split()).upper().encode()).hexdigest()


class Store:
    """Responses, what could not be read of them, and the steps of the course team."""

    def __init__(self, engine: sa.Engine):
        self._engine = engine

    def add(self, response: Response, code: str) -> None:
        """Keep a response; on disk when this returns."""
        row = asdict(response) | {
            "schema": SCHEMA,
            "why_not": json.dumps(response.why_not, ensure_ascii=False),
            "withdraw": code_hash(code),
        }
        with self._engine.begin() as connection:
            connection.execute(RESPONSES.insert().values(row))

    def all_responses(self) -> tuple[Response, ...]:
        names = [c.name for c in RESPONSES.c if c.name not in ("schema", "withdraw")]
        query = sa.select(*(RESPONSES.c[n] for n in names)).order_by(RESPONSES.c.id)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(Response(**{**r, "why_not": tuple(json.loads(r["why_not"]))}) for r in rows)

    def withdraw(self, code: str) -> bool:
        """Delete what was sent under a code; says whether there was such a response."""
        with self._engine.begin() as connection:
            gone = connection.execute(
                RESPONSES.delete().where(RESPONSES.c.withdraw == code_hash(code))
            )
        return gone.rowcount > 0

    def purge(self, before: date) -> int:
        """Delete what is older than the retention allows; says how many rows."""
        with self._engine.begin() as connection:
            return sum(
                connection.execute(t.delete().where(t.c.date < before.isoformat())).rowcount
                for t in (RESPONSES, KEPT)
            )

    def keep_raw(self, text: str, reason: str, day: str) -> None:
        """Keep what could not become a response; nothing a teacher said is thrown away."""
        row = {"id": secrets.token_hex(16), "date": day, "reason": reason, "text": text}
        with self._engine.begin() as connection:
            connection.execute(KEPT.insert().values(row))

    def kept(self) -> Sequence[tuple[str, str]]:
        """(reason, text) of what could not become a response."""
        with self._engine.connect() as connection:
            return [tuple(r) for r in connection.execute(sa.select(KEPT.c.reason, KEPT.c.text))]

    def add_change(self, finding: str, state: str, release: str, note: str, date: str) -> None:
        row = {"finding": finding, "state": state, "release": release, "note": note, "date": date}
        with self._engine.begin() as connection:
            connection.execute(CHANGES.insert().values(row))

    def changes(self) -> tuple[ChangeStep, ...]:
        """Every step, in the order in which they were taken."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(CHANGES).order_by(CHANGES.c.id)).mappings().all()
        return tuple(ChangeStep(**r) for r in rows)


def open_store(url: str) -> Store:
    """The store at a SQLAlchemy URL, made if it isn't there."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _sqlite_settings)
    META.create_all(engine)
    return Store(engine)
