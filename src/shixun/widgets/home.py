"""The course home in a teacher's JupyterLab: lessons, exercises and their state, the next step."""

import os
from collections.abc import Collection
from contextlib import suppress
from html import escape
from pathlib import Path

from ipywidgets import HTML

from shixun import answers, paths, syllabus
from shixun.classroom import course as grading
from shixun.classroom import feedback_inbox, handin, home
from shixun.classroom.attempt import local_time
from shixun.classroom.home import ExerciseProgress, Facts, State
from shixun.exercises.folder import load_form
from shixun.paths import Paths
from shixun.syllabus import Syllabus
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
    inside = body(course, progress, os.environ.get("SHIXUN_GUIDE_URL", ""), pages(places))
    return HTML(page.part(inside, course.title))


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
    units = "".join(_unit(course, unit, progress) for unit in course.units)
    return _next(course, progress) + units + _guide(guide_url, guide_pages)


def _next(course: Syllabus, progress: tuple[ExerciseProgress, ...]) -> str:
    said = home.suggestion(course, progress)
    go = f" {page.link(said.open, said.label)}" if said.open else ""
    text = f"<strong>接下来：</strong>{escape(said.text)}{go}"
    return f'<section class="sx-next" aria-label="接下来">{text}</section>'


def _unit(course: Syllabus, unit, progress: tuple[ExerciseProgress, ...]) -> str:
    lessons = [x for x in course.lessons if x.unit == unit.id]
    items = "".join(_lesson(course, x, progress) for x in lessons)
    return f"<h2>{escape(unit.title)}</h2><ul>{items}</ul>" if lessons else ""


def _lesson(course: Syllabus, lesson, progress: tuple[ExerciseProgress, ...]) -> str:
    known = {p.exercise: p for p in progress}
    below = "".join(
        f"<li>{_exercise(e, known[e.id])}</li>"
        for e in course.exercises_of(lesson.id)
        if e.id in known
    )
    head = f"{page.link(lesson.file, f'{lesson.id} {lesson.title}')} {_minutes(lesson)}"
    return f"<li>{head}{f'<ul>{below}</ul>' if below else ''}</li>"


def _minutes(thing) -> str:
    return f'<span class="sx-min">约 {thing.minutes} 分钟</span>'


def _exercise(exercise, progress: ExerciseProgress) -> str:
    title = f"练习 {exercise.id} {exercise.title}"
    closed = progress.state is State.CLOSED
    head = escape(title) if closed else page.link(exercise.file, title)
    state = f'<span class="sx-state">{progress.state.value}</span>'
    return f"{head} {_minutes(exercise)} {state}{_details(progress.facts)}"


def _details(facts: Facts) -> str:
    text = ""
    if facts.handed_in:
        text += f" {local_time(facts.handed_in)}交，回执摘要 {facts.digest}"
    text = escape(text)
    if facts.page:
        earlier = "（上一次交的）" if facts.feedback < facts.handed_in else ""
        text += f" · {page.link(facts.page, f'读反馈{earlier}')}"
    return text


def _guide(url: str, guide_pages: Collection[str]) -> str:
    """Links to the pages of the guide, each only if it is there."""
    wanted = {
        "G0.ipynb": "我是谁，从哪里开始",
        "G6.ipynb": "查一张自己的课表",
        "changes.ipynb": "您说·我们改：老师们说了什么，改了什么",
    }
    base = f"{url.rstrip('/')}/voila/render"
    links = [
        f"<li>{page.away(f'{base}/{file}', text)}</li>"
        for file, text in wanted.items()
        if url and file in guide_pages
    ]
    return f"<h2>工作指南</h2><ul>{''.join(links)}</ul>" if links else ""
