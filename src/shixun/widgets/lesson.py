"""The moving parts of a micro-lesson: questions, practice, and 反馈."""

from pathlib import Path

from shixun import paths
from shixun import syllabus as course
from shixun.forms import Action
from shixun.lessons import data, quiz
from shixun.lessons.outline import outline
from shixun.responses import form as response_form
from shixun.widgets.form import FormView

CHECK = Action("check", "看解释")


def _file(lesson: str, suffix: str) -> Path:
    places = paths.current()
    record = course.load(places.root / "course.toml").lesson(lesson)
    return (places.notebooks / record.file).with_suffix(suffix)


def _data(lesson: str) -> data.LessonData:
    return data.load(_file(lesson, ".toml"))


def _quiz(id: str, questions: tuple[quiz.Question, ...]) -> FormView:
    return FormView(
        quiz.form(id, questions),
        on_action=lambda action, values, uploads: quiz.answer(questions, values),
        auto=CHECK.id,
    )


def recall(lesson: str) -> FormView:
    """回顾一题: one question on an earlier lesson, explained at once."""
    question = _data(lesson).recall
    return _quiz(question.id, (question,))


def selftest(lesson: str) -> FormView:
    """自测三题, each answer explained at once."""
    return _quiz(f"{lesson}-selftest", _data(lesson).selftest)


def practice(lesson: str) -> FormView:
    """互动: the interactions that the lesson's data file describes."""
    asked = _data(lesson).practice
    return FormView(
        asked.form(f"{lesson}-practice"),
        values=asked.start(),
        actions=asked.actions,
        on_action=lambda action, values, uploads: asked.act(values),
        auto=asked.auto,
        draft="session",
        draft_key=f"{lesson}-practice",
    )


def response(lesson: str) -> FormView:
    """反馈: where it was unclear, and a few questions; nothing says who answered."""
    syllabus = course.load(paths.current().root / "course.toml")
    return FormView(
        response_form.lesson_form(syllabus, lesson, outline(_file(lesson, ".ipynb"))),
        actions=response_form.ACTIONS,
        on_action=lambda action, values, uploads: response_form.act(action, values, lesson),
        draft="session",
        draft_key=f"response-{lesson}",
    )
