"""The sandbox: what runs in it reaches nothing, is held to its limits, and leaves nothing."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from processes import wait_until

from shixun.autograder.sandbox import ForkServer, Limits, Sandbox, SandboxClosed, codec
from shixun.autograder.sandbox.cgroup import HEADROOM, Cgroup
from shixun.autograder.sandbox.limits import MIB
from shixun.autograder.sandbox.resource_monitor import processes

SECRET = "only-for-instructors-5c9e"


@pytest.fixture(scope="module")
def fork_server():
    limits = Limits(
        cell_seconds=4,
        memory=400 * MIB,
        disk=32 * MIB,
        file_size=16 * MIB,
        tasks=40,
        created_files=5000,
        output=100_000,
        answer=4 * MIB,
    )
    with ForkServer(("pandas",), limits) as made:
        yield made


@pytest.fixture
def sandbox(fork_server, tmp_path):
    input_dir = tmp_path / "given"
    input_dir.mkdir()
    (input_dir / "data.txt").write_text("seven")
    (input_dir / "helper.py").write_text("def seven(): return 7")
    with fork_server.sandbox(input_dir) as made:
        yield made


def value(sandbox: Sandbox, source: str):
    """The value of an expression, computed in the sandbox."""
    assert sandbox.run(f"found = ({source})").ok
    shown = sandbox.get_values(["found"])["found"]
    return codec.decode(shown["value"])


def fails(sandbox: Sandbox, source: str) -> str:
    """The name of the exception that a cell ends with."""
    ran = sandbox.run(source)
    assert not ran.ok, ran.outputs
    return next(o["ename"] for o in ran.outputs if o["output_type"] == "error")


def test_cells_share_a_namespace_and_their_own_copy_of_the_files(sandbox, tmp_path):
    """Names last from cell to cell, modules handed in along can be imported, writing stays inside."""
    assert sandbox.run("import helper\nx = helper.seven()").ok
    assert value(sandbox, "x + len(open('data.txt').read())") == 12
    assert sandbox.run("open('data.txt', 'w').write('changed')").ok
    assert (tmp_path / "given/data.txt").read_text() == "seven"


def test_outputs_are_as_a_kernel_gives_them(sandbox):
    """Streams, a display, the value and an error, each as nbformat has it."""
    ran = sandbox.run("print('a'); print('b')\nfrom IPython.display import display\ndisplay(1)\n2")
    assert [o["output_type"] for o in ran.outputs] == ["stream", "display_data", "execute_result"]
    assert ran.outputs[0]["text"] == "a\nb\n"
    assert ran.outputs[2]["data"]["text/plain"] == "2"
    assert sandbox.run("1/0").outputs[0]["ename"] == "ZeroDivisionError"
    assert "hallo" in sandbox.run("!echo hallo").outputs[0]["text"]
    assert fails(sandbox, "input()") == "StdinNotImplementedError"


@pytest.mark.parametrize(
    "source",
    ["%nothing_of_this_name", "get_ipython().showtraceback = lambda *_, **__: None\n1 / 0"],
)
def test_what_failed_shows_an_error(sandbox, source):
    """Also where nothing but a line on stderr, or nothing at all, would be seen of it."""
    ran = sandbox.run(source)
    assert not ran.ok and ran.outputs[-1]["output_type"] == "error"


def test_no_file_but_its_own_can_be_seen(sandbox, tmp_path):
    """Neither the instructor's home nor her course nor her environment is there."""
    (tmp_path / "secret.txt").write_text(SECRET)
    assert fails(sandbox, f"open({str(tmp_path / 'secret.txt')!r})") == "FileNotFoundError"
    assert value(sandbox, f"__import__('os').path.exists({str(Path.home())!r} + '/.ssh')") is False
    os.environ["SHIXUN_TEST_SECRET"] = SECRET
    try:
        assert SECRET not in value(sandbox, "str(dict(__import__('os').environ))")
        assert SECRET not in value(
            sandbox, "open('/proc/self/environ').read() + open('/proc/1/environ').read()"
        )
    finally:
        del os.environ["SHIXUN_TEST_SECRET"]


