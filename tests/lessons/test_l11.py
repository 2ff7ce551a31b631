"""L11's practice: striking out columns, explained card by card."""

import tomllib
from pathlib import Path

from jsonschema import validate

from shixun import notebooks
from shixun.forms import values_schema
from shixun.lessons import l11

FOLDER = Path(__file__).parents[2] / "notebooks" / "M3"
RIGHT = {
    "popup": dict.fromkeys(l11.POPUP, "drop"),
    "contact": {c: "keep" if c in ("c1", "c3", "c4", "c6") else "drop" for c in l11.CONTACT},
}


def test_what_it_begins_with_is_half_filled_and_valid():
    """Three columns are given as an example, right ones, and the form accepts them."""
    validate(l11.start(), values_schema(l11.form()))
    assert all(m.state == "pass" for m in l11.act("check", l11.start()).messages)


def test_all_right_passes_and_says_so():
    """The ad form keeps nothing, the contact form four columns."""
    assert l11.act("check", RIGHT).state == "pass"


def test_both_mistakes_are_explained_at_their_card():
    """Keeping in excess and striking what is needed each get their own words."""
    wrong = {**RIGHT, "contact": {**RIGHT["contact"], "c5": "keep", "c4": "drop"}}
    reply = l11.act("check", wrong)
    told = {m.card: m.text for m in reply.messages if m.state == "fail"}
    assert reply.state == "fail" and set(told) == {"c4", "c5"}
    assert "划掉" in told["c5"] and "做不成" in told["c4"]


def test_every_option_of_the_quizzes_is_explained_and_one_is_right():
    """A wrong answer teaches as much as the right one."""
    data = tomllib.loads((FOLDER / "L11.toml").read_text(encoding="utf-8"))
    for quiz in (data["recall"], *data["selftest"]):
        assert [bool(o.get("right")) for o in quiz["options"]].count(True) == 1
        assert all(o["why"] for o in quiz["options"])
    assert len(data["selftest"]) == 3


def test_the_lesson_is_short_enough_for_nine_minutes():
    """At most 1200 Chinese characters of prose."""
    cells = notebooks.read(FOLDER / "L11.ipynb")["cells"]
    prose = "".join(notebooks.source(c) for c in cells if c["cell_type"] == "markdown")
    assert sum("一" <= ch <= "鿿" for ch in prose) <= 1200


def test_every_column_has_a_reason_of_its_own():
    """What a teacher reads is about this column, not the name of a rule."""
    cards = [c for sheet in (l11.POPUP, l11.CONTACT) for c in sheet]
    assert set(cards) == set(l11.WHY) and len(set(l11.WHY.values())) == len(cards)
    keep = l11.act("check", {**RIGHT, "popup": {"p5": "keep"}})
    assert any("打电话" in m.text for m in keep.messages if m.state == "fail")
