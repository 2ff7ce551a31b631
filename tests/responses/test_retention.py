"""A response is deleted when the form says so, by a clock that the test holds."""

from datetime import date, timedelta

import pytest

from shixun.responses import form
from shixun.responses.records import Response
from shixun.responses.retention import RETENTION, DailyPurge
from shixun.responses.store import open_store
from shixun.server import up

TODAY = date(2026, 12, 1)


def kept(store):
    return sorted(r.id for r in store.all_responses())


def test_on_start_and_then_daily_what_is_too_old_goes(tmp_path):
    """After the days that the form names, and not before; what could not be read goes with it."""
    assert f"{RETENTION} 天后删除" in form.notice()["期限"]
    store = open_store(f"sqlite:///{tmp_path / 'responses.sqlite'}")
    for age in (RETENTION + 1, RETENTION, 1):
        day = (TODAY - timedelta(days=age)).isoformat()
        place = ("L07", "L07-case", "2026.11", day, 2, 1, "合适", "会", (), "", "")
        store.add(Response(f"{age:03}", *place), f"CODE-{age}")
        store.keep_raw("原话", "L07:ValueError", day)
    now = [TODAY]
    purge = DailyPurge(store, lambda: now[0])
    assert purge() == 2 and kept(store) == ["001", f"{RETENTION:03}"]
    assert len(store.kept()) == 2
    store.keep_raw("很早的", "L07:ValueError", "2020-01-01")
    assert purge() == 0  # the same day
    now[0] += timedelta(days=1)
    assert purge() == 3 and kept(store) == ["001"]


def test_a_store_that_does_not_answer_does_not_close_the_kit(capsys):
    """The kit says so and goes on."""
    from sqlalchemy.exc import OperationalError

    def fails():
        raise OperationalError("delete", {}, Exception("locked"))

    up._purge(fails)
    assert "没有删成" in capsys.readouterr().out


def test_the_running_kit_asks_again_and_again(monkeypatch):
    """`up` asks at each look at its servers, so the day's change is met while it runs."""
    asked = []

    class Ended(Exception):
        pass

    def purge():
        asked.append(1)
        if len(asked) == 3:
            raise Ended
        return 0

    monkeypatch.setattr(up.time, "sleep", lambda seconds: None)
    with pytest.raises(Ended):
        up._watch([], purge)
    assert len(asked) == 3
