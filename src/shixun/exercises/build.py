"""nbgrader's source folder, made from the exercises' declarations.

    exercises/E04/exercise.toml, task.md, data, key/     what an author writes
    var/source/E04/E04.ipynb, form.json, …               what nbgrader releases and grades by

The same declaration gives the same bytes, and files that are right already are not touched, so
nothing is released or graded again without need. What somebody changed in the generated folder by
hand is set aside with a word, never overwritten. A folder without a declaration is copied as it is:
an ordinary nbgrader assignment may lie beside ours.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shixun import notebooks, syllabus
from shixun.exercises import declaration, prose
from shixun.exercises.declaration import BUILT, FILE, Declaration, DeclarationError
from shixun.exercises.scorers import Scorer
from shixun.files import write_atomically
from shixun.paths import Paths

log = logging.getLogger("shixun.build")  # warnings reach the screen wherever a build runs
MANIFEST = ".built.json"  # exercise → file → hash of what was generated
EDITED = "source-edited"  # below the state: what was set aside
KEPT_BACK = ("key", "cases")  # of these, the key alone goes along: for grading, never for release
KEY = ("key", "key.json")
AUTHORS = {FILE, prose.FILE}
GRADE = "from shixun.exercises.cells import grade"


@dataclass(frozen=True)
class Built:
    """One exercise after a build."""

    exercise: str
    changed: tuple[str, ...]  # files written or removed
    set_aside: tuple[Path, ...]  # where the edits that were found lie now


def build(paths: Paths) -> tuple[Built, ...]:
    """Bring the generated folder of every exercise up to date.

    Raises:
        DeclarationError: one of them says something that cannot hold; nothing was written.
    """
    planned = {folder.name: files(folder, paths) for folder in folders(paths)}
    manifest = _read_manifest(paths)
    done = []
    for exercise, wanted in planned.items():
        done.append(_write(paths, exercise, wanted, manifest.get(exercise, {})))
        manifest[exercise] = {name: _hash(content) for name, content in wanted.items()}
    if done:
        _replace(paths.source / MANIFEST, _json(manifest))
        _replace(paths.state / "schema" / "exercise.json", _json(declaration.schema()))
    return tuple(done)


def edited(paths: Paths) -> tuple[Path, ...]:
    """Generated files that somebody has changed or added by hand; nothing is written."""
    found = []
    for exercise, before in _read_manifest(paths).items():
        for name, path in _there(paths.source / exercise):
            if path.is_symlink() or _hash(path.read_bytes()) != before.get(name):
                found.append(path)
    return tuple(found)


def folders(paths: Paths) -> list[Path]:
    """The folders that hold an exercise: of the syllabus with a declaration, or nbgrader's own kind."""
    known = {e.id for e in syllabus.load(paths.root / "course.toml").exercises}
    return [
        p
        for p in sorted(paths.exercises.iterdir() if paths.exercises.is_dir() else ())
        if (p.name in known and (p / FILE).is_file())
        or (not (p / FILE).is_file() and (p / f"{p.name}.ipynb").is_file())
    ]


def files(folder: Path, paths: Paths) -> dict[str, bytes]:
    """What the generated folder of this exercise holds: path in it → content.

    Raises:
        DeclarationError: the declaration or the prose cannot hold.
    """
    taken = {
        "/".join(inside): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not _left_out(inside := p.relative_to(folder).parts)
    }
    if not (folder / FILE).is_file():
        return taken
    entry = syllabus.load(paths.root / "course.toml").exercise(folder.name)
    declared = declaration.read(folder)
    if (declared.id, declared.title) != (entry.id, entry.title):
        raise DeclarationError(
            f"{folder.name}/{FILE} 写的是“{declared.id} {declared.title}”，"
            f"course.toml 写的是“{entry.id} {entry.title}”；请改成一样。"
        )
    text = read_prose(folder)
    made = generated(declared, text, prose.head(declared, entry.minutes, entry.lesson))
    if both := sorted(made.keys() & taken.keys()):
        raise DeclarationError(
            f"{folder.name} 里的 {'、'.join(both)} 由 {FILE} 生成；请把手写的删掉或改名。"
        )
    return taken | made


def read_prose(folder: Path) -> str:
    """The text of task.md, "" where there is none."""
    path = folder / prose.FILE
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _left_out(inside: tuple[str, ...]) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in inside)
    kept_back = inside[0] in KEPT_BACK and inside != KEY
    return hidden or kept_back or "/".join(inside) in AUTHORS


