"""`reasons`: what was kept was kept for a reason that fits, over several fields of cards."""

from collections.abc import Iterator
from typing import Any, ClassVar

from shixun.exercises.scorers.base import Scorer
from shixun.exercises.submission import KEY, Cards, Score, Submission
from shixun.forms import Form, Message


class Reasons(Scorer, frozen=True, kw_only=True, tag="reasons"):
    """The key names accepted reasons of cards; each card kept without need takes one off."""

    sheets: tuple[str, ...]  # fields of cards
    enough: int  # so many right give all points
    key: str = "why"  # the entry of key.json: card → accepted options
    drop: str = "drop"
    hint: str = "留一栏，就要说得出拿它做什么。"

    needs_key: ClassVar[bool] = True

    @property
    def fields(self) -> tuple[str, ...]:
        return self.sheets

    @property
    def grounds(self) -> str:
        return self.basis or KEY

    def score(self, sub: Submission) -> Score:
        """Says how many reasons fit, not which."""
        why, chosen = self._why(sub), self._chosen(sub)
        right = sum(chosen.get(card) in accepted for card, accepted in why.items())
        needless = sum(v != self.drop and card not in why for card, v in chosen.items())
        right, total = max(0, right - needless), len(why)
        if right >= self.enough:
            return Score(self.points, self.points, f"{total} 处理由里说准 {right} 处。")
        text = (
            f"{total} 处理由里说准 {right} 处（多留一栏抵掉一处），要 {self.enough} 处。{self.hint}"
        )
        return Score(int(self.points * right / total), self.points, text)

    def remarks(self, sub: Submission) -> tuple[Message, ...]:
        return ()

    def cards(self, sub: Submission) -> Cards:
        """Gone, or kept for an accepted reason; cards without a stated one are not judged here."""
        why, placed = self._why(sub), self._chosen(sub)
        return {
            id: {
                c: (v := placed.get(c)) is not None
                and (v == self.drop or c not in why or v in why[c])
                for c in sub.field(id).parts()
            }
            for id in self.sheets
        }

    def _chosen(self, sub: Submission) -> dict[str, str]:
        known = {id: sub.field(id).parts() for id in self.sheets}
        return {
            card: v
            for id in self.sheets
            for card, v in (sub.values.get(id) or {}).items()
            if v and card in known[id]
        }

    def _why(self, sub: Submission) -> dict[str, list[str]]:
        if sub.key is None:
            raise ValueError(f"评 {self.id} 需要答案文件 key/key.json；请在培训者一侧评分。")
        return sub.key[self.key]

    def problems(self, form: Form, key: dict[str, Any] | None) -> Iterator[str]:
        why = (key or {}).get(self.key)
        if not isinstance(why, dict):
            yield f"key/key.json 里没有 {self.key}；请写上 {self.id} 的答案。"
            return
        fields = (form.field(id) for id in self.sheets)
        cards = {c for f in fields if f is not None for c in f.parts()}
        for card in sorted(why.keys() - cards):
            yield f"key/key.json 的 {self.key} 里有 {card}，表单里没有这张卡片；请改成一样的。"
        if not 0 < self.enough <= len(why):
            yield f"{self.id}：enough 写了 {self.enough}，一共只有 {len(why)} 处；请改。"
