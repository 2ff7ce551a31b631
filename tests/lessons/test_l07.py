"""L07: the half-filled morning, its instant check, and the numbers that the lesson quotes."""

import re
from pathlib import Path

from shixun import notebooks
from shixun.lessons.data import load
from shixun.rules.records import timetable_rules
from shixun.rules.timetable import clock

FOLDER = Path(__file__).parents[2] / "notebooks" / "M2"
CELLS = {c["id"]: notebooks.source(c) for c in notebooks.read(FOLDER / "L07.ipynb")["cells"]}
DATA = load(FOLDER / "L07.toml")
PRACTICE = DATA.practice
(GRID,) = PRACTICE.parts
COLUMNS = [c.id for c in GRID.columns]
SOLVED = (
    ("8:30", "8:50", "语文", "live", ""),
    ("8:50", "9:10", "课间", "break", "远眺窗外"),
    ("9:10", "9:30", "数学", "live", ""),
    ("9:30", "10:00", "课间", "break", "户外走动"),
    ("10:00", "10:20", "英语", "recorded", ""),
    ("10:20", "10:45", "课间", "break", "喝水，活动肩颈"),
    ("10:45", "11:05", "科学", "live", ""),
)


def rows(*lines):
    return {"rows": [dict(zip(COLUMNS, line, strict=True)) for line in lines]}


def test_start_is_half_filled_and_says_where_to_go_on():
    """The first answer names the empty rows, and what is wrong in the filled ones."""
    reply = PRACTICE.act(PRACTICE.start())
    assert reply.state == "fail"
    assert next(m for m in reply.messages if m.title == "先填时间").rows == (2, 3, 4)
    assert any(m.title.startswith("T-02") and m.rows == (5,) for m in reply.messages)
    assert 1 not in {row for m in reply.messages for row in m.rows}  # nothing is wrong with row 1


def test_filling_it_in_as_the_example_shows_passes():
    """A teacher who does what the example does gets 通过."""
    reply = PRACTICE.act(rows(*SOLVED))
    assert reply.state == "pass"
    assert {m.state for m in reply.messages} == {"pass"}


def test_deleting_a_lesson_is_no_way_out():
    """Without a lesson the rules have less to say, but the practice does not pass."""
    reply = PRACTICE.act(rows(*SOLVED[:5]))
    assert reply.state == "fail"
    assert any("科学" in m.text for m in reply.messages)


def test_short_lessons_close_together_count_as_one():
    """The instant check sees what the explanation says: a short gap is no break."""
    close = [list(line) for line in SOLVED]
    close[1][1], close[2][0], close[2][1] = "8:55", "8:55", "9:15"
    found = {m.title[:4] for m in PRACTICE.act(rows(*close)).messages}
    assert {"T-04", "T-05"} <= found


def test_checks_the_rules_that_its_table_explains():
    """What the practice asks is what the explanation explains, no more and no less."""
    explained = re.findall(r"^\|[^|\n]*(T-\d\d)", CELLS["L07-explain"], re.M)
    assert set(explained) == set(GRID.rules)


def test_numbers_in_the_prose_are_the_rules_numbers():
    """Every threshold that the lesson quotes is the record's; change the rule and this fails."""
    limit = {id: rule.thresholds for id, rule in timetable_rules().items()}
    line = {m[1]: m[0] for m in re.finditer(r"^\|[^|\n]*(T-\d\d).*$", CELLS["L07-explain"], re.M)}
    assert f"线下的 {limit['T-02']['小学']} 分钟" in line["T-02"]
    assert f"不少于 {limit['T-04']['最短']} 分钟" in line["T-04"]
    assert f"不超过 {limit['T-05']['小学']} 分钟" in line["T-05"]
    assert f"隔不到 {limit['T-05']['合并间隔']} 分钟" in line["T-05"]
    assert f"不超过 {limit['T-06']['小学']} 分钟" in line["T-06"]
    assert f"不早于 {clock(limit['T-08']['小学'])}" in line["T-08"]
    assert f"{clock(limit['T-08']['小学'])} 或更晚" in CELLS["L07-example"]
    assert f"连续看屏 {limit['T-05']['小学']} 分钟" in CELLS["L07-example"]


def test_selftest_numbers_are_the_rules_numbers():
    """The questions turn on the same limits as the rules."""
    limit = {id: rule.thresholds for id, rule in timetable_rules().items()}
    merged, break_, law = DATA.selftest
    assert f"超过 {limit['T-05']['小学']} 分钟" in merged.options[1].text
    assert f"不到 {limit['T-05']['合并间隔']} 分钟" in merged.options[0].why
    assert f"不少于 {limit['T-04']['最短']} 分钟" in break_.options[1].why
    assert f"不超过 {limit['T-05']['小学']} 分钟" in law.question


def test_level_of_the_health_guidance_is_said():
    """建议 is called 建议: the lesson never sells the health guidance as law."""
    rules = timetable_rules()
    assert rules["T-05"].level == rules["T-06"].level == "建议"
    assert CELLS["L07-explain"].count("建议：卫健指引") == 2
    assert "不是法律" in CELLS["L07-explain"]


def test_the_two_breaks_that_are_compared_come_out_as_the_lesson_says():
    """Each line of the table about adding up gets from the checker what stands in it."""
    lines = re.findall(
        r"^\| (\d+:\d+)–(\d+:\d+) \| (\d+:\d+)–(\d+:\d+) \|.*\| (.*) \|$",
        CELLS["L07-explain"],
        re.M,
    )
    assert len(lines) == 2
    for start, end, again, over, says in lines:
        reply = PRACTICE.act(
            rows((start, end, "语文", "live", ""), (again, over, "数学", "live", ""))
        )
        said = {m.title[:4]: m.text for m in reply.messages}
        excess = re.search(r"超了 (\d+) 分钟", says)
        assert (
            f"超 {excess[1]} 分钟" in said["T-05"] if excess else not {"T-04", "T-05"} & said.keys()
        )
