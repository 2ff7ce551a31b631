"""Runs a notebook that asks for code: answers and tests in two sandboxes, or all in one."""

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from shixun.autograder.engine import output_sanitizer, static_analysis
from shixun.autograder.engine.records import Cell, InstructorCell, NotebookPlan, describe_cell
from shixun.autograder.i18n import gettext
from shixun.autograder.sandbox import ForkServer, Sandbox, SandboxClosed

MAX_OUTPUT = 8 * 2**20  # characters, of all cells together
SHORT_OUTPUT = 1000  # characters of what gives points, where there was too much
MAX_HTML = 200_000  # characters of HTML in a notebook that are cleaned and shown
MAX_TRACEBACK_LINES = 200  # of a traceback
NOT_TRANSFERABLE, SANDBOX_CLOSED = (
    "NotTransferable",
    "SandboxClosed",
)  # errors of sandboxes, by the names they show
Outputs = dict[int, list[dict]]


@dataclass
class NotebookRun:
    """What running a notebook gave: outputs by the index of the cell, notices, and what was cut short."""

    outputs: Outputs = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    # Tests that got no plain data, each with what to say of it.
    untransferable: dict[int, str] = field(default_factory=dict)
    output_budget: int = MAX_OUTPUT
    html_budget: int = MAX_HTML
    current_cell: str = ""  # the cell that runs, in words
    terminated: dict[str, str] = field(
        default_factory=dict
    )  # what closed a sandbox → at which cell

    def add_outputs(self, index: int, outputs: list[dict], *, gives_points: bool = False) -> None:
        """Store the outputs of the cell at this index, within MAX_OUTPUT characters a notebook.

        Beyond that a note is stored instead; of a cell that gives points, errors and values are kept, short.
        """
        self.output_budget -= len(json.dumps(outputs))
        if self.output_budget < 0:
            full = {"output_type": "stream", "name": "stdout", "text": _omitted()}
            outputs = [full, *(_short(o) for o in outputs if gives_points and _gives_points(o))]
        self.outputs[index] = outputs

    def limit_html(self, output: dict) -> dict:
        """The output, without its HTML once the notebook has had MAX_HTML characters of it."""
        data = output.get("data")
        if not isinstance(data, dict) or "text/html" not in data:
            return output
        self.html_budget -= len(output_sanitizer.join_text(data["text/html"]))
        if self.html_budget >= 0:
            return output
        return output | {"data": {k: v for k, v in data.items() if k != "text/html"}}


def _omitted() -> str:
    words = gettext("… too much output in the whole notebook; what was put out here is not kept.")
    return f"{words}\n"


def _gives_points(output: dict) -> bool:
    return output["output_type"] in ("error", "execute_result")


def _short(output: dict) -> dict:
    """An error or a value cut to SHORT_OUTPUT characters; a number of points is shorter than that."""
    if output["output_type"] == "error":
        return output | {"evalue": output["evalue"][:SHORT_OUTPUT], "traceback": []}
    text = output["data"].get("text/plain", "")
    return output | {"data": {"text/plain": text[:SHORT_OUTPUT]}}


def run_single(cells: list[Cell], fork_server: ForkServer, input_dir: Path) -> NotebookRun:
    """Run all code cells in one sandbox in notebook order, as a kernel would; `input_dir` is copied in."""
    result = NotebookRun()
    with fork_server.sandbox(input_dir) as sandbox:
        for i, cell in enumerate(cells):
            if cell.cell_type == "code" and cell.source.strip():
                result.current_cell = describe_cell(cell.original, i + 1)
                outputs = _run_cell(sandbox, cell.source, result)
                result.add_outputs(
                    i, outputs, gives_points=bool(cell.original and cell.original.is_test)
                )
    return result


def run_split(
    plan: NotebookPlan,
    cells: list[Cell],
    fork_server: ForkServer,
    input_dir: Path,
    instructor_folder: Path,
) -> NotebookRun:
    """Run answers in one sandbox and tests in another, which holds the instructor's cells and files alone.

    Before a test runs, the values that it reads and that the instructor's solutions bind are copied
    over as plain data. Functions stay in their sandbox and are called there.

    Args:
        input_dir: files beside the notebook in the sandbox with the answers.
        instructor_folder: files in the sandbox with the tests.
    """
    with (
        fork_server.sandbox(input_dir) as answer_sandbox,
        fork_server.sandbox(instructor_folder) as test_sandbox,
    ):
        return _SplitRun(plan, answer_sandbox, test_sandbox).run(cells)


