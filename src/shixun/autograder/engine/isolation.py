"""Decides how the code of each notebook is isolated, from the instructor's source alone.

The source with its solutions is run in both ways. If it gets full marks with answers and tests in
two sandboxes, all submissions are run so; else in one. The decision is stored with the fingerprint
of the plan. If the source fails by itself, it is tried in each run: what is missing may be a package,
which no fingerprint covers.
"""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from shixun.autograder.engine import execution, merge, static_analysis
from shixun.autograder.engine.courses import Course
from shixun.autograder.engine.records import (
    AssignmentPlan,
    Cell,
    IsolationMode,
    NotebookPlan,
    describe_cell,
)
from shixun.autograder.engine.scoring import score
from shixun.autograder.engine.state import open_state
from shixun.autograder.engine.state.models import IsolationDecision
from shixun.autograder.i18n import gettext
from shixun.autograder.sandbox import ForkServer

SELF_EXPLAINING_ERRORS = (
    execution.NOT_TRANSFERABLE,
    execution.SANDBOX_CLOSED,
)  # errors whose text says it all


def decide(
    course: Course, plan: AssignmentPlan, fork_server: Callable[[], ForkServer]
) -> AssignmentPlan:
    """The plan with the isolation mode of each notebook, and the reason for it.

    `fork_server` is called only if the source has to be run.
    """
    decisions = _load_decisions(course, plan)
    notebooks, new = [], []
    for notebook in plan.notebooks:
        if notebook.isolation is not IsolationMode.DATA:
            known = decisions.get(notebook.name)
            mode, reason, source_fails = known or _run_trial(course, plan, notebook, fork_server())
            notebook = replace(notebook, isolation=mode, reason=reason, source_fails=source_fails)
            if known is None and not source_fails:
                new.append(notebook)
        notebooks.append(notebook)
    if new:
        _save_decisions(course, plan, new)
    return replace(plan, notebooks=tuple(notebooks))


Decision = tuple[IsolationMode, str, bool]  # mode, its reason, whether the source fails


def _load_decisions(course: Course, plan: AssignmentPlan) -> dict[str, Decision]:
    row = IsolationDecision
    query = sa.select(row.notebook, row.mode, row.reason).where(
        row.assignment == plan.assignment, row.fingerprint == plan.fingerprint
    )
    with open_state(course).reading() as session:
        found = session.execute(query).all() if session else ()
    known = set(IsolationMode)
    return {name: (IsolationMode(m), reason, False) for name, m, reason in found if m in known}


def _save_decisions(course: Course, plan: AssignmentPlan, notebooks: list[NotebookPlan]) -> None:
    """Those of this source; what was decided for an earlier one goes."""
    rows = [
        {"assignment": plan.assignment, "notebook": n.name, "fingerprint": plan.fingerprint,
         "mode": n.isolation.value, "reason": n.reason}
        for n in notebooks
    ]  # fmt: skip
    with open_state(course).writing() as session:
        mine = IsolationDecision.assignment == plan.assignment
        names = [n.name for n in notebooks]
        old = IsolationDecision.notebook.in_(names) | (
            IsolationDecision.fingerprint != plan.fingerprint
        )
        session.execute(sa.delete(IsolationDecision).where(mine & old))
        session.execute(sa.insert(IsolationDecision), rows)


def _run_trial(
    course: Course, plan: AssignmentPlan, notebook: NotebookPlan, fork_server: ForkServer
) -> tuple[IsolationMode, str, bool]:
    cells = merge.solved_cells(notebook)
    if not any(c.original and c.original.is_test for c in cells):
        return IsolationMode.MANUAL, "", False
    course.state_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="trial-", dir=course.state_dir) as name:
        instructor_folder = Path(name)
        copy_instructor_files(plan, instructor_folder)
        reason = _executes_answers(notebook, cells)
        if not reason:
            failed = _first_failure(
                cells,
                execution.run_split(
                    notebook, cells, fork_server, instructor_folder, instructor_folder
                ).outputs,
            )
            if not failed:
                return (
                    IsolationMode.SPLIT,
                    gettext("the source with its solutions gets full marks in two sandboxes"),
                    False,
                )
            reason = gettext("in two sandboxes test {test} fails ({error})").format(
                test=failed[0], error=failed[1]
            )
        outputs = execution.run_single(cells, fork_server, instructor_folder).outputs
        failure = _first_failure(cells, outputs)
    if failure:
        first = _first_error(cells, outputs)
        reason = gettext(
            "the source with its own solutions does not get full marks: test {test} fails ({error})"
        ).format(test=failure[0], error=failure[1])
        if first and first[1] != failure[1]:
            reason += gettext("; the first error is in {cell} ({error})").format(
                cell=first[0], error=first[1]
            )
        return IsolationMode.SINGLE, reason, True
    return IsolationMode.SINGLE, reason, False


def _executes_answers(notebook: NotebookPlan, cells: list[Cell]) -> str:
    """Which cell of the instructor's runs text from an answer as code, in words; "" if none does."""
    answers = execution.find_answer_names(notebook)
    for i, cell in enumerate(cells):
        if cell.cell_type != "code" or not cell.original or cell.original.solution:
            continue
        if how := static_analysis.how_answers_run(cell.source, answers):
            where = describe_cell(cell.original, i + 1).strip()
            return gettext(
                "{cell} runs text from an answer as code, by {how}: "
                "two sandboxes would not protect the points either"
            ).format(cell=where, how=how)
    return ""


def _first_failure(cells: list[Cell], outputs: execution.Outputs) -> tuple[str, str] | None:
    """Name and error of the first test without full marks, None if there is none."""
    for i, cell in enumerate(cells):
        if not (cell.original and cell.original.is_test):
            continue
        cell_outputs = outputs.get(i, [])
        if score(cell, cell_outputs).points != cell.original.points:
            return cell.original.name, _error_text(cell_outputs) or gettext("not full marks")
    return None


def _first_error(cells: list[Cell], outputs: execution.Outputs) -> tuple[str, str] | None:
    """Cell and error of the first cell that failed: often an import, long before the test that shows it."""
    for i, cell in enumerate(cells):
        if text := _error_text(outputs.get(i, [])):
            return describe_cell(cell.original, i + 1).strip(), text
    return None


def _error_text(outputs: list[dict]) -> str:
    error = next((o for o in outputs if o["output_type"] == "error"), {})
    name = error.get("ename", "")
    words = ("" if name in SELF_EXPLAINING_ERRORS else name, error.get("evalue", ""))
    return " ".join(filter(None, words))[:120]


def copy_instructor_files(plan: AssignmentPlan, folder: Path) -> None:
    """Copy the plan's files into a folder, replacing submitted files of the same name."""
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
