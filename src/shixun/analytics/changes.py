"""What was done about a finding: 已收到 → 已分析 → 已修改 (版本) → 已告知, or 不改 with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass

from shixun.analytics.findings import Finding
from shixun.analytics.suppression import ENOUGH
from shixun.analytics.wilson import difference
from shixun.responses.records import ChangeStep

RECEIVED, ANALYSED, CHANGED, TOLD, KEPT = "已收到", "已分析", "已修改", "已告知", "不改"
NEXT = {
    "": (RECEIVED,),
    RECEIVED: (ANALYSED,),
    ANALYSED: (CHANGED, KEPT),
    CHANGED: (TOLD,),
    KEPT: (TOLD, ANALYSED),
    TOLD: (ANALYSED,),  # it may come up again
}


class ChangeError(Exception):
    """A step that cannot be taken now; says which can."""


@dataclass(frozen=True)
class Effect:
    """The same finding under two releases: before the change, and since."""

    before: tuple[int, int]
    after: tuple[int, int]
    text: str


def state(finding: str, changes: Iterable[ChangeStep]) -> ChangeStep | None:
    """The newest step of a finding, None before the first."""
    steps = [c for c in changes if c.finding == finding]
    return steps[-1] if steps else None


def require(step: ChangeStep, about: str, changes: Iterable[ChangeStep]) -> None:
    """Whether a step may be taken.

    Args:
        step: the step that somebody wants to take.
        about: the release under which the finding was made that it answers.
        changes: all steps taken so far.

    Raises:
        ChangeError: the step does not follow, lacks its release or its reason, or names a release
            that is not later than the one complained about: that one cannot be the cure.
    """
    finding, to, release, note = step.finding, step.state, step.release, step.note
    now = state(finding, changes)
    allowed = NEXT[now.state if now else ""]
    if to not in allowed:
        where = now.state if now else "还没有记录"
        raise ChangeError(f"{finding} 现在是“{where}”，下一步只能是：{'、'.join(allowed)}。")
    if to == CHANGED and not release.strip():
        raise ChangeError("“已修改”要写改在哪个课程版本，如 2026.12。")
    if to == CHANGED and not later(release, about):
        raise ChangeError(
            f"这些意见说的就是版本 {about}，{release} 不比它新，不会是改好的那一版。"
            "请先生成新版本（shixun release 加编号），再填新的编号。"
        )
    if to in (ANALYSED, CHANGED, KEPT) and not note.strip():
        raise ChangeError(f"“{to}”要写一句：看到了什么、改了什么，或为什么不改。")


def effect(finding: str, release: str, found: Iterable[Finding]) -> Effect | None:
    """How a finding's number moved from the releases before `release` to it and later ones.

    None where there is nothing on one of the sides.
    """
    mine = [f for f in found if f.id == finding]
    before, after = [0, 0], [0, 0]
    for f in mine:
        side = after if order(f.release) >= order(release) else before
        side[0] += f.k
        side[1] += f.n
    if not before[1] or not after[1]:
        return None
    (k1, n1), (k2, n2) = before, after
    if min(n1, n2) < ENOUGH:
        text = f"改前 {n1} 人、改后 {n2} 人，有一边不满 {ENOUGH} 人，还看不出有没有用。"
        return Effect((k1, n1), (k2, n2), text)
    low, high = difference(k1, n1, k2, n2)
    moved = (
        f"有问题的从 {k1 / n1:.0%} 变到 {k2 / n2:.0%}（差的 95% 区间 {low:+.0%} 到 {high:+.0%}）"
    )
    verdict = (
        "看得出变少了" if high < 0 else "看得出变多了" if low > 0 else "还分不清是变化还是偶然"
    )
    return Effect((k1, n1), (k2, n2), f"{moved}，{verdict}。答的人不同，也不是抽样，只能参考。")


def later(release: str, than: str) -> bool:
    """Whether one release was made after another."""
    return order(release) > order(than)


def order(release: str) -> tuple[tuple[int, ...], bool]:
    """Releases in the order they were made; a draft comes after the release that it grew from."""
    base, plus, _ = release.partition("+")
    return tuple(int(p) for p in base.split(".") if p.isdigit()), bool(plus)
