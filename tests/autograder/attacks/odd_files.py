"""Folders as they arrive: links, pipes, names of every kind, too many, too deep, too large."""

import json
import os
import shutil

from .case import (
    RIGHT,
    SECRET,
    Case,
    both,
    code,
    folder,
    full,
    full_or_told,
    no_secret,
    told,
)

SECONDS = 15  # of a cell


def C(id, promise, build, verdict=full_or_told):
    return Case(id, promise, build, verdict)


def F(do):
    return folder(do)


def _deep(n):
    def do(f):
        here = os.open(f, os.O_RDONLY)
        for _ in range(n):
            os.mkdir("d", dir_fd=here)
            new = os.open("d", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = new
        os.close(os.open("bottom", os.O_CREAT | os.O_WRONLY, dir_fd=here))
        os.close(here)

    return F(do)


def _before(n):
    def do(f):
        for i in range(n):
            (f / f"a{i:05}.txt").write_text("x")

    return F(do)


def _large_before(f):
    for i in range(3):
        with open(f / f"a{i}.bin", "wb") as s:
            s.truncate(90 * 2**20)


def _link(name, to):
    def do(f):
        (f / name).unlink(missing_ok=True)
        (f / name).symlink_to(to)

    return F(do)


def secret_of(course):
    p = course.root / "secret.json"
    cell = {"cell_type": "code", "metadata": {}, "source": f"x = {SECRET!r}"}
    p.write_text(json.dumps({"cells": [cell]}))
    return p


def _hard(name):
    def build(course, student):
        f = course.submit(student, RIGHT)
        (f / name).unlink(missing_ok=True)
        os.link(secret_of(course), f / name)

    return build


def _as_link(course, student):
    f = course.submit(student + "-real", RIGHT)
    shutil.move(f.parent, course.root / "elsewhere")
    (course.root / "submitted" / student).symlink_to(course.root / "elsewhere")


def _as_file(course, student):
    (course.root / "submitted" / student).mkdir(parents=True)
    (course.root / "submitted" / student / "ps1").write_text("x")


def _fifo(name):
    def do(f):
        p = f / name
        p.unlink(missing_ok=True)
        os.mkfifo(p)

    return F(do)


def _folder_named(name, inner="x"):
    def do(f):
        p = f / name
        p.unlink(missing_ok=True)
        p.mkdir()
        (p / inner).write_text("x")

    return F(do)


def _sparse(name):
    def do(f):
        with open(f / name, "wb") as s:
            s.truncate(10 * 2**30)

    return F(do)


def _dirs(n):
    def do(f):
        for i in range(n):
            (f / f"d{i}").mkdir()

    return F(do)


def _hardlinks(f):
    (f / "one").write_text("x")
    for i in range(3000):
        os.link(f / "one", f / f"l{i}")


def _sock(f):
    import socket

    s = socket.socket(socket.AF_UNIX)
    here = os.getcwd()
    os.chdir(f)
    s.bind("s")
    os.chdir(here)


NAMES = [
    "-rf",
    "--help",
    "a b",
    "a\nb",
    "$(touch x)",
    "'; ls",
    "名字",
    "e\u0301",
    "é",
    "\u202etxt.exe",
    "C:\\x",
    "CON",
    "x" * 255,
    "学" * 85,
    "..x",
    "%s%n",
    "<b>x<b>",
    "{a}",
    "*?[a]",
    "~",
]


def _names(f):
    for n in NAMES:
        (f / n).write_text("x")
    open(os.fsencode(f) + b"/\xff\xfe.txt", "w").close()
    os.mkdir(os.fsencode(f) + b"/\xd5\xc5")
    open(os.fsencode(f) + b"/\xd5\xc5/a.txt", "w").close()


HOOK = "open('/tmp/hx-escaped', 'w').write('x')\nraise SystemExit('hook')"
MODULES = [
    "sitecustomize.py",
    "usercustomize.py",
    "pandas.py",
    "numpy.py",
    "json.py",
    "csv.py",
    "shixun.py",
    "nbgrader_config.py",
    "jupyter_config.py",
    "ipykernel_launcher.py",
    "IPython.py",
    "encodings.py",
    "socket.py",
    "builtins.py",
    "x.pth",
    "__init__.py",
    "conftest.py",
]


def _modules(f):
    for n in MODULES:
        (f / n).write_text(HOOK)
    for d in (
        ".ipython/profile_default/startup/00.py",
        ".jupyter/x.py",
        ".shixun/lock",
        "source/ps1/ps1.ipynb",
        "shixun/__init__.py",
        "shixun/autograder/sandbox/codec.py",
        "pandas/__init__.py",
        ".venv/bin/python",
        "gradebook.db",
        ".config/x",
    ):
        (f / d).parent.mkdir(parents=True, exist_ok=True)
        (f / d).write_text(HOOK)


CASES = [
    C("deep-1100", "folders 1100 deep", _deep(1100)),
    C("deep-3000", "folders 3000 deep, longer than a path may be", _deep(3000)),
    C("before-600", "600 files whose names come before the notebook", _before(600)),
    C("large-before", "270 MB that come before the notebook", F(_large_before)),
    C("dirs-5000", "5000 empty folders", _dirs(5000)),
    C("hardlinks", "3000 hard links", F(_hardlinks)),
    C(
        "hard-secret",
        "hard link named like the notebook without suffix",
        _hard("ps1"),
        both(full_or_told, no_secret),
    ),
    C(
        "hard-nb",
        "hard link as the notebook",
        _hard("ps1.ipynb"),
        lambda r: "" if r.told else "not told",
    ),
    C("hard-stamp", "hard link as timestamp", _hard("timestamp.txt"), full_or_told),
    C("as-link", "student folder is a link", _as_link, told),
    C("as-file", "assignment is a file", _as_file, told),
    C("fifo-nb", "pipe as notebook", _fifo("ps1.ipynb"), told),
    C("fifo-stamp", "pipe as timestamp", _fifo("timestamp.txt"), full_or_told),
    C("fifo-data", "pipe as data", _fifo("sales.csv"), full_or_told),
    C("sock", "a socket", F(_sock), full_or_told),
    C("link-nb-self", "notebook links to itself", _link("ps1.ipynb", "ps1.ipynb"), told),
    C("link-data", "data is a link", _link("sales.csv", "/etc/passwd"), full_or_told),
    C("link-stamp", "timestamp is a link", _link("timestamp.txt", "/etc/hostname"), full_or_told),
    C("link-dangling", "dangling", _link("x", "/nonexistent"), full_or_told),
    C("link-parent", "link to parent", _link("x", ".."), full_or_told),
    C("folder-data", "sales.csv is a folder", _folder_named("sales.csv"), full_or_told),
    C("folder-stamp", "timestamp.txt is a folder", _folder_named("timestamp.txt"), full),
    C(
        "folder-secret",
        "the exchange's secret is a folder",
        _folder_named("submission_secret.txt"),
        full,
    ),
    C("folder-nb", "ps1.ipynb is a folder", _folder_named("ps1.ipynb"), told),
    C("sparse", "sparse 10 GB", _sparse("big.bin"), full_or_told),
    C("sparse-nb", "sparse 10 GB notebook", _sparse("ps1.ipynb"), told),
    C("sparse-data", "sparse as data", _sparse("sales.csv"), full_or_told),
    C("names", "names", F(_names), full_or_told),
    C("modules", "modules", F(_modules), full),
    C(
        "own-data",
        "wrong data of one's own",
        code(files={"sales.csv": "day,stall,units\nMon,a,1\n"}),
        full,
    ),
    C("no-data", "no data", F(lambda f: (f / "sales.csv").unlink()), full),
    C("-dash", "student named with a dash", code()),
    C("with space", "student", code()),
    C("学员 甲", "student", code()),
    C("e\u0301", "student NFD", code()),
    C("\u00e9", "student NFC", code()),
    C("a.json", "student", code()),
    C("a", "student", code()),
    C("[a]", "student", code()),
    C("a\nb", "student newline", code()),
    C("'; drop table", "student", code()),
    C("学" * 84 + "abc", "student of 255 bytes", code()),
    C("%s {x}", "student", code()),
    C(
        "gbk-folder",
        "a student folder named in GBK",
        lambda course, student: (
            (
                course.submit(student, RIGHT),
                os.rename(
                    course.submit("tmp-gbk", RIGHT).parent,
                    os.fsencode(course.root / "submitted") + b"/\xd5\xc5",
                ),
            )[0]
            and None
        ),
        full,
    ),
    C("own-files", "student", code()),
]
