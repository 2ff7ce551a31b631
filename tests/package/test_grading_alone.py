"""`shixun-autograder` by itself: what grades an ordinary nbgrader course, and nothing else."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from autograder.engine.sample_course import SampleCourse, answer, check, given
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from package.conftest import ROOT, Environment, build
from package.test_wheel import names

FOLDER = ROOT / "distributions/autograder"
# What pip brings along because nbgrader requires it; grading imports none of it.
LAB = {"ipywidgets", "jupyter-builder", "jupyter-lsp", "jupyterlab", "jupyterlab-server",
       "jupyterlab-widgets", "notebook", "notebook-shim", "widgetsnbextension"}  # fmt: skip
CELLS = (
    given("import math", "setup"),
    answer("double", "def double(n):\n    return 2 * n"),
    check("double-open", "assert double(4) == 8", 3),
    check("double-hidden", "assert double(math.pi) == 2 * math.pi", 2, hidden=True),
)


def project(folder):
    return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def needed(requirements):
    """The names of all distributions that pip would install for these."""
    found, todo = set(), [Requirement(r) for r in requirements]
    while todo:
        wanted = todo.pop()
        extras = ("", *wanted.extras)
        if wanted.marker and not any(wanted.marker.evaluate({"extra": e}) for e in extras):
            continue
        name = canonicalize_name(wanted.name)
        if name in found and not wanted.extras:
            continue
        found.add(name)
        with contextlib.suppress(PackageNotFoundError):
            for line in distribution(name).requires or []:
                inner = Requirement(line)
                if inner.marker is None or any(inner.marker.evaluate({"extra": e}) for e in extras):
                    inner.marker = None
                    todo.append(inner)
    return found


def install(name, folder):
    """Another environment's distribution, file by file, as links; left out if it isn't there."""
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:
        return
    base = Path(distribution(name).locate_file(""))
    for file in files:
        source = base / file
        if ".." in file.parts or not source.is_file():
            continue
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source, target)
        except OSError:  # another disk
            shutil.copy2(source, target)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """An environment with what `shixun-autograder` requires, without JupyterLab, and its wheel."""
    place = (
        ROOT / "build/grading-alone-test"
    )  # on the disk of the packages, so that they can be linked
    shutil.rmtree(place, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    made = Environment(place)
    (packages,) = place.glob("lib/python*/site-packages")
    for name in needed(project(FOLDER)["dependencies"]) - LAB:
        install(name, packages)
    (place / "bin/alembic").write_text(
        f"#!{made.python}\nfrom alembic.config import main\nraise SystemExit(main())\n"
    )
    (place / "bin/alembic").chmod(0o755)
    made.install(build(FOLDER, tmp_path_factory.mktemp("alone")))
    yield made
    shutil.rmtree(place)


def test_what_it_requires_is_what_the_kit_requires():
    """The same bounds, and none of what only the pages need."""
    kit, own = project(ROOT), project(FOLDER)
    assert set(own["dependencies"]) < set(kit["dependencies"])
    assert own["optional-dependencies"]["cluster"] == kit["optional-dependencies"]["cluster"]
    brought = needed(own["dependencies"])
    assert not brought & {
        "voila",
        "anywidget",
        "pandas",
        "openpyxl",
        "jupyterlab-language-pack-zh-cn",
    }
    assert brought & LAB == LAB  # by nbgrader; once it asks for less, so do our words about it


def test_it_holds_the_same_modules_as_the_kit(tmp_path, wheel):
    """Every file of the small wheel is in the large one; nothing of the kit's rooms is in it."""
    small = {n for n in names(build(FOLDER, tmp_path)) if ".dist-info/" not in n}
    assert small < names(wheel)
    assert {n.split("/")[1] for n in small} == {"__init__.py", "autograder", "files.py", "py.typed"}


@pytest.mark.sandbox
def test_an_ordinary_course_is_graded(alone, tmp_path):
    """In two rooms, right and wrong work told apart, without a kit, JupyterLab or pandas installed."""
    course = SampleCourse.make(tmp_path / "course", CELLS, {})
    course.submit("right", {"double": "def double(n):\n    return n + n"})
    course.submit("wrong", {"double": "def double(n):\n    return 8"})
    absent = "import importlib.util as u; print([n for n in ('jupyterlab', 'notebook', 'voila', 'pandas') if u.find_spec(n)])"
    assert alone.run("python", "-c", absent, cwd=tmp_path).strip() == "[]"
    said = alone.run("shixun-grade", "ps1", "--course", course.root, "--json", cwd=tmp_path)
    summary = json.loads(said[said.index("{") :])
    assert {g["student"] for g in summary["graded"]} == {"right", "wrong"}, summary
    assert (course.points("right"), course.points("wrong")) == (5, 3)
