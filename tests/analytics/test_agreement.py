"""Agreement of two markers: published values, an independent computation, and silence where none is."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shixun.analytics.agreement import agreement, kappa, reading, weighted_kappa

# The data set `anxiety` of the R package irr: three raters on twenty people, raters 2 and 3.
RATER_2 = [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4]
RATER_3 = [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2]
MARKS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=1, max_size=40)


def unfold(table):
    pairs = [(i, j) for i, row in enumerate(table) for j, k in enumerate(row) for _ in range(k)]
    return [i for i, _ in pairs], [j for _, j in pairs]


def test_kappa_of_sas():
    """A SAS example, 19 pairs in a 3 × 3 table: simple kappa 0.4842."""
    assert kappa(*unfold([[0, 4, 1], [0, 8, 0], [0, 1, 5]])) == pytest.approx(0.4842, abs=5e-5)


def test_kappa_of_a_textbook():
    """Two readers of fifty proposals, 20 and 15 alike, 5 and 10 not: 0.4."""
    assert kappa(*unfold([[20, 5], [10, 15]])) == pytest.approx(0.4)


def ranks(values, levels):
    """irr counts steps between the levels that occur."""
    return [levels.index(v) for v in values]


def test_both_kappas_of_irr():
    """kappa2(anxiety[, 2:3]): unweighted −0.006289308, squared weights 0.2520325."""
    levels = sorted({*RATER_2, *RATER_3})
    pair = ranks(RATER_2, levels), ranks(RATER_3, levels)
    assert kappa(*pair) == pytest.approx(-0.006289308, abs=1e-8)
    assert weighted_kappa(*pair) == pytest.approx(0.2520325, abs=1e-6)


def by_matrix(pairs, weight):
    """The textbook way: a matrix over the whole scale with w = 1 − distance, shares against chance."""
    n, cells = len(pairs), Counter(pairs)
    rows, columns = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    scale = [(a, b) for a in range(11) for b in range(11)]
    observed = sum(weight(a, b) * cells[a, b] / n for a, b in scale)
    expected = sum(weight(a, b) * rows[a] * columns[b] / n**2 for a, b in scale)
    return None if abs(expected - 1) < 1e-12 else (observed - expected) / (1 - expected)


@given(MARKS)
def test_against_the_matrix_form(pairs):
    """Both kappas equal (p_o − p_e)/(1 − p_e) over all eleven marks, also those nobody gave."""
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    plain = by_matrix(pairs, lambda a, b: float(a == b))
    square = by_matrix(pairs, lambda a, b: 1 - (a - b) ** 2 / 100)
    for got, expected in ((kappa(first, second), plain), (weighted_kappa(first, second), square)):
        assert (got is None) == (expected is None)
        assert got is None or got == pytest.approx(expected, abs=1e-9)


@given(MARKS)
def test_who_is_first_makes_no_difference_but_to_the_shift(pairs):
    """Swapping the markers keeps both kappas and turns the shift around; neither exceeds 1."""
    a, b = agreement(pairs), agreement([(y, x) for x, y in pairs])
    assert (a.n, a.same) == (b.n, b.same)
    assert a.kappa == pytest.approx(b.kappa) if a.kappa is not None else b.kappa is None
    assert a.weighted == pytest.approx(b.weighted) if a.weighted is not None else b.weighted is None
    assert a.shift == pytest.approx(-b.shift)
    assert a.kappa is None or -1 - 1e-9 <= a.kappa <= 1 + 1e-9


@given(MARKS)
def test_full_agreement_is_one_or_undefined(pairs):
    """Equal marks give 1; equal marks that are all the same give None, not 1."""
    a = agreement([(x, x) for x, _ in pairs])
    constant = len({x for x, _ in pairs}) == 1
    assert a.same == a.n and a.shift == 0
    assert (a.kappa, a.weighted) == ((None, None) if constant else (1.0, 1.0))


def test_nothing_is_read_from_few_papers():
    """Nine papers that agree entirely say nothing yet; ten do; a constant mark is named."""
    assert "n 太小" in reading(agreement([(k, k) for k in range(9)]))
    assert "几乎一致" in reading(agreement([(k, k) for k in range(10)]))
    assert "同一个分" in reading(agreement([(5, 5)] * 12))
    assert "基本不一致" in reading(agreement([(k % 4, 3 - k % 4) for k in range(12)]))
