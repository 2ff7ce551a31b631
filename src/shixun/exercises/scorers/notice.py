"""`notice`: one part of a notice to families; `notice_kinds`: the part that lists what is asked."""

from collections.abc import Callable, Iterator
from typing import Any

from shixun.exercises.scorers.sheets import Sheet, SheetScorer
from shixun.exercises.submission import Score, Submission
from shixun.forms import Form, Message
from shixun.rules import notice

CONCRETE = "写到多具体算清楚，是本课程的默认"
PARTS: dict[str, Callable[[str, Sheet], str]] = {
    "processor": lambda text, sheet: notice.processor(text),
    "contact": lambda text, sheet: notice.contact(text),
    "purpose": lambda text, sheet: notice.purpose(text, sheet.purposes[0].id),
    "method": lambda text, sheet: notice.method(text),
    "period": lambda text, sheet: notice.period(text),
    "rights": lambda text, sheet: notice.rights(text),
}


class NoticeScorer(SheetScorer, frozen=True, kw_only=True):
    """A part of a notice about a sheet."""

    field: str
    name: str  # what the part is called, e.g. 期限

    @property
    def heading(self) -> str:
        return self.title or f"告知：{self.name}"

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.field,)

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.sheet,)

    @property
    def rests_on(self) -> tuple[str, ...]:
        return self.rules or ("V-01",)

    @property
    def grounds(self) -> str:
        return self.basis or CONCRETE

    def _failed(self, wrong: str) -> Score:
        message = Message("fail", wrong, f"告知：{self.name}", notice.BASIS, field=self.field)
        return Score(0, self.points, f"{self.name}：{wrong}", (message,))


class NoticePart(NoticeScorer, frozen=True, kw_only=True, tag="notice"):
    """A text that says what this part of a notice must say."""

    part: str  # which of PARTS

    def score(self, sub: Submission) -> Score:
        if wrong := self._problem(sub):
            return self._failed(wrong)
        return Score(self.points, self.points, f"{self.name}写清楚了。")

    def _problem(self, sub: Submission) -> str:
        text, sheet = sub.values.get(self.field), self.read(sub)
        if not (text or "").strip():
            return "还没填。"
        look = PARTS[self.part]
        return sheet.nothing_to_tell or notice.problem(text, lambda t: look(t, sheet))

    def problems(self, form: Form, key: dict[str, Any] | None) -> Iterator[str]:
        if self.part not in PARTS:
            yield f"{self.id}：part 写了“{self.part}”；只能是 {'、'.join(PARTS)}。"


class NoticeKinds(NoticeScorer, frozen=True, kw_only=True, tag="notice_kinds"):
    """The list of what is asked, chosen from the sheet's columns, is what the sheet asks."""

    def score(self, sub: Submission) -> Score:
        sheet = self.read(sub)
        wrong = self._problem(sub, sheet)
        if not wrong and len(sheet.kept) == len(sheet.columns):
            wrong = f"{sheet.name}一栏没删，先瘦身，再写种类。"
        if wrong:
            return self._failed(wrong)
        return Score(self.points, self.points, f"{self.name}和{sheet.name}一致。")

    def _problem(self, sub: Submission, sheet: Sheet) -> str:
        told, asked = set(sub.values.get(self.field) or ()), set(sheet.kept)
        if not told:
            return "还没选收哪几样。"
        words = [
            f"{what}：{'、'.join(sheet.columns[i] for i in sheet.columns if i in ids)}"
            for what, ids in (
                ("表上收了、没告诉家长", asked - told),
                ("告诉了家长、表上没有", told - asked),
            )
            if ids
        ]
        if not words:
            return ""
        return f"和{sheet.name}对不上（{'；'.join(words)}）：两边改成一样。"
