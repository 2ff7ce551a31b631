"""sliders: a few amounts to move, and the advice of a small table of conditions, at once."""

from typing import Any

from shixun.forms import Message
from shixun.lessons.interactions.bounds import Bound, plain, resolve
from shixun.lessons.interactions.part import ID, Outcome, Part, Record, Says, known, unique

Values = dict[str, float]  # by input id


class Input(Record, frozen=True, kw_only=True):
    """An amount; with `of`, conditions look at its share of that in per cent."""

    id: str
    label: str
    max: float
    start: float
    min: float = 0
    step: float = 1
    unit: str = ""
    of: float = 0

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.id):
            raise ValueError(f"编号“{self.id}”不合格式；请用小写英文字母开头。")
        if not (self.min <= self.start <= self.max and self.step > 0):
            raise ValueError("start 要在 min 和 max 之间，step 要大于 0。")

    def measure(self, value: float) -> float:
        """What a condition looks at."""
        return 100 * value / self.of if self.of else value


class Condition(Record, frozen=True, kw_only=True):
    """Holds while an input is at least, or below, a bound. `why` may say {value} and {bound}."""

    input: str
    why: str
    at_least: Bound | None = None
    below: Bound | None = None

    def __post_init__(self) -> None:
        if (self.at_least is None) == (self.below is None):
            raise ValueError("at_least 和 below 要写一个，只写一个。")
        resolve(self.bound)
        self.say(0)

    @property
    def bound(self) -> Bound:
        return self.below if self.at_least is None else self.at_least

    def holds(self, measured: float) -> bool:
        bound, _ = resolve(self.bound)
        return measured < bound if self.at_least is None else measured >= bound

    def say(self, measured: float) -> str:
        try:
            bound = plain(resolve(self.bound)[0])
            return self.why.format(value=plain(round(measured, 1)), bound=bound)
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError(f"“{self.why}”里的花括号只能是 {{value}} 或 {{bound}}。") from error


class Advice(Record, frozen=True, kw_only=True):
    """What is advised while all conditions hold; the first that fits is given."""

    id: str
    text: str
    when: tuple[Condition, ...] = ()
    more: str = ""


class Sliders(Part, frozen=True, kw_only=True, tag="sliders"):
    """Inputs, and advice in order; the last advice has no condition. `goal` is advice to reach."""

    says: Says = Says(short="接着拉，看建议什么时候变。", done="看到建议怎么变了。")

    inputs: tuple[Input, ...]
    advice: tuple[Advice, ...]
    goal: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        ids = [i.id for i in self.inputs]
        unique("inputs ", ids)
        unique("advice ", [a.id for a in self.advice])
        for advice in self.advice:
            known(f"{advice.id} 的 when ", [c.input for c in advice.when], ids)
        if not self.advice or self.advice[-1].when:
            raise ValueError("最后一条 advice 不要写 when：别的都不合时，就用它。")
        if self.goal:
            known("goal ", [self.goal], [a.id for a in self.advice])

    def fields(self) -> list[dict[str, Any]]:
        head = self.note(self.help)
        return [head, *(self._field(i) for i in self.inputs)]

    def _field(self, of: Input) -> dict[str, Any]:
        unit = f"{of.unit}，共 {plain(of.of)} {of.unit}" if of.of else of.unit
        spec = {"id": self._id(of), "kind": "number", "style": "slider", "label": of.label}
        return spec | {"min": of.min, "max": of.max, "step": of.step, "unit": unit}

    def _id(self, of: Input) -> str:
        return f"{self.id}_{of.id}"

    def start(self) -> dict[str, Any]:
        return {self._id(i): i.start for i in self.inputs}

    def judge(self, values: dict[str, Any]) -> Outcome:
        given = {i.id: values.get(self._id(i)) for i in self.inputs}
        empty = [i for i in self.inputs if given[i.id] is None]
        if empty:
            text = "还没填，填了才有建议。"
            messages = tuple(Message("unknown", text, field=self._id(i)) for i in empty)
            return Outcome(messages, open=len(empty), total=1)
        moved = given != {i.id: i.start for i in self.inputs}
        advice = self._advise(given)
        done = advice.id == self.goal if self.goal else moved
        return Outcome(
            self._messages(advice, given), right=int(done), short=int(not done), total=1,
            done=done, begun=moved,
        )  # fmt: skip

    def _advise(self, given: Values) -> Advice:
        measured = {i.id: i.measure(given[i.id]) for i in self.inputs}
        return next(a for a in self.advice if all(c.holds(measured[c.input]) for c in a.when))

    def _messages(self, advice: Advice, given: Values) -> tuple[Message, ...]:
        measured = {i.id: i.measure(given[i.id]) for i in self.inputs}
        reasons = [c.say(measured[c.input]) for c in advice.when]
        basis = "；".join(dict.fromkeys(b for c in advice.when if (b := resolve(c.bound)[1])))
        text = "".join(f"{r.rstrip('。')}。" for r in reasons if r) + advice.more
        found = [Message("info", text, f"建议：{advice.text}", basis=basis)]
        if near := self._nearest(advice, given):
            found.append(Message("info", near, "差一点就变"))
        return tuple(found)

    def _nearest(self, now: Advice, given: Values) -> str:
        """The smallest move of one input, as a share of its range, that changes the advice."""
        best: tuple[float, str] | None = None
        for one in self.inputs:
            for sign in (1, -1):
                steps = self._steps(one, sign, now, given)
                if steps is None:
                    continue
                cost = steps * one.step / ((one.max - one.min) or 1)
                if best is None or cost < best[0]:
                    there = self._advise({**given, one.id: given[one.id] + sign * steps * one.step})
                    amount = f"{plain(steps * one.step)} {one.unit}".strip()
                    word = "多" if sign > 0 else "少"
                    best = (cost, f"“{one.label}”再{word} {amount}，就换成“{there.text}”。")
        return best[1] if best else ""

    def _steps(self, one: Input, sign: int, now: Advice, given: Values) -> int | None:
        value, steps = given[one.id] + sign * one.step, 1
        while one.min <= value <= one.max:
            if self._advise({**given, one.id: value}) is not now:
                return steps
            value, steps = value + sign * one.step, steps + 1
        return None
