"""A mend never makes a timetable worse: properties over timetables as people write them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from shixun.rules.mend import suggest
from shixun.rules.records import profiles
from shixun.rules.timetable import KINDS, Context, Timetable, clock
from shixun.rules.timetable_checks import check
from shixun.rules.verdict import State

TIMES = st.integers(6 * 60, 23 * 60 + 50).map(lambda m: clock(m - m % 5))
ROW = st.fixed_dictionaries(
    {
        "grade": st.sampled_from(["四年级", "二年级", "七年级", ""]),
        "day": st.sampled_from(["周一", "周二", "周一–周三", ""]),
        "start": TIMES | st.just(""),
        "minutes": st.sampled_from([5, 10, 15, 20, 25, 40, 45, 60, 120]),
        "subject": st.sampled_from(
            ["语文", "数学", "课间", "午餐午休", "大课间", "早操", "书面作业"]
        ),
        "kind": st.sampled_from(KINDS),
        "compulsory": st.sampled_from(["是", "否", ""]),
        "activity": st.sampled_from(["", "远眺", "看动画片", "打卡"]),
        "note": st.sampled_from(["", "备注甲", "90 分钟"]),
    }
)
CONTEXT = st.builds(
    Context,
    stage=st.sampled_from(["小学", "初中", "高中"]),
    mode=st.sampled_from(["延期开学线上", "常态课堂"]),
    profile=st.sampled_from(sorted(profiles())),
    offline_break=st.sampled_from([None, 0, 10, 15, 30]),
)
KEPT = ("grade", "subject", "kind", "compulsory", "note")


def with_end(row):
    """The row with an end; past midnight there is none."""
    start, minutes = row["start"], row.pop("minutes")
    if not start:
        return {**row, "end": ""}
    end = sum(int(x) * u for x, u in zip(start.split(":"), (60, 1), strict=True)) + minutes
    return {**row, "end": clock(end) if end < 24 * 60 else ""}


ROWS = st.lists(ROW.map(dict).map(with_end), max_size=9)


def sequential(rows):
    """Rows of one class and day, one after the other, as an ordinary timetable has them."""
    at, out = 8 * 60, []
    for row in rows:
        length = 20 if not row["end"] else max(5, minutes(row["end"]) - minutes(row["start"]))
        out.append(
            {**row, "grade": "四年级", "day": "周一", "start": clock(at), "end": clock(at + length)}
        )
        at += length
    return out


def minutes(text):
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


TABLES = (ROWS | ROWS.map(sequential)).map(Timetable.from_rows)
MANY = settings(max_examples=300)


def states(table, context):
    return {v.rule: v.state for v in check(table, context)}


@MANY
@given(TABLES, CONTEXT)
def test_no_rule_that_passed_fails_afterwards(table, context):
    """按建议修改 solves what it solves without breaking anything else."""
    before, after = states(table, context), states(suggest(table, context).timetable, context)
    worse = {r for r in after if before.get(r) is State.PASS and after[r] is State.FAIL}
    assert not worse, worse


@MANY
@given(TABLES, CONTEXT)
def test_no_row_is_lost_and_no_other_column_touched(table, context):
    """Every row is still there with its words and whatever was known of its times."""
    mended = suggest(table, context).timetable.to_rows()
    left = [{k: r[k] for k in KEPT} for r in mended]
    for row in table.to_rows():
        same = {k: row[k] for k in KEPT}
        assert same in left, row
        left.remove(same)
    timed = sum(bool(r["start"] and r["end"]) for r in mended)
    assert timed >= sum(bool(r["start"] and r["end"]) for r in table.to_rows())


@MANY
@given(TABLES, CONTEXT)
def test_what_comes_out_can_be_read_in_again(table, context):
    """No time past midnight, no end before its start: the page can show every row."""
    mended = suggest(table, context).timetable
    again = Timetable.from_rows(mended.to_rows())
    assert again == mended


@MANY
@given(TABLES, CONTEXT)
def test_a_second_press_changes_nothing(table, context):
    """It settles: what was mended needs no mend, row by row."""
    once = suggest(table, context)
    twice = suggest(once.timetable, context)
    assert twice.timetable == once.timetable and not twice.changes


@MANY
@given(TABLES, CONTEXT)
def test_whatever_changed_is_said(table, context):
    """Without a word in the list of changes, the times are as they were."""
    mend = suggest(table, context)
    if not mend.changes:

        def times(t):
            return sorted((s.subject, s.start or -1, s.end or -1, s.activity) for s in t.sessions)

        assert set(times(mend.timetable)) == set(times(table))
