"""sliders: advice that follows the conditions."""

import pytest

from shixun.records import RecordError


def test_the_first_advice_whose_conditions_hold_is_given_with_its_reasons(practice):
    """60 of 120 homes are 50 %: too few to stream, and television reaches enough."""
    p = practice("sliders")
    advice = p.act(p.start()).messages[0]
    assert advice.title == "建议：数字电视为主，电话答疑"
    assert "占 50%，不到 60%" in advice.text and "占 88.3%，过了 80%" in advice.text


def test_the_nearest_change_is_named_and_is_one(practice):
    """12 homes more change the advice, 11 do not."""
    p = practice("sliders")
    assert "“有数字电视”再少 11 户" in p.act(p.start()).messages[1].text
    assert (
        p.act({**p.start(), "school_tv": 96}).messages[0].title.endswith("数字电视为主，电话答疑")
    )
    assert p.act({**p.start(), "school_tv": 95}).messages[0].title.endswith("电话和纸质任务单")


def test_reaching_the_goal_passes_at_the_bound_and_not_below(practice):
    """72 of 120 are the 60 % that are asked for."""
    p = practice("sliders")
    assert p.act({**p.start(), "school_wide": 72}).state == "pass"
    assert p.act({**p.start(), "school_wide": 71}).state == "fail"


def test_an_empty_amount_is_asked_for(practice):
    """Without a number there is no advice."""
    p = practice("sliders")
    reply = p.act({**p.start(), "school_tv": None})
    assert [(m.state, m.field) for m in reply.messages] == [("unknown", "school_tv")]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('goal = "watch"', 'goal = "live"', "goal 里写的 live 没有"),
        (
            'more = "两样',
            'when = [{ input = "tv", below = 1, why = "" }]\nmore = "两样',
            "最后一条",
        ),
        ("start = 106", "start = 160", "start 要在"),
        ("够了 {bound}%", "够了 {limit}%", "花括号"),
        (
            '{ input = "wide", at_least = 60',
            '{ input = "wide", at_least = "T-05.大学"',
            "没有“大学”",
        ),
    ],
)
def test_a_table_that_could_not_advise_is_refused(practice, old, new, says):
    """Every case must have an advice, and every bound a number."""
    with pytest.raises(RecordError, match=says):
        practice("sliders", (old, new))
