"""Notebooks that were broken on the way: by editors, chats, office programs, full disks."""

import gzip
import io
import json
import zipfile

from .case import (
    FULL,
    Case,
    cell,
    content,
    folder,
    full,
    full_or_told,
    notebook,
    points,
    told,
)

SECONDS = 15  # of a cell


def _v3(data):
    cells = [
        {k: v for k, v in c.items() if k not in ("source", "id", "execution_count")}
        | (
            {"input": c["source"], "language": "python", "prompt_number": 1}
            if c["cell_type"] == "code"
            else {"source": c["source"]}
        )
        for c in data["cells"]
    ]
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"metadata": {}, "cells": cells[:4]}, {"metadata": {}, "cells": cells[4:]}],
    }


def _each(do):
    def change(data):
        for c in data["cells"]:
            do(c)

    return notebook(change)


def _put(where, value):
    """Set a path of keys in every cell."""

    def do(c):
        at = c
        for key in where[:-1]:
            at = at.setdefault(key, {})
        at[where[-1]] = value

    return _each(do)


def _zip(raw):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("ps1.ipynb", raw)
    return out.getvalue()


def _retype(id, kind):
    return notebook(lambda d: cell(d, id).update(cell_type=kind))


def _move(id, to):
    def change(d):
        c = cell(d, id)
        d["cells"].remove(c)
        d["cells"].insert(to, c)

    return notebook(change)


def _unnamed(id):
    """The answer stands in a new cell, its own was deleted."""

    def change(d):
        c = cell(d, id)
        i = d["cells"].index(c)
        d["cells"][i] = {
            "cell_type": "code",
            "id": "new1",
            "metadata": {},
            "source": c["source"],
            "outputs": [],
            "execution_count": None,
        }

    return notebook(change)


def _one_cell(d):
    ids = ("units", "days", "label")
    text = "\n".join(_s(cell(d, i)["source"]) for i in ids)
    for i in ids:
        cell(d, i)["source"] = "# oben"
    d["cells"].insert(
        2,
        {
            "cell_type": "code",
            "id": "all",
            "metadata": {},
            "source": text,
            "outputs": [],
            "execution_count": None,
        },
    )


def _s(source):
    return "".join(source) if isinstance(source, list) else source


def _merged(d):
    """Answer and test merged into the answer cell."""
    a, t = cell(d, "units"), cell(d, "units-kind")
    a["source"] = _s(a["source"]) + "\n\n" + _s(t["source"])
    d["cells"].remove(t)


def _split(d):
    a = cell(d, "days")
    i = d["cells"].index(a)
    lines = "import math\nx = 1\n"
    d["cells"].insert(
        i,
        {
            "cell_type": "code",
            "id": "days-2",
            "metadata": json.loads(json.dumps(a["metadata"])),
            "source": lines,
            "outputs": [],
            "execution_count": None,
        },
    )


def _ids_gone(d):
    for c in d["cells"]:
        c.pop("id", None)


def _marks_gone(d):
    for c in d["cells"]:
        c["metadata"] = {}


def _other_assignment(d):
    for c in d["cells"]:
        if "nbgrader" in c["metadata"]:
            c["metadata"]["nbgrader"]["grade_id"] = "ps2-" + c["metadata"]["nbgrader"]["grade_id"]


def _grade_ids(value):
    def change(d):
        for c in d["cells"]:
            if "nbgrader" in c["metadata"]:
                c["metadata"]["nbgrader"]["grade_id"] = value

    return notebook(change)


def _crlf(d):
    for c in d["cells"]:
        c["source"] = _s(c["source"]).replace("\n", "\r\n")


def _old_mac(d):
    for c in d["cells"]:
        c["source"] = _s(c["source"]).replace("\n", "\r")


def _source(id, value):
    return notebook(lambda d: cell(d, id).update(source=value))


def _listed(d):
    for c in d["cells"]:
        c["source"] = _s(c["source"]).splitlines(True)


def _nonstrings(d):
    c = cell(d, "units")
    c["source"] = ["units = ", 33]


def _renamed(name):
    return folder(
        lambda f: (f / "ps1.ipynb").rename(f / name) if "/" not in name else _into(f, name)
    )


def _into(f, name):
    (f / name).parent.mkdir(parents=True)
    (f / "ps1.ipynb").rename(f / name)


def _many(n):
    def change(d):
        d["cells"] += [
            {
                "cell_type": "code",
                "id": f"x{i}",
                "metadata": {},
                "source": "",
                "outputs": [],
                "execution_count": None,
            }
            for i in range(n)
        ]

    return notebook(change)


