"""The trainer's section on scores: what its buttons show, and what they never show."""

import re

import pytest
from conftest import case_values
from marked import Teacher, grade

from shixun.widgets import trainer, trust
from shixun.widgets.form import FormView

MODEL, HALF = case_values("model"), case_values("wrong_half")
SAID = "全家一部手机的孩子，上午先做纸笔练习，晚上七点妈妈下班以后再看录播，看完两个人说一说。"


@pytest.fixture
def graded(paths):
    class_ = [Teacher(f"t{k:02}", HALF if k < 6 else MODEL, first=HALF) for k in range(12)]
    class_ += [Teacher(f"u{k}", MODEL | {"why": f"{SAID}<b>{k}"}) for k in range(2)]
    grade(paths, "X01", class_)
    return paths


def press(paths, action, exercise="X01", student=""):
    return trust.answer(paths, action, {"trust_exercise": exercise, "trust_student": student})


def test_each_item_has_its_numbers_with_n(graded):
    """Difficulty, discrimination and the first check, each with n, and the commonest wrong value."""
    reply, html = press(graded, "items")
    assert "14 人" in reply.headline
    assert "平均拿到" in html and "n=14" in html and "第一次检查" in html and "教室（6 人）" in html


def test_in_a_small_class_no_share_is_shown(paths):
    """Four people: sizes only; nothing with a percentage."""
    grade(paths, "X01", [Teacher(f"t{k}", HALF) for k in range(4)])
    _, html = press(paths, "items")
    assert "不显示" in html and not re.search(r"\d%", html)


def test_alike_papers_come_with_the_word_that_it_is_a_hint(graded):
    """The pair, where it is alike, the hint; what was typed is escaped."""
    reply, html = press(graded, "similar")
    assert "1 对" in reply.headline
    assert "u0" in html and "u1" in html and "可能是一起备课" in html and "不扣分" in html
    assert "<b>" not in html


def test_one_score_explained(graded):
    """Rule with its source, the value, the versions; typed text is escaped."""
    reply, html = press(graded, "explain", student=" u1 ")
    assert reply.headline.startswith("X01 · u1：11 / 20 分")
    assert "T-10" in html and "规则版本" in html and "课程版本 2026.11" in html and "操场" in html
    assert "&lt;b&gt;1" in html and "<b>1" not in html


@pytest.mark.parametrize(
    ("action", "exercise", "student", "field"),
    [("items", "", "", "trust_exercise"), ("explain", "X01", " ", "trust_student"),
     ("explain", "X01", "nobody", "trust_student")],
)  # fmt: skip
def test_what_is_missing_is_said_at_its_field(graded, action, exercise, student, field):
    """No exercise, no id, an unknown id: a sentence at the field, and nothing below."""
    reply, html = press(graded, action, exercise, student)
    assert reply.state == "fail" and reply.messages[0].field == field and html == ""


def test_before_grading_the_page_is_quiet(paths):
    """Nothing graded: one sentence and no table."""
    for action in ("items", "similar"):
        reply, html = press(paths, action)
        assert reply.state == "info" and html == ""


def test_the_trainers_home_has_the_sections(graded, monkeypatch):
    """Below the five steps: scores, second marks and corrections, each a form of its own."""
    monkeypatch.setenv("SHIXUN_ROOT", str(graded.root))
    monkeypatch.setenv("SHIXUN_STATE", str(graded.state))
    home = trainer.show()
    _, steps, *sections = home.children
    scores = sections[0]
    assert isinstance(steps, FormView)
    forms = [w for box in sections for w in box.children if isinstance(w, FormView)]
    assert [f.form["id"] for f in forms] == ["trust", "second-marker", "correct-rule"]
    forms[0]._act("items", {"trust_exercise": "X01"}, {})
    assert "平均拿到" in scores.children[-1].value
