"""A machine where no sandbox can be made: code is refused, or run by the instructor's own word."""

import tempfile
from pathlib import Path

import pytest

from shixun.autograder.errors import GradingError
from shixun.autograder.sandbox import bwrap

from .sample_course import RIGHT, WRONG

TRUST = "c = get_config()\nc.Grading.unsealed = True\n"


@pytest.fixture
def no_bwrap(monkeypatch, tmp_path):
    """bubblewrap is there but cannot make namespaces, as where the system forbids them."""
    refuses = tmp_path / "bwrap"
    refuses.write_text("#!/bin/sh\necho 'No permissions to create a new namespace' >&2\nexit 1\n")
    refuses.chmod(0o755)
    monkeypatch.setattr(bwrap, "find_bwrap", lambda: str(refuses))


def test_code_is_refused_with_the_remedy(course, grade, no_bwrap):
    """Nothing runs and nothing is written; the sentence says what is missing and what one may do."""
    course.submit("ann", RIGHT)
    with pytest.raises(GradingError, match=r"namespace.*c\.Grading\.unsealed = True"):
        grade(course)
    assert course.scores("ann") == {}


def test_an_instructor_may_accept_it(course, grade, no_bwrap):
    """By the setting, scores are as in sandboxes; no folder and no process of a sandbox is left."""
    (course.root / "nbgrader_config.py").write_text(TRUST)
    before = set(Path(tempfile.gettempdir()).glob("room-*"))
    for student, sources in {"ann": RIGHT, "bob": WRONG}.items():
        course.submit(student, sources)
    grade(course)
    assert [course.points(s) for s in ("ann", "bob")] == [6, 0]
    assert set(Path(tempfile.gettempdir()).glob("room-*")) == before


def test_isolation_is_used_where_they_can(course, grade):
    """The setting is for machines without sandboxes: elsewhere a submission sees no more than before."""
    (course.root / "nbgrader_config.py").write_text(TRUST)
    book = str(course.root / "gradebook.db")
    look = f"import os\ntotal = 75 if os.path.exists({book!r}) else 7.5"
    course.submit("ann", RIGHT | {"total": look})
    grade(course)
    assert course.points("ann") == 3
