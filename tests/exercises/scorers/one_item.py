"""One item by itself: a small form, one scorer, and what it says of values."""

from pathlib import Path

from shixun.exercises import declaration, task
from shixun.exercises.task import Submission

OPTIONS = [{"value": v, "label": v.upper()} for v in "abcd"]
CARDS = [{"id": f"c{n}", "text": f"卡片 {n}"} for n in range(1, 5)]
FIELDS = [
    {"id": "one", "kind": "choice", "label": "单选", "options": OPTIONS},
    {"id": "many", "kind": "multi", "label": "多选", "options": OPTIONS},
    {"id": "minutes", "kind": "number", "label": "分钟", "min": 0, "max": 100},
    {"id": "cards", "kind": "cards", "label": "卡片", "cards": CARDS, "options": OPTIONS},
    {"id": "words", "kind": "text", "label": "说说"},
    {"id": "plan", "kind": "grid", "label": "计划", "columns": [
        {"id": "what", "label": "做什么", "kind": "text"},
        {"id": "long", "label": "分钟", "kind": "text"},
    ]},
]  # fmt: skip


class One:
    """An exercise of a single item."""

    def __init__(self, scorer: str, fields=FIELDS, **entries):
        item = {"id": "E90-x", "title": "这一项", "points": 6, "scorer": scorer, **entries}
        data = {"id": "E90", "title": "小练习", "fields": fields, "items": [item]}
        self.task = task.of(declaration.decode(data, "E90"))
        self.item, self.entry = self.task.items[0], self.task.declared.items[0]

    def score(self, values, key=None, folder=Path(".")):
        return self.item.score(Submission(values, Path(folder), key))

    def points(self, values, key=None, folder=Path(".")):
        return self.score(values, key, folder).points

    def problems(self, key=None):
        return list(self.entry.problems(self.task.form, key))
