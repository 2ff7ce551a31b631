"""The form in a real browser, with a kernel that answers when the test says so."""

import json

import pytest
from fake_kernel import FAKE

from shixun.widgets.form import FormView

TEXT = {"id": "words", "kind": "text", "label": "写几句", "multiline": True, "max_length": 20}
PLACE = {
    "id": "place", "kind": "choice", "label": "在哪里",
    "options": [{"value": "a", "label": "教室"}, {"value": "b", "label": "家里"}],
}  # fmt: skip
GRID = {
    "id": "rows", "kind": "grid", "label": "课表", "min_rows": 0, "max_rows": 3,
    "columns": [
        {"id": "start", "label": "开始", "kind": "time"},
        {"id": "kind", "label": "形式", "kind": "choice", "options": [
            {"value": "live", "label": "直播课"}, {"value": "break", "label": "课间或午休"}]},
        {"id": "count", "label": "人数", "kind": "number"},
        {"id": "note", "label": "备注", "kind": "text", "max_length": 8},
    ],
}  # fmt: skip
FILE = {"id": "file", "kind": "upload", "label": "文件"}


@pytest.fixture
def page(browser):
    """An empty page with an origin of its own, so that it has a store."""
    page = browser.new_context(locale="zh-CN").new_page()
    page.set_default_timeout(10_000)
    page.route(
        "http://kit.test/**", lambda r: r.fulfill(body="<body></body>", content_type="text/html")
    )
    page.goto("http://kit.test/")
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    yield page
    page.context.close()
    assert page.problems == []


def show(page, fields, values, saved_at=0.0, draft="local", key="ann/E", saves=True, **form):
    """Put a form on the page; its number among the forms there."""
    view = FormView(
        {"id": "E", "fields": fields, **form},
        values=values,
        on_save=(lambda values: None) if saves else None,
        draft=draft,
        draft_key=key,
        saved_at=saved_at,
    )
    state = {k: getattr(view, k) for k in ("form", "values", "options")}
    state["options"]["actions"] = [{"id": "go", "label": "检查"}]
    page.evaluate(FAKE, state | {"source": str(FormView._esm)})
    return page.evaluate("forms.length - 1")


def sent(page, kind, n=0):
    return [m for m in page.evaluate(f"forms[{n}].sent") if m["kind"] == kind]


def wait_for(page, kind, count=1, n=0):
    page.wait_for_function(f"forms[{n}].sent.filter((m) => m.kind === '{kind}').length >= {count}")
    return sent(page, kind, n)[-1]


def answer(page, message, n=0):
    page.evaluate(f"(m) => forms[{n}].answer(m)", message)


def reply(seq, **more):
    empty = {"headline": "", "state": "info", "messages": [], "facts": [], "wait": 0}
    return {"kind": "reply", "action": "go", "seq": seq, "reply": empty | more}


def stored(page, key="ann/E"):
    return page.evaluate(f"localStorage.getItem('shixun:draft:{key}')")


def reload(page):
    page.goto("http://kit.test/")


def test_what_was_typed_and_not_saved_comes_back(page):
    """A kernel that dies before it answers costs nothing: the next page begins with the words."""
    show(page, [TEXT], {"words": "旧"})
    page.get_by_label("写几句").fill("新写的")
    wait_for(page, "save")
    reload(page)
    show(page, [TEXT], {"words": "旧"})
    assert page.get_by_label("写几句").input_value() == "新写的"
    assert wait_for(page, "save")["values"] == {"words": "新写的"}


def test_only_the_field_that_was_changed_comes_back(page):
    """What another window saved in the meantime in other fields stays."""
    show(page, [TEXT, PLACE], {"words": "旧", "place": "a"})
    page.get_by_label("写几句").fill("新写的")
    wait_for(page, "save")
    reload(page)
    show(page, [TEXT, PLACE], {"words": "旧", "place": "b"})
    assert wait_for(page, "save")["values"] == {"words": "新写的", "place": "b"}


def test_a_field_changed_in_two_windows_is_asked_about(page):
    """The saved words show, the unsaved ones are one press away, nothing is saved unasked."""
    show(page, [TEXT], {"words": "旧"})
    page.get_by_label("写几句").fill("这里写的")
    wait_for(page, "save")
    reload(page)
    show(page, [TEXT], {"words": "那边存的"})
    assert page.get_by_label("写几句").input_value() == "那边存的"
    page.wait_for_timeout(600)
    assert sent(page, "save") == []
    page.get_by_role("button", name="用没存上的这一份").click()
    assert wait_for(page, "save")["values"] == {"words": "这里写的"}


