"""What teachers say is kept, scrubbed, counted once, and can be taken back."""

import multiprocessing
import os
import signal
import subprocess
import sys
from datetime import date

import pytest
from processes import PATIENCE

from shixun import paths
from shixun.responses import form
from shixun.responses.records import Response
from shixun.responses.scrub import scrub
from shixun.responses.store import open_store

SAID = {"where": "L07-explain", "useful": 4, "clear": 2, "length": "合适", "will_use": "部分",
        "why_not": ["time"], "muddiest": "间隔怎么合并，打我 138 1234 5678", "advice": ""}  # fmt: skip


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("SHIXUN_STATE", str(tmp_path))
    monkeypatch.delenv("SHIXUN_STORE", raising=False)
    return open_store(paths.current().store_url)


def response(number):
    return Response(
        f"{number:032x}", "L07", "L07-explain", "2026.11", "2026-11-24", 4, 2, "合适", "会"
    )


def test_what_was_sent_is_stored_without_the_phone_number(store):
    """One press of 交意见 leaves one row: lesson, part, release, day, and no number."""
    reply = form.act("send", SAID, "L07")
    (kept,) = store.all_responses()
    assert reply.done and dict(reply.facts)["撤回码"]
    assert (kept.lesson, kept.cell, kept.date) == ("L07", "L07-explain", date.today().isoformat())
    assert "138" not in kept.muddiest and "间隔怎么合并" in kept.muddiest


def test_nothing_is_stored_until_the_three_questions_are_answered(store):
    """What is missing is named at its field, and no half response is kept."""
    reply = form.act("send", {"where": "all_clear"}, "L07")
    assert {m.field for m in reply.messages} == {"useful", "clear"}
    assert store.all_responses() == ()


def test_a_response_can_be_withdrawn_by_its_code_alone(store):
    """The code works once, in any spelling; another code finds nothing."""
    code = dict(form.act("send", SAID, "L07").facts)["撤回码"]
    assert form.act("withdraw", {"code": "AAAA-BBBB-CCCC"}, "").state == "fail"
    assert form.act("withdraw", {"code": f" {code.lower()} "}, "").done
    assert store.all_responses() == ()
    assert form.act("withdraw", {"code": code}, "").state == "fail"


def test_what_cannot_be_a_response_is_kept_scrubbed(store):
    """A lesson that isn't there loses no words; the phone number is out of them."""
    assert form.act("send", SAID, "L99").done
    ((reason, text),) = store.kept()
    assert "L99" in reason and "间隔怎么合并" in text and "1234" not in text


def test_the_table_has_no_time_no_address_and_no_order(store, tmp_path):
    """Columns are these and no more; ids come back in their own order, not in that of coming."""
    for number in (3, 1, 2):
        store.add(response(number), f"code-{number}")
    assert [int(r.id, 16) for r in store.all_responses()] == [1, 2, 3]
    import sqlite3

    rows = sqlite3.connect(tmp_path / "responses.sqlite")
    columns = {r[1] for r in rows.execute("pragma table_info(responses)")}
    assert columns == {"schema", "withdraw", *Response.__dataclass_fields__}
    with pytest.raises(sqlite3.OperationalError):
        rows.execute("select rowid from responses")


def test_old_responses_are_deleted(store):
    """Retention deletes what is older, and only that."""
    store.add(response(1), "a")
    assert store.purge(date(2026, 11, 24)) == 0
    assert store.purge(date(2026, 11, 25)) == 1 and store.all_responses() == ()


def _write(url, start):
    mine = open_store(url)
    for number in range(start, start + 20):
        mine.add(response(number), str(number))


def test_many_writers_lose_nothing(store):
    """Four processes write at once, as kernels of visitors do; all eighty rows are there."""
    url = paths.current().store_url
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write, args=(url, 100 * k)) for k in range(1, 5)]
    for w in writers:
        w.start()
    for w in writers:
        w.join(60)
    assert len(store.all_responses()) == 80


def test_an_acknowledged_response_survives_kill_9(store):
    """A process that is killed the moment it has said thanks leaves its response behind."""
    code = (
        "import os, signal\n"
        "from shixun.responses import form\n"
        f"reply = form.act('send', {SAID!r}, 'L07')\n"
        "assert reply.done\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], env=os.environ.copy(), timeout=PATIENCE)
    assert run.returncode == -signal.SIGKILL and len(store.all_responses()) == 1


@pytest.mark.parametrize(
    "text",
    ["打13812345678", "138-1234-5678", "138 1234 5678", "一三八一二三四五六七八", "0551-62345678",
     "11010519491231002X", "a.b@example.com", "QQ:12345678", "微信号：abc_12345",
     "QQ：12345678", "微信号:abc_12345"],  # punctuation: as it is
)  # fmt: skip
def test_what_leads_to_a_person_is_cut_out(text):
    """Phones, cards, addresses and chat ids, also full-width, spaced or in Chinese numerals."""
    cut = scrub(f"前面{text}")
    assert cut.startswith("前面") and "已隐去" in cut and scrub(cut) == cut
    assert not any(c.isdigit() for c in cut)


@pytest.mark.parametrize(
    "text",
    ["2020-02-12 到 2020-02-17", "每次 20 分钟，一天 150 分钟", "76.19% 的人", "第 3、5、7 行", "小学 2.5 小时",
     "30 至 40 分钟后休息 10 分钟", "一二年级", "三十人里二十四人"],
)  # fmt: skip
def test_ordinary_numbers_stay(text):
    """Dates, minutes, shares and rows are what the course team needs to read."""
    assert scrub(text) == text
