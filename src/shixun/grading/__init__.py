"""nbgrader, driven by our settings: release, hand-in, grading, feedback."""
