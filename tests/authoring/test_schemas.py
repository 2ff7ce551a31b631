"""Editors complete data files by a schema; it accepts ours and refuses what the records refuse."""

import json
import re
import tomllib

import jsonschema
import pytest

from shixun import paths, syllabus
from shixun.authoring import schemas
from shixun.paths import Paths

ROOT = paths.current().root
COURSE = syllabus.load(ROOT / "course.toml")
FILES = [
    *(("lesson", ROOT / "notebooks" / x.file) for x in COURSE.lessons),
    *(("chapter", ROOT / "guides" / x.file) for x in COURSE.chapters),
]


@pytest.mark.parametrize(("kind", "page"), FILES, ids=[p.stem for _, p in FILES])
def test_our_data_files_fit_the_schema_that_their_first_line_names(tmp_path, kind, page):
    """The line leads from the file to where set-up puts the schema."""
    schemas.write(Paths(ROOT, tmp_path))
    text = page.with_suffix(".toml").read_text(encoding="utf-8")
    named = re.match(r"#:schema (\S+)\n", text)[1]
    assert (page.parent / named).resolve() == ROOT / "var/schema" / f"{kind}.json"
    schema = json.loads((tmp_path / "schema" / f"{kind}.json").read_text(encoding="utf-8"))
    data = tomllib.loads(text)
    jsonschema.validate(data, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**data, "titel": "?"}, schema)


def test_a_schema_is_written_once(tmp_path):
    """Set-up runs again and again; an unchanged file keeps its time."""
    where = Paths(ROOT, tmp_path)
    schemas.write(where)
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "schema").iterdir()}
    schemas.write(where)
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "schema").iterdir()} == before
