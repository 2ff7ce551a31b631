"""Settings of the engine: `c.Grading.… = …` in nbgrader_config.py."""

from difflib import get_close_matches

from traitlets import Bool, Float, Integer, TraitError, Unicode
from traitlets.config import Config, Configurable

from shixun.autograder.errors import GradingError
from shixun.autograder.i18n import gettext, gettext_noop, use_language
from shixun.autograder.sandbox import Limits
from shixun.autograder.sandbox.limits import MIB

DEFAULTS = Limits()
TYPE_NAMES = {
    Bool: gettext_noop("True or False"),
    Integer: gettext_noop("a whole number"),
    Float: gettext_noop("a number"),
    Unicode: gettext_noop("a text"),
}


class Grading(Configurable):
    """The section `c.Grading` of nbgrader_config: how submissions are graded, and the limits of a sandbox."""

    workers = Integer(0, help="How many submissions at once; 0 = one for each core.").tag(
        config=True
    )
    on_handin = Bool(False, help="Grade at once what students hand in (answers as data).").tag(
        config=True
    )
    language = Unicode(
        "", help="Language of messages, e.g. zh_CN or en; empty = SHIXUN_LANG, else the locale."
    ).tag(config=True)
    state_url = Unicode(
        "",
        help="Database of the grading records, an SQLAlchemy address, of this course alone; "
        "empty = SQLite in .shixun beside the gradebook.",
    ).tag(config=True)
    unsealed = Bool(
        False,
        help="Run submitted code without isolation where no sandbox can be made. Only for code "
        "that you trust: it then has all your rights.",
    ).tag(config=True)
    cell_seconds = Float(DEFAULTS.cell_seconds, help="Wall time of one cell.").tag(config=True)
    room_seconds = Float(DEFAULTS.sandbox_seconds, help="Wall time of a submission.").tag(
        config=True
    )
    cpu_seconds = Integer(DEFAULTS.cpu_seconds, help="CPU time of one process.").tag(config=True)
    memory_mib = Integer(DEFAULTS.memory // MIB, help="Memory of a sandbox.").tag(config=True)
    disk_mib = Integer(DEFAULTS.disk // MIB, help="Size of each folder of a sandbox.").tag(
        config=True
    )
    file_mib = Integer(DEFAULTS.file_size // MIB, help="Size of one file.").tag(config=True)
    open_files = Integer(DEFAULTS.open_files, help="Open files of one process.").tag(config=True)
    room_files = Integer(DEFAULTS.sandbox_files, help="Open files of a sandbox.").tag(config=True)
    made_files = Integer(DEFAULTS.created_files, help="Files that a sandbox may make.").tag(
        config=True
    )
    tasks = Integer(DEFAULTS.tasks, help="Processes and threads of a sandbox.").tag(config=True)
    output_characters = Integer(DEFAULTS.output, help="Output of one cell.").tag(config=True)
    outputs = Integer(DEFAULTS.outputs, help="Number of outputs of one cell.").tag(config=True)

    def limits(self) -> Limits:
        """The limits of a sandbox."""
        return Limits(
            cell_seconds=self.cell_seconds,
            sandbox_seconds=self.room_seconds,
            cpu_seconds=self.cpu_seconds,
            memory=self.memory_mib * MIB,
            disk=self.disk_mib * MIB,
            file_size=self.file_mib * MIB,
            open_files=self.open_files,
            sandbox_files=self.room_files,
            created_files=self.made_files,
            tasks=self.tasks,
            output=self.output_characters,
            outputs=self.outputs,
        )


def read(config: Config) -> Grading:
    """The settings of a course.

    Raises:
        GradingError: a setting is unknown, or its value has the wrong type.
    """
    known = Grading.class_traits(config=True)
    for name, value in config.Grading.items():
        if name not in known:
            close = get_close_matches(name, known, n=1)
            if close:
                hint = gettext("Did you mean c.Grading.{name}?").format(name=close[0])
            else:
                hint = gettext("See the table of settings in the documentation.")
            raise GradingError(
                gettext("nbgrader_config.py: there is no setting c.Grading.{name}. {hint}").format(
                    name=name, hint=hint
                )
            )
        try:
            Grading(config=Config(Grading={name: value}))
        except TraitError as error:
            expected = TYPE_NAMES[type(known[name])]
            raise GradingError(
                gettext(
                    "nbgrader_config.py: c.Grading.{name} should be {expected}, and is {value}."
                ).format(name=name, expected=gettext(expected), value=repr(value))
            ) from error
    return Grading(config=config)


def apply_language(config: Config) -> None:
    """Make messages in the language that the course sets, else in that of the environment."""
    use_language(str(config.Grading.get("language", "")))
