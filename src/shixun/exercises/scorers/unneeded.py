"""`unneeded`: a form keeps no column that its purpose has no use for."""

from shixun.exercises.scorers.sheets import SheetScorer
from shixun.exercises.submission import Cards, Score, Submission
from shixun.forms import Message


class Unneeded(SheetScorer, frozen=True, kw_only=True, tag="unneeded"):
    """One column too many takes all points; of a form emptied to please, what is left counts."""

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.sheet,)

    @property
    def rests_on(self) -> tuple[str, ...]:
        return self.rules or ("V-02",)

    def score(self, sub: Submission) -> Score:
        sheet, points = self.read(sub), self.points
        if not sheet.choices:
            return Score(0, points, f"{sheet.name}还没动手：每一栏选删或留。")
        if found := sheet.extras:
            text = f"{sheet.name}还有用不着的：" + "".join(m.text for m in found)
            return Score(0, points, text, found)
        part = sheet.share if sheet.purposes[0].keep else 1.0
        if part == 0:
            return Score(
                0,
                points,
                f"{sheet.name}删光了，{sheet.about.purpose}没法做。瘦身不是删光，先想这张表要办什么事。",
            )
        if part < 1:
            given = int(points * part)
            text = f"{sheet.name}没有多收，但用得着的也删了，按留下的比例给 {given} 分。"
            return Score(given, points, text)
        return Score(points, points, f"{sheet.name}没有多收。")

    def remarks(self, sub: Submission) -> tuple[Message, ...]:
        return self.read(sub).extras

    def cards(self, sub: Submission) -> Cards:
        """Placed, and not kept without need."""
        sheet = self.read(sub)
        extra = {m.card for m in sheet.extras}
        return {self.sheet: {c: c in sheet.choices and c not in extra for c in sheet.columns}}
