"""A machine where no sealed room can be made: code is refused, or run by the trainer's own word."""

import json
import shutil
import tempfile
from pathlib import Path

import pytest

from shixun import answers
from shixun.answers import Answer
from shixun.autograder.errors import GradingError
from shixun.autograder.sandbox import bwrap
from shixun.classroom import course as grading

from .ordinary import RIGHT, WRONG

TRUST = "c = get_config()\nc.Grading.unsealed = True\n"


@pytest.fixture
def no_walls(monkeypatch, tmp_path):
    """bubblewrap is there but cannot make namespaces, as where the system forbids them."""
    refuses = tmp_path / "bwrap"
    refuses.write_text("#!/bin/sh\necho 'No permissions to create a new namespace' >&2\nexit 1\n")
    refuses.chmod(0o755)
    monkeypatch.setattr(bwrap, "program", lambda: str(refuses))


def test_code_is_refused_with_the_remedy(course, grade, no_walls):
    """Nothing runs and nothing is written; the sentence says what is missing and what one may do."""
    course.submit("ann", RIGHT)
    with pytest.raises(GradingError, match=r"namespace.*c\.Grading\.unsealed = True"):
        grade(course)
    assert course.scores("ann") == {}


def test_a_trainer_may_accept_it(course, grade, no_walls):
    """By the setting, scores are as in sealed rooms; no folder and no process of a room is left."""
    (course.root / "nbgrader_config.py").write_text(TRUST)
    before = set(Path(tempfile.gettempdir()).glob("room-*"))
    for student, sources in {"ann": RIGHT, "bob": WRONG}.items():
        course.submit(student, sources)
    grade(course)
    assert [course.points(s) for s in ("ann", "bob")] == [6, 0]
    assert set(Path(tempfile.gettempdir()).glob("room-*")) == before


def test_walls_stand_where_they_can(course, grade):
    """The setting is for machines without walls: elsewhere a submission sees no more than before."""
    (course.root / "nbgrader_config.py").write_text(TRUST)
    book = str(course.root / "gradebook.db")
    look = f"import os\ntotal = 75 if os.path.exists({book!r}) else 7.5"
    course.submit("ann", RIGHT | {"total": look})
    grade(course)
    assert course.points("ann") == 3


def test_answers_as_data_are_graded_all_the_same(paths, no_walls):
    """Nothing of them runs, so nothing needs a room."""
    source, folder = paths.exercises / "X01", paths.grading / "submitted/ann/X01"
    shutil.copytree(paths.grading / "release/X01", folder)
    model = json.loads((source / "key/model.json").read_text())["values"]
    form = json.loads((paths.source / "X01/form.json").read_text())
    at = "2026-11-24T09:30:00+08:00"
    answers.save(folder, Answer("X01", "2026.11", at, model), form)
    ((student, points, _),) = grading.autograde(paths, "X01").graded
    assert (student, points) == ("ann", 11)
