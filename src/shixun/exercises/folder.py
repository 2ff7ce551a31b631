"""The files of one exercise as a teacher or a trainer has them on disk."""

import json
from pathlib import Path
from typing import Any


def load_form(folder: Path) -> dict[str, Any]:
    """The form of the exercise in this folder."""
    return json.loads((folder / "form.json").read_text(encoding="utf-8"))


def start_values(folder: Path) -> dict[str, Any] | None:
    """What a fresh form holds, e.g. the timetable to mend."""
    path = folder / "start.json"
    if not path.is_file():
        return None
    data = json.loads(path.read_text(encoding="utf-8"))
    return data.get("values", data)


def read_key(folder: Path) -> dict[str, Any] | None:
    """The key in an exercise's source folder, if it has one."""
    path = folder / "key" / "key.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
