"""Speech or no speech, with hysteresis, and whether there is any sound."""

from __future__ import annotations

from samantha.core.activity import LEAST_KNOWN, Activity, Silence


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


def test_a_window_is_silent_that_is_hardly_louder_than_those_without_speech() -> None:
    silence = Silence()
    assert not silence.judge(1e-6, speech=False), "nothing is known yet"
    for _ in range(LEAST_KNOWN):
        silence.judge(1e-6, speech=False)
    assert silence.judge(3e-6, speech=True)
    assert not silence.judge(1e-5, speech=True)


def test_an_onset_that_the_detector_notices_late_does_not_make_speech_silent() -> None:
    silence = Silence()
    for power in [1e-6] * 20 + [1e-2] * 8:
        silence.judge(power, speech=False)
    assert not silence.judge(1e-4, speech=True)


def test_digital_silence_is_silent() -> None:
    silence = Silence()
    for _ in range(LEAST_KNOWN):
        silence.judge(0.0, speech=False)
    assert silence.judge(0.0, speech=True)
    assert not silence.judge(1e-6, speech=True)
