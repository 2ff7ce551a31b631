"""`third_party`: nothing goes to others, or it is said to whom, with a consent of its own."""

from shixun.exercises.scorers.sheets import SheetScorer, message
from shixun.exercises.submission import Score, Submission
from shixun.forms import Message
from shixun.rules.privacy import Column, FormFacts, ThirdParty
from shixun.rules.privacy_checks import v04
from shixun.rules.verdict import State


class ThirdPartyScorer(SheetScorer, frozen=True, kw_only=True, tag="third_party"):
    """Three fields: whether anything is given away, to whom, and how consent is got."""

    given: str
    to: str
    consent: str
    yes: str = "given"  # the option of `given` that gives away
    no: str = "none"

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.given, self.to, self.consent)

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.sheet,)

    @property
    def rests_on(self) -> tuple[str, ...]:
        return self.rules or ("V-04",)

    def score(self, sub: Submission) -> Score:
        verdict = v04(self._facts(sub))
        if empty := self.read(sub).nothing_to_tell:
            return Score(0, self.points, empty, (message("V-04", empty, self.sheet),))
        if verdict.state is State.PASS:
            return Score(self.points, self.points, verdict.text)
        return Score(0, self.points, verdict.text, (verdict.message(self.given),))

    def remarks(self, sub: Submission) -> tuple[Message, ...]:
        return self.score(sub).messages

    def _facts(self, sub: Submission) -> FormFacts:
        sheet, values = self.read(sub), sub.values
        given = {self.no: False, self.yes: True}.get(values.get(self.given))
        return FormFacts(
            sheet.title,
            sheet.about.purpose,
            sheet.about.respondent,
            tuple(map(Column, sheet.columns.values())),
            under14=True,
            third_party=ThirdParty(
                given, values.get(self.to) or "", values.get(self.consent) or ""
            ),
        )
