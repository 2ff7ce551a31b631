"""E06 表单瘦身: four forms are slimmed to what they are for, and one gets a notice to families.

What to keep is judged by the privacy rules; only the right reasons for keeping lie in the key.
A form that lost what it needs can't do its work, so deleting everything earns nothing.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from shixun.exercises.task import FOLDERS, KEY, ByHand, Cards, Item, Score, Submission, Task
from shixun.forms import Message, Reply
from shixun.rules import notice
from shixun.rules.privacy import Column, FormFacts, Purpose, ThirdParty, read_purposes
from shixun.rules.privacy_checks import Judgement, judge, records, v03, v04
from shixun.rules.verdict import State

DROP = "drop"
OUT = {"feedback": 10, "contact": 10, "survey": 4}  # points for what goes; ★ for the first two
IN = {"feedback": 4, "contact": 4, "survey": 4}  # points for what must stay
NAMES = {"ad": "甲表", "feedback": "乙表", "contact": "丙表", "survey": "丁表"}
CONCRETE = "写到多具体算清楚，是本课程的默认"
NOTICE: dict[str, tuple[str, int, Callable[[str], str]]] = {
    "n_processor": ("处理者", 3, notice.processor),
    "n_contact": ("联系方式", 3, notice.contact),
    "n_purpose": ("目的", 3, lambda text: notice.purpose(text, "home_contact")),
    "n_method": ("方式", 3, notice.method),
    "n_period": ("期限", 3, notice.period),
    "n_rights": ("权利和渠道", 3, notice.rights),
}


@dataclass(frozen=True)
class Sheet:
    """One of the four forms: its columns by card id, and what it is for."""

    id: str
    title: str
    purpose: str
    respondent: str
    columns: dict[str, str]

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        return read_purposes(self.purpose)


@lru_cache(maxsize=FOLDERS)
def load_sheets(folder: Path) -> dict[str, Sheet]:
    data = json.loads((folder / "forms.json").read_text(encoding="utf-8"))["forms"]
    form = json.loads((folder / "form.json").read_text(encoding="utf-8"))
    cards = {
        f["id"]: {c["id"]: c["text"] for c in f["cards"]} for f in form["fields"] if "cards" in f
    }
    return {id: Sheet(id, columns=cards[id], **sheet) for id, sheet in data.items()}


@cache
def judged(label: str, purpose: str, respondent: str) -> Judgement:
    """A column of these forms under its purpose: the same for everybody, so it is judged once."""
    return judge(Column(label), read_purposes(purpose), respondent)


def choices(sub: Submission, sheet: Sheet) -> dict[str, str]:
    """The teacher's choice for every card that she has placed."""
    return {
        id: v for id, v in (sub.values.get(sheet.id) or {}).items() if v and id in sheet.columns
    }


def kept(sub: Submission, sheet: Sheet) -> dict[str, str]:
    chosen = choices(sub, sheet)
    return {id: label for id, label in sheet.columns.items() if chosen.get(id, DROP) != DROP}


def extras(sub: Submission, sheet: Sheet) -> tuple[Message, ...]:
    """Columns that are kept, or not decided, though the purpose doesn't account for them."""
    chosen = choices(sub, sheet)
    found = []
    for id, label in sheet.columns.items():
        verdict = judged(label, sheet.purpose, sheet.respondent)
        if verdict.stand == "keep" or chosen.get(id) == DROP:
            continue
        text = verdict.reason if id in chosen else f"“{label}”还没定：删还是留？"
        found.append(_message("V-02", text, sheet.id, card=id))
    return tuple(found)


def share(sub: Submission, sheet: Sheet) -> float:
    """How much of what the form needs is still on it."""
    wanted = _needed(sheet)
    return sum(id in kept(sub, sheet) for id in wanted) / len(wanted)


def _needed(sheet: Sheet) -> tuple[str, ...]:
    """Cards that the purpose accounts for: all of these forms' work is done with them."""
    return tuple(
        id
        for id, label in sheet.columns.items()
        if judged(label, sheet.purpose, sheet.respondent).stand == "keep"
    )


