"""The log of checks remembers the first try and makes guessing dear."""

from datetime import datetime, timedelta

import pytest

from shixun.answers import checks
from shixun.answers.checks import Check

NOON = datetime.fromisoformat("2026-11-24T12:00:00+08:00")


def tries(*points: float, same: bool = False) -> tuple[Check, ...]:
    """One check a second, the last at noon, with these points."""
    first = NOON - timedelta(seconds=len(points) - 1)
    return tuple(
        Check(
            (first + timedelta(seconds=n)).isoformat(), "2026.11", {"n": 0 if same else n}, {"a": p}
        )
        for n, p in enumerate(points)
    )


def test_checks_are_kept_in_order(tmp_path):
    """Every check is on its own line and comes back; the first is the diagnosis."""
    history = tries(0, 0.5, 1)
    for check in history:
        checks.append(tmp_path, "E04", check)
    assert checks.read(tmp_path, "E04") == history


def test_a_torn_line_costs_only_itself(tmp_path):
    """After a crash in the middle of a line, earlier and later checks are still read."""
    before, after = tries(0, 1)
    checks.append(tmp_path, "E04", before)
    path = checks.path_of(tmp_path, "E04")
    path.write_bytes(path.read_bytes() + b'{"at": "2026-11-24T12:0')
    checks.append(tmp_path, "E04", after)
    assert checks.read(tmp_path, "E04") == (before, after)


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"at": 1}',
        b"[" * 90_000,
        b'{"at":"x","release":"y","values":{},"items":{"a":"1"}}',
    ],
)
def test_foreign_lines_are_passed_over(tmp_path, line):
    """A line that is no check is ignored."""
    checks.append(tmp_path, "E04", tries(1)[0])
    path = checks.path_of(tmp_path, "E04")
    path.write_bytes(line + b"\n" + path.read_bytes())
    assert checks.read(tmp_path, "E04") == tries(1)


def test_no_log_is_no_history(tmp_path):
    """Before the first check there is nothing, and no error."""
    assert checks.read(tmp_path, "E04") == ()


@pytest.mark.parametrize(
    ("history", "seconds"),
    [
        ((), 0),
        (tries(0), 0),
        (tries(0, 0, 0), 0),
        (tries(0, 0, 0, 0), 10),
        (tries(0, 0, 0, 0, 0), 20),
        (tries(*[0] * 30), 120),
        (tries(0, 0, 0, 0, 0, 1), 0),
        (tries(1, 0.5, 0.7, 0.9), 10),
        (tries(*[0] * 9, same=True), 0),
    ],
    ids=[
        "nothing yet", "first", "three free", "then ten", "doubled", "capped", "progress frees",
        "back and forth is no progress", "the same again tells nothing",
    ],
)  # fmt: skip
def test_guessing_waits_and_thinking_does_not(history, seconds):
    """Changes that gain nothing cost ever more time; progress costs none."""
    assert checks.wait(history, NOON) == seconds


def test_waiting_ends():
    """Time that has passed counts."""
    history = tries(0, 0, 0, 0, 0)
    assert checks.wait(history, NOON + timedelta(seconds=15)) == 5
    assert checks.wait(history, NOON + timedelta(seconds=20)) == 0


def test_a_wrong_clock_locks_nobody_out():
    """A clock set back by a day costs one pause, not a day."""
    assert checks.wait(tries(0, 0, 0, 0), NOON - timedelta(days=1)) == 10
