"""`f1`: which of many are faulty, against the faults that were planted."""

from collections.abc import Iterator
from typing import Any, ClassVar

from shixun.exercises.scorers.base import Keyed, halves, kind, options
from shixun.exercises.submission import Cards, Score, Submission
from shixun.fields import AnyField


class F1(Keyed, frozen=True, kw_only=True, tag="f1"):
    """The key lists the faulty ones. Points by F1 = 2·hits / (marked + planted).

    The field is a multiple choice, or cards of which one option, `mark`, says faulty. Marking
    everything earns little, as does marking nothing.
    """

    mark: str = ""  # of cards: the option that calls one faulty
    enough: float = 1.0  # this F1 gives all points

    kinds: ClassVar[tuple[str, ...]] = ("multi", "cards")

    def score(self, sub: Submission) -> Score:
        marked, planted = self._marked(sub), set(self.expected(sub))
        hits = len(marked & planted)
        f1 = 2 * hits / (len(marked) + len(planted))
        text = f"{len(planted)} 处毛病找到 {hits} 处，误判 {len(marked - planted)} 处。"
        if f1 >= self.enough:
            return Score(self.points, self.points, text)
        points = halves(self.points * f1 / self.enough)
        return Score(min(points, self.points), self.points, self.said(text))

    def cards(self, sub: Submission) -> Cards:
        if not self.mark:
            return {}
        marked, planted = self._marked(sub), set(self.expected(sub))
        cards = sub.field(self.field).parts()
        placed = sub.values.get(self.field) or {}
        return {
            self.field: {c: bool(placed.get(c)) and (c in marked) == (c in planted) for c in cards}
        }

    def _marked(self, sub: Submission) -> set[str]:
        value = sub.values.get(self.field) or ()
        return {c for c, v in value.items() if v == self.mark} if self.mark else set(value)

    def key_problems(self, spec: AnyField, expected: Any) -> Iterator[str]:
        known = {c.id for c in getattr(spec, "cards", ())} or options(spec)
        if not isinstance(expected, list) or not expected:
            yield f"key/key.json 的 {self.key_name} 要列出有毛病的几处。"
        elif unknown := {str(v) for v in expected} - known:
            yield f"key/key.json 的 {self.key_name} 里 {'、'.join(sorted(unknown))} 表单里没有；请改。"
        if (kind(spec) == "cards") != bool(self.mark):
            yield f"{self.id}：卡片要用 mark 说明哪个选项是“有毛病”，多选题不要写 mark。"
        elif self.mark and self.mark not in options(spec):
            yield f"{self.id}：mark 写了“{self.mark}”，卡片没有这个选项；请改。"