def test_a_save_that_was_stored_without_an_answer_is_no_other_window(page):
    """The kernel stored the first words and died; the second words come back without a question."""
    show(page, [TEXT], {"words": "旧"})
    page.get_by_label("写几句").fill("一")
    wait_for(page, "save")
    page.get_by_label("写几句").fill("一二")
    reload(page)
    show(page, [TEXT], {"words": "一"})
    assert page.get_by_label("写几句").input_value() == "一二"
    assert page.get_by_role("button", name="用没存上的这一份").count() == 0


def test_a_draft_of_another_release_leaves_a_form_that_can_be_saved(page):
    """Unknown fields, options that went, rows of another shape: dropped, or brought into the form's."""
    entry = {
        "at": 9e15, "writer": "x", "bases": {},
        "changed": {"gone": 1, "place": "z", "words": 7,
                    "rows": [{"start": "8:00", "old": "x", "kind": "tv", "count": "3"}, 5]},
    }  # fmt: skip
    entry["bases"] = {k: [None] for k in entry["changed"]} | {"rows": [[]]}
    page.evaluate("(d) => localStorage.setItem('shixun:draft:ann/E', d)", json.dumps(entry))
    show(page, [TEXT, PLACE, GRID], {"words": "", "place": "", "rows": []})
    values = wait_for(page, "save")["values"]
    row = {"start": "8:00", "kind": "", "count": None, "note": ""}
    assert values == {"words": "", "place": "", "rows": [row]}


@pytest.mark.parametrize("entry", ["{", "7", "null", '{"at":9e15,"values":{"words":"x"}}', "[]"])
def test_a_broken_draft_breaks_no_page(page, entry):
    """Whatever lies in the store, the form is drawn and holds what is saved."""
    page.evaluate("(d) => localStorage.setItem('shixun:draft:ann/E', d)", entry)
    show(page, [TEXT], {"words": "存好的"})
    assert page.get_by_label("写几句").input_value() == "存好的"


def test_a_full_store_is_not_called_safe(page):
    """Without room in the browser, a lost kernel's banner asks to copy the words out."""
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    show(page, [TEXT], {"words": ""})
    page.get_by_label("写几句").fill("新")
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('shixun:kernel', { detail: { status: 'dead' } }))"
    )
    assert "复制到别处" in page.get_by_role("alert").inner_text()


KEPT = """
() => {
  const detail = { status: "restarting", kept: [] };
  document.dispatchEvent(new CustomEvent("shixun:kernel", { detail }));
  return detail.kept;
}
"""


@pytest.mark.parametrize("draft, kept", [("local", True), ("none", False)])
def test_a_form_says_whether_its_words_are_kept(page, draft, kept):
    """The page's banner asks; words that lie nowhere but in the form are not called kept."""
    show(page, [TEXT], {"words": ""}, draft=draft, saves=False)
    assert page.evaluate(KEPT) == [True]  # nothing to lose yet
    page.get_by_label("写几句").fill("新")
    assert page.evaluate(KEPT) == [kept]


def test_another_pages_kernel_is_no_business_of_a_form(page):
    """Two pages lie in one document: only the one whose kernel is gone says so."""
    show(page, [TEXT], {"words": ""})
    page.evaluate(
        """() => {
          const other = document.body.appendChild(document.createElement("div"));
          const detail = { status: "dead", kept: [] };
          other.dispatchEvent(new CustomEvent("shixun:kernel", { detail, bubbles: true }));
        }"""
    )
    assert page.locator(".sx-banner").is_hidden()


def test_an_answer_to_an_old_question_moves_nothing_typed_since(page):
    """She edits while the kernel thinks; its new values would wipe that, so they are not taken."""
    show(page, [TEXT], {"words": "一"}, draft="none", saves=False)
    page.get_by_role("button", name="检查").click()
    seq = wait_for(page, "action")["seq"]
    page.get_by_label("写几句").fill("又改了")
    answer(page, reply(seq, values={"words": "机器改的"}))
    assert page.get_by_label("写几句").input_value() == "又改了"
    assert "再按一次" in page.locator(".sx-result").inner_text()


