"""What earlier versions kept in files: taken over once, then kept aside, untouched.

.shixun/graded/A/S.json            what was graded last of a student
.shixun/journal-A.json             what was being written
.shixun/promises/A.json            how the notebooks of an assignment are isolated
.shixun/lost-cells/A/N.jsonl       grades of removed cells
second_marks.jsonl                 in the course root: second marks
"""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shixun.autograder.engine.state.models import (
    Base,
    GradedSubmission,
    ImportedFile,
    IsolationDecision,
    JournalRow,
    LostGradeRow,
    SecondMarkRow,
)
from shixun.autograder.engine.state.records import GradingRecord, JournalEntry

ASIDE = "before-state-db"  # below .shixun
SECOND_MARKS = "second_marks.jsonl"


def files(folder: Path) -> bool:
    """Whether there are any to take over."""
    if (folder.parent / SECOND_MARKS).is_file():
        return True
    return folder.is_dir() and any(_found(folder))


def _found(folder: Path) -> Iterator[tuple[Path, Callable[[Path], Iterator[Base]]]]:
    """Each file, and what reads its rows."""
    for pattern, read in _READERS.items():
        for path in sorted(folder.glob(pattern)):
            yield path, read


def take_over(engine: sa.Engine, folder: Path) -> None:
    """All of them in one transaction; only then they are moved. A stop in between repeats nothing."""
    found = list(_found(folder))
    if (folder.parent / SECOND_MARKS).is_file():
        found.append((folder.parent / SECOND_MARKS, _second_marks))
    if not found:
        return
    with Session(engine) as session, session.begin():
        done = set(session.scalars(sa.select(ImportedFile.path)))
        for path, read in found:
            name = path.relative_to(folder.parent).as_posix()
            if name not in done:
                for row in read(path):
                    session.merge(row)
                session.add(ImportedFile(path=name))
    for path, _ in found:
        target = folder / ASIDE / path.relative_to(folder.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, target)


def _json(path: Path) -> dict[str, Any]:
    """The content; {} where it is damaged: then one is graded again."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Each line that is whole; one that a crash has broken is passed over."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found


def _graded(path: Path) -> Iterator[Base]:
    # A student whose id was too long for a file's name is graded once more.
    if record := GradingRecord.read(_json(path)):
        yield GradedSubmission(
            assignment=path.parent.name, student=path.stem, record=record.to_json()
        )


def _journal(path: Path) -> Iterator[Base]:
    for student, data in _json(path).items():
        if entry := JournalEntry.read(student, data):
            assignment = path.stem.removeprefix("journal-")
            yield JournalRow(assignment=assignment, student=student, entry=entry.to_json())


def _decisions(path: Path) -> Iterator[Base]:
    kept = _json(path)
    try:
        for notebook, (mode, reason) in kept.get("notebooks", {}).items():
            yield IsolationDecision(
                assignment=path.stem, notebook=notebook, fingerprint=str(kept["fingerprint"]),
                mode=str(mode), reason=str(reason),
            )  # fmt: skip
    except (AttributeError, KeyError, TypeError, ValueError):
        return


def _lost_grades(path: Path) -> Iterator[Base]:
    columns = set(LostGradeRow.__table__.columns.keys()) - {"id", "assignment", "notebook"}
    for line in _lines(path):
        if columns <= line.keys():
            row = {column: line[column] for column in columns}
            yield LostGradeRow(assignment=path.parent.name, notebook=path.stem, **row)


def _second_marks(path: Path) -> Iterator[Base]:
    for line in _lines(path):
        try:
            yield SecondMarkRow(
                assignment=str(line["exercise"]), student=str(line["student"]),
                cell=str(line["item"]), digest=str(line["digest"]),
                points=float(line["points"]), first=float(line["first"]), at=str(line["at"]),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError):
            continue


_READERS: dict[str, Callable[[Path], Iterator[Base]]] = {
    "graded/*/*.json": _graded,
    "journal-*.json": _journal,
    "promises/*.json": _decisions,
    "lost-cells/*/*.jsonl": _lost_grades,
}
