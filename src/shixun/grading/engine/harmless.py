"""Outputs of what was handed in, made fit to be shown: the trainer's page must not run any of it."""

import re

import bleach
from bleach.css_sanitizer import CSSSanitizer

from shixun.grading.engine.balanced import balanced

TABLE = ("table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "col", "colgroup")
TEXT = ("p", "br", "hr", "div", "span", "pre", "sub", "sup", "s", "u", "dl", "dt", "dd", "h1", "h2")
TAGS = frozenset(bleach.ALLOWED_TAGS) | {*TABLE, *TEXT, "h3", "h4", "h5", "h6"}


def _link(tag: str, name: str, value: str) -> bool:
    return name == "href" and value.startswith(("https://", "http://", "#"))


def _look(tag: str, name: str, value: str) -> bool:
    # Other classes are the page's own: with them a table would lie over its buttons.
    return name in ("style", "title", "lang") or (name == "class" and value == "dataframe")


SPAN = ["colspan", "rowspan"]
ATTRIBUTES = {"*": _look, "td": SPAN, "th": SPAN, "a": _link}
CSS = CSSSanitizer()
# bleach would show their content. One without an end takes all the rest, as it does in a browser.
STYLE = re.compile(r"<(style|script)\b(?:.*?</\1\s*>|.*)", re.I | re.S)
AS_IT_IS = ("text/latex", "image/png", "image/jpeg", "image/gif")
PICTURE = re.compile(r"[A-Za-z0-9+/=\s]*$")
# Escape sequences as terminals know them, and those among them that set colours. The page's own
# reader fails on a colour without a number, and its time grows with the square of their number.
ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~])?")
COLOUR = r"(?:[34]8;5;[0-9]{1,3}|[34]8;2(?:;[0-9]{1,3}){3}|(?!0*[34]8(?:;|m))[0-9]{1,3})"
COLOURS = re.compile(rf"\x1b\[(?:{COLOUR}(?:;{COLOUR})*)?m")
COLOURED = 2_000  # in one output
PLAIN = 50_000  # characters of HTML that are looked at; more is shown as its plain text


def html(text: str) -> str | None:
    """HTML without scripts, handlers, frames, forms and styles that reach outside.

    None if it can't be cleaned, or not soon.
    """
    if len(text) > PLAIN:
        return None
    quiet = STYLE.sub("", text)
    try:
        return bleach.clean(balanced(quiet, TAGS), TAGS, ATTRIBUTES, css_sanitizer=CSS, strip=True)
    except Exception:  # too deep, or whatever the parsers fail on: brackets in brackets, say
        return None


def text_of(value) -> str:
    """A text, or a list of its lines; of anything else nothing."""
    parts = value if isinstance(value, list) else [value]
    return "".join(p for p in parts if isinstance(p, str))


def coloured(lines: list[str]) -> list[str]:
    """Lines that go to a terminal, with as much colour as a page takes, and no other sequences."""
    left = COLOURED

    def kept(found: re.Match) -> str:
        nonlocal left
        if not COLOURS.fullmatch(found[0]):
            return ""
        left -= 1
        return found[0] if left >= 0 else ""

    return [ESCAPE.sub(kept, line) for line in lines]


def data(bundle: dict) -> dict:
    """A display's representations: text and pictures as they are, HTML cleaned, programs left out."""
    found = {}
    for kind, value in bundle.items():
        if not isinstance(value, str | list):
            continue
        text = text_of(value)
        if kind.startswith("image/") and not PICTURE.match(text):
            continue
        if kind == "text/plain":
            found[kind] = coloured([text])[0]
        elif kind in AS_IT_IS:
            found[kind] = text
        elif kind == "text/html" and (cleaned := html(text)) is not None:
            found[kind] = cleaned
    return found