@pytest.mark.parametrize(
    "place", ["/x", "/etc/x", "/usr/x", "/dev/x", "/proc/sys/kernel/x", "/given/x"]
)
def test_nothing_outside_can_be_written(sandbox, place):
    """Its folder and its temporary folder are all that it can write to."""
    assert fails(sandbox, f"open({place!r}, 'w')") in (
        "OSError",
        "PermissionError",
        "FileNotFoundError",
    )


def test_no_setting_of_the_machine_can_be_changed(sandbox):
    """Nothing in /proc can be written to, also where root grades: there lie the kernel's settings."""
    find = (
        "import os\nfound = []\nfor d, below, names in os.walk('/proc'):\n"
        "  below[:] = [n for n in below if not (d == '/proc' and n.isdigit() or n in ('task', 'fd', 'map_files'))]\n"
        "  for n in names:\n"
        "    try: os.close(os.open(f'{d}/{n}', os.O_WRONLY | os.O_NONBLOCK)); found.append(f'{d}/{n}')\n"
        "    except OSError: pass"
    )
    assert sandbox.run(find).ok
    assert value(sandbox, "found") == []
    assert value(sandbox, "os.path.exists('/proc/sys/kernel/core_pattern')") is True


def test_no_socket_leads_out_by_another_way(sandbox):
    """A virtual machine's line to its host is in no namespace; it cannot be opened."""
    for family in (17, 38, 40):
        assert fails(sandbox, f"import socket; socket.socket({family}, 3)") == "OSError"
    assert value(sandbox, "bool(__import__('socket').getaddrinfo('localhost', 80))")


