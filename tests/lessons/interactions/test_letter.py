"""letter: blanks in a text."""

import pytest

from shixun.records import RecordError
from shixun.rules.records import timetable_rules

LIMIT = timetable_rules()["T-05"].thresholds["小学"]
RIGHT = {"letter_minutes": LIMIT, "letter_rest": "0", "letter_help": "打电话给李老师"}


def test_all_blanks_right_pass_and_the_letter_can_be_read(practice):
    """The text holds what was filled in, and no blank is left."""
    reply = practice("letter").act(RIGHT)
    assert reply.state == "pass"
    read = reply.messages[-1].text
    assert f"不超过{LIMIT}分钟" in read and "远眺窗外" in read and "＿" not in read


def test_a_number_is_held_to_the_rules_own(practice):
    """One minute more than the record allows is told with the record's basis."""
    reply = practice("letter").act({**RIGHT, "letter_minutes": LIMIT + 1})
    told = reply.messages[0]
    assert told.state == "fail" and f"最多 {LIMIT} 分钟" in told.text
    assert told.basis == timetable_rules()["T-05"].basis


def test_free_words_are_never_called_wrong_for_their_wording(practice):
    """What is not recognised is undecided and blocks nobody; a placeholder does."""
    other = practice("letter").act({**RIGHT, "letter_help": "请找班主任李珊"})
    assert (other.state, other.messages[2].state) == ("pass", "unknown")
    assert practice("letter").act({**RIGHT, "letter_help": "待填"}).state == "fail"


def test_blanks_left_are_counted_and_not_explained(practice):
    """Only what was filled is spoken of."""
    reply = practice("letter").act({"letter_rest": "1"})
    assert (reply.state, reply.headline) == ("info", "还有 2 处空着。")
    assert reply.messages[0].state == "fail" and "＿＿＿" in reply.messages[1].text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{rest}", "{reste}", "rest、reste"),
        ('"T-05.小学"', '"T-55.小学"', "没有 T-55"),
        ("right = true, ", "", "至少要有一个"),
        ('why = "这是卫健部门的建议。"', "", "要写 why"),
    ],
)
def test_a_letter_that_could_not_be_judged_is_refused(practice, old, new, says):
    """Text and blanks agree, bounds exist, everything is explained."""
    with pytest.raises(RecordError, match=says):
        practice("letter", (old, new))
