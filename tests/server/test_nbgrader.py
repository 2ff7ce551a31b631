"""nbgrader's own buttons work in a teacher's server, though their English labels are hidden."""

import json
import urllib.parse
import urllib.request

import pytest
from processes import PATIENCE


@pytest.fixture(scope="module")
def ask(running):
    """Post to the teacher's server as nbgrader's own pages do."""
    base, token = running.urls[0].split("?token=")

    def post(verb, **fields):
        request = urllib.request.Request(
            f"{base}assignments/{verb}",
            data=urllib.parse.urlencode(fields).encode(),
            headers={"Authorization": f"token {token}"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    return post


def test_fetch_validate_and_submit(running, ask):
    """Fetch brings E04 home, Validate runs its cells, Submit puts it where the trainer collects."""
    listed = ask("fetch", assignment_id="E04", course_id="shixun")
    assert listed["success"]
    home = running.paths.teachers / "teacher"
    assert (home / "E04/E04.ipynb").is_file() and not (home / "E04/key").exists()
    answer = ask("validate", path="E04/E04.ipynb")
    assert answer["success"], answer
    checked = json.loads(answer["value"]) if isinstance(answer["value"], str) else answer["value"]
    assert checked["failed"], "nothing has been filled in yet, so something must be unmet"
    assert ask("submit", assignment_id="E04", course_id="shixun")["success"]
    inbound = list((running.paths.exchange / "shixun/inbound").iterdir())
    assert [p.name.split("+")[:2] for p in inbound] == [["teacher", "E04"]]
