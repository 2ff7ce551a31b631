"""A proposed mend of a timetable: only changes that a rule asks for, each with its reason."""

from dataclasses import dataclass, replace

from shixun.rules.plan import Plan, gaps
from shixun.rules.records import timetable_rules
from shixun.rules.rest import OFF_SCREEN
from shixun.rules.screen import session_cap
from shixun.rules.timetable import Context, Session, Timetable, clock

LONGER_BY = 5  # 默认: minutes that a new break is longer than the offline one
LONGEST_BREAK = 60  # 默认: a longer hole without a name is free time, and nobody's break to fill
ACTIVITY = "远眺窗外，起身走动"


@dataclass(frozen=True)
class Mend:
    timetable: Timetable
    changes: tuple[str, ...]


def suggest(timetable: Timetable, context: Context) -> Mend:
    """Shorten screen lessons to the limit, move what is too early or too close, name an activity.

    Rows without times, and lessons that may or may not be before a screen, stay as they are: what
    isn't said is not invented. Row order follows the clock within each class and day.
    """
    plan = Plan(timetable, context)
    rows, changes = [], []
    for (_, name), day in plan.days.items():
        mended, said = _mend_day(plan, day)
        # A row that two kinds of days share becomes one row for each: they may move differently.
        rows.extend(s if s.day == name else replace(s, day=name) for s in mended)
        changes.extend(said)
    numbered = tuple(replace(s, row=n) for n, s in enumerate(rows, 1))
    return Mend(Timetable(numbered), tuple(changes))


def _target(plan: Plan, session: Session) -> int:
    """Minutes that a break must have here: above all limits, and longer than offline."""
    least = timetable_rules()["T-04"].thresholds["最短"]
    band = plan.band(session)
    usual = plan.offline_break if plan.offline_break is not None else least
    return max(least, band.gap if band and band.gap else 0, usual + LONGER_BY)


def _mend_day(plan: Plan, day: list[Session]) -> tuple[list[Session], list[str]]:
    wanted = {g.after.row: g for g in gaps(day)}
    out: list[Session] = []
    changes: list[str] = []
    last_end: int | None = None  # of the lesson before, as mended
    for s in day:
        if not s.timed or s.kind == "break":
            out.append(s)
        else:
            s, last_end = _mend_lesson(plan, s, wanted.get(s.row), last_end, out, changes)
            out.append(s)
    return out, changes


def _mend_lesson(plan, s, gap, last_end, out, changes):
    """One lesson in its place after what came before; returns it and where it ends."""
    start, length = s.start, s.minutes
    cap, whose = session_cap(plan, s)
    if s.screen and s.is_lesson:
        limit = min(cap, plan.offline_lesson[plan.stage(s)] - 1)
        if length > limit:
            changes.append(f"{s.label}：{length} 分钟改成 {limit} 分钟（T-02、T-05，{whose}）")
            length = limit
    if last_end is None and s.is_lesson and start < (early := plan.limit("T-08", s)):
        changes.append(f"{s.label}：开始改到 {clock(early)}（T-08）")
        start = early
    if last_end is not None:
        start = _after_break(plan, s, gap, last_end, start, out, changes)
    return replace(s, start=start, end=start + length), start + length


def _after_break(plan, s, gap, last_end, start, out, changes) -> int:
    """Where a lesson may start after the one before; mends the break's own rows in `out`."""
    lunch = gap is not None and gap.is_lunch
    planned = gap.minutes if gap else 0
    need = planned if lunch or not s.is_lesson else max(planned, _needed(plan, s, planned))
    begin = max(start, last_end + need)
    if begin != start:
        changes.append(f"{s.label}：开始改到 {clock(begin)}")
    own = [k for k, b in enumerate(out) if gap and b in gap.breaks]
    if own:
        _mend_breaks(out, own, last_end, begin, lunch, changes)
    elif s.is_lesson and begin > last_end and planned <= LONGEST_BREAK:
        changes.append(f"{s.label}前面：加课间 {begin - last_end} 分钟（T-04、T-10）")
        out.append(
            Session(
                0, s.grade, s.day, last_end, begin, "课间", "break", None, ACTIVITY, "按建议加的"
            )
        )
    return begin


def _needed(plan: Plan, s: Session, planned: int) -> int:
    """A break that already passes T-04 stays as it is."""
    offline = plan.offline_break
    least = timetable_rules()["T-04"].thresholds["最短"]
    band = plan.band(s)
    enough = planned >= max(least, band.gap if band and band.gap else 0)
    longer = planned > (offline if offline is not None else least)
    return planned if enough and longer else _target(plan, s)


def _mend_breaks(out, own, last_end, begin, lunch, changes) -> None:
    """The break's rows fill what lies between the two lessons; an activity is named if none is."""
    first, last = own[0], own[-1]
    shift = last_end - out[first].start
    for k in own:
        b = out[k]
        b = replace(b, start=b.start + shift, end=b.end + shift)
        words = f"{b.subject} {b.activity}"
        if not lunch and not OFF_SCREEN.search(words):
            changes.append(f"{out[k].label}：写上“{ACTIVITY}”（T-10）")
            b = replace(b, activity=ACTIVITY)
        out[k] = b
    if out[last].end != begin:
        out[last] = replace(out[last], end=max(begin, out[last].start + 1))
