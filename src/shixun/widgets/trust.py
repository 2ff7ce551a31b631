"""How far the scores can be trusted, on the trainer's page: items, alike papers, one score explained."""

from ipywidgets import HTML, VBox

from shixun.analytics import explained, trust
from shixun.analytics.explain import Explanation, explain
from shixun.analytics.similar import Similar, similar
from shixun.analytics.statistics import ItemStatistics, Statistics, statistics
from shixun.forms import Action, Message, Reply
from shixun.paths import Paths
from shixun.syllabus import Syllabus
from shixun.widgets import choice, page
from shixun.widgets.form import FormView

ACTIONS = (
    Action("items", "看每道题", primary=True),
    Action("similar", "看相近的作业"),
    Action("explain", "这一份的分从哪来"),
)
ABOUT = (
    "区分度：别的题得分高的人，这道题是不是也得分高，从 -1 到 1；看区间，不要只看一个数。"
    f"不到 {trust.FEW} 人的不显示，不到 {trust.ENOUGH} 人的不算百分比。"
)
HEADS = ("哪一处", "得分", "区分度", "第一次检查", "常见的错")


def section(places: Paths, course: Syllabus) -> VBox:
    """The form, and below it what was asked for."""
    shown = HTML("")

    def act(action: str, values: dict, uploads: dict) -> Reply:
        reply, shown.value = answer(places, action, values)
        return reply

    return VBox([FormView(form(course), actions=ACTIONS, on_action=act), shown])


def form(course: Syllabus) -> dict:
    return {
        "id": "trust",
        "title": "分数靠得住吗",
        "fields": [
            choice.exercise("trust_exercise", "看哪一个练习？", course),
            {"id": "trust_student", "kind": "text", "label": "学员编号", "max_length": 80,
             "help": "只有看“这一份的分从哪来”才要填。"},
        ],
    }  # fmt: skip


def answer(places: Paths, action: str, values: dict) -> tuple[Reply, str]:
    """What a button answers, and the HTML below the form."""
    exercise, student = values.get("trust_exercise"), (values.get("trust_student") or "").strip()
    if not exercise:
        message = Message("fail", "请选一项。", field="trust_exercise")
        return Reply("先选一个练习。", "fail", (message,)), ""
    if action == "items":
        found = statistics(places, exercise)
        return Reply(trust.headline(found)), items(found)
    if action == "similar":
        alike = similar(places, exercise)
        return Reply(f"{exercise}：{alike.n} 份里有 {len(alike.pairs)} 对相近。"), pairs(alike)
    if not student:
        message = Message("fail", "请填编号。", field="trust_student")
        return Reply("看哪一位的？", "fail", (message,)), ""
    try:
        found = explain(places, exercise, student)
    except FileNotFoundError as error:
        return Reply(str(error), "fail", (Message("fail", str(error), field="trust_student"),)), ""
    return Reply(explained.headline(found)), grounds(found)


def items(found: Statistics) -> str:
    """Items and rubric parts in full; fields and cards on demand."""
    if not found.lines:
        return ""
    groups = ((kind, title, _rows(found, kind)) for kind, title in trust.TITLES.items())
    tables = [(title, rows, kind in ("field", "card")) for kind, title, rows in groups if rows]
    return page.render(
        "items", label="每道题", about=ABOUT, exercise=found.exercise, heads=HEADS, tables=tables
    )


def _rows(found: Statistics, kind: str) -> list[tuple[str, ...]]:
    return [_cells(line) for line in found.lines if line.kind == kind]


def _cells(line: ItemStatistics) -> tuple[str, ...]:
    m = line.measures
    return (line.label, *trust.words(m), "；".join(trust.wrong_words(m)) or "—")


def pairs(found: Similar) -> str:
    if not found.pairs:
        return ""
    return page.render(
        "told_table",
        label="相近的作业",
        about=(trust.HINT,),
        caption=f"{found.exercise} 相近的作业",
        heads=("一份", "另一份", "哪里相近"),
        rows=[(p.first, p.second, trust.alike_words(p)) for p in found.pairs],
    )


def grounds(found: Explanation) -> str:
    """One line of the score a row: points, words, value, ground."""
    rows = []
    for account in found.accounts:
        told: dict[str, list[str]] = {}
        for word, text in explained.details(account):
            told.setdefault(word, []).append(text)
        why = "；".join(told.get("说明", []) + told.get("注意", []))
        cells = (why, "；".join(told.get("看的是", [])), "；".join(told.get("依据", [])))
        rows.append((account.title, explained.points(account), *cells))
    return page.render(
        "told_table",
        label="这一份的分从哪来",
        about=explained.versions(found),
        caption=f"{found.exercise} · {found.student}",
        heads=("条目", "分", "说明", "看的是", "依据"),
        rows=rows,
    )
