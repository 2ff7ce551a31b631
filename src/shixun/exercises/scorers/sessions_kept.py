"""`sessions_kept`: how many of the core sessions that the school asks for are still there."""

from shixun.exercises.scorers.school import SCHOOL, School, TimetableScorer
from shixun.exercises.submission import Score, Submission
from shixun.forms import Message


class SessionsKept(TimetableScorer, frozen=True, kw_only=True, tag="sessions_kept"):
    """No core session was lost."""

    def score(self, sub: Submission) -> Score:
        problems = self.remarks(sub)
        if not problems:
            return Score(self.points, self.points, "核心课一节不少。")
        core = self.asked(sub).core.values()
        asked = sum(n for subjects in core for n in subjects.values())
        points = self.points * sum(self.kept(sub).values()) // asked
        return Score(points, self.points, "；".join(m.text for m in problems), problems)

    def remarks(self, sub: Submission) -> tuple[Message, ...]:
        school = self.asked(sub)
        return tuple(
            self._lacking(grade, subject, n, school)
            for (grade, subject), n in self.kept(sub).items()
            if n < school.core[grade][subject]
        )

    def _lacking(self, grade: str, subject: str, have: int, school: School) -> Message:
        asked = school.core[grade][subject]
        text = (
            f"{grade}{subject}要 {asked} 节，现在算得上的有 {have} 节："
            f"补上 {asked - have} 节{_how(grade, school)}。"
        )
        return Message("fail", text, title="核心课不能少", basis=SCHOOL, field=self.rows)


def _how(grade: str, school: School) -> str:
    if "offline" in school.core_kinds[grade]:
        return f"，每节至少 {school.shortest} 分钟"
    return f"老师讲的课（直播或录播），每节至少 {school.shortest} 分钟"
