"""match: give each item one of the targets; every pairing that does not work says why."""

from typing import Any

from msgspec import field

from shixun.forms import Message
from shixun.lessons.interactions.part import Outcome, Part, Record, known, unique


class Target(Record, frozen=True, kw_only=True):
    """What items are matched with."""

    value: str
    label: str


class Item(Record, frozen=True, kw_only=True):
    """Something that needs one of the targets; `wrong` explains single targets, `otherwise` the rest."""

    id: str
    text: str
    accepts: tuple[str, ...]
    why: str
    wrong: dict[str, str] = field(default_factory=dict)
    otherwise: str = ""
    note: str = ""


class Match(Part, frozen=True, kw_only=True, tag="match"):
    """Items and targets; with `once`, a target serves one item only."""

    targets: tuple[Target, ...]
    items: tuple[Item, ...]
    once: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        values = [t.value for t in self.targets]
        unique("targets ", values)
        unique("items ", [i.id for i in self.items])
        for item in self.items:
            if not item.accepts:
                raise ValueError(f"{item.id} 的 accepts 是空的；至少要有一个配得上的。")
            known(f"{item.id} 的 accepts ", list(item.accepts), values)
            known(f"{item.id} 的 wrong ", list(item.wrong), values)
            bare = [v for v in values if v not in (*item.accepts, *item.wrong)]
            if bare and not item.otherwise:
                raise ValueError(
                    f"{item.id} 配 {'、'.join(bare)} 时没有说明；请写进 wrong，或写 otherwise。"
                )

    def fields(self) -> list[dict[str, Any]]:
        options = [{"value": t.value, "label": t.label} for t in self.targets]
        cards = [
            {"id": i.id, "text": i.text} | ({"note": i.note} if i.note else {}) for i in self.items
        ]
        return [self.field(kind="cards", style="lines", options=options, cards=cards)]

    def start(self) -> dict[str, Any]:
        return {self.id: {}}

    def judge(self, values: dict[str, Any]) -> Outcome:
        chosen = {k: v for k, v in (values.get(self.id) or {}).items() if v}
        messages = tuple(self._message(i, chosen) for i in self.items if i.id in chosen)
        right = sum(m.state == "pass" for m in messages)
        return Outcome(
            messages,
            right=right,
            open=len(self.items) - len(messages),
            short=len(messages) - right,
            total=len(self.items),
            done=right == len(self.items),
            begun=bool(chosen),
        )

    def _message(self, item: Item, chosen: dict[str, str]) -> Message:
        target = chosen[item.id]
        place = {"field": self.id, "card": item.id}
        if target not in item.accepts:
            return Message("fail", item.wrong.get(target) or item.otherwise, **place)
        others = [i.text for i in self.items if i is not item and chosen.get(i.id) == target]
        if self.once and others:
            label = next(t.label for t in self.targets if t.value == target)
            text = f"“{label}”只能用一次，“{others[0]}”也用了它。"
            return Message("fail", text, "用重了", **place)
        return Message("pass", item.why, **place)
