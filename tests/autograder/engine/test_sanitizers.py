"""What was handed in, on the instructor's pages: shown, never run; and the pages always open."""

import json
import re
from pathlib import Path

import nbgrader
import pytest
from browsers import chromium
from nbconvert import HTMLExporter
from nbgrader.apps.api import NbGraderAPI
from traitlets.config import Config

from shixun.autograder.engine import markdown_sanitizer, output_sanitizer

from .sample_course import RIGHT

TEMPLATES = Path(nbgrader.__file__).parent / "server_extensions/formgrader/templates"
ADDRESS = "http://evil.example/"
TEXTS = {
    "a script": "1 < 2 <b>fine</b><script>alert(1)</script>",
    "a handler": '<img src=x onerror="alert(1)"><svg onload=alert(1)>',
    "a tag that looks like an address": "<https://x tabindex=1 autofocus onfocus=alert(1)>",
    "a diagram": '```mermaid\n<https://x/autofocus/tabindex="1"/onfocus="alert(1)">\n```',
    "a link": "[x](javascript:alert(1)) [y](JaVaScRiPt&colon;alert(1)) [z][1]\n\n[1]: javascript:alert(1)",
    "a link below files/": "[x](files/javascript:alert(1))",
    "a page handed in along": "[x](evil.html)",
    "a picture from elsewhere": f"![x]({ADDRESS}x.png)",
    "a request to the server": "![x](/hub/logout) ![y](../../../evil) ![z](%2e%2e/evil)",
    "a picture that is not there": "![x](attachment:gone.png)",
    "a picture of no kind": "![x](attachment:empty.png)",
    "a picture that is a page": "![x](attachment:page.png) [y](attachment:page.png)",
    "a frame": '<iframe srcdoc="<script>alert(1)</script>"></iframe><object data="javascript:alert(1)">',
    "a style": f"<style>@import '{ADDRESS}a.css'; body {{ display: none }}</style>",
    "a half tag": "<img src=x onerror=alert(1) //",
    "a comment": "<!-- --!><img src=x onerror=alert(1)> -->",
    "half a character": "\ud800",
    "signs that end a text": "a\0b # c\x1b[38md",
}
ATTACHED = {"empty.png": {}, "page.png": {"text/html": "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="}}
OUTPUTS = f"""
from IPython.display import HTML, SVG, Image, Javascript, Latex, Markdown, display
import sys
display(HTML('<b>fine</b><script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>'))
display(HTML('<iframe srcdoc="<script>alert(1)</script>"></iframe><form action="{ADDRESS}"><input autofocus onfocus=alert(1)>'))
display(HTML('<div style="background: url({ADDRESS}a.png)" class="modal fade in">x</div></div></div></div>'))
display(HTML('<style>@import "{ADDRESS}a.css"</style><link rel=stylesheet href="{ADDRESS}b.css"><base href="{ADDRESS}">'))
display(HTML('<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>'))
display(Javascript('alert(1)'), SVG('<svg onload="alert(1)"/>'), Markdown('<script>alert(1)</script>'))
display(Latex('<img src=x onerror=alert(1)>'))
display({{'image/png': '" onerror="alert(1)', 'image/svg+xml': '<svg onload="alert(1)"/>', 'text/plain': 'x'}}, raw=True)
display({{'application/vnd.jupyter.widget-view+json': {{'model_id': 'x'}}, 'text/plain': '<script>alert(1)</script>'}}, raw=True)
display({{'text/html': ['<img src=x ', 'onerror=alert(1)>'], 'text/plain': 'x'}}, raw=True, metadata={{'text/html': {{'isolated': True}}}})
print('<script>alert(1)</script>', '\\x1b[38mX', '\\x1b[48;1mX', '\\x1b]8;;javascript:alert(1)\\x07x')
print('<script>alert(1)</script>\\x1b[38m', file=sys.stderr)
raise type('<script>alert(1)</script>', (Exception,), {{}})('<script>alert(1)</script>\\x1b[38;5')
"""


@pytest.fixture
def pages(course, grade):
    """formgrader's and the feedback's page of a notebook with all of it."""
    path = course.submit("ann", RIGHT | {"setup": OUTPUTS, "why": TEXTS["a link"]}) / "ps1.ipynb"
    notebook = json.loads(path.read_text())
    for text in TEXTS.values():
        for kind in ("markdown", "raw"):
            cell = {"cell_type": kind, "metadata": {"raw_mimetype": "text/html"}, "source": text}
            notebook["cells"].append(cell | {"attachments": ATTACHED})
    notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": 1}}
    notebook["metadata"]["title"] = notebook["metadata"]["language_info"] = (
        "<script>alert(1)</script>"
    )
    path.write_text(json.dumps(notebook))
    grade(course)
    graded = course.root / "autograded/ann/ps1/ps1.ipynb"
    exporter = HTMLExporter(template_name="formgrade", extra_template_basedirs=[str(TEMPLATES)])
    ours, _ = exporter.from_filename(graded, resources={"base_url": "", "index": 0, "total": 1})
    config = Config()
    config.CourseDirectory.root = str(course.root)
    result = NbGraderAPI(config=config).generate_feedback("ps1", "ann")
    assert result["success"], result
    return [ours, (course.root / "feedback/ann/ps1/ps1.html").read_text()]


