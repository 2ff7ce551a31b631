"""What the engine keeps on disk beside the gradebook, so that a stop at any moment loses nothing.

.shixun/staged/A/S/      a submission's new result, until it is in the gradebook
.shixun/journal-A.json   which of them are being written, with their scores
.shixun/aside/A/S/       the earlier result, while the new one takes its place
.shixun/graded/A/S.json  what was graded last: the fingerprint of the submission and its plan,
                         and the corrections that its teacher is told about
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
from shixun.autograder.engine.records import Graded, Told, ToldItem
from shixun.files import write_atomically

READ_ONLY = 0o444
GROUP = 0o664


@dataclass(frozen=True)
class Record:
    """What is remembered of a submission's last grading."""

    fingerprint: str
    told: tuple[Told, ...] = ()

    @property
    def submission(self) -> str:
        """The part of the fingerprint that tells what was handed in, whatever it is graded by."""
        return self.fingerprint.rpartition("-")[2]

    @classmethod
    def of(cls, graded: Graded) -> "Record":
        return cls(graded.fingerprint, graded.told)

    @classmethod
    def read(cls, kept: dict | None) -> "Record | None":
        """From JSON; None where it is not ours."""
        try:
            told = tuple(
                Told(t["day"], t["reason"], tuple(ToldItem(**i) for i in t["items"]))
                for t in kept.get("told", ())
            )
            return cls(str(kept["fingerprint"]), told)
        except (AttributeError, KeyError, TypeError):
            return None


class Shelf:
    """The kept files of one assignment."""

    def __init__(self, course: Course, assignment: str):
        self.course, self.assignment = course, assignment
        self.base = course.kept
        self.staged = self.base / "staged" / assignment
        self.graded = self.base / "graded" / assignment
        self.aside = self.base / "aside" / assignment
        self.journal = self.base / f"journal-{assignment}.json"

    def stage(self, student: str) -> Path:
        """An empty folder for a new result."""
        folder = self.staged / student
        remove(folder)
        folder.mkdir(parents=True)
        return folder

    def scratch(self) -> Path:
        """A folder of the caller's own, to be removed by the caller."""
        self.base.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="own-", dir=self.base))

    def record(self, student: str) -> "Record | None":
        """What was graded last for a student, or None."""
        return Record.read(_load(self.graded / _file(student)))

    def has_result(self, student: str) -> bool:
        return self._final(student).is_dir()

    def settle(self, batch: list[Graded], write: Callable[[list[Graded]], None]) -> None:
        """Put results into the gradebook and in their place on disk, all of them or, after a stop
        in between, all of them on the next start."""
        self.graded.mkdir(parents=True, exist_ok=True)
        # One lasting write for a batch: the disk takes longer over each than grading does.
        _save(self.journal, {g.student: _record(g) for g in batch})
        write(batch)
        for graded in batch:
            self._place(graded.student, Record.of(graded))
        self.journal.unlink()

    def recover(self, is_written: Callable[[str, dict[str, float | None]], bool]) -> None:
        """After a stop: finish what the gradebook already holds, drop what it does not.

        `is_written(student, scores)` tells whether the gradebook has these scores by cell row.
        """
        for student, record in self._begun().items():
            if is_written(student, record["scores"]):
                self._place(student, Record.read(record))
        if self.aside.is_dir():
            for folder in self.aside.iterdir():
                if not self.has_result(folder.name):
                    _move(folder, self._final(folder.name))
        self.journal.unlink(missing_ok=True)
        for left in (self.staged, self.aside, *self.base.glob("own-*"), *self.base.glob("trial-*")):
            remove(left)

    def _begun(self) -> dict[str, dict]:
        """Student → record of what was being written; nothing where the journal is not ours."""
        found = _load(self.journal) or {}
        return {s: r for s, r in found.items() if Record.read(r) and "scores" in r}

    def _final(self, student: str) -> Path:
        return self.course.folder("autograded", student, self.assignment)

    def _place(self, student: str, record: "Record") -> None:
        """The new result in the place of the earlier one."""
        new, final, old = self.staged / student, self._final(student), self.aside / student
        if new.is_dir():
            self._permit(new)
            remove(old)
            if final.exists():
                old.parent.mkdir(parents=True, exist_ok=True)
                _move(final, old)
            final.parent.mkdir(parents=True, exist_ok=True)
            _move(new, final)
            remove(old)
        _note(self.graded / _file(student), asdict(record))

    def _permit(self, folder: Path) -> None:
        """nbgrader's own rights for what it puts out."""
        mode = GROUP if self.course.directory.groupshared else READ_ONLY
        for where, _, files in os.walk(folder):
            for name in files:
                os.chmod(os.path.join(where, name), mode)
            if self.course.directory.groupshared:
                os.chmod(where, (stat.S_IMODE(os.stat(where).st_mode) | 0o2770) & 0o2777)


def _file(student: str) -> str:
    """A file's name for a student, also where the id alone is as long as a name may be."""
    name = f"{student}.json"
    return name if len(os.fsencode(name)) < 200 else f"{sha256(name.encode()).hexdigest()}.json"


def _record(graded: Graded) -> dict:
    scores = {s.row: s.points for n in graded.notebooks for s in n.scores}
    return asdict(Record.of(graded)) | {"scores": scores}


def _save(path: Path, content: dict) -> None:
    """Written whole, and on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, json.dumps(content).encode())


def _note(path: Path, content: dict) -> None:
    """Written whole, on the disk whenever the system gets to it: if lost, one is graded again."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(content), encoding="utf-8")
    os.replace(beside, path)


def _load(path: Path) -> dict | None:
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


def remove(path: Path) -> None:
    """Take a folder away, also where its files may not be written."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(path)
