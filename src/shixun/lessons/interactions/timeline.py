"""timeline: put events into slots of time, or into their order; each placing is explained."""

from typing import Any

from msgspec import field

from shixun.forms import Message
from shixun.lessons.interactions.part import Outcome, Part, Record, known, unique


class Slot(Record, frozen=True, kw_only=True):
    """A place in time; the slots stand in their order."""

    value: str
    label: str


class Event(Record, frozen=True, kw_only=True):
    """Something that happens; without `at`, only the order decides about it."""

    id: str
    text: str
    why: str
    at: tuple[str, ...] = ()  # slots that are right
    wrong: dict[str, str] = field(default_factory=dict)  # by slot; else `why` is said


class Before(Record, frozen=True, kw_only=True):
    """`first` comes in an earlier slot than `then`."""

    first: str
    then: str
    why: str


class Timeline(Part, frozen=True, kw_only=True, tag="timeline"):
    """Events, slots, and what must come before what."""

    slots: tuple[Slot, ...]
    events: tuple[Event, ...]
    before: tuple[Before, ...] = ()
    once: bool = False  # a slot holds one event

    def __post_init__(self) -> None:
        super().__post_init__()
        slots, events = [s.value for s in self.slots], [e.id for e in self.events]
        unique("slots ", slots)
        unique("events ", events)
        known("before ", [x for b in self.before for x in (b.first, b.then)], events)
        for event in self.events:
            known(f"{event.id} 的 at ", list(event.at), slots)
            known(f"{event.id} 的 wrong ", list(event.wrong), slots)
            if not event.at and not any(event.id in (b.first, b.then) for b in self.before):
                raise ValueError(f"{event.id} 没有 at，也不在 before 里；请写清它该在哪里。")

    def fields(self) -> list[dict[str, Any]]:
        options = [{"value": s.value, "label": s.label} for s in self.slots]
        cards = [{"id": e.id, "text": e.text} for e in self.events]
        return [self.field(kind="cards", style="lines", options=options, cards=cards)]

    def start(self) -> dict[str, Any]:
        return {self.id: {}}

    def judge(self, values: dict[str, Any]) -> Outcome:
        placed = {k: v for k, v in (values.get(self.id) or {}).items() if v}
        messages = tuple(self._message(e, placed) for e in self.events if e.id in placed)
        right = sum(m.state == "pass" for m in messages)
        return Outcome(
            messages,
            right=right,
            open=len(self.events) - len(messages),
            short=len(messages) - right,
            total=len(self.events),
            done=right == len(self.events),
            begun=bool(placed),
        )

    def _message(self, event: Event, placed: dict[str, str]) -> Message:
        place = {"field": self.id, "card": event.id}
        slot = placed[event.id]
        if event.at and slot not in event.at:
            return Message("fail", event.wrong.get(slot) or event.why, **place)
        if broken := self._out_of_order(event, placed):
            return Message("fail", broken, "先后不对", **place)
        others = [e.text for e in self.events if e is not event and placed.get(e.id) == slot]
        if self.once and others:
            return Message("fail", f"“{others[0]}”也放在这里，一处只放一件。", "放重了", **place)
        return Message("pass", event.why, **place)

    def _out_of_order(self, event: Event, placed: dict[str, str]) -> str:
        """Why this event stands wrong beside one that is placed; said at the later of the two."""
        order = [s.value for s in self.slots]
        for rule in self.before:
            if rule.then != event.id or rule.first not in placed:
                continue
            if order.index(placed[rule.first]) >= order.index(placed[event.id]):
                return rule.why
        return ""
