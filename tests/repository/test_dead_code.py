"""Nothing in src/ is left over: what no code calls is called by a framework, or it goes."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WHITELIST = Path(__file__).with_name("vulture_whitelist.py")


def test_vulture_finds_nothing():
    """Every function, class, attribute and field is used, or stands in the list with who uses it."""
    vulture = Path(sys.executable).with_name("vulture")
    done = subprocess.run([vulture], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_list_names_only_what_is_there():
    """A name that is gone from src/ goes from the list, too."""
    tree = ast.parse(WHITELIST.read_text(encoding="utf-8"))
    names = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    names |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} - {"_"}
    code = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "src/shixun").rglob("*.py"))
    assert not [name for name in sorted(names) if name not in code]