def test_an_older_acknowledgement_keeps_the_newer_words(page):
    """saved(1) while 2 is typed: the draft stays until 2 is saved, then it goes."""
    show(page, [TEXT], {"words": ""})
    page.get_by_label("写几句").fill("一")
    first = wait_for(page, "save")["seq"]
    page.get_by_label("写几句").fill("一二")
    answer(page, {"kind": "saved", "seq": first})
    assert "一二" in stored(page)
    answer(page, {"kind": "saved", "seq": wait_for(page, "save", 2)["seq"]})
    assert stored(page) is None


def test_a_save_that_got_lost_is_sent_again(page):
    """A later answer without one for the save: the connection swallowed it."""
    show(page, [TEXT], {"words": ""})
    page.get_by_label("写几句").fill("一")
    wait_for(page, "save")
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('shixun:kernel', { detail: { status: 'ok' } }))"
    )
    answer(page, {"kind": "pong", "seq": wait_for(page, "ping")["seq"]})
    assert wait_for(page, "save", 2)["values"] == {"words": "一"}


def test_waiting_is_no_longer_said_after_an_answer(page):
    """A slow ping must not leave 正在等待 on the page for good."""
    show(page, [TEXT], {"words": ""})
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('shixun:kernel', { detail: { status: 'ok' } }))"
    )
    seq = wait_for(page, "ping")["seq"]
    page.get_by_text("正在等待运行环境").wait_for()
    answer(page, {"kind": "pong", "seq": seq})
    assert page.locator(".sx-status").inner_text() == ""


def test_forms_on_one_page_share_no_id(page):
    """Two lessons lie in one document: a label must lead to its own field."""
    for _ in range(2):
        show(page, [TEXT, PLACE], {"words": "", "place": ""})
    ids = page.eval_on_selector_all("[id]", "all => all.map((e) => e.id)")
    names = page.evaluate("forms.map((f) => f.el.querySelector('input[type=radio]').name)")
    assert len(ids) == len(set(ids)) and names[0] != names[1]


def test_another_views_answer_changes_nothing_here(page):
    """Two views of one form hear each other's answers and keep to their own."""
    show(page, [TEXT], {"words": ""}, key="one")
    show(page, [TEXT], {"words": ""}, key="two")
    page.get_by_label("写几句").nth(1).fill("这边")
    wait_for(page, "save", n=1)
    page.get_by_label("写几句").nth(0).fill("那边")
    answer(page, {"kind": "saved", "seq": wait_for(page, "save", n=0)["seq"]}, n=1)
    assert stored(page, "two") is not None


