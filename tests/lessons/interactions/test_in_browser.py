"""Every kind of interaction in a real browser, by keyboard, answered by the practice itself."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from fake_kernel import FAKE

from shixun.lessons.interactions import KINDS
from shixun.widgets.form import FormView

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def page(browser):
    """An empty page as wide as a phone; what goes wrong on it fails the test."""
    page = browser.new_context(locale="zh-CN", viewport={"width": 360, "height": 740}).new_page()
    page.set_content('<html lang="zh-CN"><title>互动</title><body><main></main></body></html>')
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    page.context.close()
    assert problems == []


class Shown:
    """A practice on the page; `answer` lets it reply to what the page asked last."""

    def __init__(self, page, practice):
        self.page, self.practice = page, practice
        view = FormView(
            practice.form("L99-practice"),
            values=practice.start(),
            actions=practice.actions,
            auto=practice.auto,
        )
        state = {k: getattr(view, k) for k in ("form", "values", "options")}
        page.add_style_tag(content=str(FormView._css))
        page.evaluate(FAKE, state | {"source": str(FormView._esm)})

    def answer(self):
        self.page.wait_for_function("forms[0].sent.some((m) => m.kind === 'action')")
        asked = [m for m in self.page.evaluate("forms[0].sent") if m["kind"] == "action"][-1]
        reply = self.practice.act(asked["values"])
        message = {"kind": "reply", "seq": asked["seq"], "action": "check"}
        self.page.evaluate("(m) => forms[0].answer(m)", message | {"reply": reply.to_wire()})
        return reply


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_fits_a_phone_and_a_screen_reader(page, practice, kind):
    """No sideways scrolling at 360 px, no finding of axe, and a press of the button is answered."""
    shown = Shown(page, practice(kind))
    page.get_by_role("button", name="看看对不对").press("Enter")
    reply = shown.answer()
    assert reply.headline and page.get_by_text(reply.headline).first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.violations_count == 0, found.generate_report()


def test_a_dialogue_shows_what_comes_next_and_goes_back(page, practice):
    """A later turn appears after the answer that leads to it, and goes with it."""
    asked = 'options = [{ id = "mend", text = "明天改。", to = "bad", right = true, why = "好。" }]'
    shown = Shown(
        page,
        practice(
            "dialogue",
            ('good = true\nwhy = "问题找到了：课间太短。"', asked),
            ('why = "眼睛疼', 'good = true\nwhy = "眼睛疼'),
        ),
    )
    later = page.get_by_label("明天改。")
    assert later.is_hidden()
    page.get_by_label("先歇两天。是哪一节最累？").press("Space")
    shown.answer()
    assert later.is_visible() and page.get_by_text("先应着，再问清楚").is_visible()
    later.press("Space")
    assert shown.answer().state == "pass"
    page.get_by_label("别的孩子都上，您家也得上。").press("Space")
    assert later.is_hidden()


def test_a_slider_moved_by_keys_changes_the_advice(page, practice):
    """Twelve homes more, key by key, and the advice is another."""
    shown = Shown(page, practice("sliders"))
    slider = page.get_by_role("slider", name="家里有宽带")
    for _ in range(12):
        slider.press("ArrowRight")
    reply = shown.answer()
    assert reply.state == "pass" and page.get_by_text("建议：点播为主，答疑留言").is_visible()
    assert page.get_by_label("家里有宽带，直接填数").input_value() == "72"


def test_a_match_is_chosen_from_a_list_and_explained_at_its_line(page, practice):
    """The reason stands beside the pairing that it is about."""
    shown = Shown(page, practice("match"))
    page.get_by_label("乙家：只有一部老人机").select_option(label="数字电视课")
    shown.answer()
    line = page.locator(".sx-line").nth(1)
    assert line.get_by_text("乙家没有电视，看不到。").is_visible()
