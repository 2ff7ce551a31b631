"""Chinese text in this checkout has Chinese punctuation: `python scripts/punctuation.py` sees to it.

With --check it changes nothing, names the files that differ, and ends with 1. It touches prose and
string literals only; code, docstrings, addresses, placeholders, selectors, entities, quoted blocks
and regular expressions stay as they are.
"""

import io
import json
import re
import subprocess
import sys
import tokenize
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

WIDE = {",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "?": "\uff1f", "!": "\uff01"}
OPEN, CLOSE = "\uff08", "\uff09"
CHINESE = re.compile(
    r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef\u201c\u201d\u2018\u2019\u2026\ufffc]"
)
SEE_THROUGH = "*_`\"'"  # marks of emphasis and quotation between a character and its punctuation
PLACEHOLDER = "\ufffc"
LITERAL = r'"(?:[^"\\\n]|\\.)*"'
PATTERN_MARKS = re.compile(r"\(\?|\\[dswb]|\[\^|\.\*|\)\||\|\(")
SKIP = ("tests/real/", "releases/", "docs/img/")
AS_THEY_ARE = "punctuation: as it is"  # on the last line of a literal whose marks are the point
ENTITY = r"&#?\w+;"
SELECTOR = r"(?<=[A-Za-z0-9\]]):[a-z-]+\([^()]*\)"  # a:has-text('…')

LINE_STARTS = (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.COMMENT)


def prose(text: str) -> str:
    """The same text with Chinese punctuation in its Chinese lines, where its neighbours are Chinese."""
    lines = text.splitlines(keepends=True)
    return "".join(_line(line) if _is_chinese(line) else line for line in lines)


def _is_chinese(line: str) -> bool:
    """More characters than foreign words: an English docstring may name a Chinese term."""
    characters = len(re.findall("[\u3400-\u9fff]", line))
    return characters > len(re.findall("[A-Za-z]{2,}", line))


def _line(text: str) -> str:
    out = list(text)
    stack: list[int] = []
    for i, char in enumerate(text):
        if char in WIDE and _chinese_beside(text, i, both=char in ",;:"):
            out[i] = WIDE[char]
            if text[i + 1 : i + 2] == " " and CHINESE.match(text[i + 2 : i + 3]):
                out[i + 1] = ""
        elif char == "(":
            stack.append(i)
        elif char == ")" and stack:
            start = stack.pop()
            link = text[start - 1 : start] == "]"
            if not link and (
                CHINESE.search(text[start:i]) or CHINESE.match(text[start - 1 : start])
            ):
                out[start], out[i] = OPEN, CLOSE
    return "".join(out)


def _chinese_beside(text: str, i: int, both: bool) -> bool:
    before, after = i - 1, i + 1
    while before >= 0 and text[before] in SEE_THROUGH:
        before -= 1
    while after < len(text) and text[after] in SEE_THROUGH + " ":
        after += 1
    left = before >= 0 and CHINESE.match(text[before])
    closing = before >= 0 and text[before] == ")" and CHINESE.search(text[:before])
    return bool(left or closing or (both and CHINESE.match(text[after : after + 1])))


def masked(text: str, masks: str, mark: str = PLACEHOLDER) -> str:
    """Prose with the parts that match `masks` left alone; each counts as one Chinese character."""
    kept = re.findall(masks, text, re.S)
    plain = prose(re.sub(masks, mark, text, flags=re.S))
    parts = iter(kept)
    return re.sub(re.escape(mark), lambda _: next(parts), plain) if kept else plain


def markdown(text: str) -> str:
    return masked(
        text,
        r"```.*?```|(?<![^\n])> [^\n]*|`[^`\n]*`|\]\([^)\n]*\)|<[^>\n]*>|\{\{.*?\}\}|\{%.*?%\}"
        rf"|https?://[\x21-\x7e]+|{ENTITY}",
    )


def literal(text: str) -> str:
    """One string literal of JSON, TOML, JavaScript or Python, quotes included."""
    if not CHINESE.search(text) or PATTERN_MARKS.search(text):
        return text
    # A placeholder may hold a string with placeholders of its own.
    return masked(text, rf"\$?\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}}|<[^>\n]*>|\\.|{ENTITY}|{SELECTOR}")


def literals(pattern: str) -> Callable[[str], str]:
    """A file of which only what matches the group `s` of the pattern is prose."""

    def fix(text: str) -> str:
        return re.sub(pattern, lambda m: literal(m[0]) if m["s"] else m[0], text, flags=re.S)

    return fix


def python(source: str) -> str:
    lines = source.splitlines(keepends=True)
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    for before, token in reversed(list(pairwise([None, *tokens]))):
        if token.type != tokenize.STRING or re.match(r"[bB]?[rR]", token.string):
            continue
        if token.string.startswith('"""') and (before is None or before.type in LINE_STARTS):
            continue  # a docstring, which is English
        if AS_THEY_ARE in lines[token.end[0] - 1]:
            continue
        (row, start), (end_row, end) = token.start, token.end
        new = literal(token.string)
        head, tail = lines[row - 1][:start], lines[end_row - 1][end:]
        lines[row - 1 : end_row] = (head + new + tail).splitlines(keepends=True)
    return "".join(lines)


def notebook(text: str) -> str:
    data = json.loads(text)
    for cell in data["cells"]:
        source = "".join(cell["source"])
        new = markdown(source) if cell["cell_type"] == "markdown" else python(source)
        cell["source"] = new.splitlines(keepends=True)
    if "title" in data["metadata"]:  # what the browser's tab says
        data["metadata"]["title"] = prose(data["metadata"]["title"])
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


KINDS: dict[str, Callable[[str], str]] = {
    ".py": python,
    ".ipynb": notebook,
    ".md": markdown,
    ".txt": markdown,
    ".j2": markdown,
    ".html": markdown,
    ".json": literals(rf"{LITERAL}\s*:|(?P<s>{LITERAL})"),
    ".toml": literals(rf'#[^\n]*|(?P<s>""".*?"""|{LITERAL})'),
    ".js": literals(rf"//[^\n]*|/\*.*?\*/|(?P<s>{LITERAL}|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"),
    ".ts": literals(rf"//[^\n]*|/\*.*?\*/|(?P<s>{LITERAL}|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"),
}


def fixed(path: Path) -> str:
    """What a file should hold."""
    before, text = "", path.read_text(encoding="utf-8")
    while text != before:  # a mark made Chinese may be the Chinese neighbour of another
        before, text = text, KINDS[path.suffix](text)
    return text


def files(root: Path) -> list[Path]:
    """The committed files that may hold Chinese text."""
    command = ("git", "ls-files", "-co", "--exclude-standard")
    names = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    chosen = [n for n in names.splitlines() if not n.startswith(SKIP) and Path(n).suffix in KINDS]
    return [root / n for n in chosen if (root / n).is_file()]


def main(arguments: list[str]) -> int:
    root = Path(__file__).parents[1]
    different = [p for p in files(root) if fixed(p) != p.read_text(encoding="utf-8")]
    for path in different:
        print(path.relative_to(root))
        if "--check" not in arguments:
            path.write_text(fixed(path), encoding="utf-8")
    return 1 if different and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
