"""What the commands of an author do on a terminal."""

import sys
from collections.abc import Iterable
from pathlib import Path

from shixun.authoring import exercises, new
from shixun.exercises.spreadsheet import template
from shixun.exercises.spreadsheet.reading import preview
from shixun.paths import Paths

YES = ("是", "y", "Y", "yes")


def write_template(paths: Paths, id: str, title: str, lesson: str) -> int:
    """An .xlsx to fill in, in the folder one is in."""
    file = Path(f"{id}.xlsx")
    if file.exists():
        raise new.NewError(f"{file} 已经有了；没有动它。请先把它移开，或接着填那一份。")
    file.write_bytes(template(id, title, lesson))
    print(f"写好了 {file}。用 Excel 或 WPS 打开，照第一张表里的说明填；填好以后：")
    print(f"  shixun check {file}    看哪一行要改\n  shixun import {file}   看一遍，再写进课程")
    return 0


def new_exercise(paths: Paths, id: str, title: str, lesson: str, minutes: int) -> int:
    """An exercise from the template."""
    made = exercises.from_template(paths, id, title=title, lesson=lesson, minutes=minutes)
    _written(paths, made, f"接着改带“写”字的方括号，再运行 shixun check {id}。")
    return 0


def import_file(paths: Paths, file: Path, *, yes: bool, again: bool, **known) -> int:
    """Read a spreadsheet, show what was understood, and write it once that is confirmed."""
    if not file.is_file():
        raise FileNotFoundError(f"找不到文件 {file}；请检查路径。")
    draft = exercises.completed(paths, file, **known)
    print("\n".join(preview(draft)))
    if draft.problems:
        print("\n".join(["", "这些地方要先改好，还没有写进课程：", *map(str, draft.problems)]))
        return 1
    if not yes:
        if not sys.stdin.isatty():
            print("看过没有问题，就加上 --yes 再运行一次。还没有写。", file=sys.stderr)
            return 2
        if input("按这个写进课程吗？输入“是”或 y：").strip() not in YES:
            print("没有写。")
            return 0
    made = exercises.from_draft(paths, draft, again=again)
    _written(paths, made, "运行 shixun setup 就发布给老师。")
    return 0


def _written(paths: Paths, made: Iterable[Path], then: str) -> None:
    print("\n".join(f"写好了 {p.relative_to(paths.root)}" for p in made))
    print(then)
