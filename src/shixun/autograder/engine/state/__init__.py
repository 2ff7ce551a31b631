"""What the autograder remembers beside the gradebook, in one database: SQLite by default.

    models.py      its tables
    database.py    where it is, how it is opened and brought up to date
    records.py     what is read from it and written to it, as frozen records
    earlier.py     the files of versions before there was a database, taken over once
    migrations/    Alembic's steps from one schema to the next

It holds everything about a second marking too, although the autograder does none of it: a second mark
is of a student, an assignment and a cell, in any course; one database means one backup and one setting.
"""

from shixun.autograder.engine.state.database import StateDatabase, open_state
from shixun.autograder.engine.state.records import (
    GradingRecord,
    JournalEntry,
    LostGrade,
    SecondMark,
)

__all__ = [
    "GradingRecord",
    "JournalEntry",
    "LostGrade",
    "SecondMark",
    "StateDatabase",
    "open_state",
]
