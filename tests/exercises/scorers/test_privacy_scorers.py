"""`unneeded`, `needed`, `reasons`, `notice`, `notice_kinds`, `under14`, `third_party` on one sheet."""

import json
from pathlib import Path

import pytest
from one_item import One

from shixun.exercises.task import Submission

FORMS = {"forms": {"sheet": {"name": "联系表", "purpose": "家校联系", "respondent": "家长"}}}
LABELS = ("学生姓名", "班级", "监护人称谓", "监护人电话", "学生身份证号", "家庭月收入")
CARDS = [{"id": f"k{n}", "text": text} for n, text in enumerate(LABELS, 1)]
STAY = [{"value": v, "label": v} for v in ("drop", "who", "reach")]
KINDS = [{"value": c["id"], "label": c["text"]} for c in CARDS]
CONSENT = [{"value": v, "label": v} for v in ("submit", "guardian", "separate")]
FIELDS = [
    {"id": "sheet", "kind": "cards", "label": "联系表", "cards": CARDS, "options": STAY},
    {"id": "text", "kind": "text", "label": "期限"},
    {"id": "kinds", "kind": "multi", "label": "种类", "options": KINDS},
    {"id": "consent", "kind": "choice", "label": "同意", "options": CONSENT},
    {"id": "given", "kind": "choice", "label": "第三方", "options": [
        {"value": v, "label": v} for v in ("none", "given")]},
]  # fmt: skip
GOOD = {"k1": "who", "k2": "who", "k3": "reach", "k4": "reach", "k5": "drop", "k6": "drop"}
RULES = "只有班主任能看，锁在抽屉里；学期结束后 10 天内销毁。"


@pytest.fixture
def school(tmp_path):
    (tmp_path / "forms.json").write_text(json.dumps(FORMS))
    return tmp_path


def test_what_is_not_needed_goes(school):
    """One column too many takes all; a sheet emptied to please gets the share of what is left."""
    item = One("unneeded", FIELDS, sheet="sheet")
    assert item.points({"sheet": GOOD}, folder=school) == 6
    score = item.score({"sheet": GOOD | {"k6": "who"}}, folder=school)
    assert score.points == 0 and [m.card for m in score.messages] == ["k6"]
    assert item.points({"sheet": GOOD | {"k1": "drop"}}, folder=school) == 4
    assert item.points({"sheet": dict.fromkeys(GOOD, "drop")}, folder=school) == 0
    assert item.points({}, folder=school) == 0


def test_what_is_needed_stays(school):
    """By the share that is left; nothing where nothing was taken away."""
    item = One("needed", FIELDS, sheet="sheet")
    assert item.points({"sheet": GOOD}, folder=school) == 6
    assert item.points({"sheet": GOOD | {"k1": "drop", "k2": "drop"}}, folder=school) == 3
    assert item.points({"sheet": dict.fromkeys(GOOD, "who")}, folder=school) == 0


def test_reasons_fit_or_not_and_each_needless_column_takes_one_off():
    """Enough of them give all points."""
    key = {"why": {"k1": ["who"], "k2": ["who", "reach"], "k3": ["reach"], "k4": ["reach"]}}
    item = One("reasons", FIELDS, sheets=["sheet"], enough=3)
    assert item.item.hidden
    assert item.points({"sheet": GOOD | {"k1": "reach"}}, key) == 6
    assert item.points({"sheet": GOOD | {"k1": "reach", "k5": "who"}}, key) == 3
    right = item.task.cards(Submission({"sheet": GOOD | {"k1": "reach"}}, Path("."), key))["sheet"]
    assert [c for c, fits in right.items() if not fits] == ["k1"]
    assert "k9" in item.problems({"why": {**key["why"], "k9": ["who"]}})[0]


def test_a_part_of_a_notice_says_what_it_must(school):
    """And earns nothing where the sheet asks nothing."""
    item = One("notice", FIELDS, sheet="sheet", field="text", part="period", name="期限", title="")
    assert item.item.title == "告知：期限" and item.item.needs == ("sheet",)
    good = {"sheet": GOOD, "text": "学期结束后 10 天内删"}
    assert item.points(good, folder=school) == 6
    for text in ("", "长期保存", "xxx"):
        assert item.points(good | {"text": text}, folder=school) == 0
    assert item.points(good | {"sheet": dict.fromkeys(GOOD, "drop")}, folder=school) == 0
    bad = One("notice", FIELDS, sheet="sheet", field="text", part="when", name="期限")
    assert "when" in bad.problems()[0]


def test_the_kinds_told_are_those_asked(school):
    """Both ways of a difference are named."""
    item = One("notice_kinds", FIELDS, sheet="sheet", field="kinds", name="种类")
    told = {"sheet": GOOD, "kinds": ["k1", "k2", "k3", "k4"]}
    assert item.points(told, folder=school) == 6
    score = item.score(told | {"kinds": ["k1", "k2", "k3", "k6"]}, folder=school)
    assert score.points == 0 and "监护人电话" in score.text and "家庭月收入" in score.text


def test_under_14_a_guardian_consents_to_this_alone_and_rules_are_there(school):
    """What is wrong with another choice is the author's word."""
    item = One(
        "under14", FIELDS, sheet="sheet", consent="consent", guardian="guardian",
        said={"submit": "交表不算。"}, special="text",
    )  # fmt: skip
    good = {"sheet": GOOD, "consent": "guardian", "text": RULES}
    assert item.points(good, folder=school) == 6
    score = item.score(good | {"consent": "submit"}, folder=school)
    assert score.points == 0 and "交表不算。" in score.text
    assert item.points(good | {"text": "会保密"}, folder=school) == 0


def test_a_third_party_is_none_or_named_with_its_own_consent(school):
    """Given away without a name or with a bundled consent earns nothing."""
    item = One(
        "third_party", FIELDS, sheet="sheet", given="given", to="text", consent="consent"
    )  # fmt: skip
    assert item.points({"sheet": GOOD, "given": "none"}, folder=school) == 6
    told = {"sheet": GOOD, "given": "given", "text": "青禾印刷厂", "consent": "separate"}
    assert item.points(told, folder=school) == 6
    assert item.points(told | {"text": ""}, folder=school) == 0
    assert item.points(told | {"consent": "submit"}, folder=school) == 0
    assert item.points({"sheet": GOOD}, folder=school) == 0
