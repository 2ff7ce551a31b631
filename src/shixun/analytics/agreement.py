"""Whether two who mark the same papers agree: each measure once, with its source."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from shixun.analytics.suppression import ENOUGH


@dataclass(frozen=True)
class Agreement:
    """Of two markers over the same papers. None where it is not defined."""

    n: int
    same: int  # papers on which both gave exactly the same points
    kappa: float | None
    weighted: float | None
    shift: float | None  # mean of second − first, points; above 0 the second is milder


def kappa(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Cohen's κ = (p_o − p_e) / (1 − p_e): agreement to the point, beyond chance; −1 … 1.

    p_o is the share of equal marks, p_e = Σ_k p₁(k) p₂(k) what chance gives with the same marks.
    None for no papers, or where both gave one and the same mark to all of them.

    Source: J. Cohen, Educational and Psychological Measurement 20 (1960) 37–46.
    """
    return _kappa(first, second, lambda a, b: float(a != b))


def weighted_kappa(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Cohen's κ with quadratic weights: 1 − Σ o(a,b)(a−b)² / Σ e(a,b)(a−b)²; −1 … 1.

    o are the shares of pairs of marks, e those that chance gives. A miss by two points weighs four
    times a miss by one. Points are the scale, so marks that nobody gave change nothing.

    Source: J. Cohen, Psychological Bulletin 70 (1968) 213–220.
    """
    return _kappa(first, second, lambda a, b: (a - b) ** 2)


def _kappa(first: Sequence[float], second: Sequence[float], weight) -> float | None:
    n = len(first)
    if n != len(second):
        raise ValueError(f"{n} marks against {len(second)}")
    one, two = Counter(first), Counter(second)
    seen = sum(weight(a, b) for a, b in zip(first, second, strict=True)) * n
    chance = sum(k * m * weight(a, b) for (a, k), (b, m) in product(one.items(), two.items()))
    return 1 - seen / chance if chance else None


def agreement(pairs: Sequence[tuple[float, float]]) -> Agreement:
    """Of (first, second) points, one pair a paper."""
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    n = len(pairs)
    return Agreement(
        n=n,
        same=sum(a == b for a, b in pairs),
        kappa=kappa(first, second),
        weighted=weighted_kappa(first, second),
        shift=sum(b - a for a, b in pairs) / n if n else None,
    )


# J. R. Landis & G. G. Koch, Biometrics 33 (1977) 159–174; they call their own bands arbitrary 〔默认〕.
BANDS = (
    (0.8, "几乎一致"),
    (0.6, "大体一致"),
    (0.4, "中等"),
    (0.2, "不太一致"),
    (-1.0, "基本不一致"),
)


def reading(a: Agreement) -> str:
    """The weighted κ in plain words, once there are ten papers."""
    if a.n < ENOUGH:
        return f"n 太小，满 {ENOUGH} 份再看"
    if a.weighted is None:
        return "两个人给所有的份都打了同一个分，算不出"
    word = next(w for least, w in BANDS if a.weighted >= least or least == -1.0)
    return f"{word}〔分档是默认〕"
