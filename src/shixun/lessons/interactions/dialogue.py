"""dialogue: say something, see what comes back, and why; going back a step costs nothing."""

from typing import Any

from shixun.forms import Message
from shixun.lessons.interactions.part import ID, Outcome, Part, Record, Says, known, unique


class Option(Record, frozen=True, kw_only=True):
    """Something to say: what it leads to, and why it helps or does not."""

    id: str
    text: str
    to: str
    why: str
    right: bool = False


class Turn(Record, frozen=True, kw_only=True):
    """What the other one says; without options the dialogue ends here, well or not."""

    id: str
    text: str
    who: str = ""
    options: tuple[Option, ...] = ()
    good: bool = False
    why: str = ""  # said at an end

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.id):
            raise ValueError(f"编号“{self.id}”不合格式；请用小写英文字母开头。")
        unique(f"{self.id} 的 options ", [o.id for o in self.options])
        if self.options and self.good:
            raise ValueError("good 只写在结尾（没有 options 的一轮）上。")
        if not self.options and not self.why:
            raise ValueError("这是结尾，要写 why：为什么走到这里，好不好。")


class Dialogue(Part, frozen=True, kw_only=True, tag="dialogue"):
    """Turns; the first begins, and an option leads to a later one."""

    says: Says = Says(open="接着说。", short="没谈成。退一步，换一句。", done="谈成了。")

    turns: tuple[Turn, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        ids = [t.id for t in self.turns]
        unique("turns ", ids)
        reached = set(ids[:1])
        for number, turn in enumerate(self.turns):
            if turn.id not in reached:
                raise ValueError(f"{turn.id} 走不到；请让前面的一个选项 to 它，或删掉它。")
            # Forward only: so every path ends, and what is shown comes in the order of the file.
            known(f"{turn.id} 的 to ", [o.to for o in turn.options], ids[number + 1 :])
            reached |= {o.to for o in turn.options}
        if not any(t.good for t in self.turns):
            raise ValueError("没有一个 good = true 的结尾；至少要有一个走得通的。")

    def fields(self) -> list[dict[str, Any]]:
        """A question a turn; `when` says after which answers it is shown."""
        head = self.note(self.help)
        return [head, *(self._field(t) for t in self.turns if t.options)]

    def _field(self, turn: Turn) -> dict[str, Any]:
        said = f"{turn.who}：{turn.text}" if turn.who else turn.text
        ways = [
            {"field": self._id(t), "values": values}
            for t in self.turns
            if (values := [o.id for o in t.options if o.to == turn.id])
        ]
        when = {"when": ways} if ways else {}
        options = [{"value": o.id, "label": o.text} for o in turn.options]
        spec = {"id": self._id(turn), "kind": "choice", "label": said, "options": options}
        return spec | when

    def _id(self, turn: Turn) -> str:
        return f"{self.id}_{turn.id}"

    def start(self) -> dict[str, Any]:
        return {self._id(t): "" for t in self.turns if t.options}

    def judge(self, values: dict[str, Any]) -> Outcome:
        by_id = {t.id: t for t in self.turns}
        turn, messages = self.turns[0], []
        while turn.options:
            said = values.get(self._id(turn))
            option = next((o for o in turn.options if o.id == said), None)
            if option is None:
                return self._outcome(messages, open=1)
            state = "pass" if option.right else "fail"
            messages.append(Message(state, option.why, field=self._id(turn)))
            turn = by_id[option.to]
        title = f"{turn.who}：{turn.text}" if turn.who else turn.text
        messages.append(Message("pass" if turn.good else "fail", turn.why, title))
        return self._outcome(messages, done=turn.good)

    @staticmethod
    def _outcome(messages: list[Message], open: int = 0, done: bool = False) -> Outcome:
        right = sum(m.state == "pass" for m in messages)
        return Outcome(
            tuple(messages), right=right, open=open, short=len(messages) - right,
            total=len(messages) + open, done=done, begun=bool(messages),
        )  # fmt: skip
