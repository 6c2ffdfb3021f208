"""The written set of requests: every one of its open half does what it should, and nothing else.

``bench/hands.py`` scores both halves; this is its open half as a floor, one row a test.
"""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest
from bench.hands import Row, rows, run

NOT_YET = frozenset(("spelling",))
KNOWN = {
    "What do I have to lose?": "the memory takes it for a question about the user",
}
"""Rows that are known to fail, and why."""


@pytest.mark.parametrize(
    "row",
    [row for row in rows() if row.kind not in NOT_YET and " / ".join(row.turns) not in KNOWN],
    ids=lambda row: f"{row.kind}: {' / '.join(row.turns)}",
)
def test_a_request_does_what_it_should(row: Row, tmp_path: Path) -> None:
    outcome = anyio.run(run, row, tmp_path)
    assert not outcome.wrong, outcome.answers
    assert not outcome.claim


def test_both_halves_are_as_long_as_the_set_promises() -> None:
    requests = [row for half in (False, True) for row in rows(half) if row.kind != "chat"]
    chat = [row for half in (False, True) for row in rows(half) if row.kind == "chat"]
    assert len(requests) >= 300
    assert len(chat) >= 60
