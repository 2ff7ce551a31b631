"""Running a notebook that asks for code: in two rooms, or whole in one."""

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from shixun.autograder.engine import names, output_sanitizer
from shixun.autograder.engine.records import Cell, NotebookPlan, TrainerCell, place
from shixun.autograder.sandbox import Room, RoomClosed, Warm

OUTPUT = 8 * 2**20  # characters, of all cells together
SHORT = 1000  # characters of what gives points, where there was too much
HTML = 200_000  # characters of HTML in a notebook that are cleaned and shown
LINES = 200  # of a traceback
FULL = "……整个笔记本的输出太多，这里的没有保留。\n"
NOT_HANDED_OVER, CLOSED = "NotHandedOver", "RoomClosed"  # errors of rooms, by the names they show
Outputs = dict[int, list[dict]]


@dataclass
class Ran:
    """Outputs by the place of the cell, and what ended a room early."""

    outputs: Outputs = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    # Tests that got no plain data, each with what to say of it.
    kept_back: dict[int, str] = field(default_factory=dict)
    left: int = OUTPUT
    html: int = HTML
    at: str = ""  # the cell that runs, in words
    ended: dict[str, str] = field(default_factory=dict)  # what closed a room → at which cell

    def keep(self, place: int, outputs: list[dict], *, gives_points: bool = False) -> None:
        """What a cell put out, until the notebook is full of it; what gives points is always kept."""
        self.left -= len(json.dumps(outputs))
        if self.left < 0:
            full = {"output_type": "stream", "name": "stdout", "text": FULL}
            outputs = [full, *(_short(o) for o in outputs if gives_points and _counts(o))]
        self.outputs[place] = outputs

    def lighten(self, output: dict) -> dict:
        """Without its HTML once there was too much of it: cleaning it takes time, and ours."""
        data = output.get("data")
        if not isinstance(data, dict) or "text/html" not in data:
            return output
        self.html -= len(output_sanitizer.text_of(data["text/html"]))
        if self.html >= 0:
            return output
        return output | {"data": {k: v for k, v in data.items() if k != "text/html"}}


def _counts(output: dict) -> bool:
    return output["output_type"] in ("error", "execute_result")


def _short(output: dict) -> dict:
    """An error or a value with its first words alone; a number of points is shorter than that."""
    if output["output_type"] == "error":
        return output | {"evalue": output["evalue"][:SHORT], "traceback": []}
    text = output["data"].get("text/plain", "")
    return output | {"data": {"text/plain": text[:SHORT]}}


def whole(cells: list[Cell], warm: Warm, given: Path) -> Ran:
    """Everything in one sealed room, in the order it stands, as a kernel would."""
    ran = Ran()
    with warm.room(given) as room:
        for i, cell in enumerate(cells):
            if cell.cell_type == "code" and cell.source.strip():
                ran.at = place(cell.trainer, i + 1)
                outputs = _run(room, cell.source, ran)
                ran.keep(i, outputs, gives_points=bool(cell.trainer and cell.trainer.is_test))
    return ran


def apart(plan: NotebookPlan, cells: list[Cell], warm: Warm, given: Path, own: Path) -> Ran:
    """Answers in one room, tests in another that holds the trainer's text and files alone.

    Before a test runs, the names that it reads and that the trainer's solutions bind are brought
    over as plain data; a function stays, and is called where it is.
    """
    with warm.room(given) as theirs, warm.room(own) as ours:
        return _Apart(plan, theirs, ours).run(cells)


