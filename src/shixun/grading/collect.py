"""Collecting, without following what a hand-in points at."""

import os
import shutil
import stat
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect


class PlainCollect(ExchangeCollect):
    """nbgrader's collect, but only plain folders and files come along.

    A link in the inbox would be followed with the trainer's rights, e.g. to a key; a pipe would
    hang whoever opens it.
    """

    def do_copy(self, src, dest, log=None):
        if os.path.islink(src):
            self.log.warning("没有收取 %s：它是一个链接。", src)
            return None
        odd = [p for p in Path(src).rglob("*") if not _plain(p)]
        if not odd:
            return super().do_copy(src, dest, log)
        for path in odd:
            self.log.warning("没有收取 %s：它是链接或特殊文件。", path)
        # nbgrader counts and copies whatever the folder holds, so it gets one without them.
        staged = Path(f"{dest}.staged")
        shutil.rmtree(staged, ignore_errors=True)
        shutil.copytree(
            src, staged, ignore=lambda d, names: [n for n in names if not _plain(Path(d, n))]
        )
        try:
            return super().do_copy(staged, dest, log)
        finally:
            shutil.rmtree(staged, ignore_errors=True)


def _plain(path: Path) -> bool:
    mode = os.lstat(path).st_mode
    return stat.S_ISDIR(mode) or stat.S_ISREG(mode)
