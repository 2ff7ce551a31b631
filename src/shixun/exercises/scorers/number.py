"""`number`: a number that may be off by so much."""

from collections.abc import Iterator
from typing import Any, ClassVar

from shixun.exercises.scorers.base import Keyed
from shixun.exercises.submission import Score, Submission
from shixun.fields import AnyField


class Number(Keyed, frozen=True, kw_only=True, tag="number"):
    """The key holds the number; within `tolerance` of it is right. All or nothing."""

    tolerance: float = 0

    kinds: ClassVar[tuple[str, ...]] = ("number", "scale")

    def score(self, sub: Submission) -> Score:
        value, right = sub.values.get(self.field), self.expected(sub)
        if value is None or value == "":
            return Score(0, self.points, self.said("没有填。"))
        if abs(value - right) <= self.tolerance + 1e-9:
            return Score(self.points, self.points, "算对了。")
        return Score(0, self.points, self.said("算得不对。"))

    def key_problems(self, spec: AnyField, expected: Any) -> Iterator[str]:
        if isinstance(expected, bool) or not isinstance(expected, int | float):
            yield f"key/key.json 的 {self.key_name} 要是一个数；现在是 {expected!r}。"
            return
        low, high = spec.min, spec.max
        if (low is not None and expected < low) or (high is not None and expected > high):
            yield f"key/key.json 的 {self.key_name} 是 {expected:g}，表单不许填这么大或这么小；请改。"
