"""dialogue: a path of turns."""

import pytest

from shixun.records import RecordError


def test_a_good_path_ends_well_and_says_why(practice):
    """The option and the end are both explained."""
    reply = practice("dialogue").act({"talk_ask": "listen"})
    assert (reply.state, reply.headline) == ("pass", "谈成了。")
    assert [m.state for m in reply.messages] == ["pass", "pass"]
    assert "课间太短" in reply.messages[1].text


def test_a_bad_path_can_be_taken_back(practice):
    """It says what it did; choosing again gives another end."""
    p = practice("dialogue")
    assert p.act({"talk_ask": "push"}).state == "fail"
    assert p.act({"talk_ask": "listen"}).state == "pass"


def test_before_anything_is_said_nothing_is_judged(practice):
    """The first line waits for an answer."""
    p = practice("dialogue")
    assert p.act(p.start()).messages == () and p.act(p.start()).headline == "接着说。"


def test_a_later_turn_says_after_which_answers_it_is_shown(practice):
    """The form carries the branches as conditions on earlier answers."""
    asked = 'options = [{ id = "mend", text = "明天改。", to = "bad", why = "?" }]'
    p = practice(
        "dialogue",
        ('good = true\nwhy = "问题找到了：课间太短。"', asked),
        ('why = "眼睛疼', 'good = true\nwhy = "眼睛疼'),
    )
    later = {f["id"]: f.get("when") for f in p.form("x")["fields"]}
    assert later["talk_good"] == [{"field": "talk_ask", "values": ["listen"]}]
    assert later["talk_ask"] is None
    assert p.act({"talk_ask": "push", "talk_good": "mend"}).messages[0].field == "talk_ask"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('to = "good"', 'to = "nowhere"', "nowhere 没有"),
        ('to = "bad"', 'to = "ask"', "ask 没有"),
        ('to = "bad"', 'to = "good"', "bad 走不到"),
        ("good = true\n", "", "至少要有一个走得通的"),
        ('why = "问题找到了：课间太短。"', "", "要写 why"),
    ],
)
def test_paths_that_lead_nowhere_or_round_are_refused(practice, old, new, says):
    """Every turn is reached, every option leads on, some end is good."""
    with pytest.raises(RecordError, match=says):
        practice("dialogue", (old, new))
