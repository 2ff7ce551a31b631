"""`key_match`: cards against the key, for sorting and matching; so many right may be enough."""

from collections.abc import Iterator
from typing import Any, ClassVar

from shixun.exercises.scorers.base import Keyed, halves, options
from shixun.exercises.submission import Cards, Score, Submission
from shixun.fields import AnyField


class KeyMatch(Keyed, frozen=True, kw_only=True, tag="key_match"):
    """Each card has one or several accepted options in the key: {"f1": ["T-01"], …}."""

    enough: int | None = None  # so many right give all points; None: all of them
    verb: str = "认对"
    unit: str = "处"

    kinds: ClassVar[tuple[str, ...]] = ("cards",)

    def score(self, sub: Submission) -> Score:
        """Says how many are right, not which."""
        right, total = sum(self._right(sub).values()), len(self.expected(sub))
        enough = self.enough or total
        said = f"{total} {self.unit}里{self.verb} {right} {self.unit}"
        if right >= enough:
            text = f"{said}，达到 {enough} {self.unit}。" if self.enough else f"{said}。"
            return Score(self.points, self.points, text)
        points = halves(self.points * right / total)
        return Score(points, self.points, self.said(f"{said}，要 {enough} {self.unit}。"))

    def cards(self, sub: Submission) -> Cards:
        return {self.field: self._right(sub)}

    def _right(self, sub: Submission) -> dict[str, bool]:
        placed = sub.values.get(self.field) or {}
        return {card: placed.get(card) in accepted for card, accepted in self.expected(sub).items()}

    def key_problems(self, spec: AnyField, expected: Any) -> Iterator[str]:
        if not isinstance(expected, dict) or not all(
            isinstance(v, list) for v in expected.values()
        ):
            yield f'key/key.json 的 {self.key_name} 要写成 {{"卡片": ["答案"]}}。'
            return
        cards = {c.id for c in spec.cards}
        for card in sorted(expected.keys() - cards):
            yield f"key/key.json 的 {self.key_name} 里有 {card}，表单里没有这张卡片；请改成一样的。"
        for card in sorted(cards - expected.keys()):
            yield f"key/key.json 的 {self.key_name} 里没有卡片 {card} 的答案；请补上。"
        for card, accepted in expected.items():
            if unknown := set(accepted) - options(spec):
                yield f"key/key.json 里 {card} 的答案 {'、'.join(sorted(unknown))} 不是可选的；请改。"
        if self.enough is not None and not 0 < self.enough <= len(expected):
            yield f"{self.id}：enough 写了 {self.enough}，一共只有 {len(expected)} 张卡片；请改。"
