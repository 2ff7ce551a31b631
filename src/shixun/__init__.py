"""Shixun 师训: lessons, exercises, guide and response loop for teachers, on Jupyter."""

__version__ = "0.1.0"
