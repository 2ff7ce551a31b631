"""timetable_check without a browser: a timetable goes in as people have it, and comes out mended."""

import io
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shixun.forms import values_schema
from shixun.guide import conditions
from shixun.guide.data import load
from shixun.guide.timetable_check import NOTHING
from shixun.paths import current
from shixun.rules import reading
from shixun.rules.records import profiles, timetable_rules
from shixun.rules.timetable import Timetable
from shixun.rules.timetable_checks import check

TOOL = load(current().guides / "G6.toml").tool
SCHOOL = {
    "offline_break": 10,
    "offline_lesson": 40,
    "offline_count": 6,
    "offline_homework": 60,
    "original_start": "2020-02-17",
    "first_new": "2020-02-17",
}
PASTED = (
    "年级\t星期\t时间\t科目\t形式\t必须参加\t课间做什么\n"
    "三年级\t周一\t8:30-9:10\t语文\t直播\t是\t\n"
    "三年级\t周一\t9:10-9:15\t课间\t课间\t\t\n"
    "三年级\t周一\t9:15-9:35\t数学\t录播\t是\t\n"
)


def values(**more):
    return {**TOOL.start(), **more}


def titles(reply, state):
    return {m.title[:4] for m in reply.messages if m.state == state}


def test_pasted_timetable_is_read_into_the_grid_and_checked():
    """检查 on a paste fills the grid and says which rows fail, at those rows."""
    asked = values(paste=PASTED, **SCHOOL)
    reply = TOOL.act("check", asked, {})
    assert {**reply.values, "rows": [], "paste": PASTED} == asked  # a reply replaces all fields
    assert [r["subject"] for r in reply.values["rows"]] == ["语文", "课间", "数学"]
    assert reply.values["paste"] == ""
    assert {"T-02", "T-04", "T-05", "T-10"} <= titles(reply, "fail")
    long_lesson = next(m for m in reply.messages if m.title.startswith("T-02"))
    assert (long_lesson.field, long_lesson.rows) == ("rows", (1,))
    assert all(m.basis for m in reply.messages)


def test_suggested_then_downloaded_timetable_passes_when_read_again():
    """The way of an office: read, mend, download; the file passes the same check."""
    read = TOOL.act("read", values(paste=PASTED, **SCHOOL), {})
    mended = TOOL.act("suggest", read.values, {})
    assert titles(mended, "fail") == set()
    file = TOOL.act("download", mended.values, {}).download
    again = reading.read_bytes(file.name, file.data)
    verdicts = check(again.timetable, conditions.context(values(**SCHOOL)))
    assert {v.state.value for v in verdicts} == {"pass"}


def test_xlsx_upload_is_read_like_a_paste():
    """An uploaded .xlsx gives the rows that its cells show."""
    book = openpyxl.Workbook()
    for line in PASTED.strip("\n").split("\n"):
        book.active.append(line.split("\t"))
    out = io.BytesIO()
    book.save(out)
    reply = TOOL.act("read", values(), {"file": ("课表.xlsx", out.getvalue())})
    assert reply.values["rows"] == TOOL.act("read", values(paste=PASTED), {}).values["rows"]


def test_chinese_commas_separate_cells_too():
    """Typed with the Chinese comma, as most keyboards here give it, the rows are the same."""
    typed = PASTED.replace("\t", "\uff0c")
    said = TOOL.act("read", values(paste=typed), {})
    assert said.values["rows"] == TOOL.act("read", values(paste=PASTED), {}).values["rows"]


def test_unreadable_line_is_named_with_its_remedy():
    """A time nobody can read is listed, and the row still stands in the grid."""
    text = PASTED.replace("9:15-9:35", "第二节")
    reply = TOOL.act("read", values(paste=text), {})
    assert len(reply.values["rows"]) == 3
    assert reply.state == "unknown"
    assert any("第二节" in m.text and "请" in m.text for m in reply.messages)


def test_unreadable_time_in_the_grid_survives_every_button():
    """What somebody typed is still in the row after 按建议修改."""
    rows = [{**row} for row in TOOL.example.to_rows()]
    rows[4]["start"] = "九点半左右"
    reply = TOOL.act("suggest", values(rows=rows, **SCHOOL), {})
    assert any("九点半左右" in r["note"] for r in reply.values["rows"])
    said = TOOL.act("check", values(rows=rows), {})
    assert any("九点半左右" in m.text and m.rows == (5,) for m in said.messages)


def test_broken_file_loses_nothing():
    """A file that is no table gives a reason and a remedy; the grid stays as it is."""
    reply = TOOL.act("read", values(), {"file": ("课表.xlsx", b"PK\x03\x04 broken")})
    assert reply.state == "fail"
    assert reply.values is None
    assert any("课表.xlsx" in m.text and "请" in m.text for m in reply.messages)


@pytest.mark.parametrize("action", ["read", "example"])
def test_timetable_in_the_grid_is_never_overwritten(action):
    """A wrong button does not cost an afternoon's work."""
    reply = TOOL.act(action, values(rows=TOOL.example.to_rows(), paste=PASTED), {})
    assert reply.values is None
    assert "清空" in reply.headline


