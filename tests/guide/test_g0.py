"""G0: everybody gets a route, and no step leads nowhere."""

import pytest

from shixun import course as syllabus
from shixun import paths
from shixun.guide import g0

PATHS = paths.current()
COURSE = syllabus.load(PATHS.root / "course.toml")
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
    way = g0.route(choice, g0.places(COURSE, ALL))
    assert 2 <= len(way.steps) <= 8
    assert all(s.place.minutes > 0 and s.why for s in way.steps)
    assert way.minutes == sum(s.place.minutes for s in way.steps)


def test_what_does_not_exist_is_left_out():
    """A chapter that is planned and not built is no step."""
    way = g0.route(g0.Choice("teacher", "online", "p36"), g0.places(COURSE, ALL - {"guides/G6.ipynb"}))
    assert "G6.ipynb" not in [s.place.path for s in way.steps]
    assert g0.route(g0.Choice("office", "daily", "high"), {}).steps == ()


def test_a_teacher_online_meets_the_timetable_first_and_otherwise_privacy():
    """The mode orders the route."""
    def order(mode):
        way = g0.route(g0.Choice("teacher", mode, "p36"), g0.places(COURSE, ALL))
        paths = [s.place.path for s in way.steps]
        return paths.index("M2/L07.ipynb") < paths.index("M3/L11.ipynb")

    assert order("online") and not order("daily")


def test_the_page_gets_all_routes_at_once():
    """So that choosing needs neither kernel nor network."""
    data = g0.wire(COURSE, ALL, lambda place: ("", "在别处"))
    assert len(data["routes"]) == len(g0.choices())
    assert data["routes"]["team/daily/high"]["steps"][0]["where"] == "在别处"
