"""route: everybody gets a route, and no step leads nowhere."""

import re

import pytest

from shixun import notebooks, paths, syllabus
from shixun.guide.data import load
from shixun.guide.route import Choice, places
from shixun.rules.records import timetable_rules

PATHS = paths.current()
COURSE = syllabus.load(PATHS.root / "course.toml")
RULES = timetable_rules()
ROUTES = load(PATHS.guides / "G0.toml").tool
ALL = {
    *(f"notebooks/{x.file}" for x in COURSE.lessons),
    *(f"exercises/{x.file}" for x in COURSE.exercises),
    *(f"guides/{x.file}" for x in COURSE.chapters),
    "guides/response.ipynb", "guides/changes.ipynb", "notebooks/board.ipynb",
    "notebooks/trainer.ipynb",
}  # fmt: skip


@pytest.mark.parametrize("choice", ROUTES.choices(), ids=lambda c: f"{c.role}-{c.mode}-{c.stage}")
def test_every_choice_has_a_short_route(choice):
    """Two to eight steps, each with minutes and a reason."""
    way = ROUTES.route(choice, places(COURSE, ALL))
    assert 2 <= len(way.steps) <= 8
    assert all(s.place.minutes > 0 and s.why for s in way.steps)
    assert way.first.place in [s.place for s in way.steps]
    assert way.minutes == sum(s.place.minutes for s in way.steps)


def test_what_does_not_exist_is_left_out():
    """A chapter that is planned and not built is no step."""
    known = places(COURSE, ALL - {"guides/G6.ipynb"})
    way = ROUTES.route(Choice("teacher", "online", "p36"), known)
    assert "G6.ipynb" not in [s.place.path for s in way.steps]
    assert way.first is None
    assert ROUTES.route(Choice("office", "daily", "high"), {}).steps == ()


def test_a_teacher_online_meets_the_timetable_first_and_otherwise_privacy():
    """The mode orders the route."""

    def order(mode):
        way = ROUTES.route(Choice("teacher", mode, "p36"), places(COURSE, ALL))
        paths = [s.place.path for s in way.steps]
        return paths.index("M2/L07.ipynb") < paths.index("M3/L11.ipynb")

    assert order("online") and not order("daily")


def test_the_page_gets_all_routes_at_once():
    """So that choosing needs neither kernel nor network."""
    data = ROUTES.wire(COURSE, ALL, lambda place: ("", "在别处"))
    assert len(data["routes"]) == len(ROUTES.choices())
    assert data["routes"]["team/daily/high"]["steps"][0]["where"] == "在别处"


def test_the_stage_decides_what_to_remember_and_numbers_come_from_the_records():
    """Change a record and the guide changes; each sentence says how far it binds."""
    said = {s: ROUTES.to_remember(Choice("teacher", "online", s)) for s in ROUTES.stages}
    assert "不作统一硬性要求" in "".join(said["p12"])
    assert f"不超过 {RULES['T-05'].thresholds['小学']} 分钟" in "".join(said["p36"])
    assert f"不超过 {RULES['T-06'].thresholds['高中']} 分钟" in "".join(said["high"])
    assert all("〔" in line for lines in said.values() for line in lines)


def test_what_the_guide_quotes_stands_in_the_notice():
    """The excerpts under the route are the notice's own words."""
    notice = (PATHS.notebooks / "M1/notice.txt").read_text(encoding="utf-8")
    cells = notebooks.read(PATHS.guides / "G0.ipynb")["cells"]
    basis = next(notebooks.source(c) for c in cells if c["id"] == "G0-basis")
    quoted = re.findall(r"^- “(.+?)”", basis, re.M)
    assert len(quoted) == 4
    assert all(q in notice for q in quoted)
