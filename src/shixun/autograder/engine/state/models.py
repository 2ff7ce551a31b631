"""The tables of the state database. A change here needs a step in migrations/; a test compares."""

from typing import Any, ClassVar

from sqlalchemy import JSON, Double, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """What all tables of the state database are made from."""

    type_annotation_map: ClassVar = {str: String(255), float: Double, dict[str, Any]: JSON}


class GradedSubmission(Base):
    """What was graded last of a student: from which files and plan, and what is told about it."""

    __tablename__ = "graded_submission"
    assignment: Mapped[str] = mapped_column(primary_key=True)
    student: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[dict[str, Any]]  # as GradingRecord.to_json


class JournalRow(Base):
    """A result that is being written; none is left once a run has ended in order."""

    __tablename__ = "journal"
    assignment: Mapped[str] = mapped_column(primary_key=True)
    student: Mapped[str] = mapped_column(primary_key=True)
    entry: Mapped[dict[str, Any]]  # as JournalEntry.to_json


class IsolationDecision(Base):
    """How the code of a notebook is isolated: the guarantee, decided once for a source."""

    __tablename__ = "isolation_decision"
    assignment: Mapped[str] = mapped_column(primary_key=True)
    notebook: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]  # of the plan that it was decided for
    mode: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)


class LostGradeRow(Base):
    """The grade and comment of one student for a cell that was removed from an assignment."""

    __tablename__ = "lost_grade"
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment: Mapped[str]
    notebook: Mapped[str]
    student: Mapped[str]
    cell: Mapped[str]
    kind: Mapped[str]
    auto_score: Mapped[float | None]
    manual_score: Mapped[float | None]
    extra_credit: Mapped[float | None]
    manual_comment: Mapped[str | None] = mapped_column(Text)
    lost_at: Mapped[str]  # UTC, ISO 8601


class SecondMarkRow(Base):
    """What a second marker gave, and what the first had given then; rows are only ever added."""

    __tablename__ = "second_mark"
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment: Mapped[str] = mapped_column(index=True)
    student: Mapped[str]
    cell: Mapped[str]
    digest: Mapped[str]
    points: Mapped[float]
    first: Mapped[float]
    at: Mapped[str]


class ImportedFile(Base):
    """A file of an earlier version whose content is in the other tables."""

    __tablename__ = "imported_file"
    path: Mapped[str] = mapped_column(String(1000), primary_key=True)
