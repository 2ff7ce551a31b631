"""plan: a table with what every row must have."""

import pytest

from shixun.records import RecordError


def rows(*minutes, way=("do", "talk", "do")):
    names = ("导入", "讲解", "练习")
    what = ("量课本的长", "看一遍怎么比", "做三道题")
    cells = zip(names, minutes, way, what, strict=True)
    return {"plan": [dict(zip(("item", "minutes", "way", "what"), c, strict=True)) for c in cells]}


def test_a_full_plan_within_its_limits_passes(practice):
    """Twenty minutes in all, seven of them talk."""
    assert practice("plan").act(rows(3, 7, 10)).state == "pass"


@pytest.mark.parametrize(
    ("minutes", "way", "says"),
    [
        ((3, 8, 9), ("do", "talk", "do"), "每次最多 7"),
        ((3, 7, 11), ("do", "talk", "do"), "合计 21，最多 20"),
        ((3, 7, 10), ("do", "do", "do"), "至少要有 2 种"),
    ],
)
def test_each_limit_is_told_with_its_reason(practice, minutes, way, says):
    """One over is over; the rule's own number is quoted."""
    reply = practice("plan").act(rows(*minutes, way=way))
    assert reply.state == "fail" and any(says in m.text for m in reply.messages)


def test_a_begun_row_says_what_it_lacks_and_an_untouched_one_nothing(practice):
    """The example row is full, so the start has nothing to say."""
    p = practice("plan")
    assert p.act(p.start()).messages == ()
    start = p.start()
    start["plan"][1]["minutes"] = 5
    told = p.act(start).messages
    assert [m.rows for m in told] == [(2,)] and "写学生看得见的一件事" in told[0].text


def test_a_placeholder_is_no_answer_and_a_lost_row_is_missed(practice):
    """待填 says nothing; a row that was typed over is named."""
    filled = rows(3, 7, 10)
    filled["plan"][1]["what"] = "待填"
    assert any("等于没写" in m.text for m in practice("plan").act(filled).messages)
    filled["plan"][1]["item"] = "别的"
    assert any(m.title == "讲解" for m in practice("plan").act(filled).messages)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('{ column = "way"', '{ column = "style"', "style 没有"),
        ('id = "what"', 'id = "item"', "不能用"),
        ('"T-05.小学"', '"T-05"', "没有“”"),
        ('item = "导入", minutes', 'item = "导入", minute', "minute 没有"),
    ],
)
def test_a_plan_that_could_not_be_judged_is_refused(practice, old, new, says):
    """Limits and rows speak of columns that are there."""
    with pytest.raises(RecordError, match=says):
        practice("plan", (old, new))
