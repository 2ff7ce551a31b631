"""Which numbers may be shown, so that nobody in a small group can be made out 〔默认〕.

Fewer than 5: nothing. 5 to 9: counts, within the school. 10 and more: shares, and what leaves the
school. A group that is hidden must not come back as the difference of what is shown.
"""

from collections.abc import Mapping

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


def shown_groups(sizes: Mapping[str, int], least: int = FEW) -> frozenset[str]:
    """Groups of a whole that may be shown beside the whole's own number.

    Groups under `least` are hidden. If those that are hidden hold together fewer than `least`
    people, or are just one group, the smallest shown ones are hidden too: else the whole minus the
    shown would give the hidden away.
    """
    sizes = {g: n for g, n in sizes.items() if n > 0}
    hidden = {g for g, n in sizes.items() if n < least}
    rest = sorted((n, g) for g, n in sizes.items() if g not in hidden)
    while hidden and rest and (len(hidden) < 2 or sum(sizes[g] for g in hidden) < least):
        hidden.add(rest.pop(0)[1])
    return frozenset(sizes) - hidden
