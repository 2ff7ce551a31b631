"""Measures of items: each against an independent computation, and silent where few stand behind it."""

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shixun import fields
from shixun.analytics.measures import (
    Outcome,
    commonest,
    correlation_interval,
    difficulty,
    discrimination,
    first_right,
    measure,
    reading,
)
from shixun.analytics.suppression import ENOUGH, FEW
from shixun.fields import EMPTY

POINTS = st.integers(0, 16).map(lambda half: half / 2)
TABLES = st.integers(2, 5).flatmap(
    lambda items: st.lists(st.tuples(*[POINTS] * items), min_size=1, max_size=40)
)


def rests(table, item):
    return [sum(row) - row[item] for row in table]


@given(TABLES)
def test_discrimination_is_what_pandas_says(table):
    """Pearson of an item with the total without it, by pandas; None under ten or without variance."""
    frame = pandas.DataFrame(table)
    for item in frame:
        rest = frame.drop(columns=item).sum(axis=1)
        got = discrimination(list(frame[item]), list(rest))
        if len(frame) < ENOUGH or frame[item].nunique() == 1 or rest.nunique() == 1:
            assert got is None
        else:
            assert got == pytest.approx(frame[item].corr(rest), abs=1e-9)


@given(TABLES)
def test_difficulty_is_the_mean_share(table):
    """Between 0 and 1; with equal maxima it is the mean over the maximum."""
    points = [row[0] for row in table]
    got = difficulty(points, [8.0] * len(points))
    assert 0 <= got <= 1 and got == pytest.approx(pandas.Series(points).mean() / 8)


def test_difficulty_of_nobody_is_refused():
    """There is no share of nothing."""
    with pytest.raises(ValueError, match="nothing"):
        difficulty([], [])


@pytest.mark.parametrize(
    ("r", "n", "low", "high"),
    [(0.5, 28, 0.156, 0.736), (-0.3, 103, -0.466, -0.113), (1.0, 12, 1.0, 1.0)],
)
def test_the_interval_of_a_correlation(r, n, low, high):
    """Fisher's z by hand: atanh 0.5 = 0.5493 ± 1.96/5 gives 0.156 to 0.736; atanh -0.3 = -0.3095 ± 1.96/10."""
    assert [round(x, 3) for x in correlation_interval(r, n)] == [low, high]


def test_the_first_check_counts_only_where_it_is_known():
    """Who never checked is in neither number."""
    assert first_right([True, None, False, True, None]) == (2, 3)


@given(st.lists(st.lists(st.sampled_from("甲乙丙丁"), max_size=4), max_size=30))
def test_no_wrong_value_of_fewer_than_five_people_is_shown(wrong):
    """Each person counts once a value, and a value of few people is not there at all."""
    for value, k in commonest(wrong):
        assert k == sum(value in mine for mine in wrong) >= FEW
    seen = dict(commonest(wrong))
    assert all(sum(v in mine for mine in wrong) < FEW for v in "甲乙丙丁" if v not in seen)


def people(n, points=lambda k: k % 3, **more):
    return [Outcome(f"s{k}", points(k), 2, (k * 7) % 5, k % 2 == 0, **more) for k in range(n)]


@pytest.mark.parametrize("n", [1, FEW - 1, FEW, ENOUGH - 1, ENOUGH, 40])
def test_how_much_is_measured_depends_on_how_many(n):
    """Under 5 only n, under 10 counts, from 10 on shares and correlations."""
    m = measure(people(n, wrong=frozenset({"直播课"})))
    assert m.n == m.first_n == n
    assert (m.full is None) == (m.first_right is None) == (not m.wrong) == (n < FEW)
    assert (m.difficulty is None) == (m.discrimination is None) == (n < ENOUGH)


def test_of_a_person_who_appears_twice_the_last_counts():
    """Twelve people, one of whom handed in again: n stays 12, and the later points are taken."""
    first = people(12, points=lambda k: 0)
    again = Outcome("s3", 2, 2, 1, True)
    m = measure([*first, again])
    assert (m.n, m.full) == (12, 1) and m.difficulty == pytest.approx(1 / 12)


def outcome_series(pairs):
    return measure(Outcome(f"s{k}", x, 4, y) for k, (x, y) in enumerate(pairs))


def test_the_reading_goes_by_the_interval():
    """Surely negative asks to look at the key; unsure stays unsure; no variance is no verdict."""
    assert "先查题目" in reading(outcome_series([(4 - k % 5, k % 5) for k in range(30)]))
    assert reading(outcome_series([(k % 5, k % 5 + k % 2) for k in range(30)])) == "分得开"
    assert (
        reading(outcome_series([((k * 3) % 5, (k * k) % 4) for k in range(12)]))
        == "人数还少，看不准"
    )
    assert "分不开" in reading(outcome_series([(k % 2, (k // 2) % 2) for k in range(400)]))
    assert "都一样" in reading(outcome_series([(4, k) for k in range(12)]))
    assert reading(outcome_series([(k, k) for k in range(9)])) == "n 太小"


GRID = {
    "id": "rows", "kind": "grid", "columns": [
        {"id": "grade", "kind": "choice", "options": [{"value": "5", "label": "五年级"}]},
        {"id": "start", "kind": "time"}, {"id": "note", "kind": "text"},
        {"id": "minutes", "kind": "number"},
    ],
}  # fmt: skip
CARDS = {
    "id": "ct", "kind": "cards", "cards": [{"id": "a", "text": "姓名"}, {"id": "b", "text": "班级"}],
    "options": [{"value": "drop", "label": "删"}],
}  # fmt: skip
SECRET = "张三 13800000000"


def labels(spec, value, rows=(), cards=()):
    return fields.of(spec).labels(value, rows, cards)


@given(st.text(min_size=1).filter(lambda t: t.strip()))
def test_what_was_typed_is_never_a_label(text):
    """Free text, also in a grid or in the place of a clock time, does not come out as a value."""
    mark = f"\u2603{text}\u2603"
    assert labels({"id": "why", "kind": "text"}, mark) == frozenset()
    rows = [{"grade": "5", "start": mark, "note": mark, "minutes": 20}]
    assert labels(GRID, rows, rows=(1,)) == {"五年级 （读不出的时间） 20"}


def test_labels_are_the_words_of_the_form():
    """Rows that are pointed at, cards with where they were put, and emptiness."""
    rows = [{"grade": "5", "start": "8点半", "note": SECRET, "minutes": None}, {}]
    assert labels(GRID, rows, rows=(1, 2, 9)) == {"五年级 8:30", "（空行）"}
    assert labels(CARDS, {"a": "drop"}, cards=("a", "b")) == {"姓名 → 删", f"班级 → {EMPTY}"}
    assert labels({"id": "why", "kind": "text"}, "") == {EMPTY}
    options = [{"value": "x", "label": "甲"}, {"value": "y", "label": "乙"}]
    assert labels({"id": "m", "kind": "multi", "options": options}, ["y", "x"]) == {"甲、乙"}