def generated(declared: Declaration, text: str, head: str) -> dict[str, bytes]:
    """The notebook and the data files that follow from a declaration; pure.

    Raises:
        DeclarationError: the prose cannot be filled in.
    """
    notebook = notebooks.text(_notebook(declared, prose.sections(text, declared, head)))
    found = {
        f"{declared.id}.ipynb": notebook.encode(),
        "form.json": _json(declared.form_data),
        BUILT: declaration.public(declared),
    }
    if declared.start is not None:
        found["start.json"] = _json({"values": declared.start})
    return found


def _notebook(declared: Declaration, texts: dict[str, str]) -> dict:
    id = declared.id
    cells = [_cell(f"{id}-{name}", "markdown", text) for name, text in texts.items()]
    show = f'from shixun.widgets.exercise import show; show("{id}")'
    answer = f'from shixun.exercises.cells import show_answer; show_answer("{id}")'
    cells += [_cell(f"{id}-form", "code", show), _cell(f"{id}-answer", "code", answer)]
    cells += [
        _cell(i.id, "code", _call(id, i), grade=True, points=i.points) for i in declared.items
    ]
    cells += [
        _cell(r.id, "markdown", prose.rubric(r), task=True, points=r.points)
        for r in declared.rubric
    ]
    about = {"grading": "answers", "id": id, "kind": "exercise"}
    whole = {"cells": cells, "metadata": {"shixun": about}}
    return notebooks.canonical(whole, f"{id}.ipynb")


def _call(exercise: str, item: Scorer) -> str:
    call = f'grade("{exercise}", "{item.id}")'
    if item.needs_key:
        return f"{GRADE}\n### BEGIN HIDDEN TESTS\n{call}\n### END HIDDEN TESTS"
    return f"{GRADE}; {call}"


def _cell(id: str, kind: str, source: str, points: float | None = None, **marks: bool) -> dict:
    """A locked cell with nbgrader's marks."""
    mark = {"cell_type": kind, "grade": False, "solution": False, "task": False, **marks}
    mark |= {"grade_id": id, "locked": True, "schema_version": 3}
    if points is not None:
        mark["points"] = int(points) if points == int(points) else points
    return {"cell_type": kind, "id": id, "metadata": {"nbgrader": mark}, "source": source}


def _write(paths: Paths, exercise: str, wanted: dict[str, bytes], before: dict) -> Built:
    folder, changed, aside = paths.source / exercise, [], []
    for name, path in _there(folder):
        if path.is_symlink() or _hash(content := path.read_bytes()) != before.get(name):
            if not path.is_symlink() and wanted.get(name) == content:
                continue
            aside.append(_set_aside(paths, exercise, path, name))
            changed.append(name)
        elif name not in wanted:
            path.unlink()
            changed.append(name)
    changed += [name for name, content in wanted.items() if _replace(folder / name, content)]
    return Built(exercise, tuple(dict.fromkeys(changed)), tuple(aside))


def _there(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (path.is_file() or path.is_symlink()) and not _left_out(tuple(name.split("/"))):
            yield name, path


def _set_aside(paths: Paths, exercise: str, path: Path, name: str) -> Path:
    """Move an edit out of the way, beside earlier ones, and say where it is."""
    folder = (paths.state / EDITED / exercise / name).parent
    folder.mkdir(parents=True, exist_ok=True)
    taken = len(list(folder.glob(f"{path.stem}-手改*{path.suffix}")))
    kept = folder / f"{path.stem}-手改{taken + 1}{path.suffix}"
    path.rename(kept)
    log.warning(
        "%s 被手工改过或加过。这个文件夹是生成的，改动已另存为 %s，没有丢。"
        "要改题，请改 %s 里的 %s 或 %s，再运行 shixun build。",
        path, kept, paths.exercises / exercise, FILE, prose.FILE,
    )  # fmt: skip
    return kept


def _replace(path: Path, content: bytes) -> bool:
    """Write what differs; says whether it did."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, content)
    return True


def _read_manifest(paths: Paths) -> dict[str, dict[str, str]]:
    try:
        return json.loads((paths.source / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none yet, or torn: then what lies there is looked at afresh
        return {}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _json(data) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
