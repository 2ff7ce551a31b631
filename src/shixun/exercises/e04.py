"""E04 课表改错: the timetable is judged by the rules, and kept from being emptied to please them.

What the school asks for (offline day, core subjects, minutes) is public data in `school.json`;
only the right tags of the marked places lie in the key.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from shixun.exercises.task import FOLDERS, KEY, ByHand, Cards, Item, Score, Submission, Task
from shixun.forms import Message, Reply
from shixun.rules.records import timetable_rules
from shixun.rules.timetable import Context, Timetable, read_clock
from shixun.rules.timetable_checks import check as check_rules
from shixun.rules.verdict import State, Verdict

DAY = "周一"
SCHOOL = "本校要求（合成数据）"
WEIGHTS = {
    "T-01": 8, "T-02": 8, "T-03": 6, "T-04": 8, "T-05": 8,
    "T-06": 8, "T-07": 8, "T-08": 5, "T-09": 5, "T-10": 6,
}  # fmt: skip
CRITICAL = ("T-01", "T-02", "T-03", "T-04", "T-05", "T-06", "T-07")


@dataclass(frozen=True)
class School:
    """What the invented school wants of the day; read from the released data."""

    stage: str
    mode: str
    original_start: str
    offline_break: int
    offline_minutes: int
    offline_day: tuple[dict[str, Any], ...]
    core: dict[str, dict[str, int]]  # grade → subject → sessions
    core_kinds: dict[str, list[str]]  # grade → kinds of row that count as a core session
    shortest: int  # minutes below which a row is no session
    minutes: dict[str, list[int]]  # grade → least and most minutes of learning in the day


@lru_cache(maxsize=FOLDERS)
def load_school(folder: Path) -> School:
    data = json.loads((folder / "school.json").read_text(encoding="utf-8"))
    data.pop("about")
    return School(**{**data, "offline_day": tuple(data["offline_day"])})


@dataclass(frozen=True)
class Line:
    """A row of the grid with its length; `minutes` is None where a clock time can't be read."""

    number: int
    grade: str
    subject: str
    kind: str
    minutes: int | None


def _length(row: dict[str, Any]) -> int | None:
    start, end = read_clock(row.get("start") or ""), read_clock(row.get("end") or "")
    return None if start is None or end is None else end - start


def lines(values: dict[str, Any]) -> tuple[Line, ...]:
    return tuple(
        Line(
            n, row.get("grade") or "", row.get("subject") or "", row.get("kind") or "", _length(row)
        )
        for n, row in enumerate(values.get("rows") or (), 1)
    )


def kept(values: dict[str, Any], school: School) -> dict[tuple[str, str], int]:
    """Core sessions still in the day, per grade and subject, never more than the school asks."""
    found = dict.fromkeys(((g, s) for g, subjects in school.core.items() for s in subjects), 0)
    for line in lines(values):
        fits = (line.minutes or 0) >= school.shortest and line.kind in school.core_kinds.get(
            line.grade, ()
        )
        for grade, subject in found:
            if fits and line.grade == grade and subject in line.subject:
                found[grade, subject] += 1
    return {key: min(n, school.core[key[0]][key[1]]) for key, n in found.items()}


def share(values: dict[str, Any], school: School) -> float:
    """How much of its core the worst-off grade still has.

    An emptied timetable breaks no rule; what a rule earns shrinks with this.
    """
    have = kept(values, school)
    return min(
        sum(have[grade, subject] for subject in subjects) / sum(subjects.values())
        for grade, subjects in school.core.items()
    )


def verdicts(sub: Submission) -> tuple[Verdict, ...]:
    rows = json.dumps(sub.values.get("rows") or (), ensure_ascii=False)
    return _verdicts(sub.folder, sub.values.get("first_new") or None, rows)


@lru_cache(maxsize=FOLDERS)
def _verdicts(folder: Path, first_new: str | None, rows: str) -> tuple[Verdict, ...]:
    """All rules at once: every item of one timetable asks for them."""
    school = load_school(folder)
    context = Context(
        stage=school.stage,
        mode=school.mode,
        original_start=school.original_start,
        first_new_content=first_new,
        baseline=Timetable.from_rows([{**row, "day": DAY} for row in school.offline_day]),
        offline_break=school.offline_break,
        offline_minutes=school.offline_minutes,
    )
    days = [{**row, "day": DAY} for row in json.loads(rows)]
    found = check_rules(Timetable.from_rows(days), context)
    return tuple(v for v in found if v.rule in WEIGHTS)


def message(verdict: Verdict) -> Message:
    return verdict.message("first_new" if verdict.rule == "T-01" else "rows")


def score_rule(rule: str, sub: Submission) -> Score:
    out_of = WEIGHTS[rule]
    part = 1.0 if rule == "T-01" else share(sub.values, load_school(sub.folder))
    if part == 0:
        return Score(
            0,
            out_of,
            "有一个年级一节核心课也没有了（要老师讲的课），这条没法给分。请先把核心课排上。",
        )
    mine = [v for v in verdicts(sub) if v.rule == rule]
    bad = [v for v in mine if v.state is not State.PASS]
    if bad or not mine:
        text = "；".join(v.text for v in bad) or "课表里没有可以按这条检查的内容。"
        return Score(0, out_of, text, tuple(message(v) for v in bad))
    points = round(out_of * part * 2) / 2
    if part < 1:
        return Score(
            points, out_of, f"这条过了；有年级的核心课没有排满，按排上的比例给 {points:g} 分。"
        )
    return Score(points, out_of, "通过。" + mine[0].text)


