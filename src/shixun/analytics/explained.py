"""An explanation of a score, as JSON and as text."""

from dataclasses import asdict
from typing import Any

from shixun.analytics.explain import Explanation, ItemExplanation, RuleBasis
from shixun.analytics.trust import flat

MANY = 3  # more rules than this are named, not quoted
CHANGED = {True: "", False: "，答题之后改过", None: ""}


def to_json(found: Explanation) -> dict[str, Any]:
    wire = asdict(found)
    for line, account in zip(wire["accounts"], found.accounts, strict=True):
        line["drifted"] = account.drifted
    return wire


def to_text(found: Explanation) -> list[str]:
    lines = [headline(found), *versions(found)]
    for account in found.accounts:
        lines.append(f"{account.title}：{points(account)}")
        lines += [f"    {word}：{text}" for word, text in details(account)]
    return lines


def headline(found: Explanation) -> str:
    waits = "，有一部分还等培训者评" if any(a.waits for a in found.accounts) else ""
    return f"{found.exercise} · {found.student}：{found.points:g} / {found.out_of:g} 分{waits}"


def versions(found: Explanation) -> list[str]:
    """Which answer, and the versions of course and program that look at it now."""
    now = f"现在的课程版本 {found.release_now}，程序 {found.program}。"
    if found.problem:
        return [f"没有读到答案：{found.problem}{now}"]
    if not found.digest:  # an exercise without an answer file
        return [now]
    at = found.saved_at[:16].replace("T", " ")  # as the page stamps it, in Beijing time
    made = f"答案：课程版本 {found.release}，{at} 保存，摘要 {found.digest}。"
    return [made + now]


def points(account: ItemExplanation) -> str:
    if account.waits and account.by_hand is None:
        return f"还没评（满分 {account.out_of:g}）"
    text = f"{account.points:g} / {account.out_of:g} 分"
    if account.by_hand is not None and account.auto is not None:
        text += f"（自动评 {account.auto:g} 分，培训者改成 {account.by_hand:g} 分）"
    return text


def details(account: ItemExplanation) -> list[tuple[str, str]]:
    """Label and text: what was said, what was looked at, what it rests on, and whether it still holds."""
    found = [("说明", account.said)] if account.said else []
    found += [("看的是", f"{x.label}：{_one_line(x.text)}") for x in account.looked]
    if len(account.grounds) > MANY:
        names = "、".join(f"{g.id}（{version(g)}）" for g in account.grounds)
        found.append(("依据", names))
    else:
        found += [("依据", ground(g)) for g in account.grounds]
    if account.basis:
        found.append(("依据", account.basis))
    if account.drifted:
        text = f"同一份答案现在会得 {account.again:g} 分，和成绩里的 {account.auto:g} 分不同：规则或题目改过，请重新评分。"
        found.append(("注意", text))
    return found


def ground(g: RuleBasis) -> str:
    return f"{g.id} {g.name}。{g.basis}（{version(g)}{CHANGED[g.as_answered]}）"


def version(g: RuleBasis) -> str:
    """Of the record that the score was given by, and of today's where that is another one."""
    if not g.graded or g.graded == g.version:
        return f"规则版本 {g.version}"
    return f"评分时的规则版本 {g.graded}，现在是 {g.version}"


def _one_line(text: str, most: int = 200) -> str:
    line = flat("｜".join(text.splitlines()))
    return line if len(line) <= most else line[:most] + "……"
