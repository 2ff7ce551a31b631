"""How far the scores can be trusted, as JSON and as text: what `shixun items` says."""

from dataclasses import asdict
from typing import Any

from shixun.analytics import agreement
from shixun.analytics.double_marking import MarkDifference, PartAgreement, agreements
from shixun.analytics.measures import Measures, reading
from shixun.analytics.similar import Alike, Similar, similar
from shixun.analytics.statistics import ItemStatistics, Statistics, statistics
from shixun.analytics.suppression import ENOUGH, FEW
from shixun.paths import Paths

HINT = "只是提示，不扣分、不通报：可能是一起备课，也可能是用了同一份材料。要紧的是请两位各自说说是怎么想的。"
TITLES = {
    "item": "自动评的条目",
    "by_hand": "培训者评的部分",
    "field": "每个要填的地方",
    "card": "每张卡片",
}


def collect(paths: Paths, exercises: tuple[str, ...]) -> list[dict[str, Any]]:
    """One object per exercise; what too few people stand behind is null in it."""
    return [
        _wire(statistics(paths, exercise))
        | {"second_marking": [_part(a) for a in agreements(paths, exercise)]}
        | {"similar": _similar(similar(paths, exercise))}
        for exercise in exercises
    ]


def _wire(found: Statistics) -> dict[str, Any]:
    return {
        "exercise": found.exercise,
        "n": found.n,
        "unread": found.unread,
        "releases": dict(found.releases),
        "items": [_line(x) for x in found.lines if x.kind in ("item", "by_hand")],
        "fields": [_line(x) for x in found.lines if x.kind in ("field", "card")],
    }


def _line(line: ItemStatistics) -> dict[str, Any]:
    m = line.measures
    return {
        "id": line.id,
        "kind": line.kind,
        "label": line.label,
        "n": m.n,
        "full": m.full,
        "difficulty": _round(m.difficulty),
        "discrimination": _round(m.discrimination),
        "discrimination_interval": m.interval and [_round(x) for x in m.interval],
        "reading": reading(m),
        "first_n": m.first_n,
        "first_right": m.first_right,
        "wrong_values": [{"value": v, "people": k} for v, k in m.wrong],
        "first_wrong_values": [{"value": v, "people": k} for v, k in m.first_wrong],
    }


def _part(part: PartAgreement) -> dict[str, Any]:
    a = part.agreement
    return {
        "id": part.item,
        "label": part.title,
        "out_of": part.out_of,
        "n": a.n,
        "same": a.same,
        "kappa": _round(a.kappa),
        "weighted_kappa": _round(a.weighted),
        "shift": _round(a.shift),
        "reading": agreement.reading(a),
        "differences": [asdict(d) for d in part.differences],
    }


def _similar(found: Similar) -> dict[str, Any]:
    pairs = [
        {
            "first": p.first,
            "second": p.second,
            "fields": [{"label": f, "share": _round(s), "passage": t} for f, s, t in p.fields],
        }
        for p in found.pairs
    ]
    return {"about": HINT, "n": found.n, "pairs": pairs}


def _round(number: float | None) -> float | None:
    return None if number is None else round(number, 3)


def to_text(paths: Paths, exercises: tuple[str, ...]) -> list[str]:
    return [
        line
        for exercise in exercises
        for line in (
            *_text(statistics(paths, exercise)),
            *_parts(agreements(paths, exercise)),
            *_pairs(similar(paths, exercise)),
        )
    ]


def _text(found: Statistics) -> list[str]:
    lines = [headline(found)]
    for kind, title in TITLES.items():
        mine = [x for x in found.lines if x.kind == kind]
        lines += [f"  {title}"] * bool(mine)
        for x in mine:
            lines.append(f"    {x.label}：{'；'.join(words(x.measures))}")
            lines += [f"        {w}" for w in wrong_words(x.measures)]
    return lines


