"""What a release changed, in the words of whoever edits the course."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
PARTS = {
    "toml": "数据",
    "exercise.toml": "题目和评分",
    "task.md": "题面",
    content.KEY: "答案",
}  # file of a lesson, a chapter or an exercise → what it is
WHOLE = ("", "ipynb", "exercise.toml")  # came or went: so did the file, the page, the exercise
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
    places = _places(paths)
    notebook = {place.name: place.notebook for place in places}
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in notebook}
    for key, kind in changes:
        name, inside = _place(key, places)
        found.setdefault(name, []).append((inside, kind))
    return [_line(name, mine, notebook.get(name)) for name, mine in found.items() if mine]


@dataclass(frozen=True)
class Place:
    """A record of the syllabus: how its keys begin, what it is called, and its notebook."""

    prefix: str
    name: str
    notebook: Path


def _places(paths: Paths) -> list[Place]:
    course = syllabus.load(paths.root / "course.toml")
    beside: list[tuple[str, str, Any]] = [("notebooks", "课", x) for x in course.lessons]
    beside += [("guides", "指南", x) for x in course.chapters]
    beside += [("guides", "页面", x) for x in course.pages]
    found = []
    for folder, kind, x in beside:
        prefix = f"{folder}/{x.file.removesuffix('ipynb')}"  # its notebook, and its data
        found.append(Place(prefix, f"{kind} {x.id} {x.title}", paths.root / folder / x.file))
    for exercise in course.exercises:
        name = f"练习 {exercise.id} {exercise.title}"
        where = paths.exercises / exercise.file
        found.append(Place(f"exercises/{exercise.id}/", name, where))
    return found


def _place(key: str, places: list[Place]) -> tuple[str, str]:
    """What a key belongs to, in words, and its own name there."""
    for place in places:
        if key.startswith(place.prefix):
            return place.name, key.removeprefix(place.prefix)
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
    if len(kinds) == 1 and kinds != {"修改"} and any(inside in WHOLE for inside, _ in mine):
        return f"{kinds.pop()} {name}"
    headings = _headings(notebook) if notebook and notebook.is_file() else {}
    parts: dict[str, list[str]] = {}
    for inside, kind in mine:
        if part := _part(inside, headings, mine):
            parts.setdefault(kind, [])
            parts[kind] += [part] if part not in parts[kind] else []
    said = "；".join(
        _listed(parts[kind]) if kind == "修改" else f"{kind} {_listed(parts[kind])}"
        for kind in ("修改", "新增", "删除")
        if kind in parts
    )
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
    return PARTS.get(file, file)


def _listed(names: list[str]) -> str:
    more = f"等 {len(names)} 处" if len(names) > SHOWN else ""
    return "、".join(names[:SHOWN]) + more
