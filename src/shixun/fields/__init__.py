"""The kinds of fields a form may have. Each kind has one home, a module with its browser part beside it.

A module holds what its kind is as data and what can be said of a value: JSON Schema, text, table,
labels for counting, tokens for likeness. The `.js` file of the same name draws it, sets its value
and cleans what an old draft holds. To add a kind: a module here, in `AnyField`; a `.js` file, in
`kinds.js`; a test of each.
"""

from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from shixun.fields.base import BLANK, EMPTY, Field, Option, Table
from shixun.fields.cards import Card, Cards
from shixun.fields.choice import Choice
from shixun.fields.date import Date
from shixun.fields.grid import Grid
from shixun.fields.multi import Multi
from shixun.fields.note import Note
from shixun.fields.number import Number
from shixun.fields.scale import Scale
from shixun.fields.text import Text
from shixun.fields.upload import Upload

AnyField = Choice | Multi | Scale | Cards | Grid | Text | Number | Date | Upload | Note
KINDS: Mapping[str, type[Field]] = {str(k.__struct_config__.tag): k for k in get_args(AnyField)}

__all__ = [
    "BLANK", "EMPTY", "KINDS", "AnyField", "Card", "Cards", "Choice", "Date", "Field", "Grid",
    "Multi", "Note", "Number", "Option", "Scale", "Table", "Text", "Upload", "of",
]  # fmt: skip


def of(spec: Mapping[str, Any]) -> AnyField:
    """The field that a piece of a form's data describes.

    Raises:
        msgspec.ValidationError: it is no field; `forms.read` says it in the trainer's words.
    """
    field: AnyField = msgspec.convert(spec, AnyField)
    return field