def test_there_is_no_network(sandbox):
    """A port on this machine cannot be reached, by number or by name."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        connect = f"import socket; socket.create_connection(('127.0.0.1', {port}), 1)"
        assert fails(sandbox, connect) == "ConnectionRefusedError"


def test_no_other_process_can_be_seen(sandbox):
    """The table of processes is the sandbox's own, and the grader's numbers mean nothing in it."""
    there = value(sandbox, "sorted(p for p in __import__('os').listdir('/proc') if p.isdigit())")
    assert len(there) <= 4 and str(os.getpid()) not in there
    assert fails(sandbox, "import os; os.kill(os.getppid(), 0) if os.getppid() else 1/0")


def test_no_right_is_left_and_none_can_be_had(sandbox):
    """No capability, no setuid, no namespace of its own."""
    status = value(sandbox, "open('/proc/self/status').read()")
    lines = dict(line.split(":\t") for line in status.splitlines() if ":\t" in line)
    assert {int(lines[f"Cap{k}"], 16) for k in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {0}
    assert lines["NoNewPrivs"] == "1"
    for flag in (0x10000000, 0x00020000):  # a user namespace, a mount namespace
        assert value(sandbox, f"__import__('ctypes').CDLL(None).unshare({flag})") == -1


ENDLESS = {
    "a loop": "while True: pass",
    "sleep": "import time; time.sleep(10**6)",
    "a regular expression": "import re; re.match(r'(a+)+$', 'a' * 60 + 'b')",
}


@pytest.mark.parametrize("what", ENDLESS)
def test_time_is_limited(fork_server, what):
    """What does not end is ended, with a reason for a person; later cells say it again."""
    with fork_server.sandbox() as sandbox:
        for source in (ENDLESS[what], "1"):
            with pytest.raises(SandboxClosed, match="超过了 4 秒"):
                sandbox.run(source)


CLOSES = {
    "processes": ("import os, time\nfor _ in range(9): os.fork()\ntime.sleep(60)", "进程"),
    "a crash": ("import ctypes; ctypes.string_at(0)", "退出"),
    "its own end": ("import os; os._exit(0)", "退出"),
    "end of everything it can reach": ("import os; os.kill(-1, 9)", "退出|读不懂"),
    "memory in many processes": (
        "import os, time\nfor _ in range(8):\n  if os.fork() == 0:\n"
        "    x = b'x' * (150 * 2**20); time.sleep(60)\ntime.sleep(60)",
        "内存",
    ),
    "memory shared by processes": (
        "import mmap, os, time\nfor _ in range(8):\n  if os.fork() == 0:\n"
        "    m = mmap.mmap(-1, 150 * 2**20); m.write(b'x' * len(m)); time.sleep(60)\n"
        "time.sleep(60)",
        "内存",
    ),
    "memory in sockets": (
        "import os, socket, time\nfor _ in range(8):\n  if os.fork() == 0:\n"
        "    kept = [socket.socketpair() for _ in range(200)]; time.sleep(60)\ntime.sleep(60)",
        "同时打开的文件太多",
    ),
    "small files": (
        "import os\nd = os.open('/tmp', os.O_RDONLY)\n"
        "for i in range(10**6): os.close(os.open(str(i), os.O_CREAT, dir_fd=d))",
        "建的文件太多",
    ),
    "memory behind small helpers": (
        "import subprocess, time\nhelpers = [subprocess.Popen(['sleep', '60']) for _ in range(20)]\n"
        "import os\nfor _ in range(4):\n  if os.fork() == 0:\n"
        "    x = b'x' * (200 * 2**20); time.sleep(60)\ntime.sleep(60)",
        "内存",
    ),
}


@pytest.mark.parametrize("what", CLOSES)
def test_what_breaks_the_sandbox_closes_it(fork_server, what):
    """Processes, memory and crashes end the sandbox and nothing else; the reason is told."""
    source, why = CLOSES[what]
    with fork_server.sandbox() as sandbox, pytest.raises(SandboxClosed, match=why):
        sandbox.run(source)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:  # the kernel ends the processes in its own time
            sandbox.run("1")


DENIED = {
    "memory": ("x = bytearray(3 * 2**30)", "MemoryError"),
    "threads": (
        "import threading, time\nfor _ in range(2000):\n"
        "  threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
        "RuntimeError",
    ),
    "a file": ("open('/tmp/x', 'wb').write(b'x' * (20 * 2**20))", "OSError"),
    "the disk": (
        "for i in range(9):\n  with open(f'/tmp/{i}', 'wb') as f: f.write(b'x' * (8 * 2**20))",
        "OSError",
    ),
    "open files": ("held = [open('/dev/null') for _ in range(5000)]", "OSError"),
}


@pytest.mark.parametrize("what", DENIED)
def test_what_is_too_much_is_refused(fork_server, what):
    """Memory, threads, disk and files end in an error of the cell, or of the sandbox, at the limit."""
    source, error = DENIED[what]
    with fork_server.sandbox() as sandbox:
        try:
            assert fails(sandbox, source) == error
        except SandboxClosed as why:
            assert "太多" in str(why)


def test_output_is_cut_and_said_to_be(sandbox):
    """Two hundred megabytes of output become a little, with a word that there was more."""
    ran = sandbox.run("import sys\nfor _ in range(200): sys.stdout.write('x' * 2**20)")
    text = ran.outputs[0]["text"]
    assert len(text) < 101_000 and "输出太多" in text


def test_what_is_printed_is_not_kept_twice(sandbox):
    """Printing for ever takes no memory: it ends by time, as any endless loop does."""
    before = value(sandbox, "__import__('resource').getrusage(0).ru_maxrss")
    assert sandbox.run("for _ in range(100): print('x' * 2**20)").ok
    assert value(sandbox, "__import__('resource').getrusage(0).ru_maxrss") < before + 30_000


@pytest.mark.parametrize(
    "source",
    ["big = {str(i): float(i) for i in range(700_000)}", "big = {}; big['self'] = big"],
    ids=["large", "endless"],
)
def test_a_value_too_large_is_not_handed_over(sandbox, source):
    """It is named as such; the sandbox goes on."""
    assert sandbox.run(source).ok
    assert "other" in sandbox.get_values(["big"])["big"]
    assert value(sandbox, "1 + 1") == 2


CALLS = {
    "memory in a file without a name": "import os; os.memfd_create('x')",
    "memory by number": "import ctypes; c = ctypes.CDLL(None, use_errno=True)\n"
    "if c.shmget(0, 2**30, 0o1600) < 0: raise OSError(ctypes.get_errno(), 'shmget')",
    "keys": "import ctypes, platform; c = ctypes.CDLL(None, use_errno=True)\n"
    "if c.syscall({'x86_64': 250}.get(platform.machine(), 219), 0, -3, 1) < 0:\n"
    "    raise OSError(ctypes.get_errno(), 'keyctl')",
}


@pytest.mark.parametrize("what", CALLS)
def test_calls_that_no_exercise_needs_are_not_there(sandbox, what):
    """Memory that no limit counts, and keys that outlive the sandbox, cannot be had."""
    assert fails(sandbox, CALLS[what]) == "OSError"


FORGED = [
    '{"values": 3}',
    '{"values": {"x": 3}}',
    '{"ok": true}',
    '{"outputs": 1, "ok": 1}',
    '{"fatal": "this machine"}',
    "{}",
]


@pytest.mark.parametrize("reply", FORGED)
def test_a_reply_of_the_wrong_shape_is_no_reply(fork_server, reply):
    """A message that is read, but says nothing that was asked for, closes the sandbox."""
    forge = (
        "import gc, json, socket\n"
        "link = next(o for o in gc.get_objects() if type(o) is socket.socket and o.family == 1)\n"
        f"body = {reply.encode()!r}\n"
        "for _ in range(3): link.sendall(len(body).to_bytes(4, 'big') + body)"
    )
    with fork_server.sandbox() as sandbox, contextlib.suppress(SandboxClosed):
        sandbox.run(forge)
        shown = sandbox.get_values(["x"])
        assert shown == {"x": {"other": "?"}}
        sandbox.run("1")


def test_a_fork_server_that_was_ended_is_started_again():
    """The system may take it for its memory: the next sandbox has a new one."""
    with ForkServer() as fork_server:
        fork_server._process.kill()
        with fork_server.sandbox() as sandbox:
            assert sandbox.run("1").ok


def test_a_forged_message_closes_the_sandbox(sandbox):
    """Writing to the sandbox's own link is read as nonsense, not as an answer."""
    forge = (
        "import os\nfor fd in range(3, 64):\n  try: os.write(fd, b'{\"ok\": true}' * 9)\n"
        "  except OSError: pass"
    )
    with pytest.raises(SandboxClosed):
        sandbox.run(forge)
        sandbox.run("1")


