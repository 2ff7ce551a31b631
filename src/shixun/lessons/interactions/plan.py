"""plan: a table to fill; what every row must have is looked for, prose is left to people."""

from typing import Any, Literal

from msgspec import field

from shixun.forms import Message
from shixun.lessons.interactions.bounds import Bound, plain, resolve
from shixun.lessons.interactions.part import ID, Outcome, Part, Record, Says, known, unique
from shixun.rules.notice import is_placeholder

ITEM = "item"
Row = dict[str, Any]


class Choice(Record, frozen=True, kw_only=True):
    value: str
    label: str


class Column(Record, frozen=True, kw_only=True):
    """A column to fill; `help` says what belongs in it."""

    id: str
    label: str
    kind: Literal["text", "number", "time", "choice"] = "text"
    help: str = ""
    width: str = ""
    options: tuple[Choice, ...] = ()
    needed: bool = True

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.id) or self.id == ITEM:
            raise ValueError(f"编号“{self.id}”不能用；请用小写英文字母开头，不叫 {ITEM}。")

    def wire(self) -> dict[str, Any]:
        more = {"width": self.width} if self.width else {}
        if self.options:
            more["options"] = [{"value": o.value, "label": o.label} for o in self.options]
        return {"id": self.id, "label": self.label, "kind": self.kind, **more}


class Limit(Record, frozen=True, kw_only=True):
    """A bound on a column of numbers: on each, on their sum; or how many kinds a column must show.

    `where` picks rows: column → values, any of which fits.
    """

    column: str
    why: str
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    each_at_most: Bound | None = None
    sum_at_most: Bound | None = None
    sum_at_least: Bound | None = None
    kinds_at_least: int = 0

    def __post_init__(self) -> None:
        for bound in (self.each_at_most, self.sum_at_most, self.sum_at_least):
            if bound is not None:
                resolve(bound)

    def look(self, rows: list[Row], at: str, label: str) -> list[Message]:
        """What of the rows is over this limit; what is too little, once the column is full."""
        mine = [
            (n, row.get(self.column))
            for n, row in enumerate(rows, 1)
            if all(row.get(c) in values for c, values in self.where.items())
        ]
        given = [(n, v) for n, v in mine if not _empty(v)]
        found = self._too_much(given, at, label)
        return found if len(given) < len(mine) else found + self._too_little(given, at, label)

    def _too_much(self, given: list[tuple[int, Any]], at: str, label: str) -> list[Message]:
        numbers, found = _numbers(given), []
        if self.each_at_most is not None:
            most, basis = resolve(self.each_at_most)
            if rows := tuple(n for n, v in numbers if v > most):
                text = f"{label}每次最多 {plain(most)}。{self.why}"
                found.append(Message("fail", text, basis=basis, field=at, rows=rows))
        if self.sum_at_most is not None:
            most, basis = resolve(self.sum_at_most)
            if (total := sum(v for _, v in numbers)) > most:
                text = f"{label}合计 {plain(total)}，最多 {plain(most)}。{self.why}"
                found.append(Message("fail", text, basis=basis, field=at))
        return found

    def _too_little(self, given: list[tuple[int, Any]], at: str, label: str) -> list[Message]:
        found = []
        if self.sum_at_least is not None:
            least, basis = resolve(self.sum_at_least)
            if (total := sum(v for _, v in _numbers(given))) < least:
                text = f"{label}合计 {plain(total)}，至少要 {plain(least)}。{self.why}"
                found.append(Message("fail", text, basis=basis, field=at))
        if len({v for _, v in given}) < self.kinds_at_least:
            text = f"{label}至少要有 {self.kinds_at_least} 种。{self.why}"
            found.append(Message("fail", text, field=at))
        return found


def _numbers(given: list[tuple[int, Any]]) -> list[tuple[int, float]]:
    return [(n, v) for n, v in given if isinstance(v, int | float)]


class Plan(Part, frozen=True, kw_only=True, tag="plan"):
    """A table with a row for each of `items`, or, without items, at least `min_rows` of one's own."""

    says: Says = Says(
        open="还有 {open} 格没填。", short="还有 {short} 处要看。", done="该有的都有了。"
    )

    columns: tuple[Column, ...]
    items: tuple[str, ...] = ()
    item_label: str = "事项"
    rows: tuple[Row, ...] = ()  # to start with; a half-filled example
    limits: tuple[Limit, ...] = ()
    min_rows: int = 1
    max_rows: int = 12

    def __post_init__(self) -> None:
        super().__post_init__()
        ids = [c.id for c in self.columns]
        unique("columns ", ids)
        unique("items ", list(self.items))
        known("limits ", [c for li in self.limits for c in (li.column, *li.where)], ids)
        known("rows ", [key for row in self.rows for key in row], [*ids, ITEM])
        if not any(c.needed for c in self.columns):
            raise ValueError("没有一列是要填的；至少留一列 needed。")

    def fields(self) -> list[dict[str, Any]]:
        first = [{"id": ITEM, "label": self.item_label, "kind": "text", "width": "8em"}]
        columns = [*(first if self.items else []), *(c.wire() for c in self.columns)]
        least, most = self.min_rows, self.max_rows
        if self.items:
            least = most = len(self.items)
        fixed = {"fixed_rows": True} if self.items else {}
        size = {"min_rows": least, "max_rows": most, **fixed}
        return [self.field(kind="grid", row_label="第 {n} 行", columns=columns, **size)]

    def start(self) -> dict[str, Any]:
        if not self.items:
            return {self.id: [dict(r) for r in self.rows] or [{} for _ in range(self.min_rows)]}
        given = {r.get(ITEM): r for r in self.rows}
        return {self.id: [{ITEM: item, **given.get(item, {})} for item in self.items]}

    def judge(self, values: dict[str, Any]) -> Outcome:
        rows = values.get(self.id) or []
        needed = [c for c in self.columns if c.needed]
        filled = sum(not _empty(row.get(c.id)) for row in rows for c in needed)
        total = max(len(rows), len(self.items), self.min_rows) * len(needed)
        messages = [
            *self._missing_rows(rows),
            *(m for n, row in enumerate(rows, 1) for m in self._row(n, row)),
            *(m for li in self.limits for m in li.look(rows, self.id, self._label(li.column))),
        ]
        return Outcome(
            tuple(messages),
            right=filled,
            open=total - filled,
            short=len(messages),
            total=total,
            done=filled == total and not messages,
            begun=values != self.start(),
        )

    def _label(self, column: str) -> str:
        return next(c.label for c in self.columns if c.id == column)

    def _missing_rows(self, rows: list[Row]) -> list[Message]:
        there = {row.get(ITEM) for row in rows}
        lost = [item for item in self.items if item not in there]
        text = "这几行不见了，一行也不能少。"
        return [Message("fail", text, "、".join(lost), field=self.id)] if lost else []

    def _row(self, number: int, row: Row) -> list[Message]:
        """What a row that was begun still lacks, and what says nothing."""
        needed = [c for c in self.columns if c.needed]
        if all(_empty(row.get(c.id)) for c in needed):
            return []
        place = {"field": self.id, "rows": (number,)}
        found = []
        if lacking := [c for c in needed if _empty(row.get(c.id))]:
            text = "；".join(
                f"{c.label}还空着" + (f"：{c.help}" if c.help else "") for c in lacking
            )
            found.append(Message("unknown", f"{text}。", **place))
        for column in needed:
            value = row.get(column.id)
            if column.kind == "text" and not _empty(value) and is_placeholder(str(value)):
                text = f"{column.label}写的“{value}”等于没写。{column.help}"
                found.append(Message("fail", text, **place))
        return found


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
