"""The course inside the installed package. A checkout has none: there the course lies beside the code."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from shixun import __version__, notebooks

FOLDER = Path(__file__).parent / "packaged"  # the build puts it there; see pyproject.toml


@dataclass(frozen=True)
class Packaged:
    """One version of the course, as files that nobody edits."""

    folder: Path
    version: str

    @cached_property
    def files(self) -> dict[str, str]:
        """Path below the course folder → hash of the content, in the order of unpacking.

        course.toml comes last: a folder that has it is whole.
        """
        found = sorted(
            p.relative_to(self.folder).as_posix()
            for p in self.folder.rglob("*")
            if p.is_file() and "__pycache__" not in p.parts
        )
        found.sort(key=lambda name: name == "course.toml")
        return {name: digest(self.content(name)) for name in found}

    @property
    def fingerprint(self) -> str:
        """Of all files together: equal exactly if no file differs."""
        return digest(json.dumps(self.files, sort_keys=True).encode())

    def content(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()


def installed() -> Packaged | None:
    """What the installed package carries; None in a checkout."""
    return Packaged(FOLDER, __version__) if FOLDER.is_dir() else None


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def digests(path: Path) -> frozenset[str]:
    """The hashes by which a file may be known; empty where there is nothing.

    A notebook that was only run, and so holds outputs and counts, is also known by its canonical
    form, which is the one that packages carry. What is no ordinary file is like no packaged one.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        return frozenset({"no ordinary file"})
    if not path.is_file():
        return frozenset()
    found = {digest(path.read_bytes())}
    if path.suffix == ".ipynb":
        try:
            clean = notebooks.canonical(notebooks.read(path), path.name)
            found.add(digest(notebooks.text(clean).encode("utf-8")))
        except (notebooks.NotebookError, KeyError, TypeError, AttributeError):
            pass  # edited into something else: known by its bytes alone
    return frozenset(found)
