"""interactions: a chapter made of the same interactions as a lesson's practice, and a page to print."""

from typing import Any

from shixun import forms
from shixun.forms import Action, Download, Reply
from shixun.guide import sheet
from shixun.guide.tool import Tool
from shixun.lessons.practice import Practice

PRINT = "print"


class Interactions(Tool, frozen=True, kw_only=True, tag="interactions"):
    """A practice, as in a lesson's data file; see `shixun.lessons.interactions`."""

    practice: Practice

    @property
    def actions(self) -> tuple[Action, ...]:
        return (*self.practice.actions, Action(PRINT, "带走一页"))

    def form(self, id: str) -> dict[str, Any]:
        return self.practice.form(id)

    def start(self) -> dict[str, Any]:
        return self.practice.start()

    def act(
        self, action: str, values: dict[str, Any], uploads: dict[str, tuple[str, bytes]]
    ) -> Reply:
        """Explain what has been filled in, or hand it over as a page to print."""
        reply = self.practice.act(values)
        if action != PRINT:
            return reply
        title = self.practice.title
        page = sheet.filled(forms.read(self.form(title)), values, reply.messages)
        file = Download(f"{title}.html", "text/html", page.encode())
        return Reply("已下载。打开它，按 Ctrl+P 就能打印。", download=file)
