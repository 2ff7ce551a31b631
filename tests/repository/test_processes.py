"""What these tests start: stopped whatever the surroundings, and in nobody else's way."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import processes
import pytest

from benchmarks import ports

HERE = Path(__file__).parents[1]
STUBBORN = """
import signal, subprocess, sys, time
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("ready", flush=True)
time.sleep(600)
"""
SERVES = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from published import serve
with serve(Path(sys.argv[3])) as guide:
    print(guide.process.pid)
assert guide.process.returncode == 0
"""
ASKS = """
import sys
sys.path.insert(0, sys.argv[1])
from benchmarks.ports import free_ports
print(*free_ports(3), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_what_ignores_every_signal_ends_with_its_children(sign, tmp_path):
    """A process that will not end in order is ended, and with it what it started."""
    mark = {"SHIXUN_MARK": str(tmp_path)}
    process = processes.start(
        [sys.executable, "-c", STUBBORN], env=os.environ | mark, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    assert len(processes.having("SHIXUN_MARK", str(tmp_path))) == 2
    processes.stop(process, sign, grace=0.1)
    assert process.returncode == -signal.SIGKILL
    processes.wait_none_has("SHIXUN_MARK", tmp_path)


@pytest.mark.servers
def test_the_fixtures_work_where_a_script_started_the_tests(tmp_path):
    """With SIGINT ignored and inherited, a server that a fixture starts ends in order with it."""
    words = [sys.executable, "-c", SERVES, HERE, HERE.parent, tmp_path]
    done = subprocess.run(
        [str(w) for w in words], capture_output=True, text=True,
        preexec_fn=processes.ignoring_interrupts,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    processes.wait_gone(int(done.stdout))
    assert processes.having("SHIXUN_STATE", str(tmp_path)) == []


def test_two_runs_never_get_the_same_port(monkeypatch):
    """What one process was given, no other gets while it lives, though nothing listens there yet."""
    words = [sys.executable, "-c", ASKS, str(HERE.parent)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        theirs = [int(port) for port in other.stdout.readline().split()]
        monkeypatch.setattr(ports, "RANGE", theirs)
        with pytest.raises(OSError, match="no port is free"):
            ports.free_ports(1)
        other.stdin.close()
    assert ports.free_ports(1)[0] in theirs


def test_what_never_comes_is_named():
    """A wait that is over says what it waited for."""
    with pytest.raises(AssertionError, match="never came: the tide"):
        processes.wait_until(lambda: False, "the tide", patience=0)
