"""Somebody who is no programmer adds a lesson and a chapter; nothing in src/ is touched."""

import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from shixun import notebooks, paths, syllabus
from shixun.authoring import check, new
from shixun.classroom import home as progress
from shixun.cli.parser import KINDS as NAMED
from shixun.lessons.interactions import KINDS
from shixun.paths import Paths
from shixun.widgets import home

ROOT = paths.current().root


@pytest.fixture
def course(tmp_path):
    """A copy of the course that one may change."""
    for name in ("notebooks", "guides", "exercises", "releases"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "course.toml", tmp_path / "course.toml")
    return Paths(tmp_path, tmp_path / "var")


def shixun(course, *words):
    """The command line, in the copy."""
    mine = {"SHIXUN_ROOT": str(course.root), "SHIXUN_STATE": str(course.state)}
    command = [sys.executable, "-c", "import sys; from shixun.cli import main; sys.exit(main())"]
    return subprocess.run(
        [*command, *words], env={**os.environ, **mine}, capture_output=True, text=True, timeout=120
    )


def run(course, file, monkeypatch):
    """A notebook of the copy, executed: what its widgets hold, as text."""
    monkeypatch.setenv("SHIXUN_ROOT", str(course.root))
    monkeypatch.setenv("SHIXUN_STATE", str(course.state))
    page = nbformat.read(file, as_version=4)
    NotebookClient(page, timeout=120, kernel_name="python3").execute()
    return str(page.metadata["widgets"])


def test_a_lesson_and_a_chapter_are_added_by_command_and_run(course, monkeypatch):
    """New → check says what to write → both run → home and guide list them."""
    made = shixun(course, "new", "lesson", "L99", "--unit", "M2", "--title", "新的一课")
    assert made.returncode == 0, made.stderr
    assert shixun(course, "new", "chapter", "G99", "--title", "新的一章").returncode == 0
    for id in ("L99", "G99"):
        checked = shixun(course, "check", id)
        assert checked.returncode == 0 and "写法都对" in checked.stdout, checked.stdout
    lesson = run(course, course.notebooks / "M2/L99.ipynb", monkeypatch)
    assert all(f"'id': 'L99-{part}'" in lesson for part in ("recall", "practice", "selftest"))
    assert "'id': 'G99'" in run(course, course.guides / "G99.ipynb", monkeypatch)
    assert "新的一章" in run(course, course.guides / "G0.ipynb", monkeypatch)
    listed = syllabus.load(course.root / "course.toml")
    states = tuple(progress.progress(e.id, progress.Facts(False)) for e in listed.exercises)
    page = home.body(listed, states, "http://h:1", home.pages(course))
    assert "L99 新的一课" in page and "http://h:1/voila/render/G99.ipynb" in page
    assert page.index("L07 ") < page.index("L99 ") < page.index("L11 ")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_interaction_makes_a_lesson_and_a_chapter(course, kind):
    """What is written passes the check at once, and is canonical."""
    new.lesson(course, "L99", unit="M1", title="试", kind=kind)
    new.chapter(course, "G99", title="试", kind=kind)
    for id in ("L99", "G99"):
        found = check.problems(course, id)
        assert found and all(p.todo for p in found), [str(p) for p in found]
    assert all(notebooks.is_canonical(p) for p in notebooks.all_notebooks(course.root))


def test_the_syllabus_keeps_everything_that_stood_in_it(course):
    """The new entry is the only difference; remarks stay with what they are about."""
    before = (course.root / "course.toml").read_text(encoding="utf-8")
    new.lesson(course, "L99", unit="M2", title='引号"和\\都行', minutes=9)
    after = (course.root / "course.toml").read_text(encoding="utf-8")
    added = re.search(r"\[\[lessons\]\]\nid = \"L99\"\n(?:.+\n)+\n", after)
    assert after.replace(added[0], "") == before
    lesson = syllabus.load(course.root / "course.toml").lesson("L99")
    assert (lesson.title, lesson.minutes) == ('引号"和\\都行', 9)


@pytest.mark.parametrize(
    ("id", "options", "says"),
    [
        ("L07", {"unit": "M2"}, "已经有了"),
        ("G6", {"unit": "M2"}, "已经有了"),
        ("l99", {"unit": "M2"}, "不合格式"),
        ("L99", {"unit": "M9"}, "没有 M9 这个单元"),
        ("L99", {"unit": "M2", "kind": "game"}, "没有 game 这种互动"),
    ],
)
def test_what_cannot_be_made_is_refused_and_writes_nothing(course, id, options, says):
    """The reason names what there is; the course stays as it was."""
    before = {p: p.read_bytes() for p in course.root.rglob("*") if p.is_file()}
    with pytest.raises(new.NewError, match=says):
        new.lesson(course, id, title="试", **options)
    assert {p: p.read_bytes() for p in course.root.rglob("*") if p.is_file()} == before


def test_a_file_that_lies_there_is_never_overwritten(course):
    """Somebody's draft under the same name survives."""
    draft = course.notebooks / "M2/L99.toml"
    draft.write_text("草稿", encoding="utf-8")
    with pytest.raises(new.NewError, match="没有动它"):
        new.lesson(course, "L99", unit="M2", title="试")
    assert draft.read_text(encoding="utf-8") == "草稿"


def test_a_mistake_is_told_with_its_place_and_fails(course):
    """shixun check names file, entry and remedy, and its exit code says that something is wrong."""
    new.lesson(course, "L99", unit="M2", title="试", kind="pick")
    file = course.notebooks / "M2/L99.toml"
    text = file.read_text(encoding="utf-8").replace('id = "items"', 'id = "items"\ngoal = 3')
    file.write_text(text, encoding="utf-8")
    told = shixun(course, "check", str(file))
    assert told.returncode == 1
    assert "L99.toml" in told.stdout and "第 1 项（items）" in told.stdout and "goal" in told.stdout


def test_the_command_line_lists_the_kinds_that_there_are():
    """Help says what can be asked for, without importing all of it."""
    assert NAMED.split() == list(KINDS)


def test_a_timetable_is_still_checked_as_one(course, tmp_path):
    """What is no piece of the course goes to the rules."""
    sheet = tmp_path / "课表.csv"
    rows = (
        ("年级", "星期", "时间", "科目", "形式"),
        ("三年级", "周一", "8:30-9:30", "语文", "直播"),
    )
    sheet.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    told = shixun(course, "check", str(sheet))
    assert told.returncode == 1 and "T-05" in told.stdout
