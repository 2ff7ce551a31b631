"""Every teacher's last graded hand-in of one exercise, as data: points, answer, first check."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shixun import answers
from shixun.answers import Answer, checks
from shixun.answers.checks import Check
from shixun.classroom.gradebook import Mark, marks
from shixun.exercises import folder as files
from shixun.paths import Paths


@dataclass(frozen=True)
class GradedSubmission:
    """What counts of one teacher: nbgrader keeps the last hand-in only."""

    student: str
    folder: Path  # autograded/…
    marks: dict[str, Mark]  # by grade_id; with the notebook's name where there are several
    answer: Answer | None = None
    problem: str = ""  # why there is no answer
    first: Check | None = None  # the first check, if its values still fit the form

    @property
    def automatic(self) -> float:
        """Points in all automatically graded items, with what a trainer changed."""
        return sum(m.points for m in self.marks.values() if not m.task)


def must_be_ours(paths: Paths, exercise: str) -> None:
    """Other courses are graded, too, but what items rest on is known of our own exercises alone.

    Raises:
        FileNotFoundError: there is no such exercise.
    """
    places = (*paths.exercises.glob("*"), *paths.source.glob("*"))
    known = sorted({p.name for p in places if p.is_dir()})
    if exercise not in known:
        raise FileNotFoundError(f"师训没有练习 {exercise[:40]}；现有：{'、'.join(known)}。")


def graded_submissions(paths: Paths, exercise: str) -> tuple[GradedSubmission, ...]:
    """By student; nothing before the first grading. Two files are read per person, nothing runs."""
    form = files.load_form(paths.source / exercise) if _is_form(paths, exercise) else None
    return tuple(
        _paper(paths.grading / "autograded" / student / exercise, student, exercise, found, form)
        for student, found in sorted(marks(paths, exercise).items())
    )


def _is_form(paths: Paths, exercise: str) -> bool:
    return (paths.source / exercise / "form.json").is_file()


def _paper(
    folder: Path, student: str, exercise: str, marks: dict, form: dict | None
) -> GradedSubmission:
    if form is None:  # an exercise of another kind: it has no answer file
        return GradedSubmission(student, folder, marks)
    try:
        answer = answers.read(folder, exercise, form)
    except (answers.AnswerError, OSError) as error:
        return GradedSubmission(student, folder, marks, problem=str(error))
    history = checks.read(folder, exercise)
    first = history[0] if history and _fits(history[0].values, form) else None
    return GradedSubmission(student, folder, marks, answer, first=first)


def _fits(values: dict[str, Any], form: dict[str, Any]) -> bool:
    """The log lies on a teacher's disk: its values may be of an earlier form, or anything."""
    try:
        answers.validate(Path(), values, form)
    except answers.AnswerError:
        return False
    return True
