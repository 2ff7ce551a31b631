"""Grading one submission: taken in, merged, run, scored, and laid out as nbgrader expects it."""

import contextlib
import io
import os
import shutil
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from shixun.autograder.engine import data_graders, execution, intake, isolation, merge, settings
from shixun.autograder.engine.courses import Course
from shixun.autograder.engine.records import (
    Cell,
    CellScore,
    Graded,
    GradedNotebook,
    Kind,
    NotebookPlan,
    Plan,
    Screened,
    TrainerCell,
)
from shixun.autograder.engine.result_store import Shelf
from shixun.autograder.engine.scoring import answered, score
from shixun.autograder.sandbox import Warm, can_be_made

TRY = "again"  # in a fingerprint, in the place of the plan's: no plan has this one
NOTHING = Screened({}, {}, None, ())
NO_TIME = "1970-01-01 00:00:00.000000 UTC"
SECRET = "submission_secret.txt"  # of the exchange: where feedback lies is not to be guessed
UNREADABLE = "无法评分：{}。原来的文件都在，请人工看一看"


@dataclass(frozen=True)
class _Done:
    """A notebook that was run."""

    cells: list[Cell]
    outputs: execution.Outputs = field(default_factory=dict)
    said: tuple[str, ...] = ()  # to the trainer
    hurt: bool = False  # points may have been lost by more than a wrong answer
    asked: frozenset[int] = frozenset()  # places of cells of which that alone is true


class Grader:
    """Grades one submission after another; holds what they share."""

    def __init__(self, course: Course, plan: Plan, warm: Warm | None = None):
        self.course, self.plan, self.shelf = course, plan, Shelf(course, plan.assignment)
        if warm is not None:
            self.__dict__["warm"] = warm
        self.left = course.left_alone(plan.assignment)
        self._loaded: dict[str, Any] = {}  # by the name of a grader of answers that are data

    @cached_property
    def warm(self) -> Warm:
        """The warm process; started when the first room is needed."""
        return start_warm(self.course, self.plan)

    def _graded_as_data(self, name: str, cells: list[Cell], folder: Path) -> execution.Outputs:
        """Outputs from a grader of answers that are data; what it loads is loaded once."""
        found = data_graders.find(name)
        if name not in self._loaded:
            self._loaded[name] = found.load(self.plan)
        return found.run(self.plan, cells, self._loaded[name], folder)

    @cached_property
    def own(self) -> Path:
        """The trainer's files alone, for the room with the tests."""
        folder = self.shelf.scratch()
        isolation.copy_files(self.plan, folder)
        return folder

    def close(self) -> None:
        """End the warm process, if there is one."""
        if "warm" in self.__dict__:
            self.warm.close()
        if "own" in self.__dict__:
            shutil.rmtree(self.own, ignore_errors=True)

    def __enter__(self) -> "Grader":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def grade(self, student: str) -> Graded:
        """Grade one submission; its files lie staged afterwards.

        Raises:
            NoWalls: it asks for code to be run, and this machine cannot seal a room.
        """
        # Before it is read: what changes while it is graded is graded again next time.
        mark = intake.fingerprint(self.course, self.plan, student)
        try:
            taken = intake.screen(self.course, self.plan, student)
        except intake.Unscreened as why:
            return self._grade(student, NOTHING, mark, str(why))
        return self._grade(student, taken, mark, None)

    def give_up(self, student: str, why: str) -> Graded:
        """The result where grading broke down: nothing earned, a person is asked, the next run tries."""
        mark = intake.fingerprint(self.course, self.plan, student)
        graded = self._grade(student, NOTHING, f"{TRY}-{mark.rpartition('-')[2]}", why)
        return replace(graded, again=True)

    def _grade(self, student: str, taken: Screened, mark: str, problem: str | None) -> Graded:
        stage = self.shelf.stage(student)
        self._lay_out(taken, stage)
        notices, notebooks, contents, wrong = list(taken.notices), [], {}, []
        for notebook in self.plan.notebooks:
            graded, contents[notebook.name], why = self._notebook(
                notebook, taken, stage, notices, problem
            )
            notebooks.append(graded)
            if why:
                wrong.append(why if why == problem else self._of(notebook, why))
        for name, content in contents.items():  # now that nothing runs: they hold hidden tests
            _put(stage / f"{name}.ipynb", content)
        if wrong:
            notices.insert(0, UNREADABLE.format("；".join(dict.fromkeys(wrong))))
        return Graded(
            student=student,
            notebooks=tuple(notebooks),
            timestamp=taken.timestamp,
            fingerprint=mark,
            notices=tuple(dict.fromkeys(notices)),
            unreadable=bool(wrong),
        )

    def _lay_out(self, taken: Screened, stage: Path) -> None:
        """What was handed in beside the notebook, with the trainer's own files over it."""
        for name, path in taken.files.items():
            target = stage / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(intake.read_plain(path, intake.FILE))
        kept = {n: (stage / n).read_bytes() for n in self.left if (stage / n).is_file()}
        isolation.copy_files(self.plan, stage)
        for name, content in kept.items():
            (stage / name).write_bytes(content)
        # Always there: nbgrader's release_feedback stops for everybody at one without them.
        _put(stage / "timestamp.txt", (taken.timestamp or NO_TIME).encode())
        if not _is_word(stage / SECRET):
            words = f"{self.plan.fingerprint}\0{stage.name}".encode()
            _put(stage / SECRET, sha256(words).hexdigest().encode())

    def _notebook(
        self, plan: NotebookPlan, taken: Screened, stage: Path, notices: list, problem: str | None
    ) -> tuple[GradedNotebook, bytes, str | None]:
        """Grade one notebook; also what is to be written, and why it could not be read, if so."""
        done = _Done(merge.released(plan))
        try:
            if problem is None:
                done = self._run(plan, taken, stage)
        except merge.Unreadable as why:
            problem = str(why)
        on_top = [UNREADABLE.format(problem)] if problem else done.said
        content = merge.notebook(plan, done.cells, done.outputs, on_top)
        notices += [self._of(plan, text) for text in done.said]
        return _graded(plan, done, problem is not None), content, problem

    def _of(self, notebook: NotebookPlan, text: str) -> str:
        """With the notebook's name, where there are several."""
        known = len(self.plan.notebooks) == 1 or notebook.name in text
        return text if known else f"{notebook.name} {text}"

    def _run(self, plan: NotebookPlan, taken: Screened, stage: Path) -> _Done:
        if plan.kind is Kind.DATA:
            cells = merge.released(plan)
            with (
                contextlib.redirect_stderr(io.StringIO()),
                contextlib.redirect_stdout(io.StringIO()),
            ):
                return _Done(cells, self._graded_as_data(plan.data_grader, cells, stage))
        if plan.name not in taken.notebooks:
            raise merge.Unreadable(f"没有交 {plan.name}.ipynb")
        merged = merge.merge(plan, taken.notebooks[plan.name])
        if plan.kind is Kind.ROOMS:
            ran = execution.apart(plan, merged.cells, self.warm, stage, self.own)
        else:
            ran = execution.whole(merged.cells, self.warm, stage)
        hurt = merged.damaged or bool(ran.notices)
        said = (*merged.notices, *ran.notices, *ran.kept_back.values())
        return _Done(merged.cells, ran.outputs, said, hurt, frozenset(ran.kept_back))


