"""Findings: honest numbers, nothing about small groups, and a step for everything that is done."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shixun import paths, syllabus
from shixun.analytics import changes as steps
from shixun.analytics.findings import find, groups
from shixun.analytics.suppression import FEW, words
from shixun.analytics.wilson import difference, wilson
from shixun.classroom.records import ItemResult
from shixun.responses.records import ALL_CLEAR, ChangeStep, Response

COURSE = syllabus.load(paths.current().root / "course.toml")
OUTLINES = {"L07": {"L07-explain": "讲解"}}


def said(n, clear, cell="L07-explain", release="2026.11", muddiest=""):
    return [
        Response(f"{release}-{clear}-{cell}-{k}", "L07", cell, release, "2026-11-24", 4, clear, "合适", "会",
                 (), muddiest, "")
        for k in range(n)
    ]  # fmt: skip


def found(responses=(), items=()):
    return {f.id: f for f in find(COURSE, OUTLINES, responses, items, {})}


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(9, 12, 46.8, 91.1), (13, 18, 49.1, 87.5), (15, 20, 53.1, 88.8), (24, 30, 62.7, 90.5),
     (0, 10, 0, 27.8), (10, 10, 72.2, 100)],
)  # fmt: skip
def test_wilson_intervals(k, n, low, high):
    """The curriculum's vectors, to a tenth of a point."""
    got = wilson(k, n)
    assert (round(got[0] * 100, 1), round(got[1] * 100, 1)) == (low, high)


def test_newcombe_difference():
    """Newcombe's own example: 56/70 against 48/80 gives 0.0524 to 0.3339."""
    low, high = difference(48, 80, 56, 70)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share(pair):
    """The interval lies in 0 … 1 and around the share itself."""
    low, high = wilson(*pair)
    assert 0 <= low <= pair[0] / pair[1] + 1e-12 and pair[0] / pair[1] - 1e-12 <= high <= 1


@pytest.mark.parametrize(
    ("n", "percent", "count"),
    [(4, False, False), (5, False, True), (9, False, True), (10, True, True)],
)
def test_how_much_is_said_depends_on_how_many(n, percent, count):
    """Under 5 nothing, under 10 counts only, from 10 on a share with its interval."""
    text = words(3, n)
    assert ("%" in text.replace("百分比", "")) is percent
    assert (f"{n} 人里 3 人" in text) is count


def test_a_lesson_that_is_surely_unclear_must_be_changed():
    """Upper bound under 80 % at n ≥ 10 makes it a must; a few unclear voices don't."""
    assert found(said(10, 2) + said(4, 5))["F-L07-clear"].priority == "必须修改"
    assert found(said(2, 2) + said(10, 5))["F-L07-clear"].priority == "继续观察"


def test_with_few_responses_it_says_so_and_gives_no_share():
    """Four people are not shown at all; seven get counts and no verdict."""
    four = found(said(4, 1))["F-L07-clear"]
    assert not four.shown and "不显示" in four.evidence and four.priority == "人数还少"
    assert "7 人里 7 人" in found(said(7, 1))["F-L07-clear"].evidence


def test_all_clear_is_in_the_denominator():
    """Four of fourteen point at a part; the ten who found all clear count."""
    finding = found(said(4, 3) + said(10, 5, ALL_CLEAR))["F-L07-explain"]
    assert (finding.k, finding.n) == (4, 14)


def test_alike_points_make_a_finding_and_different_ones_do_not():
    """Three who say nearly the same make a finding; three who don't, none."""
    same = ["间隔不到十分钟怎么合并", "间隔不到十分钟怎么算合并", "不到十分钟怎么合并"]
    assert [len(g) for g in groups(same)] == [3]
    texts = [said(1, 3, muddiest=t, cell=c)[0] for t, c in zip(same, "abc", strict=True)]
    (mine,) = points(found(texts + said(9, 5)))
    assert mine.k == 3
    other = [
        said(1, 3, muddiest=t, cell=c)[0]
        for t, c in zip(("甲乙", "丙丁", "戊己"), "abc", strict=True)
    ]
    assert not points(found(other + said(9, 5)))


def points(by_id):
    return [f for f in by_id.values() if f.kind == "similar_points"]


