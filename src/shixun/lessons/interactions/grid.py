"""grid: a timetable to mend until the course's rules have nothing left to say."""

from typing import Any, ClassVar, Literal

from msgspec import field

from shixun.forms import Message
from shixun.lessons.interactions.part import Outcome, Part, Record, Says, known
from shixun.rules.records import timetable_rules
from shixun.rules.timetable import COLUMNS, Context, Timetable
from shixun.rules.timetable_checks import check
from shixun.rules.verdict import State, Verdict


class Choice(Record, frozen=True, kw_only=True):
    value: str
    label: str


class Column(Record, frozen=True, kw_only=True):
    """A column of the table, by the timetable's own names."""

    id: str
    label: str
    kind: Literal["time", "text", "choice"] = "text"
    width: str = ""
    options: tuple[Choice, ...] = ()

    def wire(self) -> dict[str, Any]:
        more = {"width": self.width} if self.width else {}
        if self.options:
            more["options"] = [{"value": o.value, "label": o.label} for o in self.options]
        return {"id": self.id, "label": self.label, "kind": self.kind, **more}


class School(Record, frozen=True, kw_only=True):
    """Where the timetable holds; what decides how strict the rules are."""

    stage: Literal["小学", "初中", "高中"]
    mode: str = "延期开学线上"
    offline_break: int | None = None


class Stay(Record, frozen=True, kw_only=True):
    """What must not go missing: each name stands in `column` of a row that is no break."""

    names: tuple[str, ...]
    title: str
    text: str  # {names} are those that are missing
    column: str = "subject"


class Grid(Part, frozen=True, kw_only=True, tag="grid"):
    """A half-filled timetable, the rules that judge it, and what must stay in it."""

    words: ClassVar[dict[str, str]] = {}

    says: Says = Says(short="还有 {short} 处要看。", done="都过了。")
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]  # to start with, in the order of the columns
    rules: tuple[str, ...]
    school: School
    same: dict[str, str] = field(
        default_factory=dict
    )  # columns that are not shown and say the same in every row
    waits: tuple[str, ...] = ()  # rules that say nothing sure before all times are there
    stay: Stay | None = None
    row_label: str = "第 {n} 行"
    min_rows: int = 1
    max_rows: int = 12

    def __post_init__(self) -> None:
        super().__post_init__()
        known("columns ", [c.id for c in self.columns], list(COLUMNS))
        known("same ", list(self.same), list(COLUMNS))
        judged = [id for id, r in timetable_rules().items() if self.school.mode in r.modes]
        known("rules ", list(self.rules), judged)
        known("waits ", list(self.waits), list(self.rules))
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"rows 第 {number} 行有 {len(row)} 格，columns 有 {len(self.columns)} 列；请对齐。"
                )

    def fields(self) -> list[dict[str, Any]]:
        return [
            self.field(
                kind="grid",
                row_label=self.row_label,
                min_rows=self.min_rows,
                max_rows=self.max_rows,
                columns=[c.wire() for c in self.columns],
            )
        ]

    def start(self) -> dict[str, Any]:
        keys = [c.id for c in self.columns]
        return {self.id: [dict(zip(keys, row, strict=True)) for row in self.rows]}

    def judge(self, values: dict[str, Any]) -> Outcome:
        rows = values.get(self.id) or []
        open_gaps, found = self._gaps(rows), self.verdicts(rows)
        passed = sum(v.state is State.PASS for v in found)
        if any(m.state == "unknown" for m in open_gaps):
            # Across rows without a time a break looks like a hole; what is sure is said already.
            found = tuple(v for v in found if v.state is State.FAIL and v.rule not in self.waits)
        bad = tuple(v.message(self.id) for v in found if v.state is not State.PASS)
        messages = (*open_gaps, *bad)
        return Outcome(
            messages or tuple(v.message(self.id) for v in found),
            right=passed,
            short=len(messages),
            total=len(self.rules),
            done=not messages,
            begun=values != self.start(),
        )

    def verdicts(self, rows: list[dict[str, Any]]) -> tuple[Verdict, ...]:
        """What the rules of this part say of the rows."""
        full = [{**row, **self.same} for row in rows]
        school = self.school
        context = Context(stage=school.stage, mode=school.mode, offline_break=school.offline_break)
        return tuple(v for v in check(Timetable.from_rows(full), context) if v.rule in self.rules)

    def _gaps(self, rows: list[dict[str, Any]]) -> tuple[Message, ...]:
        """What the rules can't see: empty times, and names that went missing."""
        times = [c.id for c in self.columns if c.kind == "time"]
        empty = tuple(n for n, row in enumerate(rows, 1) if not all(row.get(t) for t in times))
        found = []
        if empty:
            text = f"{'、'.join(f'第 {n} 行' for n in empty)}的时间还没填全。"
            found.append(Message("unknown", text, "先填时间", field=self.id, rows=empty))
        if self.stay and (lost := self._lost(rows, self.stay)):
            text = self.stay.text.format(names="、".join(lost))
            found.append(Message("fail", text, self.stay.title, field=self.id))
        return tuple(found)

    @staticmethod
    def _lost(rows: list[dict[str, Any]], stay: Stay) -> list[str]:
        there = " ".join(r.get(stay.column) or "" for r in rows if r.get("kind") != "break")
        return [name for name in stay.names if name not in there]
