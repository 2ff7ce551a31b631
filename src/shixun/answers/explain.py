"""A JSON Schema violation in words for the person who filled the form."""

from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator

from shixun.fields.base import OTHER_REASON
from shixun.forms import Form


@dataclass(frozen=True)
class Problem:
    text: str
    unknown: bool = False


def explain(values: Any, form: Form) -> Problem | None:
    """The first thing wrong with the values, by the labels of the form; None if all is well."""
    violations = Draft202012Validator(form.values_schema()).iter_errors(values)
    first = min(
        violations, key=lambda v: (len(v.absolute_path), str(v.absolute_path)), default=None
    )
    if first is None:
        return None
    path = list(first.absolute_path)
    field = form.field(str(path[0])) if path else None
    where = place(path, form)
    if first.validator == "additionalProperties":
        known = first.schema.get("properties", {})
        names = "、".join(sorted(str(k)[:40] for k in first.instance.keys() - known.keys()))
        return Problem(f"{where}有不认识的项：{names}。", unknown=True)
    limit = first.validator_value
    reason = field.reason(first.validator, limit) if field else OTHER_REASON
    return Problem(f"{where}{reason}。")


def place(path: list[str | int], form: Form) -> str:
    """E.g. 「课表」第 3 行「开始」, from ["timetable", 2, "start"]."""
    if not path:
        return ""
    field = form.field(str(path[0]))
    words = f"「{(field and field.label) or path[0]}」"
    for step in path[1:]:
        if isinstance(step, int):
            words += f"第 {step + 1} 行"
        else:
            name = field.parts().get(step) if field else None
            words += f"「{name or step}」"
    return words
