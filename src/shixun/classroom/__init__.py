"""A class: nbgrader driven by our settings, from release and hand-in to feedback."""
