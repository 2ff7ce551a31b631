"""What holds for every page of the course, lesson or chapter, whatever it teaches. Pure."""

import re
from collections.abc import Callable
from typing import Any

from shixun import notebooks
from shixun.records import Problem

HAN = re.compile(r"[\u4e00-\u9fff]")
LINK = re.compile(r"\]\(([^)\s]+)[^)]*\)")
TODO = re.compile(r"【写[^】]*】")  # what a template leaves to its author
COMES_ALONG = (".txt", ".ipynb")  # what set-up puts into a teacher's home
EXAMPLE = 'from shixun.widgets import lesson; lesson.recall("L01")'
ONE_CALL = re.compile(r"from shixun\.widgets import (\w+); \1\.\w+\([^()\n]*\)")

Cell = dict[str, Any]


def check(page: dict[str, Any], file: str, id: str, exists: Callable[[str], bool]) -> list[Problem]:
    """What is wrong with a page, whatever kind it is.

    Args:
        page: the notebook.
        file: what its author calls it.
        id: of the lesson or chapter; its cells' ids begin with it.
        exists: whether a relative link leads to a file.
    """
    try:
        notebooks.canonical(page, file)
    except notebooks.NotebookError as error:
        return [Problem(file, "", str(error).removeprefix(f"{file} "))]
    found = []
    for cell in page["cells"]:
        place, text = cell["id"], notebooks.source(cell)
        if not place.startswith(f"{id}-"):
            found.append(
                Problem(file, f"{place} 格", f"编号要以 {id}- 开头，意见和版本才对得上；请改编号。")
            )
        look = _code if cell["cell_type"] == "code" else _prose
        found += [Problem(file, f"{place} 格", said) for said in look(text, exists)]
        found += [
            Problem(file, f"{place} 格", f"还要写：{t}", todo=True) for t in TODO.findall(text)
        ]
    return found


def todos(text: str, file: str) -> list[Problem]:
    """What of a data file is still to be written."""
    return [
        Problem(file, f"第 {number} 行", f"还要写：{words}", todo=True)
        for number, line in enumerate(text.splitlines(), 1)
        for words in TODO.findall(line)
    ]


def _code(text: str, exists: Callable[[str], bool]) -> list[str]:
    if ONE_CALL.fullmatch(text.strip()):
        return []
    return [f"代码格只放一行调用，写法照 {EXAMPLE}。"]


def _prose(text: str, exists: Callable[[str], bool]) -> list[str]:
    said = []
    if "__" in text:
        said.append("两个下划线会变成粗体，空就不见了；请用全角的 ＿＿＿。")
    for link in LINK.findall(text):
        path = link.split("#")[0]
        if not path or re.match(r"[a-z]+:", path):
            continue
        if not exists(path):
            said.append(f"链接 {link} 打不开；请改好路径，或把文件放到旁边。")
        elif not path.endswith(COMES_ALONG):
            said.append(f"链接 {link} 不会到学员那里；能带去的只有 {'、'.join(COMES_ALONG)}。")
    return said


def calls(page: dict[str, Any]) -> list[str]:
    """What its code cells call, in their order: lesson.recall("L07"), …"""
    cells = (notebooks.source(c) for c in page["cells"] if c["cell_type"] == "code")
    return [text.split("; ")[-1].strip() for text in cells]


def characters(page: dict[str, Any]) -> int:
    """Chinese characters of its prose."""
    prose = (notebooks.source(c) for c in page["cells"] if c["cell_type"] == "markdown")
    return sum(len(HAN.findall(text)) for text in prose)