def _twice(d):
    t = json.loads(json.dumps(cell(d, "units-value")))
    t["id"] = "Twice"
    t["metadata"]["nbgrader"]["grade_id"] = "Units-Value"
    t["source"] = "pass"
    d["cells"].append(t)


def _lastempty(d):
    """A copy of the answer cell, empty, after the answered one."""
    a = json.loads(json.dumps(cell(d, "units")))
    a["id"] = "copy"
    a["source"] = ""
    d["cells"].append(a)


def C(id, promise, build, verdict=full_or_told):
    return Case(id, promise, build, verdict)


CASES = [
    C("v3", "notebook format 3", notebook(_v3), full),
    C("v2", "notebook format 2", notebook(lambda d: _v3(d) | {"nbformat": 2}), full),
    C(
        "dup-keys",
        "cells twice",
        content(lambda b: b'{"cells": [],' + b.lstrip()[1:]),
        full_or_told,
    ),
    C("deep", "100k brackets", content(lambda b: b"[" * 100_000), told),
    C(
        "deep-in",
        "100k brackets in metadata",
        content(
            lambda b: b.replace(
                b'"nbformat"', b'"x": ' + b"[" * 100_000 + b"]" * 100_000 + b', "nbformat"'
            )
        ),
        full_or_told,
    ),
    C(
        "bom-crlf",
        "BOM and CRLF",
        content(lambda b: b"\xef\xbb\xbf" + b.replace(b"\n", b"\r\n")),
        full,
    ),
    C(
        "utf16le-nobom",
        "UTF-16 w/o BOM",
        content(lambda b: b.decode().encode("utf-16-le")),
        full_or_told,
    ),
    C(
        "utf16be",
        "UTF-16 BE",
        content(lambda b: b"\xfe\xff" + b.decode().encode("utf-16-be")),
        full,
    ),
    C("utf32", "UTF-32", content(lambda b: b.decode().encode("utf-32")), full_or_told),
    C(
        "gb-even",
        "gb18030 even",
        content(
            lambda b: (lambda g: g if len(g) % 2 == 0 else g + b" ")(
                json.dumps(json.loads(b), ensure_ascii=False).encode("gb18030")
            )
        ),
        full,
    ),
    C(
        "gb-odd",
        "gb18030 odd",
        content(
            lambda b: (lambda g: g if len(g) % 2 else g + b" ")(
                json.dumps(json.loads(b), ensure_ascii=False).encode("gb18030")
            )
        ),
        full,
    ),
    C(
        "big5",
        "big5",
        content(
            lambda b: (
                json.dumps(json.loads(b), ensure_ascii=False)
                .replace("因为", "因為")
                .encode("big5", "replace")
            )
        ),
        full_or_told,
    ),
    C("truncated", "cut", content(lambda b: b[: len(b) // 2]), told),
    C("two-docs", "two documents", content(lambda b: b + b"\n" + b), told),
    C("tail-nul", "NULs at the end", content(lambda b: b + b"\0" * 4096), full_or_told),
    C("tail-text", "text at the end", content(lambda b: b + b"\n<<<<<<< HEAD"), full_or_told),
    C(
        "merge-conflict",
        "git conflict",
        content(lambda b: b.replace(b'"cells": [', b'<<<<<<< HEAD\n"cells": [')),
        told,
    ),
    C("gzip", "gzip", content(gzip.compress), told),
    C("zip", "zip", content(_zip), told),
    C(
        "html",
        "login page",
        content(lambda b: b"<!DOCTYPE html><html><body>login</body></html>"),
        told,
    ),
    C("null", "null", content(lambda b: b"null"), told),
    C("string", "a string", content(lambda b: json.dumps(b.decode()).encode()), full_or_told),
    C("json-str-cells", "cells a string", notebook(lambda d: d | {"cells": "x"}), told),
    C(
        "cells-dict",
        "cells a dict",
        notebook(lambda d: d | {"cells": {str(i): c for i, c in enumerate(d["cells"])}}),
        full_or_told,
    ),
    C("cells-null", "cells null", notebook(lambda d: d | {"cells": None}), told),
    C("cells-empty", "no cell", notebook(lambda d: d | {"cells": []}), told),
    C(
        "cells-mixed",
        "cells with other things among them",
        notebook(lambda d: d | {"cells": [None, 3, "x", []] + d["cells"]}),
        full_or_told,
    ),
    C(
        "cells-lists",
        "cells are lists",
        notebook(lambda d: d | {"cells": [[c] for c in d["cells"]]}),
        full_or_told,
    ),
    C("nbformat-str", "nbformat a text", notebook(lambda d: d | {"nbformat": "4"}), full),
    C("nbformat-neg", "nbformat -1", notebook(lambda d: d | {"nbformat": -1}), full),
    C(
        "nbformat-huge",
        "nbformat huge",
        content(lambda b: b.replace(b'"nbformat": 4', b'"nbformat": ' + b"9" * 5000)),
        full_or_told,
    ),
    C("meta-list", "notebook metadata a list", notebook(lambda d: d | {"metadata": []}), full),
    C(
        "meta-deep",
        "metadata 900 deep",
        content(
            lambda b: b.replace(b'"nbformat"', b'"x": ' + b"[" * 900 + b"]" * 900 + b', "nbformat"')
        ),
        full,
    ),
    C("cell-meta-list", "cell metadata a list", _put(["metadata"], []), full_or_told),
    C("cell-meta-str", "cell metadata a text", _put(["metadata"], "x"), full_or_told),
    C("nbg-list", "nbgrader metadata a list", _put(["metadata", "nbgrader"], []), full_or_told),
    C("outputs-null", "outputs null", _put(["outputs"], None), full),
    C("outputs-bad", "outputs of nonsense", _put(["outputs"], [1, {"output_type": "x"}, {}]), full),
    C("attach-bad", "attachments of nonsense", _put(["attachments"], {"a.png": 5}), full),
    C("attach-list", "attachments list", _put(["attachments"], [1]), full),
    C(
        "attach-deep",
        "attachments deep",
        _put(["attachments"], {"a.png": {"image/png": {"x": [1]}}}),
        full,
    ),
    C("id-long", "id long", _put(["id"], "x" * 10_000), full),
    C("id-num", "id a number", _put(["id"], 7), full),
    C("ids-gone", "no ids", notebook(_ids_gone), full),
    C("marks-gone", "no metadata", notebook(_marks_gone), full_or_told),
    C(
        "all-gone",
        "no ids, no metadata",
        notebook(lambda d: (_ids_gone(d), _marks_gone(d), None)[2]),
        full_or_told,
    ),
    C("other", "grade ids of another assignment", notebook(_other_assignment), full_or_told),
    C("gid-list", "grade_id list", _grade_ids([1]), full_or_told),
    C("gid-num", "grade_id number", _grade_ids(3), full_or_told),
    C("gid-long", "grade_id long", _grade_ids("x" * 100_000), full_or_told),
    C("gid-same", "grade_id all the same", _grade_ids("units"), full_or_told),
    C("gid-null", "grade_id null", _grade_ids(None), full_or_told),
    C("gid-dots", "grade_id path", _grade_ids("../../x"), full_or_told),
    C("crlf", "CRLF in cells", notebook(_crlf), full),
    C("cr", "CR in cells", notebook(_old_mac), full_or_told),
    C("listed", "source as list", notebook(_listed), full),
    C("nonstr", "source list with numbers", notebook(_nonstrings), full_or_told),
    C("src-num", "source number", _source("units", 33), full_or_told),
    C("src-null", "source null", _source("units", None), full_or_told),
    C("src-dict", "source dict", _source("units", {"a": 1}), full_or_told),
    C("src-nested", "source nested list", _source("units", [["units = 33"]]), full_or_told),
    C(
        "src-missing",
        "no source",
        notebook(lambda d: cell(d, "units").pop("source") and None),
        full_or_told,
    ),
    C(
        "src-10mb",
        "10 MB cell",
        _source("units", "units = 33\n" + "# pad\n" * 1_700_000),
        full_or_told,
    ),
    C(
        "src-10mb-str",
        "10 MB string in cell",
        _source("units", "x = '" + "a" * 10_000_000 + "'\nunits = 33"),
        full_or_told,
    ),
    C("src-nul", "NUL in source", _source("units", "units = 33 # \0"), full_or_told),
    C(
        "src-ctrl",
        "control chars in comment",
        _source("units", "units = 33 # \x01\x1b[31m\x7f"),
        full,
    ),
    C("src-rtl", "RTL", _source("units", "units = 33 # \u202e\u2066 abc"), full),
    C("src-bom", "BOM in cell", _source("units", "\ufeffunits = 33"), full_or_told),
    C(
        "src-nbsp",
        "NBSP indentation",
        _source("label", "def label(n):\n\u00a0   return 1"),
        points(FULL - 3),
    ),
    C("src-ff", "form feed", _source("units", "\x0cunits = 33\n\x0c\n"), full),
    C(
        "src-tabs",
        "tabs",
        _source(
            "label",
            "def label(n):\n\tif n < 0:\n\t\traise ValueError\n\treturn 'few' if n < 10 else 'many'",
        ),
        full,
    ),
    C("src-ls", "U+2028", _source("units", "units = 33 # a\u2028b"), full),
    C("src-nel", "U+0085", _source("units", "units = 33 # a\x85b"), full),
    C(
        "src-surr",
        "half char",
        content(lambda b: b.replace(b"units = int", b"x = '\\ud800'\\nunits = int")),
        full,
    ),
    C("to-md", "answer turned to markdown", _retype("units", "markdown"), full_or_told),
    C("to-raw", "answer turned to raw", _retype("days", "raw"), full_or_told),
    C("test-md", "test turned to markdown", _retype("units-value", "markdown"), full_or_told),
    C("essay-code", "essay to code", _retype("why", "code"), full),
    C(
        "type-none",
        "no type",
        notebook(lambda d: cell(d, "units").pop("cell_type") and None),
        full_or_told,
    ),
    C("type-list", "type list", _retype("units", ["code"]), full_or_told),
    C("type-upper", "type Code", _retype("load", "Code"), full_or_told),
    C(
        "type-heading",
        "heading cell",
        notebook(
            lambda d: d["cells"].insert(
                0, {"cell_type": "heading", "level": 1, "source": "x", "metadata": {}}
            )
        ),
        full,
    ),
    C("move-end", "answer after tests", _move("units", 9), full_or_told),
    C("unnamed", "answer in a new cell", _unnamed("units"), full_or_told),
    C("unnamed-load", "setup in a new cell", _unnamed("load"), full),
    C("one-cell", "all in one", notebook(_one_cell), full),
    C("merged", "merged", notebook(_merged), full_or_told),
    C("split", "split", notebook(_split), full_or_told),
    C("split-rev", "copy empty after", notebook(_lastempty), full_or_told),
    C("twice-case", "test twice in other case", notebook(_twice), full),
    C(
        "setup-lost",
        "setup deleted",
        notebook(lambda d: d["cells"].remove(cell(d, "load"))),
        full_or_told,
    ),
    C("cells-30k", "30,000 cells", _many(30_000), full_or_told),
    C("cells-100k", "100,000 cells", _many(100_000), full_or_told),
    C("name-case", "PS1.ipynb", _renamed("PS1.ipynb"), full_or_told),
    C("name-ext", "ps1.IPYNB", _renamed("ps1.IPYNB"), full_or_told),
    C("name-txt", "ps1.ipynb.txt", _renamed("ps1.ipynb.txt"), full_or_told),
    C("name-json", "ps1.json", _renamed("ps1.json"), full_or_told),
    C("name-copy", "ps1-Copy1.ipynb", _renamed("ps1-Copy1.ipynb"), full_or_told),
    C("name-sub", "in a subfolder", _renamed("ps1/ps1.ipynb"), full_or_told),
    C(
        "name-ckpt",
        "only a checkpoint",
        _renamed(".ipynb_checkpoints/ps1-checkpoint.ipynb"),
        full_or_told,
    ),
    C("name-nfd", "name NFD", _renamed("ps1é.ipynb".replace("é", "e\u0301")), full_or_told),
    C(
        "nb-folder",
        "the notebook is a folder",
        folder(
            lambda f: (
                (f / "ps1.ipynb").rename(f / "x"),
                (f / "ps1.ipynb").mkdir(),
                (f / "x").rename(f / "ps1.ipynb/ps1.ipynb"),
            )
        ),
        full_or_told,
    ),
    C(
        "nan-ids",
        "nan in cell",
        content(lambda b: b.replace(b'"execution_count": null', b'"execution_count": NaN')),
        full,
    ),
    C("comments", "JSON with comments", content(lambda b: b"// saved\n" + b), told),
    C("single-quotes", "python dict", content(lambda b: repr(json.loads(b)).encode()), told),
    C("trailing-comma", "trailing comma", content(lambda b: b.rstrip()[:-1] + b",}"), told),
    C("py", "a script", content(lambda b: b"units = 33\n"), told),
    C(
        "huge-int",
        "a huge number",
        content(
            lambda b: b.replace(
                b'"nbformat_minor"', b'"x": ' + b"1" * 10_000 + b', "nbformat_minor"'
            )
        ),
        full_or_told,
    ),
    C(
        "lists-60mb",
        "two million lists",
        content(lambda b: b'{"x": [' + b"[]," * 2_000_000 + b"[]]," + b.lstrip()[1:]),
        full_or_told,
    ),
    C(
        "objects-60mb",
        "twenty million objects",
        content(lambda b: b'{"x": [' + b"{}," * 20_000_000 + b"{}]," + b.lstrip()[1:]),
        told,
    ),
]
