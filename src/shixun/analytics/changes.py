"""What was done about a finding: 已收到 → 已分析 → 已修改 (版本) → 已告知, or 不改 with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass

from shixun.analytics.findings import Finding
from shixun.analytics.suppression import ENOUGH, FEW
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
    """The same finding before a change and since: (k, n) each, and what can be said of it.

    `enough` says whether both sides are large enough to say that in public.
    """

    before: tuple[int, int]
    after: tuple[int, int]
    text: str
    enough: bool = False


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


def effect(finding: str, release: str, found: Iterable[Finding]) -> Effect:
    """How a finding's number moved from the releases before `release` to it and later ones.

    A draft that grew from the change counts as later. One that grew from an earlier release may or
    may not have held the change already, so it counts on neither side.
    """
    mine = [f for f in found if f.id == finding]
    after = [f for f in mine if not later(release, f.release)]
    before = [f for f in mine if later(release, f.release) and not is_draft(f.release)]
    sides = _sum(before), _sum(after)
    (k1, n1), (k2, n2) = sides
    if any(f.kind == "similar_points" for f in mine):
        return Effect(*sides, "这一处是按相近的话归的类，改前改后没法比。")
    if not n2:
        return Effect(*sides, "改后还没有人答，下一期再看。")
    if not n1:
        return Effect(*sides, "改前没有在正式版本下答的，没法比。")
    if len({f.measure for f in (*before, *after)}) > 1:
        return Effect(*sides, "改前改后数的不是一回事（有的没有先检查），没法比。")
    if min(n1, n2) < ENOUGH:
        people = f"改前 {_people(n1)}、改后 {_people(n2)}"
        return Effect(*sides, f"{people}，有一边不满 {ENOUGH} 人，还看不出有没有用。")
    low, high = difference(k1, n1, k2, n2)
    moved = (
        f"有问题的从 {k1 / n1:.0%} 变到 {k2 / n2:.0%}（差的 95% 区间 {low:+.0%} 到 {high:+.0%}）"
    )
    verdict = (
        "看得出变少了" if high < 0 else "看得出变多了" if low > 0 else "还分不清是变化还是偶然"
    )
    return Effect(*sides, f"{moved}，{verdict}。答的人不同，也不是抽样，只能参考。", True)


def _sum(side: list[Finding]) -> tuple[int, int]:
    return sum(f.k for f in side), sum(f.n for f in side)


def _people(n: int) -> str:
    return f"{n} 人" if n >= FEW else f"不到 {FEW} 人"


def later(release: str, than: str) -> bool:
    """Whether one release was made after another."""
    return order(release) > order(than)


def is_draft(release: str) -> bool:
    """Whether it is a course that was edited after a release and has none of its own yet."""
    return "+" in release


def order(release: str) -> tuple[tuple[int, ...], bool]:
    """Releases in the order they were made; a draft comes after the release that it grew from."""
    base, plus, _ = release.partition("+")
    return tuple(int(p) for p in base.split(".") if p.isdigit()), bool(plus)
