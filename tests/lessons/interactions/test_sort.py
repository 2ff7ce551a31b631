"""sort: cards into classes."""

import pytest

from shixun.records import RecordError

RIGHT = {"cards": {"k1": "must", "k2": "may"}}


def test_right_cards_pass_and_say_what_their_class_means(practice):
    """Why, and then the class in words."""
    reply = practice("sort").act(RIGHT)
    assert reply.state == "pass"
    assert reply.messages[0].text == "“应”就是要做到。必须：要做到。"


def test_a_wrong_card_says_where_it_belongs(practice):
    """The title names both classes; the explanation is the card's own."""
    reply = practice("sort").act({"cards": {"k1": "may", "k2": "may"}})
    assert (reply.state, reply.headline) == ("fail", "做对 1 处，共 2 处，标红的再想想。")
    assert reply.messages[0].title == "不是“鼓励”，是“必须”"
    assert reply.messages[1].state == "pass"


def test_a_goal_below_all_is_enough(practice):
    """With goal = 1 one right card passes, though the other is still explained as wrong."""
    reply = practice("sort", ("classes = [", "goal = 1\nclasses = [")).act(
        {"cards": {"k1": "must", "k2": "must"}}
    )
    assert reply.state == "pass"
    assert [m.state for m in reply.messages] == ["pass", "fail"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('answer = "may"', 'answer = "maybe"', "没有；现有：must、may"),
        ('word = ["应"]', 'word = ["不得"]', "照抄"),
        ('id = "k2"', 'id = "k1"', "不止一次"),
        ("classes = [", 'rule = "V-99"\nclasses = [', "没有 V-99 这条规则"),
        ("classes = [", "goal = 3\nclasses = [", "只有 2 张"),
        ('id = "cards"', 'id = "卡片"', "小写英文字母"),
    ],
)
def test_what_cannot_hold_is_refused(practice, old, new, says):
    """Each mistake of a writer is named with its remedy."""
    with pytest.raises(RecordError, match=says):
        practice("sort", (old, new))
