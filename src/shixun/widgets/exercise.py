"""The page of an exercise: the form, the latest hand-in, and the feedback on it."""

import os
from datetime import UTC, datetime
from pathlib import Path

import ipywidgets

from shixun import paths, release
from shixun.answers import AnswerError
from shixun.classroom.attempt import ACTIONS, Attempt, local_time
from shixun.forms import Reply
from shixun.widgets.form import FormError, FormView
from shixun.widgets.page import render

ELSEWHERE = (
    "这份练习在别的窗口里改过，所以这里没有保存。请重新打开这一页，接着那边的做；"
    "这里刚填的还在这个浏览器里。"
)


def show(exercise: str) -> ipywidgets.VBox | None:
    """The exercise, ready to fill in; nothing while nbgrader runs the notebook.

    Under nbgrader the answer file is evidence: nothing may be shown, asked or written.
    """
    if os.environ.get("NBGRADER_EXECUTION"):
        return None
    places = paths.current()
    desk = Attempt(
        paths=places,
        exercise=exercise,
        folder=Path.cwd(),
        student=paths.teacher_id(),
        release=release.current(places),
        clock=lambda: datetime.now(UTC),
    )
    if not (desk.folder / "form.json").is_file():
        text = f"这里没有练习 {exercise} 的文件。请从课程首页打开这个练习。"
        return ipywidgets.VBox([ipywidgets.HTML(_box(text, "alert"))])
    return page(desk)


def page(desk: Attempt) -> ipywidgets.VBox:
    """Notices above, the form below; the notice on the hand-in follows what she does.

    A page that another window has overtaken saves and hands in nothing: it would undo that work.
    """
    opening, seen = desk.opening(), desk.stamp()
    notice = ipywidgets.HTML(_box(opening.problem, "alert") if opening.problem else "")
    handed_in = ipywidgets.HTML(_handed_in(desk))

    def overtaken() -> bool:
        return desk.stamp() not in ("", seen)

    def act(action: str, values: dict, uploads: dict) -> Reply:
        nonlocal seen
        if overtaken():
            return Reply(ELSEWHERE, "fail")
        reply = desk.act(action, values, uploads)
        seen = desk.stamp()
        handed_in.value = _handed_in(desk)
        return reply

    def save(values: dict) -> None:
        nonlocal seen
        if overtaken():
            raise FormError(ELSEWHERE)
        try:
            desk.save(values)
            seen = desk.stamp()
        except (AnswerError, OSError) as error:
            raise FormError(f"没有保存。{error}") from error
        notice.value = ""
        handed_in.value = _handed_in(desk)

    form = FormView(
        desk.form,
        values=opening.values,
        actions=ACTIONS,
        on_action=act,
        on_save=save,
        draft="local",
        draft_key=f"{desk.student}/{desk.exercise}",
        saved_at=opening.saved_at,
    )
    return ipywidgets.VBox([ipywidgets.HTML(_feedback(desk)), notice, handed_in, form])


def _box(text: str, role: str = "status") -> str:
    return render("notice", text=text, role=role)


def _handed_in(desk: Attempt) -> str:
    found = desk.handed_in()
    if found is None:
        return ""
    receipt, changed = found
    text = f"已交：{local_time(receipt.at)}，回执摘要 {receipt.digest}。"
    return _box(
        text + ("之后又改过，要再交一次才算数。" if changed else "现在的内容就是交上去的内容。")
    )


def _feedback(desk: Attempt) -> str:
    """What has come back: the sum, each item, the trainer's words, and the page to print."""
    feedback = desk.feedback()
    if feedback is None:
        return ""
    said = feedback.content
    below = feedback.page.relative_to(desk.folder).as_posix()
    return render(
        "returned",
        at=local_time(feedback.at),
        said=said,
        rows=(*said["rows"], *said["rubric"]),
        open=f"{desk.exercise}/{below}",
        shown=below,
    )
