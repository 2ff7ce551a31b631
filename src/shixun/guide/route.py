"""route: who you are and what you have at hand → a route of a few concrete steps. Pure.

A step names a place; a place that the kit does not have yet is left out, never linked.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from shixun.guide.tool import Record, Tool
from shixun.rules.records import find
from shixun.syllabus import Syllabus

DESKS = {"trainer": ("培训者首页", 5), "board": ("改进看板", 10)}  # the trainer's own pages


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


class Stop(Record, frozen=True, kw_only=True):
    """A place of the route by its id in course.toml (or a desk's), and why to go there."""

    to: str
    why: str


class Way(Record, frozen=True, kw_only=True):
    """The stops of a role, in the modes that are listed; in all modes if none is."""

    role: str
    first: Stop
    steps: tuple[Stop, ...]
    modes: tuple[str, ...] = ()


class Remember(Record, frozen=True, kw_only=True):
    """A sentence on a rule, its {numbers} the rule's own; for these modes and stages, or for all."""

    rule: str
    text: str
    modes: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        try:
            self.say()
        except KeyError as error:
            raise ValueError(
                f"规则 {self.rule} 或里面的数 {error} 没有；请对照规则表改好。"
            ) from error

    def fits(self, choice: Choice) -> bool:
        return choice.mode in (self.modes or [choice.mode]) and choice.stage in (
            self.stages or [choice.stage]
        )

    def say(self) -> str:
        """With how far the rule binds."""
        rule, _ = find(self.rule)
        return f"{self.text.format(**rule.thresholds)}〔{rule.level}；{rule.status}〕"


class Routes(Tool, frozen=True, kw_only=True, tag="route"):
    """Three questions, and a way for every role and mode."""

    roles: dict[str, str]
    modes: dict[str, str]
    stages: dict[str, str]
    ways: tuple[Way, ...]
    remember: tuple[Remember, ...] = ()

    def __post_init__(self) -> None:
        for choice in self.choices():
            found = [w for w in self.ways if _serves(w, choice)]
            if len(found) != 1:
                who = f"{self.roles[choice.role]}、{self.modes[choice.mode]}"
                raise ValueError(f"“{who}”有 {len(found)} 条路线；每个身份和情形要正好一条。")

    def choices(self) -> tuple[Choice, ...]:
        return tuple(Choice(r, m, s) for r in self.roles for m in self.modes for s in self.stages)

    def stops(self) -> tuple[str, ...]:
        """The id of every place that a way leads to."""
        return tuple(dict.fromkeys(s.to for w in self.ways for s in (w.first, *w.steps)))

    def route(self, choice: Choice, known: dict[str, Place]) -> Route:
        """The way for one choice, through the places that exist."""
        way = next(w for w in self.ways if _serves(w, choice))
        first = Step(known[way.first.to], way.first.why) if way.first.to in known else None
        steps = tuple(Step(known[s.to], s.why) for s in way.steps if s.to in known)
        return Route(first, self.to_remember(choice), steps)

    def to_remember(self, choice: Choice) -> tuple[str, ...]:
        """The few rules that matter most here."""
        return tuple(r.say() for r in self.remember if r.fits(choice))

    def wire(
        self,
        course: Syllabus,
        existing: Collection[str],
        link: Callable[[Place], tuple[str, str]],
    ) -> dict[str, Any]:
        """Everything the page needs, as JSON: all routes, so that choosing never waits.

        `link(place)` gives its address, or "" and the words that say where to find the place.
        """
        known = places(course, existing)
        routes = {}
        for choice in self.choices():
            way = self.route(choice, known)
            routes[f"{choice.role}/{choice.mode}/{choice.stage}"] = {
                "first": way.first and _step(way.first, link),
                "remember": list(way.remember),
                "minutes": way.minutes,
                "steps": [_step(step, link) for step in way.steps],
            }
        questions = {"roles": self.roles, "modes": self.modes, "stages": self.stages}
        return {**questions, "routes": routes}


def _serves(way: Way, choice: Choice) -> bool:
    return way.role == choice.role and choice.mode in (way.modes or [choice.mode])


def places(course: Syllabus, existing: Collection[str]) -> dict[str, Place]:
    """The places of this course that exist. `existing` holds files as "notebooks/M1/L01.ipynb"."""
    known = {
        **{
            x.id: Place("teacher", f"{x.id} {x.title}", x.minutes, x.file)
            for x in (*course.lessons, *course.exercises)
        },
        **{x.id: Place("guide", x.title, x.minutes, x.file) for x in course.guide},
        **{
            id: Place("trainer", title, minutes, f"{id}.ipynb")
            for id, (title, minutes) in DESKS.items()
        },
    }
    return {id: place for id, place in known.items() if _source(place) & set(existing)}


def _source(place: Place) -> set[str]:
    """The files of the checkout, any of which makes a place exist."""
    return {f"{folder}/{place.path}" for folder in ("notebooks", "exercises", "guides")}


def _step(step: Step, link: Callable[[Place], tuple[str, str]]) -> dict[str, Any]:
    href, where = link(step.place)
    return {
        "title": step.place.title,
        "minutes": step.place.minutes,
        "why": step.why,
        "href": href,
        "where": where,
    }
