"""What all scorers share: an item of a declaration that can score a submission.

A scorer is a frozen record. Its entries are what an author writes in `[[items]]`; its methods are
pure functions of the entries and a submission.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec

from shixun.exercises.submission import KEY, Cards, Score, Submission
from shixun.fields import AnyField
from shixun.forms import Form, Message


class Scorer(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="scorer"
):
    """One autograded item; `id` is the grade_id of its nbgrader cell and never changes."""

    id: str
    points: float
    title: str = ""  # "" where the kind of scorer has a title of its own
    critical: bool = False  # ★: failing it fails the exercise, whatever the sum
    rules: tuple[str, ...] = ()  # ids of the rule records that it rests on
    basis: str = ""  # what else it rests on, e.g. what the school asks for

    needs_key: ClassVar[bool] = False  # then it is hidden: it says nothing before hand-in

    @property
    def heading(self) -> str:
        """What the item is called on every page."""
        return self.title

    @property
    def fields(self) -> tuple[str, ...]:
        """Ids of the fields that it judges."""
        raise NotImplementedError

    @property
    def needs(self) -> tuple[str, ...]:
        """Ids of fields that only have to be there for it to earn anything."""
        return ()

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Ids of the rules that it rests on."""
        return self.rules

    @property
    def grounds(self) -> str:
        """What else it rests on, in words."""
        return self.basis

    def score(self, sub: Submission) -> Score:
        """The points of a submission."""
        raise NotImplementedError

    def remarks(self, sub: Submission) -> tuple[Message, ...]:
        """What 检查 says of it before hand-in; uses no key."""
        return self.score(sub).messages

    def cards(self, sub: Submission) -> Cards:
        """Which cards were placed right, as far as this item knows; on the trainer's side."""
        return {}

    def problems(self, form: Form, key: dict[str, Any] | None) -> Iterator[str]:
        """What cannot work about this entry, each with its remedy; `key` None: there is none."""
        return iter(())


class Keyed(Scorer, frozen=True, kw_only=True):
    """An item that compares one field with the key: an entry of key.json, by the field's id."""

    field: str
    key: str = ""  # the entry's name, where it is not the field's
    hint: str = ""  # said to whoever did not get all points; teachers can read it at any time
    remind: bool = True  # whether 检查 says that the field is empty

    needs_key: ClassVar[bool] = True
    kinds: ClassVar[tuple[str, ...]] = ()  # kinds of field that it can judge

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.field,)

    @property
    def grounds(self) -> str:
        return self.basis or KEY

    def remarks(self, sub: Submission) -> tuple[Message, ...]:
        if not self.remind or not sub.field(self.field).is_empty(sub.values.get(self.field)):
            return ()
        return (Message("fail", f"“{self.heading}”还没有填。", field=self.field),)

    def expected(self, sub: Submission) -> Any:
        """This item's entry of the key.

        Raises:
            ValueError: there is no key here, or the key has no such entry.
        """
        if sub.key is None:
            raise ValueError(f"评 {self.id} 需要答案文件 key/key.json；请在培训者一侧评分。")
        if self.key_name not in sub.key:
            raise ValueError(f"key/key.json 里没有 {self.key_name}；请补上 {self.id} 的答案。")
        return sub.key[self.key_name]

    @property
    def key_name(self) -> str:
        """The name of its entry in key.json."""
        return self.key or self.field

    def said(self, text: str) -> str:
        """What was wrong, and the author's hint."""
        return f"{text}{self.hint}"

    def problems(self, form: Form, key: dict[str, Any] | None) -> Iterator[str]:
        spec = form.field(self.field)
        if spec is None:
            return  # said of every item alike
        if self.kinds and kind(spec) not in self.kinds:
            yield (
                f"{self.id}：这种评法只能评 {'、'.join(self.kinds)} 字段，"
                f"“{self.field}”是 {kind(spec)}；请换一种评法或字段。"
            )
        elif key is None or self.key_name not in key:
            yield f"key/key.json 里没有 {self.key_name}；请写上 {self.id} 的答案。"
        else:
            yield from self.key_problems(spec, key[self.key_name])

    def key_problems(self, spec: AnyField, expected: Any) -> Iterator[str]:
        """What cannot be right about this item's entry of the key."""
        return iter(())


def halves(points: float) -> float:
    """Rounded down to half points."""
    return int(points * 2 + 1e-9) / 2


def options(spec: AnyField) -> set[str]:
    """The values that may be chosen in a field."""
    return {o.value for o in getattr(spec, "options", ())}


def kind(spec: AnyField) -> str:
    """The kind of a field as a form names it."""
    return str(type(spec).__struct_config__.tag)
