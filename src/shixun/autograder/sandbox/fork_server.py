"""The warm process: packages loaded, an IPython shell ready, forked once for each room.

It starts with a clean environment and never holds an answer, a test or a key. Messages come over
the socket whose number is the first argument; each brings the room's own socket along.
"""

import gc
import json
import os
import signal
import socket
import sys
from dataclasses import replace

from shixun.autograder.sandbox import cgroup, confinement, sandbox_worker
from shixun.autograder.sandbox.limits import Limits
from shixun.autograder.sandbox.shell import RoomShell


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    order = json.loads(sys.argv[2])
    warm = RoomShell()
    warm.load(order["modules"])
    warm.rehearse()
    gc.collect()
    gc.freeze()  # a fork that collects would otherwise copy nearly all that it shares
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the children
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    control.sendall(b"R")
    while True:
        message, fds, _, _ = socket.recv_fds(control, 65536, 1)
        if not message:
            return
        order = json.loads(message)
        child = os.fork()
        if child == 0 and order.get("twin"):
            control.close()
            control = socket.socket(fileno=fds[0])  # and goes on as the original does
            continue
        if child == 0:
            _room(order, fds[0], control, warm)
        os.close(fds[0])
        control.sendall(str(child).encode())


def _room(order: dict, link: int, control: socket.socket, warm: RoomShell) -> None:
    """In the child: enter, and serve until the grader has had enough. Never returns."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        control.close()
        os.setsid()
        limits = replace(Limits(), **order["limits"])
        cgroup.enter(order["group"])
        if order["pid"] is not None:
            confinement.join(order["pid"])
            # A process table is entered by children only; this one stays behind as the parent.
            if (child := os.fork()) != 0:
                os.close(link)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                os.waitpid(child, 0)
                os._exit(0)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                confinement.move_in()
            except OSError as error:  # what was handed in is no fault of the walls
                return sandbox_worker.last_words(link, error, "full")
            confinement.settle(limits)
        else:
            _unsealed(order["folder"], limits)
        sandbox_worker.serve(socket.socket(fileno=link), warm, limits)
        code = 0
    except BaseException as error:  # told to the grader, not to a log inside the room
        sandbox_worker.last_words(link, error)
    finally:
        os._exit(code)


def _unsealed(folder: str, limits: Limits) -> None:
    """Without walls, where the trainer has accepted that: a folder of its own, and the limits."""
    os.chdir(folder)
    os.environ.update(HOME=folder, PWD=folder)
    confinement.limit(limits)


if __name__ == "__main__":
    main()
