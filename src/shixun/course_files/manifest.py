"""What was unpacked into a course folder: the state against which an edit is an edit."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from shixun.files import write_atomically

PLACE = Path(".shixun") / "unpacked.json"  # below the course folder


@dataclass(frozen=True)
class Manifest:
    """A version of the packaged course and the files that a person has been given of it."""

    version: str  # of the package; empty while nothing is whole yet
    fingerprint: str
    files: dict[str, str] = field(default_factory=dict)  # path below the course folder → hash


NOTHING = Manifest("", "")


def exists(root: Path) -> bool:
    """Whether this folder was unpacked by us, if only in part."""
    return (root / PLACE).is_file()


def load(root: Path) -> Manifest | None:
    """The manifest of a folder; None if it cannot be read."""
    try:
        return msgspec.json.decode((root / PLACE).read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def save(root: Path, manifest: Manifest) -> None:
    path = root / PLACE
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(msgspec.to_builtins(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    write_atomically(path, f"{text}\n".encode())
