"""Grading on a Dask cluster: a real scheduler and two real workers, each a process of its own."""

import signal
import subprocess
import sys
import threading
from concurrent.futures import CancelledError
from pathlib import Path
from types import SimpleNamespace

import processes
import pytest

from benchmarks.ports import free_ports
from shixun.autograder.errors import GradingError

from .sample_course import RIGHT, WRONG

DASK = str(Path(sys.executable).parent / "dask")
CLASS = {f"s{i:02}": RIGHT if i % 3 else WRONG for i in range(12)}
RESULT = {s: 6 if sources is RIGHT else 0 for s, sources in CLASS.items()}


@pytest.fixture
def cluster(tmp_path):
    """The address of a scheduler on loopback; its process, and those of its two workers."""
    (port,) = free_ports(1)
    host, address = "127.0.0.1", f"tcp://127.0.0.1:{port}"
    scheduler = [DASK, "scheduler", "--host", host, "--port", str(port), "--no-dashboard"]
    worker = [DASK, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    worker += ["--host", host, "--local-directory", str(tmp_path)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    made = [processes.start(words, **quiet) for words in (scheduler, worker, worker)]
    from distributed import Client

    try:
        with Client(address, timeout=processes.PATIENCE, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=processes.PATIENCE)
        yield address, made
    finally:
        for process in made:
            processes.stop(process, signal.SIGKILL)


def test_a_cluster_scores_as_one_machine_does(course, grade, cluster):
    """The same points, the same files, with a broken submission and an odd folder among them."""
    for student, sources in CLASS.items():
        course.submit(student, sources)
    (course.root / "submitted/s04/ps1/ps1.ipynb").write_text("{")
    (course.root / "submitted/s05/ps1/link").symlink_to("/etc/passwd")
    (course.root / "submitted/t00").mkdir()
    (course.root / "submitted/t00/ps1").symlink_to(course.root / "submitted/s01/ps1")
    summary = grade(course, scheduler=cluster[0])
    assert {s: course.points(s) for s in CLASS} == RESULT | {"s04": 0}
    assert sorted(summary.unreadable) == ["s04", "t00"]
    assert "链接" in str(dict(summary.notices)["s05"])
    away = {p.relative_to(course.root): p.read_bytes() for p in results(course)}
    grade(course, again=True)
    assert {p.relative_to(course.root): p.read_bytes() for p in results(course)} == away


def results(course):
    return (p for p in course.root.glob("autograded/*/ps1/*") if p.is_file())


def test_a_worker_lost_in_the_middle_is_made_up_for(course, grade, cluster):
    """Killed while it grades, its work goes to the other one; nobody's result is missing."""
    for student, sources in CLASS.items():
        course.submit(student, sources)
    address, (_, victim, _) = cluster
    staged = course.root / ".shixun/staged/ps1"
    over = threading.Event()

    def kill_after_the_first_result():
        while not any(staged.glob("*")) and not over.wait(0.01):
            pass
        victim.kill()

    killer = threading.Thread(target=kill_after_the_first_result)
    killer.start()
    try:
        summary = grade(course, scheduler=address)
    finally:
        over.set()
        killer.join()
    assert victim.wait() == -signal.SIGKILL
    assert {s: course.points(s) for s in CLASS} == RESULT
    assert summary.unreadable == []


def test_a_worker_lost_at_once_is_made_up_for(course, grade, cluster):
    """A worker that is gone before any work reaches it costs nothing."""
    for student, sources in CLASS.items():
        course.submit(student, sources)
    address, (_, victim, _) = cluster
    victim.kill()
    summary = grade(course, scheduler=address)
    assert {s: course.points(s) for s in CLASS} == RESULT
    assert summary.unreadable == []


def test_no_cluster_is_one_clear_sentence(course, grade, monkeypatch):
    """An address where nobody answers is named; nothing is graded."""
    from shixun.autograder.engine import cluster

    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    course.submit("ann", RIGHT)
    with pytest.raises(GradingError, match=r"127\.0\.0\.1:9"):
        grade(course, scheduler="tcp://127.0.0.1:9")
    assert course.scores("ann") == {}


def test_a_scheduler_without_workers_is_one_clear_sentence(course, grade, cluster, monkeypatch):
    """Instead of waiting without an end."""
    from shixun.autograder.engine import cluster as engine

    monkeypatch.setattr(engine, "CONNECT_SECONDS", 3)
    address, (_, *workers) = cluster
    for worker in workers:
        worker.kill()
        worker.wait()
    course.submit("ann", RIGHT)
    with pytest.raises(GradingError, match=f"还没有工人.*dask worker {address}"):
        grade(course, scheduler=address)


@pytest.mark.parametrize(("lost", "said"), [(0, "调度器断开了"), (1, "工人都不在了")])
def test_a_cluster_lost_in_the_middle_costs_nobody_anything(
    course, grade, cluster, monkeypatch, lost, said
):
    """Nobody is given up, what was graded is kept, and the next run grades the rest."""
    from shixun.autograder.engine import cluster as engine

    monkeypatch.setattr(engine, "CONNECT_SECONDS", 3)
    address, processes = cluster
    for student, sources in CLASS.items():
        course.submit(student, sources)

    def lose(done, total):
        if done:
            for process in processes[lost:]:
                process.kill()

    monkeypatch.setattr("shixun.autograder.engine.batch.BATCH_SIZE", 1)
    with pytest.raises(GradingError, match=f"{said}.*评好的都在"):
        grade(course, scheduler=address, progress=lose)
    there = {s for s in CLASS if course.scores(s)}
    assert 0 < len(there) < len(CLASS)
    assert {s: course.points(s) for s in there} == {s: RESULT[s] for s in there}
    again = grade(course)
    assert again.unchanged == len(there)
    assert {s: course.points(s) for s in CLASS} == RESULT


@pytest.mark.parametrize("error", [CancelledError("lost"), OSError("closed")])
def test_a_finished_result_that_cannot_be_fetched_gives_nobody_up(error):
    """The scheduler went between the end of a task and the fetching of its result."""
    from shixun.autograder.engine import cluster as engine

    class Finished:
        client = SimpleNamespace(status="connecting")

        def result(self):
            raise error

    local = SimpleNamespace(give_up=lambda *words: "given up")
    submission = SimpleNamespace(student="ann")
    with pytest.raises(GradingError, match="调度器断开了"):
        engine._unbundle(local, submission, Finished(), "tcp://127.0.0.1:1")


def test_what_cannot_be_sent_keeps_nobody_back(course, grade, cluster):
    """More links than are ever under way come first; those behind them are graded all the same."""
    course.submit("z", RIGHT)
    for i in range(10):
        (course.root / f"submitted/a{i}").mkdir()
        (course.root / f"submitted/a{i}/ps1").symlink_to(course.root / "submitted/z/ps1")
    summary = grade(course, scheduler=cluster[0])
    assert course.points("z") == 6
    assert len(summary.graded) == 11
