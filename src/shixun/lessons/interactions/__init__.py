"""The kinds of interaction a lesson's practice is made of; a data file names one by `kind`.

To add a kind: a module here with a record that is a `Part`, an entry in `AnyPart`, a test.
"""

from shixun.lessons.interactions.grid import Grid
from shixun.lessons.interactions.part import Outcome, Part, Record
from shixun.lessons.interactions.pick import Pick
from shixun.lessons.interactions.sort import Sort

AnyPart = Sort | Pick | Grid

__all__ = ["AnyPart", "Grid", "Outcome", "Part", "Pick", "Record", "Sort"]
