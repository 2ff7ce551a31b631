"""`rule`: a timetable by one rule record; what it earns shrinks with the core sessions kept."""

from collections.abc import Iterator
from typing import Any

from shixun.exercises.scorers.school import TimetableScorer, verdicts
from shixun.exercises.submission import Score, Submission
from shixun.forms import Form, Message
from shixun.rules.records import timetable_rules
from shixun.rules.verdict import State, Verdict


class RuleScorer(TimetableScorer, frozen=True, kw_only=True, tag="rule"):
    """The timetable keeps this rule."""

    rule: str
    first_new: str = ""  # for a rule on the first day of new lessons: the field that holds it
    start: str = "first_new"  # the field of that day, for the checker

    @property
    def heading(self) -> str:
        return self.title or f"{self.rule} {timetable_rules()[self.rule].name}"

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.first_new or self.rows,)

    @property
    def rests_on(self) -> tuple[str, ...]:
        return self.rules or (self.rule,)

    @property
    def grounds(self) -> str:
        return self.basis

    def score(self, sub: Submission) -> Score:
        part = 1.0 if self.first_new else self.share(sub)
        if part == 0:
            text = "有一个年级一节核心课也没有了（要老师讲的课），这条没法给分。请先把核心课排上。"
            return Score(0, self.points, text)
        mine = self._verdicts(sub)
        bad = [v for v in mine if v.state is not State.PASS]
        if bad or not mine:
            text = "；".join(v.text for v in bad) or "课表里没有可以按这条检查的内容。"
            return Score(0, self.points, text, tuple(map(self._message, bad)))
        if part < 1:
            points = round(self.points * part * 2) / 2
            text = f"这条过了；有年级的核心课没有排满，按排上的比例给 {points:g} 分。"
            return Score(points, self.points, text)
        return Score(self.points, self.points, "通过。" + mine[0].text)

    def remarks(self, sub: Submission) -> tuple[Message, ...]:
        bad = (v for v in self._verdicts(sub) if v.state is not State.PASS)
        return tuple(map(self._message, bad))

    def _verdicts(self, sub: Submission) -> list[Verdict]:
        start = sub.values.get(self.start) or None
        rows = sub.values.get(self.rows) or []
        found = verdicts(sub.folder / self.school, start, rows)
        return [v for v in found if v.rule == self.rule]

    def _message(self, verdict: Verdict) -> Message:
        return verdict.message(self.fields[0])

    def problems(self, form: Form, key: dict[str, Any] | None) -> Iterator[str]:
        if self.rule not in timetable_rules():
            known = "、".join(timetable_rules())
            yield f"{self.id}：没有规则 {self.rule}；现有：{known}。"
