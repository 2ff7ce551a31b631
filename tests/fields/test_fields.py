"""What every kind of field says of its values, and what a form's data may be."""

import json
import re
from pathlib import Path

import msgspec
import pytest
from jsonschema import Draft202012Validator, ValidationError

from shixun import fields, forms
from shixun.answers.explain import explain
from shixun.fields import EMPTY, Table
from shixun.records import RecordError

ROOT = Path(__file__).parents[2]
OPTIONS = [{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}]
# kind → its data, a value, and what must come out of it: text, labels, tokens
KINDS = {
    "choice": ({"options": OPTIONS}, "b", "乙", {"乙"}, {("f", "", "b")}),
    "multi": (
        {"options": OPTIONS},
        ["b", "a"],
        "甲、乙",
        {"甲、乙"},
        {("f", "a", True), ("f", "b", True)},
    ),
    "scale": ({"min": 1, "max": 5}, 4, "4", {"4"}, {("f", "", 4)}),
    "cards": (
        {"cards": [{"id": "k", "text": "姓名"}, {"id": "m", "text": "班级"}], "options": OPTIONS},
        {"k": "a"},
        f"姓名：甲\n班级：{EMPTY}",
        set(),
        {("f", "k", "a")},
    ),
    "grid": (
        {
            "columns": [
                {"id": "t", "kind": "time", "label": "开始"},
                {"id": "n", "kind": "number", "label": "人数"},
                {"id": "k", "kind": "choice", "label": "形式", "options": OPTIONS},
            ]
        },
        [{"t": "8点半", "n": 3, "k": "a"}, {"t": "", "n": None, "k": ""}],
        "1. 8点半 · 3 · 甲\n2. ",
        set(),
        {("f", "", (("k", "a"), ("n", "3"), ("t", "8点半")))},
    ),
    "text": ({}, "写了六个字", "写了六个字", set(), {"写了六个字"}),
    "number": ({"min": 0, "unit": "分钟"}, 20.0, "20分钟", {"20分钟"}, {("f", "", 20.0)}),
    "date": ({}, "2026-03-02", "2026-03-02", {"2026-03-02"}, {("f", "", "2026-03-02")}),
}
BAD = {  # kind → a value that a browser of ours cannot have sent, and what is said of it
    "choice": ("zz", "填的不在可选的范围里"),
    "multi": (["a", "a"], "有重复的选择"),
    "scale": (6, "填的不在可选的范围里"),
    "cards": ({"x": "a"}, "有不认识的项：x"),
    "grid": ([{}] * 61, "行数太多，最多 60 行"),
    "text": ("字" * 2001, "太长，最多 2000 字"),
    "number": (-1, "太小，最小是 0"),
    "date": ("3 月 2 日", "日期要写成 2026-03-02 这样"),
}


def make(kind, **more):
    return fields.of({"id": "f", "kind": kind, "label": "标题", **KINDS[kind][0], **more})


def form_of(kind):
    return forms.read(
        {"id": "F", "fields": [{"id": "f", "kind": kind, "label": "标题", **KINDS[kind][0]}]}
    )


def test_every_kind_is_looked_at_here():
    """All kinds are tested; what has no value in an answer file is told apart."""
    stored = {name for name, kind in fields.KINDS.items() if kind.stored}
    assert stored == KINDS.keys() == BAD.keys()
    assert fields.KINDS.keys() - stored == {"note", "upload"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_in_words_labels_and_tokens(kind):
    """The same value, for people, for counting, and for comparing two answers."""
    field, (_, value, text, labels, tokens) = make(kind), KINDS[kind]
    assert field.as_text(value) == text
    assert field.labels(value) == labels
    assert field.tokens(value) == tokens


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_is_checked_and_what_is_wrong_is_said(kind):
    """The schema takes the value and an empty one, and refuses another in plain words."""
    form, (bad, said) = form_of(kind), BAD[kind]
    schema = form.values_schema()
    Draft202012Validator.check_schema(schema)
    empty = {"multi": [], "cards": {}, "grid": []}.get(kind)
    for value in (KINDS[kind][1], empty):
        assert explain({"f": value}, form) is None
    problem = explain({"f": bad}, form)
    assert problem.text == f"「标题」{said}。"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_filled_in_is_said_and_compares_with_nobody(kind):
    """An empty value has a text, and no token."""
    for value in (None, {"multi": [], "cards": {}, "grid": []}.get(kind, "")):
        assert make(kind).is_empty(value)
        assert make(kind).as_text(value) == EMPTY
        assert make(kind).tokens(value) == frozenset()


def test_cards_and_grids_are_tables():
    """Rows of plain text; a grid's are numbered and have headings, an empty one is no table."""
    assert make("cards").as_table({"k": "a"}) == Table((), (("姓名", "甲"), ("班级", EMPTY)))
    rows = KINDS["grid"][1]
    assert make("grid").as_table(rows) == Table(
        ("", "开始", "人数", "形式"), (("1", "8点半", "3", "甲"), ("2", "", "", ""))
    )
    assert make("grid").as_table([]) is None


def test_labels_speak_of_what_they_are_asked():
    """Named rows and cards; times as they were read, never as they were typed."""
    assert make("grid").labels(KINDS["grid"][1], rows=(1, 2, 9)) == {"8:30 3 甲", "（空行）"}
    assert make("cards").labels(None, cards=("m",)) == {f"班级 → {EMPTY}"}


def test_notes_and_uploads_have_nothing_to_store():
    """They are no part of an answer; a note does not even ask."""
    note = fields.of({"id": "n", "kind": "note", "text": "话"})
    upload = fields.of({"id": "u", "kind": "upload"})
    assert (note.asks, upload.asks) == (False, True)
    for field in (note, upload):
        assert (field.labels("x"), field.tokens("x")) == (frozenset(), frozenset())
    form = forms.Form(id="F", fields=(note, upload))
    assert explain({}, form) is None
    assert "不认识的项：u" in explain({"u": "x"}, form).text


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"kind": "chioce"}, "字段“f”：不认识 kind 'chioce'；可用的有：choice、"),
        ({"kind": "text", "lenght": 3}, "第 1 项（f）：不认识“lenght”这一项"),
        ({"kind": "choice"}, "第 1 项（f）：缺少“options”这一项"),
        ({"kind": "text", "max_length": "3"}, "max_length：要写整数"),
        ({"kind": "scale", "min": 5, "max": 1}, "min 要小于 max"),
        ({"kind": "grid", "columns": [{"id": "c", "kind": "money"}]}, "columns 第 1 项（c）"),
    ],
    ids=["kind", "unknown key", "missing key", "type", "bounds", "column"],
)
def test_a_bad_form_says_file_field_and_remedy(spec, said):
    """A trainer who wrote it finds the place and what to do."""
    with pytest.raises(RecordError) as error:
        forms.read({"id": "F", "fields": [{"id": "f", **spec}]}, "E04/form.json")
    assert str(error.value).startswith("E04/form.json")
    assert said in str(error.value)


