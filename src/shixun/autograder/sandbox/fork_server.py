"""The process that is forked for each sandbox: packages are loaded, an IPython shell is ready.

It starts with a clean environment and never holds an answer, a test or a key. Requests are JSON over the
socket whose file descriptor is the first argument; each brings the sandbox's own socket along.
"""

import gc
import json
import os
import signal
import socket
import sys
from dataclasses import replace

from shixun.autograder.i18n import use_language
from shixun.autograder.sandbox import cgroup, confinement, sandbox_worker
from shixun.autograder.sandbox.limits import Limits
from shixun.autograder.sandbox.shell import SandboxShell


def main() -> None:
    """Load packages, report readiness, then fork for each request until the socket is closed."""
    control = socket.socket(fileno=int(sys.argv[1]))
    request = json.loads(sys.argv[2])
    shell = SandboxShell()
    shell.preload(request["modules"])
    shell.warm_up()
    use_language()
    gc.collect()
    gc.freeze()  # a fork that collects would otherwise copy nearly all that it shares
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children that end are reaped by the kernel
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    control.sendall(b"R")
    while True:
        message, fds, _, _ = socket.recv_fds(control, 65536, 1)
        if not message:
            return
        request = json.loads(message)
        child = os.fork()
        if child == 0 and request.get("clone"):
            control.close()
            control = socket.socket(fileno=fds[0])  # and goes on as the original does
            continue
        if child == 0:
            _serve_sandbox(request, fds[0], control, shell)
        os.close(fds[0])
        control.sendall(str(child).encode())


def _serve_sandbox(
    request: dict, socket_fd: int, control: socket.socket, shell: SandboxShell
) -> None:
    """In the child: enter the sandbox, and serve until the grader closes it. Never returns."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        control.close()
        os.setsid()
        limits = replace(Limits(), **request["limits"])
        cgroup.join(request["procs_file"])
        if request["namespace_pid"] is not None:
            confinement.join_namespaces(request["namespace_pid"])
            # A process table is entered by children only; this one stays behind as the parent.
            if (child := os.fork()) != 0:
                os.close(socket_fd)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                os.waitpid(child, 0)
                os._exit(0)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                confinement.copy_input()
            except OSError as error:  # the submission is too large; the isolation works
                return sandbox_worker.report_fatal(socket_fd, error, "input_too_large")
            confinement.apply_limits(limits)
        else:
            _enter_unisolated(request["work_dir"], limits)
        sandbox_worker.serve(socket.socket(fileno=socket_fd), shell, limits)
        code = 0
    except BaseException as error:  # reported to the grader, not to a log inside the sandbox
        sandbox_worker.report_fatal(socket_fd, error)
    finally:
        os._exit(code)


def _enter_unisolated(work_dir: str, limits: Limits) -> None:
    """Without isolation, which the instructor has accepted: a folder of its own, and the limits."""
    os.chdir(work_dir)
    os.environ.update(HOME=work_dir, PWD=work_dir)
    confinement.set_rlimits(limits)


if __name__ == "__main__":
    main()
