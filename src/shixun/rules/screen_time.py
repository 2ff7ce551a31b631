"""Rules on time before a screen: T-02, T-05, T-06, T-11."""

from shixun.rules.plan import Day, Plan, few, say
from shixun.rules.records import timetable_rules
from shixun.rules.timetable import Session
from shixun.rules.verdict import State, Verdict

KIND_UNSAID = "没写清直播、录播还是不看屏"
IF_SCREEN = "若这些时间都在看屏"


def shorter_than_offline(plan: Plan) -> Verdict:
    """T-02: each screen lesson is shorter than an offline lesson."""
    failed, open_ = [], []
    for s in plan.lessons:
        cap = plan.offline_lesson[plan.stage(s)]
        if not s.timed:
            # A subject's total for the day is not the length of one lesson.
            open_.append((s, f"{s.label}没有起止时间"))
        elif s.minutes >= cap and s.screen:
            failed.append(
                (
                    s,
                    f"{s.label} {s.minutes} 分钟，线下一节 {cap} 分钟，至少要再短 {s.minutes - cap + 1} 分钟",
                )
            )
        elif s.minutes >= cap and s.screen is None:
            open_.append((s, f"{s.label} {s.minutes} 分钟，{KIND_UNSAID}"))
    if failed:
        text = f"{few([t for _, t in failed])}。拆成两节，或把一部分改成离屏练习。"
        return say("T-02", State.FAIL, text, tuple(s.row for s, _ in failed))
    if open_ or not plan.lessons:
        return _open(
            "T-02", open_, "请写清每节的起止时间和形式。", (("若整段都是看屏的一节课", State.FAIL),)
        )
    return say("T-02", State.PASS, "每节看屏的课都比线下短。")


def _open(
    rule: str,
    places: list[tuple[Session, str]],
    remedy: str,
    readings: tuple[tuple[str, State], ...],
) -> Verdict:
    what = few([text for _, text in places]) or "课表里没有课"
    rows = tuple(s.row for s, _ in places)
    return say(rule, State.UNDECIDED, f"{what}。{remedy}", rows, what, readings if places else ())


def _chains(day: Day, gap: int, certain: bool) -> list[list[Session]]:
    """Runs of screen lessons with gaps under `gap` minutes; `certain` leaves out what isn't said."""
    runs: list[list[Session]] = []
    for s in day:
        if not (s.timed and s.is_lesson):
            continue
        if not (s.screen or (s.screen is None and not certain)):
            continue
        if runs and s.start - runs[-1][-1].end < gap:
            runs[-1].append(s)
        else:
            runs.append([s])
    return runs


def session_cap(plan: Plan, session: Session) -> tuple[int, str]:
    """Minutes at one sitting, and whose limit it is."""
    band = plan.band(session)
    if band and band.session and band.of == "整节":
        return band.session, plan.local()
    return plan.limit("T-05", session), "国家卫健指引"


def continuous(plan: Plan) -> Verdict:
    """T-05: no longer before a screen at one time than the stage's limit."""
    gap = timetable_rules()["T-05"].thresholds["合并间隔"]
    failed, open_, rows, open_rows = [], [], [], []
    for day in plan.days.values():
        for certain in (True, False):
            for run in _chains(day, gap, certain):
                minutes = sum(s.minutes for s in run)
                cap, whose = session_cap(plan, run[0])
                if minutes <= cap:
                    continue
                merged = f"（中间间隔不到 {gap} 分钟，算连续）" if len(run) > 1 else ""
                names = f"{run[0].label}起的 {len(run)} 节" if len(run) > 1 else run[0].label
                text = f"{names}连续 {minutes} 分钟{merged}，上限 {cap} 分钟（{whose}），超 {minutes - cap} 分钟"
                (failed if certain else open_).append(text)
                (rows if certain else open_rows).extend(s.row for s in run)
    if failed:
        text = f"{few(failed)}。缩短、拆开，或在中间放 {gap} 分钟以上的离屏课间。"
        return say("T-05", State.FAIL, text, tuple(rows))
    untimed = [s for s in plan.lessons if not s.timed and s.screen is not False]
    if open_ or untimed or not plan.lessons:
        what = few([*open_, *(f"{s.label}没有起止时间" for s in untimed)]) or "课表里没有课"
        rows = (*open_rows, *(s.row for s in untimed))
        text = f"{what}。{KIND_UNSAID}或没写时间，请补上。"
        return say("T-05", State.UNDECIDED, text, rows, KIND_UNSAID, ((IF_SCREEN, State.FAIL),))
    return say("T-05", State.PASS, _with_local(plan, "每次看屏都在上限以内。"))


