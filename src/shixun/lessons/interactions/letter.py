"""letter: a text with blanks; each blank is judged and explained, and the whole can be read."""

import re
from typing import Any, Literal

from shixun.forms import Message
from shixun.lessons.interactions.bounds import Bound, plain, resolve
from shixun.lessons.interactions.part import ID, Outcome, Part, Record, Says, unique
from shixun.rules.notice import is_placeholder

EMPTY = "＿＿＿"


class Choice(Record, frozen=True, kw_only=True):
    """Words that can stand in a blank, and why they fit or do not."""

    text: str
    why: str
    right: bool = False


class Blank(Record, frozen=True, kw_only=True):
    """A gap of the text. A choice is judged by its key, a number by its bounds; of free words only
    that something is said, and whether `mentions` are seen, which a person may know better."""

    id: str
    label: str
    why: str = ""  # said of a number or of words that fit
    kind: Literal["choice", "number", "text"] = "text"
    help: str = ""
    unit: str = ""
    options: tuple[Choice, ...] = ()
    at_least: Bound | None = None
    at_most: Bound | None = None
    mentions: tuple[str, ...] = ()  # one of these is looked for
    max_length: int = 60

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.id):
            raise ValueError(f"编号“{self.id}”不合格式；请用小写英文字母开头。")
        if self.kind == "choice" and not any(o.right for o in self.options):
            raise ValueError("没有一个 right = true 的选项；至少要有一个。")
        if self.kind != "choice" and (self.options or not self.why):
            raise ValueError('数字和文字的空要写 why；options 只给 kind = "choice" 用。')
        for bound in (self.at_least, self.at_most):
            if bound is not None:
                resolve(bound)

    def field(self, id: str) -> dict[str, Any]:
        spec = {"id": id, "kind": self.kind, "label": self.label, "compact": True}
        spec |= {"help": self.help} if self.help else {}
        match self.kind:
            case "choice":
                listed = [{"value": str(n), "label": o.text} for n, o in enumerate(self.options)]
                return spec | {"options": listed, "style": "select"}
            case "number":
                return spec | {"min": 0, "unit": self.unit}
        return spec | {"max_length": self.max_length}

    def say(self, value: Any) -> str:
        """The blank in the text."""
        if value in (None, ""):
            return EMPTY
        match self.kind:
            case "choice":
                return self.options[int(value)].text
            case "number":
                return f"{plain(value)}"
        return str(value)

    def judge(self, value: Any, id: str) -> Message:
        match self.kind:
            case "choice":
                option = self.options[int(value)]
                return Message("pass" if option.right else "fail", option.why, field=id)
            case "number":
                return self._number(value, id)
        return self._words(str(value), id)

    def _number(self, value: float, id: str) -> Message:
        bases = []
        for bound, word, wrong in (
            (self.at_least, "至少", lambda b: value < b),
            (self.at_most, "最多", lambda b: value > b),
        ):
            if bound is None:
                continue
            number, basis = resolve(bound)
            bases.append(basis)
            if wrong(number):
                text = f"{word} {plain(number)} {self.unit}".rstrip() + f"。{self.why}"
                return Message("fail", text, basis=basis, field=id)
        basis = "；".join(dict.fromkeys(b for b in bases if b))
        return Message("pass", self.why, basis=basis, field=id)

    def _words(self, value: str, id: str) -> Message:
        if is_placeholder(value):
            return Message("fail", f"“{value}”等于没写。{self.why}", field=id)
        if self.mentions and not any(word in value for word in self.mentions):
            text = f"没看到{'、'.join(f'“{m}”' for m in self.mentions)}一类的话；写了就不用管。"
            return Message("unknown", f"{text}{self.why}", field=id)
        return Message("pass", self.why, field=id)


class Letter(Part, frozen=True, kw_only=True, tag="letter"):
    """A text, with {blank id} where a blank stands."""

    says: Says = Says(open="还有 {open} 处空着。", short="还有 {short} 处要看。", done="写好了。")

    text: str
    blanks: tuple[Blank, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        ids = [b.id for b in self.blanks]
        unique("blanks ", ids)
        named = re.findall(r"\{([^{}]*)\}", self.text)
        if set(named) != set(ids):
            odd = "、".join(sorted(set(named) ^ set(ids)))
            raise ValueError(f"text 里的花括号和 blanks 对不上：{odd}；两边要一样。")

    def fields(self) -> list[dict[str, Any]]:
        return [self.note(self.help, self.read({})), *(b.field(self._id(b)) for b in self.blanks)]

    def _id(self, blank: Blank) -> str:
        return f"{self.id}_{blank.id}"

    def start(self) -> dict[str, Any]:
        return {self._id(b): None if b.kind == "number" else "" for b in self.blanks}

    def read(self, values: dict[str, Any]) -> str:
        """The text as it stands, with a line for each blank that is empty."""
        said = {b.id: b.say(values.get(self._id(b))) for b in self.blanks}
        return re.sub(r"\{([^{}]*)\}", lambda found: said[found[1]], self.text).strip()

    def judge(self, values: dict[str, Any]) -> Outcome:
        given = {b.id: values.get(self._id(b)) for b in self.blanks}
        filled = [b for b in self.blanks if given[b.id] not in (None, "")]
        messages = [b.judge(given[b.id], self._id(b)) for b in filled]
        right = sum(m.state == "pass" for m in messages)
        bad = any(m.state == "fail" for m in messages)
        if filled:
            messages.append(Message("info", self.read(values), "现在是这样"))
        return Outcome(
            tuple(messages),
            right=right,
            open=len(self.blanks) - len(filled),
            short=len(filled) - right,
            total=len(self.blanks),
            done=len(filled) == len(self.blanks) and not bad,
            begun=bool(filled),
        )
