"""What the engine keeps on disk beside the gradebook, so that a stop at any moment loses nothing.

.shixun/staged/A/S/      a submission's new result, until it is in the gradebook
.shixun/journal-A.json   which of them are being written, with their scores
.shixun/aside/A/S/       the earlier result, while the new one takes its place
.shixun/graded/A/S.json  what was graded last: the fingerprint of the submission and its plan,
                         and the corrections that its student is told about
"""

import contextlib
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from shixun.autograder.engine.courses import Course
from shixun.autograder.engine.records import (
    FormerMark,
    GradingResult,
    RegradedItem,
    RegradeNotice,
)
from shixun.files import write_atomically

READ_ONLY = 0o444
GROUP_WRITABLE = 0o664


@dataclass(frozen=True)
class GradingRecord:
    """What is remembered of the last grading of a submission."""

    fingerprint: str
    regrade_notices: tuple[RegradeNotice, ...] = ()
    former_marks: tuple[FormerMark, ...] = ()

    @property
    def submission(self) -> str:
        """The part of the fingerprint that stands for the submitted files."""
        return self.fingerprint.rpartition("-")[2]

    @classmethod
    def of(cls, graded: GradingResult) -> "GradingRecord":
        """The record of a result."""
        return cls(graded.fingerprint, graded.regrade_notices, graded.former_marks)

    @classmethod
    def read(cls, data: dict | None) -> "GradingRecord | None":
        """From JSON data; None if it does not have the form of `to_json`."""
        if data is None:
            return None
        try:
            regrade_notices = tuple(
                RegradeNotice(t["day"], t["reason"], tuple(RegradedItem(**i) for i in t["items"]))
                for t in data.get("told", ())
            )
            former = tuple(FormerMark(**mark) for mark in data.get("former", ()))
            return cls(str(data["fingerprint"]), regrade_notices, former)
        except (AttributeError, KeyError, TypeError):
            return None

    def to_json(self) -> dict:
        """As it is stored; `read` is the inverse."""
        notices = [asdict(notice) for notice in self.regrade_notices]
        former = [asdict(mark) for mark in self.former_marks]
        return {"fingerprint": self.fingerprint, "told": notices, "former": former}


@dataclass(frozen=True)
class JournalEntry:
    """A result on its way into the gradebook, and what tells whether it has come there."""

    student: str
    record: GradingRecord
    scores: dict[str, float | None]  # automatic points by the row of the cell
    timestamp: str | None
    reopened: tuple[str, ...]

    @classmethod
    def of(cls, graded: GradingResult) -> "JournalEntry":
        """The entry of a result that is about to be committed."""
        scores = {s.row: s.points for n in graded.notebooks for s in n.scores}
        record = GradingRecord.of(graded)
        return cls(graded.student, record, scores, graded.timestamp, graded.reopened)

    @classmethod
    def read(cls, student: str, data: dict) -> "JournalEntry | None":
        """From JSON; None where it is not ours."""
        record = GradingRecord.read(data)
        if record is None or "scores" not in data:
            return None
        reopened = tuple(data.get("reopened", ()))
        return cls(student, record, data["scores"], data.get("timestamp"), reopened)

    def to_json(self) -> dict:
        """As it is stored in the journal."""
        facts = {"scores": self.scores, "timestamp": self.timestamp, "reopened": self.reopened}
        return self.record.to_json() | facts


