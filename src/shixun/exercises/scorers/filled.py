"""`filled`: the structure is there: enough text, rows or cards; whether it is good, a person says."""

from collections.abc import Iterator
from typing import Any

from shixun.exercises.scorers.base import Scorer, halves
from shixun.exercises.submission import Score, Submission
from shixun.forms import Form, Message


class Filled(Scorer, frozen=True, kw_only=True, tag="filled"):
    """At least so many characters, complete rows, placed cards or chosen options."""

    field: str
    least: int = 1
    columns: tuple[str, ...] = ()  # of a grid: a row counts with all of these filled

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.field,)

    @property
    def grounds(self) -> str:
        return self.basis or "题目里写明的要求"

    def score(self, sub: Submission) -> Score:
        spec, value = sub.field(self.field), sub.values.get(self.field)
        have, unit = spec.amount(value, self.columns), spec.counted_in
        if have >= self.least:
            return Score(self.points, self.points, "填好了。")
        text = f"“{spec.label}”要 {self.least} {unit}，现在 {have} {unit}。"
        message = Message("fail", text, basis=self.grounds, field=self.field)
        points = 0 if spec.free_text else halves(self.points * have / self.least)
        return Score(points, self.points, text, (message,))

    def problems(self, form: Form, key: dict[str, Any] | None) -> Iterator[str]:
        spec = form.field(self.field)
        if spec is not None and (unknown := set(self.columns) - spec.parts().keys()):
            yield f"{self.id}：表里没有 {'、'.join(sorted(unknown))} 这一列；请改 columns。"
