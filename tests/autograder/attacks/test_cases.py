"""Every case, one by one; what they are stands in the module of their kind."""

from pathlib import Path

import pytest

from . import (
    data_exfiltration,
    forgery,
    honest_answers,
    lying_values,
    malformed_notebooks,
    odd_files,
    resource_exhaustion,
    timestamps,
)

KINDS = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        data_exfiltration,
        forgery,
        honest_answers,
        lying_values,
        malformed_notebooks,
        odd_files,
        resource_exhaustion,
        timestamps,
    )
}
ALL = [(kind, case) for kind, module in KINDS.items() for case in module.CASES]


@pytest.mark.parametrize(("kind", "case"), ALL, ids=[f"{k}: {c.promise}" for k, c in ALL])
def test_what_is_done_with(graded, kind, case):
    """The case's promise is kept."""
    assert not case.verdict(graded(KINDS[kind]).results[case.id])


@pytest.mark.parametrize("kind", KINDS)
def test_neighbours_lose_nothing(graded, kind):
    """Whatever else was handed in, right answers keep their points."""
    results = graded(KINDS[kind]).results
    assert [results[s].points for s in ("!first", "~last")] == [10, 10]


def test_nothing_was_written_outside(graded):
    """Whoever reached for the world outside did not get there."""
    graded(forgery)
    assert not Path(forgery.OUTSIDE).exists()


def test_no_result_is_too_large_for_a_page(graded):
    """However much a sandbox says, a page shows it."""
    for module in (forgery, resource_exhaustion):
        found = graded(module).results.values()
        assert max(len(r.text) for r in found) < 3_000_000
