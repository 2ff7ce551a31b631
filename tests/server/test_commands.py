"""What the command line says to somebody who wrote something else."""

import re
import socket

import pytest

from shixun import cli
from shixun.server import ports


@pytest.mark.parametrize(
    "words",
    [["nonsense"], ["up", "--ports", "a", "b", "c"], ["up", "--ports", "8801", "8802", "99999"],
     ["up", "--ports", "0", "1", "2"], ["up", "--ports", "8801"], ["check"], ["up", "--colour"], [],
     ["grade", "E04", "--workers", "-1"]],
)  # fmt: skip
def test_a_command_that_is_not_understood(words, capsys):
    """One Chinese sentence with the usage, no traceback, no English, nothing started."""
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert "命令写得不对" in said and "用法：shixun" in said
    assert not re.search(r"error|invalid|argument|usage", said)


def test_a_taken_port_comes_with_a_command_that_works(monkeypatch):
    """Somebody who ran make up has no shixun on the path: the way in .venv is named."""
    monkeypatch.setattr("sys.argv", [".venv/bin/shixun", "up"])
    monkeypatch.setenv("PATH", "")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(
            ports.ServerError, match=rf"{port} 已被占用.*\.venv/bin/shixun up --ports"
        ):
            ports.require_free([port, 1, 2])


def test_ctrl_c_before_anything_is_open_is_one_sentence(monkeypatch, capsys):
    """Stopped during set-up: no traceback, and a word that nothing was lost."""

    def stop(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("shixun.server.up.up", stop)
    assert cli.main(["up"]) == 130
    assert "数据都在" in capsys.readouterr().err