def test_nothing_that_it_started_survives(fork_server):
    """A process that cuts itself loose twice is gone with its sandbox."""
    loose = (
        "import os, time\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0: time.sleep(60)\n"
        "  os._exit(0)"
    )
    with fork_server.sandbox() as sandbox:
        assert sandbox.run(loose).ok
        first = sandbox._namespaces.pid
        wait_until(lambda: len(processes(first)) == 3, "the sandbox's first two, and the loose one")
        inside = processes(first)
    wait_until(lambda: not any(Path(f"/proc/{p}").exists() for p in inside), f"the end of {inside}")


OPENS = """
import sys
from pathlib import Path
from shixun.autograder.sandbox.limits import Limits
from shixun.autograder.sandbox.bwrap import Namespaces
print("ready", flush=True)
while True:
    Namespaces(Path(sys.argv[1]), Limits()).close()
"""


def test_no_sandbox_outlives_a_grader_that_was_killed(tmp_path):
    """Where in the making of a sandbox the grader ends does not matter, but for bubblewrap's own blink
    of microseconds, in which an idle process of it stays: one of hundreds, not one of ten."""
    for number in range(120):
        grader = subprocess.Popen(
            [sys.executable, "-c", OPENS, tmp_path], stdout=subprocess.PIPE, text=True
        )
        with grader:
            assert grader.stdout.readline() == "ready\n"
            time.sleep(number % 60 / 3000)  # a sandbox takes some milliseconds
            grader.kill()
    # One that lost its grader ends by itself; what idles for good is all that is left after a while.
    with contextlib.suppress(AssertionError):
        wait_until(lambda: not _that_know(str(tmp_path)), "the end of all", 5)
    left = _that_know(str(tmp_path))
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert len(left) <= 3