class _Apart:
    def __init__(self, plan: NotebookPlan, theirs: Room, ours: Room):
        self.plan, self.theirs, self.ours = plan, theirs, ours
        self.ran = Ran()
        self.bound = answer_names(plan)
        shared = {c.name: names.independent(c.shown, self.bound) for c in plan.cells if c.is_test}
        self.shared = {name: source for name, source in shared.items() if source}
        self.todo = [c for c in plan.cells if c.cell_type == "code" and not c.solution]

    def run(self, cells: list[Cell]) -> Ran:
        for i, cell in enumerate(cells):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            self.ran.at = place(cell.trainer, i + 1)
            if cell.trainer and cell.trainer.is_test:
                self._prepare(cell.trainer)
                self._show(cell.trainer)
                outputs = self._in_ours(cell.source)
                if any(o.get("ename") == NOT_HANDED_OVER for o in outputs):
                    self.ran.kept_back[i] = f"测试 {cell.trainer.name} 要的不是普通数据，没能交过去"
                self.ran.keep(i, outputs, gives_points=True)
            else:
                self.ran.keep(i, _run(self.theirs, cell.source, self.ran))
        return self.ran

    def _prepare(self, test: TrainerCell) -> None:
        """Run the trainer's own cells that stand before a test in her notebook, each once."""
        while self.todo and self.todo[0] is not test:
            before = self.todo.pop(0)
            if not before.is_test:
                self._in_ours(before.source)
        if self.todo and self.todo[0] is test:
            self.todo.pop(0)

    def _show(self, test: TrainerCell) -> None:
        """Bind where the answers are what the open part of a test binds, its imports above all.

        In a notebook they share their names: an answer may use a module that only a test imports.
        """
        if test.name in self.shared:
            with contextlib.suppress(RoomClosed):  # told when an answer is asked for
                self.theirs.run(self.shared[test.name])

    def _in_ours(self, source: str) -> list[dict]:
        needed = sorted(names.used(source) & self.bound)
        try:
            self.ours.give(self._taken(needed))
        except RoomClosed as why:
            return [_closed(self.ran, why)]
        return _run(self.ours, source, self.ran, self._called)

    def _taken(self, needed: list[str]) -> dict[str, dict]:
        if not needed:
            return {}
        try:
            return self.theirs.take(needed)
        except RoomClosed as why:
            _note(self.ran, why)
            return {name: {"absent": True} for name in needed}

    def _called(self, order: dict) -> dict:
        try:
            return self.theirs.call(order)
        except RoomClosed as why:
            _note(self.ran, why)
            return {"error": ["RuntimeError", str(why)]}


def answer_names(plan: NotebookPlan) -> frozenset[str]:
    """What the trainer's solutions bind."""
    solutions = (c for c in plan.cells if c.solution and c.cell_type == "code")
    return frozenset().union(*(names.bound(plan.solved.get(c.name, c.source)) for c in solutions))


def _run(
    room: Room, source: str, ran: Ran, answer: Callable[[dict], dict] | None = None
) -> list[dict]:
    try:
        # One more than a room keeps: an error stands behind them. A forged message may hold a million.
        found = room.run(source, answer).outputs[: room.limits.outputs + 1]
        return [o for o in (clean(ran.lighten(each)) for each in found) if o]
    except RoomClosed as why:
        _note(ran, why)
        return [_closed(ran, why)]


def _note(ran: Ran, why: RoomClosed) -> None:
    """What closes a room is told once, with the cell where it happened."""
    if str(why) not in ran.ended:
        ran.ended[str(why)] = ran.at
        ran.notices.append(f"{ran.at}运行中断：{why}")


def _closed(ran: Ran, why: RoomClosed) -> dict:
    """In the place of outputs; the cells behind the one that closed the room did not even start."""
    at = ran.ended.get(str(why), "")
    text = f"运行中断：{why}" if at == ran.at else f"没有运行：{at}{why}"
    return {"output_type": "error", "ename": CLOSED, "evalue": text, "traceback": [text]}


def clean(output: dict) -> dict | None:
    """An output with the fields that nbformat has, each of its type; None if it is no output."""
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        (text,) = output_sanitizer.coloured([output_sanitizer.text_of(output.get("text"))])
        return {"output_type": kind, "name": name, "text": text}
    if kind == "error":
        lines = output.get("traceback")
        lines = lines[:LINES] if isinstance(lines, list) else []
        return {
            "output_type": kind,
            "ename": output_sanitizer.text_of(output.get("ename")),
            "evalue": output_sanitizer.text_of(output.get("evalue")),
            "traceback": output_sanitizer.coloured(
                [output_sanitizer.text_of(line) for line in lines]
            ),
        }
    data = output.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, dict):
        return None
    found = {"output_type": kind, "data": output_sanitizer.data(data), "metadata": {}}
    return found | ({"execution_count": None} if kind == "execute_result" else {})
