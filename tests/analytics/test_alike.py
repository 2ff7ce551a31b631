"""Papers that are alike: every pair over the threshold, and nothing for what all were given."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shixun.analytics.alike import (
    COMMON_LEAST,
    COMMON_MOST,
    Measure,
    alike,
    code_tokens,
    pairs,
    uncommon,
)
from shixun.fields.text import text_tokens

SETS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3),
    st.frozensets(st.integers(0, 14).map(str), max_size=12),
    max_size=14,
)
MEASURES = st.builds(Measure, st.sampled_from([0.2, 0.34, 0.5, 0.75, 0.8, 1.0]), st.integers(1, 4))
COPIED = "一部手机的家庭，白天由奶奶接手，晚上爸爸下班回来，再用手机看录播，孩子先做纸笔练习。"
OWN = "家里设备少的，老师把当天的课录下来，第二天到校领纸质材料，自己读书、写字也算完成。"


@given(SETS, MEASURES)
def test_no_pair_is_missed_and_none_is_made_up(papers, measure):
    """The same pairs as by comparing all with all."""
    expected = {}
    for one, two in combinations(sorted(papers), 2):
        a, b = papers[one], papers[two]
        both, either = len(a & b), len(a | b)
        if min(len(a), len(b), both) >= measure.least and both / either >= measure.threshold:
            expected[one, two] = (both / either, both)
    assert {(a, b): (s, k) for a, b, s, k in alike(papers, measure)} == expected


@given(SETS, st.frozensets(st.integers(0, 14).map(str), max_size=5))
def test_what_was_released_or_is_common_counts_for_nobody(papers, released):
    """No released token stays, and none that more than the limit have; others stay where they were."""
    left = uncommon(papers, released)
    most = min(COMMON_MOST, max(COMMON_LEAST, len(papers) // 5))
    for token in {t for tokens in papers.values() for t in tokens}:
        holders = {id for id, tokens in papers.items() if token in tokens}
        kept = {id for id, tokens in left.items() if token in tokens}
        assert kept == (set() if token in released or len(holders) > most else holders)


def test_marks_spaces_and_width_hide_nothing():
    """The same words with other commas, blanks and full-width digits are the same tokens."""
    assert text_tokens("上午 8 点，看录播；下午读书。") == text_tokens("上午８点看录播，下午读书")


def told(texts, released=""):
    papers = {id: {"family": text_tokens(t)} for id, t in texts.items()}
    shown = {"family": text_tokens(released)}
    return [(p.first, p.second) for p in pairs(papers, shown, {"family": Measure(0.5, 20)})]


def test_a_text_with_a_few_words_changed_is_found_and_another_is_not():
    """奶奶 becomes 外婆 and the time changes: alike. A text of one's own on the same matter: not."""
    changed = COPIED.replace("奶奶", "外婆").replace("晚上", "八点")
    assert told({"a": COPIED, "b": changed, "c": OWN}) == [("a", "b")]


def test_a_text_that_was_given_to_all_is_no_sign():
    """Quoted from the exercise: nothing is left to compare."""
    assert told({"a": COPIED, "b": COPIED}, released=f"例子：{COPIED}") == []


def test_what_many_have_is_no_sign():
    """Three with the same text are told in any class; a quarter of a large class is not."""
    few = {f"s{k}": COPIED if k < 3 else f"{OWN[k:]}{k}" for k in range(5)}
    assert told(few) >= [("s0", "s1"), ("s0", "s2"), ("s1", "s2")]
    many = {f"s{k:02}": COPIED if k < 10 else "" for k in range(40)}
    assert told(many) == []


def test_a_short_answer_is_no_sign():
    """Two who both write 青禾小学教务处 are not told."""
    assert told({"a": "青禾小学教务处", "b": "青禾小学教务处"}) == []


CODE = '''
def mean_minutes(rows):
    """Mean of the minutes."""
    total, count = 0, 0
    for row in rows:
        if row["kind"] != "break" and row["minutes"] > 0:
            total += row["minutes"]
            count += 1
    # nothing to divide by
    return total / count if count else 0
'''


def test_renaming_and_remarks_hide_nothing_in_code():
    """Other names, other words, other spacing: the same tokens. Another algorithm: others."""
    renamed = CODE.replace("total", "s").replace("count", "n").replace("rows", "liste")
    renamed = renamed.replace("# nothing to divide by", "# 空的").replace(" + ", "  +  ")
    assert code_tokens(renamed) == code_tokens(CODE) and len(code_tokens(CODE)) >= 40
    other = "def mean_minutes(rows):\n    x = [r['minutes'] for r in rows]\n    return sum(x) / len(x)\n"
    assert not code_tokens(other) & code_tokens(CODE)


@pytest.mark.parametrize(
    "source", ["", "def (", "'''", "x = (((", "\x00", "    a\n  b\n", "!ls\n%matplotlib"]
)
def test_code_that_cannot_be_read_is_no_sign_and_no_error(source):
    """Torn, empty and magic cells give few tokens or none."""
    assert len(code_tokens(source)) < 5


def test_pairs_alike_in_more_fields_come_first():
    """Two fields before one, and by their share within."""
    text = {k: text_tokens(COPIED[k:]) for k in range(4)}
    own = text_tokens(OWN)
    papers = {"a": {"x": text[0], "y": own}, "b": {"x": text[1], "y": own}, "c": {"x": text[3]}}
    measures = {"x": Measure(0.5, 20), "y": Measure(0.5, 20)}
    found = pairs(papers, {}, measures)
    assert [(p.first, p.second) for p in found] == [("a", "b"), ("b", "c"), ("a", "c")]
    assert [x.field for x in found[0].fields] == ["y", "x"]
