"""What the course consists of, as hashes: all that a teacher can read or be scored by.

Two sources: the course folder (course.toml, notebooks/, guides/, exercises/, the feedback page in
grading/templates/) and those packages of ours that judge answers or say something to a teacher
(`JUDGES`). How a page looks is left out: another colour makes no other course.

A hash depends on content alone, so a checkout, an installed wheel and a copied folder agree: paths
are relative, line endings one, notebooks are taken by cell, and Python without comments, docstrings
and blank lines. The hashes of answer keys stand in lock files too, and a short key can be guessed
from its hash: a lock file goes only where the keys go, never to a teacher's side.
"""

import ast
import hashlib
import io
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import shixun
from shixun import notebooks

FOLDERS = ("notebooks", "guides", "exercises", "grading/templates")
JUDGES = ("answers", "exercises", "fields", "guide", "lessons", "rules", "forms.py", "records.py")
PACKAGE = "shixun/"  # begins the keys of our own code and records
TEXT = {".toml", ".json", ".md", ".txt", ".csv", ".html", ".css", ".j2", ".svg", ".py"}
CASES = "cases"  # judged answers that check an exercise; nobody meets them


def hashes(root: Path) -> dict[str, str]:
    """Hash of each part of the course.

    Args:
        root: the course folder.

    Returns:
        Key → 16 hexadecimal digits. A key is "notebooks/M2/L07.ipynb#cell-id" for a cell,
        "exercises/E04/school.json" for another file of the course folder, "shixun/rules/rest.py"
        for a file of ours.
    """
    found = {}
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        if path.suffix == ".ipynb":
            for cell in notebooks.read(path)["cells"]:
                mark = f"{cell['cell_type']}\n{notebooks.source(cell)}"
                found[f"{name}#{cell['id']}"] = digest(mark.encode())
        else:
            found[name] = file_hash(path)
    return found | _judges()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def file_hash(path: Path) -> str:
    """Of one file that is no notebook, as `hashes` gives it."""
    content = path.read_bytes()
    if path.suffix not in TEXT:
        return digest(content)
    text = content.decode("utf-8", "surrogateescape").replace("\r\n", "\n").removeprefix("\ufeff")
    return digest((code(text) if path.suffix == ".py" else text).encode("utf-8", "surrogateescape"))


def code(text: str) -> str:
    """Python source without comments, docstrings, blank lines and trailing space."""
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                for row in range(first.lineno - 1, first.end_lineno or first.lineno):
                    lines[row] = ""
    return "\n".join(kept for line in lines if (kept := line.rstrip()))


def _files(root: Path) -> Iterator[Path]:
    """The files of the course folder in order, without what programs leave behind."""
    exercises = {p.name for p in (root / "exercises").glob("*/")}
    syllabus = root / "course.toml"
    if syllabus.is_file():
        yield syllabus
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            parts = path.relative_to(root / folder).parts
            # A page tried out in place has its exercises copied beside the lessons.
            copied = folder == "notebooks" and parts[0] in exercises
            if path.is_file() and not copied and not any(_passing(p) for p in parts):
                yield path


def _passing(part: str) -> bool:
    """Whether a file or folder of this name is no part of the course."""
    return (
        part.startswith((".", "~"))
        or part in ("__pycache__", CASES)
        or part.endswith((".pyc", ".tmp", "~"))
    )


@cache
def _judges() -> dict[str, str]:
    """Our own part; once a process, whose code does not change while it runs."""
    package = Path(shixun.__file__).parent
    found = {}
    for name in JUDGES:
        paths = [package / name] if name.endswith(".py") else sorted((package / name).rglob("*"))
        for path in paths:
            if path.is_file() and path.suffix in TEXT and "__pycache__" not in path.parts:
                found[f"{PACKAGE}{path.relative_to(package).as_posix()}"] = file_hash(path)
    return found
