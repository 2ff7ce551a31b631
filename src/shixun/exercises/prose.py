"""The prose of an exercise: task.md in sections, with points filled in from the declaration.

    开头的话……

    <!-- example -->
    ## 先看一遍怎么改
    ……

A line `<!-- name -->` begins a section; each becomes a cell of the notebook, the first is `task`.
`{{评分表}}` stands for the table of points, `{{总分}}` for their sum, `{{E04-T-01}}` for the points
of an item; of several ids in one `{{…}}` all must have the same points.
"""

import re

from shixun.exercises.declaration import Declaration, DeclarationError, Part, Rubric
from shixun.exercises.reply import chosen

FILE, FIRST = "task.md", "task"
SECTION = re.compile(r"^<!--\s*([a-z][a-z0-9-]*)\s*-->[ \t]*\n?", re.M)
PLACE = re.compile(r"\{\{(.*?)\}\}")
TABLE, SUM = "评分表", "总分"
LATE, HAND = "交卷后才评", "培训者看"
SCHEME = "=== BEGIN MARK SCHEME ===", "=== END MARK SCHEME ==="


def sections(text: str, declared: Declaration, head: str) -> dict[str, str]:
    """Name → Markdown of each section, in order, with the head on top and points filled in.

    Raises:
        DeclarationError: a section stands twice, or a place in the text cannot be filled.
    """
    first, *rest = SECTION.split(text)
    found = {FIRST: first.strip("\n")}
    for name, body in zip(rest[::2], rest[1::2], strict=True):
        if found.get(name):
            raise DeclarationError(
                f"{declared.id}/{FILE}：“<!-- {name} -->”出现了两次；请改一个名字。"
            )
        found[name] = body.strip("\n")
    if not any("{{" + TABLE + "}}" in body for body in found.values()):
        found["scoring"] = f"## 怎么评分\n\n{{{{{TABLE}}}}}\n\n{found.get('scoring', '')}".strip(
            "\n"
        )
    found[FIRST] = f"{head}\n\n{found[FIRST]}".strip("\n")
    return {name: _filled(body, declared) for name, body in found.items()}


def head(declared: Declaration, minutes: int | None, lesson: str) -> str:
    """The title and the line below it."""
    words = [f"约 {minutes} 分钟"] if minutes else []
    words.append(f"共 {total(declared):g} 分")
    words += [f"对应微课 {lesson}"] if lesson else []
    return f"# {declared.id} {declared.title}\n\n{' · '.join(words)}"


def total(declared: Declaration) -> float:
    """All points of the exercise."""
    return sum(declared.points.values())


def _filled(text: str, declared: Declaration) -> str:
    def fill(place: re.Match) -> str:
        words = place[1].split()
        if words == [TABLE]:
            return table(declared)
        if words == [SUM]:
            return f"{total(declared):g}"
        return _points(words, declared, place[0])

    return PLACE.sub(fill, text)


def _points(ids: list[str], declared: Declaration, place: str) -> str:
    points, where = declared.points, f"{declared.id} 题目里的 {place}"
    if not ids or (unknown := [i for i in ids if i not in points]):
        named = "、".join(unknown) if ids else "空白"
        raise DeclarationError(
            f"{where}：没有 {named} 这一项；可写：{TABLE}、{SUM}、{'、'.join(points)}。"
        )
    if len({points[i] for i in ids}) > 1:
        each = "、".join(f"{i} {points[i]:g} 分" for i in ids)
        raise DeclarationError(f"{where}：这几项不同分（{each}）；请改说明，分开写。")
    return f"{points[ids[0]]:g}"


def table(declared: Declaration) -> str:
    """The table of points: the declared parts, else a row for each item.

    Raises:
        DeclarationError: an item is in no part or in several.
    """
    ids = tuple(declared.points)
    parts = declared.parts or _each(declared)
    found = [id for p in parts for id in chosen(p.items, ids)]
    for id in ids:
        if found.count(id) != 1:
            state = "没有写进" if id not in found else "不止一次写进"
            raise DeclarationError(f"{declared.id} 的 [[parts]]：{id} {state}评分表；要正好一次。")
    rows = [
        f"| {p.title.replace('|', chr(92) + '|')} | {sum(declared.points[i] for i in chosen(p.items, ids)):g} "
        f"| {_filled(p.note, declared)} |"
        for p in parts
    ]
    return "\n".join(["| 部分 | 分 | 说明 |", "|---|---|---|", *rows])


def _each(declared: Declaration) -> tuple[Part, ...]:
    items = (
        Part(
            title=i.heading + (" ★" if i.critical else ""),
            items=(i.id,),
            note=LATE if i.needs_key else "",
        )
        for i in declared.items
    )
    return (*items, *(Part(title=r.title, items=(r.id,), note=HAND) for r in declared.rubric))


def rubric(part: Rubric) -> str:
    """The cell of a part marked by hand: a word for teachers, and the scheme that nbgrader keeps back."""
    rows = [f"| {c.look} | {' | '.join(_level(*x) for x in c.levels)} |" for c in part.criteria]
    widest = max((len(c.levels) for c in part.criteria), default=0)
    columns = ["做到", *["部分做到"] * (widest - 2), "没有"][:widest]
    scheme = [
        f"**评分标准：{part.name or part.title}，共 {part.points:g} 分**",
        "\n".join([f"| 看什么 | {' | '.join(columns)} |", "|---" * (widest + 1) + "|", *rows]),
        *([part.note] if part.note else []),
    ]
    begin, end = SCHEME
    about = [part.about] if part.about else []
    title = f"## {part.title}（{part.points:g} 分，培训者评）"
    return "\n\n".join([title, *about, begin, *scheme, end])


def _level(points: float, text: str) -> str:
    """What earns it, and how much; no space after a full-width mark."""
    return f"{text}{'' if text.endswith(('）', '”', '。')) else ' '}{points:g} 分"
