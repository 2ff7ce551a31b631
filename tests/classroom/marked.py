"""A class that has been graded, put straight into the gradebook: as autograde leaves it, in no time."""

import json
import shutil
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import Gradebook

from shixun import answers
from shixun.answers import Answer, checks
from shixun.answers.checks import Check
from shixun.classroom import config
from shixun.exercises import task
from shixun.exercises.folder import load_form, read_key
from shixun.exercises.task import Submission
from shixun.paths import Paths


@dataclass(frozen=True)
class Teacher:
    """What one teacher handed in, what she checked first, and what a trainer gave her rubric part."""

    id: str
    values: dict[str, Any] | None
    first: dict[str, Any] | None = None
    mark: float | None = None
    release: str = "2026.11"
    changed: dict[str, float] = field(default_factory=dict)  # points a trainer changed


def grade(paths: Paths, exercise: str, teachers: list[Teacher]) -> None:
    """Files below autograded/ and rows in the gradebook; the exercise must have been released."""
    folder = paths.source / exercise
    form, key, items = load_form(folder), read_key(folder), task.load(exercise, folder).items
    for t in teachers:
        place = paths.grading / "autograded" / t.id / exercise
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        if t.values is not None:
            at = "2026-11-24T09:30:00+08:00"
            answers.save(place, Answer(exercise, t.release, at, t.values), form)
        if t.first is not None:
            shares = {i.id: i.score(Submission(t.first, folder)).points / i.points
                      for i in items if not i.hidden}  # fmt: skip
            checks.append(place, exercise, Check("", t.release, t.first, shares))
    with Gradebook(f"sqlite:///{paths.grading / 'gradebook.db'}", config.COURSE_ID) as book:
        for t in teachers:
            book.update_or_create_student(t.id)
            _rows(book, exercise, t, Submission(t.values or {}, folder, key), items)
        book.db.commit()


def _rows(book: Gradebook, exercise: str, t: Teacher, submission: Submission, items) -> None:
    points = {i.id: i.score(submission).points if t.values is not None else 0 for i in items}
    for notebook in book.update_or_create_submission(exercise, t.id).notebooks:
        for g in notebook.grades:
            if g.name in points:
                g.auto_score, g.needs_manual_grade = points[g.name], False
                g.manual_score = t.changed.get(g.name)
            else:
                g.manual_score, g.needs_manual_grade = t.mark, t.mark is None


def case(root, exercise: str, name: str) -> dict[str, Any]:
    """One of an exercise's own stated answers."""
    path = root / "exercises" / exercise / "key" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))["values"]
