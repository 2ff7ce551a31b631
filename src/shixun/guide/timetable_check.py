"""timetable_check: from a real timetable to one that passes, by a few buttons; pure."""

from dataclasses import dataclass, replace
from typing import Any

import msgspec

from shixun.forms import Action, Download, Message, Reply
from shixun.guide import conditions, sheet
from shixun.guide.tool import Record, Tool
from shixun.rules import reading, timetable_xlsx
from shixun.rules.timetable import Context, Timetable, read_clock
from shixun.rules.timetable_checks import check
from shixun.rules.verdict import State, Verdict

Uploads = dict[str, tuple[str, bytes]]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOTHING = "还没有课表。请上传或粘贴一张再按“读入课表”，或放一张例子。"
TAKEN = "表格里已经有课表，没有动它。要换一张，请先按“清空表格”。"
WAITING = "粘贴框里的内容还没有读入，这里说的是表格里的课表。要换，先清空表格，再读入。"
LONGEST_CELL = 2000  # notes of real timetables run long
KINDS = {
    "live": "直播课",
    "recorded": "录播课",
    "tv": "电视课",
    "mixed": "直播录播混着",
    "self-study": "自学",
    "offline": "离屏学习",
    "homework": "书面作业",
    "break": "课间或午休",
}
COLUMNS = (
    ("grade", "年级", "5.5em"),
    ("day", "星期或日期", "5.5em"),
    ("start", "开始", "4.5em"),
    ("end", "结束", "4.5em"),
    ("subject", "科目或事项", "8em"),
    ("kind", "形式", "9.5em"),
    ("compulsory", "必须参加", "6em"),
    ("activity", "课间做什么", "9em"),
    ("note", "备注", "6em"),
)
HEADINGS = {key: heading for key, heading, _ in COLUMNS}
OPTIONS = {"kind": KINDS, "compulsory": {"是": "是", "否": "否"}}

ACTIONS = (
    Action("read", "读入课表"),
    Action("example", "放一张例子"),
    Action("check", "检查", primary=True),
    Action("suggest", "按建议修改"),
    Action("download", "下载改好的课表"),
    Action("print", "带走一页检查单"),
    Action("clear", "清空表格", confirm="表格里的课表会全部去掉，要清空吗？"),
)


@dataclass(frozen=True)
class Taken:
    """What the page holds at one press: rows, and what could not be read on the way."""

    rows: list[dict[str, Any]]
    problems: tuple[Message, ...] = ()
    fresh: bool = False  # the rows were just read; the grid must be told


