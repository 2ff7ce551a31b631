"""Writes the fields' TypeScript types from their msgspec records: `python scripts/field_types.py`.

What the browser code is checked against is then what Python reads, key by key.
"""

from pathlib import Path
from typing import Any

import msgspec

from shixun.fields import AnyField

TARGET = Path(__file__).parents[1] / "src/shixun/fields/specs.d.ts"
HEAD = "// What a form's file may say, by kind. Written by `make js` from the records in this folder.\n"
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}


def declarations() -> str:
    """The text of specs.d.ts."""
    _, components = msgspec.json.schema_components((AnyField,), ref_template="{name}")
    records = (_interface(name, components[name]) for name in sorted(components))
    kinds = " | ".join(
        f"{name}Spec" for name in sorted(components) if "kind" in components[name]["properties"]
        and not name.endswith("Column")
    )  # fmt: skip
    return HEAD + "\n" + "\n".join(records) + f"\nexport type FieldSpec = {kinds};\n"


def _interface(name: str, schema: dict[str, Any]) -> str:
    must = schema.get("required", ())
    lines = [
        f"  {key}{'' if key in must else '?'}: {_type(value)};"
        for key, value in schema["properties"].items()
    ]
    return f"export interface {name}Spec {{\n" + "\n".join(lines) + "\n}\n"


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return f"{schema['$ref']}Spec"
    if "enum" in schema:
        return " | ".join(f'"{v}"' for v in schema["enum"])
    if "anyOf" in schema:
        parts = dict.fromkeys(_type(s) for s in schema["anyOf"] if s.get("type") != "null")
        return " | ".join(parts)
    if schema["type"] == "array":
        return f"readonly ({_type(schema['items'])})[]"
    return PLAIN[schema["type"]]


if __name__ == "__main__":
    TARGET.write_text(declarations(), encoding="utf-8")
