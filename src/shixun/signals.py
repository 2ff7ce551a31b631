"""Signals that end a program, answered alike however it was started.

A shell that runs a script starts what it puts in the background with SIGINT ignored, and Python
then leaves it ignored, for itself and for every process that it starts.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stoppable() -> Iterator[None]:
    """Within, a plain kill and a closed terminal raise KeyboardInterrupt as Ctrl-C does.

    Only what nohup asks for is left as it was: a closed terminal that is ignored stays ignored.
    To be used in the main thread, as Python demands of whoever handles signals.
    """
    heeded = [s for s in ENDING if s != signal.SIGHUP or signal.getsignal(s) != signal.SIG_IGN]
    with _handling(heeded, signal.default_int_handler):
        yield


@contextmanager
def unstoppable() -> Iterator[None]:
    """Within, nothing but SIGKILL ends this process: for the few seconds of leaving no one behind."""
    with _handling(ENDING, signal.SIG_IGN):
        yield


@contextmanager
def _handling(numbers, handler) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)
