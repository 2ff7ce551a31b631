"""The autograder under nbgrader's own commands and pages, through its settings alone."""
