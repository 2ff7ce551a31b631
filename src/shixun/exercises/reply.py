"""What 检查 answers before hand-in, from what the scorers say; never uses the key."""

from fnmatch import fnmatchcase

from shixun.exercises.declaration import Declaration, Fact
from shixun.exercises.submission import Submission
from shixun.forms import Message, Reply

Remarks = dict[str, tuple[Message, ...]]  # item → what stands between it and its points


def reply(declared: Declaration, sub: Submission) -> Reply:
    """Which requirements are not met and why, with a summary below."""
    wording = declared.check
    watched = wording.watch or sub.values.keys()
    if not any(sub.values.get(f) for f in watched):
        return Reply(wording.empty, "fail")
    remarks = {item.id: item.remarks(sub) for item in declared.items}
    messages = tuple(m for said in remarks.values() for m in said)
    facts = tuple(
        (fact.label, _said(fact, remarks, declared, sub))
        for fact in declared.facts or _default(declared)
    )
    if messages:
        return Reply(f"还有 {len(messages)} 处要改。", "fail", messages, facts=facts)
    return Reply(wording.passed, "pass", facts=facts)


def chosen(patterns: tuple[str, ...], ids: tuple[str, ...]) -> tuple[str, ...]:
    """The ids that one of the patterns is about, in their order."""
    return tuple(id for id in ids if any(fnmatchcase(id, p) for p in patterns))


def _said(fact: Fact, remarks: Remarks, declared: Declaration, sub: Submission) -> str:
    if fact.field:
        spec, value = sub.field(fact.field), sub.values.get(fact.field)
        filled, total = spec.progress(value, fact.without)
        return fact.blank if fact.blank and not filled else _fill(fact, filled=filled, all=total)
    mine = [remarks[id] for id in chosen(fact.items, tuple(remarks))]
    left = sum(map(len, mine))
    if fact.done and not left:
        return fact.done
    return _fill(fact, passed=sum(not m for m in mine), all=len(mine), open=left)


def _fill(fact: Fact, **numbers: int) -> str:
    text = fact.text
    for name, number in numbers.items():
        text = text.replace(f"{{{name}}}", str(number))
    return text


def _default(declared: Declaration) -> tuple[Fact, ...]:
    """Where an author says nothing: how much is filled that will be judged later."""
    late = [f for item in declared.items if item.needs_key for f in item.fields]
    labels = {f.id: f.label for f in declared.form.fields}
    by_hand = [f for part in declared.rubric for f in part.fields]
    return tuple(
        Fact(label=labels[f], field=f, text=text, blank="还没填")
        for fields, text in ((late, "填了；对不对，交卷后才评"), (by_hand, "填了；培训者看"))
        for f in dict.fromkeys(fields)
    )
