"""A draft as the files of an exercise, as an author would write them by hand. Pure."""

from typing import Any

from shixun.exercises import declaration, prose, write
from shixun.exercises.spreadsheet.questions import Question
from shixun.exercises.spreadsheet.reading import Draft

TITLE = 20  # characters of a question in the name of its item


def files(draft: Draft) -> dict[str, str]:
    """Path in the exercise's folder → text."""
    asked = draft.questions
    scored = [q for q in asked if q.item]
    start = {q.field["id"]: q.start for q in asked if q.start is not None}
    declared = {
        "id": draft.id,
        "title": draft.title,
        "items": [_item(draft.id, q) for q in scored],
        "rubric": [_rubric(draft.id, q) for q in asked if q.criteria],
    }
    if start:
        declared["start"] = start
    declared["fields"] = [_ordered(q.field) for q in asked]
    points = {f"{draft.id}-q{q.number}": q.points for q in scored}
    model = {q.field["id"]: q.model for q in asked}
    intro = draft.intro or "一题一题做，随时可以按“检查”看还有哪里没填。"
    return {
        declaration.FILE: write.as_toml({k: v for k, v in declared.items() if v}),
        prose.FILE: f"{intro}\n\n<!-- scoring -->\n## 怎么评分\n\n{{{{{prose.TABLE}}}}}\n",
        "key/key.json": write.as_json({q.field["id"]: q.key for q in scored}),
        "key/model.json": write.case("答案全对。", model, points),
        "key/wrong_blank.json": write.case("什么也没填。", {}, dict.fromkeys(points, 0)),
    }


def _name(q: Question) -> str:
    stem = " ".join(q.stem.split())
    return f"第 {q.number} 题 {stem if len(stem) <= TITLE else stem[:TITLE] + '……'}"


def _item(id: str, q: Question) -> dict[str, Any]:
    known = {"id": f"{id}-q{q.number}", "title": _name(q), "points": _whole(q.points)}
    return known | {k: v for k, v in q.item.items() if v not in ([], 0, "")}


def _rubric(id: str, q: Question) -> dict[str, Any]:
    looked = "、".join(c["look"] for c in q.criteria)
    return {
        "id": f"{id}-q{q.number}",
        "title": _name(q),
        "fields": [q.field["id"]],
        "about": f"批改时看：{looked}。",
        "criteria": q.criteria,
    }


def _ordered(field: dict[str, Any]) -> dict[str, Any]:
    return {k: field[k] for k in ("id", "kind", "label")} | field


def _whole(points: float) -> float:
    return int(points) if points == int(points) else points
