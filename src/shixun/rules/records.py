"""Rules and local limits as records: each number of the course lives here once, with its source."""

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
LEVELS = ("必须", "一般应", "建议", "提示")


class RuleError(Exception):
    """A rule file that cannot hold; names the file, the record and the remedy."""


@dataclass(frozen=True)
class Rule:
    """One rule; thresholds are minutes unless the rule's text says otherwise."""

    id: str
    name: str
    clause: str
    source: str
    status: str
    level: str
    modes: tuple[str, ...] = ("延期开学线上",)
    thresholds: dict[str, int] = field(default_factory=dict)

    @property
    def basis(self) -> str:
        """依据, always with its status."""
        return f"{self.level}。{self.source}（{self.status}）"


@dataclass(frozen=True)
class Band:
    """A local limit for some grades (0 = kindergarten): minutes, or lessons a day."""

    grades: tuple[int, int]
    session: int | None = None
    daily: int | None = None
    lessons: int | None = None
    gap: int | None = None
    homework: int | None = None
    of: str = "整节"  # 整节 | 教师讲授 | 屏幕部分: what `session` limits

    def covers(self, grades: frozenset[int]) -> bool:
        return bool(grades) and all(self.grades[0] <= g <= self.grades[1] for g in grades)


@dataclass(frozen=True)
class Profile:
    """What a place asked for, at a time; historic ones are never the default."""

    id: str
    name: str
    date: str
    source: str
    status: str
    bands: tuple[Band, ...] = ()
    note: str = ""

    def band(self, grades: frozenset[int]) -> Band | None:
        return next((b for b in self.bands if b.covers(grades)), None)


def _read(path: Path, table: str) -> list[dict]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))[table]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise RuleError(
            f"{path.name}：读不出 [[{table}]]（{error}）；请对照 git 里的上一版改好。"
        ) from error


def load_rules(path: Path = HERE / "timetable.toml") -> dict[str, Rule]:
    """Rules by id.

    Raises:
        RuleError: a record lacks or adds a key, has an unknown level, or an id stands twice.
    """
    rules: dict[str, Rule] = {}
    for entry in _read(path, "rules"):
        place = f"{path.name} 的 {entry.get('id', '(没有 id)')}"
        try:
            rule = Rule(**{k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()})
        except TypeError as error:
            raise RuleError(f"{place}：有多余或缺少的项（{error}）。") from error
        if rule.level not in LEVELS:
            raise RuleError(f"{place}：级别“{rule.level}”不认识；只能是 {'、'.join(LEVELS)}。")
        if rule.id in rules:
            raise RuleError(f"{place}：编号出现了两次；每个编号只能用一次。")
        rules[rule.id] = rule
    return rules


def load_profiles(path: Path = HERE / "profiles.toml") -> dict[str, Profile]:
    """Local limits by id, the national default first.

    Raises:
        RuleError: as for rules.
    """
    profiles = {}
    for entry in _read(path, "profiles"):
        try:
            bands = tuple(
                Band(**{**b, "grades": tuple(b["grades"])}) for b in entry.pop("bands", ())
            )
            profiles[entry["id"]] = Profile(**entry, bands=bands)
        except (TypeError, KeyError) as error:
            raise RuleError(
                f"{path.name} 的 {entry.get('id')}：有多余或缺少的项（{error}）。"
            ) from error
    return profiles


FILES = (HERE / "timetable.toml", HERE / "privacy.toml")  # every rule of the course


@cache
def find(id: str) -> tuple[Rule, Path]:
    """A rule by its id, and the file that holds it.

    Raises:
        KeyError: there is no such rule.
    """
    for file in FILES:
        if rule := load_rules(file).get(id):
            return rule, file
    raise KeyError(id)


def version(rule: Rule) -> str:
    """Short fingerprint of a record: another wording, number, source or status is another version."""
    content = json.dumps(asdict(rule), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:8]


@cache
def timetable_rules() -> dict[str, Rule]:
    return load_rules()


@cache
def profiles() -> dict[str, Profile]:
    return load_profiles()
