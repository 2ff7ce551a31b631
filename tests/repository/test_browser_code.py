"""Browser code: what ships is what the sources say, and the sources hold by their types and tests.

Needs Node and npm. Where they are missing these tests fail: what nobody could check must not ship.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUNDLES = ROOT / "src/shixun/widgets/static"
LAB = "src/shixun/server/labextension"
pytestmark = pytest.mark.node


def run(*command, folder=ROOT):
    # jupyter-builder comes with JupyterLab and lies beside this Python.
    env = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    found = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def contents(folder):
    files = (p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): p.read_bytes() for p in files}


@pytest.fixture(scope="module", autouse=True)
def packages():
    """The packages of package-lock.json, as locked."""
    run("make", "node_modules/.package-lock.json")


def test_what_ships_is_built_from_the_sources(tmp_path):
    """Bundling again gives the committed files, byte by byte, no more and no fewer."""
    run("npm", "run", "--silent", "build", str(tmp_path))
    assert contents(tmp_path) == contents(BUNDLES)


def test_the_lab_extension_is_built_from_its_sources():
    """So does building the Lab extension, by TypeScript and JupyterLab's own builder, elsewhere."""
    run("make", "labextension/node_modules/.package-lock.json")
    elsewhere = ROOT / "build/labextension-test"  # on the same disk, so that packages can be linked
    shutil.rmtree(elsewhere, ignore_errors=True)
    (elsewhere / LAB).mkdir(parents=True)
    copy = shutil.copytree(
        ROOT / "labextension",
        elsewhere / "labextension",
        copy_function=os.link,
        ignore=_no_lib,
    )
    run("npm", "run", "--silent", "build", folder=copy)
    assert contents(elsewhere / LAB) == contents(ROOT / LAB)
    shutil.rmtree(elsewhere)


def _no_lib(folder, names):
    """What TypeScript wrote last time is written anew, not through a link."""
    return ["lib"] if Path(folder) == ROOT / "labextension" else []


def test_types_hold():
    """Strict TypeScript finds nothing in the modules, their tests and the scripts."""
    run("npm", "run", "--silent", "check")


def test_units_hold():
    """Every test of a browser module passes, and there are some."""
    said = run("npm", "test", "--silent")
    assert int(re.search(r"^# pass (\d+)", said, re.M)[1]) > 0


def test_types_of_fields_are_those_that_python_reads():
    """specs.d.ts says what the records in shixun.fields say."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from field_types import TARGET, declarations
    finally:
        sys.path.pop(0)
    assert TARGET.read_text(encoding="utf-8") == declarations()


@pytest.mark.parametrize("place", [".", "labextension"])
def test_packages_are_pinned_and_named_without_a_registry(place):
    """One version and a hash each, and no address: a mirror can serve them."""
    package = json.loads((ROOT / place / "package.json").read_text(encoding="utf-8"))
    wanted = package["devDependencies"] | package.get("dependencies", {})
    assert all(re.fullmatch(r"[\d.]+", v) for v in wanted.values())
    lock = json.loads((ROOT / place / "package-lock.json").read_text(encoding="utf-8"))
    packages = [p for name, p in lock["packages"].items() if name]
    assert all(p.get("integrity") and "resolved" not in p for p in packages)
