"""A small course of its own, with the exercise X01, that every grading test may write into.

X01's scorers are those of another package: fixture/ is on Python's path (pyproject.toml) and says so
by an entry point.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shixun import answers
from shixun.answers import Answer
from shixun.classroom import course
from shixun.paths import Paths

HERE = Path(__file__).parent
FIXTURE = HERE / "fixture"
REPOSITORY = HERE.parents[1]


def make_course(folder: Path) -> Paths:
    """A checkout with X01, its state beside it, nothing released yet."""
    root = folder / "checkout"
    shutil.copytree(FIXTURE / "course", root)
    (root / "grading").mkdir()
    shutil.copytree(REPOSITORY / "grading/templates", root / "grading/templates")
    shutil.copy(REPOSITORY / "grading/nbgrader_config.py", root / "grading")
    return Paths(root, root / "var")


def case_values(name: str, exercise: str = "X01", root: Path = FIXTURE / "course") -> dict:
    return json.loads((root / f"exercises/{exercise}/key/{name}.json").read_text())["values"]


def put_answer(folder: Path, values: dict, exercise: str = "X01") -> None:
    """Save an answer as the page would."""
    form = json.loads((folder / "form.json").read_text())
    answers.save(folder, Answer(exercise, "2026.11", "2026-11-24T09:30:00+08:00", values), form)


class Nbgrader:
    """nbgrader's own commands, run where and as a trainer or a teacher runs them."""

    def __init__(self, paths: Paths):
        self.paths = paths
        self.kernels = {"PYTHONPATH": str(FIXTURE), "HOME": str(paths.root.parent / "nobody")}

    def __call__(self, *words: str, cwd: Path | None = None, fails: bool = False) -> str:
        env = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("SHIXUN", "JUPYTER", "NBGRADER"))
        }
        env |= self.kernels | {
            "SHIXUN_ROOT": str(self.paths.root),
            "SHIXUN_STATE": str(self.paths.state),
        }
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *words],
            cwd=cwd or self.paths.grading,
            env=env,
            capture_output=True,
            text=True,
        )
        assert (done.returncode != 0) is fails, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="session")
def released(tmp_path_factory) -> Path:
    """A course with X01 released, made once; tests get copies."""
    folder = tmp_path_factory.mktemp("released")
    made = make_course(folder)
    course.prepare(made)
    course.release_all(made)
    return folder / "checkout"


@pytest.fixture
def paths(released, tmp_path) -> Paths:
    """A course of the test's own, with X01 released."""
    root = tmp_path / "checkout"
    shutil.copytree(released, root)
    return Paths(root, root / "var")
