"""The sandbox: where code that was handed in runs, and from which only plain data comes out.

`client.Warm` holds a fork server with the packages loaded; `Warm.sandbox()` forks it into a sandbox made
by bubblewrap: no network, no files but its own copy, no other process, limits on everything.
"""

from shixun.autograder.sandbox.bwrap import SandboxUnavailable, is_available
from shixun.autograder.sandbox.client import ForkServer, Sandbox, SandboxClosed
from shixun.autograder.sandbox.limits import Limits

__all__ = ["ForkServer", "Limits", "Sandbox", "SandboxClosed", "SandboxUnavailable", "is_available"]
