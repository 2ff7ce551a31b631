"""pick: what holds among several statements."""

import pytest

from shixun.records import RecordError


def test_exactly_the_right_ones_pass(practice):
    """One too many does not."""
    p = practice("pick")
    assert p.act({"items": ["device"]}).state == "pass"
    reply = p.act({"items": ["device", "income"]})
    assert reply.state == "fail" and "多收" in reply.messages[0].text


def test_missing_ones_are_counted_not_named(practice):
    """A wrong tick is explained; the right one is not given away."""
    reply = practice("pick").act({"items": ["income"]})
    assert "还有 1 个" in reply.messages[0].text and "屏幕" not in reply.messages[0].text


def test_without_a_right_option_it_is_refused(practice):
    """Nobody could pass."""
    with pytest.raises(RecordError, match="至少要有一个"):
        practice("pick", ("right = true\n", ""))
