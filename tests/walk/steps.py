"""What people do in several walks."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from processes import PATIENCE

ROOT = Path(__file__).parents[2]


def model(exercise):
    """The values of an exercise's model answer."""
    text = (ROOT / "exercises" / exercise / "key" / "model.json").read_text(encoding="utf-8")
    return json.loads(text)["values"]


MODEL = model("E04")
ENGLISH = re.compile(
    r"\b(Run|File|Edit|Save|Submit|Loading|Running|Error|Validate|Nbgrader|Kernel|untitled)\b"
)


def looks_like_a_page(page):
    """No code, no English of ours, Chinese that the machine has letters for."""
    # ipywidgets writes this for a moment, before a widget's own content is there.
    page.wait_for_function("() => !document.body.innerText.includes('Loading widget')")
    assert page.locator(".jp-CodeCell .jp-InputArea-editor:visible").count() == 0
    said = page.locator("body").inner_text()
    assert not ENGLISH.search(said), ENGLISH.search(said)
    assert re.search(r"[\u4e00-\u9fff]", said)


def shixun(kit, *words):
    """A command of the kit, run beside its servers; what it says."""
    command = [str(Path(sys.executable).parent / "shixun"), *words]
    run = subprocess.run(
        command, env=kit.environment, capture_output=True, text=True, timeout=PATIENCE
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def fill(page, field, value):
    """One field of a visible form, as its own controls take it."""
    label = field["label"]
    if field["kind"] in ("text", "date"):
        page.get_by_label(label).locator("visible=true").first.fill(value)
        return
    group = page.locator("fieldset:visible").filter(has=page.locator("> legend", has_text=label))
    names = {o["value"]: o["label"] for o in field["options"]}
    if field["kind"] == "cards":
        for card in field["cards"]:
            legend = page.locator("> legend", has_text=re.compile(f"^{re.escape(card['text'])}$"))
            one = group.locator("fieldset").filter(has=legend)
            one.get_by_label(names[value[card["id"]]], exact=True).check()
    else:
        for one in value if isinstance(value, list) else [value] * bool(value):
            group.get_by_label(names[one], exact=True).check()


@dataclass
class Teacher:
    """A teacher in JupyterLab."""

    kit: object
    who: object

    @property
    def page(self):
        return self.who.page

    def home(self):
        self.page.goto(self.kit.teacher)
        self.page.wait_for_selector("a[data-shixun-open]")
        return self.page

    def open(self, word):
        """From the home to a lesson or an exercise; returns when its form can be filled."""
        self.page.locator("a[data-shixun-open]:visible").filter(has_text=word).first.click()
        self.page.wait_for_selector(".sx-form:visible")

    def fill(self, exercise, values):
        """From the home to an exercise whose fields then hold these values, saved."""
        self.home()
        self.open(exercise)
        fetched = self.kit.state / "teachers/teacher" / exercise / "form.json"
        form = json.loads(fetched.read_text(encoding="utf-8"))
        fields = {f["id"]: f for f in form["fields"]}
        for name, value in values.items():
            fill(self.page, fields[name], value)
        self.saved()

    def saved(self):
        self.page.locator(".sx-status:visible", has_text="已保存").first.wait_for()

    def hand_in(self):
        self.page.get_by_role("button", name="交作业").click()
        self.page.get_by_text("回执摘要").locator("visible=true").first.wait_for()


@dataclass
class Trainer:
    """A trainer at her own page and in formgrader."""

    kit: object
    who: object

    def press(self, exercise, button, answer):
        """One of the buttons of 走下一步; returns when the page has answered so."""
        page = self.who.page
        if page.url == "about:blank":
            page.goto(self.kit.trainer)
        steps = page.locator(".sx-form").filter(has_text="哪一个练习？").first
        steps.get_by_label(exercise, exact=False).check()
        steps.get_by_role("button", name=button).click()
        steps.locator(".sx-headline").filter(has_text=answer).wait_for(timeout=1000 * PATIENCE)

    def formgrader(self, exercise):
        """From her page's link to the first hand-in of an exercise that is to be marked."""
        with self.who.page.context.expect_page() as opened:
            self.who.page.get_by_role("link", name="去批改页批主观题").click()
        page = opened.value
        page.get_by_role("link", name="Manual Grading").click()
        for name in (exercise, exercise, "Submission #1"):
            page.locator("#main-page, body").get_by_role("link", name=name).last.click()
            page.wait_for_load_state("networkidle")
        return page
