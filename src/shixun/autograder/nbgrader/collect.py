"""nbgrader's collect, made safe against links, special files and unreadable timestamps."""

import os
import shutil
import stat
from datetime import datetime
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect

from shixun.autograder.engine.settings import apply_language
from shixun.autograder.i18n import gettext


class SafeCollect(ExchangeCollect):
    """Collects regular files and folders only, and mends timestamps that cannot be read.

    nbgrader would follow a link with the instructor's rights, e.g. to a key, and block at a pipe. One
    unreadable timestamp would stop collecting, and formgrader's list, for everybody.
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
        """Collect, with messages in the course's language."""
        apply_language(self.config)
        return super().start()

    def do_copy(self, src, dest, log=None):
        """Copy one submission from the inbox, without links and special files."""
        done = self._copy_regular(src, dest, log)
        if Path(dest).is_dir():
            self._replace_timestamp(Path(dest), src)
        return done

    def _replace_timestamp(self, collected: Path, src: str) -> None:
        """Rename an unreadable timestamp.txt, and write the time of the inbox folder's name instead."""
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
