"""What the course consists of, as hashes: all that a teacher can meet or be scored by.

Two sources. The course folder, file by file, notebooks by cell. And those rooms of our own code that
judge an answer or say something to a teacher (`ROOMS`), with whatever another package brings that
the course names. Left out is what changes neither words nor points: how a page looks (.css), the
frame around it (server), the trainer's figures (analytics), and the autograder, which grades any
course alike and puts a version of its own into what it grades.

A hash depends on content alone, so a checkout, an installed wheel and a copied folder agree: paths
are relative, line endings one, and Python is taken as its syntax tree, so that comments, docstrings
and formatting make no other course. Browser code is taken as bundled, which has neither either.

A short answer key can be guessed from its hash, and a lock file may go where keys must not. So a
key/ folder has one hash for all that is in it, and `release` puts a random file there first.
"""

import ast
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import shixun
from shixun import notebooks

FILES = ("course.toml", "grading/nbgrader_config.py")
FOLDERS = ("notebooks", "guides", "exercises", "grading/templates")
KEY = "key"  # folder of an exercise: what only the trainer's side has
SALT = "salt"  # file of a folder of keys: random digits, and nothing else
CASES = "cases"  # folder of an exercise: judged answers that check it; nobody meets them
JUDGES = ("answers", "exercises", "fields", "rules", "forms.py", "records.py")  # give the points
ROOMS = (*JUDGES, "classroom", "guide", "lessons", "responses", "widgets")
PACKAGE = "shixun/"  # begins the keys of our own code and records
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
MARKS = ":marks"  # ends the key of what a cell holds beside its text; no cell id has a colon
OURS = Path(shixun.__file__).parent


def hashes(root: Path, package: Path = OURS) -> dict[str, str]:
    """Hash of each part of the course.

    Args:
        root: the course folder.
        package: the folder of our own code.

    Returns:
        Key → 16 hexadecimal digits. A key is "notebooks/M2/L07.ipynb#cell-id" for a cell's text, the
        same with ":marks" for its marks and pictures, "notebooks/M2/L07.ipynb" for their order,
        "exercises/E04/key" for a folder of keys, "exercises/E04/school.json" for another file of
        the course folder, and "shixun/rules/rest.py" for a file of a package.
    """
    found: dict[str, str] = {}
    keys: dict[str, dict[str, str]] = {}
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        parts = name.split("/")
        if parts[0] == "exercises" and KEY in parts[:-1]:
            folder, _, inside = name.partition(f"/{KEY}/")
            keys.setdefault(f"{folder}/{KEY}", {})[inside] = file_hash(path)
        elif path.suffix == ".ipynb":
            found |= _notebook(name, path)
        else:
            found[name] = file_hash(path)
    found |= {folder: digest(_json(inside)) for folder, inside in keys.items()}
    return found | code_hashes(ROOMS, package) | _brought(root)


