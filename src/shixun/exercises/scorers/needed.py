"""`needed`: a form still has the columns that its purpose is done with."""

from shixun.exercises.scorers.sheets import SheetScorer
from shixun.exercises.submission import Cards, Score, Submission
from shixun.forms import Message


class Needed(SheetScorer, frozen=True, kw_only=True, tag="needed"):
    """Points by the share of what is needed; nothing where nothing was taken away."""

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
        if len(sheet.kept) == len(sheet.columns):
            return Score(0, points, f"{sheet.name}一栏没删，看不出哪些是用得着的。")
        part = sheet.share
        if part < 1:
            found = sheet.losses
            lost = "".join(m.text for m in found) or "有几栏还没定。"
            return Score(int(points * part), points, f"{sheet.name}：{lost}", found)
        return Score(points, points, f"{sheet.name}用得着的都在。")

    def remarks(self, sub: Submission) -> tuple[Message, ...]:
        return self.read(sub).losses

    def cards(self, sub: Submission) -> Cards:
        """Placed, and not taken away against need."""
        sheet = self.read(sub)
        lost = {m.card for m in sheet.losses}
        return {self.sheet: {c: c in sheet.choices and c not in lost for c in sheet.columns}}
