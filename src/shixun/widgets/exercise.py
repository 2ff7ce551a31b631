"""The page of an exercise: the form, the latest hand-in, and the feedback on it."""

import os
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from urllib.parse import quote

import ipywidgets

from shixun import paths, release
from shixun.answers import AnswerError
from shixun.classroom.attempt import ACTIONS, Attempt, local_time
from shixun.forms import Reply
from shixun.widgets.form import FormError, FormView

ELSEWHERE = (
    "这份练习在别的窗口里改过，所以这里没有保存。请重新打开这一页，接着那边的做；"
    "这里刚填的还在这个浏览器里。"
)
BOX = "border:1px solid #d0d7de;border-radius:6px;padding:.6em 1em;margin:.3em 0;font-size:16px;line-height:1.7"
LINK = (
    "color:#0550ae;text-decoration:underline"  # JupyterLab shows links in an output as plain text
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
    return f'<div role="{role}" style="{BOX}">{escape(text)}</div>'


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
    rows = "".join(
        f"<tr><td>{'★ ' if row['critical'] else ''}{escape(row['title'])}</td>"
        f"<td style='white-space:nowrap'>{row['points']:g} / {row['out_of']:g}</td>"
        f"<td style='white-space:pre-wrap'>{escape(row['comment'] or row['text'])}</td></tr>"
        for row in (*said["rows"], *said["rubric"])
    )
    below = feedback.page.relative_to(desk.folder).as_posix()
    link = (
        f'<a href="{escape(quote(below))}" data-shixun-open="{escape(f"{desk.exercise}/{below}")}"'
        f' style="{LINK}">'
        "打开完整的评语（可打印）</a>"
    )
    return (
        f'<section aria-label="评语" style="{BOX}"><strong>评语来了</strong>：'
        f"{local_time(feedback.at)}交的，{said['points']:g} / {said['out_of']:g} 分。{link}"
        f"<details><summary>逐项看</summary><table>{rows}</table></details></section>"
    )
