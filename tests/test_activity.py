"""Speech or no speech, with hysteresis."""

from __future__ import annotations

from samantha.core.activity import Activity


def judged(*probabilities: float) -> list[bool]:
    activity = Activity(begin=0.5, end=0.35)
    return [activity.judge(probability) for probability in probabilities]


def test_speech_begins_at_the_upper_threshold() -> None:
    assert judged(0.0, 0.4, 0.49, 0.5) == [False, False, False, True]


def test_it_ends_only_below_the_lower_one() -> None:
    assert judged(0.9, 0.4, 0.35, 0.34, 0.4) == [True, True, True, False, False]


def test_a_wavering_voice_does_not_flicker() -> None:
    assert judged(0.6, *[0.45, 0.55] * 10) == [True] * 21
    assert judged(0.1, *[0.45, 0.49] * 10) == [False] * 21
