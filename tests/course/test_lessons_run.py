"""Every lesson and published page runs from top to bottom, under nbval."""

import os
import subprocess
import sys

import pytest

from shixun import paths, syllabus


@pytest.mark.slow
def test_every_lesson_and_page_runs_under_nbval(tmp_path):
    """nbval executes each cell in a fresh kernel; none raises."""
    where = paths.current()
    lessons = syllabus.load(where.root / "course.toml").lessons
    notebooks = [where.notebooks / x.file for x in lessons]
    notebooks += sorted(where.guides.glob("*.ipynb"))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--nbval-lax",
        *notebooks,
    ]
    environment = {**os.environ, "SHIXUN_STATE": str(tmp_path), "SHIXUN_ROOT": str(where.root)}
    environment.pop("PYTEST_XDIST_WORKER", None)
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-3000:]
    assert "passed" in run.stdout
