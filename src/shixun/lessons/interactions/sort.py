"""sort: put each card into one of a few classes; every card is explained once it has been put."""

from collections.abc import Callable
from typing import Any

from shixun.forms import Message
from shixun.lessons.interactions.part import Outcome, Part, Record, known, unique
from shixun.rules.privacy import Column, read_purposes
from shixun.rules.privacy_checks import judge
from shixun.rules.records import find


class Class(Record, frozen=True, kw_only=True):
    """Where a card can go. `wrong` is said of a card that belongs here and lies elsewhere."""

    value: str
    label: str
    means: str = ""  # said after each card of this class
    wrong: str = "{why}"


class Card(Record, frozen=True, kw_only=True):
    """A card; `who` and `word` are pieces of its text that a reader should see."""

    id: str
    text: str
    answer: str
    why: str
    note: str = ""  # shown on the card from the start
    given: bool = False  # lies in its class from the start, as an example
    who: str = ""
    word: tuple[str, ...] = ()
    clause: str = ""  # its number in the clause register

    def __post_init__(self) -> None:
        for piece in (self.who, *self.word):
            if piece not in self.text:
                raise ValueError(f"“{piece}”不在这张卡的原话里；who 和 word 要照抄卡上的字。")


class ByPrivacy(Record, frozen=True, kw_only=True):
    """The privacy rules decide these cards, too: each text is a column of a form for `purpose`."""

    purpose: str
    respondent: str
    keep: str = "keep"  # the class of what the rules keep
    drop: str = "drop"

    def contradicts(self, card: Card) -> str:
        """What the rules say otherwise of a card; nothing where they agree."""
        stand = judge(Column(card.text), read_purposes(self.purpose), self.respondent).stand
        wanted = {"keep": self.keep, "delete": self.drop}.get(stand)
        if wanted == card.answer:
            return ""
        said = {"keep": "该留", "delete": "该删", "depends": "要看情况"}.get(stand, "看不出来")
        return (
            f"卡片 {card.id}“{card.text}”写的是 {card.answer}，隐私规则判它{said}；"
            "请改 answer，或换一张规则能判的卡。"
        )


class Sort(Part, frozen=True, kw_only=True, tag="sort"):
    """Cards and their classes."""

    classes: tuple[Class, ...]
    cards: tuple[Card, ...]
    goal: int = 0  # cards right that are enough; 0 means all
    title: str = "不是“{chosen}”，是“{label}”"  # over a wrong card
    rule: str = ""  # a rule of the course that every card rests on
    quotes: str = ""  # a file beside the lesson that holds every text word for word
    privacy: ByPrivacy | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        values = [c.value for c in self.classes]
        unique("类", values)
        unique("卡片", [c.id for c in self.cards])
        known("answer ", [c.answer for c in self.cards], values)
        if self.goal > len(self.cards):
            raise ValueError(f"goal 是 {self.goal}，卡片只有 {len(self.cards)} 张；请改小。")
        if self.rule:
            try:
                find(self.rule)
            except KeyError:
                raise ValueError(f"没有 {self.rule} 这条规则；请对照规则表改好 rule。") from None

    def fields(self) -> list[dict[str, Any]]:
        options = [{"value": c.value, "label": c.label} for c in self.classes]
        cards = [
            {"id": c.id, "text": c.text} | ({"note": c.note} if c.note else {}) for c in self.cards
        ]
        return [self.field(kind="cards", options=options, cards=cards)]

    def start(self) -> dict[str, Any]:
        return {self.id: {c.id: c.answer for c in self.cards if c.given}}

    def judge(self, values: dict[str, Any]) -> Outcome:
        placed = {k: v for k, v in (values.get(self.id) or {}).items() if v}
        right = sum(placed.get(c.id) == c.answer for c in self.cards)
        messages = tuple(self._message(c, placed[c.id]) for c in self.cards if c.id in placed)
        return Outcome(
            messages,
            right=right,
            open=len(self.cards) - len(messages),
            short=len(messages) - right,
            total=len(self.cards),
            done=right >= (self.goal or len(self.cards)),
            begun=bool(placed),
        )

    def disagreements(self, read: Callable[[str], str | None]) -> tuple[str, ...]:
        """Cards that the quoted file does not hold, or that the privacy rules would put elsewhere."""
        found = []
        if self.quotes:
            text = read(self.quotes)
            if text is None:
                return (f"quotes 里写的 {self.quotes} 没有；请把原文放在微课旁边。",)
            lost = [c.id for c in self.cards if c.text not in text]
            found += [f"卡片 {id} 在 {self.quotes} 里找不到原句；请照抄原文。" for id in lost]
        if self.privacy:
            found += [m for c in self.cards if (m := self.privacy.contradicts(c))]
        return tuple(found)

    def _message(self, card: Card, chosen: str) -> Message:
        classes = {c.value: c for c in self.classes}
        own = classes[card.answer]
        why = card.why + (f"{own.label}：{own.means}。" if own.means else "")
        basis = find(self.rule)[0].basis if self.rule else ""
        place = {"basis": basis, "field": self.id, "card": card.id}
        if chosen == card.answer:
            return Message("pass", why, **place)
        title = self.title.format(chosen=classes[chosen].label, label=own.label)
        return Message("fail", own.wrong.format(why=why), title, **place)
