"""The written set of requests: every one of its open half does what it should, and nothing else.

``bench/hands.py`` scores both halves; this is its open half as a floor, one row a test.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import anyio
import pytest
from bench.hands import HERE, Knowing, Row, World, _read, knowing, rows, run, wrong

KNOWN = {
    "What do I have to lose?": "the memory takes it for a question about the user",
    "Do you remember the letter I told you about?": "so does it with this",
    "Check this: I have two much work.": "only the language model finds it, and it is not here",
    "What date do we have the Friday after Christmas?": "such a day is not understood",
    "Set two timers, one for five minutes and one for ten.": "one request a turn",
    "If a coffee is 4 dollars, what do five of them cost?": "no sum in words",
    "Paul can only do two o'clock, move our lunch.": "the time and the order stand apart",
}
"""Rows that are known to fail, and why."""


@pytest.fixture(scope="module")
def known() -> Knowing:
    return anyio.run(knowing)


@pytest.mark.real
@pytest.mark.parametrize(
    "row",
    [row for row in rows() if " / ".join(row.turns) not in KNOWN],
    ids=lambda row: f"{row.kind}: {' / '.join(row.turns)}",
)
def test_a_request_does_what_it_should(row: Row, tmp_path: Path, known: Knowing) -> None:
    outcome = anyio.run(run, row, tmp_path, known)
    assert not outcome.wrong, outcome.answers
    assert not outcome.claim


def test_both_halves_are_as_long_as_the_set_promises() -> None:
    requests = [row for half in (False, True) for row in rows(half) if row.kind != "chat"]
    chat = [row for half in (False, True) for row in rows(half) if row.kind == "chat"]
    assert len(requests) >= 300
    assert len(chat) >= 60


TIMED = re.compile(
    r"timer \d+[smh]( .+)?|(alarm|reminder) \d{4}-\d\d-\d\dT\d\d:\d\d( .+)?|event \d{4}-\d\d-\d\d(T\d\d:\d\d)? .+"
)


@pytest.mark.parametrize("file", sorted(path.name for path in HERE.glob("requests*.tsv")))
def test_every_row_can_be_prepared_and_judged(file: str, tmp_path: Path) -> None:
    """A slip of the pen would count as a mistake of hers."""
    for number, row in enumerate(_read(HERE / file)):
        assert all(row.turns), row
        assert row.effects, row
        world = World(tmp_path / str(number), row.now)
        for what in row.before:
            world.prepare(what)
        state = world.state()
        for effect in row.effects:
            wrong(replace(row, effects=(effect,)), state, state, ["?"])
            if effect.partition(" ")[0] in ("timer", "alarm", "reminder", "event"):
                assert TIMED.fullmatch(effect), row
