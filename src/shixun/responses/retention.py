"""Responses are deleted when the form says so: on start, and then once a day."""

from collections.abc import Callable
from datetime import date, timedelta

from shixun.responses.store import Store

RETENTION = 180  # days 〔默认〕


class DailyPurge:
    """Deletes what is older than the form promises to keep it; asked often, it acts once a day."""

    def __init__(self, store: Store, today: Callable[[], date] = date.today):
        self._store, self._today = store, today
        self._done: date | None = None

    def __call__(self) -> int:
        """How many rows were deleted now; a response is kept for 180 whole days."""
        today = self._today()
        if today == self._done:
            return 0
        self._done = today  # also if it fails: the next try is tomorrow's, or the next start's
        return self._store.purge(today - timedelta(days=RETENTION))
