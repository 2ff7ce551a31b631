"""A practice of several parts: one form, one headline, one mark; and the hook for what no kind says."""

import sys
import types
from dataclasses import replace

import pytest

from shixun.lessons import check, data
from shixun.paths import current
from shixun.records import RecordError, from_toml
from shixun.syllabus import load

PARTS = """
[[practice.parts]]
kind = "sort"
id = "cards"
label = "放哪里？"
classes = [{ value = "a", label = "甲" }, { value = "b", label = "乙" }]
cards = [{ id = "k1", text = "一", answer = "a", why = "是甲。" }]
[[practice.parts]]
kind = "pick"
id = "more"
label = "选哪些？"
options = [{ id = "x", text = "对的", right = true, why = "对。" }]
"""
HEAD = """
[practice]
title = "两样"
headline = { so_far = "分对 {cards.right} 张，共 {total} 处。" }
"""


def practice(head=HEAD, parts=PARTS):
    return from_toml(head + parts, data.Practiced, "L99.toml").practice


def test_parts_make_one_form_and_one_headline():
    """Fields in the order of the parts; counts of one part and of all stand in the sentence."""
    p = practice()
    assert [f["id"] for f in p.form("x")["fields"]] == ["cards", "more"]
    assert p.start() == {"cards": {}, "more": []}
    reply = p.act({"cards": {"k1": "a"}, "more": []})
    assert reply.headline == "分对 1 张，共 2 处。做对 1 处，共 2 处，标红的再想想。"
    assert p.act({"cards": {"k1": "a"}, "more": ["x"]}).state == "pass"


def test_the_parts_own_remarks_go_as_far_as_the_first_that_is_not_done():
    """Nobody is told of the second before the first is right."""
    parts = PARTS.replace(
        'label = "放哪里？"', 'label = "?"\nsays = { done = "分完。", open = "先分。" }'
    )
    parts = parts.replace('label = "选哪些？"', 'label = "?"\nsays = { short = "再选。" }')
    p = practice(parts=parts)
    assert p.act({"cards": {}, "more": ["x"]}).headline.endswith("先分。")
    assert p.act({"cards": {"k1": "a"}, "more": []}).headline.endswith("分完。再选。")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{cards.right}", "{card.right}", "花括号填不出数"),
        ("{total}", "{all}", "花括号填不出数"),
        ("{total}", "{total", "花括号填不出数"),
    ],
)
def test_a_sentence_that_could_not_be_filled_is_refused(old, new, says):
    """At once, not when a teacher presses the button."""
    with pytest.raises(RecordError, match=says):
        practice(HEAD.replace(old, new))


def test_two_parts_of_one_name_are_refused():
    """Their answers would fall together."""
    with pytest.raises(RecordError, match="cards 出现了不止一次"):
        practice(parts=PARTS.replace('id = "more"', 'id = "cards"'))


def test_a_hook_says_what_no_kind_can(monkeypatch):
    """It is given the values and the reply so far, and what it gives is shown."""
    module = types.ModuleType("hooks_of_a_test")
    module.act = lambda practice, values, reply: replace(reply, headline=f"{len(values)} 项")
    monkeypatch.setitem(sys.modules, "hooks_of_a_test", module)
    p = practice(HEAD.replace('title = "两样"', 'title = "两样"\nhook = "hooks_of_a_test"'))
    assert p.act({"cards": {}, "more": []}).headline == "2 项"


def test_a_hook_that_is_not_there_is_told_by_the_check():
    """An author learns it before a teacher does."""
    course = load(current().root / "course.toml")
    lesson = course.lesson("L01")
    found = data.load((current().notebooks / lesson.file).with_suffix(".toml"))
    hooked = practice(HEAD.replace('title = "两样"', 'title = "两样"\nhook = "no.such.module"'))
    asked = data.LessonData(recall=found.recall, selftest=found.selftest, practice=hooked)
    said = [str(p) for p in check.check_data(course, lesson, asked, lambda name: None)]
    assert any("no.such.module" in line and "找不到" in line for line in said)
