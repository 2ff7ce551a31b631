"""A proposed mend of a timetable: only changes that a rule asks for, each with its reason."""

from dataclasses import dataclass, field, replace

from shixun.rules.plan import Gap, Plan, gaps
from shixun.rules.records import timetable_rules
from shixun.rules.rest import OFF_SCREEN
from shixun.rules.screen_time import session_cap
from shixun.rules.timetable import Context, Session, Timetable, clock

LONGER_BY = 5  # 默认: minutes that a new break is longer than the offline one
LONGEST_BREAK = 60  # 默认: a longer hole without a name is free time, and nobody's break to fill
ACTIVITY = "远眺窗外、起身走动"
ADDED = "按建议加的"
LAST_MINUTE = 24 * 60 - 1


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


@dataclass
class _Day:
    """A day while it is mended: what is placed so far, and where its last lesson and row end."""

    plan: Plan
    out: list[Session] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    lesson_end: int | None = None
    busy: int = 0  # end of whatever was placed last, homework as well

    def place(self, s: Session, start: int, length: int) -> None:
        self.out.append(replace(s, start=start, end=start + length))
        self.busy = start + length
        if s.is_lesson:
            self.lesson_end = self.busy


def _mend_day(plan: Plan, rows: list[Session]) -> tuple[list[Session], list[str]]:
    """The day mended, or as it was where no hour of the day is left for it."""
    wanted = {g.after.row: g for g in gaps(rows)}
    day = _Day(plan)
    for s in rows:
        if not s.timed or s.kind == "break":
            day.out.append(s)
        elif s.is_lesson:
            _mend_lesson(day, s, wanted.get(s.row))
        else:
            _push_breaks(day)
            _move(day, s, max(s.start, day.busy), s.minutes)
    _push_breaks(day)
    if any(s.timed and s.end > LAST_MINUTE for s in day.out):
        return rows, []
    # A row that was moved past another stands after it, so that reading it again gives the same.
    return sorted(day.out, key=lambda s: (not s.timed, s.start or 0)), day.changes


def _move(day: _Day, s: Session, start: int, length: int) -> None:
    if start != s.start:
        day.changes.append(f"{s.label}：开始改到 {clock(start)}")
    day.place(s, start, length)


def _push_breaks(day: _Day) -> None:
    """Breaks that lead to no lesson move only as far as what comes before them was moved."""
    for k in _loose(day):
        b = day.out[k]
        start = max(b.start, day.busy)
        if start != b.start:
            day.changes.append(f"{b.label}：开始改到 {clock(start)}")
        day.out[k] = replace(b, start=start, end=start + b.minutes)
        day.busy = max(day.busy, start + b.minutes)


def _loose(day: _Day) -> list[int]:
    """Places of the timed breaks after the last row that is none."""
    placed = [k for k, s in enumerate(day.out) if s.timed and s.kind != "break"]
    after = range(placed[-1] + 1, len(day.out)) if placed else ()
    return [k for k in after if day.out[k].timed]


def _mend_lesson(day: _Day, s: Session, gap: Gap | None) -> None:
    plan, length = day.plan, s.minutes
    cap, whose = session_cap(plan, s)
    if s.screen:
        limit = min(cap, plan.offline_lesson[plan.stage(s)] - 1)
        if length > limit:
            day.changes.append(f"{s.label}：{length} 分钟改成 {limit} 分钟（T-02、T-05，{whose}）")
            length = limit
    if day.lesson_end is not None:
        return _after_break(day, s, gap, length)
    early = plan.limit("T-08", s)
    if s.start < early:
        day.changes.append(f"{s.label}：开始改到 {clock(early)}（T-08）")
        s = replace(s, start=early)
    _move(day, s, max(s.start, day.busy), length)


def _after_break(day: _Day, s: Session, gap: Gap | None, length: int) -> None:
    """A lesson in its place after the one before; the break between them gets what it needs."""
    planned = gap.minutes if gap else 0
    lunch = gap is not None and gap.is_lunch
    need = planned if lunch else max(planned, _needed(day.plan, s, planned))
    begin = max(s.start, day.lesson_end + need, day.busy)
    # Lunch that began during a lesson is no break of it; any other break that did comes after it.
    own = [k for k in _loose(day) if lunch or not day.out[k].is_lunch]
    if own:
        _mend_breaks(day, own, begin, lunch)
    elif gap and gap.breaks:  # before the homework that stands in between
        _name(
            day, [k for k, b in enumerate(day.out) if b.row in {x.row for x in gap.breaks}], lunch
        )
    elif begin > day.busy and planned <= LONGEST_BREAK:
        text = f"{s.label}前面：加课间 {begin - day.busy} 分钟（T-04、T-10）"
        day.changes.append(text)
        new = Session(0, s.grade, s.day, day.busy, begin, "课间", "break", None, ACTIVITY, ADDED)
        day.out.append(new)
    _move(day, s, begin, length)


def _needed(plan: Plan, s: Session, planned: int) -> int:
    """A break that already passes T-04 stays as it is."""
    offline = plan.offline_break
    least = timetable_rules()["T-04"].thresholds["最短"]
    band = plan.band(s)
    enough = planned >= max(least, band.gap if band and band.gap else 0)
    longer = planned > (offline if offline is not None else least)
    return planned if enough and longer else _target(plan, s)


def _mend_breaks(day: _Day, own: list[int], begin: int, lunch: bool) -> None:
    """The break's rows fill what lies between the two lessons; an activity is named if none is."""
    shift = day.busy - day.out[own[0]].start
    for k in own:
        b = day.out[k]
        start = min(b.start + shift, begin - 1)
        day.out[k] = replace(b, start=start, end=max(start + 1, min(b.end + shift, begin)))
    last = day.out[own[-1]]
    day.out[own[-1]] = replace(last, end=begin)
    _name(day, own, lunch)


def _name(day: _Day, own: list[int], lunch: bool) -> None:
    for k in own:
        b = day.out[k]
        if lunch or OFF_SCREEN.search(f"{b.subject} {b.activity}"):
            continue
        said = f"“{b.activity}”换成" if b.activity else "写上"
        day.changes.append(f"{b.label}：{said}“{ACTIVITY}”（T-10）")
        day.out[k] = replace(b, activity=ACTIVITY)
