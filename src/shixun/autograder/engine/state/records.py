"""What is kept in the state database, as frozen records."""

from dataclasses import asdict, dataclass

from shixun.autograder.engine.records import (
    FormerMark,
    GradingResult,
    RegradedItem,
    RegradeNotice,
)


@dataclass(frozen=True)
class GradingRecord:
    """What is remembered of the last grading of a submission."""

    fingerprint: str
    regrade_notices: tuple[RegradeNotice, ...] = ()
    former_marks: tuple[FormerMark, ...] = ()

    @property
    def submission(self) -> str:
        """The part of the fingerprint that stands for the submitted files."""
        return self.fingerprint.rpartition("-")[2]

    @classmethod
    def of(cls, graded: GradingResult) -> "GradingRecord":
        """The record of a result."""
        return cls(graded.fingerprint, graded.regrade_notices, graded.former_marks)

    @classmethod
    def read(cls, data: dict | None) -> "GradingRecord | None":
        """From JSON data; None if it does not have the form of `to_json`."""
        if data is None:
            return None
        try:
            regrade_notices = tuple(
                RegradeNotice(t["day"], t["reason"], tuple(RegradedItem(**i) for i in t["items"]))
                for t in data.get("told", ())
            )
            former = tuple(FormerMark(**mark) for mark in data.get("former", ()))
            return cls(str(data["fingerprint"]), regrade_notices, former)
        except (AttributeError, KeyError, TypeError):
            return None

    def to_json(self) -> dict:
        """As it is stored; `read` is the inverse."""
        notices = [asdict(notice) for notice in self.regrade_notices]
        former = [asdict(mark) for mark in self.former_marks]
        return {"fingerprint": self.fingerprint, "told": notices, "former": former}


@dataclass(frozen=True)
class JournalEntry:
    """A result on its way into the gradebook, and what tells whether it has come there."""

    student: str
    record: GradingRecord
    scores: dict[str, float | None]  # automatic points by the row of the cell
    timestamp: str | None
    reopened: tuple[str, ...]

    @classmethod
    def of(cls, graded: GradingResult) -> "JournalEntry":
        """The entry of a result that is about to be committed."""
        scores = {s.row: s.points for n in graded.notebooks for s in n.scores}
        record = GradingRecord.of(graded)
        return cls(graded.student, record, scores, graded.timestamp, graded.reopened)

    @classmethod
    def read(cls, student: str, data: dict) -> "JournalEntry | None":
        """From JSON; None where it is not ours."""
        record = GradingRecord.read(data)
        if record is None or "scores" not in data:
            return None
        reopened = tuple(data.get("reopened", ()))
        return cls(student, record, data["scores"], data.get("timestamp"), reopened)

    def to_json(self) -> dict:
        """As it is stored in the journal."""
        facts = {"scores": self.scores, "timestamp": self.timestamp, "reopened": self.reopened}
        return self.record.to_json() | facts


@dataclass(frozen=True)
class LostGrade:
    """The grade and comment of one student for one removed cell."""

    student: str
    cell: str
    kind: str
    auto_score: float | None = None
    manual_score: float | None = None
    extra_credit: float | None = None
    manual_comment: str | None = None


@dataclass(frozen=True)
class SecondMark:
    """What the second marker gave one part of one answer, and what the first had given it then."""

    exercise: str
    student: str
    item: str
    digest: str  # of the answer
    points: float
    first: float
    at: str
