"""nbgrader, driven by our settings: release, hand-in, autograding, feedback. The only room that imports it."""
