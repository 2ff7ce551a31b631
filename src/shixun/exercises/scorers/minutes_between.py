"""`minutes_between`: the learning of each grade's day lies between the school's least and most."""

from collections.abc import Iterator

from shixun.exercises.scorers.school import SCHOOL, Line, TimetableScorer
from shixun.exercises.submission import Score, Submission
from shixun.forms import Message


class MinutesBetween(TimetableScorer, frozen=True, kw_only=True, tag="minutes_between"):
    """Neither too much nor too little in a day; all or nothing."""

    def score(self, sub: Submission) -> Score:
        problems = self.remarks(sub)
        if problems:
            return Score(0, self.points, "；".join(m.text for m in problems), problems)
        return Score(self.points, self.points, "全天学习时间合适，不多也不少。")

    def remarks(self, sub: Submission) -> tuple[Message, ...]:
        lines = self.lines(sub)
        unread = (self._unread(x) for x in lines if x.minutes is None or x.minutes <= 0)
        return (*unread, *self._outside(lines, sub))

    def _unread(self, line: Line) -> Message:
        text = f"第 {line.number} 行{line.subject}的时间读不出来：写成 8:40 这样，结束要晚于开始。"
        where = {"field": self.rows, "rows": (line.number,)}
        return Message("fail", text, title="全天学习时间", basis="填写要求", **where)

    def _outside(self, lines: tuple[Line, ...], sub: Submission) -> Iterator[Message]:
        for grade, (least, most) in self.asked(sub).minutes.items():
            learning = (x for x in lines if x.grade == grade and x.kind != "break")
            total = sum(x.minutes or 0 for x in learning)
            if not least <= total <= most:
                yield self._out_of_range(grade, total, least, most)

    def _out_of_range(self, grade: str, total: int, least: int, most: int) -> Message:
        how = (
            f"补 {least - total} 分钟的课或离屏学习" if total < least else f"减 {total - most} 分钟"
        )
        text = f"{grade}全天上课、离屏学习和书面作业共 {total} 分钟，要在 {least}–{most} 分钟之间：{how}。"
        return Message("fail", text, title="全天学习时间", basis=SCHOOL, field=self.rows)
