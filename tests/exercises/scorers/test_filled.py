"""`filled`: the structure is there, before hand-in and after."""

from pathlib import Path

from one_item import One

from shixun.exercises.task import Submission


def test_text_is_counted_without_spaces():
    """All or nothing, with how many are there."""
    item = One("filled", field="words", least=4)
    assert item.points({"words": "一 二 三 四"}) == 6
    score = item.score({"words": "一 二 三 "})
    assert score.points == 0 and "要 4 字，现在 3 字" in score.text


def test_rows_count_when_their_columns_are_filled():
    """Half the rows, half the points; an empty row is none."""
    item = One("filled", field="plan", least=2, columns=["what", "long"])
    rows = [{"what": "做操", "long": "10"}, {"what": "看屏", "long": " "}]
    assert item.points({"plan": rows}) == 3
    assert "who" in One("filled", field="plan", columns=["who"]).problems()[0]


def test_cards_and_choices_are_counted():
    """Placed cards, chosen options."""
    assert One("filled", field="cards", least=2).points({"cards": {"c1": "a", "c2": ""}}) == 3
    assert One("filled", field="many", least=2).points({"many": ["a", "b"]}) == 6


def test_it_is_said_by_the_check_without_a_key():
    """It is open: 检查 says what is missing, at the field."""
    item = One("filled", field="words", least=4)
    reply = item.task.check(Submission({"words": "一"}, Path(".")))
    assert reply.state == "fail" and reply.messages[0].field == "words"
    assert not item.item.hidden
