"""G0: everybody gets a route, and no step leads nowhere."""

import re

import pytest

from shixun import notebooks, paths, syllabus
from shixun.guide import g0
from shixun.rules.records import timetable_rules

PATHS = paths.current()
COURSE = syllabus.load(PATHS.root / "course.toml")
RULES = timetable_rules()
ALL = {
    *(f"notebooks/{x.file}" for x in COURSE.lessons),
    *(f"exercises/{x.file}" for x in COURSE.exercises),
    *(f"guides/{x.file}" for x in COURSE.chapters),
    "guides/response.ipynb", "guides/changes.ipynb", "notebooks/board.ipynb",
    "notebooks/trainer.ipynb",
}  # fmt: skip


@pytest.mark.parametrize("choice", g0.choices(), ids=lambda c: f"{c.role}-{c.mode}-{c.stage}")
def test_every_choice_has_a_short_route(choice):
    """Two to eight steps, each with minutes and a reason."""
    way = g0.route(choice, g0.places(COURSE, ALL), RULES)
    assert 2 <= len(way.steps) <= 8
    assert all(s.place.minutes > 0 and s.why for s in way.steps)
    assert way.first.place in [s.place for s in way.steps]
    assert way.minutes == sum(s.place.minutes for s in way.steps)


def test_what_does_not_exist_is_left_out():
    """A chapter that is planned and not built is no step."""
    known = g0.places(COURSE, ALL - {"guides/G6.ipynb"})
    way = g0.route(g0.Choice("teacher", "online", "p36"), known, RULES)
    assert "G6.ipynb" not in [s.place.path for s in way.steps]
    assert way.first is None
    assert g0.route(g0.Choice("office", "daily", "high"), {}, RULES).steps == ()


def test_a_teacher_online_meets_the_timetable_first_and_otherwise_privacy():
    """The mode orders the route."""

    def order(mode):
        way = g0.route(g0.Choice("teacher", mode, "p36"), g0.places(COURSE, ALL), RULES)
        paths = [s.place.path for s in way.steps]
        return paths.index("M2/L07.ipynb") < paths.index("M3/L11.ipynb")

    assert order("online") and not order("daily")


def test_the_page_gets_all_routes_at_once():
    """So that choosing needs neither kernel nor network."""
    data = g0.wire(COURSE, ALL, RULES, lambda place: ("", "在别处"))
    assert len(data["routes"]) == len(g0.choices())
    assert data["routes"]["team/daily/high"]["steps"][0]["where"] == "在别处"


def test_the_stage_decides_what_to_remember_and_numbers_come_from_the_records():
    """Change a record and the guide changes; each sentence says how far it binds."""
    said = {s: g0.remember(g0.Choice("teacher", "online", s), RULES) for s in g0.STAGES}
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
