"""Writing an exercise as its author would: exercise.toml, task.md, key/, from plain data.

What JSON writes for a text, a number and true or false is TOML, too.
"""

import json
from pathlib import Path
from typing import Any

from shixun.exercises import declaration, prose

TEMPLATE = Path(__file__).parent / "template"
SCHEMA = "#:schema ../../var/schema/exercise.json"


def from_template(id: str, title: str) -> dict[str, str]:
    """The files of a small exercise that runs as it is: path in its folder → text."""
    words = {"ID": id, "TITLE": json.dumps(title, ensure_ascii=False)[1:-1]}
    text = (TEMPLATE / declaration.FILE).read_text(encoding="utf-8")
    for name, word in words.items():
        text = text.replace(name, word)
    key = {"q1": "a", "q2": 20}
    model = case(
        "示范答案：全对。", {"q1": "a", "q2": 20, "q3": ""}, {f"{id}-q1": 10, f"{id}-q2": 10}
    )
    blank = case("什么也没填。", {}, {f"{id}-q1": 0, f"{id}-q2": 0})
    return {
        declaration.FILE: text,
        prose.FILE: (TEMPLATE / prose.FILE).read_text(encoding="utf-8"),
        "key/key.json": as_json(key),
        "key/model.json": model,
        "key/wrong_blank.json": blank,
    }


def case(why: str, values: dict[str, Any], expect: dict[str, float]) -> str:
    """A judged answer, as key/ holds it."""
    return as_json({"why": why, "values": values, "expect": expect})


def as_json(data: Any) -> str:
    """As the course's data files are written."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def as_toml(data: dict[str, Any]) -> str:
    """A declaration as TOML: texts and numbers first, then a table for each record."""
    lines = [SCHEMA, ""]
    lines += [f"{k} = {_value(v)}" for k, v in data.items() if not isinstance(v, dict | list)]
    for name, value in data.items():
        if isinstance(value, dict):
            lines += ["", f"[{name}]", *_entries(value)]
        elif isinstance(value, list):
            for record in value:
                lines += ["", f"[[{name}]]", *_entries(record)]
    return "\n".join(lines) + "\n"


def _entries(record: dict[str, Any]) -> list[str]:
    lines = []
    for key, value in record.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"{key} = [", *(f"  {_value(v)}," for v in value), "]"]
        else:
            lines.append(f"{key} = {_value(value)}")
    return lines


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
