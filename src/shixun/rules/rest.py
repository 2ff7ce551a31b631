"""Rules on breaks: T-03, T-04, T-10."""

import re

from shixun.rules.plan import Gap, Plan, density, few, gaps, say
from shixun.rules.records import timetable_rules
from shixun.rules.timetable import LUNCH
from shixun.rules.verdict import State, Verdict

OFF_SCREEN = re.compile(
    r"远眺|眺望|望远|户外|室外|操|活动|运动|锻炼|散步|走动|走一走|伸展|拉伸|喝水|跳绳|跑|球|游玩|家务|"
    r"闭眼|热敷|按摩|晒太阳|扫地|浇花|movement|outside|outdoor|physical|recess|play|stretch|exercise|walk|snack",
    re.I,
)
ELECTRONIC = re.compile(r"电子游戏|手机游戏|打游戏|玩手机|看电视|刷视频|video game", re.I)
UNSAID = re.compile(r"没写|未写|不明|没说")


def _breaks(plan: Plan) -> list[Gap]:
    """Gaps that are 课间: some time, and not lunch."""
    return [g for day in plan.days.values() for g in gaps(day) if g.minutes > 0 and not g.is_lunch]


def _lunch_only(plan: Plan) -> bool:
    return any(g.is_lunch for day in plan.days.values() for g in gaps(day))


def denser_breaks(plan: Plan) -> Verdict:
    """T-03: more breaks per hour of lessons than offline; raw counts would punish short days."""
    shortest = timetable_rules()["T-03"].thresholds["最短课间"]
    baseline = plan.context.baseline
    offline = [density(d, shortest) for d in baseline.days().values()] if baseline else []
    offline = [d for d in offline if d is not None]
    if not offline:
        text = "没有同一所学校的线下作息，比不出课间密不密。请给出线下一天的安排。"
        return say("T-03", State.UNDECIDED, text, missing="线下作息")
    untimed = [s for s in plan.lessons if not s.timed]
    usual = max(offline)
    failed, rows, seen = [], [], False
    for (grade, name), day in plan.days.items():
        mine = density(day, shortest)
        if mine is None:
            continue
        seen = True
        if mine <= usual:
            failed.append(
                f"{f'{grade} {name}'.strip() or '这一天'}每小时课 {mine:.1f} 次课间，线下 {usual:.1f} 次"
            )
            rows.extend(s.row for s in day if s.timed and s.is_lesson)
    if failed:
        text = f"{few(failed)}，没有更密。把长课拆短，中间加课间。"
        return say("T-03", State.FAIL, text, tuple(rows))
    if untimed or not seen:
        text = "课不到两节，或没写起止时间，比不出来。请补上。"
        return say("T-03", State.UNDECIDED, text, tuple(s.row for s in untimed), "起止时间")
    return say("T-03", State.PASS, f"课间比线下密（线下每小时课 {usual:.1f} 次）。")


def longer_breaks(plan: Plan) -> Verdict:
    """T-04: each break longer than an ordinary offline one, and at least ten minutes."""
    least = timetable_rules()["T-04"].thresholds["最短"]
    offline = plan.offline_break
    failed, rows, open_rows = [], [], []
    for gap in _breaks(plan):
        band = plan.band(gap.after)
        local = band.gap if band and band.gap else 0
        need = max(least, local)
        if gap.minutes < need:
            whose = f"({plan.local()})" if need == local else ""
            failed.append(
                f"{gap.label}只有 {gap.minutes} 分钟，至少 {need} 分钟{whose}，差 {need - gap.minutes} 分钟"
            )
            rows.extend(gap.rows)
        elif offline is not None and gap.minutes <= offline:
            failed.append(
                f"{gap.label} {gap.minutes} 分钟，不比线下课间 {offline} 分钟长，至少再加 {offline - gap.minutes + 1} 分钟"
            )
            rows.extend(gap.rows)
        elif offline is None and gap.minutes == least:
            open_rows.extend(gap.rows)
    if failed:
        return say("T-04", State.FAIL, f"{few(failed)}。把后面的课往后挪。", tuple(rows))
    if open_rows:
        text = f"有课间正好 {least} 分钟；要比线下课间长，可不知道线下课间几分钟。请填上。"
        readings = ((f"若线下课间也是 {least} 分钟", State.FAIL),)
        return say("T-04", State.UNDECIDED, text, tuple(open_rows), "线下课间几分钟", readings)
    if not _breaks(plan) and not _lunch_only(plan):
        text = "没有课间可以比：课不到两节、没写起止时间，或两节连着上。请补上时间，中间放课间。"
        return say("T-04", State.UNDECIDED, text, missing="课间")
    return say("T-04", State.PASS, "课间都够长。")


def off_screen(plan: Plan) -> Verdict:
    """T-10: each break names something to do away from the screen."""
    failed, rows = [], []
    for gap in _breaks(plan):
        words = " ".join(f"{b.subject} {b.activity} {b.note}" for b in gap.breaks)
        names_one = OFF_SCREEN.search(" ".join(f"{b.subject} {b.activity}" for b in gap.breaks))
        names_one = names_one or (OFF_SCREEN.search(words) and not UNSAID.search(words))
        if ELECTRONIC.search(words) and not OFF_SCREEN.search(ELECTRONIC.sub("", words)):
            failed.append(f"{gap.label}安排的还是看屏幕")
        elif not names_one:
            failed.append(f"{gap.label}没写做什么")
        else:
            continue
        rows.extend(gap.rows)
    if failed:
        text = f"{few(failed)}。写上一件离屏的事，如远眺窗外、户外走动、眼保健操。"
        return say("T-10", State.FAIL, text, tuple(rows))
    mixed = [
        s
        for s in plan.timetable.sessions
        if s.kind == "break" and not s.timed and LUNCH.search(s.subject)
    ]
    if mixed or (not _breaks(plan) and not _lunch_only(plan)):
        text = "看不出哪段是课间、做什么（课间和午餐写在一起，或没有课间）。请分开写。"
        return say("T-10", State.UNDECIDED, text, tuple(s.row for s in mixed), "课间")
    return say("T-10", State.PASS, "每个课间都有离屏的安排。")