def start_warm(course: Course, plan: Plan) -> Warm:
    """A warm process for an assignment, by the course's settings.

    Rooms are without walls only where the trainer accepts that and none can be made.
    """
    ours = settings.read(course.config)
    sealed = not ours.unsealed or can_be_made(ours.limits())
    return Warm(plan.modules, ours.limits(), sealed=sealed)


def _is_word(path: Path) -> bool:
    """Whether nbgrader can read a file as text; at another its release_feedback stops for all."""
    try:
        content = intake.read_plain(path, intake.STAMP + 1)
        return len(content) <= intake.STAMP and bool(content.decode().strip())
    except (OSError, UnicodeDecodeError):
        return False


def _put(path: Path, content: bytes) -> None:
    """Write a file of ours, whatever was handed in under its name."""
    if path.is_dir():
        shutil.rmtree(path)
    path.write_bytes(content)
    os.chmod(path, 0o644)


def _graded(plan: NotebookPlan, done: _Done, unreadable: bool) -> GradedNotebook:
    """Points lost in a notebook that was damaged, or that was stopped, ask for a person."""
    scores, responses = [], []
    for i, cell in enumerate(done.cells):
        trainer = cell.trainer
        if trainer is None:
            continue
        if trainer.grade or trainer.task:
            scores.append(
                CellScore(trainer.name, trainer.row, 0, review=True)
                if unreadable
                else _asking(
                    score(cell, done.outputs.get(i, [])), trainer, done.hurt or i in done.asked
                )
            )
        if trainer.answer_row:
            responses.append((trainer.answer_row, trainer.task or answered(cell)))
    return GradedNotebook(plan.name, plan.row, tuple(scores), tuple(responses))


def _asking(given: CellScore, trainer: TrainerCell, hurt: bool) -> CellScore:
    lost = trainer.is_test and (given.points or 0) < trainer.points
    return replace(given, review=True) if hurt and lost else given
