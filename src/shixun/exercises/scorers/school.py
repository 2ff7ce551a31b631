"""What a school wants of its timetable, and how much of that a submitted timetable still has.

Shared by the scorers of timetables. The school is public data beside the exercise, so that a
teacher's side can check against it.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from shixun.exercises.scorers.base import Scorer
from shixun.exercises.submission import FOLDERS, Submission
from shixun.rules.timetable import Context, Timetable, read_clock
from shixun.rules.timetable_checks import check as check_rules
from shixun.rules.verdict import Verdict

DAY = "周一"
SCHOOL = "本校要求（合成数据）"


class School(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an invented school wants of the day; read from the released data."""

    stage: str
    mode: str
    original_start: str  # the day on which term was to begin, YYYY-MM-DD
    offline_break: int  # minutes
    offline_minutes: int
    offline_day: tuple[dict[str, Any], ...]  # rows of its ordinary day
    core: dict[str, dict[str, int]]  # grade → subject → sessions
    core_kinds: dict[str, tuple[str, ...]]  # grade → kinds of row that count as a core session
    shortest: int  # minutes below which a row is no session
    minutes: dict[str, tuple[int, int]]  # grade → least and most minutes of learning in the day
    about: str = ""


@lru_cache(maxsize=FOLDERS)
def load_school(path: Path) -> School:
    """The school in this file."""
    return msgspec.json.decode(path.read_bytes(), type=School)


@dataclass(frozen=True)
class Line:
    """A row of the grid with its length; `minutes` is None where a clock time can't be read."""

    number: int
    grade: str
    subject: str
    kind: str
    minutes: int | None


class TimetableScorer(Scorer, frozen=True, kw_only=True):
    """An item on the grid of a timetable."""

    rows: str = "rows"  # the field of the timetable
    school: str = "school.json"  # the file that says what the school asks for

    NAMES: ClassVar[tuple[str, ...]] = ("grade", "subject", "kind")

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.rows,)

    @property
    def grounds(self) -> str:
        return self.basis or SCHOOL

    def asked(self, sub: Submission) -> School:
        """What the school of this exercise asks for."""
        return load_school(sub.folder / self.school)

    def lines(self, sub: Submission) -> tuple[Line, ...]:
        """The rows of the timetable, numbered from 1."""
        return tuple(
            Line(n, *(row.get(name) or "" for name in self.NAMES), _length(row))
            for n, row in enumerate(sub.values.get(self.rows) or (), 1)
        )

    def kept(self, sub: Submission) -> dict[tuple[str, str], int]:
        """Core sessions still in the day, per grade and subject, never more than the school asks."""
        school = self.asked(sub)
        found = dict.fromkeys(((g, s) for g, subjects in school.core.items() for s in subjects), 0)
        for line in self.lines(sub):
            fits = (line.minutes or 0) >= school.shortest and line.kind in school.core_kinds.get(
                line.grade, ()
            )
            for grade, subject in found:
                if fits and line.grade == grade and subject in line.subject:
                    found[grade, subject] += 1
        return {key: min(n, school.core[key[0]][key[1]]) for key, n in found.items()}

    def share(self, sub: Submission) -> float:
        """How much of its core the worst-off grade still has, 0 … 1.

        An emptied timetable breaks no rule; what a rule earns shrinks with this.
        """
        have = self.kept(sub)
        return min(
            sum(have[grade, subject] for subject in subjects) / sum(subjects.values())
            for grade, subjects in self.asked(sub).core.items()
        )


def _length(row: dict[str, Any]) -> int | None:
    start, end = read_clock(row.get("start") or ""), read_clock(row.get("end") or "")
    return None if start is None or end is None else end - start


def verdicts(school: Path, first_new: str | None, rows: list) -> tuple[Verdict, ...]:
    """All rules on one day's rows: every item of one timetable asks for them."""
    return _verdicts(school, first_new, json.dumps(rows, ensure_ascii=False))


@lru_cache(maxsize=FOLDERS)
def _verdicts(path: Path, first_new: str | None, rows: str) -> tuple[Verdict, ...]:
    school = load_school(path)
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
    return tuple(check_rules(Timetable.from_rows(days), context))
