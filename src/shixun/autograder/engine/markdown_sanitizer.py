"""Makes submitted Markdown safe to show, by rendering it as nbconvert's pages will.

A text that would make a browser do anything but show it, or would make the page fail or slow, is
shown as it was typed, in a code block.
"""

import re
from html.parser import HTMLParser

MAX_TEXT = (
    20_000  # characters of a text that is rendered; the renderer's time grows with the square
)
MAX_SIGNS = 3_000  # signs of markdown in all texts of a notebook together, for the same reason
MAX_TOTAL = 500_000  # characters of all texts of a notebook that are rendered
SIGN = re.compile(r"[!-/:-@\[-`{-~]|^\s+", re.M)
TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?://[^\s<>]*>)")
MARKDOWN_TAGS = re.compile(
    "a|blockquote|br|code|dd|del|div|dl|dt|em|h[1-6]|hr|img|input|li|ol|p|pre|span|strong|"
    "table|tbody|td|th|thead|tr|ul"
)
SAFE_LINK = re.compile(r"https?://|mailto:|#", re.I)
SAFE_IMAGE = re.compile(
    r"data:image/(png|jpeg|gif|webp|bmp|svg\+xml);base64,[A-Za-z0-9+/=%\s]*$|(?!/)[\w %./-]+$"
)
PARENT_FOLDER = re.compile(r"\.\.|%2e", re.I)
IMAGE_TYPES = re.compile(r"image/(png|jpeg|gif|webp|bmp|svg\+xml)$")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+$")


class MarkdownSanitizer:
    """Sanitizes the texts of one notebook, within limits that hold for all of them together."""

    def __init__(self):
        self._signs_left, self._characters_left = MAX_SIGNS, MAX_TOTAL

    def sanitize(self, text: str, images: dict | None = None) -> str:
        """The text with its HTML tags as text if it is then safe and fast to render, else as a code block.

        `images` are the attachments of the cell, as `images()` gives them.
        """
        self._characters_left -= len(text)
        if len(text) <= MAX_TEXT and self._characters_left >= 0:
            self._signs_left -= len(SIGN.findall(text))
            safe = TAG.sub("&lt;", text)
            if self._signs_left >= 0 and is_safe(safe, images or {}):
                return safe
        return _as_code_block(text)


def images(attachments) -> dict[str, dict[str, str]]:
    """Of a cell's attachments those that are images: name → media type → base64 text."""
    named = attachments.items() if isinstance(attachments, dict) else ()
    found = {
        name: {
            kind: value
            for kind, value in (kinds.items() if isinstance(kinds, dict) else ())
            if IMAGE_TYPES.match(kind) and isinstance(value, str) and BASE64.match(value)
        }
        for name, kinds in named
    }
    return {name: kinds for name, kinds in found.items() if kinds}


def escape(text: str) -> str:
    """Markdown that shows exactly this text: no tag, link, code or formula."""
    return re.sub(r"([\[`$\\])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))


def _as_code_block(text: str) -> str:
    longest = max(map(len, re.findall("`+", text)), default=0)
    if longest > 50:
        text, longest = re.sub("`{50,}", "`" * 50, text), 50
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def is_safe(text: str, attached: dict) -> bool:
    """Whether a page that shows this Markdown does nothing but show it."""
    # As nbconvert's markdown2html does, which formgrader's and the feedback's pages call.
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    page = _SafetyParser()
    try:
        renderer = IPythonRenderer(escape=False, attachments=attached)
        page.feed(MarkdownWithMath(renderer=renderer).render(text))
        page.close()
    except Exception:  # the page would fail, too: a picture that is not attached, say
        return False
    return page.safe


class _SafetyParser(HTMLParser):
    """Finds tags that Markdown does not make, event handlers, and addresses that act or load."""

    safe = True

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            value = value or ""
            if (
                name.startswith("on")
                or (name == "href" and not SAFE_LINK.match(value))
                or (name == "src" and not SAFE_IMAGE.match(value))
                or (name == "class" and "mermaid" in value.lower())
                or (name == "src" and PARENT_FOLDER.search(value))
            ):
                self.safe = False
        if not MARKDOWN_TAGS.fullmatch(tag):
            self.safe = False

    def handle_comment(self, data):
        self.safe = False

    handle_decl = handle_pi = unknown_decl = handle_comment