def test_a_point_keeps_its_id_and_shares_it_with_no_other():
    """More people saying it, or a larger group beside it, leave a finding's id, and its steps, alone."""
    first = ["间隔不到十分钟怎么合并", "间隔不到十分钟怎么算合并", "不到十分钟怎么合并"]
    later = ["间隔不到十分钟的两节怎么合并成一节", "录播算不算看屏"] + ["录播算看屏吗，算不算"] * 4
    said_now = [said(1, 3, muddiest=t, cell=f"c{n}")[0] for n, t in enumerate(first + later)]
    (before,) = points(found(said_now[:3] + said(9, 5)))
    after = {f.id: f.k for f in points(found(said_now + said(9, 5)))}
    assert after[before.id] == 4
    assert sorted(after.values()) == [4, 5]


def results(wrong, n, first=True):
    return [
        ItemResult(f"s{k}", "E04", "E04-T-05", 0 if k < wrong else 8, 8, "2026.11",
                   ("fail" if k < wrong else "pass") if first else None)
        for k in range(n)
    ]  # fmt: skip


def test_an_item_failed_by_most_is_told_apart_by_what_people_say():
    """Unclear and failed: change the lesson. Called clear and failed: look for a misunderstanding."""
    alone = found(items=results(14, 16))["F-E04-T-05"]
    assert (alone.k, alone.n, alone.priority) == (14, 16, "建议修改") and "误会" in alone.why
    both = found(said(12, 2), results(14, 16))["F-E04-T-05"]
    assert both.priority == "必须修改" and "先改课" in both.why


def test_each_person_counts_once_and_by_the_first_check():
    """A person who failed first and mended later still counts as having failed first."""
    mended = [ItemResult("s1", "E04", "E04-T-05", 8, 8, "2026.11", "fail")] * 2
    finding = found(items=mended)["F-E04-T-05"]
    assert (finding.k, finding.n) == (1, 1)


def change(state, release=""):
    return ChangeStep(1, "F-L07-clear", state, release, "写了一句", "2026-11-24")


@pytest.mark.parametrize(
    ("before", "to", "release", "note", "says"),
    [([], "已修改", "2026.12", "改了", "下一步只能是：已收到"),
     (["已收到"], "已告知", "", "好", "已分析"),
     (["已收到", "已分析"], "已修改", "", "改了", "课程版本"),
     (["已收到", "已分析"], "已修改", "2026.11", "改了", "不比它新"),
     (["已收到", "已分析"], "已修改", "2026.10", "改了", "不比它新"),
     (["已收到", "已分析"], "不改", "", " ", "为什么不改")],
)  # fmt: skip
def test_a_step_that_does_not_follow_is_refused(before, to, release, note, says):
    """Skipping a step, a change without its release or in the very one complained about, no reason."""
    step = ChangeStep(9, "F-L07-clear", to, release, note, "2026-11-24")
    with pytest.raises(steps.ChangeError, match=says):
        steps.require(step, "2026.11", [change(s) for s in before])


@pytest.mark.parametrize(
    ("release", "than", "is_later"),
    [
        ("2026.12", "2026.11", True),
        ("2026.12.1", "2026.12", True),
        ("2026.12", "2026.12+3f9a0b1c", False),  # the draft grew from it
        ("2026.12.1", "2026.12+3f9a0b1c", True),
        ("2026.12", "2026.12", False),
        ("2027.01", "2026.12.9", True),
    ],
)
def test_releases_have_an_order(release, than, is_later):
    """A draft comes after the release that it grew from, and before the next one."""
    assert steps.later(release, than) is is_later


def test_before_and_after_is_one_join_over_releases():
    """The number of a finding before the change and since, with the interval of the difference."""
    both = find(COURSE, OUTLINES, said(18, 2) + said(6, 5) + said(4, 2, release="2026.12")
                + said(20, 5, release="2026.12"), (), {})  # fmt: skip
    effect = steps.effect("F-L07-clear", "2026.12", both)
    assert (effect.before, effect.after) == ((18, 24), (4, 24)) and "变少了" in effect.text


