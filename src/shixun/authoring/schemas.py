"""What an editor completes and checks data files by: JSON Schema of lessons and chapters."""

import json

import msgspec

from shixun.files import write_atomically
from shixun.guide.data import ChapterData
from shixun.lessons.data import LessonData
from shixun.paths import Paths

RECORDS = {"lesson": LessonData, "chapter": ChapterData}


def write(paths: Paths) -> None:
    """Put the schemas where the first line of a data file (`#:schema …`) points to."""
    folder = paths.state / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    for name, record in RECORDS.items():
        text = json.dumps(msgspec.json.schema(record), ensure_ascii=False, indent=1)
        target = folder / f"{name}.json"
        if not target.is_file() or target.read_text(encoding="utf-8") != text:
            write_atomically(target, text.encode())
