"""The last minutes of the microphone, by sample count."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from samantha.audio.pcm import Samples
from samantha.audio.ring import Ring
from samantha.core.clock import HEAR_RATE

SIZE = 160
"""Ten milliseconds."""


def counting(start: int, end: int) -> Samples:
    return np.arange(start, end, dtype=np.float32)


def full(upto: int, *, block: int = 32) -> Ring:
    """A ring that has heard every number below ``upto``."""
    ring = Ring(SIZE / HEAR_RATE)
    for start in range(0, upto, block):
        ring.append(counting(start, min(upto, start + block)))
    return ring


def test_it_gives_back_what_it_heard_where_it_heard_it() -> None:
    pcm = full(100).between(10, 90)
    assert pcm.rate == HEAR_RATE
    assert pcm.samples.tolist() == list(range(10, 90))


def test_what_is_too_old_or_not_there_yet_is_left_out() -> None:
    ring = full(1000)
    assert ring.end == 1000
    assert ring.between(0, 2000).samples.tolist() == list(range(1000 - SIZE, 1000))
    assert len(ring.between(0, 500)) == 0
    assert len(ring.between(1000, 1200)) == 0
    assert len(full(0).between(0, 10)) == 0


def test_what_it_gave_does_not_change_when_more_is_heard() -> None:
    ring = full(SIZE)
    before = ring.between(0, 50)
    ring.append(counting(SIZE, SIZE + 64))
    assert before.samples.tolist() == list(range(50))


@given(st.integers(0, 700), st.integers(1, SIZE), st.integers(-50, 800), st.integers(-50, 800))
def test_any_stretch_is_what_was_heard_of_it_and_is_kept(upto: int, block: int, start: int, end: int) -> None:
    got = full(upto, block=block).between(start, end).samples.tolist()
    assert got == list(range(max(start, upto - SIZE, 0), min(end, upto)))