@pytest.mark.browser
def test_nothing_runs_on_the_instructors_page(pages):
    """In a browser: no script, no handler, no request, no address that does something."""
    with chromium() as browser:
        said, asked = [], []
        for html in pages:
            page = browser.new_page()
            page.on("dialog", lambda d: (said.append(d.message), d.dismiss()))
            page.route("**/*", lambda r: (asked.append(r.request.url), r.abort()))
            page.set_content(html.encode("utf-8", "replace").decode(), wait_until="load")
            page.evaluate(
                "for (const e of document.querySelectorAll('#notebook-container *, body *')) {"
                " for (const n of ['focus', 'mouseover', 'animationstart', 'toggle'])"
                "  e.dispatchEvent(new Event(n)); }"
            )
            linked = page.eval_on_selector_all("a", "found => found.map(a => a.href)")
            assert page.locator("b", has_text="fine").count(), "what is harmless stays"
            assert not page.locator(".modal, iframe, form, object, base").count()
            page.close()
            assert said == []
            assert not [u for u in asked if re.search("evil|hub|x.png", u)]
            assert not [u for u in linked if re.match("javascript|data|.*evil.html", u, re.I)]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_pages_open_whatever_the_text(text):
    """Alone in a notebook, a text never makes the page fail."""
    data = {
        "cell_type": "markdown",
        "metadata": {},
        "source": markdown_sanitizer.MarkdownSanitizer().sanitize(text),
    }
    _page([data | {"attachments": markdown_sanitizer.images(ATTACHED)}])


def _page(cells) -> str:
    import nbformat

    data = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return HTMLExporter(template_name="classic").from_notebook_node(nbformat.from_dict(data))[0]


USUAL = {
    "words": "因为 3 < 5，所以 **东校** 多。",
    "a list and a heading": "# 想法\n\n- 一\n- 二\n  1. 三\n\n> 引用",
    "a table": "|校|分|\n|---|:-:|\n|东|1|",
    "code": "用 `a[b]` 和\n\n```python\nx = [1]\n```",
    "links": "见 [网站](https://example.cn/a?b=1#c)，<https://example.cn>，https://example.cn",
    "a formula": "$$\\frac{a}{b} < 1$$ 和 $x_1$",
    "a picture of theirs": "![图](照片.png)",
    "an attached picture": "![图](attachment:a.png)",
}


@pytest.mark.parametrize("text", USUAL.values(), ids=USUAL)
def test_what_people_write_stays_as_it_is(text):
    """Ordinary markdown is shown as markdown; only a tag becomes text."""
    attached = {"a.png": {"image/png": "iVBORw0KGgo="}}
    assert markdown_sanitizer.images(attached) == attached
    assert markdown_sanitizer.MarkdownSanitizer().sanitize(text, attached) == text


SLOW = {
    "open formulas": "\\\\[" * 100_000,
    "open environments": "\\begin{a}" * 2_000,
    "lines": "a\n=\n" * 4_000,
    "brackets": "![" * 9_000,
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW)
def test_a_text_that_takes_the_renderer_long_is_shown_as_typed(text):
    """It would take a page minutes; as a block of code it takes it nothing."""
    assert markdown_sanitizer.MarkdownSanitizer().sanitize(text).startswith("```\n")


def test_many_texts_are_one_text(course):
    """What is too much in one cell is too much in a hundred cells."""
    sanitizer = markdown_sanitizer.MarkdownSanitizer()
    shown = [sanitizer.sanitize("\\\\[" * 100) for _ in range(100)]
    assert shown[0][0] == "\\" and shown[-1][0] == "`"


def test_many_texts_without_any_sign_are_one_text():
    """Rendering two thousand long ones would take the grader, and then the page, minutes."""
    sanitizer = markdown_sanitizer.MarkdownSanitizer()
    shown = [sanitizer.sanitize("字\n" * 9_000)[0] for _ in range(100)]
    assert shown[0] == "字" and shown[-1] == "`"


