"""Wheels of this checkout, and environments that hold a wheel and nothing of the checkout."""

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ("share/jupyter", "share/jupyter/labextensions", "etc/jupyter")


def build(checkout, to):
    """The wheel of a checkout, built with what is installed: no network, nothing written beside it."""
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(to)]
    run = subprocess.run(words, cwd=checkout, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    (wheel,) = to.glob("*.whl")
    return wheel


def tracked(*folders):
    """What git knows below these folders and has not lost, as paths below the checkout."""
    words = ["git", "ls-files", "-z", "--", *folders]
    found = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in found.split("\0") if name and (ROOT / name).is_file()]


def copy_checkout(to):
    """Another checkout of the same content, to be changed."""
    for name in tracked():
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, to / name)
    return to


@dataclass
class Environment:
    """A virtual environment of its own; packages are seen from the tests' one, ours is installed."""

    folder: Path

    @property
    def python(self):
        return self.folder / "bin/python"

    def install(self, wheel):
        words = [sys.executable, "-m", "pip", "--python", self.python, "install", "-q", "--no-deps"]
        words += ["--no-index", "--force-reinstall", wheel]
        run = subprocess.run([*map(str, words)], capture_output=True, text=True)
        assert run.returncode == 0, run.stderr

    def variables(self):
        """What its processes get: nothing of the tests' own settings, nor of the checkout."""
        foreign = ("SHIXUN", "JUPYTER", "PYTHON", "VIRTUAL_ENV")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
        return kept | {
            "PYTHONUNBUFFERED": "1",
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
        }

    def run(self, *words, cwd, fails=False):
        """What a command of this environment says."""
        command = [str(self.folder / "bin" / words[0]), *map(str, words[1:])]
        run = subprocess.run(command, cwd=cwd, env=self.variables(), capture_output=True, text=True)
        assert bool(run.returncode) is fails, run.stdout + run.stderr
        return run.stdout + run.stderr


def make_environment(folder):
    """An empty virtual environment beside the tests' packages; what they installed as data is linked."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    theirs = Path(sysconfig.get_path("purelib"))
    ours = folder / theirs.relative_to(sys.prefix)
    # As a plain path: the tests' own .pth files, which lead to the checkout, are not read there.
    (ours / "tests_packages.pth").write_text(f"{theirs}\n")
    for name in DATA:
        (folder / name).mkdir(parents=True, exist_ok=True)
        for path in (Path(sys.prefix) / name).glob("*"):
            if path.name not in ("labextensions", "shixun-lab"):
                (folder / name / path.name).symlink_to(path)
    (folder / "bin/alembic").symlink_to(Path(sys.executable).parent / "alembic")
    return Environment(folder)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    return build(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture
def environment(wheel, tmp_path):
    """A fresh environment with the wheel of this checkout."""
    made = make_environment(tmp_path / "venv")
    made.install(wheel)
    return made
