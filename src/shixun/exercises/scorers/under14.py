"""`under14`: for children under 14, guardians consent to this alone, and there are rules of its own."""

from shixun.exercises.scorers.sheets import SheetScorer, message
from shixun.exercises.submission import Score, Submission
from shixun.forms import Message
from shixun.rules import notice
from shixun.rules.privacy import Column, FormFacts
from shixun.rules.privacy_checks import v03
from shixun.rules.verdict import State


class Under14(SheetScorer, frozen=True, kw_only=True, tag="under14"):
    """A choice of how consent is got, and a text with the special rules."""

    consent: str  # the field of the choice
    guardian: str  # the option that is right
    said: dict[str, str]  # another option → what is wrong with it
    special: str  # the field of the text

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.consent, self.special)

    @property
    def needs(self) -> tuple[str, ...]:
        return (self.sheet,)

    @property
    def rests_on(self) -> tuple[str, ...]:
        return self.rules or ("V-03",)

    def score(self, sub: Submission) -> Score:
        found = self.remarks(sub)
        if not found and v03(self._facts(sub)).state is State.PASS:
            return Score(self.points, self.points, "监护人单独同意、专门规则都有。")
        return Score(0, self.points, "".join(m.text for m in found), found)

    def remarks(self, sub: Submission) -> tuple[Message, ...]:
        found, choice = [], sub.values.get(self.consent)
        if empty := self.read(sub).nothing_to_tell:
            found.append(message("V-03", empty, self.sheet))
        if choice != self.guardian:
            said = self.said.get(choice or "", "还没选怎么取得同意。")
            found.append(message("V-03", said, self.consent))
        if wrong := self._special_problem(sub):
            found.append(message("V-03", wrong, self.special))
        return tuple(found)

    def _special_problem(self, sub: Submission) -> str:
        return notice.problem(sub.values.get(self.special), notice.special_rules)

    def _facts(self, sub: Submission) -> FormFacts:
        """The sheet with its columns as they were: what it is about stays children."""
        sheet = self.read(sub)
        return FormFacts(
            sheet.title,
            sheet.about.purpose,
            sheet.about.respondent,
            tuple(map(Column, sheet.columns.values())),
            under14=True,
            guardian_consent=sub.values.get(self.consent) == self.guardian,
            special_rules=not self._special_problem(sub),
        )