class Example(Record, frozen=True, kw_only=True):
    """A timetable to try with: rows in the order of the columns, and what all rows say."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    same: dict[str, str] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := {*self.columns, *self.same} - set(HEADINGS):
            raise ValueError(
                f"没有 {'、'.join(sorted(unknown))} 这一列；现有：{'、'.join(HEADINGS)}。"
            )
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"rows 第 {number} 行和 columns 没有对齐；请补齐。")

    def to_rows(self) -> list[dict[str, Any]]:
        return [{**self.same, **dict(zip(self.columns, r, strict=True))} for r in self.rows]


class TimetableCheck(Tool, frozen=True, kw_only=True, tag="timetable_check"):
    """The conditions, a timetable that is uploaded, pasted or typed, and buttons over it."""

    title: str
    example: Example

    @property
    def actions(self) -> tuple[Action, ...]:
        return ACTIONS

    def form(self, id: str) -> dict[str, Any]:
        fields = [*conditions.fields(), *_sources(), _grid()]
        return {"id": id, "title": self.title, "fields": fields}

    def start(self) -> dict[str, Any]:
        return {**conditions.DEFAULTS, "rows": []}

    def act(self, action: str, values: dict[str, Any], uploads: Uploads) -> Reply:
        """Answer one button; whatever cannot be read is listed, nothing is lost."""
        if action == "clear":
            return Reply("表格清空了。", values={**values, "rows": []})
        if action in ("read", "example") and _filled(values):
            return Reply(TAKEN)
        if action == "example":
            text = "放好了一张例子（合成数据）。按“检查”看看。"
            return Reply(text, values={**values, "rows": self.example.to_rows()})
        taken = take(values, uploads)
        if not taken.rows:
            return Reply(NOTHING, "fail", taken.problems)
        if action == "read":
            return _read(taken, values)
        timetable, given = Timetable.from_rows(taken.rows), conditions.context(values)
        if action == "suggest":
            return _suggest(timetable, given, taken, values)
        verdicts = check(timetable, given)
        if action == "download":
            return _download(timetable, verdicts)
        if action == "print":
            return _print(taken.rows, verdicts, values)
        return _checked(taken, verdicts, values)


def _sources() -> list[dict[str, Any]]:
    return [
        {
            "id": "file",
            "kind": "upload",
            "label": "上传课表",
            "accept": ".csv,.xlsx",
            "help": "Excel（.xlsx）或 CSV 文件。选好以后按“读入课表”。",
        },
        {
            "id": "paste",
            "kind": "text",
            "label": "或者粘贴课表",
            "multiline": True,
            "max_length": 20000,
            "placeholder": "在 Excel 里选中课表，复制，粘贴到这里，再按“读入课表”",
        },
    ]


def _grid() -> dict[str, Any]:
    return {
        "id": "rows",
        "kind": "grid",
        "label": "课表",
        "help": "一节课一行，课间也占一行。时间写成 8:40 这样；不清楚的可以空着。",
        "row_label": "第 {n} 行",
        "min_rows": 0,
        "max_rows": reading.MOST_ROWS,
        "columns": [_column(*column) for column in COLUMNS],
    }


def _column(key: str, heading: str, width: str) -> dict[str, Any]:
    column = {"id": key, "label": heading, "width": width}
    if key in OPTIONS:
        listed = [{"value": v, "label": shown} for v, shown in OPTIONS[key].items()]
        return column | {"kind": "choice", "options": listed}
    kind = "time" if key in ("start", "end") else "text"
    return column | {"kind": kind, "max_length": LONGEST_CELL}


def _filled(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [r for r in values.get("rows") or [] if any(str(v or "").strip() for v in r.values())]


def take(values: dict[str, Any], uploads: Uploads) -> Taken:
    """The rows of the grid; while it is empty, those of the file, else of the pasted text."""
    if rows := _filled(values):
        return unread(rows)
    if "file" in uploads:
        found = reading.read_bytes(*uploads["file"])
    elif (values.get("paste") or "").strip():
        found = reading.read_text(values["paste"])
    else:
        return Taken([])
    problems = tuple(
        Message("unknown", f"{p.place}：{p.text}。{p.remedy}。", "没读懂") for p in found.problems
    )
    rows, cut = _fitted(found.timetable.to_rows())
    return Taken(rows, (*problems, *cut), fresh=True)


def _fitted(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], tuple[Message, ...]]:
    """Cells that the grid can hold; a longer one would keep every button from working."""
    long = [
        (n, k) for n, row in enumerate(rows, 1) for k, v in row.items() if len(v) > LONGEST_CELL
    ]
    kept = [{k: v[:LONGEST_CELL] for k, v in row.items()} for row in rows]
    text = f"太长，只留了前 {LONGEST_CELL} 字。请对着原表看看要不要紧。"
    return kept, tuple(
        Message("unknown", f"{HEADINGS[k]}{text}", "没读全", field="rows", rows=(n,))
        for n, k in long
    )


def unread(rows: list[dict[str, Any]]) -> Taken:
    """Typed times that can't be read are named, and kept in the note: no button loses them."""
    kept, messages = [], []
    for number, row in enumerate(rows, 1):
        for key in ("start", "end"):
            typed = row.get(key)
            if not typed or read_clock(typed) is not None:
                continue
            words = f"{HEADINGS[key]}原写：{typed}"
            note = row.get("note") or ""
            row = {**row, "note": note if words in note else f"{note} {words}".strip()}
            text = f"{HEADINGS[key]}“{typed}”看不懂。请写成 8:40 这样。"
            messages.append(Message("unknown", text, "没读懂", field="rows", rows=(number,)))
        kept.append(row)
    return Taken(kept, tuple(messages))


