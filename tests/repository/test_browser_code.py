"""Browser code: what ships is what the sources say, and the sources hold by their types and tests.

Needs Node and npm. Where they are missing these tests fail: what nobody could check must not ship.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "src/shixun/widgets/static"
pytestmark = pytest.mark.node


def run(*command):
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


@pytest.fixture(scope="module", autouse=True)
def packages():
    """The packages of package-lock.json, as locked."""
    run("make", "node_modules/.package-lock.json")


def test_what_ships_is_built_from_the_sources(tmp_path):
    """Bundling again gives the committed files, byte by byte, no more and no fewer."""
    run("npm", "run", "--silent", "build", str(tmp_path))
    built = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert built == {p.name: p.read_bytes() for p in BUILT.iterdir()}


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


def test_packages_are_pinned_and_named_without_a_registry():
    """One version and a hash each, and no address: a mirror can serve them."""
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"[\d.]+", v) for v in package["devDependencies"].values())
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = {k: v for k, v in json.loads(text)["packages"].items() if k}
    assert "://" not in re.sub(r'"(url|funding)": ".*"', "", text)
    assert all(p.get("integrity") or p.get("link") for p in packages.values())
