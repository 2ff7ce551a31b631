"""Alembic's entry: runs the steps on the connection that it is given, in its transaction."""

from alembic import context

from shixun.autograder.engine.state.database import VERSION_TABLE
from shixun.autograder.engine.state.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
)
context.run_migrations()