def test_text_left_in_the_box_is_pointed_out():
    """Who pastes a second timetable learns that the check is about the first."""
    reply = TOOL.act("check", values(rows=TOOL.example.to_rows(), paste=PASTED), {})
    assert any(m.field == "paste" for m in reply.messages)


def test_what_is_not_said_stays_undecided_and_says_what_is_missing():
    """Without the offline day and the dates, T-01, T-03 and T-09 are 无法判断, not passed."""
    reply = TOOL.act("check", values(rows=TOOL.example.to_rows()), {})
    assert {"T-01", "T-03", "T-09"} <= titles(reply, "unknown")
    told = TOOL.act("check", values(rows=TOOL.example.to_rows(), **SCHOOL), {})
    assert not titles(told, "unknown") & {"T-01", "T-03", "T-09"}


def test_half_told_offline_day_is_not_used_and_says_so():
    """Two of three numbers make no offline day; nobody is judged by a guess."""
    half = values(rows=TOOL.example.to_rows(), offline_lesson=40, offline_break=10)
    assert conditions.context(half).baseline is None
    assert any(m.field == "offline_count" for m in TOOL.act("check", half, {}).messages)


def test_mode_decides_the_rules():
    """Ordinary school days are held to T-11, not to the rules for a delayed term."""
    reply = TOOL.act("check", values(rows=TOOL.example.to_rows(), mode="常态课堂"), {})
    assert {m.title[:4] for m in reply.messages} == {"T-08", "T-09", "T-11"}


@pytest.mark.parametrize("profile", sorted(profiles()))
def test_every_local_profile_can_be_chosen(profile):
    """No profile breaks the check, and each is listed with source and standing."""
    assert TOOL.act("check", values(rows=TOOL.example.to_rows(), profile=profile), {}).messages
    row = next(r for r in conditions.local_limits() if r[0] == profiles()[profile].name)
    assert all(row)


def test_rules_table_shows_every_rule_with_source_and_status():
    """Nothing is checked by a rule that the page does not show."""
    assert [row[0][:4] for row in conditions.rules()] == list(timetable_rules())
    assert all(all(row) for row in conditions.rules())


def test_print_page_stands_alone_and_escapes():
    """One HTML page: verdicts, timetable, nothing loaded from elsewhere, nothing executed."""
    rows = [{**row, "note": "<script>alert(1)</script>"} for row in TOOL.example.to_rows()]
    page = TOOL.act("print", values(rows=rows), {}).download.data.decode()
    assert "<script" not in page and "src=" not in page and "href=" not in page
    assert "&lt;script&gt;" in page
    assert "无法判断" in page and "通知" in page and "四年级" in page
    assert "live" not in page


def test_empty_page_says_what_to_do():
    """Every button on an empty page names the next step."""
    for action in ("read", "check", "suggest", "download", "print"):
        assert TOOL.act(action, values(), {}).headline == NOTHING


def test_all_values_fit_the_form():
    """What replies put into the form is what the form accepts."""
    schema = values_schema(TOOL.form("G6"))
    jsonschema.validate(TOOL.start(), schema)
    for reply in (
        TOOL.act("example", values(), {}),
        TOOL.act("check", values(paste=PASTED), {}),
        TOOL.act("suggest", values(rows=TOOL.example.to_rows()), {}),
    ):
        jsonschema.validate({**TOOL.start(), **reply.values}, schema)


REAL = sorted((Path(__file__).parents[1] / "real" / "timetables").glob("*.csv"))


@pytest.mark.parametrize("path", REAL, ids=lambda p: p.stem)
def test_real_timetables_go_through_every_button(path):
    """Documents nobody here wrote: read, checked, mended, taken away, all within the form."""
    read = TOOL.act("read", values(), {"file": (path.name, path.read_bytes())})
    jsonschema.validate({**TOOL.start(), **read.values}, values_schema(TOOL.form("G6")))
    filled = read.values
    for action in ("check", "suggest", "download", "print"):
        assert TOOL.act(action, filled, {}).headline


@settings(max_examples=40)
@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text):
    """Whatever is pasted, the page answers in its own words instead of failing."""
    assert TOOL.act("check", values(paste=text), {}).headline


def test_example_shows_all_three_verdicts():
    """The example teaches the reader of the page what the three words look like."""
    reply = TOOL.act("check", values(rows=TOOL.example.to_rows()), {})
    assert {m.state for m in reply.messages} == {"fail", "unknown", "pass"}
    assert Timetable.from_rows(TOOL.example.to_rows()).sessions[4].screen is None


def test_an_endless_cell_is_cut_and_told():
    """The grid takes two thousand characters; more would make every later press an error."""
    text = "年级，星期，时间，科目，形式，备注\n四年级，周一，8:30-8:50，语文，直播，" + "长" * 5000
    reply = TOOL.act("read", {**TOOL.start(), "paste": text}, {})
    jsonschema.validate(reply.values, values_schema(TOOL.form("G6")))
    assert reply.state == "unknown"
    assert [m.rows for m in reply.messages if "只留了前" in m.text] == [(1,)]
