"""Data files as records: TOML read into frozen msgspec structs, with errors that a trainer can use.

A struct says what may stand in a file; whatever does not fit is refused with the file, the entry
and the remedy, in Chinese. A struct's own `__post_init__` may raise ValueError with such words.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
TYPES = {
    "str": "文字（两边加引号）",
    "int": "整数",
    "float": "数",
    "bool": "true 或 false",
    "array": "列表 [ ]",
    "object": "一组“名字 = 值”",
    "null": "空",
}
SYNTAX = re.compile(r"\(at line (\d+), column (\d+)\)")
PLACE = re.compile(r" - at `(?:key in )?\$?(.*)`$", re.S)


@dataclass(frozen=True)
class Problem:
    """Something in a content file that its author should mend.

    `text` says what is wrong and what to do. `todo` marks what a template left to be written: no
    mistake, but not finished.
    """

    file: str
    place: str
    text: str
    todo: bool = False

    def __str__(self) -> str:
        return f"{self.file}{f' {self.place}' if self.place else ''}：{self.text}"


class RecordError(Exception):
    """A data file that cannot be used; the message names the file, the entry and the remedy."""


def read_toml(path: Path, type: type[T]) -> T:
    """The record in a TOML file.

    Raises:
        RecordError: no such file, no TOML, or not what `type` holds.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RecordError(
            f"{path.name}：读不出来（{error.strerror}）；请检查文件在不在。"
        ) from error
    except UnicodeDecodeError as error:
        raise RecordError(f"{path.name}：不是 UTF-8 编码；请用 UTF-8 另存一次。") from error
    return from_toml(text, type, path.name)


def from_toml(text: str, type: type[T], name: str) -> T:
    """The record in the text of a TOML file called `name`.

    Raises:
        RecordError: as for `read_toml`.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = SYNTAX.search(str(error))
        where = f"第 {found[1]} 行第 {found[2]} 列" if found else "末尾"
        raise RecordError(
            f"{name} {where}：写法不对；请检查这里的引号、括号和等号。（{error}）"
        ) from error
    return convert(data, type, name)


def convert(data: Any, type: type[T], name: str) -> T:
    """`data` (of plain dicts and lists) as a record; `name` is the file that it comes from.

    Raises:
        RecordError: `data` is not what `type` holds.
    """
    try:
        return msgspec.convert(data, type)
    except msgspec.ValidationError as error:
        raise RecordError(f"{name}{_explain(str(error), data)}") from error


def _explain(error: str, data: Any) -> str:
    """The entry and the remedy, from msgspec's words and the data that it speaks of."""
    found = PLACE.search(error)
    text = PLACE.sub("", error)
    return f"{_place(found[1] if found else '', data)}：{_remedy(text)}"


def _place(path: str, data: Any) -> str:
    """ ".practice.parts[0].cards[2]" as ` 的 practice → parts 第 1 项（cards）→ cards 第 3 项（k03）`."""
    steps, at = [], data
    for key, number in re.findall(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]", path):
        if key:
            at = at.get(key) if isinstance(at, dict) else None
            steps.append(f"{key}{_id(at)}")
        elif number == "...":
            at = None
            steps[-1:] = [f"{steps[-1]} 里"] if steps else []
        else:
            at = at[int(number)] if isinstance(at, list) and int(number) < len(at) else None
            said = f" 第 {int(number) + 1} 项{_id(at)}"
            steps[-1:] = [f"{steps[-1]}{said}" if steps else said]
    return f" 的 {' → '.join(steps)}" if steps else ""


def _id(entry: Any) -> str:
    id = entry.get("id") if isinstance(entry, dict) else None
    return f"（{id}）" if isinstance(id, str) else ""


def _remedy(text: str) -> str:
    if found := re.match(r"Object contains unknown field `(.*)`", text):
        return f"不认识“{found[1]}”这一项；请删掉它，或对照模板改成对的名字。"
    if found := re.match(r"Object missing required field `(.*)`", text):
        return f"缺少“{found[1]}”这一项；请补上。"
    if found := re.match(r"Expected `(.+)`, got `(.+)`", text):
        wanted = "或".join(TYPES.get(w.strip(), w) for w in found[1].split("|"))
        return f"要写{wanted}，写成了{TYPES.get(found[2], found[2])}；请改过来。"
    if found := re.match(r"Invalid (?:enum )?value (.*)", text):
        return f"不认识 {found[1]} 这个值；请换成模板里列出的写法。"
    if found := re.match(r"Expected `(.+)` of length (>=|<=) (\d+)", text):
        return f"{'至少' if found[2] == '>=' else '最多'}要有 {found[3]} 项；请补齐或删减。"
    return text
