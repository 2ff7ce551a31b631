"""Rules on when, for whom and how much: T-01, T-07, T-08, T-09."""

import itertools
import re

from shixun.rules.plan import Plan, few, say
from shixun.rules.records import timetable_rules
from shixun.rules.timetable import Session, clock
from shixun.rules.verdict import State, Verdict

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
EXEMPT = re.compile(r"防疫|疫情|心理|阅读|读书")
CHECK_IN = re.compile(r"打卡|签到|上传.{0,6}视频|视频.{0,4}上传|拍视频")
NEGATED = re.compile(r"(不|无需|不用|不得|不必|没有|禁止|不再|自愿|可以不).{0,6}$")


def not_early(plan: Plan) -> Verdict:
    """T-01: new content not before the planned start of term."""
    start = plan.context.original_start
    days = sorted(
        d[0] for s in plan.lessons if not EXEMPT.search(s.subject) and (d := DATE.findall(s.day))
    )
    first = plan.context.first_new_content or (days[0] if days else None)
    if not start or not first:
        missing = "原计划开学日" if not start else "新课从哪天开始讲"
        return say("T-01", State.UNDECIDED, f"没写{missing}。请填上再看。", missing=missing)
    if first < start:
        text = f"新课 {first} 开始，早于原计划开学日 {start}。请推到 {start} 或以后；之前可以安排防疫、心理、阅读。"
        return say("T-01", State.FAIL, text)
    return say("T-01", State.PASS, f"新课 {first} 开始，不早于原计划开学日 {start}。")


def _demands_check_in(session: Session) -> bool:
    words = f"{session.subject} {session.activity} {session.note}"
    return any(not NEGATED.search(words[: m.start()]) for m in CHECK_IN.finditer(words))


def lower_grades(plan: Plan) -> Verdict:
    """T-07: no compulsory screen in grades 1–2, no compulsory check-in or video for anybody."""
    last = timetable_rules()["T-07"].thresholds["年级"]
    failed = [
        (s, f"{s.label}要打卡或上传视频") for s in plan.timetable.sessions if _demands_check_in(s)
    ]
    open_ = []
    for s in plan.lessons:
        if s.screen is False or not (plan.grades(s) & set(range(1, last + 1))):
            continue
        only_lower = all(1 <= g <= last for g in plan.grades(s))
        if s.compulsory and s.screen and only_lower:
            failed.append((s, f"{s.label}是一二年级，写成了必须参加"))
        elif s.compulsory is not False:
            open_.append(s)
    if failed:
        text = f"{few([t for _, t in failed])}。改成自愿，去掉打卡和上传视频。"
        return say("T-07", State.FAIL, text, tuple(s.row for s, _ in failed))
    if open_:
        text = f"{few([s.label for s in open_])}可能有一二年级，没写清年级、形式或是否必须参加。请写清。"
        readings = (("若一二年级必须看屏上课", State.FAIL), ("若自愿", State.PASS))
        return say(
            "T-07", State.UNDECIDED, text, tuple(s.row for s in open_), "是否必须参加", readings
        )
    if not plan.lessons:
        return say("T-07", State.UNDECIDED, "课表里没有课。", missing="课")
    return say("T-07", State.PASS, "没有硬性要求一二年级看屏上课，也没有强制打卡。")


def start_and_overlap(plan: Plan) -> Verdict:
    """T-08: the first lesson not too early, and one class in one place at a time."""
    failed, rows, seen = [], [], False
    for day in plan.days.values():
        lessons = [s for s in day if s.timed and s.kind != "break"]
        taught = [s for s in lessons if s.kind != "homework"]
        seen = seen or bool(taught)
        if taught and taught[0].start < (limit := plan.limit("T-08", taught[0])):
            failed.append(
                f"{taught[0].label}早于 {clock(limit)}，往后挪 {limit - taught[0].start} 分钟"
            )
            rows.append(taught[0].row)
        for first, second in itertools.pairwise(lessons):
            if second.start < first.end:
                failed.append(
                    f"{first.label}和{second.label}重叠 {min(first.end, second.end) - second.start} 分钟"
                )
                rows.extend((first.row, second.row))
    stated = plan.stated_start
    if not seen and stated is not None:
        firsts = [next((s for s in day if s.is_lesson), None) for day in plan.days.values()]
        early = [s for s in firsts if s and stated < plan.limit("T-08", s)]
        if early:
            failed.append(
                f"说明里写 {clock(stated)} 开始上课，早于 {clock(plan.limit('T-08', early[0]))}"
            )
            rows.extend(s.row for s in early)
    if failed:
        return say("T-08", State.FAIL, f"{few(failed)}。请错开或推后。", tuple(rows))
    if not seen:
        return say(
            "T-08", State.UNDECIDED, "课表里没有带起止时间的课。请补上时间。", missing="起止时间"
        )
    return say("T-08", State.PASS, "开始不过早，没有重叠。")


def _offline_minutes(plan: Plan) -> int | None:
    """Learning and homework of an offline day together."""
    if plan.context.offline_minutes is not None:
        return plan.context.offline_minutes
    if not plan.context.baseline:
        return None
    days = plan.context.baseline.days().values()
    return max(sum(s.minutes for s in d if s.timed and s.kind != "break") for d in days)


def _homework_limit(plan: Plan, session: Session) -> int | None:
    limits = timetable_rules()["T-09"].thresholds
    band = plan.band(session)
    if band and band.homework is not None:
        return band.homework
    if all(1 <= g <= 2 for g in plan.grades(session)):
        return limits["小学一二年级"]
    return limits.get(plan.stage(session))


def workload(plan: Plan) -> Verdict:
    """T-09: learning and homework together no more than offline; written homework within its limit."""
    failed, rows, open_ = [], [], []
    offline = _offline_minutes(plan)
    for (grade, name), day in plan.days.items():
        place = f"{grade} {name}".strip() or "这一天"
        work = [s for s in day if s.kind == "homework"]
        written = sum(s.minutes or 0 for s in work)
        limit = _homework_limit(plan, work[0]) if work else None
        if limit is not None and written > limit:
            failed.append(
                f"{place}书面作业 {written} 分钟，上限 {limit} 分钟，减 {written - limit} 分钟"
            )
            rows.extend(s.row for s in work)
        known = [s for s in day if s.kind != "break"]
        total = sum(s.minutes or 0 for s in known)
        if offline is not None and total > offline:
            failed.append(
                f"{place}学习和作业共 {total} 分钟，线下一天 {offline} 分钟，多了 {total - offline} 分钟"
            )
            rows.extend(s.row for s in known)
        elif any(s.minutes is None for s in known):
            open_.append(place)
    if failed:
        return say("T-09", State.FAIL, f"{few(failed)}。请减下来。", tuple(rows))
    if offline is None:
        text = "没有线下一天的学习总量，比不出加没加负担。请填线下每天几节、每节几分钟。"
        return say("T-09", State.UNDECIDED, text, missing="线下一天的学习总量")
    if open_ or not plan.lessons:
        text = f"{few(open_) or '课表里没有课'}：有的没写时长，算不出总量。请补上。"
        return say("T-09", State.UNDECIDED, text, missing="时长")
    return say("T-09", State.PASS, f"学习和作业都没有超过线下一天的 {offline} 分钟。")
