"""Collecting, without following what a hand-in points at, nor stopping at what it says of itself."""

import os
import shutil
import stat
from datetime import datetime
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect

from shixun.autograder.engine.settings import apply_language
from shixun.autograder.i18n import gettext


class SafeCollect(ExchangeCollect):
    """nbgrader's collect, but only plain folders and files come along, and a time that can be read.

    A link in the inbox would be followed with the instructor's rights, e.g. to a key; a pipe would
    hang whoever opens it. A time that is none would stop collecting, and formgrader's list, for all.
    """

    def _path_to_record(self, path):
        try:
            return super()._path_to_record(path)
        except (ValueError, OverflowError):
            message = gettext(
                "%s: no readable time in the name; taken as the earliest of its student."
            )
            self.log.warning(message, path)
            name = Path(path).name
            username = name.rsplit("+", 3)[0]
            return {"username": username, "filename": name, "timestamp": datetime.min}

    def start(self):
        apply_language(self.config)
        return super().start()

    def do_copy(self, src, dest, log=None):
        done = self._copy_regular(src, dest, log)
        if Path(dest).is_dir():
            self._replace_timestamp(Path(dest), src)
        return done

    def _replace_timestamp(self, collected: Path, src: str) -> None:
        """The time in the inbox's own name in the place of one that cannot be read; that one is kept."""
        try:
            self.coursedir.get_existing_timestamp(str(collected))
        except Exception:  # nbgrader fails in several ways
            stamp = collected / "timestamp.txt"
            stamp.rename(stamp.with_suffix(".unreadable"))
            moment = self._path_to_record(src)["timestamp"]
            if moment != datetime.min:
                stamp.write_text(f"{moment:%Y-%m-%d %H:%M:%S.%f} UTC", encoding="utf-8")
            message = gettext("%s cannot be read and was renamed; the time is that of the inbox.")
            self.log.warning(message, stamp)

    def _copy_regular(self, src, dest, log):
        if os.path.islink(src):
            self.log.warning(gettext("Not collected: %s: it is a link."), src)
            return None
        special = [p for p in Path(src).rglob("*") if not _is_regular(p)]
        if not special:
            return super().do_copy(src, dest, log)
        for path in special:
            self.log.warning(gettext("Not collected: %s: it is a link or a special file."), path)
        # nbgrader counts and copies whatever the folder holds, so it gets one without them.
        staged = Path(f"{dest}.staged")
        shutil.rmtree(staged, ignore_errors=True)
        shutil.copytree(
            src, staged, ignore=lambda d, names: [n for n in names if not _is_regular(Path(d, n))]
        )
        try:
            return super().do_copy(staged, dest, log)
        finally:
            shutil.rmtree(staged, ignore_errors=True)


def _is_regular(path: Path) -> bool:
    mode = os.lstat(path).st_mode
    return stat.S_ISDIR(mode) or stat.S_ISREG(mode)
