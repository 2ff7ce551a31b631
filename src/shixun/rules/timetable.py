"""A timetable as records: rows as somebody wrote them, and what can be known of each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from shixun.clock import clock, plain, read_clock

SCREEN = ("live", "recorded", "tv")  # a television is a screen, too (视屏)
UNKNOWN = ("mixed", "self-study", "")
KINDS = (*SCREEN, "mixed", "self-study", "offline", "homework", "break", "")
STAGES = {"小学": range(1, 7), "初中": range(7, 10), "高中": range(10, 13)}
CHINESE_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"十": 10}
LUNCH = re.compile(r"午餐|午饭|午休|午睡|吃饭|中饭|lunch", re.I)
COLUMNS = ("grade", "day", "start", "end", "subject", "kind", "compulsory", "activity", "note")


def _number(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    if text in CHINESE_DIGITS:
        return CHINESE_DIGITS[text]
    return 10 + CHINESE_DIGITS[text[1]] if text[:1] == "十" and text[1:] in CHINESE_DIGITS else None


# 三年级2班, 三(2)班, 四年级(2): which class it is says nothing of the grade.
CLASS_NUMBER = re.compile(
    r"\((?:\d{1,2}|[一二三四五六七八九十]{1,2})\)|(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*班"
)


def read_grades(text: str, stage: str = "") -> frozenset[int]:
    """The grades that a cell may mean (0 = kindergarten); empty if it doesn't say.

    "二年级", "2", "K–4", "初一", "高二", "7-9年级", "小学", "小学（未分年级）".
    """
    text = CLASS_NUMBER.sub("", plain(text))
    text = re.sub(r"[—–~至到]", "-", text)
    if found := re.search(r"(初|高)(?:中)?([一二三123])", text):
        return frozenset({(6 if found[1] == "初" else 9) + (_number(found[2]) or 0)})
    digits = r"(K|\d{1,2}|[一二三四五六七八九十]{1,2})"
    if found := re.search(rf"{digits}(?:年级)?\s*-\s*{digits}", text, re.I):
        first, last = (0 if g.upper() == "K" else _number(g) for g in found.groups())
        if first is not None and last is not None and first <= last <= 12:
            return frozenset(range(first, last + 1))
    if re.fullmatch(r"K|幼儿园.*", text, re.I):
        return frozenset({0})
    several = re.findall(r"(\d{1,2}|[一二三四五六七八九十]{1,2})(?=年级|[、,]|$|班)", text)
    known = frozenset(n for n in map(_number, several) if n and n <= 12)
    if known:
        return known
    for name, grades in STAGES.items():
        if name in text:
            return frozenset(grades)
    return frozenset()


WEEK = "一二三四五六日"
DAY_NAME = re.compile(
    r"(?:周|星期|礼拜)([一二三四五六日天])(?:\s*[-–—~至到]\s*(?:周|星期|礼拜)?([一二三四五六日天]))?"
)


def read_days(text: str) -> tuple[str, ...]:
    """The weekdays that a cell means ("周一–周五" is five); else the cell as it stands, as one day."""
    found: list[str] = []
    for first, last in DAY_NAME.findall(text.replace("天", "日")):
        a, b = WEEK.index(first), WEEK.index(last or first)
        found += [f"周{d}" for d in WEEK[a : b + 1]]
    return tuple(dict.fromkeys(found)) or (text,)


@dataclass(frozen=True)
class Session:
    """One row. Times are minutes since midnight; what the row doesn't say is None or empty."""

    row: int
    grade: str = ""
    day: str = ""
    start: int | None = None
    end: int | None = None
    subject: str = ""
    kind: str = ""
    compulsory: bool | None = None
    activity: str = ""
    note: str = ""

    @property
    def timed(self) -> bool:
        return self.start is not None and self.end is not None and self.end > self.start

    @property
    def minutes(self) -> int | None:
        """Length by the clock, else as the row's words give it ("数学 60 分钟")."""
        if self.timed:
            return self.end - self.start
        found = re.search(
            r"(\d+(?:\.\d+)?)\s*(分钟|分|小时|min)", plain(f"{self.subject} {self.note}")
        )
        if not found:
            return None
        return round(float(found[1]) * (60 if found[2] == "小时" else 1))

    @property
    def is_lesson(self) -> bool:
        return self.kind not in ("break", "homework")

    @property
    def is_lunch(self) -> bool:
        return self.kind == "break" and bool(LUNCH.search(f"{self.subject} {self.activity}"))

    @property
    def screen(self) -> bool | None:
        """Whether it is before a screen; None when it isn't said."""
        return None if self.is_lesson and self.kind in UNKNOWN else self.kind in SCREEN

    @cached_property
    def grades(self) -> frozenset[int]:
        return read_grades(self.grade)

    @property
    def label(self) -> str:
        """How a message names it: 第 3 行 数学（9:25–10:25）."""
        when = f"（{clock(self.start)}–{clock(self.end)}）" if self.timed else ""
        return f"第 {self.row} 行 {self.subject or '（没写内容）'}{when}"


