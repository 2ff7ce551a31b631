"""A bound in a data file: a number, or a rule's own number by name, so that it lives in one place."""

from shixun.rules.records import find

Bound = float | str  # 20, or "T-05.小学": the threshold 小学 of rule T-05


def resolve(bound: Bound) -> tuple[float, str]:
    """The number, and the words of the rule that it comes from.

    Raises:
        ValueError: no such rule or threshold, in Chinese.
    """
    if not isinstance(bound, str):
        return bound, ""
    id, _, name = bound.partition(".")
    try:
        rule, _ = find(id)
    except KeyError:
        raise ValueError(f"“{bound}”：没有 {id} 这条规则；请对照规则表改好。") from None
    if name not in rule.thresholds:
        there = "、".join(rule.thresholds) or "没有数"
        raise ValueError(f"“{bound}”：{id} 里没有“{name}”；现有：{there}。")
    return rule.thresholds[name], rule.basis


def plain(number: float) -> str:
    """20 rather than 20.0."""
    return f"{number:g}"
