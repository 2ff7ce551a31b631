"""Settings of the engine: `c.Grading.… = …` in nbgrader_config.py."""

from traitlets import Bool, Float, Integer
from traitlets.config import Configurable

from shixun.grading.room import Limits
from shixun.grading.room.limits import MIB

DEFAULT = Limits()


class Grading(Configurable):
    """How submissions are graded; the limits hold for each sealed room."""

    workers = Integer(0, help="How many submissions at once; 0 = one for each core.").tag(
        config=True
    )
    on_handin = Bool(False, help="Grade at once what teachers hand in (answers as data).").tag(
        config=True
    )
    unsealed = Bool(
        False,
        help="Run submitted code without walls where no sealed room can be made. Only for code "
        "that you trust: it then has all your rights.",
    ).tag(config=True)
    cell_seconds = Float(DEFAULT.cell_seconds, help="Wall time of one cell.").tag(config=True)
    room_seconds = Float(DEFAULT.room_seconds, help="Wall time of a submission.").tag(config=True)
    cpu_seconds = Integer(DEFAULT.cpu_seconds, help="CPU time of one process.").tag(config=True)
    memory_mib = Integer(DEFAULT.memory // MIB, help="Memory of a room.").tag(config=True)
    disk_mib = Integer(DEFAULT.disk // MIB, help="Size of each folder of a room.").tag(config=True)
    file_mib = Integer(DEFAULT.file_size // MIB, help="Size of one file.").tag(config=True)
    open_files = Integer(DEFAULT.open_files, help="Open files of one process.").tag(config=True)
    room_files = Integer(DEFAULT.room_files, help="Open files of a room.").tag(config=True)
    made_files = Integer(DEFAULT.made_files, help="Files that a room may make.").tag(config=True)
    tasks = Integer(DEFAULT.tasks, help="Processes and threads of a room.").tag(config=True)
    output_characters = Integer(DEFAULT.output, help="Output of one cell.").tag(config=True)
    outputs = Integer(DEFAULT.outputs, help="Number of outputs of one cell.").tag(config=True)

    def limits(self) -> Limits:
        """These settings as a room takes them."""
        return Limits(
            cell_seconds=self.cell_seconds,
            room_seconds=self.room_seconds,
            cpu_seconds=self.cpu_seconds,
            memory=self.memory_mib * MIB,
            disk=self.disk_mib * MIB,
            file_size=self.file_mib * MIB,
            open_files=self.open_files,
            room_files=self.room_files,
            made_files=self.made_files,
            tasks=self.tasks,
            output=self.output_characters,
            outputs=self.outputs,
        )
