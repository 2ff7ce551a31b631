"""V-01…V-04 on a form: pure, three values, every column named that a verdict is about."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from shixun.rules.notice import is_placeholder
from shixun.rules.privacy import Column, FormFacts, Purpose, Reading, read_column, read_purposes
from shixun.rules.records import HERE, Rule, load_rules
from shixun.rules.verdict import State, Verdict

Stand = Literal["keep", "delete", "depends", "unknown"]
ABOUT_CHILDREN = ("小学", "幼儿", "幼儿园", "学前")


@dataclass(frozen=True)
class Judgement:
    """One column under the form's purposes: keep it, delete it, or what its fate hangs on."""

    column: Column
    reading: Reading
    stand: Stand
    reason: str
    when: str = ""  # for depends: the case in which it stays


@cache
def records() -> dict[str, Rule]:
    return load_rules(HERE / "privacy.toml")


def judge(
    column: Column, purposes: tuple[Purpose, ...], respondent: str = "", basis: str = ""
) -> Judgement:
    """Whether one of the purposes accounts for a column.

    Where the law gives an office the task, its own table may hold more: then it hangs on that table.
    """
    about = next((p.about for p in purposes if p.about), "")
    reading = read_column(column.label, respondent, about)
    if reading.kind is None:
        ask = f"“{column.label}”收的是什么、用来做什么，表上看不出来：请填表的部门说一句用途。"
        return Judgement(column, reading, "unknown", ask)
    what = reading.kind.name
    goals = "、".join(p.name for p in purposes)
    if any(name in p.keep for p in purposes for name in reading.names):
        return Judgement(column, reading, "keep", f"“{column.label}”是{goals}用得着的{what}。")
    hangs = [d for p in purposes for d in p.depends if d.kind in reading.names]
    if hangs:
        return Judgement(column, reading, "depends", f"“{column.label}”是{what}。", hangs[0].when)
    if reading.kind.id == "open" and any("opinion" in p.keep for p in purposes):
        return Judgement(column, reading, "keep", f"“{column.label}”在{goals}里用来写意见。")
    if basis and reading.kind.id != "open" and any(p.statutory for p in purposes):
        return Judgement(
            column, reading, "depends", f"“{column.label}”是{what}。", f"{basis}里确有这一栏"
        )
    return Judgement(column, reading, "delete", _too_much(column, reading, purposes, goals))


def _too_much(column: Column, reading: Reading, purposes: tuple[Purpose, ...], goals: str) -> str:
    kind = reading.kind
    what = "" if kind.name in column.label else f"（{kind.name}）"
    text = f"{goals}用不着“{column.label}”{what} → 删掉"
    if kind.id == "open":
        text = f"“{column.label}”什么都能填，容易收进用不着的 → 删掉，或改成具体的一问"
    if any(p.statutory for p in purposes):
        text += "；如果主管部门的表里规定了这一栏，写上依据再收"
    return text + "。"


def judge_all(facts: FormFacts) -> tuple[Judgement, ...]:
    """Every column; nothing where the form's purpose is missing or not one that we know."""
    purposes = read_purposes(facts.purpose)
    if not purposes:
        return ()
    return tuple(judge(c, purposes, facts.respondent, facts.basis) for c in facts.columns)


def check(facts: FormFacts) -> tuple[Verdict, ...]:
    judged = judge_all(facts)
    return (v01(facts, judged), v02(facts, judged), v03(facts), v04(facts))


def _verdict(rule: str, state: State, text: str, **more) -> Verdict:
    record = records()[rule]
    return Verdict(rule, record.name, state, text, record.basis, record.level, **more)


def v01(facts: FormFacts, judged: tuple[Judgement, ...]) -> Verdict:
    """A purpose on the form, and one for each column: said by the form, or plain from its purpose."""
    if is_placeholder(facts.purpose):
        text = "表上没写收来做什么。先写一句目的，再定每一栏的去留。"
        return _verdict("V-01", State.FAIL, text, fields=_labels(facts.columns))
    said = [c for c in facts.columns if c.purpose]
    empty = [c for c in facts.columns if is_placeholder(c.purpose)] if said else []
    if empty:
        text = f"{_list(empty)}没写用途，别的栏写了：补一句用途，写不出就删。"
        return _verdict("V-01", State.FAIL, text, fields=_labels(empty))
    open_ = [j for j in judged if j.stand in ("unknown", "delete") and not j.column.purpose]
    if not judged or any(j.stand == "unknown" for j in open_):
        doubt = [j.column for j in open_ if j.stand == "unknown"] or list(facts.columns)
        return _undecided_purpose("V-01", facts, doubt, bool(judged))
    if open_:
        columns = [j.column for j in open_]
        text = f"从“{facts.purpose}”看不出{_list(columns)}做什么用：写出用途，写不出就删。"
        return _verdict("V-01", State.FAIL, text, fields=_labels(columns))
    return _verdict("V-01", State.PASS, "每一栏都说得出用途。")


def _undecided_purpose(rule: str, facts: FormFacts, columns: list[Column], known: bool) -> Verdict:
    missing = f"{_list(columns)}的用途" if known else "一个说得清的目的"
    text = (
        f"{_list(columns)}收来做什么，表上看不出来：请补一句用途。"
        if known
        else f"目的写的是“{facts.purpose}”，太宽或没见过：请写清用这些信息具体做哪件事。"
    )
    readings = (("若用途和目的直接相关", State.PASS), ("若说不出用途", State.FAIL))
    return _verdict(
        rule, State.UNDECIDED, text, fields=_labels(columns), missing=missing, readings=readings
    )