def digest(content: bytes) -> str:
    """The first 64 bits of SHA-256, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()[:16]


def file_hash(path: Path) -> str:
    """Of one file as it is, whatever its line endings."""
    content = path.read_bytes()
    if b"\0" in content:
        return digest(content)
    content = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    return digest(code(content).encode() if path.suffix == ".py" else content)


def code(source: bytes) -> str:
    """Python without comments, docstrings and formatting; as it stands where it cannot be read.

    Empty entries of the syntax tree are left out, so that a newer Python, which knows more of them,
    gives the same.
    """
    said: list[str] = []
    try:
        _say(ast.parse(source), said)
    except (SyntaxError, ValueError):
        return source.decode("utf-8", "backslashreplace")
    return "\n".join(said)


def _say(node: Any, said: list[str]) -> None:
    """Append a part of a syntax tree, word by word."""
    if isinstance(node, list):
        said.append("[")
        for one in node:
            _say(one, said)
        said.append("]")
    elif isinstance(node, ast.AST):
        said.append(f"{type(node).__name__}(")
        for name in node._fields:
            value = getattr(node, name, None)
            if name == "body" and value and isinstance(node, DOCUMENTED):
                value = _without_docstring(value)
            if value is not None and value != [] and name not in ("ctx", "kind"):
                said.append(name)
                _say(value, said)
        said.append(")")
    else:
        said.append(repr(node))


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0].value if body and isinstance(body[0], ast.Expr) else None
    told = isinstance(first, ast.Constant) and isinstance(first.value, str)
    return body[1:] if told else body


def _notebook(name: str, path: Path) -> dict[str, str]:
    """By cell; as one file where a cell has no name of its own."""
    try:
        notebook = notebooks.read(path)
        cells = {cell["id"]: cell for cell in notebook["cells"]}
        if len(cells) < len(notebook["cells"]):
            return {name: file_hash(path)}
    except (notebooks.NotebookError, KeyError, TypeError):
        return {name: file_hash(path)}
    kept = _kept(notebook, notebooks.KEPT_NOTEBOOK_METADATA)
    found = {name: digest(_json([list(cells), kept]))}
    for id, cell in cells.items():
        text = notebooks.source(cell).replace("\r\n", "\n").rstrip("\n")
        found[f"{name}#{id}"] = digest(f"{cell['cell_type']}\n{text}".encode())
        marks = (
            _kept(cell, notebooks.KEPT_CELL_METADATA),  # points are here
            cell.get("attachments") or {},  # pictures that were pasted in
        )
        if any(marks):
            found[f"{name}#{id}{MARKS}"] = digest(_json(marks))
    return found


def _kept(of: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {k: v for k, v in of.get("metadata", {}).items() if k in names}


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")


def _files(root: Path) -> Iterator[Path]:
    """The files of the course folder in order, without what programs leave behind."""
    exercises = {p.name for p in (root / "exercises").glob("*/")}
    yield from (root / name for name in FILES if (root / name).is_file())
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            parts = path.relative_to(root / folder).parts
            if folder == "exercises":
                passing = parts[1:2] == (CASES,)
            else:  # a page tried out in place has its exercises copied beside the lessons
                passing = bool(exercises.intersection(parts))
            if path.is_file() and not passing and not any(map(_left_behind, parts)):
                yield path


def _left_behind(part: str) -> bool:
    """Whether a program made a file or folder of this name for itself."""
    return (
        part.startswith((".", "~"))
        or part.endswith((".pyc", ".tmp", "~"))
        or part in ("__pycache__", "Thumbs.db", "desktop.ini")
    )


def code_hashes(rooms: tuple[str, ...], package: Path = OURS) -> dict[str, str]:
    """Of our own code and records in these rooms; once a process, whose code stays what it is."""
    return {key: value for room in rooms for key, value in _room(package / room, package).items()}


@cache
def _room(room: Path, package: Path) -> dict[str, str]:
    files = (room,) if room.is_file() else _sources(room)
    return {f"{PACKAGE}{p.relative_to(package).as_posix()}": file_hash(p) for p in files}


def _sources(folder: Path) -> Iterator[Path]:
    """What a package consists of, without looks and without what its bundles are made from."""
    for path in sorted(folder.rglob("*")):
        made_from = path.suffix == ".ts" or (path.suffix == ".js" and path.parent.name != "static")
        passing = any(map(_left_behind, path.relative_to(folder).parts))
        if path.is_file() and not passing and not made_from and path.suffix != ".css":
            yield path


@cache
def brought() -> dict[str, dict[str, str]]:
    """What other packages plug into ours: name of the entry point → hash of each of their files."""
    found: dict[str, dict[str, str]] = {}
    groups = sorted(g for g in entry_points().groups if g.startswith("shixun."))
    for entry in (entry for group in groups for entry in entry_points(group=group)):
        top = entry.module.partition(".")[0]
        if top != OURS.name and (spec := find_spec(top)):
            for place in map(Path, spec.submodule_search_locations or [str(spec.origin)]):
                files = [place] if place.is_file() else _sources(place)
                mine = {p.relative_to(place.parent).as_posix(): file_hash(p) for p in files}
                found.setdefault(entry.name, {}).update(mine)
    return found


def _brought(root: Path) -> dict[str, str]:
    """Of those packages that the course names, as the scorer of an item for example."""
    if not brought():
        return {}
    said = "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in _files(root)
        if path.suffix in (".toml", ".ipynb")
    )
    return {
        key: value
        for name, files in brought().items()
        if f'"{name}"' in said or f"'{name}'" in said
        for key, value in files.items()
    }
