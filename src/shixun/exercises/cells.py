"""What the one-line cells of an exercise call. Nothing here runs what was handed in; it reads data.

On a teacher's page these calls do nothing. Under nbgrader (validate, autograde) a test cell scores
one item and speaks nbgrader's language: no value = full marks, a number = partial credit, an
exception = zero. Nothing may reach stderr, because nbgrader takes any output there for a failure.
"""

import os
import warnings
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from shixun import answers
from shixun.answers import Answer
from shixun.exercises import folder as files
from shixun.exercises import task
from shixun.exercises.card import answer_card
from shixun.exercises.task import Item, Score, Submission
from shixun.forms import read as read_form
from shixun.rules import records

EXECUTION = "NBGRADER_EXECUTION"
SCORE_MIME = "application/vnd.shixun.score+json"  # read by the feedback page, ignored by others
ANSWER_MIME = "application/vnd.shixun.answer+json"
BROKEN = "这一项没能自动评分，不是您的问题；培训者会人工看。"


class NotMet(AssertionError):
    """An item that earned nothing; shown as its message, without a traceback of our code."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def grade(exercise: str, item_id: str) -> float | None:
    """Score one item of the answer beside the notebook.

    Returns:
        None for full marks and wherever there is nothing to grade; else the points.

    Raises:
        NotMet: no points; the message says why.
    """
    mode = os.environ.get(EXECUTION)
    if not mode:
        return None
    folder = Path.cwd()
    item = task.load(exercise, folder).item(item_id)
    if item.hidden and mode != "autograde":
        return None
    try:
        answer = answers.read(folder, exercise, files.load_form(folder))
    except answers.AnswerError as error:
        answer = error
    score = score_of(exercise, item, answer, folder, None)
    for output in outputs_of(item, score):
        if output["output_type"] == "display_data":
            _show(output["data"])
    if score.points <= 0:
        raise NotMet(score.text)
    return None if score.points >= item.points else round(score.points, 2)


def score_of(
    exercise: str,
    item: Item,
    answer: Answer | answers.AnswerError,
    folder: Path,
    key: dict[str, Any] | None,
) -> Score:
    """The score of one item; whatever goes wrong in it costs this item only, and is said."""
    if item.hidden and key is None:
        return Score(0, item.points, f"找不到 {exercise} 的评分要点。{BROKEN}")
    if isinstance(answer, answers.AnswerError):
        return Score(0, item.points, str(answer))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a warning goes to stderr and would cost the points
            return item.score(Submission(answer.values, folder, key))
    except Exception as error:  # an item that cannot cope must not stop the others
        return Score(0, item.points, f"{BROKEN}（{type(error).__name__}）")


def outputs_of(item: Item, score: Score) -> list[dict[str, Any]]:
    """A score as the outputs of its cell: the message, then nothing, the points, or an error."""
    data = {SCORE_MIME: _wire(item, score)}
    if score.points <= 0:
        said = {"output_type": "error", "ename": NotMet.__name__, "evalue": score.text}
        return [_display(data), said | {"traceback": [score.text]}]
    shown = [_display({"text/plain": score.text} | data)]
    if score.points >= item.points:
        return shown
    value = {"text/plain": repr(round(score.points, 2))}
    result = {"output_type": "execute_result", "data": value, "metadata": {}}
    return [*shown, result | {"execution_count": None}]


def _display(data: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": {}}


def _wire(item: Item, score: Score) -> dict:
    """For the feedback page and for explanations: what the item is about, said and rested on."""
    return {
        "id": item.id,
        "title": item.title,
        "critical": item.critical,
        "points": max(0, min(score.points, item.points)),
        "out_of": item.points,
        "text": score.text,
        "messages": [asdict(m) for m in score.messages],
        "rules": _versions(item.rules),
    }


@cache
def _versions(rules: tuple[str, ...]) -> dict[str, str]:
    """The records that the points rest on, as they are now: rule → version."""
    return {id: records.version(records.find(id)[0]) for id in rules}


def show_answer(exercise: str) -> None:
    """Where the answer stands as a card for the trainer and the feedback; silent anywhere else."""


def answer_output(form: dict[str, Any], answer: Answer | answers.AnswerError) -> dict[str, Any]:
    """The answer, or why it could not be read, as the output of its cell."""
    if isinstance(answer, answers.AnswerError):
        return _display({"text/plain": str(answer), ANSWER_MIME: {"error": str(answer)}})
    known = {
        "exercise": answer.exercise,
        "release": answer.release,
        "saved_at": answer.saved_at,
        "digest": answers.digest(answer),
    }
    text = f"答案见上表，摘要 {known['digest']}"
    card = {"text/html": answer_card(read_form(form), answer), ANSWER_MIME: known}
    return _display({"text/plain": text} | card)


def _show(data: dict[str, Any]) -> None:
    """Output beside the cell's value; plain print where no notebook is listening."""
    try:
        from IPython import get_ipython
        from IPython.display import publish_display_data

        if get_ipython() is None:
            raise ImportError
        publish_display_data(data)
    except ImportError:
        print(data.get("text/plain", ""))
