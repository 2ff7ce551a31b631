"""Whether a port is free, said before anything is started."""

import shutil
import socket
import sys
from collections.abc import Sequence

from shixun.server.errors import ServerError


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do, so that a port that was closed a moment ago counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def require_free(ports: Sequence[int]) -> None:
    """Raises ServerError naming every port that cannot be used, and what to do."""
    if len(set(ports)) < len(ports):
        raise ServerError("三个端口要各不相同；例如 shixun up --ports 8811 8812 8813")
    taken = [str(p) for p in ports if not is_free(p)]
    if taken:
        instead = " ".join(str(p + 10 if p < 65000 else p - 10) for p in ports)
        # After `make up` the command is in .venv, where a bare name isn't found.
        command = "shixun" if shutil.which("shixun") else sys.argv[0]
        raise ServerError(
            f"端口 {'、'.join(taken)} 已被占用：可能已经在另一个窗口打开了一份，先把它关掉；"
            f"或者换端口：{command} up --ports {instead}"
        )
