"""`table`: the cells of a grid against the key, row by row."""

import unicodedata
from collections.abc import Iterator
from typing import Any, ClassVar

from shixun.exercises.scorers.base import Keyed, halves
from shixun.exercises.submission import Score, Submission
from shixun.fields import AnyField


class Table(Keyed, frozen=True, kw_only=True, tag="table"):
    """The key holds rows: what stands in `by` says which row is meant, all other cells count.

    Each right cell earns its share. Texts are compared without regard to spaces and width, numbers
    within `tolerance`; a cell of the key that is a list names several that are right.
    """

    by: tuple[str, ...] = ()  # columns that name a row; (): rows count from the top
    tolerance: float = 0

    kinds: ClassVar[tuple[str, ...]] = ("grid",)

    def score(self, sub: Submission) -> Score:
        rows = sub.values.get(self.field) or []
        right = total = 0
        for place, wanted in enumerate(self.expected(sub)):
            mine = self._row(rows, place, wanted)
            cells = [c for c in wanted if c not in self.by]
            total += len(cells)
            right += sum(self._fits(mine.get(c), wanted[c]) for c in cells)
        if right == total:
            return Score(self.points, self.points, f"{total} 格全对。")
        points = halves(self.points * right / total)
        return Score(points, self.points, self.said(f"{total} 格里填对 {right} 格。"))

    def _row(self, rows: list[dict], place: int, wanted: dict) -> dict[str, Any]:
        if not self.by:
            return rows[place] if place < len(rows) else {}
        named = (r for r in rows if all(self._fits(r.get(c), wanted[c]) for c in self.by))
        return next(named, {})

    def _fits(self, value: Any, wanted: Any) -> bool:
        if isinstance(wanted, list):
            return any(self._fits(value, w) for w in wanted)
        a, b = _number(value), _number(wanted)
        if a is not None and b is not None:
            return abs(a - b) <= self.tolerance + 1e-9
        return _plain(value) == _plain(wanted)

    def key_problems(self, spec: AnyField, expected: Any) -> Iterator[str]:
        columns = {c.id for c in spec.columns}
        if not isinstance(expected, list) or not all(isinstance(r, dict) for r in expected):
            yield f"key/key.json 的 {self.key_name} 要写成一行一行的答案。"
            return
        for n, row in enumerate(expected, 1):
            if unknown := row.keys() - columns:
                yield f"key/key.json 的 {self.key_name} 第 {n} 行有 {'、'.join(sorted(unknown))}，表里没有这一列。"
            if lacking := set(self.by) - row.keys():
                yield f"key/key.json 的 {self.key_name} 第 {n} 行缺 {'、'.join(sorted(lacking))}。"
        if not any(row.keys() - set(self.by) for row in expected):
            yield f"key/key.json 的 {self.key_name} 没有要填的格；请写上答案。"


def _plain(value: Any) -> str:
    return "".join(unicodedata.normalize("NFKC", str(value or "")).split()).casefold()


def _number(value: Any) -> float | None:
    try:
        return float(_plain(value))
    except ValueError:
        return None
