"""Makes outputs of submitted code safe to show: the instructor's page must run none of it."""

import re

import nh3

TABLE_TAGS = {"table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "col", "colgroup"}
BLOCK_TAGS = {"p", "br", "hr", "div", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd"}
INLINE_TAGS = {"a", "abbr", "b", "code", "em", "i", "s", "span", "strong", "sub", "sup", "u"}
TAGS = {*TABLE_TAGS, *BLOCK_TAGS, *INLINE_TAGS, "h1", "h2", "h3", "h4", "h5", "h6"}
# A name that moves a text over the page's own buttons, or takes an address, is not among them.
STYLE_PROPERTIES = {
    *("background-color", "color", "font-family", "font-size", "font-style", "font-weight"),
    *("border", "border-bottom", "border-collapse", "border-left", "border-right", "border-top"),
    *("height", "padding", "text-align", "text-decoration", "vertical-align", "white-space"),
    "width",
}
SPAN_ATTRIBUTES = {"colspan", "rowspan"}
CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags={"script", "style"},
    attributes={
        "*": {"style", "title", "lang"},
        "td": SPAN_ATTRIBUTES,
        "th": SPAN_ATTRIBUTES,
        "a": {"href"},
    },
    attribute_filter=lambda tag, name, value: _safe_address(value) if name == "href" else value,
    # Other classes are the page's own: with them a table would lie over its buttons.
    allowed_classes={tag: {"dataframe"} for tag in TAGS},
    filter_style_properties=STYLE_PROPERTIES,
    url_schemes={"http", "https"},
    link_rel=None,
)
UNCHANGED_TYPES = ("text/latex", "image/png", "image/jpeg", "image/gif")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*$")
# Escape sequences as terminals know them, and those among them that set colours. The page's own
# reader fails on a colour without a number, and its time grows with the square of their number.
ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~])?")
COLOUR = r"(?:[34]8;5;[0-9]{1,3}|[34]8;2(?:;[0-9]{1,3}){3}|(?!0*[34]8(?:;|m))[0-9]{1,3})"
COLOURS = re.compile(rf"\x1b\[(?:{COLOUR}(?:;{COLOUR})*)?m")
MAX_COLOURS = 2_000  # in one output
MAX_HTML = 50_000  # characters of HTML that are looked at; more is shown as its plain text
MAX_GROWTH = 3  # times as many when each tag has its end
MAX_DEPTH = 60  # tags within tags
TAG = re.compile(r"<(?!(?:br|hr|col)\b)(/?)[a-z]")  # each but those that have no end


def sanitize_html(text: str) -> str | None:
    """HTML without scripts, event handlers, frames, forms and styles that load or cover anything.

    None if it is longer than MAX_HTML, nested deeper than MAX_DEPTH, or grows too much.
    """
    if len(text) > MAX_HTML:
        return None
    cleaned = CLEANER.clean(text)
    return None if _is_too_deep(cleaned) or len(cleaned) > MAX_GROWTH * MAX_HTML else cleaned


def _safe_address(value: str) -> str | None:
    return value if value.startswith(("https://", "http://", "#")) else None


def _is_too_deep(cleaned: str) -> bool:
    """Whether tags are nested deeper than MAX_DEPTH."""
    depth = 0
    for end in TAG.findall(cleaned):
        depth += -1 if end else 1
        if depth > MAX_DEPTH:
            return True
    return False


def join_text(value) -> str:
    """A text, or a list of lines as one text; of anything else an empty one."""
    parts = value if isinstance(value, list) else [value]
    return "".join(p for p in parts if isinstance(p, str))


def sanitize_ansi(lines: list[str]) -> list[str]:
    """Lines of terminal text with at most MAX_COLOURS colour sequences, and no other escape sequences."""
    remaining = MAX_COLOURS

    def kept(found: re.Match) -> str:
        nonlocal remaining
        if not COLOURS.fullmatch(found[0]):
            return ""
        remaining -= 1
        return found[0] if remaining >= 0 else ""

    return [ESCAPE.sub(kept, line) for line in lines]


def sanitize_bundle(bundle: dict) -> dict:
    """A MIME bundle: text and images as they are, HTML sanitized, other types left out."""
    found = {}
    for kind, value in bundle.items():
        if not isinstance(value, str | list):
            continue
        text = join_text(value)
        if kind.startswith("image/") and not BASE64.match(text):
            continue
        if kind == "text/plain":
            found[kind] = sanitize_ansi([text])[0]
        elif kind in UNCHANGED_TYPES:
            found[kind] = text
        elif kind == "text/html" and (cleaned := sanitize_html(text)) is not None:
            found[kind] = cleaned
    return found
