"""What a chapter offers: the table [tool] of its data file names one of a few kinds."""

import msgspec


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of a chapter's data file; an entry that it does not know is refused."""


class Tool(Record, frozen=True, kw_only=True, tag_field="kind"):
    """The common root of the kinds."""
