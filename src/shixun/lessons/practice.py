"""A lesson's practice: one form made of a few interactions, and the one line that sums them up."""

from importlib import import_module
from typing import Any, Literal

from shixun.forms import Action, Reply
from shixun.lessons.interactions import AnyPart, Outcome, Record
from shixun.lessons.interactions.part import unique

CHECK = "check"


class Headline(Record, frozen=True, kw_only=True):
    """The line over the explanations; the counts of all parts are {right} {open} {short} {total},
    those of one part {its id.right} and so on.

    `begin` stands alone while nothing was tried. Else `so_far`, then the parts' own remarks up to
    the first part that isn't done; where they say nothing, one of `open`, `short`, `done`.
    """

    begin: str = ""
    so_far: str = ""
    open: str = "还有 {open} 处没做。"
    short: str = "做对 {right} 处，共 {total} 处，标红的再想想。"
    done: str = "都对了。"


class Practice(Record, frozen=True, kw_only=True):
    """The [practice] table of a lesson's data file.

    `hook` names a module of Python for what no kind can say; it has a function
    `act(practice, values, reply)` that gives the reply to show in place of `reply`.
    """

    title: str
    parts: tuple[AnyPart, ...]
    headline: Headline = Headline()
    button: str = "看看对不对"
    instant: bool = True  # explain at every change, without the button
    short: Literal["fail", "info"] = "fail"  # the mark of what is all answered and not all right
    hook: str = ""

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("practice 里没有 parts；至少要有一个。")
        unique("parts ", [p.id for p in self.parts])
        nothing = [Outcome() for _ in self.parts]
        for part in self.parts:
            for text in (part.says.open, part.says.short, part.says.done):
                _fill(text, self.parts, nothing, Outcome())
        for text in (getattr(self.headline, name) for name in self.headline.__struct_fields__):
            _fill(text, self.parts, nothing, _sum(nothing))

    @property
    def actions(self) -> tuple[Action, ...]:
        return (Action(CHECK, self.button, primary=True),)

    @property
    def auto(self) -> str:
        """The action that every change triggers, or none."""
        return CHECK if self.instant else ""

    def form(self, id: str) -> dict[str, Any]:
        """The fields of all parts, as one form called `id`."""
        form = {
            "id": id,
            "title": self.title,
            "fields": [f for p in self.parts for f in p.fields()],
        }
        words = self.parts[0].words
        return form | ({"words": words} if words else {})

    def start(self) -> dict[str, Any]:
        """The values to begin with."""
        return {id: value for p in self.parts for id, value in p.start().items()}

    def act(self, values: dict[str, Any]) -> Reply:
        """Explain what has been tried."""
        outcomes = [part.judge(values) for part in self.parts]
        reply = Reply(
            headline=self._headline(outcomes),
            state=self._state(outcomes),
            messages=tuple(m for o in outcomes for m in o.messages),
        )
        return import_module(self.hook).act(self, values, reply) if self.hook else reply

    def _state(self, outcomes: list[Outcome]) -> Literal["pass", "fail", "info"]:
        if all(o.done for o in outcomes):
            return "pass"
        return "info" if any(o.open for o in outcomes) else self.short

    def _headline(self, outcomes: list[Outcome]) -> str:
        said, everything = self.headline, _sum(outcomes)
        if said.begin and not everything.begun:
            return said.begin
        remarks = self._remarks(outcomes) or getattr(said, everything.stage)
        return _fill(said.so_far + remarks, self.parts, outcomes, everything)

    def _remarks(self, outcomes: list[Outcome]) -> str:
        """The parts' own words, as far as the first that is not done."""
        remarks = ""
        for part, outcome in zip(self.parts, outcomes, strict=True):
            remark = getattr(part.says, outcome.stage)
            remarks += _fill(remark, self.parts, outcomes, outcome)
            if outcome.stage != "done":
                break
        return remarks


def _sum(outcomes: list[Outcome]) -> Outcome:
    return Outcome(
        right=sum(o.right for o in outcomes),
        open=sum(o.open for o in outcomes),
        short=sum(o.short for o in outcomes),
        total=sum(o.total for o in outcomes),
        done=all(o.done for o in outcomes),
        begun=any(o.begun for o in outcomes),
    )


def _fill(text: str, parts: tuple[AnyPart, ...], outcomes: list[Outcome], own: Outcome) -> str:
    """The counts put into a sentence of the data file.

    Raises:
        ValueError: the sentence names a count that isn't there.
    """
    counts = {p.id: o for p, o in zip(parts, outcomes, strict=True)}
    own_counts = {k: getattr(own, k) for k in ("right", "open", "short", "total")}
    try:
        return text.format(**{**counts, **own_counts})
    except (KeyError, IndexError, AttributeError, ValueError) as error:
        raise ValueError(
            f"“{text}”里的花括号填不出数（{error}）；"
            "能写 {right} {open} {short} {total}，或 {某一部分的 id.right} 这样的。"
        ) from error
