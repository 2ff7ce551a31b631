"""How fast grading is, measured beside plain nbgrader. `make bench`, or `python -m benchmarks`.

`classes` makes hand-ins, `courses` puts them into a course, `commands` runs a grader and takes its
time and memory, `scores` sees to it that both graders agree. `beside`, `size` and `button` each
measure one thing; `results` writes the figures and the table, which nobody types.
"""
