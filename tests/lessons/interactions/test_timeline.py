"""timeline: events in slots, in an order."""

import pytest

from shixun.records import RecordError


def test_the_right_slots_pass(practice):
    """Each says why it stands there."""
    reply = practice("timeline").act({"steps": {"tell": "1", "mend": "2"}})
    assert reply.state == "pass" and all(m.text for m in reply.messages)


def test_a_wrong_slot_is_explained(practice):
    """The event's own reason, at its card."""
    reply = practice("timeline").act({"steps": {"tell": "2", "mend": "1"}})
    assert [(m.card, m.state) for m in reply.messages] == [("tell", "fail"), ("mend", "fail")]


def test_order_alone_can_decide(practice):
    """Without a slot of its own, an event may stand anywhere after what it follows."""
    p = practice("timeline")
    reply = p.act({"steps": {"tell": "1", "mend": "1"}})
    assert reply.messages[1].title == "先后不对" and "干等" in reply.messages[1].text
    assert p.act({"steps": {"mend": "1"}}).messages[0].state == "pass"


def test_one_slot_holds_one_event_if_the_data_says_so(practice):
    """With once, an event that stands right but not alone is told so."""
    both = {"steps": {"tell": "1", "mend": "1"}}
    p = practice("timeline", ("slots = [", "once = true\nslots = ["))
    assert p.act(both).messages[0].title == "放重了"
    assert practice("timeline").act(both).messages[0].state == "pass"


def test_an_event_that_could_stand_anywhere_is_refused(practice):
    """Nothing would be judged."""
    with pytest.raises(RecordError, match="mend 没有 at"):
        practice("timeline", ('then = "mend"', 'then = "tell"'))
