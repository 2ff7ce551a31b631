"""Grading on hand-in: by a setting, the score comes with the receipt; without it nothing changes."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import processes
import pytest
from conftest import FIXTURE, case_values

from shixun.classroom import course, feedback_inbox, instant
from shixun.classroom.attempt import Attempt


@pytest.fixture
def desk(paths):
    home = paths.teachers / "ann"
    home.mkdir(parents=True)
    course.fetch(paths, "X01", home, "ann")
    return Attempt(paths, "X01", home / "X01", "ann", "2026.11", lambda: datetime.now(UTC))


@pytest.fixture
def watching(paths):
    """The watch as the trainer's server starts it, with the setting on."""
    settings = paths.grading / "nbgrader_config.py"
    settings.write_text(settings.read_text() + "\nget_config().Grading.on_handin = True\n")
    environment = os.environ | {
        "SHIXUN_ROOT": str(paths.root),
        "SHIXUN_STATE": str(paths.state),
        "PYTHONPATH": str(FIXTURE),
    }
    words = [sys.executable, "-m", "shixun.classroom.instant"]
    process = processes.start(words, stdin=subprocess.PIPE, env=environment)
    try:
        processes.wait_until(lambda: instant.is_on(paths), "the watch")
        yield process
        process.stdin.close()
        assert process.wait(processes.PATIENCE) == 0
        assert not instant.is_on(paths)
    finally:
        processes.stop(process)


def test_the_score_is_there_with_the_receipt(desk, watching, monkeypatch):
    """Handing in answers with the automatic points, and the feedback lies in her home."""
    monkeypatch.setattr(instant, "PATIENCE", processes.PATIENCE)  # this machine may be busy
    reply = desk.act("handin", case_values("wrong_half"))
    expect = json.loads((FIXTURE / "course/exercises/X01/key/wrong_half.json").read_text())[
        "expect"
    ]
    assert (
        dict(reply.facts)["自动评分"]
        == f"{sum(expect.values()):g} 分，满分 11 分，主观题等培训者评"
    )
    assert "回执摘要" in dict(reply.facts)
    assert feedback_inbox.newest("X01", desk.folder.parent).content["rows"]


def test_without_the_setting_the_receipt_comes_alone(desk):
    """Nobody watches, so nobody is kept waiting."""
    assert "自动评分" not in dict(desk.act("handin", case_values("model")).facts)


def test_the_watch_is_off_by_default(paths):
    """Started without the setting, it ends by itself and leaves no mark."""
    environment = os.environ | {"SHIXUN_ROOT": str(paths.root), "SHIXUN_STATE": str(paths.state)}
    words = [sys.executable, "-m", "shixun.classroom.instant"]
    done = subprocess.run(words, stdin=subprocess.PIPE, env=environment, timeout=processes.PATIENCE)
    assert done.returncode == 0 and not instant.is_on(paths)