def test_the_instructors_own_text_stays(tmp_path, grade):
    """Her markup and her attached picture are hers, with a name or without, in whatever comes back."""
    from nbformat.v4 import new_markdown_cell

    from .sample_course import SampleCourse, answer, check, mark

    picture = {"a.png": {"image/png": "iVBORw0KGgo="}}
    text = '<div class="alert">看</div> ![图](attachment:a.png)'
    named = new_markdown_cell(text, id="n", metadata=mark("n", locked=True), attachments=picture)
    free = new_markdown_cell(text, id="f", attachments=picture)
    cells = [named, free, answer("a", "x = 1"), check("t", "assert x == 1", 1)]
    course = SampleCourse.make(tmp_path / "course", cells, {})
    path = course.submit("ann", {"a": "x = 1"}) / "ps1.ipynb"
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        cell.pop("attachments", None)
    path.write_text(json.dumps(notebook))
    grade(course)
    for cell in course.graded("ann").cells[:2]:
        assert (cell.source, cell.attachments) == (text, picture)


COLOURS = {
    "\x1b[31;1mred\x1b[0m": "\x1b[31;1mred\x1b[0m",
    "\x1b[38;5;28;01mgreen\x1b[39;49;00m": "\x1b[38;5;28;01mgreen\x1b[39;49;00m",
    "\x1b[38;2;1;2;3mown\x1b[m": "\x1b[38;2;1;2;3mown\x1b[m",
    "\x1b[38m": "",
    "\x1b[1;048m": "",
    "\x1b\x1b[m[38m": "\x1b[m[38m",
    "50%\x1b[2K\r\x1b[A100%": "50%\r100%",
}


@pytest.mark.parametrize("line", COLOURS)
def test_colours_stay_and_what_pages_fail_on_goes(line):
    """nbconvert's reader of colours fails on one without a number."""
    assert output_sanitizer.sanitize_ansi([line]) == [COLOURS[line]]
    output = {"output_type": "stream", "name": "stdout", "text": COLOURS[line]}
    code = {"cell_type": "code", "metadata": {}, "source": "", "execution_count": None}
    _page([code | {"outputs": [output]}])


def test_too_many_colours_are_left_out():
    """The page's time grows with the square of their number; the words stay."""
    (line,) = output_sanitizer.sanitize_ansi(["\x1b[31mx" * 100_000])
    assert line.count("\x1b") == output_sanitizer.MAX_COLOURS and line.count("x") == 100_000


def test_html_that_goes_too_deep_is_left_out():
    """It costs a display its HTML; what else it shows stays, and so do the points."""
    for text in ("<div>" * 9_000, "<ul><li>" * 61 + "x"):
        assert output_sanitizer.sanitize_bundle({"text/html": text, "text/plain": "x"}) == {
            "text/plain": "x"
        }
    assert output_sanitizer.sanitize_html('<p style="' + "color:rgb(" * 4_900 + '">x</p>').endswith(
        ">x</p>"
    )


def test_a_style_without_an_end_takes_the_rest():
    """As in a browser."""
    assert output_sanitizer.sanitize_html("<b>x</b><style>.a { color: red }<b>y</b>") == "<b>x</b>"
    assert output_sanitizer.sanitize_html("<script>a</script>x<STYLE>b</STYLE >y") == "xy"


MANY = "".join(f"<b title={i}>" for i in range(55))
HARD = {
    "crossing paragraphs": f"<p>{MANY}" + "<p>x" * 11_000,
    "ends of what was never open": "<p>" + MANY.replace("><", "></z><") * 9 + "<p>x" * 8_000,
    "cells without a table": f"<p>{MANY}" + "<td><p>x" * 5_000,
    "between the rows": f"<table>{MANY}" + "x<tr>" * 9_000,
    "attributes": "<p " + " ".join(f"a{i:x}" for i in range(9_000)) + ">x</p>",
}


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_html_grows_by_its_length_alone(text):
    """However tags cross each other, what is shown is not much longer than what was made."""
    cleaned = output_sanitizer.sanitize_html(text[: output_sanitizer.MAX_HTML])
    assert (
        cleaned is None or len(cleaned) <= output_sanitizer.MAX_GROWTH * output_sanitizer.MAX_HTML
    )


LOOSE = {
    "<ul><li>a<li><b>b</ul>c": "<ul><li>a</li><li><b>b</b></li></ul><b>c</b>",
    "<p><i>a<p>b</i>": "<p><i>a</i></p><p><i>b</i></p>",
    "<table><tr><td>1<td>2<tr><th>3</table>": "<table><tbody><tr><td>1</td><td>2</td></tr>"
    "<tr><th>3</th></tr></tbody></table>",
    "<dl><dt>a<dd>b<dt>c</dl>": "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>",
    "<B>1 < 2 &amp; 3</B>&lt;i&gt;": "<b>1 &lt; 2 &amp; 3</b>&lt;i&gt;",
    "<form><div>a</form></div>b": "<div>a</div>b",
}


@pytest.mark.parametrize("text", LOOSE)
def test_html_written_loosely_looks_as_it_was_meant(text):
    """Ends that were left out are where a browser puts them."""
    assert output_sanitizer.sanitize_html(text) == LOOSE[text]
