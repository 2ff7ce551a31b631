"""The page of an exercise: the form, the latest hand-in, the feedback; nothing under nbgrader."""

import json

import ipywidgets
import pytest
from conftest import case_values, put_answer

from shixun.classroom import course
from shixun.widgets import exercise
from shixun.widgets.form import FormError, FormView

MODEL = case_values("model")


@pytest.fixture
def folder(paths, monkeypatch):
    """Ann's X01 as the working folder of her kernel."""
    home = paths.teachers / "ann"
    home.mkdir(parents=True)
    course.fetch(paths, "X01", home, "ann")
    monkeypatch.chdir(home / "X01")
    monkeypatch.setenv("SHIXUN_ROOT", str(paths.root))
    monkeypatch.setenv("SHIXUN_STATE", str(paths.state))
    monkeypatch.setenv("SHIXUN_TEACHER", "ann")
    monkeypatch.setenv("SHIXUN_RELEASE", "2026.11")
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return home / "X01"


def form_of(page: ipywidgets.VBox) -> FormView:
    return next(w for w in page.children if isinstance(w, FormView))


def said(page: ipywidgets.VBox) -> str:
    return "".join(w.value for w in page.children if isinstance(w, ipywidgets.HTML))


@pytest.mark.parametrize("mode", ["validate", "autograde"])
def test_under_nbgrader_nothing_is_shown_or_written(folder, monkeypatch, mode):
    """The answer file is evidence while the notebook runs for grading."""
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    assert exercise.show("X01") is None
    assert not (folder / "answers").exists()


def test_opening_writes_nothing(folder):
    """Looking at an exercise is no answer."""
    assert form_of(exercise.show("X01")).values == {"colours": ["grey"]}
    assert not (folder / "answers").exists()


def test_a_change_is_saved_and_opens_again(folder):
    """What the form saves is there when the page is opened anew, under release and teacher."""
    form = form_of(exercise.show("X01"))
    form._save(MODEL)
    assert json.loads((folder / "answers/X01.json").read_text())["release"] == "2026.11"
    assert form_of(exercise.show("X01")).values == MODEL
    assert form.options["draft_key"] == "ann/X01"


def test_what_cannot_be_saved_is_said(folder):
    """A failed save reaches the page as a sentence."""
    with pytest.raises(FormError, match="没有保存"):
        form_of(exercise.show("X01"))._save({"score": 100})


def test_the_latest_hand_in_is_on_the_page(folder):
    """After handing in, time and digest stand above the form; a change afterwards is pointed out."""
    page = exercise.show("X01")
    reply = form_of(page)._act("handin", MODEL, {})
    assert dict(reply.facts)["回执摘要"] in said(page)
    assert "就是交上去的" in said(exercise.show("X01"))
    form_of(page)._save({"why": "新"})
    assert "再交一次" in said(page)


def test_feedback_is_on_the_page_when_it_has_come(folder):
    """Scores and the trainer's words, escaped, with a link that opens the whole page."""
    data = {
        "title": "X01 小练习",
        "points": 3,
        "out_of": 20,
        "rows": [{"title": "颜色<b>", "points": 2.5, "out_of": 5, "critical": True, "text": "一种", "comment": ""}],
        "rubric": [{"title": "办法", "points": 1, "out_of": 9, "critical": False, "text": "", "comment": "<i>好"}],
    }  # fmt: skip
    place = folder / "feedback/2026-11-24 01:30:00.000000 UTC"
    place.mkdir(parents=True)
    script = f'<script type="application/json" id="shixun-feedback">{json.dumps(data)}</script>'
    (place / "X01.html").write_text(f"<html><body>{script}</body></html>")
    text = said(exercise.show("X01"))
    assert "★ 颜色&lt;b&gt;" in text and "&lt;i&gt;好" in text and "3 / 20" in text
    assert 'data-shixun-open="X01/feedback/2026-11-24 01:30:00.000000 UTC/X01.html"' in text


def test_outside_its_folder_the_page_says_where_to_go(folder, monkeypatch):
    """Opened elsewhere, there is a sentence instead of an error."""
    monkeypatch.chdir(folder.parent)
    assert "课程首页" in said(exercise.show("X01"))


def test_a_damaged_answer_is_announced_until_saved(folder):
    """The notice stands on the page and goes with the first save."""
    put_answer(folder, MODEL)
    (folder / "answers/X01.json").write_bytes(b"wreck")
    page = exercise.show("X01")
    assert "损坏" in said(page)
    form_of(page)._save(MODEL)
    assert "损坏" not in said(page)


def test_a_page_that_another_window_overtook_undoes_nothing(folder):
    """Two windows on one exercise: the older one neither saves nor hands in, and says what to do."""
    older, newer = form_of(exercise.show("X01")), form_of(exercise.show("X01"))
    newer._save(MODEL)
    with pytest.raises(FormError, match="别的窗口"):
        older._save({"why": "旧"})
    reply = older._act("handin", {"why": "旧"}, {})
    assert reply.state == "fail" and "别的窗口" in reply.headline
    assert form_of(exercise.show("X01")).values == MODEL
    newer._save({**MODEL, "why": "新"})  # its own saves don't get in its way
