"""match: each item gets one of the targets."""

import pytest

from shixun.records import RecordError


def test_a_way_that_works_for_each_passes(practice):
    """Every pairing says why it works."""
    reply = practice("match").act({"ways": {"a": "tv", "b": "phone"}})
    assert reply.state == "pass" and all(m.text for m in reply.messages)


def test_a_pairing_that_does_not_work_says_why_at_its_card(practice):
    """In the words for just this pairing, else in the item's own."""
    told = {m.card: m for m in practice("match").act({"ways": {"a": "phone", "b": "tv"}}).messages}
    assert told["b"].text == "乙家没有电视，看不到。"
    assert told["a"].state == "fail" and "先用电视" in told["a"].text


def test_a_target_used_twice_is_told_to_both(practice):
    """With once, two right pairings of one target are none."""
    p = practice("match", ('accepts = ["phone"]', 'accepts = ["phone", "tv"]'), ("wrong = {", "#"))
    reply = p.act({"ways": {"a": "tv", "b": "tv"}})
    assert {m.title for m in reply.messages} == {"用重了"} and reply.state == "fail"


def test_every_pairing_must_be_explained(practice):
    """A pairing without words is refused, by name."""
    with pytest.raises(RecordError, match="b 配 tv 时没有说明"):
        practice("match", ("wrong = {", "#"))
