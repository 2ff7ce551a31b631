"""`filled`: the structure is there: enough text, rows or cards; whether it is good, a person says."""

from collections.abc import Iterator
from typing import Any

from shixun.exercises.scorers.base import Scorer, halves, kind
from shixun.exercises.submission import Score, Submission, is_blank
from shixun.forms import Form, Message

COUNTED = {"text": "字", "grid": "行", "cards": "张", "multi": "项"}


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
        have, unit = self._count(kind(spec), value), COUNTED.get(kind(spec), "项")
        if have >= self.least:
            return Score(self.points, self.points, "填好了。")
        text = f"“{spec.label}”要 {self.least} {unit}，现在 {have} {unit}。"
        message = Message("fail", text, basis=self.grounds, field=self.field)
        points = 0 if kind(spec) == "text" else halves(self.points * have / self.least)
        return Score(points, self.points, text, (message,))

    def _count(self, of: str, value: Any) -> int:
        if is_blank(value):
            return 0
        match of:
            case "text":
                return len("".join(value.split()))
            case "grid":
                return sum(self._complete(row) for row in value)
            case "cards":
                return sum(bool(v) for v in value.values())
            case "multi":
                return len(value)
        return 1

    def _complete(self, row: dict[str, Any]) -> bool:
        if not self.columns:
            return not is_blank(row)
        return not any(is_blank(row.get(c)) for c in self.columns)

    def problems(self, form: Form, key: dict[str, Any] | None) -> Iterator[str]:
        spec = form.field(self.field)
        if spec is not None and (unknown := set(self.columns) - spec.parts().keys()):
            yield f"{self.id}：表里没有 {'、'.join(sorted(unknown))} 这一列；请改 columns。"
