"""The sealed room: where code that was handed in runs, and from which only plain data comes out.

`client.Warm` holds a warm process with the packages loaded; `Warm.room()` forks it into a room made
by bubblewrap: no network, no files but its own copy, no other process, limits on everything.
"""

from shixun.autograder.sandbox.bwrap import NoWalls, can_be_made
from shixun.autograder.sandbox.client import Room, RoomClosed, Warm
from shixun.autograder.sandbox.limits import Limits

__all__ = ["Limits", "NoWalls", "Room", "RoomClosed", "Warm", "can_be_made"]