def _parts(parts: tuple[PartAgreement, ...]) -> list[str]:
    marked = [p for p in parts if p.agreement.n]
    lines = ["  两个人评的分一致吗"] * bool(marked)
    for part in marked:
        lines.append(f"    {part.title}：{agreement_words(part)}")
        lines += [f"        {difference_words(d)}" for d in part.differences]
    return lines


def agreement_words(part: PartAgreement) -> str:
    a = part.agreement
    if a.kappa is None or a.weighted is None:
        return f"{a.n} 份里 {a.same} 份同分；{agreement.reading(a)}"
    milder = f"第二位平均{'高' if a.shift > 0 else '低'} {abs(a.shift):.1f} 分；" if a.shift else ""
    return (
        f"{a.n} 份里 {a.same} 份同分；κ {a.kappa:.2f}，平方加权 κ {a.weighted:.2f}（n={a.n}）；"
        f"{milder}{agreement.reading(a)}"
    )


def _pairs(found: Similar) -> list[str]:
    if not found.pairs:
        return []
    lines = [f"  相近的作业（{found.n} 份里有 {len(found.pairs)} 对）", f"    {HINT}"]
    return lines + [f"    {p.first} 和 {p.second}：{alike_words(p)}" for p in found.pairs]


def alike_words(pair: Alike) -> str:
    """In which fields, how much, and the words that both have, on one line."""
    said = (
        f"{label} {share:.0%}" + (f"“{flat(text)}”" if text else "")
        for label, share, text in pair.fields
    )
    return "；".join(said)


def flat(text: str) -> str:
    """For a terminal: what a teacher typed must not steer it."""
    return "".join(c if c.isprintable() else " " for c in text)


def difference_words(d: MarkDifference) -> str:
    now = "" if d.now is None or d.now == d.first else f"，现在成绩里是 {d.now:g}"
    return f"{d.student}：第一位 {d.first:g}，第二位 {d.second:g}{now}"


def headline(found: Statistics) -> str:
    if not found.n:
        return f"{found.exercise}：还没有评好的作业。"
    made = "、".join(f"{r or '没写版本'}（{n} 人）" for r, n in found.releases)
    unread = f"另有 {found.unread} 份读不到答案，没有算进来。" if found.unread else ""
    return f"{found.exercise}：{found.n} 人，各按最后一次交的算。课程版本 {made}。{unread}".replace(
        "课程版本 。", ""
    )


def words(m: Measures) -> tuple[str, str, str]:
    """得分, 区分 and 第一次检查 in words, each with its n."""
    return score_words(m), tells_words(m), first_words(m)


def score_words(m: Measures) -> str:
    if m.full is None:
        return f"不到 {FEW} 人，不显示"
    if m.difficulty is None:
        return f"{m.n} 人里 {m.full} 人满分"
    return f"平均拿到 {m.difficulty:.0%}（n={m.n}，{m.full} 人满分）"


def tells_words(m: Measures) -> str:
    if m.discrimination is None:
        return f"区分度：{reading(m)}（n={m.n}）"
    low, high = m.interval
    return (
        f"区分度 {m.discrimination:.2f}（95% 区间 {low:.2f} 到 {high:.2f}，n={m.n}）：{reading(m)}"
    )


def first_words(m: Measures) -> str:
    if not m.first_n:
        return "第一次检查：没有记录"
    if m.first_right is None:
        return f"第一次检查：不到 {FEW} 人，不显示"
    if m.first_n < ENOUGH:
        return f"第一次检查 {m.first_n} 人里 {m.first_right} 人对"
    return f"第一次检查 {m.first_right / m.first_n:.0%} 对（n={m.first_n}）"


def wrong_words(m: Measures) -> list[str]:
    """The commonest wrong values, at the first check and in what was handed in."""
    told = (("第一次检查常错成", m.first_wrong), ("交上来还错成", m.wrong))
    return [
        f"{what}：" + "；".join(f"{value}（{k} 人）" for value, k in values[:5])
        for what, values in told
        if values
    ]
