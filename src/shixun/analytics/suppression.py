"""Which numbers may be shown, so that nobody in a small group can be made out 〔默认〕.

Fewer than 5: nothing. 5 to 9: counts, within the school. 10 and more: shares, and what leaves the
school.
"""

from shixun.analytics.wilson import wilson

FEW = 5
ENOUGH = 10


def words(k: int, n: int) -> str:
    """k of n as it may be shown inside the school."""
    if n < FEW:
        return f"不到 {FEW} 人，不显示"
    if n < ENOUGH:
        return f"{n} 人里 {k} 人（人少，不算百分比）"
    low, high = wilson(k, n)
    return f"{n} 人里 {k} 人，{k / n:.0%}（95% 区间 {low:.0%}–{high:.0%}）"