def core_messages(sub: Submission) -> tuple[Message, ...]:
    school = load_school(sub.folder)
    return tuple(
        Message(
            "fail",
            f"{grade}{subject}要 {school.core[grade][subject]} 节，现在算得上的有 {n} 节："
            f"补上 {school.core[grade][subject] - n} 节{_how(grade, school)}。",
            title="核心课不能少",
            basis=SCHOOL,
            field="rows",
        )
        for (grade, subject), n in kept(sub.values, school).items()
        if n < school.core[grade][subject]
    )


def _how(grade: str, school: School) -> str:
    if "offline" in school.core_kinds[grade]:
        return f"，每节至少 {school.shortest} 分钟"
    return f"老师讲的课（直播或录播），每节至少 {school.shortest} 分钟"


def minutes_messages(sub: Submission) -> tuple[Message, ...]:
    school = load_school(sub.folder)
    all_lines = lines(sub.values)
    found = [
        Message(
            "fail",
            f"第 {line.number} 行{line.subject}的时间读不出来：写成 8:40 这样，结束要晚于开始。",
            title="全天学习时间",
            basis="填写要求",
            field="rows",
            rows=(line.number,),
        )
        for line in all_lines
        if line.minutes is None or line.minutes <= 0
    ]
    for grade, (least, most) in school.minutes.items():
        learning = [x for x in all_lines if x.grade == grade and x.kind != "break"]
        total = sum(x.minutes or 0 for x in learning)
        if not least <= total <= most:
            found.append(_out_of_range(grade, total, least, most))
    return tuple(found)


def _out_of_range(grade: str, total: int, least: int, most: int) -> Message:
    how = f"补 {least - total} 分钟的课或离屏学习" if total < least else f"减 {total - most} 分钟"
    return Message(
        "fail",
        f"{grade}全天上课、离屏学习和书面作业共 {total} 分钟，要在 {least}–{most} 分钟之间：{how}。",
        title="全天学习时间",
        basis=SCHOOL,
        field="rows",
    )


def score_core(sub: Submission) -> Score:
    problems = core_messages(sub)
    if problems:
        school = load_school(sub.folder)
        asked = sum(n for subjects in school.core.values() for n in subjects.values())
        have = sum(kept(sub.values, school).values())
        return Score(6 * have // asked, 6, "；".join(m.text for m in problems), problems)
    return Score(6, 6, "核心课一节不少。")


def score_minutes(sub: Submission) -> Score:
    problems = minutes_messages(sub)
    if problems:
        return Score(0, 6, "；".join(m.text for m in problems), problems)
    return Score(6, 6, "全天学习时间合适，不多也不少。")


def score_tags(sub: Submission) -> Score:
    """Needs the key; says how many are right, not which."""
    if sub.key is None:
        raise ValueError("评 E04 的标签需要答案文件 key/key.json；请在培训者一侧评分。")
    right = sum(
        (sub.values.get("tags") or {}).get(place) in accepted
        for place, accepted in sub.key["tags"].items()
    )
    enough = sub.key["enough"]
    if right >= enough:
        return Score(8, 8, f"8 处里认对 {right} 处，达到 {enough} 处。")
    return Score(right, 8, f"8 处里认对 {right} 处，要 {enough} 处。再看一遍各条规则查的是什么。")


def cards(sub: Submission) -> Cards:
    """Which marked places got an accepted tag; needs the key."""
    tags = sub.values.get("tags") or {}
    return {"tags": {p: tags.get(p) in right for p, right in sub.key["tags"].items()}}


def check(sub: Submission) -> Reply:
    """What stands between this timetable and all rules; nothing about the tags but how many."""
    if not sub.values.get("rows"):
        return Reply("课表还是空的。请先排课，再检查。", "fail")
    found = verdicts(sub)
    rules = tuple(message(v) for v in found if v.state is not State.PASS)
    school = (*core_messages(sub), *minutes_messages(sub))
    broken = {v.rule for v in found if v.state is not State.PASS}
    passed = len({v.rule for v in found} - broken)
    tagged = sum(1 for tag in (sub.values.get("tags") or {}).values() if tag)
    facts = (
        ("规则", f"10 条里通过 {passed} 条"),
        ("核心课和全天时间", "合适" if not school else f"{len(school)} 处要改"),
        ("圈出的 8 处", f"已选 {tagged} 处；对不对，交卷后才评"),
        ("家里做得到吗", "已写" if (sub.values.get("family") or "").strip() else "还没写"),
    )
    if rules or school:
        return Reply(
            f"还有 {len(rules) + len(school)} 处要改。", "fail", (*rules, *school), facts=facts
        )
    return Reply("课表的规则都过了。", "pass", facts=facts)


def _rule_item(rule: str) -> Item:
    return Item(
        f"E04-{rule}",
        f"{rule} {timetable_rules()[rule].name}",
        WEIGHTS[rule],
        lambda sub: score_rule(rule, sub),
        critical=rule in CRITICAL,
        fields=("first_new",) if rule == "T-01" else ("rows",),
        rules=(rule,),
    )


TASK = Task(
    "E04",
    (
        *(_rule_item(rule) for rule in WEIGHTS),
        Item("E04-core", "核心课一节不少", 6, score_core, fields=("rows",), basis=SCHOOL),
        Item("E04-minutes", "全天学习时间合适", 6, score_minutes, fields=("rows",), basis=SCHOOL),
        Item(
            "E04-tags", "圈出的 8 处认得准", 8, score_tags, hidden=True,
            fields=("tags",), rules=tuple(WEIGHTS), basis=KEY,
        ),
    ),
    check,
    (ByHand("E04-rubric", "家里做得到吗", ("family",)),),
    cards,
)  # fmt: skip
