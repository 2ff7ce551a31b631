"""Who hears the page, or has no mouse, can do what everybody can."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from steps import Teacher, model

# What is ours on a page in JupyterLab. Around it JupyterLab calls its list of cells a feed that holds
# no articles, and gives buttons of its own attributes that they may not have.
OURS = {"include": [".shixun-bar", ".jp-RenderedMarkdown", ".jp-OutputArea-output"]}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
TALL = 12_000  # px, more than any of our pages needs
CONTROL = """() => {
  const on = document.activeElement, style = getComputedStyle(on);
  return { tag: on.tagName, type: on.type ?? "", value: on.value ?? "", checked: on.checked ?? false,
    name: (on.name || on.id || "").replace(/^sx-[a-z0-9]+-/, ""), text: on.innerText ?? "",
    shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 };
}"""


def barriers(page, context=None):
    """What axe calls more than minor, each as (rule, where)."""
    # JupyterLab's body has no height, hides what overflows and lets its pages scroll inside: axe
    # would take all text, or that below the fold, for unseen.
    page.set_viewport_size({"width": 1366, "height": TALL})
    page.add_style_tag(content="html, body { height: 100% }")
    found = Axe().run(page, context=context, options=RULES).response
    assert "color-contrast" in [v["id"] for v in found["passes"] + found["violations"]]
    grave = [v for v in found["violations"] if v["impact"] != "minor"]
    return [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in grave]


def test_the_teachers_pages_have_no_barriers(kit, people):
    """Home, a lesson, and an exercise that says what to mend: names, roles, contrast."""
    teacher = Teacher(kit, people())
    page = teacher.home()
    assert barriers(page, OURS) == []
    teacher.open("L07")
    page.get_by_label("都清楚").wait_for()
    assert barriers(page, OURS) == []
    teacher.home()
    teacher.open("E04")
    page.get_by_role("button", name="检查", exact=True).locator("visible=true").click()
    page.locator(".sx-headline:visible").wait_for()
    assert barriers(page, OURS) == []


@pytest.mark.parametrize("page", ["G0", "G6", "response", "changes"])
def test_the_published_pages_have_no_barriers(kit, people, page):
    """Here the whole page is ours."""
    shown = people().page
    shown.goto(f"{kit.guide}voila/render/{page}.ipynb?lesson=L11")
    shown.wait_for_selector("#rendered_cells h1:visible")
    shown.wait_for_selector(".jp-OutputArea-output :is(form, section, .sx-home):visible")
    assert barriers(shown) == []


@pytest.mark.parametrize("page", ["培训者首页", "改进看板"])
def test_the_trainers_and_the_teams_pages_have_no_barriers(kit, people, page):
    """Tables and forms of ours in the trainer's JupyterLab."""
    shown = people().page
    base, token = kit.trainer.split("?")
    shown.goto(f"{base.rstrip('/')}/lab/tree/{page}.ipynb?{token}")
    shown.wait_for_selector(".shixun-ran:visible .sx-home:visible")
    assert barriers(shown, OURS) == []


def test_an_exercise_by_keyboard_alone(kit, people):
    """Tab, arrows, space, Enter and an input method: from the home to E06, every field, 检查 and
    交作业; wherever the focus is, it shows."""
    page = Teacher(kit, people()).home()
    walk_to(page, lambda at: at["tag"] == "A" and "E06" in at["text"])
    page.keyboard.press("Enter")
    page.wait_for_selector(".shixun-ran:visible .sx-form:visible")
    answers = flat(model("E06"))
    walk_to(page, lambda at: is_button(at, "检查"), lambda at: answer(page, at, answers))
    page.keyboard.press("Enter")
    page.locator(".sx-headline.sx-pass:visible").wait_for()  # every field was filled as in the key
    walk_to(page, lambda at: is_button(at, "交作业"), key="Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_text("回执摘要").locator("visible=true").first.wait_for()


def is_button(at, text):
    return at["tag"] == "BUTTON" and at["text"] == text


def flat(values):
    """Answers by the names of their controls: a card by its field's id and its own."""
    cards = {
        f"{k}-{card}": v for k, d in values.items() if isinstance(d, dict) for card, v in d.items()
    }
    return values | cards


def walk_to(page, arrived, on_the_way=lambda at: None, key="Tab", most=250):
    """Press one key until a control is reached; every form control on the way shows its focus."""
    for _ in range(most):
        page.keyboard.press(key)
        at = page.evaluate(CONTROL)
        assert at["shown"] or at["tag"] not in ("INPUT", "TEXTAREA", "SELECT", "BUTTON"), at
        if arrived(at):
            return
        on_the_way(at)
    raise AssertionError(f"not reached by {most} × {key}")


def answer(page, at, answers):
    """What a person does at one control to have it hold its answer."""
    wanted = answers.get(at["name"])
    if not wanted or at["tag"] not in ("INPUT", "TEXTAREA"):
        return
    if at["type"] == "radio":
        page.keyboard.press("Space")
        for _ in range(20):
            at = page.evaluate(CONTROL)
            if at["value"] == wanted and at["checked"]:
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"{at['name']}: no option {wanted}")
    if at["type"] == "checkbox":
        if at["checked"] != (at["value"] in wanted):
            page.keyboard.press("Space")
        return
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(wanted)
