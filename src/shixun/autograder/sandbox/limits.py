"""The limits of a sandbox. Each is a setting (`c.Grading`); these are the defaults."""

from dataclasses import dataclass

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """Limits of one sandbox; sizes in bytes, times in seconds."""

    cell_seconds: float = 30  # wall time of one cell or call; nbgrader's own default
    sandbox_seconds: float = 60  # wall time from opening to closing
    cpu_seconds: int = 60  # of one process
    memory: int = 2048 * MIB  # of one process, and of the whole sandbox
    disk: int = 256 * MIB  # of each of the sandbox's folders, which are held in memory
    file_size: int = 128 * MIB
    open_files: int = 512  # of one process
    sandbox_files: int = (
        2048  # open in the whole sandbox; a socket holds memory that no process shows
    )
    created_files: int = 200_000  # in the sandbox's folders; each costs memory, however small it is
    tasks: int = 256  # processes and threads together
    output: int = 2 * MIB  # characters of all outputs
    outputs: int = 500  # number of outputs of one cell
    answer: int = 16 * MIB  # bytes of one message that comes out
