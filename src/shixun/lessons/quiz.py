"""Questions that explain every answer: a lesson's 回顾一题 and 自测三题, as forms."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shixun.forms import Message, Reply

WORDS = {"pass": "对", "fail": "再想想"}  # what a mark says where somebody learns


class LessonError(Exception):
    """A lesson's data that cannot be used; names the file, the entry and the remedy."""


@dataclass(frozen=True)
class Option:
    text: str
    why: str
    right: bool = False


@dataclass(frozen=True)
class Question:
    id: str
    question: str
    options: tuple[Option, ...]
    about: str = ""  # the earlier lesson that a 回顾一题 goes back to

    @property
    def right(self) -> int:
        return next(n for n, o in enumerate(self.options) if o.right)


@dataclass(frozen=True)
class Quiz:
    recall: Question
    selftest: tuple[Question, ...]


def _question(entry: dict[str, Any], file: str) -> Question:
    place = f"{file} 的 {entry.get('id', '(没有 id)')}"
    try:
        options = tuple(Option(**o) for o in entry["options"])
        question = Question(**{**entry, "options": options})
    except (TypeError, KeyError) as error:
        raise LessonError(f"{place}：有多余或缺少的项（{error}）；请对照别的微课改好。") from error
    if sum(o.right for o in options) != 1:
        raise LessonError(f"{place}：要有而且只有一个 right = true 的选项。")
    if not all(o.why for o in options):
        raise LessonError(f"{place}：每个选项都要写 why，说明为什么对、为什么不对。")
    return question


def load(path: Path) -> Quiz:
    """The questions of a lesson, from the .toml beside its notebook.

    Raises:
        LessonError: the file cannot be read, or a question is incomplete.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        recall, selftest = data["recall"], data["selftest"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise LessonError(f"{path.name}：读不出题目（{error}）；请从 git 里恢复它。") from error
    return Quiz(_question(recall, path.name), tuple(_question(q, path.name) for q in selftest))


def form(id: str, questions: tuple[Question, ...]) -> dict[str, Any]:
    """Radio buttons; the right answer and the reasons stay out of the page until one is chosen."""
    return {
        "id": id,
        "words": WORDS,
        "fields": [
            {
                "id": q.id,
                "kind": "choice",
                "label": q.question,
                "options": [{"value": str(n), "label": o.text} for n, o in enumerate(q.options)],
            }
            for q in questions
        ],
    }


def answer(questions: tuple[Question, ...], values: dict[str, Any]) -> Reply:
    """Explain what was chosen. Trying again costs nothing."""
    messages, right = [], 0
    for q in questions:
        chosen = values.get(q.id)
        if not chosen:
            continue
        option = q.options[int(chosen)]
        right += option.right
        messages.append(Message("pass" if option.right else "fail", option.why, field=q.id))
    if len(questions) == 1:
        return Reply(messages=tuple(messages))
    done = right == len(questions)
    headline = f"{len(questions)} 题答对 {right} 题。" + (
        "都会了。" if done else "答错的可以再选。"
    )
    return Reply(headline, "pass" if done else "info", tuple(messages))
