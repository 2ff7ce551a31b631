"""Grading of any nbgrader course: fast, sealed, and nothing lost.

The order of work is the order of the modules: `courses` opens a course and makes the plan of an
assignment; `kinds` decides which promise holds for it; `screen` takes in what was handed in;
`merge` puts it together with the instructor's cells; `data` or `sandboxes` runs it; `score` turns outputs
into points; `single` does all that for one submission; `run` for many, with `gradebook` as the only
writer and `kept` for what lies on disk. `plugin` is the same under nbgrader's own commands.
"""