def losses(sub: Submission, sheet: Sheet) -> tuple[Message, ...]:
    chosen = choices(sub, sheet)
    lost = [id for id in _needed(sheet) if chosen.get(id) == DROP]
    return tuple(
        _message(
            "V-02",
            f"“{sheet.columns[id]}”删了，{sheet.purpose}就做不成了 → 留下。",
            sheet.id,
            card=id,
        )
        for id in lost
    )


def _message(rule: str, text: str, field: str, card: str | None = None) -> Message:
    record = records()[rule]
    return Message("fail", text, f"{rule} {record.name}", record.basis, field=field, card=card)


def score_out(id: str, points: int, sub: Submission) -> Score:
    sheet = load_sheets(sub.folder)[id]
    name = NAMES[id]
    if not choices(sub, sheet):
        return Score(0, points, f"{name}还没动手：每一栏选删或留。")
    found = extras(sub, sheet)
    if found:
        return Score(0, points, f"{name}还有用不着的：" + "".join(m.text for m in found), found)
    part = share(sub, sheet) if sheet.purposes[0].keep else 1.0
    if part == 0:
        return Score(
            0, points, f"{name}删光了，{sheet.purpose}没法做。瘦身不是删光，先想这张表要办什么事。"
        )
    if part < 1:
        given = int(points * part)
        return Score(
            given, points, f"{name}没有多收，但用得着的也删了，按留下的比例给 {given} 分。"
        )
    return Score(points, points, f"{name}没有多收。")


def score_in(id: str, points: int, sub: Submission) -> Score:
    sheet = load_sheets(sub.folder)[id]
    part = share(sub, sheet)
    if not choices(sub, sheet):
        return Score(0, points, f"{NAMES[id]}还没动手：每一栏选删或留。")
    if len(kept(sub, sheet)) == len(sheet.columns):
        return Score(0, points, f"{NAMES[id]}一栏没删，看不出哪些是用得着的。")
    found = losses(sub, sheet)
    if part < 1:
        lost = "".join(m.text for m in found) or "有几栏还没定。"
        return Score(int(points * part), points, f"{NAMES[id]}：{lost}", found)
    return Score(points, points, f"{NAMES[id]}用得着的都在。")


