"""interactions: a chapter made of the same interactions as a lesson's practice."""

from typing import Any

from shixun.forms import Action, Reply
from shixun.guide.tool import Tool
from shixun.lessons.practice import Practice


class Interactions(Tool, frozen=True, kw_only=True, tag="interactions"):
    """A practice, as in a lesson's data file; see `shixun.lessons.interactions`."""

    practice: Practice

    @property
    def actions(self) -> tuple[Action, ...]:
        return self.practice.actions

    def form(self, id: str) -> dict[str, Any]:
        return self.practice.form(id)

    def start(self) -> dict[str, Any]:
        return self.practice.start()

    def act(
        self, action: str, values: dict[str, Any], uploads: dict[str, tuple[str, bytes]]
    ) -> Reply:
        """Explain what has been filled in."""
        return self.practice.act(values)
