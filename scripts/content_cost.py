"""What one lesson, exercise or chapter costs its author: lines by kind, in one or more revisions.

    python scripts/content_cost.py [REVISION ...]      (default: HEAD)

A file belongs to a lesson, exercise or chapter if its name or a folder above it starts with the id,
in any case: notebooks/M2/L07.toml, exercises/E04/key/model.json, src/…/l07.py. Of a notebook the lines
of its cells count, not those of its JSON. Answers in key/ and cases/ are told apart: they grow with care
taken, not with mechanism.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import PurePosixPath

ID = re.compile(r"^([LEG]\d{1,2})(?![0-9])", re.I)
ANSWERS = {"key", "cases"}
FOLDERS = ("src/", "notebooks/", "guides/", "exercises/")
KINDS = {".py": "Python", ".js": "JavaScript", ".ipynb": "notebook", ".md": "prose"}
COLUMNS = ("Python", "JavaScript", "notebook", "prose", "data", "answers")


def git(*words: str) -> str:
    return subprocess.run(["git", *words], capture_output=True, text=True, check=True).stdout


def owner(path: str) -> str:
    """The id that a path belongs to, "" for what serves all."""
    found = (ID.match(part) for part in PurePosixPath(path).parts[1:])
    return next((m[1].upper() for m in found if m), "")


def lines(path: str, text: str) -> int:
    if path.endswith(".ipynb"):
        cells = json.loads(text)["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
    return sum(1 for line in text.splitlines() if line.strip())


def cost(revision: str) -> dict[str, Counter]:
    """Lines by kind of each id; blank lines do not count."""
    found: dict[str, Counter] = {}
    for path in git("ls-tree", "-r", "--name-only", revision).splitlines():
        id = owner(path) if path.startswith(FOLDERS) else ""
        if not id:
            continue
        parts = PurePosixPath(path)
        kind = "answers" if ANSWERS & set(parts.parts) else KINDS.get(parts.suffix, "data")
        count = lines(path, git("show", f"{revision}:{path}"))
        found.setdefault(id, Counter())[kind] += count
    return found


def main() -> None:
    for revision in sys.argv[1:] or ["HEAD"]:
        print(f"\n{revision}\n{'':6}" + "".join(f"{c:>12}" for c in COLUMNS))
        for id, counts in sorted(cost(revision).items()):
            print(f"{id:6}" + "".join(f"{counts[c]:>12}" for c in COLUMNS))


if __name__ == "__main__":
    main()
