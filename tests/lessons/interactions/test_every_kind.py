"""What holds for every kind of interaction, shown on the smallest practice of each."""

import jsonschema
import pytest

from shixun.fields import KINDS as FIELDS
from shixun.forms import values_schema
from shixun.lessons.interactions import KINDS
from shixun.records import RecordError


@pytest.mark.parametrize("kind", KINDS)
class TestKind:
    def test_the_smallest_practice_is_a_form(self, practice, kind):
        """Data alone makes a form of known fields, whose start values it accepts."""
        p = practice(kind)
        form = p.form("L99-practice")
        assert form["fields"] and {f["kind"] for f in form["fields"]} <= set(FIELDS)
        jsonschema.validate(p.start(), values_schema(form))

    def test_the_start_gets_an_answer_and_passes_nothing(self, practice, kind):
        """Nobody is through before trying; an empty form is answered, too."""
        p = practice(kind)
        assert p.act(p.start()).state != "pass"
        assert p.act({}).state != "pass"
        assert p.act({}).headline

    def test_messages_stand_at_fields_of_the_form(self, practice, kind):
        """Whatever is said is said beside something that is on the page."""
        p = practice(kind)
        there = {f["id"] for f in p.form("x")["fields"]}
        assert {m.field for m in p.act(p.start()).messages} <= {*there, None}

    def test_an_unknown_entry_is_refused_by_its_place(self, practice, kind):
        """A misspelled entry is named with the part that it stands in."""
        with pytest.raises(RecordError, match=rf"{kind}\.toml 的 practice → parts 第 1 项.*labell"):
            practice(kind, ("\nlabel = ", "\nlabell = "))
