"""Runs submitted code, and gives only plain data back.

A ForkServer holds a process with the packages loaded. `ForkServer.sandbox()` forks it into a sandbox
made by bubblewrap: no network, no files but a copy of the submission, no other processes, and limits
on time, memory, files, processes and output.
"""

from shixun.autograder.sandbox.bwrap import SandboxUnavailable, is_available
from shixun.autograder.sandbox.client import ForkServer, Sandbox, SandboxClosed
from shixun.autograder.sandbox.limits import Limits

__all__ = ["ForkServer", "Limits", "Sandbox", "SandboxClosed", "SandboxUnavailable", "is_available"]
