"""Grades any nbgrader course: fast, isolated, and without losing an earlier result.

The modules in the order of the work: `courses` opens a course and plans an assignment; `isolation`
decides how each notebook is run; `intake` accepts a submission; `merge` joins it with the
instructor's cells; `execution` runs the notebook in sandboxes, or `data_graders` grades answers that
are data; `scoring` turns outputs into points. `grader` does all that for one submission and `batch`
for many. `gradebook` is the only writer of nbgrader's database, `result_store` of result files.
"""
