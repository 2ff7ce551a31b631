"""Grading answers that are data: the trainer's one-line calls are read, not run, and answered here."""

import ast
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from shixun import answers, content
from shixun.answers import Answer
from shixun.autograder.engine.records import AssignmentPlan, Cell
from shixun.autograder.errors import GradingError
from shixun.exercises import cells as calls
from shixun.exercises import folder as files
from shixun.exercises import task
from shixun.exercises.declaration import DeclarationError
from shixun.exercises.task import Task


@dataclass(frozen=True)
class Form:
    """What is the same for every answer of an exercise, read once."""

    task: Task
    form: dict[str, Any]
    key: dict[str, Any] | None


def load(plan: AssignmentPlan) -> Form:
    """The exercise's items, form and key, from the trainer's folder."""
    try:
        form, key = files.load_form(plan.source), files.read_key(plan.source)
        return Form(task.load(plan.assignment, plan.source), form, key)
    except (OSError, ValueError, DeclarationError) as error:
        raise GradingError(f"{plan.assignment} 的表单或评分要点读不了（{error}）。") from error


def run(plan: AssignmentPlan, cells: list[Cell], form: Form, folder: Path) -> dict[int, list[dict]]:
    """Outputs by the place of the cell, for the answer in this folder."""
    answer = _answer(plan.assignment, form, folder)
    found = {}
    for i, cell in enumerate(cells):
        for name, words in call_of(cell.source) if cell.cell_type == "code" else ():
            if name == "grade":
                found[i] = _graded(words, answer, form, folder)
            elif name == "show_answer":
                found[i] = [calls.answer_output(form.form, answer)]
    return found


def _answer(exercise: str, form: Form, folder: Path) -> Answer | answers.AnswerError:
    try:
        return answers.read(folder, exercise, form.form)
    except answers.AnswerError as error:
        return error


def _graded(words: tuple[str, ...], answer, form: Form, folder: Path) -> list[dict]:
    exercise, item_id = words
    item = form.task.item(item_id)
    score = calls.score_of(exercise, item, answer, folder, form.key)
    return calls.outputs_of(item, score)


def answer_to(plan: AssignmentPlan, cell: str, folder: Path) -> str:
    """The values of the fields that an item, or a part marked by hand, looks at."""
    form = load(plan)
    answer = _answer(plan.assignment, form, folder)
    if isinstance(answer, answers.AnswerError):
        return type(answer).__name__
    looks_at = {i.id: (*i.fields, *i.needs) for i in form.task.items}
    looks_at |= {part.id: part.fields for part in form.task.by_hand}
    found = {field: answer.values.get(field) for field in looks_at.get(cell) or answer.values}
    return json.dumps(found, sort_keys=True, ensure_ascii=False)


def fingerprint(plan: AssignmentPlan) -> str:
    """Of the exercise's key, and of all code and records that read answers and give points.

    The exercise's other files are in the plan's own fingerprint; those of another are in neither.
    """
    parts = [content.code_hashes(content.JUDGES), content.brought()]
    files = (p for p in sorted((plan.source / content.KEY).glob("*")) if p.is_file())
    parts.append({p.name: content.file_hash(p) for p in files if p.name != content.SALT})
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=1024)
def call_of(source: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Calls with plain texts as arguments in a cell: (name, arguments) each.

    Raises:
        GradingError: a cell of the trainer's cannot be read.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise GradingError(f"题目里有一格读不懂（第 {error.lineno} 行）：{source[:80]}") from error
    found = []
    for line in tree.body:
        call = line.value if isinstance(line, ast.Expr) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            words = tuple(a.value for a in call.args if isinstance(a, ast.Constant))
            found.append((call.func.id, words))
    return tuple(found)
