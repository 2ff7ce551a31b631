"""Grading answers that are data: the trainer's one-line calls are read, not run, and answered here."""

import ast
import hashlib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import shixun
from shixun import answers
from shixun.answers import Answer
from shixun.autograder.engine.records import AssignmentPlan, Cell
from shixun.autograder.errors import GradingError
from shixun.exercises import cells as calls
from shixun.exercises import folder as files
from shixun.exercises import task

JUDGES = ("answers", "rules", "exercises")  # packages that decide what an answer is worth


@dataclass(frozen=True)
class Form:
    """What is the same for every answer of an exercise, read once."""

    form: dict[str, Any]
    key: dict[str, Any] | None


def load(plan: AssignmentPlan) -> Form:
    """The exercise's form and key, from the trainer's folder."""
    try:
        return Form(files.load_form(plan.source), files.read_key(plan.source))
    except (OSError, ValueError) as error:
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
    item = task.load(exercise).item(item_id)
    score = calls.score_of(exercise, item, answer, folder, form.key)
    return calls.outputs_of(item, score)


def fingerprint(plan: AssignmentPlan) -> str:
    """Of the key and of our own code and records that read answers and give points."""
    found = hashlib.sha256(_judges().encode())
    for path in sorted(p for p in (plan.source / "key").glob("*") if p.is_file()):
        found.update(f"{path.name}\0".encode() + path.read_bytes())
    return found.hexdigest()


@cache
def _judges() -> str:
    package = Path(shixun.__file__).parent
    found = hashlib.sha256()
    for name in JUDGES:
        for path in sorted((package / name).rglob("*.*")):
            if path.suffix in {".py", ".toml"}:
                found.update(f"{path.relative_to(package)}\0".encode() + path.read_bytes())
    return found.hexdigest()


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
