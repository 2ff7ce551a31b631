"""The form on the page: forms.py's data drawn by form.js, with saves that are acknowledged."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from shixun.answers.explain import explain
from shixun.forms import Action, Reply
from shixun.forms import read as read_form

HERE = Path(__file__).parent
LOG = logging.getLogger(__name__)

Uploads = dict[str, tuple[str, bytes]]
OnAction = Callable[[str, dict[str, Any], Uploads], Reply]
OnSave = Callable[[dict[str, Any]], None]


class FormError(Exception):
    """What a handler raises to tell the teacher something; its text is shown as it is."""


class FormView(anywidget.AnyWidget):
    """One form, filled and answered.

    Args:
        form: what it asks, as described in `shixun.forms`.
        values: what is in the fields at first, by field id.
        actions: its buttons.
        on_action: (action id, values, uploads) → Reply, for a pressed button.
        on_save: takes the values after each change; what it raises, the page reports as not saved.
        draft: where the browser keeps what is not saved yet; "session" ends with the tab, for pages
            on shared machines, "none" for practice that needs no keeping.
        draft_key: tells this form's draft, and whose it is, from all others in that browser.
        auto: id of an action that every change triggers.
        saved_at: when `values` were saved, in seconds since 1970; a browser's draft that is
            older than this is not restored.
    """

    _esm = HERE / "static/form.js"
    _css = HERE / "form.css"

    form = traitlets.Dict().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    options = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        form: Mapping[str, Any],
        values: Mapping[str, Any] | None = None,
        actions: Sequence[Action] = (),
        on_action: OnAction | None = None,
        on_save: OnSave | None = None,
        draft: str = "none",
        draft_key: str = "",
        auto: str = "",
        saved_at: float = 0,
    ):
        self._act, self._save = on_action, on_save
        self._form = read_form(form)
        options = {
            "actions": [asdict(a) for a in actions],
            "draft": draft,
            "draft_key": draft_key or form["id"],
            "auto": auto,
            "saves": on_save is not None,
            "saved_at": saved_at * 1000,
        }
        super().__init__(form=dict(form), values=dict(values or {}), options=options)
        self.on_msg(self._on_message)

    def _on_message(self, _widget, content, buffers) -> None:
        """Answer one message of the page; whatever it holds, an answer with its number goes back."""
        if not isinstance(content, dict) or not isinstance(content.get("seq"), int):
            return
        seq, kind = content["seq"], content.get("kind")
        try:
            if kind == "save":
                self._on_save(seq, content)
            elif kind == "action":
                self._on_action(seq, content, buffers)
            else:
                self.send({"kind": "pong", "seq": seq})
        except FormError as error:
            self.send({"kind": "error", "seq": seq, "of": kind, "text": str(error)})
        except Exception:
            LOG.exception("form %s, message %s", self.form.get("id"), kind)
            text = "这一步没有做成，您填的内容还在。请再按一次；还不行，请把这句话告诉培训者。"
            self.send({"kind": "error", "seq": seq, "of": kind, "text": text})

    def _on_save(self, seq: int, content: dict) -> None:
        values = self._checked(content)
        if self._save:
            self._save(values)
        self.values = values
        self.send({"kind": "saved", "seq": seq})

    def _on_action(self, seq: int, content: dict, buffers) -> None:
        values = self._checked(content)
        if self._act is None:
            raise FormError("这个按钮没有接通；请告诉培训者。")
        names = [(u["field"], u["name"]) for u in content.get("uploads", ())]
        uploads = {f: (n, bytes(b)) for (f, n), b in zip(names, buffers or (), strict=False)}
        action = content.get("action", "")
        reply = self._act(action, values, uploads)
        files = [reply.download.data] if reply.download else []
        answer = {"kind": "reply", "seq": seq, "action": action, "reply": reply.to_wire()}
        self.send(answer, buffers=files)

    def _checked(self, content: dict) -> dict[str, Any]:
        """The values of a message, if they are values of this form."""
        values = content.get("values")
        problem = explain(values, self._form)
        if problem is None:
            return values
        raise FormError(f"这样还不行：{problem.text}请改一下。")
