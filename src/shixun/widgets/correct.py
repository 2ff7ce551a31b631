"""A wrong rule corrected: first who is touched and how, then new points with the reason told."""

from collections.abc import Iterable

from ipywidgets import HTML, VBox

from shixun.autograder.engine.differences import ScoreDifference
from shixun.autograder.report import format_change
from shixun.classroom import course as grading
from shixun.exercises import task
from shixun.forms import Action, Message, Reply
from shixun.paths import Paths
from shixun.syllabus import Syllabus
from shixun.widgets import choice, page
from shixun.widgets.form import FormView

ACTIONS = (
    Action("try", "试评：看谁的分会变", primary=True),
    Action("correct", "按新规则改分", confirm="刚才列出的人会改分，反馈里写明原因。现在改吗？"),
)
ABOUT = (
    "题目或规则错了，改好以后在这里重评。试评只列出新旧分数，不改任何东西；"
    "改分以后再按上面的“发回反馈”，老师会在反馈最上面看到哪一项改了、为什么。"
)


class Correcting:
    """Remembers which exercise was tried, so that nothing is changed unseen."""

    def __init__(self, paths: Paths):
        self.paths, self.tried = paths, ""

    def act(self, action: str, values: dict) -> Reply:
        exercise = values.get("correct_exercise") or ""
        if not exercise:
            return _ask("先选一个练习。", "correct_exercise", "请选一项。")
        try:
            if action == "try":
                return self.try_out(exercise)
            return self.correct(exercise, (values.get("correct_reason") or "").strip())
        except grading.GradingError as error:
            return Reply(str(error), "fail")

    def try_out(self, exercise: str) -> Reply:
        found = grading.try_again(self.paths, exercise)
        self.tried = exercise
        if not found.differences:
            return Reply(
                f"{exercise}：试评了 {len(found.graded)} 份，没有人的分会变。什么都没有改。"
            )
        rest = len(found.graded) - len(found.differences)
        head = f"{exercise}：{len(found.differences)} 人的分会变，其余 {rest} 人不变。还没有改。"
        return Reply(head, messages=tuple(_lines(self.paths, exercise, found.differences)))

    def correct(self, exercise: str, reason: str) -> Reply:
        if self.tried != exercise:
            return Reply("先按“试评”，看过谁的分会变，再改。", "fail")
        if not reason:
            return _ask("还没有改。", "correct_reason", "请写一句原因；老师会在反馈里看到。")
        done = grading.correct(self.paths, exercise, reason)
        self.tried = ""
        head = f"{exercise}：改了 {len(done.differences)} 人的分。按“发回反馈”，老师就能看到原因。"
        return Reply(head, "pass", tuple(_lines(self.paths, exercise, done.differences)))


def _ask(head: str, field: str, text: str) -> Reply:
    return Reply(head, "fail", (Message("fail", text, field=field),))


def _lines(paths: Paths, exercise: str, found: Iterable[ScoreDifference]) -> Iterable[Message]:
    """For each person both totals, then each item that changes."""
    titles = task.titles(paths.exercises / exercise)
    for one in sorted(found, key=lambda d: d.student):
        items = [
            f"{titles.get(c.cell, c.cell)}：{format_change(c.before, c.after)}"
            + ("（人工给过分，仍按人工的）" if c.by_hand is not None else "")
            for c in one.changes
        ]
        again = "又交过新的，不只因为规则。" if one.resubmitted else ""
        text = f"总分 {format_change(one.before, one.after)}。{again}{'；'.join(items)}。"
        yield Message("info", text, title=one.student)


def section(places: Paths, course: Syllabus) -> VBox:
    """What the section is for, then its form."""
    correcting = Correcting(places)
    head = HTML(page.heading("规则错了，重评一次", ABOUT))
    view = FormView(
        form(course), actions=ACTIONS, on_action=lambda a, values, _: correcting.act(a, values)
    )
    return VBox([head, view])


def form(course: Syllabus) -> dict:
    return {
        "id": "correct-rule",
        "title": "重评",
        "fields": [
            choice.exercise("correct_exercise", "哪一个练习？", course),
            {"id": "correct_reason", "kind": "text", "label": "为什么重评（写给老师看）",
             "max_length": 200, "placeholder": "如：第 3 条把 20 分钟的课也算超时，已改正"},
        ],
    }  # fmt: skip
