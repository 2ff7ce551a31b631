"""Start a kernel without a debugger: nobody here debugs, and importing it costs every start 0.3 s.

ipykernel runs without debugpy where it is not installed; an entry of None in `sys.modules` is
Python's documented way to say just that of a module.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.modules["debugpy"] = None
    # As ipykernel_launcher does: a file beside the notebook shadows nothing.
    if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
        del sys.path[0]
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()
