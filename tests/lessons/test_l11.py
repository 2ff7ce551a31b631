"""L11's practice: striking out columns, explained card by card."""

from pathlib import Path

from jsonschema import validate

from shixun.forms import values_schema
from shixun.lessons.data import load

FOLDER = Path(__file__).parents[2] / "notebooks" / "M3"
PRACTICE = load(FOLDER / "L11.toml").practice
POPUP, CONTACT = PRACTICE.parts
RIGHT = {part.id: {c.id: c.answer for c in part.cards} for part in PRACTICE.parts}


def test_what_it_begins_with_is_half_filled_and_valid():
    """Three columns are given as an example, right ones, and the form accepts them."""
    validate(PRACTICE.start(), values_schema(PRACTICE.form("L11-practice")))
    assert all(m.state == "pass" for m in PRACTICE.act(PRACTICE.start()).messages)


def test_all_right_passes_and_says_so():
    """The ad form keeps nothing, the contact form four columns."""
    assert PRACTICE.act(RIGHT).state == "pass"
    kept = {
        id: [c for c, chosen in cards.items() if chosen == "keep"] for id, cards in RIGHT.items()
    }
    assert kept == {"popup": [], "contact": ["c1", "c3", "c4", "c6"]}


def test_both_mistakes_are_explained_at_their_card():
    """Keeping in excess and striking what is needed each get their own words."""
    wrong = {**RIGHT, "contact": {**RIGHT["contact"], "c5": "keep", "c4": "drop"}}
    reply = PRACTICE.act(wrong)
    told = {m.card: m.text for m in reply.messages if m.state == "fail"}
    assert reply.state == "fail" and set(told) == {"c4", "c5"}
    assert "划掉" in told["c5"] and "做不成" in told["c4"]


def test_every_column_has_a_reason_of_its_own():
    """What a teacher reads is about this column, not the name of a rule."""
    reasons = [c.why for part in PRACTICE.parts for c in part.cards]
    assert len(set(reasons)) == len(reasons)
    keep = PRACTICE.act({**RIGHT, "popup": {"p5": "keep"}})
    assert any("打电话" in m.text for m in keep.messages if m.state == "fail")
