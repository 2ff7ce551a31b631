"""Small pieces of HTML that the two home pages share. Everything put in is escaped."""

from html import escape
from urllib.parse import quote

STYLE = """<style>
.sx-home{font:16px/1.7 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;max-width:60rem}
.sx-home h2{font-size:1.15rem;margin:1.2rem 0 .3rem}
.sx-home ul,.sx-home ol{margin:.2rem 0;padding-left:1.4rem}
.sx-home li{margin:.25rem 0}
.sx-home a{color:#0550ae;text-decoration:underline}
.sx-home .sx-next{background:#ddf4ff;color:#1f2328;border-left:4px solid #0550ae;
 padding:.7rem 1rem;border-radius:4px}
.sx-home .sx-next a{font-weight:600}
.sx-home .sx-min{color:#57606a;font-size:.9rem}
.sx-home .sx-state{border:1px solid #8c959f;border-radius:1em;padding:0 .6em;font-size:.9rem;
 white-space:nowrap}
.sx-home table{border-collapse:collapse}
.sx-home th,.sx-home td{border:1px solid #d0d7de;padding:.2rem .7rem;text-align:left;
 font-size:.95rem}
</style>"""


def part(inside: str, label: str) -> str:
    """A labelled part of a page; its main is JupyterLab's or the guide's own."""
    opening = f'<section class="sx-home" lang="zh-CN" aria-label="{escape(label)}">'
    return f"{STYLE}{opening}{inside}</section>"


def link(path: str, text: str) -> str:
    """To a file below the server's root; the page's extension opens it in the same window."""
    where = f'href="{escape(quote(path))}" data-shixun-open="{escape(path)}"'
    return f"<a {where}>{escape(text)}</a>"


def away(url: str, text: str) -> str:
    """To another server, in a new tab."""
    return f'<a href="{escape(url)}" target="_blank" rel="noopener">{escape(text)}（新窗口）</a>'


def table(caption: str, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Cells are text."""
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in rows)
    return f"<table><caption>{escape(caption)}</caption><tr>{head}</tr>{body}</table>"
