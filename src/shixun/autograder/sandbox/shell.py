"""An IPython shell whose cells give nbformat outputs, without a kernel around it."""

import asyncio
import builtins
import contextlib
import importlib
import io
import subprocess
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from traitlets.config import Config

from shixun.autograder.i18n import gettext
from shixun.autograder.sandbox.tracebacks import FastTracebacks


def _truncated() -> str:
    words = gettext("… too much output; the rest is not kept.")
    return f"\n{words}\n"


class OutputBuffer:
    """The outputs of one cell in nbformat's form, cut at limits of characters and number."""

    def __init__(self, max_characters: int, max_outputs: int):
        self.remaining, self.max_outputs = max_characters, max_outputs
        self.items: list[dict] = []

    def text(self, name: str, text: str) -> None:
        """Append text to stdout or stderr; consecutive text of one stream is joined."""
        if self.remaining <= 0:
            return
        if len(text) > self.remaining:
            text, self.remaining = text[: self.remaining] + _truncated(), 0
        else:
            self.remaining -= len(text)
        if self.items and self.items[-1].get("name") == name:
            self.items[-1]["text"].append(text)
        elif self._has_space():
            self.items.append({"output_type": "stream", "name": name, "text": [text]})

    def data(self, kind: str, data: dict, metadata: dict, count: int | None) -> None:
        """Append a display (`display_data`) or the value of a cell (`execute_result`)."""
        data = {k: v for k, v in data.items() if isinstance(v, str | dict | list)}
        size = sum(len(v) if isinstance(v, str) else len(repr(v)) for v in data.values())
        if size > self.remaining or not self._has_space():
            self.text("stdout", _truncated())
            return
        self.remaining -= size
        output = {"output_type": kind, "data": data, "metadata": metadata}
        self.items.append(output | ({"execution_count": count} if kind == "execute_result" else {}))

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Append an exception; always kept, at most 20,000 characters of each part."""
        lines = [line[:20_000] for line in traceback[:100]]
        self.items.append(
            {"output_type": "error", "ename": name, "evalue": value[:20_000], "traceback": lines}
        )

    @property
    def failed(self) -> bool:
        """Whether there is an error among the outputs."""
        return any(o["output_type"] == "error" for o in self.items)

    def _has_space(self) -> bool:
        return len(self.items) < self.max_outputs

    def to_nbformat(self) -> list[dict]:
        """The outputs as nbformat has them."""
        return [o | {"text": "".join(o["text"])} if "text" in o else o for o in self.items]


class _Stream(io.TextIOBase):
    encoding = "utf-8"

    def __init__(self, shell: "SandboxShell", name: str):
        self.shell, self.name = shell, name

    def writable(self):
        return True

    def fileno(self):
        """The descriptor that started programs write to; it leads nowhere."""
        return 2 if self.name == "stderr" else 1

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.shell.outputs.text(self.name, text)
        return len(text)


class _Publisher(DisplayPublisher):
    def publish(self, data, metadata=None, **_):
        self.shell.owner.outputs.data("display_data", dict(data), dict(metadata or {}), None)

    def clear_output(self, wait=False):
        """Does nothing: what was shown is kept."""


class _Hook(DisplayHook):
    def write_output_prompt(self):
        """Does nothing: the count is a field of the output."""

    def write_format_data(self, format_dict, md_dict=None):
        count = self.shell.execution_count
        self.shell.owner.outputs.data("execute_result", format_dict, md_dict or {}, count)

    def finish_displayhook(self):
        """Does nothing: nothing was printed."""


class _Shell(InteractiveShell):
    owner: "SandboxShell"

    @contextlib.contextmanager
    def _tee(self, channel):
        """Does nothing: OutputBuffer keeps what is printed; IPython's own copy would be unbounded."""
        yield

    def init_virtualenv(self):
        """Does nothing: the environment is the sandbox's own."""

    def init_traceback_handlers(self, custom_exceptions):
        super().init_traceback_handlers(custom_exceptions)
        self.InteractiveTB = FastTracebacks(mode=self.xmode, theme_name=self.colors, tb_offset=1)

    def _showtraceback(self, etype, evalue, stb):
        self.owner.outputs.error(
            etype.__name__, _exception_text(evalue), [str(line) for line in stb]
        )

    def system(self, cmd):
        done = subprocess.run(
            self.var_expand(cmd, depth=1),
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.user_ns["_exit_code"] = done.returncode
        print(done.stdout.decode(errors="replace"), end="")

    def ask_exit(self):
        raise SystemExit


def _exception_text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return "<str() failed>"


def _no_input(prompt=""):
    raise StdinNotImplementedError(
        "raw_input was called, but this frontend does not support input requests."
    )


class SandboxShell:
    """Runs cells; `namespace` holds their names. One for each process."""

    def __init__(self, max_characters: int = 2_000_000, max_outputs: int = 500):
        self.limits = (max_characters, max_outputs)
        self.outputs = OutputBuffer(*self.limits)
        config = Config()
        config.HistoryManager.enabled = False
        config.HistoryManager.hist_file = ":memory:"
        config.InteractiveShell.colors = "nocolor"
        _Shell.owner = self
        self.shell = _Shell.instance(
            config=config, display_pub_class=_Publisher, displayhook_class=_Hook
        )
        self.namespace: dict[str, Any] = self.shell.user_ns

    def preload(self, modules: list[str]) -> None:
        """Import modules before the fork; those that cannot be imported are left out."""
        for name in modules:
            try:
                importlib.import_module(name)
            except Exception:
                continue

    def warm_up(self) -> None:
        """Let a cell fail, so that forks have what tracebacks need; no trace of it stays."""
        self.shell.run_cell("1 / 0", store_history=False)
        for name in ("last_type", "last_value", "last_traceback", "last_exc"):
            vars(sys).pop(name, None)
        self.outputs = OutputBuffer(*self.limits)

    def attach_streams(self, max_characters: int, max_outputs: int) -> None:
        """From now on stdout, stderr and input are those of cells, with these limits for each."""
        self.limits = (max_characters, max_outputs)
        self.loop = asyncio.new_event_loop()
        sys.stdout, sys.stderr = _Stream(self, "stdout"), _Stream(self, "stderr")
        builtins.input = _no_input
        if "" not in sys.path:
            sys.path.insert(0, "")  # modules that were handed in along with the notebook

    async def _cell(self, source: str) -> ExecutionResult:
        """As in a kernel, a loop is running around any cell, and its tasks last to later cells."""
        try:
            cell, problem = self.shell.transform_cell(source), None
        except Exception:
            cell, problem = source, sys.exc_info()
        transformed = {"transformed_cell": cell, "preprocessing_exc_tuple": problem}
        if self.shell.should_run_async(source, **transformed):
            return await self.shell.run_cell_async(source, store_history=True, **transformed)
        return self.shell.run_cell(source, store_history=True)

    def run(self, source: str) -> tuple[bool, list[dict]]:
        """Run one cell: whether it ended without an exception, and its nbformat outputs."""
        self.outputs = OutputBuffer(*self.limits)
        try:
            result = self.loop.run_until_complete(self._cell(source))
            error = result.error_before_exec or result.error_in_exec
        except BaseException as broken:  # an exit, or a broken shell
            error = broken
        if error is not None and not self.outputs.failed:
            # Not every failure is shown as one: a traceback may be too odd to be formatted.
            self.outputs.error(type(error).__name__, _exception_text(error), [])
        return error is None, self.outputs.to_nbformat()