def v02(facts: FormFacts, judged: tuple[Judgement, ...]) -> Verdict:
    """No column beyond what the purpose accounts for."""
    if not judged and facts.columns:
        return _undecided_purpose("V-02", facts, list(facts.columns), False)
    extra = [j for j in judged if j.stand == "delete"]
    if extra:
        text = "".join(j.reason for j in extra)
        return _verdict("V-02", State.FAIL, text, fields=tuple(j.column.label for j in extra))
    unknown = [j for j in judged if j.stand == "unknown"]
    hangs = [j for j in judged if j.stand == "depends"]
    if unknown or hangs:
        text = "".join(
            [*(j.reason for j in unknown), *(f"{j.reason}只在“{j.when}”时留。" for j in hangs)]
        )
        readings = tuple(
            r
            for when in dict.fromkeys(j.when for j in hangs)
            for r in ((f"若{when}", State.PASS), (f"若不是为了{when}", State.FAIL))
        ) or (("若用途和目的直接相关", State.PASS), ("若说不出用途", State.FAIL))
        columns = [j.column for j in (*unknown, *hangs)]
        missing = f"{_list(columns)}用来做什么"
        return _verdict(
            "V-02",
            State.UNDECIDED,
            text,
            fields=_labels(columns),
            missing=missing,
            readings=readings,
        )
    return _verdict("V-02", State.PASS, "没有用不着的栏。")


def child_columns(facts: FormFacts) -> tuple[Column, ...]:
    """Columns by which a child can be told from others, or that hang on such a column."""
    about = next((p.about for p in read_purposes(facts.purpose) if p.about), "")
    read = [(c, read_column(c.label, facts.respondent, about)) for c in facts.columns]
    named = any(r.kind and r.kind.identifies for _, r in read)
    return tuple(
        c
        for c, r in read
        if r.kind
        and r.owner == "student"
        and (r.kind.identifies or (named and r.kind.id != "count"))
    )


def v03(facts: FormFacts) -> Verdict:
    """Information about children under 14 needs a guardian's consent and rules of its own."""
    children = child_columns(facts)
    if not children:
        return _verdict("V-03", State.PASS, "没有收能认出某个孩子的信息。")
    under14 = facts.under14
    if under14 is None and any(w in facts.title + facts.respondent for w in ABOUT_CHILDREN):
        under14 = True
    if under14 is False:
        return _verdict("V-03", State.PASS, "涉及的学生都满 14 岁，这一条不适用。")
    lacking = [
        words
        for words, there in (
            ("监护人单独同意", facts.guardian_consent),
            ("不满 14 岁的专门规则", facts.special_rules),
        )
        if not there
    ]
    if not lacking:
        return _verdict("V-03", State.PASS, "监护人单独同意、专门规则都有。")
    fields, need = _labels(children), "和".join(lacking)
    if under14:
        text = f"收了孩子的信息（{_list(children)}），孩子可能不满 14 岁，表上没有{need}：补上，或不收。"
        return _verdict("V-03", State.FAIL, text, fields=fields)
    text = f"收了学生的信息（{_list(children)}），没写学生是否满 14 岁：写明年级；有不满 14 岁的，补上{need}。"
    readings = (("若有不满 14 岁的学生", State.FAIL), ("若都满 14 岁", State.PASS))
    return _verdict(
        "V-03", State.UNDECIDED, text, fields=fields, missing="学生是否满 14 岁", readings=readings
    )


def v04(facts: FormFacts) -> Verdict:
    """Whether others get it is said; whoever does is named, with a consent of its own."""
    third = facts.third_party
    if third.given:
        if is_placeholder(third.name):
            text = "要给别人，却没说给谁：写出对方名称、联系方式和用途，或改成不提供。"
            return _verdict("V-04", State.FAIL, text)
        if third.consent != "separate":
            text = f"要给{third.name}，没有单独同意：给第三方要另设一个同意，不能和交表捆在一起；或改成不提供。"
            return _verdict("V-04", State.FAIL, text)
    if third.platform and third.platform_rules is False:
        text = f"用了{third.platform}，没写它怎么使用个人信息：写明规则，或换成校内的办法。"
        return _verdict("V-04", State.FAIL, text)
    unsaid = [
        what
        for what, missing in (
            ("给不给第三方", third.given is None),
            (
                f"{third.platform}的个人信息使用规则",
                third.platform and third.platform_rules is None,
            ),
        )
        if missing
    ]
    if unsaid:
        text = f"表上没写{'、'.join(unsaid)}：不给就写“不提供给任何第三方”，给就写明给谁并单独征得同意。"
        readings = (
            ("若不提供，平台规则也写明", State.PASS),
            ("若提供而没有单独同意", State.FAIL),
        )
        return _verdict("V-04", State.UNDECIDED, text, missing="、".join(unsaid), readings=readings)
    text = f"写明了给{third.name}，并单独征得同意。" if third.given else "写明了不提供给第三方。"
    return _verdict("V-04", State.PASS, text)


def _labels(columns) -> tuple[str, ...]:
    return tuple(c.label for c in columns)


def _list(columns) -> str:
    labels = [f"“{c.label}”" for c in columns]
    head = "、".join(labels[:6])
    return head if len(labels) <= 6 else f"{head}等 {len(labels)} 栏"
