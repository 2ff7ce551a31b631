"""L01: sort ten excerpts of the notice, and say what is wrong with a reprint as a source."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from shixun.forms import Action, Message, Reply
from shixun.lessons.quiz import WORDS

KINDS = {"must": "必须", "may": "鼓励", "context": "背景"}
SORTED_ENOUGH = 8  # of ten, the lesson's goal
HARD = {
    "must": "硬性，要做到",
    "may": "提倡或允许，有条件就做",
    "context": "别人的事，我们知道就行",
}

actions = (Action("check", "看看分得对不对", primary=True),)


@dataclass(frozen=True)
class Clause:
    id: str
    clause: str  # its number in the clause register
    kind: str
    text: str
    who: str
    word: str  # the word that tells hard from soft
    what: str
    hint: bool = False  # half-filled: who and word stand on the card

    @property
    def note(self) -> str:
        return f"谁：{self.who}。词：{self.word}。" if self.hint else ""

    @property
    def explanation(self) -> str:
        return f"谁：{self.who}。做什么：{self.what}。{KINDS[self.kind]}：{HARD[self.kind]}。"


@dataclass(frozen=True)
class Defect:
    id: str
    right: bool
    text: str
    why: str


@cache
def clauses() -> tuple[Clause, ...]:
    return tuple(Clause(**entry) for entry in _data()["clauses"])


@cache
def defects() -> tuple[Defect, ...]:
    return tuple(Defect(**entry) for entry in _data()["defects"])


def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("l01_clauses.toml").read_text("utf-8"))


def form() -> dict[str, Any]:
    """Ten cards, then the reprint's defects."""
    return {
        "id": "L01-practice",
        "title": "先分十张卡，再查转载页",
        "words": WORDS,
        "fields": [
            {
                "id": "cards",
                "kind": "cards",
                "label": "这十句，各放哪一类？",
                "help": "站在学校和县教育局这边看。前三张写好了“谁”和“词”，后面的自己找。",
                "options": [
                    {"value": "must", "label": "必须"},
                    {"value": "may", "label": "鼓励"},
                    {"value": "context", "label": "背景"},
                ],
                "cards": [_card(c) for c in clauses()],
            },
            {
                "id": "defects",
                "kind": "multi",
                "label": "开头那个转载页，拿来当依据，缺在哪三处？",
                "options": [{"value": d.id, "label": d.text} for d in defects()],
            },
        ],
    }


def _card(clause: Clause) -> dict[str, str]:
    card = {"id": clause.id, "text": clause.text}
    return card | {"note": clause.note} if clause.note else card


def start() -> dict[str, Any]:
    return {"cards": {}, "defects": []}


def act(action: str, values: dict[str, Any]) -> Reply:
    """Explain every card that has been placed and every defect that has been ticked."""
    placed = {k: v for k, v in (values.get("cards") or {}).items() if v}
    ticked = set(values.get("defects") or ())
    right = sum(placed.get(c.id) == c.kind for c in clauses())
    messages = [_on_card(c, placed[c.id]) for c in clauses() if c.id in placed]
    messages += [_on_defects(ticked)] if ticked else []
    enough = right >= SORTED_ENOUGH and ticked == _true_defects()
    return Reply(
        headline=_headline(right, len(placed), ticked),
        state="pass" if enough else "info",
        messages=tuple(messages),
    )


def _on_card(clause: Clause, answer: str) -> Message:
    if answer == clause.kind:
        return Message("pass", clause.explanation, field="cards", card=clause.id)
    title = f"不是“{KINDS[answer]}”，是“{KINDS[clause.kind]}”"
    return Message("fail", clause.explanation, title, field="cards", card=clause.id)


def _true_defects() -> set[str]:
    return {d.id for d in defects() if d.right}


def _on_defects(ticked: set[str]) -> Message:
    """One message: the reasons for what was ticked, and how many are still to find."""
    chosen = [d for d in defects() if d.id in ticked]
    wrong = [d for d in chosen if not d.right]
    left = len(_true_defects() - ticked)
    text = "".join(f"“{d.text}”{'是缺陷' if d.right else '不算'}：{d.why}" for d in chosen)
    if left:
        text += f"还有 {left} 处没找到。"
    state = "pass" if not wrong and not left else "fail"
    return Message(state, text, "转载页", field="defects")


def _headline(right: int, placed: int, ticked: set[str]) -> str:
    total = len(clauses())
    if not placed and not ticked:
        return "还没开始分。先从第一张卡试起，分错了可以改，不扣分。"
    found = len(ticked & _true_defects())
    line = f"十张卡分对 {right} 张，转载页的缺陷找到 {found} 处（共 {len(_true_defects())} 处）。"
    if placed < total:
        return line + f"还有 {total - placed} 张没分。"
    if right < SORTED_ENOUGH:
        return line + f"分对 {SORTED_ENOUGH} 张就算学会了，看看下面的说明再改。"
    reprint = "转载页也查清了。" if ticked == _true_defects() else "转载页再看看。"
    return f"{line}分卡过关。{reprint}"
