"""L07: half a morning is planned; fill in the rest until no rule complains."""

from typing import Any

from shixun.forms import Action, Message, Reply
from shixun.rules.timetable import Context, Timetable
from shixun.rules.timetable_checks import check
from shixun.rules.verdict import State, Verdict

AUTO = "check"
RULES = ("T-02", "T-04", "T-05", "T-06", "T-08", "T-10")  # those that the lesson's table explains
SUBJECTS = ("语文", "数学", "英语", "科学")
KINDS = (("live", "直播课"), ("recorded", "录播课"), ("offline", "离屏学习"), ("break", "课间"))
COLUMNS = ("start", "end", "subject", "kind", "activity")
HALF = (
    ("8:30", "8:50", "语文", "live", ""),
    ("8:50", "", "课间", "break", "远眺窗外"),
    ("", "", "数学", "live", ""),
    ("", "10:00", "课间", "break", ""),
    ("10:00", "10:40", "英语", "recorded", ""),
    ("10:40", "10:45", "课间", "break", "喝水，活动肩颈"),
    ("10:45", "11:05", "科学", "live", ""),
)

actions = (Action("check", "检查课表", primary=True),)


def form() -> dict[str, Any]:
    return {
        "id": "L07-practice",
        "title": "四年级的上午",
        "fields": [
            {
                "id": "rows",
                "kind": "grid",
                "label": "课表（合成数据）",
                "help": "线下每节 40 分钟，课间 10 分钟。时间写成 8:40 这样。",
                "row_label": "第 {n} 行",
                "min_rows": 1,
                "max_rows": 12,
                "columns": [
                    {"id": "start", "label": "开始", "kind": "time", "width": "5em"},
                    {"id": "end", "label": "结束", "kind": "time", "width": "5em"},
                    {"id": "subject", "label": "科目或课间", "kind": "text", "width": "8em"},
                    {
                        "id": "kind",
                        "label": "形式",
                        "kind": "choice",
                        "width": "7em",
                        "options": [{"value": v, "label": label} for v, label in KINDS],
                    },
                    {"id": "activity", "label": "课间做什么", "kind": "text"},
                ],
            }
        ],
    }


def start() -> dict[str, Any]:
    return {"rows": [dict(zip(COLUMNS, row, strict=True)) for row in HALF]}


def verdicts(rows: list[dict[str, Any]]) -> tuple[Verdict, ...]:
    full = [
        {**row, "grade": "四年级", "day": "周一", "compulsory": "是", "note": ""} for row in rows
    ]
    context = Context(stage="小学", mode="延期开学线上", offline_break=10)
    return tuple(v for v in check(Timetable.from_rows(full), context) if v.rule in RULES)


def gaps(rows: list[dict[str, Any]]) -> tuple[Message, ...]:
    """What the rules can't see: empty times, and lessons that went missing."""
    empty = tuple(n for n, row in enumerate(rows, 1) if not (row.get("start") and row.get("end")))
    taught = " ".join(r.get("subject") or "" for r in rows if r.get("kind") != "break")
    lost = [s for s in SUBJECTS if s not in taught]
    found = []
    if empty:
        places = "、".join(f"第 {n} 行" for n in empty)
        found.append(
            Message("unknown", f"{places}的时间还没填全。", "先填时间", field="rows", rows=empty)
        )
    if lost:
        text = f"{'、'.join(lost)}不见了。课可以短，可以换形式，不要删。"
        found.append(Message("fail", text, "四门课都要在", field="rows"))
    return tuple(found)


def act(action_id: str, values: dict[str, Any]) -> Reply:
    rows = values.get("rows") or []
    open_gaps = gaps(rows)
    found = verdicts(rows)
    if any(m.state == "unknown" for m in open_gaps):
        # Across rows without a time a break looks like a hole; what is sure is said already.
        found = tuple(v for v in found if v.state is State.FAIL and v.rule != "T-10")
    bad = tuple(v.message("rows") for v in found if v.state is not State.PASS)
    messages = (*open_gaps, *bad)
    if messages:
        return Reply(f"还有 {len(messages)} 处要看。", "fail", messages)
    return Reply(
        "都过了。课没少一节，眼睛轻松多了。", "pass", tuple(v.message("rows") for v in found)
    )
