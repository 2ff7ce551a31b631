"""The published response form: a link names the lesson, and perhaps the part that was unclear."""

import os
from urllib.parse import parse_qs

from ipywidgets import HTML, VBox

from shixun import paths
from shixun import syllabus as course
from shixun.lessons.outline import outline
from shixun.responses import form as response_form
from shixun.widgets.form import FormView
from shixun.widgets.page import heading, render


def show() -> VBox:
    """The form of the lesson in the address; without one, a choice of lessons and 撤回."""
    asked = parse_qs(os.environ.get("QUERY_STRING", ""))
    return page(asked.get("lesson", [""])[0], asked.get("cell", [""])[0])


def page(lesson: str, cell: str = "") -> VBox:
    places = paths.current()
    syllabus = course.load(places.root / "course.toml")
    known = {x.id: x for x in syllabus.lessons}
    if lesson not in known:
        choice = render("lesson_choice", label="说说意见", unknown=lesson, lessons=syllabus.lessons)
        return VBox([HTML(choice), withdraw()])
    parts = outline(places.notebooks / known[lesson].file)
    start = {"where": cell} if cell in dict(parts) else {}
    head = heading(f"{lesson} {known[lesson].title}")
    form = FormView(
        response_form.lesson_form(syllabus, lesson, parts),
        values=start,
        actions=response_form.ACTIONS,
        on_action=lambda action, values, uploads: response_form.act(action, values, lesson),
        draft="session",
        draft_key=f"response-{lesson}",
    )
    return VBox([HTML(head), form])


def withdraw() -> FormView:
    """撤回: a code is enough, nobody asks who."""
    return FormView(
        response_form.withdraw_form(),
        actions=response_form.WITHDRAW,
        on_action=lambda action, values, uploads: response_form.act(action, values, ""),
    )
