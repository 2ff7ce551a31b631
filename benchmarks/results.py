"""The figures as a file, and the table that is made of it."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import size
from benchmarks.beside import Beside
from benchmarks.button import Button
from benchmarks.size import Size

PACKAGES = ("nbgrader", "nbclient", "ipykernel", "pandas", "sqlalchemy")
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"
README = f"""# Benchmarks

`make bench` measures grading on the machine it runs on and writes `results.json` and the table
below; nobody types a figure. It takes about a quarter of an hour. `python -m benchmarks --help`
lists the parts, which can be run alone; `--full` lets plain nbgrader grade every submission too.

{BEGIN}
{END}

- **Plain nbgrader** is `nbgrader autograde` as its authors ship it, a kernel for each submission.
  Both sides grade copies of one course in the same run, each as a command from a cold start; the
  engine's time is the median of several. Where plain nbgrader graded a part of the class, its time
  for the class is its start and so many times the rest. The start of both is mostly the import of
  nbgrader itself, which a class of 24 has to wait for.
- **Same scores**: every automatic score of the students whom both graded is compared; a single
  difference stops the benchmark. Hidden items of a data exercise need the key, which the engine
  alone reads: they are left out, and named.
- **A submission's time** in large classes leaves out the loading of Python's packages.
- **Memory** is the largest sum of PSS over the command and all processes below it, looked at five
  times a second. PSS counts a page that n processes share as one n-th for each.
- **The button** is a POST to formgrader's own address and the GET that its page sends afterwards.
- **Load before** is the machine's in the minute before a part began: of whatever else ran there, and
  of the part before it.
- All hand-ins are generated: synthetic data（合成数据）.
"""


@dataclass(frozen=True)
class Machine:
    """Where and when something was measured."""

    day: str
    cores: int
    used_cores: int
    memory_gib: float
    processor: str
    system: str
    python: str
    packages: dict[str, str]
    load_before: float  # processes that wanted to run in the minute before


def machine(used_cores: int, today: date, load: float) -> Machine:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(
        day=today.isoformat(),
        cores=os.cpu_count() or 1,
        used_cores=used_cores,
        memory_gib=round(memory / 2**30, 1),
        processor=_processor(),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        packages={name: version(name) for name in PACKAGES},
        load_before=round(load, 2),
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def keep(folder: Path, part: str, where: Machine, found: list | Button) -> None:
    """Put the figures of one part in the file, in the place of earlier ones, and renew the table."""
    path = folder / "results.json"
    every = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    figures = [asdict(f) for f in found] if isinstance(found, list) else asdict(found)
    every[part] = {"machine": asdict(where), "figures": figures}
    text = json.dumps(every, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
    renew(folder / "README.md", table(every))


def renew(path: Path, lines: list[str]) -> None:
    text = path.read_text(encoding="utf-8") if path.is_file() else README
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text("\n".join([before + BEGIN, *lines, END + after]), encoding="utf-8")


def table(every: dict[str, Any]) -> list[str]:
    """The file's figures as Markdown."""
    lines = []
    for part in ("data", "code"):
        if part in every:
            lines += ["", *_beside(part, every[part])]
    if "size" in every:
        lines += ["", *_size(every["size"])]
    if "button" in every:
        lines += ["", *_button(every["button"])]
    return [*lines, ""]


def _where(part: dict) -> str:
    m = part["machine"]
    packages = ", ".join(f"{k} {v}" for k, v in sorted(m["packages"].items()))
    return (
        f"{m['day']}, {m['used_cores']} of {m['cores']} cores of {m['processor']}, "
        f"{m['memory_gib']} GiB, {m['system']}, Python {m['python']}, {packages}; "
        f"load before: {m['load_before']}."
    )


def _beside(kind: str, part: dict) -> list[str]:
    found = [Beside(**f) for f in part["figures"]]
    lines = [
        f"**Beside plain nbgrader: {kind} ({found[0].exercise})**",
        "",
        "| students | plain nbgrader, s | of which measured | engine, s | after its start, s | "
        "times as fast | once both have started | target | same scores |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for f in found:
        lines.append(
            f"| {f.students} | {f.plain_class:,.1f} | {f.plain_students} in {f.plain_seconds:,.1f} s | "
            f"{median(f.engine_seconds):.2f} | {f.engine_inside:.2f} | **{f.ratio:.0f}** | {f.ratio_started:.0f} | "
            f"≥ {f.target:g}, {_met(f.met)} | {f.scores} |"
        )
    out = ", ".join(found[0].left_out)
    told = [
        f"What bounds {f.students}: loading nbgrader alone takes {f.importing:.2f} s of a command; "
        f"with nothing else it would be {f.bound:.0f} times as fast."
        for f in found
        if not f.met
    ]
    told += [""] if told else []
    told += [f"Not compared, because plain nbgrader has no key: {out}.", ""] if out else []
    return [*lines, "", *told, _where(part)]


def _size(part: dict) -> list[str]:
    found = [Size(**f) for f in part["figures"]]
    lines = [
        "**Large classes: data**",
        "",
        "| students | s | s a submission | peak memory, MiB |",
        "|---|---|---|---|",
    ]
    lines += [f"| {f.students:,} | {f.seconds:.1f} | {f.each:.4f} | {f.peak:.0f} |" for f in found]
    each, peak = size.drift(found)
    said = (
        f"Against {found[0].students}: time a submission {each:+.0%}, memory {peak:+.0%}; "
        f"target: within ±{size.TARGET:.0%}, {_met(size.met(found))}."
    )
    return [*lines, "", said, "", _where(part)]


def _button(part: dict) -> list[str]:
    f = Button(**part["figures"])
    return [
        "**From formgrader's button to the score: one teacher, data**",
        "",
        "| students in the course | first press after the start, s | warm, median, s | slowest, s | target |",
        "|---|---|---|---|---|",
        f"| {f.students} | {f.first:.2f} | **{f.median:.2f}** (of {len(f.presses)}) | "
        f"{max(f.presses):.2f} | ≤ {f.target:g} s, {_met(f.met)} |",
        "",
        _where(part),
    ]


def _met(yes: bool) -> str:
    return "met" if yes else "missed"