def paste(page, where, text):
    where.evaluate(
        """(node, text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          node.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_a_pasted_block_fills_and_tells_what_found_no_place(page):
    """Quotes, zero, half an option's name; too many rows, too many columns, unknown words are told."""
    show(page, [GRID], {"rows": [{"start": "", "kind": "", "count": None, "note": ""}]})
    block = '8:00\t直播\t0\t"一\n二"\t多\n8:20\t课间\t5\t\n8:40\t网课\t三\t123456789\n9:00\t\t\t\n'
    paste(page, page.get_by_label("第1行 开始"), block)
    rows = wait_for(page, "save")["values"]["rows"]
    assert rows[0] == {"start": "8:00", "kind": "live", "count": 0, "note": "一 二"}
    assert rows[1] == {"start": "8:20", "kind": "break", "count": 5, "note": ""}
    assert rows[2] == {"start": "8:40", "kind": "", "count": None, "note": "12345678"}
    told = page.locator(".sx-field .sx-help[role=status]").inner_text()
    for word in ("最多 3 行", "1 行没有", "1 格没有", "网课", "三", "123456789"):
        assert word in told


def test_a_huge_paste_is_quick_and_told(page):
    """A hundred thousand lines leave three rows and a sentence."""
    show(page, [GRID], {"rows": [{"start": "", "kind": "", "count": None, "note": ""}]})
    paste(page, page.get_by_label("第1行 开始"), "8:00\t直播\n" * 100_000)
    assert len(wait_for(page, "save")["values"]["rows"]) == 3
    assert "99997 行没有" in page.locator(".sx-field .sx-help[role=status]").inner_text()


def test_words_that_have_no_room_are_told(page):
    """The browser cuts a paste at the limit; the page says how much is missing."""
    show(page, [TEXT], {"words": "已有五个字"})
    box = page.get_by_label("写几句")
    box.focus()
    page.keyboard.press("End")
    paste(page, box, "字" * 30)
    page.keyboard.insert_text("字" * 30)
    assert "15 字没有贴进来" in page.locator(".sx-count").inner_text()


@pytest.mark.parametrize(
    "typed, kept", [("1e400", None), ("-", None), ("12.5", 12.5), ("007", 7), ("0", 0)]
)
def test_odd_numbers(page, typed, kept):
    """What is no number that JSON can hold is empty; zero is a number."""
    show(page, [{"id": "n", "kind": "number", "label": "几分钟"}], {"n": 1})
    box = page.get_by_label("几分钟")
    box.fill("")
    box.press_sequentially(typed)
    page.wait_for_timeout(600)
    assert sent(page, "save")[-1]["values"] == {"n": kept}


def test_nothing_a_form_says_becomes_markup(page):
    """Labels, options, values, rows, messages and facts with markup are shown as they are."""
    bad = '<img src=x onerror="document.body.dataset.hit=1">'
    form = [
        {"id": "words", "kind": "text", "label": bad, "help": bad, "placeholder": bad},
        {"id": "place", "kind": "choice", "label": bad, "options": [{"value": bad, "label": bad}]},
        {**GRID, "label": bad, "row_label": bad, "columns": [
            {"id": "a", "label": bad, "kind": "text"},
            {"id": "b", "label": bad, "kind": "choice", "options": [{"value": bad, "label": bad}]}]},
        {"id": "c", "kind": "cards", "label": bad, "options": [{"value": "1", "label": bad}],
         "cards": [{"id": "k", "text": bad, "note": bad}]},
        {"id": "n", "kind": "note", "text": bad},
    ]  # fmt: skip
    show(
        page, form, {"words": bad, "place": bad, "rows": [{"a": bad, "b": bad}], "c": {}}, title=bad
    )
    page.get_by_role("button", name="检查").click()
    message = {
        "state": "fail",
        "text": bad,
        "title": bad,
        "basis": bad,
        "field": None,
        "rows": [],
        "card": None,
        "more": bad,
    }
    answer(
        page,
        reply(
            wait_for(page, "action")["seq"], headline=bad, messages=[message], facts=[[bad, bad]]
        ),
    )
    page.wait_for_timeout(300)
    assert page.evaluate("document.body.dataset.hit ?? null") is None
    assert page.locator(".sx-form img").count() == 0


def test_a_file_that_was_read_is_not_read_again(page):
    """After its rows came into the form, the next press sends no file."""
    show(page, [FILE, TEXT], {"words": ""}, draft="none", saves=False)
    page.get_by_label("文件").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": b"1"}
    )
    page.wait_for_timeout(200)
    page.get_by_role("button", name="检查").click()
    first = wait_for(page, "action")
    assert first["sizes"] == [1]
    answer(page, reply(first["seq"], values={"words": "读好了"}))
    page.get_by_role("button", name="检查").click()
    assert wait_for(page, "action", 2)["sizes"] == []


def test_a_receipt_stands_in_two_columns_in_jupyterlab(page):
    """JupyterLab floats dt and dd in an output; each fact stays beside its name all the same."""
    page.add_style_tag(
        content=".jp-OutputArea-output dl { width: 100%; overflow: hidden }"
        ".jp-OutputArea-output dt { float: left; width: 20% }"
        ".jp-OutputArea-output dd { float: left; width: 80% }"
    )
    page.add_style_tag(content=str(FormView._css))
    page.evaluate("document.body.className = 'jp-OutputArea-output'")
    show(page, [TEXT], {"words": ""})
    page.get_by_role("button", name="检查").click()
    facts = [
        ["圈出的 8 处，各违反了哪一条，写在这里", "（没有填）"],
        ["家", "一\n二"],
        ["时间", "今天"],
    ]
    answer(page, reply(wait_for(page, "action")["seq"], facts=facts))
    lefts = "all => all.map((e) => Math.round(e.getBoundingClientRect().left))"
    names = page.eval_on_selector_all("dt", lefts)
    values = page.eval_on_selector_all("dd", lefts)
    assert len(set(names)) == len(set(values)) == 1 and names[0] < values[0]


def test_an_empty_time_looks_empty(page):
    """No grey 8:30 that a tired reader takes for filled in; an open choice asks for nothing."""
    show(page, [GRID], {"rows": [{"start": "", "kind": "", "count": None, "note": ""}]})
    shown = page.eval_on_selector_all(".sx-grid input", "all => all.map((e) => e.placeholder)")
    assert not [text for text in shown if any(c.isdigit() for c in text)]
    assert page.locator(".sx-grid select option").first.inner_text() == ""
