"""The calls in an exercise's cells: silent on a teacher's page, nbgrader's language when graded."""

import os
import shutil
import subprocess
import sys

import pytest
from conftest import FIXTURE, case_values, put_answer

from shixun.answers import Answer
from shixun.exercises import build, cells, task
from shixun.exercises.card import answer_card
from shixun.paths import Paths


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A fetched X01 as the working folder, on a teacher's side."""
    made = tmp_path / "X01"
    course = Paths(FIXTURE / "course", tmp_path / "var")
    build.build(course)
    shutil.copytree(course.source / "X01", made, ignore=shutil.ignore_patterns("key"))
    monkeypatch.chdir(made)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return made


@pytest.fixture
def autograding(folder, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    return folder


def test_a_teachers_page_stays_silent(folder, capfd):
    """Outside nbgrader the calls return nothing, print nothing, and do not even need an answer."""
    assert cells.grade("X01", "X01-plan") is None
    assert cells.show_answer("X01") is None
    assert capfd.readouterr() == ("", "")


def test_full_marks_have_no_value(autograding):
    """A cell without a value is full marks to nbgrader."""
    put_answer(autograding, case_values("model"))
    assert cells.grade("X01", "X01-colours") is None


def test_partial_credit_is_a_number(autograding):
    """The value of the cell is the points."""
    put_answer(autograding, case_values("wrong_half"))
    assert cells.grade("X01", "X01-colours") == 2.5


def test_zero_is_an_error_that_shows_only_its_message(autograding):
    """Nothing earned raises, with the message in place of a traceback."""
    put_answer(autograding, {})
    with pytest.raises(AssertionError) as caught:
        cells.grade("X01", "X01-plan")
    assert caught.value._render_traceback_() == ["计划一行也没有。"]


def test_warnings_do_not_reach_stderr(autograding, capfd):
    """Output on stderr would cost the points, so a checker's warning is kept in."""
    put_answer(autograding, case_values("model"))
    cells.grade("X01", "X01-colours")
    assert capfd.readouterr().err == ""


def test_hidden_items_pass_over_a_teacher(folder, monkeypatch):
    """Without a key, a hidden item says nothing under Validate."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    put_answer(folder, case_values("wrong_half"))
    assert cells.grade("X01", "X01-place") is None


def test_hidden_items_never_pass_by_accident(autograding):
    """A grader without our engine has no key and hears about it; nobody gets points for free."""
    put_answer(autograding, case_values("model"))
    with pytest.raises(AssertionError, match="评分要点"):
        cells.grade("X01", "X01-place")


def test_the_card_escapes_every_kind_of_field():
    """Whatever a teacher writes is text, in the grid and outside."""
    form = task.load("X01", FIXTURE / "course/exercises/X01").form
    bad = "<img src=x onerror=alert(1)>"
    values = {"plan": [{"what": bad, "who": "t"}], "why": bad, "sort": {"c1": "on"}}
    card = answer_card(form, Answer("X01", bad, bad, values))
    assert "<img" not in card
    assert card.count("&lt;img") == 4
    assert "做操" in card and "屏上" in card and "（没有填）" in card


def test_cells_need_neither_nbgrader_nor_widgets():
    """A grading kernel starts without loading what it does not use."""
    code = (
        "import sys; import shixun.exercises.cells; "
        "print([m for m in ('nbgrader', 'ipywidgets', 'anywidget', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ
    )
    assert done.stdout.strip() == "[]", done.stderr
