"""The course team's board."""

from shixun import paths, release
from shixun.responses.records import Response
from shixun.responses.store import open_store
from shixun.widgets import board
from shixun.widgets.form import FormView


def forms(page):
    return [child for child in page.children if isinstance(child, FormView)]


def test_a_step_can_be_recorded_only_where_there_is_a_finding(tmp_path, monkeypatch):
    """An empty board says what will stand there and asks for nothing; a response brings the form."""
    monkeypatch.setenv("SHIXUN_STATE", str(tmp_path))
    monkeypatch.delenv("SHIXUN_STORE", raising=False)
    empty = board.show()
    assert "还没有意见" in empty.children[0].value and not forms(empty)
    store = open_store(f"sqlite:///{tmp_path / 'responses.sqlite'}")
    said = Response("1", "L07", "L07-case", "2026.11", "2026-11-24", 2, 1, "合适", "会", (), "", "")
    store.add(said, "AAAA-BBBB-CCCC")
    [form] = forms(board.show())
    [where, *_] = form.form["fields"]
    assert [o["label"] for o in where["options"]]


def test_a_change_is_never_the_release_complained_about(tmp_path, monkeypatch):
    """The version is prefilled only where it can be the cure; another one is refused with the remedy."""
    monkeypatch.setenv("SHIXUN_STATE", str(tmp_path))
    monkeypatch.delenv("SHIXUN_STORE", raising=False)
    newest = release.all_locks(paths.current().releases)[-1].id
    store = open_store(f"sqlite:///{tmp_path / 'responses.sqlite'}")
    for number, version in enumerate(("2026.11", newest)):
        place = ("L07", "L07-case", version, "2026-11-24", 2, 1, "合适", "会", (), "", "")
        store.add(Response(str(number), *place), f"AAAA-BBBB-CCC{number}")
        [form] = forms(board.show())
        assert form.values["version"] == ("" if version == newest else newest)
    step = {"note": "写了一句"}
    for state in ("已收到", "已分析"):
        board.record(step | {"finding": f"F-L07-clear {newest}", "state": state})
    step |= {"state": "已修改", "version": newest}
    refused = board.record(step | {"finding": f"F-L07-clear {newest}"})
    assert refused.state == "fail" and "shixun release" in refused.headline
    assert board.record(step | {"finding": "F-L07-clear 2026.11"}).state == "pass"


def test_what_could_not_be_read_is_there_for_the_course_team(tmp_path, monkeypatch):
    """The form says that the original words are kept and that the course team looks: here it can."""
    from shixun.responses import form

    monkeypatch.setenv("SHIXUN_STATE", str(tmp_path))
    monkeypatch.delenv("SHIXUN_STORE", raising=False)
    values = {"where": "L07-case", "useful": "很有用<b>", "clear": 2, "advice": "少讲一点"}
    reply = form.act("send", values, "L07")
    assert "课程组会看" in reply.headline
    page = board.show().children[0].value
    assert "没读懂的意见（1 份）" in page and "少讲一点" in page and "很有用&lt;b&gt;" in page
