"""Tracebacks as IPython shows them, without the second that it spends on a package's sources.

IPython parses every file that an exception came through, to mark the words that failed. For a file
of pandas that takes a second in each fresh room. The marks matter where a teacher wrote the line;
frames of packages are shown as IPython itself shows those of very long files: lines, no marks.
"""

import sysconfig
from collections.abc import Iterator
from itertools import groupby
from types import TracebackType

from IPython.core.tbtools import FrameInfo
from IPython.core.ultratb import AutoFormattedTB

PACKAGES = tuple(
    {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
)
DEEP = 100  # frames; what is deeper goes round in circles, which IPython folds up


class Tracebacks(AutoFormattedTB):
    """IPython's, with another way of looking at frames."""

    def get_records(self, etb, context, tb_offset):
        links = list(_links(etb))
        if len(links) > DEEP:
            return super().get_records(etb, context, tb_offset)
        records = []
        for installed, group in groupby(links, _is_installed):
            if installed:
                records += [_record(link, context) for link in group if not _is_ipython(link)]
            else:
                records += super().get_records(_joined(list(group)), context, tb_offset)
        return records


def _links(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _joined(links: list[TracebackType]) -> TracebackType | None:
    """These links alone, as a traceback."""
    trace = None
    for link in reversed(links):
        trace = TracebackType(trace, link.tb_frame, link.tb_lasti, link.tb_lineno)
    return trace


def _is_installed(link: TracebackType) -> bool:
    return link.tb_frame.f_code.co_filename.startswith(PACKAGES)


def _is_ipython(link: TracebackType) -> bool:
    return str(link.tb_frame.f_globals.get("__name__", "")).partition(".")[0] == "IPython"


def _record(link: TracebackType, context: int) -> FrameInfo:
    code = link.tb_frame.f_code
    place = (code.co_filename, link.tb_lineno, link.tb_frame, code)
    return FrameInfo("Raw frame", *place, context=context // 2)
