"""What several rules need of one timetable: classes by day, gaps between lessons, limits by grade."""

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from shixun.rules.records import Band, Rule, profiles, timetable_rules
from shixun.rules.timetable import STAGES, Context, Session, Timetable
from shixun.rules.verdict import State, Verdict

Day = list[Session]


@dataclass(frozen=True)
class Gap:
    """What lies between two lessons that follow each other; `rows` are the break's own rows."""

    before: Session
    after: Session
    breaks: tuple[Session, ...]

    @property
    def minutes(self) -> int:
        return self.after.start - self.before.end

    @property
    def rows(self) -> tuple[int, ...]:
        return tuple(b.row for b in self.breaks) or (self.before.row, self.after.row)

    @property
    def is_lunch(self) -> bool:
        return any(b.is_lunch for b in self.breaks)

    @property
    def label(self) -> str:
        if self.breaks:
            return self.breaks[0].label
        return f"第 {self.before.row} 行和第 {self.after.row} 行之间"


def gaps(day: Day) -> list[Gap]:
    """Gaps of a day's timed lessons; overlapping lessons have none (T-08 sees them)."""
    lessons = [s for s in day if s.timed and s.is_lesson]
    found = []
    for before, after in itertools.pairwise(lessons):
        inside = tuple(
            s for s in day if s.timed and s.kind == "break" and before.end <= s.start < after.start
        )
        if after.start >= before.end:
            found.append(Gap(before, after, inside))
    return found


def density(day: Day, shortest: int) -> float | None:
    """Breaks per hour of lessons; lunch is none. None for a day with fewer than two lessons."""
    lessons = [s for s in day if s.timed and s.is_lesson]
    if len(lessons) < 2:
        return None
    breaks = sum(1 for g in gaps(day) if g.minutes >= shortest and not g.is_lunch)
    return breaks * 60 / sum(s.minutes for s in lessons)


class Plan:
    """A timetable in its context, with what it leaves open."""

    def __init__(self, timetable: Timetable, context: Context):
        self.timetable = timetable
        self.context = context
        self.profile = profiles()[context.profile]

    @cached_property
    def days(self) -> dict[tuple[str, str], Day]:
        return self.timetable.days()

    @cached_property
    def lessons(self) -> list[Session]:
        return [s for s in self.timetable.sessions if s.is_lesson]

    def grades(self, session: Session) -> frozenset[int]:
        """Grades that the row may be for; without a word of its own, the stage's."""
        return session.grades or frozenset(STAGES[self.context.stage])

    def stage(self, session: Session) -> str:
        """The stage of a row; of the youngest where a row is for several."""
        youngest = min(self.grades(session))
        return "小学" if youngest <= 6 else "初中" if youngest <= 9 else "高中"

    def limit(self, rule: str, session: Session) -> int:
        return timetable_rules()[rule].thresholds[self.stage(session)]

    def band(self, session: Session) -> Band | None:
        return self.profile.band(self.grades(session))

    def local(self) -> str:
        """How a message names a local limit."""
        return f"{self.profile.name}，{self.profile.status}口径"

    @cached_property
    def offline_lesson(self) -> dict[str, int]:
        """Minutes of an ordinary offline lesson by stage, from the offline day if there is one."""
        standard = dict(timetable_rules()["T-02"].thresholds)
        if self.context.baseline:
            lengths = Counter(
                s.minutes for s in self.context.baseline.sessions if s.timed and s.is_lesson
            )
            if lengths:
                standard[self.context.stage] = lengths.most_common(1)[0][0]
        return standard

    @cached_property
    def offline_break(self) -> int | None:
        """Minutes of an ordinary offline 课间, as told or as the offline day shows most often."""
        if self.context.offline_break is not None:
            return self.context.offline_break
        if not self.context.baseline:
            return None
        lengths = Counter(
            g.minutes
            for day in self.context.baseline.days().values()
            for g in gaps(day)
            if g.minutes > 0 and not g.is_lunch
        )
        return lengths.most_common(1)[0][0] if lengths else None

    @cached_property
    def stated_start(self) -> int | None:
        """A clock time that only the notes give: "8 点开始上课"."""
        for s in self.timetable.sessions:
            if found := re.search(
                r"(\d{1,2})\s*[点:]\s*(\d{2})?\s*分?\s*(?:开始)?上课|(\d{1,2})\s*点开始", s.note
            ):
                return int(found[1] or found[3]) * 60 + int(found[2] or 0)
        return None


def say(
    id: str,
    state: State,
    text: str,
    where: tuple[int, ...] = (),
    missing: str = "",
    readings: tuple[tuple[str, State], ...] = (),
) -> Verdict:
    rule: Rule = timetable_rules()[id]
    rows = tuple(sorted(set(where)))
    return Verdict(
        rule=id,
        name=rule.name,
        state=state,
        text=text,
        basis=rule.basis,
        level=rule.level,
        where=rows,
        missing=missing,
        readings=readings,
    )


def few(parts: list[str], most: int = 3) -> str:
    """The first few places in words; the rows of the verdict hold all of them."""
    more = f"；另有 {len(parts) - most} 处" if len(parts) > most else ""
    return "；".join(parts[:most]) + more