class _SplitRun:
    def __init__(self, plan: NotebookPlan, answer_sandbox: Sandbox, test_sandbox: Sandbox):
        self.plan, self.answer_sandbox, self.test_sandbox = plan, answer_sandbox, test_sandbox
        self.result = NotebookRun()
        self.bound_names = find_answer_names(plan)
        open_statements = {
            c.name: static_analysis.independent_statements(c.released_source, self.bound_names)
            for c in plan.cells
            if c.is_test
        }
        self.open_statements = {name: source for name, source in open_statements.items() if source}
        self.pending = [c for c in plan.cells if c.cell_type == "code" and not c.solution]

    def run(self, cells: list[Cell]) -> NotebookRun:
        for i, cell in enumerate(cells):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            self.result.current_cell = describe_cell(cell.original, i + 1)
            if cell.original and cell.original.is_test:
                self._run_setup(cell.original)
                self._share_open_part(cell.original)
                outputs = self._run_test(cell.source)
                if any(o.get("ename") == NOT_TRANSFERABLE for o in outputs):
                    self.result.untransferable[i] = gettext(
                        "test {test} needs a value that is not plain data and cannot be handed over"
                    ).format(test=cell.original.name)
                self.result.add_outputs(i, outputs, gives_points=True)
            else:
                self.result.add_outputs(i, _run_cell(self.answer_sandbox, cell.source, self.result))
        return self.result

    def _run_setup(self, test: InstructorCell) -> None:
        """Run the instructor's own cells that stand before a test, each once."""
        while self.pending and self.pending[0] is not test:
            before = self.pending.pop(0)
            if not before.is_test:
                self._run_test(before.source)
        if self.pending and self.pending[0] is test:
            self.pending.pop(0)

    def _share_open_part(self, test: InstructorCell) -> None:
        """Run the open part of a test, its imports above all, where the answers are.

        In one notebook they share names: an answer may use a module that only a test imports.
        """
        if test.name in self.open_statements:
            with contextlib.suppress(SandboxClosed):  # reported when an answer is asked for
                self.answer_sandbox.run(self.open_statements[test.name])

    def _run_test(self, source: str) -> list[dict]:
        names = sorted(static_analysis.read_names(source) & self.bound_names)
        try:
            self.test_sandbox.set_values(self._fetch(names))
        except SandboxClosed as reason:
            return [_closed_output(self.result, reason)]
        return _run_cell(self.test_sandbox, source, self.result, self._forward_call)

    def _fetch(self, names: list[str]) -> dict[str, dict]:
        if not names:
            return {}
        try:
            return self.answer_sandbox.get_values(names)
        except SandboxClosed as reason:
            _note_termination(self.result, reason)
            return {name: {"absent": True} for name in names}

    def _forward_call(self, request: dict) -> dict:
        try:
            return self.answer_sandbox.call(request)
        except SandboxClosed as reason:
            _note_termination(self.result, reason)
            return {"error": ["RuntimeError", str(reason)]}


def find_answer_names(plan: NotebookPlan) -> frozenset[str]:
    """The names that the instructor's solutions bind."""
    solutions = (c for c in plan.cells if c.solution and c.cell_type == "code")
    return frozenset().union(
        *(static_analysis.bound_names(plan.solutions.get(c.name, c.source)) for c in solutions)
    )


def _run_cell(
    sandbox: Sandbox,
    source: str,
    result: NotebookRun,
    handler: Callable[[dict], dict] | None = None,
) -> list[dict]:
    try:
        # One more than a sandbox keeps: an error stands behind them. A forged message may hold a million.
        found = sandbox.run(source, handler).outputs[: sandbox.limits.outputs + 1]
        return [o for o in (normalize_output(result.limit_html(each)) for each in found) if o]
    except SandboxClosed as reason:
        _note_termination(result, reason)
        return [_closed_output(result, reason)]


def _note_termination(result: NotebookRun, reason: SandboxClosed) -> None:
    """Add a notice when a sandbox closes, once for each reason, with the cell that was running."""
    if str(reason) not in result.terminated:
        result.terminated[str(reason)] = result.current_cell
        message = gettext("{cell}: interrupted: {reason}")
        result.notices.append(message.format(cell=result.current_cell, reason=reason))


def _closed_output(result: NotebookRun, reason: SandboxClosed) -> dict:
    """The error output of a cell that was interrupted, or not run because an earlier one was."""
    ended_at = result.terminated.get(str(reason), "")
    if ended_at == result.current_cell:
        text = gettext("interrupted: {reason}").format(reason=reason)
    elif ended_at:
        text = gettext("not run: {cell}: {reason}").format(cell=ended_at, reason=reason)
    else:
        text = gettext("not run: {reason}").format(reason=reason)
    return {"output_type": "error", "ename": SANDBOX_CLOSED, "evalue": text, "traceback": [text]}


def normalize_output(output: dict) -> dict | None:
    """An output with nbformat's fields, each of the right type and safe to show; None if it is none."""
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        (text,) = output_sanitizer.sanitize_ansi([output_sanitizer.join_text(output.get("text"))])
        return {"output_type": kind, "name": name, "text": text}
    if kind == "error":
        lines = output.get("traceback")
        lines = lines[:MAX_TRACEBACK_LINES] if isinstance(lines, list) else []
        return {
            "output_type": kind,
            "ename": output_sanitizer.join_text(output.get("ename")),
            "evalue": output_sanitizer.join_text(output.get("evalue")),
            "traceback": output_sanitizer.sanitize_ansi(
                [output_sanitizer.join_text(line) for line in lines]
            ),
        }
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, dict):
        return None
    found = {"output_type": kind, "data": output_sanitizer.sanitize_bundle(data), "metadata": {}}
    return found | ({"execution_count": None} if kind == "execute_result" else {})