def test_a_lesson_is_unclear_under_its_own_release_alone():
    """Who failed an item after the lesson was made clear is no proof that the lesson is unclear."""
    said_before = said(18, 2) + said(2, 5)
    failed = [ItemResult(f"s{k}", "E04", "E04-T-05", 0, 8, "2026.12", "fail") for k in range(12)]
    both = find(COURSE, OUTLINES, said_before, failed, {})
    (item,) = [f for f in both if f.kind == "item"]
    assert item.priority == "建议修改"


def test_a_small_cohort_after_a_change_proves_nothing():
    """Nine people after a change are too few to say that it helped, and it says so."""
    both = find(COURSE, OUTLINES, said(18, 2) + said(9, 5, release="2026.12"), (), {})
    assert "还看不出" in steps.effect("F-L07-clear", "2026.12", both).text


def both_sides(before, after, **words):
    """Findings of two cohorts, each a list of responses; `words` go to `find`."""
    return find(COURSE, OUTLINES, (*before, *after), (), {}, **words)


def test_drafts_count_where_they_surely_belong():
    """One that grew from the change has it; one that grew from an earlier release may have it."""
    drafts = said(12, 2, release="2026.11+aaaaaaaa") + said(11, 5, release="2026.12+bbbbbbbb")
    effect = steps.effect("F-L07-clear", "2026.12", both_sides(said(10, 2), drafts))
    assert (effect.before, effect.after) == ((10, 10), (0, 11)) and effect.enough
    effect = steps.effect("F-L07-clear", "2026.12", both_sides((), drafts))
    assert not effect.enough and "没法比" in effect.text and "%" not in effect.text


def test_without_a_later_answer_nothing_is_said_of_an_effect():
    """Before the next cohort there is no number, public or not."""
    effect = steps.effect("F-L07-clear", "2026.12", both_sides(said(18, 2), ()))
    assert not effect.enough and "还没有人答" in effect.text


@pytest.mark.parametrize("n", [1, 4])
def test_a_hidden_cohort_is_not_counted_out_in_an_effect(n):
    """How few they are is as hidden there as anywhere."""
    after = said(n, 5, release="2026.12")
    effect = steps.effect("F-L07-clear", "2026.12", both_sides(said(18, 2), after))
    assert f"{n} 人" not in effect.text.replace(f"不到 {FEW} 人", "") and not effect.enough


def test_a_part_that_nobody_finds_unclear_any_more_counts_as_cured():
    """None of twenty after the change is a number, not the absence of answers."""
    cells = {r: frozenset({"L07-explain"}) for r in ("2026.11", "2026.12")}
    answered = both_sides(said(12, 3), said(20, 5, ALL_CLEAR, "2026.12"), cells=cells)
    effect = steps.effect("F-L07-explain", "2026.12", answered)
    assert (effect.before, effect.after) == ((12, 12), (0, 20)) and "变少了" in effect.text


def test_a_part_that_a_release_did_not_have_yet_was_not_clear_in_it():
    """Who could not point at it has not said anything about it."""
    earlier = said(20, 5, ALL_CLEAR, "2026.10")
    cells = {"2026.10": frozenset({"L07-case"}), "2026.11": frozenset({"L07-explain"})}
    answered = both_sides(earlier, said(12, 3), cells=cells)
    assert [f.release for f in answered if f.id == "F-L07-explain"] == ["2026.11"]


def test_points_grouped_by_their_words_are_not_compared():
    """The same words twice are no measure of anything: who says it otherwise is in no group."""
    point = "间隔不到十分钟怎么合并"
    answered = both_sides(
        said(12, 3, muddiest=point), said(12, 3, muddiest=point, release="2026.12")
    )
    (id,) = {f.id for f in answered if f.kind == "similar_points"}
    effect = steps.effect(id, "2026.12", answered)
    assert not effect.enough and "没法比" in effect.text


def test_a_first_check_is_not_compared_with_a_final_answer():
    """Where one cohort checked before handing in and the other did not, two things were counted."""
    checked = [r for r in results(10, 12)]
    unchecked = [replace(r, release="2026.12") for r in results(2, 12, first=False)]
    answered = find(COURSE, OUTLINES, (), checked + unchecked, {})
    effect = steps.effect("F-E04-T-05", "2026.12", answered)
    assert not effect.enough and "没法比" in effect.text