def _that_know(word: str) -> list[int]:
    """Processes with this in their command line."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if word.encode() in path.read_bytes():
                found.append(int(path.parent.name))
    return found


def test_a_sandbox_that_cannot_be_watched_is_none(fork_server, monkeypatch):
    """On a machine without sandbox for one more thread nothing is left open and unwatched."""

    def no_thread(*_):
        raise RuntimeError("can't start new thread")

    before = set(processes(os.getpid()))
    with monkeypatch.context() as full:
        full.setattr("shixun.autograder.sandbox.client.ResourceMonitor", no_thread)
        with pytest.raises(SandboxClosed, match="没能打开"):
            fork_server.sandbox()
    wait_until(lambda: set(processes(os.getpid())) <= before, "the end of what was opened")


def test_one_sandbox_leaves_nothing_for_the_next(fork_server):
    """Names, patches and files of one submission are not there for another."""
    with fork_server.sandbox() as sandbox:
        assert sandbox.run("import builtins; builtins.sorted = lambda x: 0; left = 1").ok
        assert sandbox.run("open('/tmp/left', 'w').write('x')").ok
    with fork_server.sandbox() as sandbox:
        assert sandbox.get_values(["left"])["left"] == {"absent": True}
        assert value(sandbox, "sorted('ba')") == ["a", "b"]
        assert value(sandbox, "__import__('os').path.exists('/tmp/left')") is False


def test_a_traceback_marks_the_written_line_and_names_where_it_went(sandbox):
    """The student's cell with its line marked, then the package's frames, causes before effects."""
    ran = sandbox.run("import pandas as pd\nframe = pd.DataFrame({'a': [1]})\nframe['b']")
    lines = "\n".join(ran.outputs[-1]["traceback"])
    cause, effect = lines.split("direct cause of the following exception")
    assert "get_loc" in cause and "KeyError: 'b'" in cause
    assert "----> 3 frame['b']" in effect and "      2 frame = " in effect
    assert "pandas/core/frame.py:" in effect and "in DataFrame.__getitem__" in effect
    assert "self.columns.get_loc(key)" in effect, "the package's own line is shown, too"
    assert "IPython" not in lines and lines.endswith("KeyError: 'b'")


@pytest.mark.parametrize("depth", [1000, 50_000])
def test_an_endless_call_has_a_short_traceback(sandbox, depth):
    """Its frames are counted, not looked at: IPython takes seconds for a thousand, minutes for more."""
    ran = sandbox.run(
        f"import sys\nsys.setrecursionlimit({depth})\n"
        "def deeper(n):\n    return deeper(n + 1)\ndeeper(0)"
    )
    lines = "\n".join(ran.outputs[-1]["traceback"])
    assert "RecursionError" in lines and "skipping similar frames: deeper at line 4" in lines
    assert "----> 5 deeper(0)" in lines and lines.count("in deeper(n)") == 5
    assert len(lines) < 2000


def test_the_rehearsed_failure_is_not_there(sandbox):
    """A sandbox opens as a kernel does: nothing has failed in it before."""
    assert sandbox.run("import sys\nfound = [n for n in vars(sys) if n.startswith('last_')]").ok
    assert value(sandbox, "found") == []


def test_a_clone_is_a_fork_server_of_its_own():
    """It holds what was loaded, knows nothing of the other's sandboxes, and ends when it is closed."""
    with ForkServer(("json",)) as fork_server:
        before = set(processes(fork_server._process.pid))
        with fork_server.clone() as clone:
            (pid,) = set(processes(fork_server._process.pid)) - before
            with fork_server.sandbox() as one, clone.sandbox() as other:
                assert one.run("left = 1").ok
                assert other.get_values(["left"])["left"] == {"absent": True}
                assert value(other, "'json' in __import__('sys').modules") is True
        wait_until(lambda: not Path(f"/proc/{pid}").exists(), f"the end of {pid}")
        with fork_server.sandbox() as sandbox:
            assert value(sandbox, "1 + 1") == 2


