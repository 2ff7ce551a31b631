"""Facts of the checkout that would go wrong unseen: bounds, locks, layers, types, style."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT, TOOLS = PYPROJECT["project"], PYPROJECT["tool"]
LOCKS = ("requirements.lock", "requirements-test.lock")


def bounds(lines):
    """Requirement lines as name → bound, names in one spelling, markers left out."""
    split = (re.match(r"([\w.\-]+)([^;]*)", line.strip()) for line in lines)
    return {m[1].lower().replace("_", "-"): m[2].strip() for m in split}


def conda_lines():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    # What conda has no package of stands under pip.
    found = re.findall(r"^(?:  |      )- ([a-zA-Z][\w.\-]*[^\n:]*)$", text, re.M)
    return [line for line in found if line not in ("conda-forge", "pip")]


def test_environment_and_project_agree():
    """environment.yml asks for the project's own packages and bounds, Python and nbval, no more."""
    conda = bounds(conda_lines())
    assert conda.pop("python") == PROJECT["requires-python"]
    tests = bounds(PROJECT["optional-dependencies"]["test"])
    assert conda.pop("nbval") == tests["nbval"]
    assert conda == bounds(PROJECT["dependencies"])


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_pin_everything_and_name_no_index(lock):
    """Each package has one version and a hash; no address of a registry is in the file."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links", text)
    packages = re.split(r"\n(?=\S)", text.strip())
    assert all("==" in p and "--hash=sha256:" in p for p in packages)


def test_the_test_lock_only_adds_to_the_lock():
    """What is tested is what is shipped: the same version of every shipped package."""
    pins = [
        dict(re.findall(r"^([\w.\-]+)==(\S+)", (ROOT / lock).read_text(), re.M)) for lock in LOCKS
    ]
    assert pins[0].items() <= pins[1].items()


def test_imports_flow_one_way():
    """The rooms of the design, checked by import-linter."""
    run = subprocess.run([BIN / "lint-imports"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("what", [("check",), ("format", "--check")], ids=lambda w: w[0])
def test_style(what):
    """ruff finds nothing, and would write the code as it stands."""
    run = subprocess.run([BIN / "ruff", *what, "."], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


def test_types_hold():
    """mypy finds nothing in the rooms that pyproject.toml names; the autograder is one of them."""
    assert "src/shixun/autograder" in TOOLS["mypy"]["files"]
    run = subprocess.run([BIN / "mypy"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


def test_chinese_text_has_chinese_punctuation():
    """No sentence on a page, in a document or a message mixes in the other kind."""
    command = [sys.executable, ROOT / "scripts/punctuation.py", "--check"]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, f"run python scripts/punctuation.py:\n{run.stdout}"


def test_setting_punctuation_leaves_code_alone():
    """A call inside a placeholder inside a string is code, whatever stands around it."""
    spec = importlib.util.spec_from_file_location("punctuation", ROOT / "scripts/punctuation.py")
    punctuation = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(punctuation)
    source = """text = f"没有读{'、'.join(f'“{t}”' for t, _ in others)}，请看{row[0]}"\n"""
    assert punctuation.python(source) == source
    full = "x = f'甲{n}，乙'\n"
    assert punctuation.python(full.replace("\uff0c", ",")) == full


def test_modules_stay_short():
    """Code files stay near 400 lines, so that a folder's names tell what is where."""
    files = [
        p
        for p in (ROOT / "src").rglob("*")
        if p.suffix in (".py", ".js") and "egg" not in str(p) and p.parent.name != "static"
    ]
    assert [p.name for p in files if len(p.read_text(encoding="utf-8").splitlines()) >= 450] == []


def test_nothing_is_loaded_from_other_hosts():
    """Pages of ours name no script, style or font of another host."""
    pattern = re.compile(
        r"(?:src|href|import|url)\s*[=(]?\s*[\"'(]\s*(?:https?:)?//(?!127\.)", re.I
    )
    files = [p for p in (ROOT / "src").rglob("*") if p.suffix in (".js", ".css", ".html", ".j2")]
    assert [p.name for p in files if pattern.search(p.read_text(encoding="utf-8"))] == []


def test_help_lists_every_verb_in_chinese():
    """`shixun --help` and each verb's own help have no English word of argparse."""
    run = subprocess.run([BIN / "shixun", "--help"], capture_output=True, text=True, check=True)
    verbs = re.findall(r"^    ([a-z]+) ", run.stdout, re.M)
    assert {"setup", "up", "demo", "check", "findings", "release", "tidy"} <= set(verbs)
    for verb in verbs:
        text = subprocess.run(
            [BIN / "shixun", verb, "--help"], capture_output=True, text=True
        ).stdout
        assert not re.search(r"usage:|options:|positional|show this", run.stdout + text)
