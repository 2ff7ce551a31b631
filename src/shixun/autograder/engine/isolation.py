"""Which promise holds for a notebook, decided from the trainer's own source alone.

The source with its solutions is run both ways. Where it earns full marks with the tests in another
room than the answers, two rooms hold for every submission of it. What was found is kept by the
hash of the source, so it is decided once. A source that fails by itself is tried each time: what
is missing may be a package, which no hash tells.
"""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from shixun.autograder.engine import execution, merge, names
from shixun.autograder.engine.courses import Course
from shixun.autograder.engine.records import Cell, Kind, NotebookPlan, Plan, place
from shixun.autograder.engine.scoring import score
from shixun.autograder.sandbox import Warm
from shixun.files import write_atomically

OURS = (execution.NOT_HANDED_OVER, execution.CLOSED)  # errors whose text says it all


def decide(course: Course, plan: Plan, warm: Callable[[], Warm]) -> Plan:
    """The plan with the kind of each notebook; `warm` is called only if something must be run."""
    known = _known(course, plan)
    notebooks = []
    for notebook in plan.notebooks:
        if notebook.kind is not Kind.DATA:
            kind, why, fails = known.get(notebook.name) or _try(course, plan, notebook, warm())
            notebook = replace(notebook, kind=kind, why=why, fails=fails)
        notebooks.append(notebook)
    decided = replace(plan, notebooks=tuple(notebooks))
    _keep(course, decided)
    return decided


def _file(course: Course, plan: Plan) -> Path:
    return course.kept / "promises" / f"{plan.assignment}.json"


def _known(course: Course, plan: Plan) -> dict[str, tuple[Kind, str, bool]]:
    try:
        kept = json.loads(_file(course, plan).read_text(encoding="utf-8"))
        found = kept["notebooks"] if kept["fingerprint"] == plan.fingerprint else {}
        return {name: (Kind(kind), str(why), False) for name, (kind, why) in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _keep(course: Course, plan: Plan) -> None:
    known = {
        n.name: (n.kind.value, n.why)
        for n in plan.notebooks
        if n.kind is not Kind.DATA and not n.fails
    }
    path = _file(course, plan)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"fingerprint": plan.fingerprint, "notebooks": known}
    write_atomically(path, json.dumps(content, ensure_ascii=False, indent=1).encode())


def _try(course: Course, plan: Plan, notebook: NotebookPlan, warm: Warm) -> tuple[Kind, str, bool]:
    cells = merge.solved(notebook)
    if not any(c.trainer.is_test for c in cells):
        return Kind.BY_HAND, "", False
    course.kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="trial-", dir=course.kept) as name:
        own = Path(name)
        copy_files(plan, own)
        why = _runs_answers(notebook, cells)
        if not why:
            lost = _lost(cells, execution.apart(notebook, cells, warm, own, own).outputs)
            if not lost:
                return Kind.ROOMS, "带答案的原题分两个房间运行得满分", False
            why = f"分两个房间时，测试 {lost[0]} 不成立（{lost[1]}）"
        outputs = execution.whole(cells, warm, own).outputs
        alone = _lost(cells, outputs)
    if alone:
        first = _first_error(cells, outputs)
        before = f"；最先出错的是{first[0]}（{first[1]}）" if first and first[1] != alone[1] else ""
        why = f"带答案的原题自己也没有得满分：测试 {alone[0]} 不成立（{alone[1]}）{before}"
        return Kind.WHOLE, why, True
    return Kind.WHOLE, why, False


def _runs_answers(notebook: NotebookPlan, cells: list[Cell]) -> str:
    """Why two rooms would not protect the points: a test runs what was answered as code."""
    answers = execution.answer_names(notebook)
    for i, cell in enumerate(cells):
        if cell.cell_type != "code" or cell.trainer.solution:
            continue
        if how := names.runs_text(cell.source, answers):
            where = place(cell.trainer, i + 1).strip()
            return f"{where}用 {how} 运行答案里的文字，分两个房间也保护不了分数"
    return ""


def _lost(cells: list[Cell], outputs: execution.Outputs) -> tuple[str, str] | None:
    """The first test that does not give full marks, and what it said."""
    for i, cell in enumerate(cells):
        if not (cell.trainer and cell.trainer.is_test):
            continue
        said = outputs.get(i, [])
        if score(cell, said).points != cell.trainer.points:
            return cell.trainer.name, _error(said) or "没有得满分"
    return None


def _first_error(cells: list[Cell], outputs: execution.Outputs) -> tuple[str, str] | None:
    """Where it began: a test at the end seldom tells that an import at the top has failed."""
    for i, cell in enumerate(cells):
        if text := _error(outputs.get(i, [])):
            return place(cell.trainer, i + 1).strip(), text
    return None


def _error(outputs: list[dict]) -> str:
    error = next((o for o in outputs if o["output_type"] == "error"), {})
    name = error.get("ename", "")
    words = ("" if name in OURS else name, error.get("evalue", ""))
    return " ".join(filter(None, words))[:120]


def copy_files(plan: Plan, folder: Path) -> None:
    """The trainer's files that belong beside a notebook, over whatever was handed in as theirs."""
    for name, path in plan.files.items():
        target = folder / name
        for above in target.relative_to(folder).parents:
            if (folder / above).is_file():
                (folder / above).unlink()
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            shutil.rmtree(target)
        target.unlink(missing_ok=True)
        shutil.copyfile(path, target)
