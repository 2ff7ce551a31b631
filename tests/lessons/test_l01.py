"""L01: every quotation stands in the notice, and every card explains itself."""

import re

import pytest

from shixun import notebooks, paths
from shixun.lessons.data import load
from shixun.server.setup import fill_home

ROOT = paths.current().root
LESSON = ROOT / "notebooks/M1"
PRACTICE = load(LESSON / "L01.toml").practice
CARDS, DEFECTS = PRACTICE.parts
MODEL = {
    "cards": {c.id: c.answer for c in CARDS.cards},
    "defects": [d.id for d in DEFECTS.options if d.right],
}


def notice():
    return (LESSON / "notice.txt").read_text(encoding="utf-8").split("【说明到此为止】")[1]


@pytest.mark.parametrize("clause", CARDS.cards, ids=lambda c: c.id)
def test_cards_quote_the_notice_word_for_word(clause):
    """A card shows the notice's own words."""
    assert clause.text in notice()


def test_what_the_lesson_calls_a_quotation_of_the_notice_is_one():
    """Sentences that the worked examples take apart stand in the notice, too."""
    cells = notebooks.read(LESSON / "L01.ipynb")["cells"]
    example = next(notebooks.source(c) for c in cells if c["id"] == "L01-example")
    quoted = re.findall(r"\*\*一句.*?\*\*“(.+?)”", example)
    assert len(quoted) == 3
    assert all(q in notice() for q in quoted)


def test_the_notice_carries_no_number_and_no_date():
    """The copy has neither, so the project prints neither."""
    assert not re.search(r"\d{4}年|〔\d{4}〕|\d+号", notice())


def test_right_cards_and_defects_reach_the_goal():
    """All right: passed, and each card says who, what and how hard."""
    reply = PRACTICE.act(MODEL)
    assert reply.state == "pass"
    assert [m.state for m in reply.messages] == ["pass"] * 11
    assert all(
        re.match(r"谁：.+做什么：.+。(必须|鼓励|背景)：", m.text) for m in reply.messages[:10]
    )


def test_eight_of_ten_is_enough_and_seven_is_not():
    """The goal of the lesson is eight."""

    def with_wrong(n):
        cards = dict(MODEL["cards"])
        for id in list(cards)[:n]:
            cards[id] = "may" if cards[id] != "may" else "must"
        return PRACTICE.act({**MODEL, "cards": cards})

    assert with_wrong(2).state == "pass"
    assert with_wrong(3).state == "info"


def test_a_wrong_card_says_which_pile_and_why():
    """A duty of the network centre has the word 应, and still is not ours."""
    reply = PRACTICE.act({"cards": {"k05": "must"}, "defects": []})
    assert reply.messages[0].card == "k05"
    assert reply.messages[0].title == "不是“必须”，是“背景”"
    assert "先看谁" in reply.messages[0].text


def test_nothing_is_explained_before_it_is_tried():
    """An empty form gets an invitation, no answers."""
    reply = PRACTICE.act(PRACTICE.start())
    assert reply.messages == ()
    assert "还没开始" in reply.headline


def test_a_harmless_trait_ticked_as_defect_is_explained_and_missing_ones_are_counted():
    """Ticking everything does not pass."""
    everything = [d.id for d in DEFECTS.options]
    assert PRACTICE.act({**MODEL, "defects": everything}).state == "info"
    reply = PRACTICE.act({"cards": {}, "defects": ["plain"]})
    assert "不算" in reply.messages[0].text and "还有 3 处" in reply.messages[0].text


def test_the_notice_that_the_lesson_links_to_comes_along(tmp_path):
    """A link to the whole text leads to it in a teacher's home, too."""
    fill_home(paths.current(), tmp_path)
    cells = notebooks.read(tmp_path / "M1/L01.ipynb")["cells"]
    links = re.findall(r"\]\(([^)]+)\)", "".join(notebooks.source(c) for c in cells))
    assert links == ["notice.txt"]
    assert (tmp_path / "M1" / links[0]).read_text(encoding="utf-8").endswith("保护学生视力。\n")
