"""G0: who you are and what you have at hand → a route of a few concrete steps. Pure.

A step names a place; a place that the kit does not have yet is left out, never linked.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from shixun.rules.records import Rule
from shixun.syllabus import Syllabus

ROLES = {
    "teacher": "教师：我要上网课",
    "trainer": "培训者：我带一班老师学",
    "office": "管理者：我管一所学校或一个县",
    "team": "课程组：我改这门课",
}
MODES = {"online": "延期开学，全在线上", "daily": "正常上课，用一些电子产品"}
STAGES = {"p12": "小学一、二年级", "p36": "小学三至六年级", "middle": "初中", "high": "高中"}

TOOLS = {  # place → title, minutes, whose entry it is at
    "trainer": ("培训者首页", 5, "trainer"),
    "board": ("改进看板", 10, "trainer"),
    "response": ("说一句哪里没讲清楚", 2, "guide"),
    "changes": ("您说·我们改", 3, "guide"),
}


@dataclass(frozen=True)
class Choice:
    role: str
    mode: str
    stage: str


@dataclass(frozen=True)
class Place:
    """Where a step leads: which of the three entries, and the path below it."""

    entry: str  # teacher | trainer | guide
    title: str
    minutes: int
    path: str


@dataclass(frozen=True)
class Step:
    place: Place
    why: str


@dataclass(frozen=True)
class Route:
    first: Step | None  # for somebody who has two minutes
    remember: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def minutes(self) -> int:
        return sum(s.place.minutes for s in self.steps)


def choices() -> tuple[Choice, ...]:
    return tuple(Choice(r, m, s) for r in ROLES for m in MODES for s in STAGES)


def places(course: Syllabus, existing: Collection[str]) -> dict[str, Place]:
    """The places of this course that exist. `existing` holds files as "notebooks/M1/L01.ipynb"."""
    known = {
        **{
            x.id: Place("teacher", f"{x.id} {x.title}", x.minutes, x.file)
            for x in (*course.lessons, *course.exercises)
        },
        **{x.id: Place("guide", x.title, 10, x.file) for x in course.chapters},
        **{
            id: Place(entry, title, minutes, f"{id}.ipynb")
            for id, (title, minutes, entry) in TOOLS.items()
        },
    }
    return {id: place for id, place in known.items() if _source(id, place) & set(existing)}


def _source(id: str, place: Place) -> set[str]:
    """The files of the checkout, any of which makes a place exist."""
    return {f"{folder}/{place.path}" for folder in ("notebooks", "exercises", "guides")}


def route(choice: Choice, known: dict[str, Place], rules: dict[str, Rule]) -> Route:
    """The way for one choice, through the places that exist."""
    wanted = _STEPS[choice.role](choice)
    steps = tuple(Step(known[id], why) for id, why in wanted if id in known)
    id, words = _FIRST[choice.role]
    first = Step(known[id], words) if id in known else None
    return Route(first, remember(choice, rules), steps)


def remember(choice: Choice, rules: dict[str, Rule]) -> tuple[str, ...]:
    """The few rules that matter most here, with how far each binds; numbers are the records'."""
    if choice.mode == "daily":
        return (_rule(rules["T-11"], "用电子产品上课，不超过教学总时长的 {百分比}%。"),)
    last = (_rule(rules["T-04"], "课间比线下长，至少 {最短} 分钟，离开屏幕。"),)
    first = (_rule(rules["T-01"], "原计划哪天开学，线上新课就不早于哪天。"),)
    if choice.stage == "p12":
        words = "一、二年级上网学习不作统一硬性要求，不强行要求打卡、传视频。"
        return (*first, _rule(rules["T-07"], words), *last)
    stage = {"p36": "小学", "middle": "初中", "high": "高中"}[choice.stage]
    session = _rule(rules["T-05"], f"连续看屏不超过 {{{stage}}} 分钟。")
    day = _rule(rules["T-06"], f"一天看屏上课不超过 {{{stage}}} 分钟。")
    return (*first, session, day, *last)


def _rule(rule: Rule, words: str) -> str:
    return f"{words.format(**rule.thresholds)}〔{rule.level}；{rule.status}〕"


_FIRST = {
    "teacher": ("G6", "只有两分钟：把自己班的课表放进去，看哪一节要改。"),
    "trainer": ("trainer", "只有两分钟：看哪个练习等着您走下一步。"),
    "office": ("G6", "只有两分钟：放进一张课表，看哪一节不通过。"),
    "team": ("board", "只有两分钟：只看排在最前面的一条。"),
}


def _teacher(choice: Choice) -> tuple[tuple[str, str], ...]:
    timetable = [
        ("L07", "网课一节多长、歇多久，会排会改"),
        ("E04", "动手改一张有毛病的课表，交上去有反馈"),
    ]
    privacy = [
        ("L11", "建群、填表之前先看：哪些信息不该收"),
        ("E06", "动手把一张登记表瘦下来，再写清告知"),
    ]
    middle = [*timetable, *privacy] if choice.mode == "online" else [*privacy, *timetable]
    return (
        ("L01", "分清通知里哪些非做不可，哪些是别人的事"),
        *middle,
        ("G6", "把自己班的课表放进去，带走改好的"),
        ("response", "哪里没讲清楚，说一句，不问姓名"),
    )


def _trainer(choice: Choice) -> tuple[tuple[str, str], ...]:
    return (
        ("trainer", "发布、收作业、评分、批改、发回反馈，一步步点"),
        ("L07", "先当一回学员，知道老师看到的是什么"),
        ("E04", "自己交一份，再到批改页看它长什么样"),
        ("board", "哪一段最多人没懂，哪一题把人带偏"),
    )


def _office(choice: Choice) -> tuple[tuple[str, str], ...]:
    return (
        ("G6", "各校报来的课表，逐张查，带走检查单"),
        ("L01", "分清县里、学校各自必须做的事"),
        ("L11", "发统计表之前先看：少收一项，少担一份责任"),
        ("changes", "老师们说了什么，改了什么"),
        ("response", "用着不顺，说一句，不问姓名"),
    )


def _team(choice: Choice) -> tuple[tuple[str, str], ...]:
    return (
        ("board", "先改哪里，凭什么；改完登记，下一期看有没有用"),
        ("changes", "老师们能看到的那一面，检查写得明不明白"),
        ("L01", "照学员的样子走一遍"),
    )


_STEPS = {"teacher": _teacher, "trainer": _trainer, "office": _office, "team": _team}


def wire(
    course: Syllabus,
    existing: Collection[str],
    rules: dict[str, Rule],
    link: Callable[[Place], tuple[str, str]],
) -> dict[str, Any]:
    """Everything the page needs, as JSON: all routes, so that choosing never waits.

    `link(place)` gives its address, or "" and the words that say where to find the place.
    """
    known = places(course, existing)
    routes = {}
    for choice in choices():
        way = route(choice, known, rules)
        routes[f"{choice.role}/{choice.mode}/{choice.stage}"] = {
            "first": way.first and _step(way.first, link),
            "remember": list(way.remember),
            "minutes": way.minutes,
            "steps": [_step(step, link) for step in way.steps],
        }
    return {"roles": ROLES, "modes": MODES, "stages": STAGES, "routes": routes}


def _step(step: Step, link) -> dict[str, Any]:
    href, where = link(step.place)
    return {
        "title": step.place.title,
        "minutes": step.place.minutes,
        "why": step.why,
        "href": href,
        "where": where,
    }
