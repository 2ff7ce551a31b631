"""What the one-line cells of an exercise call. Nothing here runs what was handed in; it reads data.

On a teacher's page these calls do nothing. Under nbgrader (validate, autograde) a test cell scores
one item and speaks nbgrader's language: no value = full marks, a number = partial credit, an
exception = zero. Nothing may reach stderr, because nbgrader takes any output there for a failure.
"""

import os
import warnings
from dataclasses import asdict
from pathlib import Path

from shixun import answers
from shixun.grading import exercise as files
from shixun.grading.card import answer_card
from shixun.tasks import task
from shixun.tasks.task import Item, Score, Submission

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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a warning goes to stderr and would cost the points
        item = task.load(exercise).item(item_id)
        score = _score(exercise, item, files.load_key(exercise))
    if score is None:
        return None
    if score.points <= 0:
        _show("", {SCORE_MIME: _wire(item, score)})
        raise NotMet(score.text)
    _show(score.text, {SCORE_MIME: _wire(item, score)})
    return None if score.points >= item.points else round(score.points, 2)


def _score(exercise: str, item: Item, key: dict | None) -> Score | None:
    """The score, or None for a hidden item where no key is: on a teacher's side."""
    if item.hidden and key is None:
        if os.environ.get(EXECUTION) == "autograde":
            return Score(0, item.points, f"找不到 {exercise} 的评分要点。{BROKEN}")
        return None
    folder = Path.cwd()
    try:
        answer = answers.read(folder, exercise, files.load_form(folder))
        return item.score(Submission(answer.values, folder, key))
    except answers.AnswerError as error:
        return Score(0, item.points, str(error))
    except Exception as error:  # an item that cannot cope must not stop the others
        return Score(0, item.points, f"{BROKEN}（{type(error).__name__}）")


def _wire(item: Item, score: Score) -> dict:
    """For the feedback page: what the item is about and what it said."""
    return {
        "id": item.id,
        "title": item.title,
        "critical": item.critical,
        "points": max(0, min(score.points, item.points)),
        "out_of": item.points,
        "text": score.text,
        "messages": [asdict(m) for m in score.messages],
    }


def show_answer(exercise: str) -> None:
    """The answer as a card, for the trainer and the feedback; nothing on a teacher's page."""
    if os.environ.get(EXECUTION) != "autograde":
        return
    folder = Path.cwd()
    try:
        form = files.load_form(folder)
        answer = answers.read(folder, exercise, form)
    except answers.AnswerError as error:
        _show(str(error), {ANSWER_MIME: {"error": str(error)}})
        return
    known = {
        "exercise": answer.exercise,
        "release": answer.release,
        "saved_at": answer.saved_at,
        "digest": answers.digest(answer),
    }
    card = answer_card(form, answer)
    _show(f"答案见上表，摘要 {known['digest']}", {"text/html": card, ANSWER_MIME: known})


def _show(text: str, data: dict) -> None:
    """Output beside the cell's value; plain print where no notebook is listening."""
    try:
        from IPython import get_ipython
        from IPython.display import publish_display_data

        if get_ipython() is None:
            raise ImportError
        publish_display_data({"text/plain": text} | data if text else data)
    except ImportError:
        print(text)
