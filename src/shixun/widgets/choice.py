"""The question that every form of the trainer's starts with."""

from shixun.syllabus import Course


def exercise(id: str, label: str, course: Course) -> dict:
    """A field that asks for one of the course's exercises."""
    options = [{"value": e.id, "label": f"{e.id} {e.title}"} for e in course.exercises]
    return {"id": id, "kind": "choice", "style": "radio", "label": label, "options": options}
