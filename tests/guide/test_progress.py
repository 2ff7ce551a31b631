"""The course home says where each exercise stands and what to do next."""

import pytest

from shixun import paths, syllabus
from shixun.classroom import home
from shixun.classroom.home import Facts, State

COURSE = syllabus.load(paths.current().root / "course.toml")
T1, T2 = "2026-11-24 09:30:00.000000 UTC", "2026-11-24 10:30:00.000000 UTC"
NEW = Facts(True)
DONE = Facts(True, True, T1, "aa", "aa")
BACK = Facts(True, True, T1, "aa", "aa", T1, f"E04/feedback/{T1}/E04.html")


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts(False), State.CLOSED),
        (NEW, State.NEW),
        (Facts(True, started=True), State.STARTED),
        (DONE, State.HANDED_IN),
        (Facts(True, True, T1, "aa", "bb"), State.CHANGED),
        (BACK, State.RETURNED),
        (Facts(True, True, T1, "aa", "bb", T1, "p"), State.CHANGED),
        (Facts(True, True, T2, "aa", "aa", T1, "p"), State.HANDED_IN),
    ],
)
def test_the_latest_thing_that_happened_is_the_state(facts, state):
    """Feedback on an earlier hand-in does not hide that a newer one waits."""
    assert home.progress("E04", facts).state is state


@pytest.mark.parametrize(
    ("e04", "e06", "opens"),
    [
        (NEW, NEW, "M1/L01.ipynb"),
        (Facts(True, started=True), NEW, "E04/E04.ipynb"),
        (DONE, NEW, "M3/L11.ipynb"),
        (DONE, Facts(True, True, T1, "aa", "bb"), "E06/E06.ipynb"),
        (BACK, DONE, BACK.page),
        (DONE, DONE, ""),
        (Facts(False), Facts(False), "M1/L01.ipynb"),
    ],
)
def test_one_thing_to_do_next(e04, e06, opens):
    """Finish what is begun, then learn on, then read what came back."""
    said = home.suggestion(COURSE, (home.progress("E04", e04), home.progress("E06", e06)))
    assert said.open == opens
    assert said.text
