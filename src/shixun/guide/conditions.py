"""What decides how strict the rules are: the questions of the timetable check, and the rules themselves in words."""

from typing import Any

from shixun.forms import Message
from shixun.rules.records import Band, Rule, profiles, timetable_rules
from shixun.rules.timetable import STAGES, Context, Timetable, clock

DEFAULTS = {"stage": "小学", "mode": "延期开学线上", "profile": "national"}
MODES = {"延期开学线上": "延期开学，线上教学", "常态课堂": "平时在校上课"}
FIRST_BELL = 8 * 60 + 30  # of the assumed offline day; only its lengths matter
MORNING = 4  # lessons before lunch in the assumed offline day
DAY = ("offline_count", "offline_lesson", "offline_break")

RULE_COLUMNS = ("规则", "要多少", "什么口气", "出自哪里", "核对到什么程度", "什么时候用")
PROFILE_COLUMNS = ("哪里", "限多少", "出自哪里", "现在的用处")


def fields() -> list[dict[str, Any]]:
    """Whatever is left empty stays undecided; nothing is made up."""
    together = "和上面两项一起填，才能比课间密不密、学得多不多。"
    listed = (
        _choice("stage", "学段", {s: s for s in STAGES}, "课表里写了年级的，按年级。"),
        _choice("mode", "情形", MODES),
        _choice("profile", "时长按哪里的", _places(), "历史口径是当时的报道，以本地现行文件为准。"),
        {"id": "original_start", "kind": "date", "label": "原计划开学日"},
        {"id": "first_new", "kind": "date", "label": "新课从哪天开始讲"},
        _number("offline_break", "线下课间几分钟", "分钟", "普通课间，不是大课间。"),
        _number("offline_lesson", "线下每节几分钟", "分钟", "不填就按学段的标准课时。"),
        _number("offline_count", "线下每天几节", "节", together),
        _number("offline_homework", "线下书面作业几分钟", "分钟", "不填就按没有作业算。"),
    )
    return [{**field, "compact": True} for field in listed]


def _places() -> dict[str, str]:
    """National guidance first; a historic limit says so in its name."""
    return {
        p.id: p.name if p.status == "默认" else f"{p.name}，{p.status}" for p in profiles().values()
    }


def _choice(id: str, label: str, options: dict[str, str], help: str = "") -> dict[str, Any]:
    listed = [{"value": v, "label": shown} for v, shown in options.items()]
    spec = {"id": id, "kind": "choice", "label": label, "options": listed, "style": "select"}
    return spec | ({"help": help} if help else {})


def _number(id: str, label: str, unit: str, help: str) -> dict[str, Any]:
    spec = {"id": id, "kind": "number", "label": label, "unit": unit, "help": help}
    return spec | {"min": 0, "max": 300, "step": 1}


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {**DEFAULTS, **{k: v for k, v in values.items() if v not in ("", None)}}


def context(values: dict[str, Any]) -> Context:
    given = _given(values)
    whole = all(given.get(k) for k in DAY)
    gap = given.get("offline_break")
    return Context(
        stage=given["stage"],
        mode=given["mode"],
        profile=given["profile"],
        original_start=given.get("original_start"),
        first_new_content=given.get("first_new"),
        offline_break=int(gap) if gap is not None else None,
        offline_minutes=_offline_minutes(given) if whole else None,
        baseline=_baseline(*(int(given[k]) for k in DAY)) if whole else None,
    )


def _offline_minutes(given: dict[str, Any]) -> int:
    lessons = int(given["offline_count"]) * int(given["offline_lesson"])
    return lessons + int(given.get("offline_homework", 0))


def _baseline(count: int, length: int, gap: int) -> Timetable:
    """The offline day as far as it was told: equal lessons and breaks, lunch after the morning."""
    rows, at = [], FIRST_BELL
    for n in range(count):
        if n:
            rows.append(_row("午餐午休" if n == MORNING else "课间", "break", at, at + gap))
            at += gap
        rows.append(_row(f"第 {n + 1} 节", "offline", at, at + length))
        at += length
    return Timetable.from_rows(rows)


def _row(subject: str, kind: str, start: int, end: int) -> dict[str, str]:
    times = {"start": clock(start), "end": clock(end)}
    return {"grade": "", "day": "学校日", "subject": subject, "kind": kind, **times}


def hints(values: dict[str, Any]) -> tuple[Message, ...]:
    """What was filled in halfway and so has no effect yet."""
    given = _given(values)
    missing = [f["label"] for f in fields() if f["id"] in DAY and not given.get(f["id"])]
    if not missing or not (given.get("offline_count") or given.get("offline_lesson")):
        return ()
    text = f"线下一天还没填全，先按标准课时算。再填：{'、'.join(missing)}。"
    return (Message("info", text, "线下作息", field="offline_count"),)


def said(values: dict[str, Any]) -> list[tuple[str, str]]:
    """The conditions in words, as the form shows them."""
    given = _given(values)
    return [(f["label"], _word(f, given[f["id"]])) for f in fields() if f["id"] in given]


def _word(field: dict[str, Any], value: Any) -> str:
    shown = {o["value"]: o["label"] for o in field.get("options", ())}
    return f"{shown.get(value, value)} {field.get('unit', '')}".strip()


def rules() -> tuple[tuple[str, ...], ...]:
    """Every rule with its source and status."""
    return tuple(
        (f"{r.id} {r.name}", amounts(r), r.level, r.source, r.status, "、".join(r.modes))
        for r in timetable_rules().values()
    )


def amounts(rule: Rule) -> str:
    """The thresholds of a rule in words."""

    def say(value: int) -> str:
        match rule.id:
            case "T-08":
                return f"{clock(value)} 起"
            case "T-07":
                return f"到 {value} 年级"
            case "T-11":
                return f"{value}%"
        return f"{value} 分钟"

    return "；".join(f"{whom} {say(n)}" for whom, n in rule.thresholds.items()) or "不看时长"


def local_limits() -> tuple[tuple[str, ...], ...]:
    """Every local limit with its source; historic ones say so."""
    return tuple(
        (
            p.name,
            "；".join(map(_band, p.bands)) or "同国家卫健指引",
            f"{p.source}，{p.date}",
            f"{p.status}。{p.note}",
        )
        for p in profiles().values()
    )


def _band(band: Band) -> str:
    first, last = band.grades
    who = f"{first} 年级" if first == last else f"{first}–{last} 年级"
    amounts = (
        ("每次" if band.of == "整节" else f"每次{band.of}", band.session, "分钟"),
        ("每天", band.daily, "分钟"),
        ("每天", band.lessons, "节"),
        ("课间至少", band.gap, "分钟"),
        ("书面作业", band.homework, "分钟"),
    )
    return f"{who}" + "、".join(f"{what} {n} {unit}" for what, n, unit in amounts if n is not None)
