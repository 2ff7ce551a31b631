"""Second marks in the course's state database, in the order in which they were given."""

import sqlalchemy as sa

from shixun.autograder.engine.state import SecondMark, open_state
from shixun.autograder.engine.state.models import SecondMarkRow
from shixun.classroom.course import engine_course
from shixun.paths import Paths


def read(paths: Paths) -> tuple[SecondMark, ...]:
    """All of them, of every exercise."""
    with open_state(engine_course(paths)).reading() as session:
        query = sa.select(SecondMarkRow).order_by(SecondMarkRow.id)
        rows = session.scalars(query).all() if session else ()
        return tuple(
            SecondMark(r.assignment, r.student, r.cell, r.digest, r.points, r.first, r.at)
            for r in rows
        )


def add(paths: Paths, mark: SecondMark) -> None:
    """Keep one; on the disk when this returns."""
    row = SecondMarkRow(
        assignment=mark.exercise, student=mark.student, cell=mark.item, digest=mark.digest,
        points=mark.points, first=mark.first, at=mark.at,
    )  # fmt: skip
    with open_state(engine_course(paths)).writing() as session:
        session.add(row)