def test_two_fields_of_one_name_are_refused():
    """Their values would overwrite each other."""
    twice = [{"id": "f", "kind": "text"}, {"id": "f", "kind": "date"}]
    with pytest.raises(RecordError, match="两个字段都叫“f”"):
        forms.read({"id": "F", "fields": twice})


def test_a_form_comes_out_as_it_went_in():
    """Reading and writing loses nothing but defaults, and an editor's schema takes it."""
    data = {"id": "F", "title": "练习", "words": {"fail": "再想想"}, "fields": [
        *({"id": k, "kind": k, "label": "标题", **KINDS[k][0]} for k in KINDS),
        {"id": "note", "kind": "note", "text": "话"},
        {"id": "upload", "kind": "upload", "accept": ".csv"},
    ]}  # fmt: skip
    Draft202012Validator(forms.editor_schema()).validate(data)
    form = forms.read(data)
    assert json.loads(msgspec.json.encode(form)) == data
    with pytest.raises(ValidationError):
        Draft202012Validator(forms.editor_schema()).validate({**data, "colour": "red"})


def test_how_much_is_filled_in_is_counted_in_the_unit_of_the_kind():
    """Characters, complete rows, placed cards, ticked options; what is blank counts nothing."""
    counted = {k: (make(k).amount(v), make(k).counted_in) for k, (_, v, *_) in KINDS.items()}
    assert counted == {
        "choice": (1, "项"), "multi": (2, "项"), "scale": (1, "项"), "cards": (1, "张"),
        "grid": (1, "行"), "text": (5, "字"), "number": (1, "项"), "date": (1, "项"),
    }  # fmt: skip
    assert make("text").amount(" 两 字\n") == 2
    rows = [{"t": "8:00", "n": None, "k": ""}, {"t": "", "n": 3, "k": ""}, {"t": " "}]
    assert (make("grid").amount(rows), make("grid").amount(rows, ("t",))) == (2, 1)
    assert all(make(k).amount(None) == 0 for k in KINDS)


def test_progress_is_by_rows_and_cards():
    """A grid counts its rows, cards count all there are and leave out an option that says nothing."""
    assert make("grid").progress([{"t": "8:00"}, {}]) == (1, 2)
    assert make("cards").progress({"k": "a", "m": "b"}, without="b") == (1, 2)
    assert [make("choice").progress(v) for v in ("a", None)] == [(1, 1), (0, 1)]


@pytest.mark.parametrize("blank", [[{}], [{"t": " ", "n": None}], {"k": ""}, "  "], ids=str)
def test_blank_rows_and_cards_left_lying_are_empty(blank):
    """What holds nothing but emptiness is said to be not filled in."""
    kind = {list: "grid", dict: "cards", str: "text"}[type(blank)]
    assert make(kind).as_text(blank) == EMPTY


def test_every_kind_has_its_browser_part_beside_it():
    """A kind is a module, a .js file of the same name, and a test of that."""
    home = ROOT / "src/shixun/fields"
    for kind in fields.KINDS:
        assert (home / f"{kind}.py").is_file() and (home / f"{kind}.js").is_file()
        assert (ROOT / f"tests/fields/{kind}.test.js").is_file()


def test_no_other_room_asks_for_the_kind_of_a_field():
    """What depends on a kind is said by the kind; only a form's reader looks at the name."""
    asks = re.compile(r"\b(spec|field|column|f|c)(\[\"kind\"\]|\.get\(\"kind\"\))|match spec")
    home = ROOT / "src/shixun"
    others = [p for p in home.rglob("*.py") if p.parent.name != "fields" and p.name != "forms.py"]
    found = [p.name for p in others if asks.search(p.read_text(encoding="utf-8"))]
    assert found == []
