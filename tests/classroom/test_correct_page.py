"""The trainer's page corrects a rule: tried first, changed with a reason, read in the feedback."""

import json
import shutil

import pytest
from conftest import case_values, put_answer

from shixun import syllabus
from shixun.classroom import course
from shixun.widgets import correct
from shixun.widgets.form import FormView

REASON = "地点的答案写错了，已改正"


@pytest.fixture
def page(paths):
    """ann chose the place of the key, bob the one that the corrected key names; both are graded."""
    model = case_values("model")
    for student, place in {"ann": model["place"], "bob": other(paths, model["place"])}.items():
        folder = paths.grading / "submitted" / student / "X01"
        shutil.copytree(paths.grading / "release/X01", folder)
        put_answer(folder, model | {"place": place})
    course.autograde(paths, "X01")
    key = paths.exercises / "X01/key/key.json"
    content = json.loads(key.read_text())
    assert content["place"] == model["place"]
    key.write_text(json.dumps(content | {"place": other(paths, model["place"])}))
    return correct.Correcting(paths)


def other(paths, place: str) -> str:
    form = json.loads((paths.source / "X01/form.json").read_text())
    (field,) = (f for f in form["fields"] if f["id"] == "place")
    return next(o["value"] for o in field["options"] if o["value"] != place)


def act(page, action, reason="", exercise="X01"):
    return page.act(action, {"correct_exercise": exercise, "correct_reason": reason})


def test_tried_then_changed_then_told(page, paths):
    """Both are listed with old and new points; the change comes with its reason in the feedback."""
    tried = act(page, "try")
    assert "2 人的分会变" in tried.headline
    assert [m.title for m in tried.messages] == ["ann", "bob"]
    assert "地点：2 分 → 0 分" in tried.messages[0].text
    assert "地点：0 分 → 2 分" in tried.messages[1].text
    done = act(page, "correct", REASON)
    assert done.state == "pass"
    course.give_feedback(paths, "X01")
    (html,) = (paths.grading / "feedback/bob/X01").glob("*.html")
    text = html.read_text(encoding="utf-8")
    assert text.index("重评说明") < text.index("自动评分")
    assert REASON in text and "地点：0 分 → 2 分" in text
    assert "没有人的分会变" in act(page, "try").headline


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ((("correct", REASON, "X01"),), "先按“试评”"),
        ((("try", "", "X01"), ("correct", " ", "X01")), "还没有改"),
        ((("try", "", ""),), "先选一个练习"),
    ],
)
def test_nothing_changes_unseen_or_unexplained(page, paths, steps, says):
    """Without a trial, a reason or an exercise: one sentence, and the gradebook stays as it is."""
    book = (paths.grading / "gradebook.db").read_bytes()
    for action, reason, exercise in steps:
        reply = act(page, action, reason, exercise)
    assert (reply.state, says in reply.headline) == ("fail", True)
    assert (paths.grading / "gradebook.db").read_bytes() == book


def test_the_section_is_a_form_of_ours(paths):
    """It opens, and its form is one that the renderer takes."""
    section = correct.section(paths, syllabus.load(paths.root / "course.toml"))
    assert isinstance(section.children[-1], FormView)
