"""Which windows of a quiet microphone wait for one another. No device, no clock."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from samantha.core.clock import WINDOW
from samantha.doors.desk_calm import STILL_WINDOWS, Calm

QUIET, SPEECH = 0.001, 0.1


def told(levels: list[float], playing: bool = False) -> list[bool]:
    """Of windows of noise at these levels, which may wait."""
    calm, rng = Calm(), np.random.default_rng(0)
    return [calm.may_wait(rng.normal(0, level, WINDOW).astype(np.float32), playing) for level in levels]


def test_windows_wait_where_it_has_been_quiet_for_long() -> None:
    assert told([QUIET] * 100) == [False] * STILL_WINDOWS + [True] * (100 - STILL_WINDOWS)


def test_sound_goes_at_once_and_what_follows_it_too() -> None:
    assert told([QUIET] * 80 + [SPEECH] + [QUIET] * 64)[79:] == [True] + [False] * 65


def test_long_speech_never_passes_for_silence() -> None:
    assert not any(told([QUIET] * 10 + ([SPEECH] * 9 + [0.02]) * 40))


def test_nothing_waits_while_she_can_be_heard() -> None:
    assert not any(told([QUIET] * 100, playing=True))


def test_a_closed_microphone_is_quiet() -> None:
    assert told([0.0] * 66)[-2:] == [True, True]


@given(st.lists(st.sampled_from([QUIET, 0.004, 0.02, SPEECH]), max_size=200))
def test_no_window_that_is_louder_than_the_quietest_by_far_ever_waits(levels: list[float]) -> None:
    waits = told(levels)
    assert not any(
        wait and level > 3 * min(levels[: n + 1][-160:])
        for n, (wait, level) in enumerate(zip(waits, levels, strict=True))
    )
