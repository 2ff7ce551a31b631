"""The course team's page: what to change first, what was done about it, whether it helped."""

from ipywidgets import HTML, VBox

from shixun import paths, release
from shixun.analytics import board
from shixun.analytics import changes as steps
from shixun.analytics.board import Row
from shixun.analytics.findings import PRIORITIES
from shixun.forms import Action, Message, Reply
from shixun.paths import Paths
from shixun.release import ReleaseError
from shixun.widgets.form import FormView
from shixun.widgets.page import render

ACTIONS = (Action("record", "记下这一步", primary=True),)
COLUMNS = {"哪里": 22, "证据": 20, "为什么": 18, "做到哪一步": 18, "有没有用": 22}  # in %
STATES = (steps.RECEIVED, steps.ANALYSED, steps.CHANGED, steps.TOLD, steps.KEPT)


def show() -> VBox:
    """Findings on top, then the form that records a step; the page follows what is recorded.

    Without a finding there is nothing to take a step on, and no form.
    """
    places = paths.current()
    rows = board.collect(places)
    top = HTML(page(rows))
    if not rows:
        return VBox([top])

    def act(action: str, values: dict, uploads: dict) -> Reply:
        reply = record(values)
        top.value = page(board.collect(places))
        return reply

    start = {"version": _later_release(places, rows)}
    return VBox([top, FormView(form(rows), start, ACTIONS, act)])


def _later_release(places: Paths, rows: list[Row]) -> str:
    """The newest release, if it can be the cure of all that was said so far; else ""."""
    newest = release.all_locks(places.releases)[-1:]
    return "".join(x.id for x in newest if steps.later(x.id, board.newest_evidence(rows)))


def page(rows: list[Row]) -> str:
    """The findings by urgency, those dealt with last."""
    groups = []
    for name in (*PRIORITIES, board.HANDLED):
        mine = [r for r in rows if (board.HANDLED if r.handled else r.finding.priority) == name]
        if mine:
            groups.append((name, mine))
    return render(
        "board",
        label="改进看板",
        synthetic=paths.current().synthetic.is_file(),
        columns=COLUMNS.items(),
        groups=groups,
        unread=board.unread(paths.current()),
    )


def form(rows: list[Row]) -> dict:
    names = [
        (f"{r.finding.id} {r.finding.release}", f"{r.finding.title}（版本 {r.finding.release}）")
        for r in rows
    ]
    return {
        "id": "board",
        "title": "记下一步",
        "fields": [
            {
                "id": "finding",
                "kind": "choice",
                "style": "select",
                "label": "哪一处",
                "required": True,
                "options": [{"value": id, "label": title} for id, title in names],
            },
            {
                "id": "state",
                "kind": "choice",
                "label": "走到哪一步",
                "required": True,
                "options": [{"value": s, "label": s} for s in STATES],
            },
            {
                "id": "version",
                "kind": "text",
                "label": "改在哪个课程版本",
                "help": "要比上面那一处的版本新。还没有新版本，先运行 shixun release 加编号。",
                "max_length": 32,
            },
            {
                "id": "note",
                "kind": "text",
                "label": "看到了什么、改了什么，或为什么不改",
                "multiline": True,
                "max_length": 300,
            },
        ],
    }


def record(values: dict) -> Reply:
    """Take the step, or say which can be taken."""
    missing = [n for n, w in (("finding", "哪一处"), ("state", "走到哪一步")) if not values.get(n)]
    if missing:
        messages = tuple(Message("fail", "请选一项。", field=name) for name in missing)
        return Reply("还没有记下。", "fail", messages)
    version = values.get("version") or "" if values["state"] == steps.CHANGED else ""
    finding, _, about = values["finding"].partition(" ")
    note = values.get("note") or ""
    try:
        board.record(paths.current(), finding, values["state"], version, note, about)
    except (steps.ChangeError, ReleaseError) as error:
        return Reply(str(error), "fail")
    return Reply(f"记下了：{finding} {values['state']}。上面的表已更新。", "pass")
