"""Questions that explain every answer: a lesson's 回顾一题 and 自测三题, as forms."""

from typing import Any

from shixun.forms import Message, Reply
from shixun.lessons.interactions.part import Record
from shixun.lessons.words import LEARNING


class Option(Record, frozen=True, kw_only=True):
    """An answer to choose, and why it is right or is not."""

    text: str
    why: str
    right: bool = False

    def __post_init__(self) -> None:
        if not self.why.strip():
            raise ValueError("why 是空的；每个选项都要说明为什么对、为什么不对。")


class Question(Record, frozen=True, kw_only=True):
    """A question with one right option."""

    id: str
    question: str
    options: tuple[Option, ...]
    about: str = ""  # the earlier lesson that a 回顾一题 goes back to

    def __post_init__(self) -> None:
        if sum(o.right for o in self.options) != 1:
            raise ValueError("要有而且只有一个 right = true 的选项。")


def form(id: str, questions: tuple[Question, ...]) -> dict[str, Any]:
    """Radio buttons; the right answer and the reasons stay out of the page until one is chosen."""
    return {
        "id": id,
        "words": LEARNING,
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
