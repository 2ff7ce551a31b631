"""A form as the privacy rules see it, and what a column of it asks for."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from shixun.forms import read as read_form

Owner = Literal["student", "guardian", "staff", "school", "emergency", "unsaid"]
RESPONDENTS = (
    ("guardian", ("家长", "监护", "父母")),
    ("staff", ("教师", "老师", "导师", "主任", "教职工", "学员")),
    ("student", ("学生", "孩子")),
)
NOT_PERSONAL = (
    "count",
    "lesson",
    "school",
)  # an owner before these makes them no one's information


@dataclass(frozen=True)
class Kind:
    id: str
    name: str
    words: tuple[str, ...]
    identifies: bool = False
    sensitive: bool = False
    contact: bool = False
    weak: bool = False


@dataclass(frozen=True)
class Depends:
    kind: str
    when: str


@dataclass(frozen=True)
class Purpose:
    id: str
    name: str
    words: tuple[str, ...]
    keep: tuple[str, ...]
    depends: tuple[Depends, ...] = ()
    statutory: bool = False  # an office's own table may add columns; they must say by what
    about: str = ""  # whose information a column without an owner is; else the respondent's


@dataclass(frozen=True)
class Lexicon:
    owners: dict[str, tuple[str, ...]]
    kinds: tuple[Kind, ...]
    purposes: tuple[Purpose, ...]

    def purpose(self, id: str) -> Purpose:
        return next(p for p in self.purposes if p.id == id)


@dataclass(frozen=True)
class Column:
    """One thing that a form asks; `purpose` is what the form itself says that it is for."""

    label: str
    required: bool | None = None
    purpose: str = ""


@dataclass(frozen=True)
class ThirdParty:
    """Who else gets the answers. None for what the form does not say."""

    given: bool | None = None
    name: str = ""
    consent: Literal["separate", "bundled", "none", ""] = ""
    platform: str = ""  # a service that only holds the form, e.g. 某问卷平台
    platform_rules: bool | None = None  # its rules for personal information are named


@dataclass(frozen=True)
class FormFacts:
    """A form description; None where the form does not say."""

    title: str
    purpose: str
    respondent: str
    columns: tuple[Column, ...]
    under14: bool | None = None  # the people it is about may be younger than 14
    guardian_consent: bool | None = None
    special_rules: bool | None = None
    third_party: ThirdParty = field(default_factory=ThirdParty)
    basis: str = ""  # the office's own table or document that prescribes the columns, if named


@dataclass(frozen=True)
class Reading:
    """What a column asks for, and about whom; `kind` is None for a word that we do not know."""

    kind: Kind | None
    owner: Owner

    @property
    def names(self) -> tuple[str, ...]:
        """How purposes may speak of it: alone, or with its owner."""
        return () if self.kind is None else (self.kind.id, f"{self.owner}.{self.kind.id}")


@cache
def lexicon() -> Lexicon:
    data = tomllib.loads(files(__package__).joinpath("fields.toml").read_text("utf-8"))
    return Lexicon(
        {owner: tuple(words) for owner, words in data["owners"].items()},
        tuple(Kind(**{**k, "words": tuple(map(plain, k["words"]))}) for k in data["kinds"]),
        tuple(_purpose(p) for p in data["purposes"]),
    )


def _purpose(data: dict[str, Any]) -> Purpose:
    lists = {key: tuple(data[key]) for key in ("words", "keep")}
    depends = tuple(Depends(**d) for d in data.get("depends", ()))
    return Purpose(**{**data, **lists, "depends": depends})


def plain(text: str) -> str:
    """Full-width forms, case and spaces don't change what a column asks."""
    return re.sub(r"[\s*★:_]", "", unicodedata.normalize("NFKC", text)).lower()


def read_column(label: str, respondent: str = "", about: str = "") -> Reading:
    """Classify a column by the word that ends last; words in brackets count only if none is outside.

    `about` owns the columns that name nobody; without it they are the respondent's.
    """
    text = plain(label)
    outside = re.sub(r"\([^()]*\)", "", text)
    if any(w in text for w in lexicon().owners["emergency"]):
        return Reading(_kind_by_id("emergency"), "emergency")
    kind = _last_kind(outside) or _last_kind(text)
    owner = _owner(text)
    if kind and owner == "school" and (kind.contact or kind.id in ("address", "name")):
        return Reading(_kind_by_id("school"), "school")
    if owner == "unsaid" or (owner == "school" and kind and kind.id not in NOT_PERSONAL):
        owner = about or _respondent(respondent)
    return Reading(kind, owner)


def _kind_by_id(id: str) -> Kind:
    return next(k for k in lexicon().kinds if k.id == id)


def _last_kind(text: str) -> Kind | None:
    for weak in (False, True):
        found = [
            (text.rindex(word) + len(word), len(word), n)
            for n, kind in enumerate(lexicon().kinds)
            if kind.weak is weak
            for word in kind.words
            if word in text
        ]
        if found:
            return lexicon().kinds[max(found)[2]]
    return None


def _owner(text: str) -> Owner:
    for owner, words in lexicon().owners.items():
        if any(word in text for word in words):
            return owner
    return "unsaid"


def _respondent(respondent: str) -> Owner:
    """A column without an owner is about the person who fills the form in."""
    for owner, marks in RESPONDENTS:
        if any(mark in respondent for mark in marks):
            return owner
    return "unsaid"


def read_purposes(text: str) -> tuple[Purpose, ...]:
    """The purposes that a sentence names; a purpose's own id counts too. Empty: not one we know."""
    said = plain(text)
    return tuple(
        p
        for p in lexicon().purposes
        if text == p.id or any(plain(w) in said for w in (p.name, *p.words))
    )


def from_form(form: dict[str, Any], **facts: Any) -> FormFacts:
    """The kit's own form data (`shixun.forms`) as the checker's input; `facts` are FormFacts' fields."""
    asked = [f for f in read_form(form).fields if f.asks]
    columns = tuple(Column(f.label, f.required or None, f.purpose) for f in asked)
    return FormFacts(**{"title": form["title"], "columns": columns, **facts})
