"""Louder and softer without a click."""

from __future__ import annotations

import numpy as np
import pytest

from samantha.audio.gain import RAMP, Gain

FULL = np.ones(1000, np.float32)


def test_full_is_untouched() -> None:
    assert Gain().apply(FULL) is FULL


@pytest.mark.parametrize("goal", [0.0, 0.25])
def test_down_and_up_again_without_a_step(goal: float) -> None:
    gain = Gain()
    gain.aim(goal)
    down = gain.apply(FULL)
    gain.aim(1.0)
    line = np.concatenate([FULL[:1], down, gain.apply(FULL)])
    assert np.abs(np.diff(line)).max() <= 1 / RAMP + 1e-6
    assert down[-1] == pytest.approx(goal) and line[-1] == 1.0


def test_the_ramp_goes_on_over_any_blocks() -> None:
    whole, parts = Gain(), Gain()
    for gain in (whole, parts):
        gain.aim(0.0)
    cut = [parts.apply(FULL[:n]) for n in (7, 0, 100, 893)]
    assert np.allclose(np.concatenate(cut), whole.apply(FULL), atol=1e-5)


def test_towards_nothing_less_and_less_may_flow() -> None:
    gain = Gain()
    assert gain.room is None
    gain.aim(0.0)
    assert gain.room == RAMP
    gain.apply(FULL[:100])
    assert gain.room == RAMP - 100
    gain.apply(FULL)
    assert gain.room == 0
    gain.aim(0.5)
    assert gain.room is None