def score_why(sub: Submission) -> Score:
    """Needs the key; says how many reasons fit, not which."""
    if sub.key is None:
        raise ValueError("评 E06 的留栏理由需要答案文件 key/key.json；请在培训者一侧评分。")
    chosen = {id: v for s in load_sheets(sub.folder).values() for id, v in choices(sub, s).items()}
    right = sum(chosen.get(id) in accepted for id, accepted in sub.key["why"].items())
    needless = sum(v != DROP and id not in sub.key["why"] for id, v in chosen.items())
    right = max(0, right - needless)
    total, enough = len(sub.key["why"]), sub.key["enough"]
    if right >= enough:
        return Score(6, 6, f"{total} 处理由里说准 {right} 处。")
    text = f"{total} 处理由里说准 {right} 处（多留一栏抵掉一处），要 {enough} 处。留一栏，就要说得出拿它做什么。"
    return Score(right // 2, 6, text)


def cards(sub: Submission) -> Cards:
    """Which cards were placed right: gone or kept as the purpose asks, for a reason that fits."""
    found = {}
    for id, sheet in load_sheets(sub.folder).items():
        chosen = choices(sub, sheet)
        wrong = {m.card for m in (*extras(sub, sheet), *losses(sub, sheet))}
        found[id] = {
            card: card in chosen and card not in wrong and _fits(card, chosen[card], sub.key["why"])
            for card in sheet.columns
        }
    return found


def _fits(card: str, choice: str, why: dict[str, list[str]]) -> bool:
    return choice == DROP or card not in why or choice in why[card]


def nothing_to_tell(sub: Submission) -> str:
    """A notice about a form that asks nothing earns nothing."""
    sheet = load_sheets(sub.folder)["contact"]
    return (
        "" if share(sub, sheet) else "丙表什么也没留，没有要告诉家长的：先把丙表办事要用的栏留下。"
    )


def notice_problem(id: str, sub: Submission) -> str:
    if not (sub.values.get(id) or "").strip():
        return "还没填。"
    return nothing_to_tell(sub) or notice.problem(sub.values.get(id), NOTICE[id][2])


def score_notice(id: str, sub: Submission) -> Score:
    name, points, _ = NOTICE[id]
    wrong = notice_problem(id, sub)
    if wrong:
        message = Message("fail", wrong, f"告知：{name}", notice.BASIS, field=id)
        return Score(0, points, f"{name}：{wrong}", (message,))
    return Score(points, points, f"{name}写清楚了。")


def kinds_problem(sub: Submission) -> str:
    told = set(sub.values.get("n_kinds") or ())
    sheet = load_sheets(sub.folder)["contact"]
    asked = set(kept(sub, sheet))
    if not told:
        return "还没选收哪几样。"
    words = [
        f"{what}：{'、'.join(sheet.columns[i] for i in sheet.columns if i in ids)}"
        for what, ids in (
            ("表上收了、没告诉家长", asked - told),
            ("告诉了家长、表上没有", told - asked),
        )
        if ids
    ]
    return f"和丙表对不上（{'；'.join(words)}）：两边改成一样。" if words else ""


def score_kinds(sub: Submission) -> Score:
    wrong = kinds_problem(sub)
    sheet = load_sheets(sub.folder)["contact"]
    if not wrong and len(kept(sub, sheet)) == len(sheet.columns):
        wrong = "丙表一栏没删，先瘦身，再写种类。"
    if wrong:
        message = Message("fail", wrong, "告知：种类", notice.BASIS, field="n_kinds")
        return Score(0, 4, f"种类：{wrong}", (message,))
    return Score(4, 4, "种类和丙表一致。")


def facts(sub: Submission) -> FormFacts:
    """The contact form with its notice, as the rules look at it. What it is about stays: children."""
    sheet = load_sheets(sub.folder)["contact"]
    values = sub.values
    given = {"none": False, "given": True}.get(values.get("t_given"))
    third = ThirdParty(given, values.get("t_name") or "", values.get("t_consent") or "")
    return FormFacts(
        sheet.title,
        sheet.purpose,
        sheet.respondent,
        tuple(map(Column, sheet.columns.values())),
        under14=True,
        guardian_consent=values.get("u_consent") == "guardian",
        special_rules=not notice.problem(values.get("u_rules"), notice.special_rules),
        third_party=third,
    )


def under14_messages(sub: Submission) -> tuple[Message, ...]:
    found = []
    if empty := nothing_to_tell(sub):
        found.append(_message("V-03", empty, "contact"))
    if sub.values.get("u_consent") != "guardian":
        found.append(_message("V-03", _consent_text(sub.values.get("u_consent")), "u_consent"))
    wrong = notice.problem(sub.values.get("u_rules"), notice.special_rules)
    if wrong:
        found.append(_message("V-03", wrong, "u_rules"))
    return tuple(found)


def _consent_text(choice: str | None) -> str:
    return {
        "submit": "三年级孩子不满 14 岁，交表不等于监护人同意：要监护人就这件事单独同意。",
        "bundled": "一个勾管全部，监护人没法只对孩子信息这一件说不：把这一件单独拿出来。",
        "child": "孩子不满 14 岁，自己签不算：由监护人同意。",
    }.get(choice or "", "还没选怎么取得同意。")


def score_under14(sub: Submission) -> Score:
    found = under14_messages(sub)
    if not found and v03(facts(sub)).state is State.PASS:
        return Score(6, 6, "监护人单独同意、专门规则都有。")
    return Score(0, 6, "".join(m.text for m in found), found)


def score_third(sub: Submission) -> Score:
    verdict = v04(facts(sub))
    if empty := nothing_to_tell(sub):
        return Score(0, 6, empty, (_message("V-04", empty, "contact"),))
    if verdict.state is State.PASS:
        return Score(6, 6, verdict.text)
    return Score(0, 6, verdict.text, (verdict.message("t_given"),))


def notice_messages(sub: Submission) -> tuple[Message, ...]:
    items = [score_notice(id, sub) for id in NOTICE] + [score_kinds(sub)]
    third = score_third(sub)
    return (*(m for s in items for m in s.messages), *under14_messages(sub), *third.messages)


def check(sub: Submission) -> Reply:
    """Which rule isn't met and why; nothing about the reasons for keeping but how many are chosen."""
    sheets = load_sheets(sub.folder)
    if not any(sub.values.values()):
        return Reply("还是空的。先从甲表开始：每一栏选删或留。", "fail")
    forms = tuple(m for s in sheets.values() for m in (*extras(sub, s), *losses(sub, s)))
    told = notice_messages(sub)
    facts_ = (
        *((NAMES[id], f"{len(s.columns)} 栏留 {len(kept(sub, s))} 栏") for id, s in sheets.items()),
        ("丙表的告知", "齐了" if not told else f"还有 {len(told)} 处"),
        ("留的理由", "对不对，交卷后才评"),
        ("给家长的一段话", "已写" if (sub.values.get("letter") or "").strip() else "还没写"),
    )
    if forms or told:
        return Reply(
            f"还有 {len(forms) + len(told)} 处要改。", "fail", (*forms, *told), facts=facts_
        )
    return Reply("四张表都瘦好了，告知也齐了。", "pass", facts=facts_)


def _out_item(id: str) -> Item:
    points = OUT[id]
    return Item(
        f"E06-{id}-out",
        f"{NAMES[id]}不收用不着的",
        points,
        lambda sub: score_out(id, points, sub),
        critical=id in ("feedback", "contact"),
        fields=(id,),
        rules=("V-02",),
    )


def _in_item(id: str) -> Item:
    points = IN[id]
    return Item(
        f"E06-{id}-in",
        f"{NAMES[id]}用得着的还在",
        points,
        lambda sub: score_in(id, points, sub),
        fields=(id,),
        rules=("V-02",),
    )


def _notice_item(id: str) -> Item:
    name, points, _ = NOTICE[id]
    return Item(
        f"E06-{id.replace('_', '-')}",
        f"告知：{name}",
        points,
        lambda sub: score_notice(id, sub),
        fields=(id,),
        needs=("contact",),
        rules=("V-01",),
        basis=CONCRETE,
    )


TASK = Task(
    "E06",
    (
        Item(
            "E06-ad-out", "甲表：看通知不用填", 4, lambda sub: score_out("ad", 4, sub),
            fields=("ad",), rules=("V-02",),
        ),
        *(make(id) for id in OUT for make in (_out_item, _in_item)),
        Item(
            "E06-why", "留的理由说得准", 6, score_why, hidden=True,
            fields=tuple(NAMES), rules=("V-01",), basis=KEY,
        ),
        *(_notice_item(id) for id in NOTICE),
        Item(
            "E06-n-kinds", "告知：种类", 4, score_kinds,
            fields=("n_kinds",), needs=("contact",), rules=("V-01",), basis=CONCRETE,
        ),
        Item(
            "E06-under14", "V-03 不满 14 岁", 6, score_under14, critical=True,
            fields=("u_consent", "u_rules"), needs=("contact",), rules=("V-03",),
        ),
        Item(
            "E06-third", "V-04 第三方", 6, score_third, critical=True,
            fields=("t_given", "t_name", "t_consent"), needs=("contact",), rules=("V-04",),
        ),
    ),
    check,
    (ByHand("E06-rubric", "家长看得懂吗", ("letter",)),),
    cards,
)  # fmt: skip
