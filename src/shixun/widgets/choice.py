"""The question that every form of the trainer's starts with."""

from shixun.syllabus import Syllabus


def exercise(id: str, label: str, course: Syllabus) -> dict:
    """A field that asks for one of the course's exercises."""
    options = [{"value": e.id, "label": f"{e.id} {e.title}"} for e in course.exercises]
    return {"id": id, "kind": "choice", "style": "radio", "label": label, "options": options}
