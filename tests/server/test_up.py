"""`shixun up`: what it prints, what it leaves behind, and what it says when something is in the way."""

import os
import signal
import socket
import subprocess
import urllib.request

import processes
import pytest

from benchmarks.ports import free_ports
from shixun.paths import Paths
from shixun.server import lab, up
from shixun.server.place import Place
from shixun.server.setup import setup

from .conftest import bring_up, command, environment, write_course


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def of_state(paths):
    """Every process that lives for this state: servers by their environment, kernels by theirs."""
    return processes.having("SHIXUN_STATE", str(paths.state))


@pytest.mark.servers
def test_addresses_are_told_and_ctrl_c_leaves_nothing(course):
    """Three addresses that answer, one line on who opens each; after Ctrl-C no process is left."""
    running = bring_up(course, surroundings=processes.heeding_interrupts)
    try:
        for who in ("学员", "培训者", "办公人员"):
            assert who in running.printed
        for url in running.urls:
            assert urllib.request.urlopen(url, timeout=processes.PATIENCE).status == 200
    finally:
        said = running.stop()
    assert running.process.returncode == 0
    assert "都关好了" in said
    assert of_state(course) == []


@pytest.mark.servers
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_started_by_a_script_in_the_background_it_can_be_stopped(course, sign):
    """Where SIGINT is ignored and so inherited by all, either signal ends it in order, and with it
    the three servers and the kernel of an open page."""
    running = bring_up(course, surroundings=processes.ignoring_interrupts)
    try:
        urllib.request.urlopen(
            f"{running.urls[2]}voila/render/G0.ipynb", timeout=processes.PATIENCE
        ).close()
        assert len(of_state(course)) >= 5
    finally:
        said = running.stop(sign)
    assert running.process.returncode == 0
    assert "都关好了" in said
    assert of_state(course) == []


@pytest.mark.servers
@pytest.mark.parametrize("number", [0, 2], ids=["lab", "guide"])
def test_a_server_by_itself_heeds_ctrl_c(course, number):
    """Started alone by a script in the background, a server ends in order, too."""
    setup(course)
    server = up.servers(course, free_ports(3))[number]
    log = course.state / "alone.log"
    with log.open("wb") as out:
        process = processes.start(
            server.argv, env=server.environment, cwd=course.state, stdout=out, stderr=out,
            surroundings=processes.ignoring_interrupts,
        )  # fmt: skip
    try:
        processes.wait_for_answer(server.probe, process, log)
    finally:
        processes.stop(process, signal.SIGINT)
    assert process.returncode == 0, log.read_text()
    assert of_state(course) == []


@pytest.mark.servers
def test_killed_outright_it_takes_its_servers_along(course):
    """kill -9 of `up` itself: the servers end, too."""
    running = bring_up(course)
    servers = [p for p in of_state(course) if p != running.process.pid]
    assert len(servers) >= 3
    running.stop(signal.SIGKILL)
    for pid in servers:
        processes.wait_gone(pid)


@pytest.mark.servers
def test_a_server_that_dies_is_named(course):
    """Says which, shows where its log is, closes the others, and ends with an error."""
    running = bring_up(course)
    victim = next(p for p in of_state(course) if b"shixun.server.guide" in _cmdline(p))
    os.kill(victim, signal.SIGKILL)
    said, _ = running.process.communicate(timeout=processes.PATIENCE)
    assert running.process.returncode == 2
    assert "指南停了" in said and "guide.log" in said
    assert "Traceback" not in said
    assert of_state(course) == []


def _cmdline(pid):
    return open(f"/proc/{pid}/cmdline", "rb").read()


def test_a_second_one_for_the_same_data_is_told_so(running):
    """Two windows over one state would work against each other."""
    ports = free_ports(3)
    run = subprocess.run(
        command("up", "--ports", *ports), env=environment(running.paths),
        capture_output=True, text=True, timeout=processes.PATIENCE,
    )  # fmt: skip
    assert run.returncode == 2
    assert "已经在另一个窗口打开了" in run.stderr and "Traceback" not in run.stderr


def test_a_port_in_use_is_one_clear_line(course):
    """It names the port and the command that uses other ones."""
    first, second, third = free_ports(3)
    with socket.create_server(("127.0.0.1", second)):
        run = subprocess.run(
            command("up", "--ports", first, second, third), env=environment(course),
            capture_output=True, text=True, timeout=processes.PATIENCE,
        )  # fmt: skip
    assert run.returncode == 2
    assert f"端口 {second} 已被占用" in run.stderr and "--ports" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_setup_again_keeps_answers_and_renews_pages(tmp_path, monkeypatch):
    """Pages follow the checkout; an answer, and whatever else a teacher has, stays as it is."""
    write_course(tmp_path)
    paths = Paths(tmp_path, tmp_path / "var")
    setup(paths)
    home = paths.teachers / "teacher"
    answer = home / "E04/answers/E04.json"
    answer.parent.mkdir(parents=True)
    answer.write_text("{}")
    lesson = paths.notebooks / "M1/L01.ipynb"
    lesson.write_text(lesson.read_text().replace("约 8 分钟", "约 9 分钟"))
    token = Place(paths, "teacher").token()
    setup(paths)
    assert answer.read_text() == "{}"
    assert "约 9 分钟" in (home / "M1/L01.ipynb").read_text()
    assert Place(paths, "teacher").token() == token


@pytest.mark.parametrize("role", ["teacher", "trainer"])
def test_settings_of_one_side_hold_nothing_of_the_other(course, role):
    """The sources' folder, the gradebook and the keys are the trainer's alone."""
    said = str(lab.settings(course, role, 1)) + str(Place(course, role).environment())
    theirs = (str(course.source), "gradebook.db", "formgrader': True")
    found = [mark for mark in theirs if mark in said]
    assert found == (list(theirs) if role == "trainer" else [])
