"""A new lesson or chapter from its template: notebook, data file, and an entry in course.toml."""

import json
import re
from pathlib import Path
from typing import Any

from shixun import notebooks, syllabus
from shixun.files import write_atomically
from shixun.lessons.interactions import KINDS, example
from shixun.paths import Paths
from shixun.records import RecordError

ROOMS = Path(__file__).parent.parent  # a template lies in the room of what it makes
ID = re.compile(r"[A-Z]+\d+")


class NewError(RecordError):
    """What was asked for cannot be made; nothing has been written."""


def lesson(
    paths: Paths, id: str, *, unit: str, title: str, minutes: int = 8, kind: str = "sort"
) -> tuple[Path, ...]:
    """Put a new lesson into the course, with a practice of one kind of interaction.

    Returns: the files that were written, course.toml last.

    Raises:
        NewError: the id, the unit or the kind will not do.
    """
    course = syllabus.load(paths.root / "course.toml")
    if unit not in [u.id for u in course.units]:
        units = "；".join(f"{u.id} {u.title}" for u in course.units)
        raise NewError(f"没有 {unit} 这个单元；现有：{units}。")
    practice = example_of(kind)
    entry = {"id": id, "unit": unit, "title": title, "minutes": minutes, "core": False}
    words = {"ID": id, "TITLE": title, "MINUTES": str(minutes)}
    text = _words((ROOMS / "lessons/template/lesson.toml").read_text(encoding="utf-8"), words)
    page = _page(ROOMS / "lessons/template/lesson.ipynb", words)
    target = paths.notebooks / unit / f"{id}.ipynb"
    return put(
        paths, "lessons", entry, {target: page, target.with_suffix(".toml"): text + practice}
    )


def chapter(paths: Paths, id: str, *, title: str, kind: str = "sort") -> tuple[Path, ...]:
    """Put a new chapter into the guide, made of one kind of interaction.

    Returns and raises as `lesson`.
    """
    template = ROOMS / "guide/template"
    words = {"ID": id, "TITLE": title}
    text = _words((template / "chapter.toml").read_text(encoding="utf-8"), words)
    practice = example_of(kind).replace("[practice", "[tool.practice")
    target = paths.guides / f"{id}.ipynb"
    page = _page(template / "chapter.ipynb", words)
    content = {target: page, target.with_suffix(".toml"): text + practice}
    return put(paths, "chapters", {"id": id, "title": title, "home": title}, content)


def example_of(kind: str) -> str:
    """The smallest practice of a kind, to start from."""
    if kind not in KINDS:
        raise NewError(f"没有 {kind} 这种互动；能用的：{'、'.join(KINDS)}。")
    return example(kind)


def put(
    paths: Paths, table: str, entry: dict[str, Any], content: dict[Path, str]
) -> tuple[Path, ...]:
    """Write the files of something new, and then its entry in course.toml.

    Raises:
        NewError: the id has another shape or is taken, or one of the files is there already.
    """
    source = paths.root / "course.toml"
    course, id = syllabus.load(source), entry["id"]
    if not ID.fullmatch(id):
        raise NewError(f"编号“{id}”不合格式；请用大写字母加数字，如 L19。")
    if id in course.ids:
        raise NewError(f"{id} 已经有了；编号用过就不能再用，请换一个。")
    for path in content:
        if path.exists():
            raise NewError(f"{path} 已经有了；没有动它。请换个编号，或先把它移开。")
    return _write(source, content, with_entry(source.read_text(encoding="utf-8"), table, entry))


def rewrite(
    paths: Paths, table: str, entry: dict[str, Any], content: dict[Path, str]
) -> tuple[Path, ...]:
    """Write the files of something whose id is in course.toml, and its entry anew."""
    source = paths.root / "course.toml"
    bare = without_entry(source.read_text(encoding="utf-8"), table, entry["id"])
    return _write(source, content, with_entry(bare, table, entry))


def _write(source: Path, content: dict[Path, str], course: str) -> tuple[Path, ...]:
    for path, text in content.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode())
    write_atomically(source, course.encode())
    syllabus.load.cache_clear()
    syllabus.load(source)
    return (*content, source)


def with_entry(text: str, table: str, entry: dict[str, Any]) -> str:
    """course.toml with one more [[table]], after those that are there; the rest as it was."""
    # What JSON writes for a text, a number and true or false is TOML, too.
    values = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items())
    block = "\n".join((f"[[{table}]]", *values))
    lines = text.rstrip("\n").split("\n")
    heads = [n for n, line in enumerate(lines) if line.startswith("[")]
    own = [n for n in heads if lines[n].strip() == f"[[{table}]]"]
    end = next((n for n in heads if own and n > own[-1]), len(lines))
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1  # remarks and empty lines belong to what follows
    before, after = lines[:end], lines[end:]
    return "\n".join([*before, "", block, *(after or [""])]).rstrip("\n") + "\n"


def without_entry(text: str, table: str, id: str) -> str:
    """course.toml without the [[table]] of this id; the rest as it was."""
    blocks = re.split(r"(?m)^(?=\[)", text)
    own = re.compile(rf'\[\[{table}\]\]\n(?:.*\n)*?id = "{re.escape(id)}"\n')
    return "".join(b for b in blocks if not own.match(b))


def _words(text: str, words: dict[str, str]) -> str:
    return re.sub("|".join(words), lambda found: words[found[0]], text)


def _page(template: Path, words: dict[str, str]) -> str:
    """The template's notebook with its words put in, in canonical form."""
    page = notebooks.read(template)
    for cell in page["cells"]:
        cell["id"] = _words(cell["id"], words)
        cell["source"] = _words(notebooks.source(cell), words)
    metadata = page["metadata"]
    metadata["shixun"]["id"] = words["ID"]
    if "title" in metadata:
        metadata["title"] = words["TITLE"]
    return notebooks.text(notebooks.canonical(page, template.name))
