"""interactions: a chapter of the same kinds as a lesson's practice."""

import pytest

from shixun.guide.interactions import PRINT, Interactions
from shixun.lessons.data import Practiced
from shixun.lessons.interactions import KINDS, example
from shixun.records import from_toml


def tool(kind):
    return Interactions(practice=from_toml(example(kind), Practiced, kind).practice)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_filled_in_is_carried_away_as_a_page(kind):
    """One page that stands alone, for every kind, from the first moment on."""
    chapter = tool(kind)
    file = chapter.act(PRINT, chapter.start(), {}).download
    page = file.data.decode()
    assert file.name.endswith(".html") and chapter.practice.title in page
    assert "src=" not in page and "href=" not in page


def test_the_page_says_what_was_chosen_in_words_and_escapes_it():
    """Labels and not values, explanations with their marks, nothing executed."""
    page = tool("letter").act(PRINT, {"letter_rest": "1", "letter_help": "<script>"}, {})
    text = page.download.data.decode()
    assert "看会儿短视频" in text and "再想想" in text and "离开了课，没离开屏幕" in text
    assert "<script" not in text and "&lt;script&gt;" in text


def test_any_other_press_explains():
    """As in a lesson."""
    assert tool("pick").act("check", {"items": ["device"]}, {}).state == "pass"
