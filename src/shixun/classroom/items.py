"""The gradebook as records for insight: no names, only pseudonyms, cells, points and releases."""

import hashlib
import hmac
import secrets
from pathlib import Path

from nbgrader.api import Grade, TaskCell

from shixun import answers
from shixun.answers import checks
from shixun.classroom.gradebook import open_gradebook
from shixun.classroom.records import First, ItemResult
from shixun.exercises import folder as files
from shixun.exercises import task
from shixun.exercises.declaration import DeclarationError
from shixun.paths import Paths

SALT = (
    "pseudonyms.salt"  # in the course root, beside the gradebook; without it nobody is recognised
)


def gradebook_items(paths: Paths) -> list[ItemResult]:
    """Every graded item of every teacher; what still waits for a trainer's marks is left out."""
    found = []
    with open_gradebook(paths) as gradebook:
        if gradebook is None:
            return []
        salt = _salt(paths.grading)
        for assignment in gradebook.assignments:
            for submission in gradebook.assignment_submissions(assignment.name):
                folder = paths.grading / "autograded" / submission.student.id / assignment.name
                student = pseudonym(submission.student.id, salt)
                grades = [g for n in submission.notebooks for g in n.grades]
                found += _results(student, assignment.name, grades, folder, paths)
    return sorted(found, key=lambda r: (r.exercise, r.student, r.item))


def _results(student: str, exercise: str, grades: list[Grade], folder: Path, paths: Paths):
    release, first = _answer_release(exercise, folder, paths), first_states(exercise, folder)
    critical = _critical(paths.source / exercise)
    for grade in grades:
        if grade.needs_manual_grade or grade.score is None:
            continue
        yield ItemResult(
            student=student,
            exercise=exercise,
            item=grade.name,
            points=float(grade.score),
            out_of=float(grade.max_score),
            release=release,
            first=first.get(grade.name),
            critical=grade.name in critical,
            manual=isinstance(grade.cell, TaskCell),
        )


def _answer_release(exercise: str, folder: Path, paths: Paths) -> str:
    try:
        return answers.read(folder, exercise, files.load_form(paths.source / exercise)).release
    except (answers.AnswerError, OSError):
        return ""


def first_states(exercise: str, folder: Path) -> dict[str, First]:
    """How each open item stood at the first check."""
    history = checks.read(folder, exercise)
    shares = history[0].items if history else {}
    return {i: "pass" if s >= 1 else "partial" if s > 0 else "fail" for i, s in shares.items()}


def _critical(folder: Path) -> set[str]:
    try:
        return {i.id for i in task.load(folder.name, folder).items if i.critical}
    except DeclarationError:  # an exercise of another kind in the same gradebook
        return set()


def pseudonym(student: str, salt: bytes) -> str:
    """The same for the same teacher, and of no use to whoever does not hold the salt."""
    return hmac.new(salt, student.encode(), hashlib.sha256).hexdigest()[:10]


def _salt(folder: Path) -> bytes:
    path = folder / SALT
    try:
        with path.open("xb") as stream:
            stream.write(secrets.token_bytes(16))
        path.chmod(0o600)
    except FileExistsError:
        pass
    return path.read_bytes()