class ResultStore:
    """The result files of one assignment, and the journal by which a batch is committed."""

    def __init__(self, course: Course, assignment: str):
        self.course, self.assignment = course, assignment
        self.base = course.state_dir
        self.staged = self.base / "staged" / assignment
        self.records = self.base / "graded" / assignment
        self.backup = self.base / "aside" / assignment
        self.journal = self.base / f"journal-{assignment}.json"

    def stage(self, student: str) -> Path:
        """An empty folder for a student's new result."""
        folder = self.staged / student
        remove_folder(folder)
        folder.mkdir(parents=True)
        return folder

    def scratch(self) -> Path:
        """A new temporary folder, to be removed by the caller."""
        self.base.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="own-", dir=self.base))

    def record(self, student: str) -> "GradingRecord | None":
        """What was graded last for a student, or None."""
        return GradingRecord.read(_read_json(self.records / _file_name(student)))

    def has_result(self, student: str) -> bool:
        """Whether nbgrader's autograded folder has a result of this student."""
        return self.result_folder(student).is_dir()

    def commit(
        self, batch: list[GradingResult], write: Callable[[list[GradingResult]], None]
    ) -> None:
        """Write a batch to the gradebook, by `write`, and move its files into place.

        After a crash in between, `recover` finishes or drops all of it.
        """
        self.records.mkdir(parents=True, exist_ok=True)
        # One lasting write for a batch: the disk takes longer over each than grading does.
        _write_durably(self.journal, {g.student: JournalEntry.of(g).to_json() for g in batch})
        write(batch)
        for graded in batch:
            self._promote(graded.student, GradingRecord.of(graded))
        self.journal.unlink()

    def recover(self, is_written: Callable[["JournalEntry"], bool]) -> None:
        """After a crash: finish results that the gradebook already holds, drop the others.

        `is_written(entry)` says whether the gradebook has the points, time and marks of an entry.
        """
        for entry in self._journalled():
            if is_written(entry):
                self._promote(entry.student, entry.record)
        if self.backup.is_dir():
            for folder in self.backup.iterdir():
                if not self.has_result(folder.name):
                    _move(folder, self.result_folder(folder.name))
        self.journal.unlink(missing_ok=True)
        for left in (
            self.staged,
            self.backup,
            *self.base.glob("own-*"),
            *self.base.glob("trial-*"),
        ):
            remove_folder(left)

    def _journalled(self) -> list["JournalEntry"]:
        """What was being committed; empty if there is no valid journal."""
        found = _read_json(self.journal) or {}
        entries = (JournalEntry.read(student, data) for student, data in found.items())
        return [entry for entry in entries if entry]

    def result_folder(self, student: str) -> Path:
        """nbgrader's autograded folder of a student."""
        return self.course.folder("autograded", student, self.assignment)

    def _promote(self, student: str, record: "GradingRecord") -> None:
        """Replace the earlier result by the staged one, and store its record."""
        new, final, old = self.staged / student, self.result_folder(student), self.backup / student
        if new.is_dir():
            self._set_permissions(new)
            remove_folder(old)
            if final.exists():
                old.parent.mkdir(parents=True, exist_ok=True)
                _move(final, old)
            final.parent.mkdir(parents=True, exist_ok=True)
            _move(new, final)
            remove_folder(old)
        _write_lazily(self.records / _file_name(student), record.to_json())

    def _set_permissions(self, folder: Path) -> None:
        """The permissions that nbgrader gives to its own results."""
        mode = GROUP_WRITABLE if self.course.directory.groupshared else READ_ONLY
        for where, _, files in os.walk(folder):
            for name in files:
                os.chmod(os.path.join(where, name), mode)
            if self.course.directory.groupshared:
                os.chmod(where, (stat.S_IMODE(os.stat(where).st_mode) | 0o2770) & 0o2777)


def _file_name(student: str) -> str:
    """A file name for a student id of any length."""
    name = f"{student}.json"
    return name if len(os.fsencode(name)) < 200 else f"{sha256(name.encode()).hexdigest()}.json"


def _write_durably(path: Path, content: dict) -> None:
    """Replace a file as a whole; it is on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, json.dumps(content).encode())


def _write_lazily(path: Path, content: dict) -> None:
    """Replace a file as a whole, without waiting for the disk; if it is lost, one submission is graded again."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(content), encoding="utf-8")
    os.replace(beside, path)


def _read_json(path: Path) -> dict | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _move(source: Path, target: Path) -> None:
    try:
        os.rename(source, target)
    except OSError:  # another file system
        shutil.move(source, target)


def remove_folder(path: Path) -> None:
    """Remove a folder, also if its files are read-only or it is not there."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(path)