FORKS = """
import os, time
made = 0
while made < 500:
    try:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
    except OSError:
        break
    made += 1
"""
BOMB = """
import os, time
while True:
    try:
        if os.fork() == 0:
            os.setsid()
    except OSError:
        break
time.sleep(30)
"""


@pytest.mark.skipif(not Cgroup(1).procs_file, reason="no control group can be made here")
def test_a_bomb_never_has_more_processes_than_its_group_allows():
    """The kernel says no long before anybody looks; the sandbox ends, and its group is taken away."""
    with ForkServer(limits=Limits(tasks=40)) as fork_server:
        sandbox = fork_server.sandbox()
        folder = Path(sandbox._cgroup.procs_file).parent
        with pytest.raises(SandboxClosed, match="太多"), sandbox:
            sandbox.run(BOMB)

        def taken_away():
            fork_server.sandbox().close()  # removes what was left, once its processes have ended
            return not folder.exists()

        wait_until(taken_away, f"the end of {folder}")
        with fork_server.sandbox() as sandbox:
            sandbox._monitor.stop()  # the kernel alone
            assert sandbox.run(FORKS).ok
            assert value(sandbox, "made") < 40 + HEADROOM


def test_a_number_that_is_another_process_by_now_is_not_killed():
    """Where a bomb has used numbers up, the sandbox's may come back while the sandbox is being closed."""
    with ForkServer() as fork_server, subprocess.Popen(["sleep", "60"]) as innocent:
        sandbox = fork_server.sandbox()
        sandbox._terminate("停了")
        sandbox._namespaces.pid = innocent.pid  # as the kernel would give it out again
        sandbox._terminate("又停了")
        sandbox.close()
        assert innocent.poll() is None
        innocent.kill()


def test_a_clone_outlives_the_original_and_starts_anew_if_it_must():
    """Closing the original ends it alone; a clone that was ended itself is made again."""
    with ForkServer() as fork_server:
        before = set(processes(fork_server._process.pid))
        clone = fork_server.clone()
        (pid,) = set(processes(fork_server._process.pid)) - before
    with clone:
        with clone.sandbox() as sandbox:
            assert value(sandbox, "1 + 1") == 2
        os.kill(pid, signal.SIGKILL)
        with clone.sandbox() as sandbox:
            assert value(sandbox, "2 + 2") == 4


def test_a_function_is_called_where_it_is(sandbox):
    """Arguments go in and the value comes out as plain data; an exception keeps its type."""
    assert sandbox.run("def half(n):\n  print('half')\n  return n / (2 if n else 0)").ok

    def call(number):
        words = {"args": codec.encode((number,)), "kwargs": codec.encode({})}
        return sandbox.call({"name": "half"} | words)

    assert call(3) == {"value": 1.5, "printed": [["stdout", "half\n"]]}
    assert call(0)["error"] == ["ZeroDivisionError", "division by zero"]
