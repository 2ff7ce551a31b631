"""A JupyterLab of somebody else's in the environment where the kit is installed."""

import json
import signal
import subprocess

import processes
import pytest

from benchmarks.ports import free_ports
from package.conftest import Environment

pytestmark = [pytest.mark.servers, pytest.mark.slow]
NOTEBOOK = {
    "cells": [{"cell_type": "code", "id": "own", "metadata": {}, "source": "1 + 1", "outputs": [],
               "execution_count": None}],
    "metadata": {"shixun": {"kind": "home"}}, "nbformat": 4, "nbformat_minor": 5,
}  # fmt: skip


@pytest.fixture
def lab(environment: Environment, tmp_path):
    """A plain `jupyter lab`, with the settings that come with its installation; its address."""
    (tmp_path / "work").mkdir()
    (tmp_path / "work/own.ipynb").write_text(json.dumps(NOTEBOOK))
    port, log = *free_ports(1), tmp_path / "lab.log"
    words = [environment.python, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
             "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=t"]  # fmt: skip
    home = {"HOME": str(tmp_path), "JUPYTER_PREFER_ENV_PATH": "1"}
    with log.open("wb") as out:
        process = processes.start(
            words, cwd=tmp_path / "work", env=environment.variables() | home, stdout=out,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}/lab"
    try:
        processes.wait_for_answer(f"{url}?token=t", process, log)
        yield url
    finally:
        processes.stop(
            process, signal.SIGKILL
        )  # a plain JupyterLab takes its time, and holds nothing


def test_jupyterlab_lists_the_extension(environment, tmp_path):
    """`jupyter labextension list` finds it, installed by the wheel, and it is enabled and OK."""
    words = ["python", "-m", "jupyterlab.labextensions", "list"]
    said = environment.run(*words, cwd=tmp_path)
    (line,) = [line for line in said.splitlines() if "shixun-lab" in line]
    assert "enabled" in line and "OK" in line, said


@pytest.mark.browser
def test_it_keeps_out_of_sight(lab, browser):
    """A notebook, though marked as one of ours, opens with its code, tools and language as ever."""
    page = browser.new_page()
    page.set_default_timeout(processes.PATIENCE * 1000)
    page.goto(f"{lab}/tree/own.ipynb?token=t")
    page.locator(".jp-CodeCell .jp-InputArea-editor").first.wait_for()
    page.locator(".jp-NotebookPanel-toolbar").first.wait_for()
    root = page.evaluate("[document.documentElement.lang, document.documentElement.className]")
    assert root[0] != "zh-CN" and "shixun" not in root[1]
    config = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent)")
    assert "shixun-lab" in [e["name"] for e in config["federated_extensions"]]  # loaded, and quiet
    assert page.locator(".shixun-bar, .shixun-page, .shixun-wait").count() == 0
