"""What was handed in, made fit to be shown: the trainer's page must not run any of it."""

import re

import bleach
from bleach.css_sanitizer import CSSSanitizer

TABLE = ("table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "col", "colgroup")
TEXT = ("p", "br", "hr", "div", "span", "pre", "sub", "sup", "s", "u", "dl", "dt", "dd", "h1", "h2")
TAGS = frozenset(bleach.ALLOWED_TAGS) | {*TABLE, *TEXT, "h3", "h4", "h5", "h6"}


def _link(tag: str, name: str, value: str) -> bool:
    return name == "href" and value.startswith(("https://", "http://", "#"))


SPAN = ["colspan", "rowspan"]
ATTRIBUTES = {"*": ["class", "style", "title", "lang"], "td": SPAN, "th": SPAN, "a": _link}
CSS = CSSSanitizer()
STYLE = re.compile(r"<(style|script)\b.*?</\1\s*>", re.I | re.S)  # bleach would show their content
TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?://)")
AS_IT_IS = ("text/plain", "text/latex", "image/png", "image/jpeg", "image/gif")
PICTURE = re.compile(r"[A-Za-z0-9+/=\s]*$")
PLAIN = 50_000  # characters of HTML that are looked at; more is shown as its plain text
DEEP = 60  # tags within tags; the parser's time grows with their square
ENDLESS = re.compile(
    r"<(?:br|hr|col|img|td|th|tr|li|p|dt|dd|wbr)\b|</(?:td|th|tr|li|p|dt|dd)\b", re.I
)
ANY_TAG = re.compile(r"<(/?)[A-Za-z]")


def html(text: str) -> str:
    """HTML without scripts, handlers, frames, forms and styles that reach outside."""
    quiet = STYLE.sub("", text)
    return bleach.clean(quiet, TAGS, ATTRIBUTES, css_sanitizer=CSS, strip=True)


def markdown(text: str) -> str:
    """Markdown in which a tag is text; nothing else of it can do harm where it is rendered."""
    return TAG.sub("&lt;", text)


def _deep(text: str) -> bool:
    """Whether more tags are open somewhere than a person writes; those without an end count, too."""
    # Browsers write <td> and <li> without an end, and some tags never have one: these end themselves.
    opened = 0
    for closing in ANY_TAG.findall(ENDLESS.sub("", text)):
        opened = max(0, opened + (-1 if closing else 1))
        if opened > DEEP:
            return True
    return False


def data(bundle: dict) -> dict:
    """A display's representations: text and pictures as they are, HTML cleaned, programs left out."""
    found = {}
    for kind, value in bundle.items():
        text = "".join(map(str, value)) if isinstance(value, list) else value
        if not isinstance(text, str):
            continue
        if kind.startswith("image/") and not PICTURE.match(text):
            continue
        if kind in AS_IT_IS:
            found[kind] = text
        elif kind == "text/html" and len(text) <= PLAIN and not _deep(text):
            found[kind] = html(text)
    return found
