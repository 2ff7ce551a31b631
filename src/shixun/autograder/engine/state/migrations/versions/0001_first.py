"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None


def name(column: str, **how) -> sa.Column:
    """A column that holds a name: of an assignment, a student, a cell."""
    return sa.Column(column, sa.String(255), nullable=False, **how)


def upgrade() -> None:
    """Make all tables."""
    for table, content in (("graded_submission", "record"), ("journal", "entry")):
        op.create_table(
            table,
            name("assignment", primary_key=True),
            name("student", primary_key=True),
            sa.Column(content, sa.JSON, nullable=False),
        )
    op.create_table(
        "isolation_decision",
        name("assignment", primary_key=True),
        name("notebook", primary_key=True),
        name("fingerprint"),
        name("mode"),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "lost_grade",
        sa.Column("id", sa.Integer, primary_key=True),
        *(name(column) for column in ("assignment", "notebook", "student", "cell", "kind")),
        *(sa.Column(c, sa.Double) for c in ("auto_score", "manual_score", "extra_credit")),
        sa.Column("manual_comment", sa.Text),
        name("lost_at"),
    )
    op.create_table(
        "second_mark",
        sa.Column("id", sa.Integer, primary_key=True),
        name("assignment", index=True),
        *(name(column) for column in ("student", "cell", "digest")),
        *(sa.Column(column, sa.Double, nullable=False) for column in ("points", "first")),
        name("at"),
    )
    op.create_table("imported_file", sa.Column("path", sa.String(1000), primary_key=True))
