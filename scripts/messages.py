"""The autograder's messages: from the code into the catalogs, and each catalog compiled.

python scripts/messages.py            new messages go into the .po files, which are then compiled
python scripts/messages.py --check    tells what is not up to date, and changes nothing
"""

import io
import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parents[1] / "src/shixun/autograder"
KEYWORDS = {"gettext": None, "gettext_noop": None}


def extracted() -> Catalog:
    """All messages of the code, each with the files that it is in."""
    catalog = Catalog(project="shixun", charset="utf-8")
    found = extract_from_dir(PACKAGE, [("**.py", "python")], keywords=KEYWORDS)
    for file, _, message, _, _ in sorted(found, key=lambda entry: (entry[0], entry[1])):
        catalog.add(message, locations=[(file, 0)])
    return catalog


def renewed(po: Path, template: Catalog) -> tuple[bytes, bytes]:
    """A catalog with the messages of the code: its .po and its .mo."""
    with po.open("rb") as stream:
        catalog = read_po(stream, locale=po.parts[-3], domain=po.stem)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    text, binary = io.BytesIO(), io.BytesIO()
    write_po(text, catalog, width=100, omit_header=False, include_lineno=False, sort_by_file=True)
    write_mo(binary, catalog)
    return text.getvalue(), binary.getvalue()


def stale(po: Path, template: Catalog) -> list[str]:
    """What of a catalog is not as the code wants it, a line each."""
    wanted = {message.id for message in template if message.id}
    translated = {m.id: m.string for m in read_po(io.BytesIO(po.read_bytes())) if m.id}
    compiled = read_mo(io.BytesIO(po.with_suffix(".mo").read_bytes()))
    shipped = {m.id: m.string for m in compiled if m.id}
    found = [f"{po}: not there: {m}" for m in sorted(wanted - translated.keys())]
    found += [f"{po}: not in the code: {m}" for m in sorted(translated.keys() - wanted)]
    found += [f"{po}: not translated: {m}" for m, words in translated.items() if not words]
    return [*found, *([] if shipped == translated else [f"{po}: not compiled as it is"])]


def main() -> int:
    template = extracted()
    catalogs = sorted(PACKAGE.glob("locale/*/LC_MESSAGES/*.po"))
    if "--check" not in sys.argv[1:]:
        for po in catalogs:
            text, binary = renewed(po, template)
            po.write_bytes(text)
            po.with_suffix(".mo").write_bytes(binary)
    found = [line for po in catalogs for line in stale(po, template)]
    print("\n".join(found) or "all messages are translated and compiled")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