def _read(taken: Taken, values: dict[str, Any]) -> Reply:
    rows = _into_grid(taken, values)
    if taken.problems:
        text = f"读入 {len(taken.rows)} 行，有 {len(taken.problems)} 处没读懂，请对着原表补上。"
        return Reply(text, "unknown", taken.problems, values=rows)
    return Reply(f"读入 {len(taken.rows)} 行。对一遍，再按“检查”。", values=rows)


def _into_grid(taken: Taken, values: dict[str, Any]) -> dict[str, Any]:
    """What was read moves from the box into the grid; a reply's values replace all of the form's."""
    box = {"paste": ""} if taken.fresh else {}
    return {**values, "rows": taken.rows, **box}


def _checked(taken: Taken, verdicts: tuple[Verdict, ...], values: dict[str, Any]) -> Reply:
    waiting = ()
    if not taken.fresh and (values.get("paste") or "").strip():
        waiting = (Message("info", WAITING, "还有没读入的", field="paste"),)
    messages = (*waiting, *taken.problems, *conditions.hints(values), *_messages(verdicts))
    fresh = _into_grid(taken, values) if taken.fresh else None
    return Reply(f"{sheet.counts(verdicts)}。", _worst(verdicts, taken), messages, values=fresh)


def _worst(verdicts: tuple[Verdict, ...], taken: Taken) -> str:
    states = {v.state for v in verdicts}
    if State.FAIL in states:
        return "fail"
    return "unknown" if State.UNDECIDED in states or taken.problems else "pass"


def _messages(verdicts: tuple[Verdict, ...]) -> tuple[Message, ...]:
    """What fails first, then what cannot be decided, then what passes."""
    ordered = sorted(verdicts, key=lambda v: sheet.ORDER.index(v.state))
    return tuple(v.message("rows" if v.where else None) for v in ordered)


def _suggest(timetable: Timetable, given: Context, taken: Taken, values: dict[str, Any]) -> Reply:
    """The mended rows, what was done to them, and what the rules say now."""
    better = timetable_xlsx.suggest(timetable, given)
    verdicts = check(better.timetable, given)
    if not better.changes:
        text = "没有能替您改的地方。还没过的，请照每条的说明自己改。"
        fresh = _into_grid(taken, values) if taken.fresh else None
        return Reply(text, "info", (*taken.problems, *_messages(verdicts)), values=fresh)
    done = Message("info", "；".join(better.changes) + "。", "改了什么")
    text = f"改了 {len(better.changes)} 处，请过目。改后：{sheet.counts(verdicts)}。"
    mended = replace(taken, rows=better.timetable.to_rows())
    messages = (done, *taken.problems, *_messages(verdicts))
    return Reply(text, _worst(verdicts, taken), messages, values=_into_grid(mended, values))


def _download(timetable: Timetable, verdicts: tuple[Verdict, ...]) -> Reply:
    file = Download("改好的课表.xlsx", XLSX, timetable_xlsx.write(timetable, verdicts))
    return Reply(f"课表已下载，里面有检查结果：{sheet.counts(verdicts)}。", download=file)


def _print(
    rows: list[dict[str, Any]], verdicts: tuple[Verdict, ...], values: dict[str, Any]
) -> Reply:
    page = sheet.one_page(conditions.said(values), verdicts, rows, tuple(HEADINGS.items()), KINDS)
    file = Download("课表检查单.html", "text/html", page.encode())
    return Reply("检查单已下载。打开它，按 Ctrl+P 就能打印。", download=file)
