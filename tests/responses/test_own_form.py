"""The kit's own response form under the rules that it teaches."""

import pytest

from shixun import paths, syllabus
from shixun.responses import form as response_form
from shixun.rules.privacy import Column, ThirdParty, from_form
from shixun.rules.privacy_checks import check, judge_all
from shixun.rules.verdict import State

OUTLINE = [("L11-case", "情境"), ("L11-explain", "讲解")]


def facts(form):
    return from_form(
        form,
        purpose="课程反馈",
        respondent="学员",
        third_party=ThirdParty(given=False),
    )


@pytest.mark.parametrize("lesson", ["L01", "L07", "L11"])
def test_our_own_form_asks_nothing_beyond_course_feedback(lesson):
    """Every question of the response form passes V-01…V-04, none is left undecided."""
    form = response_form.lesson_form(
        syllabus.load(paths.current().root / "course.toml"), lesson, OUTLINE
    )
    found = facts(form)
    assert [(j.column.label, j.stand) for j in judge_all(found) if j.stand != "keep"] == []
    assert {v.rule: v.state for v in check(found)} == dict.fromkeys(
        ("V-01", "V-02", "V-03", "V-04"), State.PASS
    )


def test_one_phone_number_more_would_fail_it():
    """The test above can fail: with a phone number the same form breaks V-02."""
    form = response_form.lesson_form(
        syllabus.load(paths.current().root / "course.toml"), "L11", OUTLINE
    )
    asked = {**form, "fields": [*form["fields"], {"id": "x", "kind": "text", "label": "手机号"}]}
    assert Column("手机号") in facts(asked).columns
    assert {v.rule: v.state for v in check(facts(asked))}["V-02"] is State.FAIL
