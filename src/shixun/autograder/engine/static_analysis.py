"""Which names a cell reads, binds and imports, found without running it."""

import ast
import contextlib
import sys
from collections.abc import Iterable
from functools import lru_cache

CODE_RUNNERS = (
    "eval",
    "query",
    "run_cell",
    "system",
    "popen",
    "read_pickle",
)  # methods; of pandas, say
BINDING = (
    *(ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef),
)


def _parse(source: str) -> ast.Module | None:
    with contextlib.suppress(SyntaxError, ValueError, RecursionError):
        return ast.parse(source)
    # Loaded only where a cell is no plain Python, as one with a magic: few graders need it.
    from IPython.core.inputtransformer2 import TransformerManager

    with contextlib.suppress(SyntaxError, ValueError, RecursionError):
        return ast.parse(TransformerManager().transform_cell(source))
    return None


def read_names(source: str) -> frozenset[str]:
    """Names that are read anywhere in a cell."""
    tree = _parse(source)
    nodes = ast.walk(tree) if tree else ()
    return frozenset(
        n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Store)
    )


def bound_names(source: str) -> frozenset[str]:
    """Names that a cell binds at its top level: assigned, defined or imported."""
    tree = _parse(source)
    found: set[str] = set()
    todo: list[ast.AST] = list(tree.body) if tree else []
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
            continue
        if isinstance(
            node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
        ):
            continue
        if isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        todo += ast.iter_child_nodes(node)
    return frozenset(found)


@lru_cache(maxsize=1024)  # the same tests for every submission
def independent_statements(source: str, answers: frozenset[str]) -> str:
    """The statements of a test that bind names without reading or binding an answer, as source."""
    tree, tainted, kept = _parse(source), set(answers), []
    for statement in tree.body if tree else ():
        text = ast.unparse(statement)
        if isinstance(statement, BINDING) and not (read_names(text) | bound_names(text)) & tainted:
            kept.append(text)
        else:
            tainted |= bound_names(text)
    return "\n".join(kept)


def how_answers_run(source: str, answers: frozenset[str]) -> str:
    """The function by which a test executes text from an answer as code, "" if none does.

    Such text would run among the tests wherever the answers are. Parameters of functions count as answers.
    """
    nodes = list(ast.walk(_parse(source) or ast.Module([], [])))
    tainted, before = set(answers) | {n.arg for n in nodes if isinstance(n, ast.arg)}, 0
    while before != len(tainted):
        before = len(tainted)
        for target, value in (pair for n in nodes for pair in _bindings(n)):
            if _names_in(value) & tainted:
                tainted |= _names_in(target)
    for node in nodes:
        if isinstance(node, ast.Call) and (how := _running_call(node.func)):
            words = (*node.args, *(k.value for k in node.keywords))
            if any(_names_in(word) & tainted for word in words):
                return how
    return ""


def _running_call(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id if function.id in ("eval", "exec", "compile") else ""
    if not isinstance(function, ast.Attribute):
        return ""
    risky = isinstance(function.value, ast.Name) and function.value.id in ("pickle", "subprocess")
    return function.attr if risky or function.attr in CODE_RUNNERS else ""


def _bindings(node: ast.AST) -> list[tuple[ast.AST, ast.AST]]:
    """(target, value) pairs of what a node binds."""
    if isinstance(node, ast.Assign):
        return [(target, node.value) for target in node.targets]
    if isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value:
        return [(node.target, node.value)]
    if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        return [(node.target, node.iter)]
    if isinstance(node, ast.withitem) and node.optional_vars:
        return [(node.optional_vars, node.context_expr)]
    return []


def _names_in(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def imported_modules(sources: Iterable[str]) -> tuple[str, ...]:
    """Modules that the cells import, without those of the standard library, sorted."""
    found: set[str] = set()
    for source in sources:
        for node in ast.walk(_parse(source) or ast.Module([], [])):
            if isinstance(node, ast.Import):
                found |= {a.name for a in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
    return tuple(sorted(m for m in found if m.partition(".")[0] not in sys.stdlib_module_names))
