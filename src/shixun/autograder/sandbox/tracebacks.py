"""IPython's tracebacks, without the second that it takes to parse a package's sources.

IPython parses every file of a traceback, to mark the words that failed; for a file of pandas that takes
a second in each new sandbox. Cells keep their marks. Frames of packages are shown as IPython shows those
of very long files: lines without marks.
"""

import sysconfig
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from types import TracebackType

from IPython.core.tbtools import FrameInfo
from IPython.core.ultratb import AutoFormattedTB
from stack_data import RepeatedFrames

PACKAGE_DIRS = tuple(
    {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
)
MAX_FRAMES = 100  # frames; what is deeper goes round in circles
SHOWN_FRAMES = 3  # frames that are shown of it, from above and from below


class FastTracebacks(AutoFormattedTB):
    """IPython's formatter, with another way of collecting frames."""

    def get_records(self, etb, context, tb_offset):
        """The frames of a traceback; of more than MAX_FRAMES only the first and last few."""
        links = list(_links(etb))
        if len(links) <= MAX_FRAMES:
            return self._records(links, context, tb_offset)
        return [
            *self._records(links[: SHOWN_FRAMES + 1], context, tb_offset),
            FrameInfo._from_stack_data_FrameInfo(_Skipped(links[SHOWN_FRAMES + 1 : -SHOWN_FRAMES])),
            *self._records(links[-SHOWN_FRAMES:], context, tb_offset),
        ]

    def _records(self, links: list[TracebackType], context: int, tb_offset: int) -> list[FrameInfo]:
        records = []
        for installed, group in groupby(links, _is_installed):
            if installed:
                records += [_record(link, context) for link in group if not _is_ipython(link)]
            else:
                records += super().get_records(_joined(list(group)), context, tb_offset)  # type: ignore[arg-type]
        return records


class _Skipped(RepeatedFrames):
    """The middle of an endless recursion. IPython folds it, too, but only after looking at every frame."""

    def __init__(self, links: list[TracebackType]):
        super().__init__([*links], [(link.tb_frame.f_code, link.tb_lineno) for link in links])

    @property
    def description(self) -> str:
        often = Counter((code.co_name, line) for code, line in self.frame_keys).most_common(3)
        return ", ".join(f"{name} at line {line} ({count} times)" for (name, line), count in often)


def _links(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _joined(links: list[TracebackType]) -> TracebackType | None:
    """A traceback of these links alone."""
    trace = None
    for link in reversed(links):
        trace = TracebackType(trace, link.tb_frame, link.tb_lasti, link.tb_lineno)
    return trace


def _is_installed(link: TracebackType) -> bool:
    return link.tb_frame.f_code.co_filename.startswith(PACKAGE_DIRS)


def _is_ipython(link: TracebackType) -> bool:
    return str(link.tb_frame.f_globals.get("__name__", "")).partition(".")[0] == "IPython"


def _record(link: TracebackType, context: int) -> FrameInfo:
    code = link.tb_frame.f_code
    place = (code.co_filename, link.tb_lineno, link.tb_frame, code)
    return FrameInfo("Raw frame", *place, context=context // 2)