@dataclass(frozen=True)
class Timetable:
    sessions: tuple[Session, ...]

    @classmethod
    def from_rows(cls, rows: Iterable[dict[str, Any]]) -> "Timetable":
        """From the rows of a form's grid or of a table, numbered from 1."""
        return cls(tuple(_session(n, row) for n, row in enumerate(rows, 1)))

    def to_rows(self) -> list[dict[str, str]]:
        said = {True: "是", False: "否", None: ""}
        return [
            {
                "grade": s.grade,
                "day": s.day,
                "start": "" if s.start is None else clock(s.start),
                "end": "" if s.end is None else clock(s.end),
                "subject": s.subject,
                "kind": s.kind,
                "compulsory": said[s.compulsory],
                "activity": s.activity,
                "note": s.note,
            }
            for s in self.sessions
        ]

    def _groups(self) -> list[tuple[str, str, list[Session]]]:
        """Grade, name of the days and rows; "周一–周五" and "周一、周三" meet on two of the days."""
        found: dict[tuple[int, ...], tuple[str, list[str], list[Session]]] = {}
        for grade in dict.fromkeys(s.grade for s in self.sessions):
            mine = [s for s in self.sessions if s.grade == grade]
            for day in dict.fromkeys(d for s in mine for d in read_days(s.day)):
                rows = [s for s in mine if day in read_days(s.day)]
                found.setdefault(tuple(s.row for s in rows), (grade, [], rows))[1].append(day)
        named = []
        for grade, days, rows in found.values():
            written = next((s.day for s in rows if read_days(s.day) == tuple(days)), "")
            named.append((grade, written or "、".join(days), rows))
        return named

    def days(self) -> dict[tuple[str, str], list[Session]]:
        """Rows of one class on one day, in the order of the clock; rows without a time last.

        Days with the same rows are one; a row that several kinds of days share is in each of them.
        """
        return {
            (grade, name): sorted(rows, key=lambda s: (not s.timed, s.start or 0, s.row))
            for grade, name, rows in self._groups()
        }

    def changed(self, row: int, **what: Any) -> "Timetable":
        return Timetable(tuple(replace(s, **what) if s.row == row else s for s in self.sessions))


KIND_WORDS = (
    ("homework", r"homework|作业"),
    ("break", r"break|课间|休息|午餐|午休|午饭|大课间|用餐|间操"),
    ("mixed", r"mixed|混合|直播.*录播|录播.*直播|直播.*点播|直播\s*[+/、或]|双师"),
    ("tv", r"\btv\b|电视|空中课堂"),
    ("recorded", r"recorded|录播|点播|回放|微课|视频课|async"),
    ("live", r"live|(?<![非不无])直播|在线课堂|腾讯会议|视频会议|连麦|同步"),
    ("self-study", r"self-?study|自学|自习|自主"),
    ("offline", r"offline|线下|离屏|面授|阅读|劳动|锻炼|手工|在校"),
)


def read_kind(text: Any) -> str:
    """The kind that a word means; empty if it means none."""
    words = plain(text)
    if words in KINDS:
        return words
    return next((kind for kind, pattern in KIND_WORDS if re.search(pattern, words, re.I)), "")


# Rows of a day that are nobody's lesson, whether or not the form says so.
NOT_A_LESSON = re.compile(
    r"(?:起床|穿衣|整理内务|洗漱|吃?早[餐饭]|吃?[午晚中][餐饭]|午[休睡]|放学|到校|入校|离校|预备铃?|就寝|睡觉|熄灯|家务|"
    r"自由活动|户外活动|体育活动|课间活动|大课间|晨练|早操|广播操|课间操|眼保健操|眼操|远眺|休息|课间)(?:时间|活动)?"
)


def is_pause(subject: str) -> bool:
    """Whether all that the words name is no lesson: 起床、洗漱, but not 体育活动课."""
    parts = [p for p in re.split(r"[\s、,;/+和及()]+", plain(subject)) if p]
    return bool(parts) and all(NOT_A_LESSON.fullmatch(p) for p in parts)


def read_compulsory(text: Any) -> bool | None:
    words = plain(text).lower()
    if words in ("否", "不", "选", "no", "false", "0") or re.search(
        r"自愿|选修|不强制|不要求|自选|可选", words
    ):
        return False
    return (
        True
        if words in ("是", "必", "yes", "true", "1") or re.search(r"必|强制|要求", words)
        else None
    )


def _session(number: int, row: dict[str, Any]) -> Session:
    text = {c: plain(row.get(c)) for c in COLUMNS}
    return Session(
        row=number,
        grade=text["grade"],
        day=text["day"],
        start=read_clock(text["start"]),
        end=read_clock(text["end"]),
        subject=text["subject"],
        kind=read_kind(text["kind"]) or ("break" if is_pause(text["subject"]) else ""),
        compulsory=read_compulsory(text["compulsory"]),
        activity=text["activity"],
        note=text["note"],
    )


@dataclass(frozen=True)
class Context:
    """What a timetable doesn't say of itself; None where nobody said it.

    offline_break: an ordinary 课间 in minutes. offline_minutes: learning and homework of an offline
    day together. baseline: the offline day's plan. Dates are "YYYY-MM-DD".
    """

    stage: str = "小学"
    mode: str = "延期开学线上"
    original_start: str | None = None
    first_new_content: str | None = None
    profile: str = "national"
    baseline: Timetable | None = None
    offline_break: int | None = None
    offline_minutes: int | None = None
