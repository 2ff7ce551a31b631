"""The course home in a teacher's JupyterLab: lessons, exercises and their state, the next step."""

import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from ipywidgets import HTML

from shixun import answers, paths, syllabus
from shixun.classroom import course as grading
from shixun.classroom import feedback_inbox, handin, home
from shixun.classroom.home import ExerciseProgress, Facts
from shixun.exercises.folder import load_form
from shixun.paths import Paths
from shixun.syllabus import Lesson, Syllabus
from shixun.widgets import page


def show() -> HTML:
    """What the home's one-line cell calls: fetches what is new, then shows where she is."""
    places, student = paths.current(), paths.teacher_id()
    folder = Path.cwd()
    if folder == places.notebooks:  # opened in the checkout, where no exercise may be put
        folder = places.teachers / student
    course = syllabus.load(places.root / "course.toml")
    progress = tuple(
        home.progress(e.id, facts(places, e.id, folder, student)) for e in course.exercises
    )
    return HTML(body(course, progress, os.environ.get("SHIXUN_GUIDE_URL", ""), pages(places)))


def pages(places: Paths) -> frozenset[str]:
    """The guide's pages that exist."""
    return frozenset(p.name for p in places.guides.glob("*.ipynb"))


def facts(places: Paths, exercise: str, folder: Path, student: str) -> Facts:
    """Fetch what has been released for this exercise, then look at what is there."""
    with suppress(grading.GradingError):  # not released yet
        grading.fetch(places, exercise, folder, student)
    grading.fetch_feedback(places, exercise, folder, student)
    if not (folder / exercise / "form.json").is_file():
        return Facts(fetched=False)
    form = load_form(folder / exercise)
    receipt = handin.latest(exercise, folder, student, form)
    feedback = feedback_inbox.newest(exercise, folder)
    return Facts(
        fetched=True,
        started=answers.path_of(folder / exercise, exercise).exists(),
        handed_in=receipt.at if receipt else "",
        digest=receipt.digest if receipt else "",
        answer_digest=_digest(folder, exercise, form),
        feedback=feedback.at if feedback else "",
        page=feedback.page.relative_to(folder).as_posix() if feedback else "",
    )


def _digest(folder: Path, exercise: str, form: dict) -> str:
    try:
        return answers.digest(answers.read(folder / exercise, exercise, form))
    except answers.AnswerError:
        return ""  # the exercise's own page says what is wrong with the file


def body(
    course: Syllabus,
    progress: tuple[ExerciseProgress, ...],
    guide_url: str,
    guide_pages: Collection[str],
) -> str:
    """The next step, the units with their lessons and exercises, the guide."""
    known = {p.exercise: p for p in progress}
    units = [
        (unit, [(x, _exercises(course, x, known)) for x in course.lessons if x.unit == unit.id])
        for unit in course.units
    ]
    return page.render(
        "home",
        label=course.title,
        synthetic=paths.current().synthetic.is_file(),
        next=home.suggestion(course, progress),
        units=[(unit, lessons) for unit, lessons in units if lessons],
        guide=_guide(course, guide_url, guide_pages),
    )


def _exercises(course: Syllabus, lesson: Lesson, known: dict[str, ExerciseProgress]) -> list:
    return [(e, known[e.id]) for e in course.exercises_of(lesson.id) if e.id in known]


def _guide(course: Syllabus, url: str, guide_pages: Collection[str]) -> list[tuple[str, str]]:
    """Addresses and words of the guide's pages for the course home, each only if it is there."""
    base = f"{url.rstrip('/')}/voila/render"
    wanted = [p for p in course.guide if url and p.home and p.file in guide_pages]
    return [(f"{base}/{p.file}", p.home) for p in wanted]
