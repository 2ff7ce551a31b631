"""grid: a timetable judged by the course's rules."""

import pytest

from shixun.records import RecordError

MENDED = {"rows": [{"start": "8:30", "end": "8:50", "subject": "语文", "kind": "live"}]}


def test_the_rules_judge_and_only_those_that_are_named(practice):
    """A long lesson breaks T-02 and T-05, each at its row; other rules keep still."""
    p = practice("grid")
    reply = p.act(p.start())
    assert {m.title[:4] for m in reply.messages} == {"T-02", "T-05"}
    assert all(m.rows == (1,) and m.basis for m in reply.messages)
    assert reply.headline == "还有 2 处要看。"


def test_a_mended_table_passes_with_the_rules_words(practice):
    """通过 and not 对: a rule speaks."""
    p = practice("grid")
    assert p.act(MENDED).state == "pass"
    assert "words" not in p.form("x")


def test_deleting_what_must_stay_is_no_way_out(practice):
    """An emptied table does not pass."""
    reply = practice("grid").act({"rows": [{"start": "8:30", "end": "8:40", "subject": "画画"}]})
    assert any("语文不见了" in m.text for m in reply.messages)


def test_an_empty_time_is_asked_for_first(practice):
    """Nothing is judged that the table does not say."""
    reply = practice("grid").act({"rows": [{"start": "8:30", "end": "", "subject": "语文"}]})
    assert reply.messages[0].title == "先填时间" and reply.state == "fail"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('["T-02", "T-05"]', '["T-02", "T-55"]', "T-55 没有"),
        ('"live"],\n', "],\n", "第 1 行有 3 格"),
        ('stage = "小学"', 'stage = "大学"', "大学"),
        ('id = "subject"', 'id = "lesson"', "lesson 没有"),
    ],
)
def test_what_the_rules_could_not_judge_is_refused(practice, old, new, says):
    """Unknown rules, columns, stages and ragged rows are named."""
    with pytest.raises(RecordError, match=says):
        practice("grid", (old, new))
