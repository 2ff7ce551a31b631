"""A JSON Schema violation in words for the person who filled the form."""

from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator


@dataclass(frozen=True)
class Problem:
    text: str
    unknown: bool = False


def explain(values: Any, schema: dict[str, Any], form: dict[str, Any]) -> Problem | None:
    """The first thing wrong with the values, by the labels of the form; None if all is well."""
    violations = Draft202012Validator(schema).iter_errors(values)
    first = min(
        violations, key=lambda v: (len(v.absolute_path), str(v.absolute_path)), default=None
    )
    if first is None:
        return None
    where = place(list(first.absolute_path), form)
    if first.validator == "additionalProperties":
        known = first.schema.get("properties", {})
        names = "、".join(sorted(str(k)[:40] for k in first.instance.keys() - known.keys()))
        return Problem(f"{where}有不认识的项：{names}。", unknown=True)
    return Problem(f"{where}{_reason(first)}。")


def place(path: list[str | int], form: dict[str, Any]) -> str:
    """E.g. 「课表」第 3 行「开始」, from ["timetable", 2, "start"]."""
    if not path:
        return ""
    spec = next((f for f in form["fields"] if f["id"] == path[0]), {})
    words = f"「{spec.get('label') or path[0]}」"
    for step in path[1:]:
        if isinstance(step, int):
            words += f"第 {step + 1} 行"
            continue
        parts = [*spec.get("columns", ()), *spec.get("cards", ())]
        part = next((p for p in parts if p["id"] == step), {})
        words += f"「{part.get('label') or part.get('text') or step}」"
    return words


def _reason(violation) -> str:
    limit = violation.validator_value
    match violation.validator:
        case "enum":
            return "填的不在可选的范围里"
        case "maxLength":
            return f"太长，最多 {limit} 字"
        case "maxItems":
            return f"行数太多，最多 {limit} 行"
        case "minimum":
            return f"太小，最小是 {limit}"
        case "maximum":
            return f"太大，最大是 {limit}"
        case "uniqueItems":
            return "有重复的选择"
        case "anyOf" | "pattern":
            return "日期要写成 2026-03-02 这样"
    return "的内容形式不对"
