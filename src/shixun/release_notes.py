"""What a release changed, in the words of whoever edits the course."""

from collections.abc import Iterable
from pathlib import Path

from shixun import content, notebooks, syllabus
from shixun.paths import Paths
from shixun.release import Changes

Parts = Iterable[tuple[str, str]]  # (key, 新增 | 修改 | 删除), see `release.Lock.changed`

ROOMS = {
    "rules": "规则和检查",
    "exercises": "评分方法",
    "fields": "填写方式",
    "lessons": "课里的练习方式",
    "guide": "指南的工具",
    "answers": "读答案的程序",
    "responses": "意见表",
    "classroom": "交作业和反馈",
    "widgets": "页面",
    "forms.py": "表单",
    "records.py": "数据文件的读法",
}  # room of our own code → what it is about
FILES = {
    "course.toml": "课程目录",
    "grading/nbgrader_config.py": "评分设置",
    "grading/templates": "反馈页的样式",
}
SHOWN = 6  # names in one line, after which the rest is counted


def told(paths: Paths, changes: Changes) -> list[str]:
    """What came after a release, for the command line."""
    if not changes.since:
        return []
    if changes.made:
        head = f"{changes.made} 和 {changes.since} 相比："
    else:
        head = f"{changes.since} 之后改过，还没有生成新版本（生成：shixun release 加编号）："
    found = lines(paths, changes.parts)
    return [head, *(f"  {line}" for line in found or ["没有旧版本文件记得下的不同。"])]


def lines(paths: Paths, changes: Parts) -> list[str]:
    """One line for each lesson, exercise, chapter and room of the code that changed.

    Args:
        paths: of the course as it is now; titles and headings are taken from there.
        changes: what changed.
    """
    course = syllabus.load(paths.root / "course.toml")
    places = [
        (
            f"notebooks/{x.file.removesuffix('.ipynb')}.",
            f"课 {x.id} {x.title}",
            paths.notebooks / x.file,
        )
        for x in course.lessons
    ]
    places += [
        (f"exercises/{x.id}/", f"练习 {x.id} {x.title}", paths.exercises / x.file)
        for x in course.exercises
    ]
    places += [
        (f"guides/{x.file.removesuffix('.ipynb')}.", f"指南 {x.id} {x.title}", paths.guides / x.file)
        for x in course.chapters
    ]  # fmt: skip
    found: dict[str, list[tuple[str, str]]] = {name: [] for _, name, _ in places}
    notebook = {name: path for _, name, path in places}
    for key, kind in changes:
        name, inside = _place(key, places)
        found.setdefault(name, []).append((inside, kind))
    return [_line(name, mine, notebook.get(name)) for name, mine in found.items() if mine]


def _place(key: str, places: list[tuple[str, str, Path]]) -> tuple[str, str]:
    """What a key belongs to, in words, and its own name there."""
    for prefix, name, _ in places:
        if key.startswith(prefix):
            return name, key.removeprefix(prefix)
    for prefix, name in FILES.items():
        if key.startswith(prefix):
            return name, key.removeprefix(prefix).lstrip("/")
    if key.startswith(content.PACKAGE):
        room, _, inside = key.removeprefix(content.PACKAGE).partition("/")
        return ROOMS.get(room, room), inside
    file, _, cell = key.partition("#")
    return file, f"#{cell}" if cell else ""


def _line(name: str, mine: list[tuple[str, str]], notebook: Path | None) -> str:
    kinds = {kind for _, kind in mine}
    whole = any(inside in ("", "ipynb") or inside.endswith(".ipynb") for inside, _ in mine)
    if len(kinds) == 1 and kinds != {"修改"} and (whole or len(mine) == 1):
        return f"{kinds.pop()} {name}"
    headings = _headings(notebook) if notebook and notebook.is_file() else {}
    parts: dict[str, list[str]] = {}
    for inside, kind in mine:
        if part := _part(inside, headings, mine):
            parts.setdefault(kind, [])
            parts[kind] += [part] if part not in parts[kind] else []
    said = "；".join(f"{kind}{_listed(names)}" for kind, names in parts.items())
    return f"修改 {name}：{said}" if said else f"修改 {name}"


def _headings(notebook: Path) -> dict[str, str]:
    """Cell id → its heading, of the cells that begin with one."""
    found = {}
    for cell in notebooks.read(notebook)["cells"]:
        first = notebooks.source(cell).lstrip().partition("\n")[0]
        if cell["cell_type"] == "markdown" and first.startswith("#"):
            found[cell["id"]] = first.lstrip("#").strip()
    return found


def _part(inside: str, headings: dict[str, str], mine: list[tuple[str, str]]) -> str:
    """One changed part in words; "" where another entry says it already."""
    file, _, cell = inside.partition("#")
    if cell:
        id = cell.removesuffix(content.MARKS)
        return f"“{headings[id]}”" if id in headings else f"{id} 一格"
    if file == "ipynb" or file.endswith(".ipynb"):
        moved = not any("#" in other and kind != "修改" for other, kind in mine)
        return "各段的顺序" if moved else ""
    if file == content.KEY:
        return "答案"
    return {"toml": "数据"}.get(file, file)


def _listed(names: list[str]) -> str:
    more = f"等 {len(names)} 处" if len(names) > SHOWN else ""
    return "、".join(names[:SHOWN]) + more
