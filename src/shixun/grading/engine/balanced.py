"""HTML with every tag closed where it ends, so that cleaning it takes time by its length alone.

A parser as browsers have it repairs tags that cross each other by opening them again, in each
paragraph anew: fifty open <b> and ten thousand <p> become half a million tags. And it compares each
attribute of a tag with all others. Here nothing is repaired that way: what is still open within an
element ends with it.
"""

from html import escape
from html.parser import HTMLParser

DEEP = 60  # tags within tags; the parser's time grows with their square
NAMES = ("href", "title", "lang", "class", "style", "colspan", "rowspan")
VOID = ("br", "hr", "col")
INLINE = (
    *("a", "abbr", "acronym", "b", "br", "code", "em", "i"),
    *("s", "span", "strong", "sub", "sup", "u"),
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
ROWS = ("thead", "tbody", "tfoot", "caption", "colgroup", "col")
PARTS = (*ROWS, "tr", "td", "th")  # of a table; outside of one a browser does not see them
# tag → which open ones it ends, and within which it does not look for them
ENDS = {
    "a": (("a",), ("td", "th")),
    "li": (("li",), ("ul", "ol", "td", "th")),
    "dt": (("dt", "dd"), ("dl", "td", "th")),
    "dd": (("dt", "dd"), ("dl", "td", "th")),
    "tr": (("tr", *ROWS[3:]), ("table",)),
    "td": (("td", "th"), ("table",)),
    "th": (("td", "th"), ("table",)),
    **{name: ((*ROWS, "tr"), ("table",)) for name in ROWS},
    **{name: ((*HEADINGS, "p"), ("td", "th")) for name in HEADINGS},
}
HOLDERS = ("table", "thead", "tbody", "tfoot", "tr", "colgroup")  # of parts of tables alone


class TooDeep(Exception):
    """More tags are open at once than a person writes."""


def balanced(text: str, tags: frozenset[str]) -> str:
    """The same with these tags and their usual attributes alone, each closed; the text stays.

    Raises:
        TooDeep
    """
    writer = _Writer(tags)
    writer.feed(text)
    writer.close()
    writer.end_from(0)
    return "".join(writer.written)


class _Writer(HTMLParser):
    def __init__(self, tags: frozenset[str]):
        super().__init__()
        self.tags, self.open, self.written = tags, [], []

    def handle_starttag(self, tag, attributes):
        if tag not in self.tags or (tag in PARTS and "table" not in self.open):
            return
        if tag not in INLINE:
            self._end_last(("p",), ("td", "th", "table"))
        if tag in ENDS:
            self._end_last(*ENDS[tag])
        if self.open and self.open[-1] in HOLDERS and tag not in PARTS:
            return  # a browser would put it before the table
        if len(self.open) >= DEEP:
            raise TooDeep
        first = {name: value or "" for name, value in reversed(attributes) if name in NAMES}
        words = "".join(f' {name}="{escape(value)}"' for name, value in first.items())
        self.written.append(f"<{tag}{words}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        self._end_last((tag,), () if tag == "table" else ("table",))

    def handle_data(self, data):
        self.written.append(escape(data, quote=False))

    def _end_last(self, tags: tuple[str, ...], within: tuple[str, ...]) -> None:
        """End the innermost of these that is open, and all in it."""
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place] in tags:
                return self.end_from(place)
            if self.open[place] in within:
                return

    def end_from(self, place: int) -> None:
        self.written += (f"</{tag}>" for tag in reversed(self.open[place:]))
        del self.open[place:]
