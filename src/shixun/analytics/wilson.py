"""Intervals for proportions that stay honest when few people answered."""

from math import sqrt

Z = 1.959963984540054  # 95 % of the normal distribution lies within ±Z


def wilson(k: int, n: int) -> tuple[float, float]:
    """95 % score interval of k out of n, as shares 0 … 1.

    Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209–212.

    Raises:
        ValueError: not 0 ≤ k ≤ n with n ≥ 1.
    """
    if n < 1 or not 0 <= k <= n:
        raise ValueError(f"no proportion: {k} of {n}")
    share, square = k / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def difference(k1: int, n1: int, k2: int, n2: int) -> tuple[float, float]:
    """95 % interval of k2/n2 − k1/n1 for two independent groups.

    Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 873–890, method 10.
    """
    low1, high1 = wilson(k1, n1)
    low2, high2 = wilson(k2, n2)
    p1, p2 = k1 / n1, k2 / n2
    change = p2 - p1
    low = change - sqrt((p2 - low2) ** 2 + (high1 - p1) ** 2)
    high = change + sqrt((high2 - p2) ** 2 + (p1 - low1) ** 2)
    return low, high
