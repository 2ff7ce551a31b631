"""`choice`: a single or multiple choice against the key, with partial credit for several."""

from collections.abc import Iterator
from typing import Any, ClassVar

from shixun.exercises.scorers.base import Keyed, halves, options
from shixun.exercises.submission import Score, Submission
from shixun.fields import AnyField


class Choice(Keyed, frozen=True, kw_only=True, tag="choice"):
    """The key holds the accepted option of a choice, or all right options of a multiple one.

    Of a multiple choice each right option counts, and each wrong one takes one off.
    """

    partial: bool = True  # whether a multiple choice that is partly right earns anything

    kinds: ClassVar[tuple[str, ...]] = ("choice", "multi")

    def score(self, sub: Submission) -> Score:
        value, right = sub.values.get(self.field), self.expected(sub)
        right = [right] if isinstance(right, str) else right
        if sub.field(self.field).is_empty(value):
            return Score(0, self.points, self.said("没有选。"))
        if isinstance(value, str):
            good = value in right
            text = "选对了。" if good else self.said("没选对。")
            return Score(self.points if good else 0, self.points, text)
        return self._several(set(value), set(right))

    def _several(self, chosen: set[str], right: set[str]) -> Score:
        hit, wrong = len(chosen & right), len(chosen - right)
        if chosen == right:
            return Score(self.points, self.points, "全选对了。")
        share = max(0, hit - wrong) / len(right) if self.partial else 0
        text = f"选对 {hit} 项，漏选 {len(right) - hit} 项，多选 {wrong} 项。"
        return Score(halves(self.points * share), self.points, self.said(text))

    def key_problems(self, spec: AnyField, expected: Any) -> Iterator[str]:
        right = [expected] if isinstance(expected, str) else expected
        if not isinstance(right, list) or not right:
            yield f"key/key.json 的 {self.key_name} 没有答案；请写上对的选项。"
        elif unknown := {str(v) for v in right} - options(spec):
            known = "、".join(sorted(options(spec)))
            yield (
                f"key/key.json 的 {self.key_name} 写了 {'、'.join(sorted(unknown))}，"
                f"不是可选的；只能是 {known}。"
            )
