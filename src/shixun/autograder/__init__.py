"""Grading of any nbgrader course: submitted code in a sandbox, tests elsewhere, nothing lost.

`sandbox/` runs untrusted code, `engine/` grades with it, `nbgrader/` plugs both into nbgrader.
"""
