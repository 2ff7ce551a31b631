"""A trainer who is no programmer adds exercises; nothing in src/ is touched, and a teacher does them."""

import io
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from nbgrader.api import Gradebook

from shixun import paths, syllabus
from shixun.analytics import explain, explained
from shixun.classroom import config, course
from shixun.classroom.attempt import Attempt
from shixun.exercises import task
from shixun.exercises.spreadsheet import template
from shixun.paths import Paths

ROOT = paths.current().root


@pytest.fixture
def copy(tmp_path):
    """A copy of the course that one may change."""
    for name in ("notebooks", "guides", "exercises", "releases"):
        shutil.copytree(ROOT / name, tmp_path / "course" / name)
    shutil.copytree(ROOT / "grading/templates", tmp_path / "course/grading/templates")
    for name in ("course.toml", "grading/nbgrader_config.py"):
        shutil.copy(ROOT / name, tmp_path / "course" / name)
    return Paths(tmp_path / "course", tmp_path / "course/var")


def shixun(copy, *words, cwd=None):
    """The command line, in the copy."""
    mine = {"SHIXUN_ROOT": str(copy.root), "SHIXUN_STATE": str(copy.state)}
    command = [sys.executable, "-c", "import sys; from shixun.cli import main; sys.exit(main())"]
    return subprocess.run(
        [*command, *words], env={**os.environ, **mine}, cwd=cwd or copy.root,
        capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def walk(copy, exercise):
    """Release, a right and a blank hand-in, grading: points by student."""
    course.prepare(copy)
    course.release_all(copy)
    model = json.loads((copy.exercises / exercise / "key/model.json").read_text())["values"]
    checked = {}
    for student, values in {"ann": model, "bob": {}}.items():
        home = copy.teachers / student
        home.mkdir(parents=True)
        course.fetch(copy, exercise, home, student)
        moment = datetime(2026, 12, 1, 9, tzinfo=UTC)
        desk = Attempt(copy, exercise, home / exercise, student, "2026.12", lambda m=moment: m)
        checked[student] = desk.act("check", (desk.opening().values or {}) | values)
        moment += timedelta(minutes=5)
        assert desk.act("handin", values).state == "pass"
    course.collect(copy, exercise)
    assert course.autograde(copy, exercise).unreadable == []
    with Gradebook(f"sqlite:///{copy.grading / 'gradebook.db'}", config.COURSE_ID) as book:
        return checked, {s: book.find_submission(exercise, s).score for s in ("ann", "bob")}


def test_by_declaration_new_check_release_grade_explain(copy):
    """`shixun new exercise` runs as it is: each step by its own verb."""
    made = shixun(copy, "new", "exercise", "E98", "--title", "新练习", "--lesson", "L07")
    assert made.returncode == 0, made.stderr
    checked = shixun(copy, "check", "exercises/E98")
    assert checked.returncode == 0 and "写法都对" in checked.stdout, checked.stdout
    _, scores = walk(copy, "E98")
    assert scores == {"ann": 20, "bob": 0}
    said = "\n".join(explained.to_text(explain.explain(copy, "E98", "ann")))
    assert "第 1 题：10 / 10 分" in said and "20分钟" in said.replace(" ", "")


def test_by_spreadsheet_template_import_release_grade_explain(copy, tmp_path):
    """The template filled in, refused once with the row, imported, done by teachers."""
    made = shixun(copy, "new", "exercise", "E99", "--xlsx", "--title", "小测", "--lesson", "L07",
                  cwd=tmp_path)  # fmt: skip
    assert made.returncode == 0, made.stderr
    file = tmp_path / "E99.xlsx"
    sheet = (book := openpyxl.load_workbook(file))["题目"]
    sheet["E2"] = "Z"
    book.save(file)
    refused = shixun(copy, "check", str(file))
    assert refused.returncode == 1 and "E99.xlsx “题目”第 2 行" in refused.stdout
    assert shixun(copy, "import", str(file), "--yes").returncode == 1
    assert not (copy.exercises / "E99").exists()
    sheet["E2"] = "B"
    book.save(file)
    assert shixun(copy, "check", str(file)).stdout.strip() == "没有问题。"
    asked = shixun(copy, "import", str(file))
    assert asked.returncode == 2 and "共 8 题" in asked.stdout
    assert not (copy.exercises / "E99").exists()
    done = shixun(copy, "import", str(file), "--yes")
    assert done.returncode == 0, done.stderr
    assert shixun(copy, "check", "E99").returncode == 0
    replies, scores = walk(copy, "E99")
    assert scores == {"ann": 36, "bob": 0}
    assert replies["bob"].state == "fail"
    account = explain.explain(copy, "E99", "ann")
    assert account.points == 36 and account.out_of == 46
    assert {a.id for a in account.accounts} == {f"E99-q{n}" for n in range(1, 9)}


def test_importing_again_replaces_only_when_told_and_loses_nothing(copy, tmp_path):
    """A corrected spreadsheet takes the place of the former exercise, which is set aside."""
    file = tmp_path / "E99.xlsx"
    file.write_bytes(template("E99", "小测", "L07"))
    assert shixun(copy, "import", str(file), "--yes").returncode == 0
    again = shixun(copy, "import", str(file), "--yes", "--title", "新标题")
    assert again.returncode == 2 and "已经有了" in again.stderr
    done = shixun(copy, "import", str(file), "--yes", "--replace", "--title", "新标题")
    assert done.returncode == 0, done.stderr
    assert task.load("E99", copy.exercises / "E99").declared.title == "新标题"
    assert (copy.state / "replaced/E99-1/exercise.toml").is_file()
    syllabus.load.cache_clear()
    listed = [e for e in syllabus.load(copy.root / "course.toml").exercises if e.id == "E99"]
    assert [e.title for e in listed] == ["新标题"]


def test_without_an_id_the_next_free_one_is_taken_and_a_lesson_is_asked_for(copy, tmp_path):
    """Both are said before anything is written."""
    file = tmp_path / "小测.xlsx"
    file.write_bytes(template())
    asked = shixun(copy, "import", str(file), "--yes")
    assert asked.returncode == 1 and "--lesson" in asked.stdout
    done = shixun(copy, "import", str(file), "--yes", "--lesson", "L07")
    assert done.returncode == 0 and (copy.exercises / "E07/exercise.toml").is_file()


def test_check_all_names_every_exercise_at_fault_and_edits_of_what_is_generated(copy):
    """One command for the whole course."""
    assert shixun(copy, "check", "--all").returncode == 0
    key = copy.exercises / "E04/key/key.json"
    key.write_text(key.read_text().replace('"f1"', '"f9"'))
    assert shixun(copy, "build").returncode == 0
    page = copy.source / "E06/E06.ipynb"
    page.write_text(page.read_text() + " ")
    said = shixun(copy, "check", "--all")
    assert said.returncode == 1 and "f9" in said.stdout and str(page) in said.stdout


def test_a_workbook_is_made_with_nothing_but_known_words():
    """The template opens in Excel and WPS: openpyxl reads it back, sheet by sheet."""
    book = openpyxl.load_workbook(io.BytesIO(template()))
    assert book.sheetnames == ["怎么填", "练习", "题目", "时间表"]
