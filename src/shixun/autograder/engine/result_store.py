"""What the engine keeps beside the gradebook, so that a stop at any moment loses nothing.

.shixun/staged/A/S/   a submission's new result, until it is in the gradebook
.shixun/aside/A/S/    the earlier result, while the new one takes its place
.shixun/state.db      which results are being written, and what was graded last (`state/`)
"""

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import sqlalchemy as sa

from shixun.autograder.engine.courses import Course
from shixun.autograder.engine.records import GradingResult
from shixun.autograder.engine.state import GradingRecord, JournalEntry, open_state
from shixun.autograder.engine.state.models import GradedSubmission, JournalRow

READ_ONLY = 0o444
GROUP_WRITABLE = 0o664


class ResultStore:
    """The result files of one assignment, and the journal by which a batch is committed."""

    def __init__(self, course: Course, assignment: str):
        self.course, self.assignment = course, assignment
        self.base = course.state_dir
        self.staged = self.base / "staged" / assignment
        self.backup = self.base / "aside" / assignment

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

    def record(self, student: str) -> GradingRecord | None:
        """What was graded last for a student, or None."""
        return self.records([student]).get(student)

    def records(self, students: Iterable[str] | None = None) -> dict[str, GradingRecord]:
        """Student → what was graded last, of these students or of all."""
        query = sa.select(GradedSubmission.student, GradedSubmission.record).where(
            GradedSubmission.assignment == self.assignment
        )
        if students is not None:
            query = query.where(GradedSubmission.student.in_(list(students)))
        with open_state(self.course).reading() as session:
            rows = session.execute(query).all() if session else ()
        found = ((student, GradingRecord.read(data)) for student, data in rows)
        return {student: record for student, record in found if record}

    def has_result(self, student: str) -> bool:
        """Whether nbgrader's autograded folder has a result of this student."""
        return self.result_folder(student).is_dir()

    def commit(
        self, batch: list[GradingResult], write: Callable[[list[GradingResult]], None]
    ) -> None:
        """Write a batch to the gradebook, by `write`, and move its files into place.

        After a crash in between, `recover` finishes or drops all of it.
        """
        if not batch:
            return
        # One lasting write for a batch: the disk takes longer over each than grading does.
        self._begin([JournalEntry.of(graded) for graded in batch])
        write(batch)
        for graded in batch:
            self._promote(graded.student)
        self._finish({graded.student: GradingRecord.of(graded) for graded in batch})

    def recover(self, is_written: Callable[[JournalEntry], bool]) -> None:
        """After a crash: finish results that the gradebook already holds, drop the others.

        `is_written(entry)` says whether the gradebook has the points, time and marks of an entry.
        """
        begun = self._journalled()
        written = [entry for entry in begun if is_written(entry)]
        for entry in written:
            self._promote(entry.student)
        if self.backup.is_dir():
            for folder in self.backup.iterdir():
                if not self.has_result(folder.name):
                    _move(folder, self.result_folder(folder.name))
        if begun:
            self._finish({entry.student: entry.record for entry in written})
        for left in (
            self.staged,
            self.backup,
            *self.base.glob("own-*"),
            *self.base.glob("trial-*"),
        ):
            remove_folder(left)

    def _journalled(self) -> list[JournalEntry]:
        """What was being committed; empty after a run that ended in order."""
        query = sa.select(JournalRow.student, JournalRow.entry)
        with open_state(self.course).reading() as session:
            mine = query.where(JournalRow.assignment == self.assignment)
            rows = session.execute(mine).all() if session else ()
        entries = (JournalEntry.read(student, data) for student, data in rows)
        return [entry for entry in entries if entry]

    def _begin(self, entries: list[JournalEntry]) -> None:
        """Note what is going to be written."""
        with open_state(self.course).writing() as session:
            session.execute(sa.delete(JournalRow).where(JournalRow.assignment == self.assignment))
            rows = [
                {"assignment": self.assignment, "student": e.student, "entry": e.to_json()}
                for e in entries
            ]
            session.execute(sa.insert(JournalRow), rows)

    def _finish(self, records: dict[str, GradingRecord]) -> None:
        """Note what was graded; nothing is being written any more."""
        with open_state(self.course).writing() as session:
            session.execute(sa.delete(JournalRow).where(JournalRow.assignment == self.assignment))
            mine = GradedSubmission.assignment == self.assignment
            earlier = mine & GradedSubmission.student.in_(list(records))
            session.execute(sa.delete(GradedSubmission).where(earlier))
            rows = [
                {"assignment": self.assignment, "student": student, "record": record.to_json()}
                for student, record in records.items()
            ]
            if rows:
                session.execute(sa.insert(GradedSubmission), rows)

    def result_folder(self, student: str) -> Path:
        """nbgrader's autograded folder of a student."""
        return self.course.folder("autograded", student, self.assignment)

    def _promote(self, student: str) -> None:
        """Replace the earlier result by the staged one."""
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

    def _set_permissions(self, folder: Path) -> None:
        """The permissions that nbgrader gives to its own results."""
        mode = GROUP_WRITABLE if self.course.directory.groupshared else READ_ONLY
        for where, _, files in os.walk(folder):
            for name in files:
                os.chmod(os.path.join(where, name), mode)
            if self.course.directory.groupshared:
                os.chmod(where, (stat.S_IMODE(os.stat(where).st_mode) | 0o2770) & 0o2777)


def _move(source: Path, target: Path) -> None:
    try:
        os.rename(source, target)
    except OSError:  # another file system
        shutil.move(source, target)


def remove_folder(path: Path) -> None:
    """Remove a folder, also if its files are read-only or it is not there."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(path)
