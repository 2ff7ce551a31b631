"""Marking a rubric part a second time: one paper at a time, without the first marker's points."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ipywidgets import HTML, VBox

from shixun.analytics.double_marking import MarkError, MarkingSheet, agreements, record, waiting
from shixun.analytics.trust import agreement_words, difference_words
from shixun.forms import Action, Message, Reply
from shixun.paths import Paths
from shixun.syllabus import Syllabus
from shixun.widgets import choice, page
from shixun.widgets.form import FormView

ACTIONS = (
    Action("take", "拿一份来评", primary=True),
    Action("mark", "记下分数，换下一份"),
    Action("back", "改上一份"),
    Action("compare", "看两个人一致不一致"),
)
ABOUT = (
    "给已经评过的主观题再评一遍。看不到第一位给了几分，也看不到是谁写的；请不要评自己评过的。"
    "这里的分不进成绩，只用来看两个人评得一致不一致。"
)


@dataclass
class Marking:
    """What lies on one second marker's table."""

    paths: Paths
    exercise: str = ""
    now: MarkingSheet | None = None
    last: MarkingSheet | None = None
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def act(self, action: str, values: dict) -> Reply:
        exercise = values.get("second_exercise") or ""
        if not exercise:
            return Reply(
                "先选一个练习。", "fail", (Message("fail", "请选一项。", field="second_exercise"),)
            )
        if exercise != self.exercise:
            self.exercise, self.now, self.last = exercise, None, None
        return {"take": self.take, "back": self.back, "compare": self.compare}.get(
            action, lambda: self.mark(values.get("second_points"))
        )()

    def take(self) -> Reply:
        """The next paper; the one that lies there goes back on the pile."""
        pile = [s for s in waiting(self.paths, self.exercise) if s != self.now]
        if not pile:
            alone = (
                "只有面前这一份了。" if self.now else "没有要再评的：要第一位先评过，才轮到第二位。"
            )
            return Reply(f"{self.exercise} {alone}")
        self.now = pile[0]
        return Reply(
            f"拿来一份，还有 {len(pile) - 1} 份。看完上面的答案再打分。", values=self._cleared()
        )

    def mark(self, points: float | None) -> Reply:
        if self.now is None:
            return Reply("面前没有作业，先按“拿一份来评”。", "fail")
        if points is None:
            return Reply(
                "还没有记下。", "fail", (Message("fail", "请打分。", field="second_points"),)
            )
        try:
            record(self.paths, self.now, float(points), self.clock())
        except MarkError as error:
            return Reply(
                f"没有记下。{error}", "fail", (Message("fail", str(error), field="second_points"),)
            )
        self.last, self.now = self.now, None
        pile = waiting(self.paths, self.exercise)
        self.now = pile[0] if pile else None
        left = f"还有 {len(pile)} 份，上面是下一份。" if pile else "都评完了。"
        return Reply(f"记下了：{points:g} 分。{left}", "pass", values=self._cleared())

    def back(self) -> Reply:
        if self.last is None:
            return Reply("还没有上一份。", "fail")
        self.now = self.last
        return Reply("上面是刚才那一份，重新打分就算改了。", values=self._cleared())

    def compare(self) -> Reply:
        """κ with its n, then every paper on which the two differ."""
        found = [p for p in agreements(self.paths, self.exercise) if p.agreement.n]
        if not found:
            return Reply(f"{self.exercise} 还没有人评过第二遍。")
        messages = tuple(
            Message("info", difference_words(d), title=p.title)
            for p in found
            for d in p.differences
        )
        facts = tuple((p.title, agreement_words(p)) for p in found)
        head = (
            "两个人给的分不同的，按差得多少排在下面，可以约着聊一聊。"
            if messages
            else "两个人给的分都一样。"
        )
        return Reply(head, messages=messages, facts=facts)

    def _cleared(self) -> dict:
        return {"second_exercise": self.exercise, "second_points": None}

    def paper(self) -> str:
        """The paper on the table, with the rubric beside it."""
        if self.now is None:
            return ""
        return page.render("marking_sheet", label="要再评的一份", sheet=self.now)


def section(places: Paths, course: Syllabus) -> VBox:
    """The paper, the form below it."""
    marking = Marking(places)
    paper = HTML("")

    def act(action: str, values: dict, uploads: dict) -> Reply:
        reply = marking.act(action, values)
        paper.value = marking.paper()
        return reply

    head = HTML(page.heading("第二位评一遍", ABOUT))
    return VBox([head, paper, FormView(form(course), actions=ACTIONS, on_action=act)])


def form(course: Syllabus) -> dict:
    return {
        "id": "second-marker",
        "title": "打分",
        "fields": [
            choice.exercise("second_exercise", "评哪一个练习？", course),
            {"id": "second_points", "kind": "number", "label": "您给几分", "min": 0, "max": 100,
             "step": 0.5, "compact": True},
        ],
    }  # fmt: skip
