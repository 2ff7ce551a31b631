"""What is measured of an item or a field: each measure once, as a pure function, with its source.

Whoever shows a number takes it from `measure`, which leaves out what too few people stand behind.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh

from shixun.analytics.suppression import ENOUGH, FEW
from shixun.analytics.wilson import Z


@dataclass(frozen=True)
class Outcome:
    """One person's last hand-in at one place: an item, a field, or a card of a field.

    `rest` is what the person has in all automatically graded items but those of this place.
    `first` is whether the place was right at the first check, None where that is not known.
    `wrong` and `first_wrong` are the values that were wrong, never what somebody typed freely.
    """

    student: str
    points: float
    out_of: float
    rest: float
    first: bool | None = None
    wrong: frozenset[str] = frozenset()
    first_wrong: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Measures:
    """What may be shown inside the school; None is: too few people, or not defined."""

    n: int
    full: int | None  # how many have all points
    difficulty: float | None  # mean share of the points, 0 … 1; higher is easier
    discrimination: float | None  # −1 … 1
    interval: tuple[float, float] | None  # of the discrimination, 95 %
    first_n: int
    first_right: int | None
    wrong: tuple[tuple[str, int], ...]  # value → people, the commonest first
    first_wrong: tuple[tuple[str, int], ...]


def difficulty(points: Sequence[float], out_of: Sequence[float]) -> float:
    """p = mean of points / out_of over people, 0 … 1. The higher, the easier.

    Source: the difficulty index of classical test theory, e.g. L. Crocker & J. Algina,
    Introduction to Classical and Modern Test Theory (1986), ch. 14.

    Raises:
        ValueError: nobody, or no points to be had.
    """
    shares = [p / m for p, m in zip(points, out_of, strict=True) if m > 0]
    if not shares:
        raise ValueError("no share of nothing")
    return sum(shares) / len(shares)


def discrimination(points: Sequence[float], rest: Sequence[float]) -> float | None:
    """Corrected item–total correlation: Pearson's r of the item with the total without it, −1 … 1.

    r = Σ(x−x̄)(y−ȳ) / √(Σ(x−x̄)² Σ(y−ȳ)²), x an item's points, y = rest = total − x.
    None under 10 people, or where one of the two does not vary.

    Source: S. Henrysson, Psychometrika 28 (1963) 211–218, for taking the item out of the total.
    """
    n = len(points)
    if n != len(rest):
        raise ValueError(f"{n} people against {len(rest)}")
    if n < ENOUGH:
        return None
    mean_x, mean_y = sum(points) / n, sum(rest) / n
    xs, ys = [x - mean_x for x in points], [y - mean_y for y in rest]
    spread = sum(x * x for x in xs), sum(y * y for y in ys)
    # Points are at least hundredths: what is smaller is rounding.
    if min(spread) < 1e-9:
        return None
    r = sum(x * y for x, y in zip(xs, ys, strict=True)) / sqrt(spread[0] * spread[1])
    return max(-1.0, min(1.0, r))


def correlation_interval(r: float, n: int) -> tuple[float, float]:
    """95 % interval of a correlation: tanh(atanh r ± 1.96/√(n−3)); rough where points are few values.

    Source: R. A. Fisher, Metron 1 (1921) 3–32.

    Raises:
        ValueError: n < 4 or r outside −1 … 1.
    """
    if n < 4 or not -1 <= r <= 1:
        raise ValueError(f"no interval: r = {r}, n = {n}")
    if abs(r) == 1:
        return r, r
    half = Z / sqrt(n - 3)
    return tanh(atanh(r) - half), tanh(atanh(r) + half)


def first_right(firsts: Iterable[bool | None]) -> tuple[int, int]:
    """(k, n): how many of those whose first check is known were right then.

    The first check is the diagnosis: the page had said nothing yet.
    """
    known = [f for f in firsts if f is not None]
    return sum(known), len(known)


def commonest(wrong: Iterable[Collection[str]], least: int = FEW) -> tuple[tuple[str, int], ...]:
    """Wrong values with how many people had each, the commonest first; a person counts once a value.

    Values of fewer than `least` people are left out: they would point at somebody.
    """
    counts = Counter(value for mine in wrong for value in set(mine))
    return tuple(
        sorted(((v, k) for v, k in counts.items() if k >= least), key=lambda p: (-p[1], p[0]))
    )


def measure(outcomes: Iterable[Outcome]) -> Measures:
    """All measures of one place; of a person who appears twice, the last counts."""
    people = list({o.student: o for o in outcomes}.values())
    n = len(people)
    k, first_n = first_right(o.first for o in people)
    points, rest = [o.points for o in people], [o.rest for o in people]
    r = discrimination(points, rest)
    return Measures(
        n=n,
        full=sum(o.points >= o.out_of for o in people) if n >= FEW else None,
        difficulty=difficulty(points, [o.out_of for o in people]) if n >= ENOUGH else None,
        discrimination=r,
        interval=None if r is None else correlation_interval(r, n),
        first_n=first_n,
        first_right=k if first_n >= FEW else None,
        wrong=commonest(o.wrong for o in people),
        first_wrong=commonest(o.first_wrong for o in people),
    )


def reading(m: Measures) -> str:
    """What the discrimination says, read by its interval and not by the number alone 〔默认〕.

    0.2 as the line below which an item hardly tells who can from who can't is R. L. Ebel's
    (Essentials of Educational Measurement, 1972); reading it by the interval is our default.
    """
    if m.discrimination is None:
        return "n 太小" if m.n < ENOUGH else "大家得分都一样，算不出"
    low, high = m.interval
    if high < 0:
        return "别的题得分高的人，这里反而丢分：先查题目和答案"
    if high < 0.2:
        return "分不开会和不会"
    return "分得开" if low > 0 else "人数还少，看不准"
