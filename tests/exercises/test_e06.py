"""E06 by its case matrix: what is handed in, and the points it must get."""

import json
from pathlib import Path

import pytest
from jsonschema import validate

from shixun.exercises import build, task
from shixun.exercises.task import Submission
from shixun.forms import values_schema
from shixun.paths import Paths

FOLDER = Path(__file__).parents[2] / "exercises" / "E06"


def load(name):
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


KEY = load("key/key.json")
TASK = task.load("E06", FOLDER)
FORM = TASK.declared.form_data
MADE = build.files(FOLDER, Paths(FOLDER.parents[1], FOLDER))
CASES = sorted(p.name for p in (FOLDER / "key").glob("*.json") if p.name != "key.json")
MODEL = load("key/model.json")["values"]


def submit(values, key=KEY):
    return Submission(values, FOLDER, key)


def scores(values):
    return {item.id: item.score(submit(values)).points for item in TASK.items}


@pytest.mark.parametrize("name", CASES)
def test_each_stated_answer_gets_its_stated_points(name):
    """Model, blank and every plausible answer score item by item what their file says."""
    case = load(f"key/{name}")
    assert scores(case["values"]) == case["expect"]
    validate(case["values"], values_schema(FORM))


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        ("wrong_bundled", {"E06-under14", "E06-third"}),
        ("wrong_no_under14", {"E06-under14"}),
        ("wrong_third_party", {"E06-third"}),
        ("wrong_later", {"E06-third"}),
        ("wrong_identity", {"E06-feedback-out"}),
        ("wrong_enrolment", {"E06-contact-out", "E06-n-kinds", "E06-why"}),
        ("wrong_reasons", {"E06-why"}),
        ("right_third_party", set()),
    ],
)
def test_a_mistake_costs_its_own_items_only(name, lost):
    """What was done right keeps its points beside one mistake."""
    got = scores(load(f"key/{name}.json")["values"])
    assert {i.id for i in TASK.items if got[i.id] < i.points} == lost


def test_model_is_full_blank_is_nothing_and_extremes_do_not_pay():
    """80 points by machine; keeping all stays far from a pass, deleting all earns next to nothing."""
    assert sum(scores(MODEL).values()) == 80
    assert sum(scores({}).values()) == 0
    assert sum(scores(load("key/wrong_keep_all.json")["values"]).values()) < 40
    assert sum(scores(load("key/wrong_delete_all.json")["values"]).values()) < 10


def test_points_of_the_notebook_are_those_of_the_task():
    """nbgrader's cells and the task name the same items with the same points, 100 with the rubric."""
    marks = [c["metadata"]["nbgrader"] for c in json.loads(MADE["E06.ipynb"])["cells"]]
    assert {m["grade_id"]: m["points"] for m in marks if m["grade"]} == {
        item.id: item.points for item in TASK.items
    }
    assert sum(m.get("points", 0) for m in marks) == 100


def test_check_neither_needs_nor_tells_the_key():
    """检查 answers the same whatever the reasons for keeping are, and is content with the model."""
    hidden = {
        **MODEL,
        "contact": {i: "drop" if v == "drop" else "count" for i, v in MODEL["contact"].items()},
    }
    assert TASK.check(submit(MODEL, None)) == TASK.check(submit(hidden, None))
    assert TASK.check(submit(MODEL, None)).state == "pass"
    with pytest.raises(ValueError, match="key"):
        TASK.item("E06-why").score(submit(MODEL, None))


def test_check_puts_its_word_at_the_card_with_rule_and_basis():
    """A column kept in excess is named at its card, with the rule and where it comes from."""
    reply = TASK.check(submit(load("key/wrong_identity.json")["values"], None))
    at = {m.card: m for m in reply.messages}
    assert {"fb1", "fb2"} == set(at)
    assert (
        "教师姓名" in at["fb1"].text
        and at["fb1"].title.startswith("V-02")
        and "第六条" in at["fb1"].basis
    )


def test_a_card_not_decided_is_no_deletion():
    """What was left open counts neither as kept nor as deleted."""
    open_card = {**MODEL, "feedback": {i: v for i, v in MODEL["feedback"].items() if i != "fb9"}}
    assert scores(open_card)["E06-feedback-out"] == 0
    open_card = {**MODEL, "feedback": {i: v for i, v in MODEL["feedback"].items() if i != "fb7"}}
    assert scores(open_card)["E06-feedback-in"] < 4


def test_the_forms_say_that_they_are_synthetic_and_name_no_site():
    """Nobody may take the ad form for a site that exists, or 青禾小学 for a school."""
    for name in ("form.json", "forms.json", "E06.ipynb"):
        text = MADE[name].decode()
        assert "合成数据" in text and "http" not in text and "www." not in text