def _with_local(plan: Plan, text: str) -> str:
    """Say where a local limit is looser than the national guidance, or doesn't limit a session."""
    notes = []
    for s in plan.lessons:
        band = plan.band(s)
        if not band or not band.session:
            continue
        if band.of != "整节":
            notes.append(f"{plan.local()}限的是{band.of}，仍按国家卫健指引检查整节")
        elif band.session > plan.limit("T-05", s):
            notes.append(f"{plan.local()}每次 {band.session} 分钟，比国家卫健指引宽")
    return f"{text}{notes[0]}。" if notes else text


def day_cap(plan: Plan, session: Session) -> tuple[int, str]:
    band = plan.band(session)
    if band and band.daily:
        return band.daily, plan.local()
    return plan.limit("T-06", session), "国家卫健指引"


def whole_day(plan: Plan) -> Verdict:
    """T-06: all screen time of a class on a day within the limit."""
    failed, open_, rows, open_rows = [], [], [], []
    for (grade, day_name), day in plan.days.items():
        lessons = [s for s in day if s.is_lesson]
        if not lessons:
            continue
        cap, whose = day_cap(plan, lessons[0])
        name = f"{grade} {day_name}".strip() or "全天"
        sure = sum(s.minutes or 0 for s in lessons if s.screen)
        most = sum(s.minutes or 0 for s in lessons if s.screen is not False)
        blind = [s for s in lessons if s.minutes is None and s.screen is not False]
        band = plan.band(lessons[0])
        if sure > cap:
            failed.append(
                f"{name}看屏 {sure} 分钟，上限 {cap} 分钟（{whose}），超 {sure - cap} 分钟"
            )
        elif band and band.lessons and len([s for s in lessons if s.screen]) > band.lessons:
            failed.append(f"{name}看屏的课超过 {band.lessons} 节（{plan.local()}）")
        elif most > cap or blind:
            least = f"至少 {sure} 分钟" + ("" if blind else f"，至多 {most} 分钟")
            open_.append(f"{name}看屏{least}，上限 {cap} 分钟（{whose}）")
            open_rows.extend(s.row for s in lessons if s.screen is None or s in blind)
    if failed:
        text = f"{few(failed)}。减少看屏的节数，或改成离屏学习。"
        return say("T-06", State.FAIL, text, tuple(rows))
    if open_ or not plan.lessons:
        text = f"{few(open_) or '课表里没有课'}。{KIND_UNSAID}或没写时长，请补上。"
        return say(
            "T-06", State.UNDECIDED, text, tuple(open_rows), KIND_UNSAID, ((IF_SCREEN, State.FAIL),)
        )
    return say("T-06", State.PASS, "每天看屏的总时间都在上限以内。")


def share(plan: Plan) -> Verdict:
    """T-11: screen time as a share of all teaching, for ordinary times."""
    percent = timetable_rules()["T-11"].thresholds["百分比"]
    timed = [s for s in plan.lessons if s.minutes is not None]
    total = sum(s.minutes for s in timed)
    if not total or len(timed) < len(plan.lessons):
        return say("T-11", State.UNDECIDED, "有的课没写时长，算不出比例。请补上。", missing="时长")
    sure = sum(s.minutes for s in timed if s.screen)
    most = sum(s.minutes for s in timed if s.screen is not False)
    said = f"看屏 {sure} 分钟，占 {total} 分钟的 {sure * 100 / total:.0f}%，原则上不超过 {percent}%"
    if sure * 100 > percent * total:
        rows = tuple(s.row for s in timed if s.screen)
        return say("T-11", State.FAIL, f"{said}。把一部分改成纸笔或动手活动。", rows)
    if most * 100 > percent * total:
        rows = tuple(s.row for s in timed if s.screen is None)
        text = f"{said}；还有 {most - sure} 分钟{KIND_UNSAID}。请补上。"
        return say("T-11", State.UNDECIDED, text, rows, KIND_UNSAID, ((IF_SCREEN, State.FAIL),))
    return say("T-11", State.PASS, f"{said}。")
