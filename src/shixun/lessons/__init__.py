"""Micro-lessons: a notebook and one data file each; kinds of interaction are in interactions/."""
