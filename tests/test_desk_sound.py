"""The desk's arithmetic: rates, windows, records, names and the count of what was heard. No device."""

from __future__ import annotations

import numpy as np
import pytest
import soxr
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from samantha.audio.pcm import PLAY_RATE
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.doors.desk_child import Format, formats
from samantha.doors.desk_records import Records, WindowRecord, audio_record, flush_record
from samantha.doors.desk_sound import Ears, Mouth
from samantha.doors.devices import DeviceInfo, choose
from samantha.errors import DeviceError

RATES = [8_000, 16_000, 24_000, 44_100, 48_000]


def sweep(seconds: float, rate: int) -> NDArray[np.float32]:
    t = np.arange(round(seconds * rate)) / rate
    return (0.4 * np.sin(2 * np.pi * (200 * t + (2800 / seconds) * t**2 / 2))).astype(np.float32)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", RATES)
def test_any_microphone_gives_windows_of_the_same_sound_at_16_khz(rate: int, channels: int) -> None:
    ears = Ears(rate)
    sound = np.concatenate([sweep(1.0, rate), np.zeros(rate, np.float32)])
    block = rate // 77
    stereo = np.repeat(sound[:, None], channels, axis=1)
    heard = [w for at in range(0, len(sound), block) for w, _ in ears.hear(stereo[at : at + block])]
    assert {window.shape for window in heard} == {(WINDOW,)}
    assert {window.dtype for window in heard} == {np.dtype(np.float32)}
    expected = soxr.resample(sound, rate, HEAR_RATE)[:HEAR_RATE]
    error = np.concatenate(heard)[:HEAR_RATE] - expected
    assert np.sqrt(np.mean(error**2)) < 0.01 * np.sqrt(np.mean(expected**2))


def test_channels_are_averaged() -> None:
    block = np.stack([np.full(WINDOW, 0.5), np.full(WINDOW, -0.1)], axis=1).astype(np.float32)
    ((window, age),) = Ears(HEAR_RATE).hear(block)
    assert np.allclose(window, 0.2)
    assert age == 0.0


def test_a_window_knows_how_long_ago_it_ended() -> None:
    ages = [age for _, age in Ears(HEAR_RATE).hear(np.zeros((2 * WINDOW + 160, 1), np.float32))]
    assert ages == [(WINDOW + 160) / HEAR_RATE, 160 / HEAR_RATE]


def run(mouth: Mouth, rate: int, seconds: float, start: float = 0.0) -> NDArray[np.float32]:
    """Takes blocks of 20 ms as a device with 50 ms of latency does; the block taken at t leaves at t + 0.05."""
    blocks = [
        (mouth.take(rate // 50, start + i * 0.02 + 0.05), mouth.heard(start + i * 0.02))
        for i in range(round(seconds * 50))
    ]
    return np.concatenate([block for block, _ in blocks])


@pytest.mark.parametrize("rate", RATES)
def test_any_loudspeaker_plays_blocks_gapless_and_to_the_last_sample(rate: int) -> None:
    mouth, sound = Mouth(rate), sweep(1.0, PLAY_RATE)
    for part in np.array_split(sound, 37):
        mouth.give(part)
    played = run(mouth, rate, 1.5)
    expected = soxr.resample(sound, PLAY_RATE, rate)
    error = played[: len(expected)] - expected
    assert np.sqrt(np.mean(error**2)) < 0.01 * np.sqrt(np.mean(expected**2))
    assert np.abs(played[len(expected) + rate // 10 :]).max() < 1e-4


@pytest.mark.parametrize("rate", RATES)
def test_samples_count_when_they_leave_not_when_they_are_taken(rate: int) -> None:
    mouth = Mouth(rate)
    mouth.give(sweep(0.5, PLAY_RATE))
    run(mouth, rate, 0.3)
    for at_ms, expected_ms in ((300, 250), (310, 260), (5_000, 300)):
        _, played = mouth.heard(at_ms / 1000)
        assert abs(played - expected_ms * PLAY_RATE // 1000) <= 4
    run(mouth, rate, 0.4, start=0.3)
    assert mouth.heard(5.0) == (0, PLAY_RATE // 2)


def test_silence_between_two_sounds_does_not_count() -> None:
    mouth = Mouth(48_000)
    mouth.give(sweep(0.1, PLAY_RATE))
    run(mouth, 48_000, 1.0)
    mouth.give(sweep(0.1, PLAY_RATE))
    run(mouth, 48_000, 1.0, start=1.0)
    assert mouth.heard(3.0) == (0, 2 * PLAY_RATE // 10)


@pytest.mark.parametrize("rate", RATES)
def test_flushed_sound_is_neither_heard_nor_counted_not_even_what_the_device_had(rate: int) -> None:
    mouth = Mouth(rate)
    mouth.give(sweep(3.0, PLAY_RATE))
    run(mouth, rate, 0.5)
    mouth.flush(7)
    assert mouth.heard(0.5) == (7, 0)
    after = run(mouth, rate, 0.5, start=0.5)
    assert np.abs(after[rate // 10 :]).max() < 1e-4
    assert mouth.heard(1.0) == (7, 0)
    mouth.give(sweep(0.2, PLAY_RATE))
    run(mouth, rate, 0.5, start=1.0)
    assert mouth.heard(2.0) == (7, PLAY_RATE // 5)


@given(st.lists(st.one_of(st.integers(0, 3000), st.just(-1)), max_size=30), st.sampled_from(RATES))
def test_the_count_never_falls_within_an_epoch_and_never_passes_what_was_given(steps: list[int], rate: int) -> None:
    mouth, epoch, total, last = Mouth(rate), 0, 0, 0
    for number, step in enumerate(steps):
        if step < 0:
            epoch, total, last = epoch + 1, 0, 0
            mouth.flush(epoch)
        else:
            mouth.give(np.zeros(step, np.float32))
            total += step
        mouth.take(rate // 50, number * 0.02 + 0.03 * (number % 3))
        at_epoch, played = mouth.heard(number * 0.02)
        assert at_epoch == epoch
        assert last <= played <= total
        last = played


@given(st.integers(1, 5000))
def test_records_survive_any_division_of_the_pipe(size: int) -> None:
    window = WindowRecord(3, 2**40, 1, 2, 3, sweep(WINDOW / HEAR_RATE, HEAR_RATE))
    stream = window.pack() + flush_record(9) + audio_record(np.ones(5, np.float32))
    records = Records()
    cut = [r for at in range(0, len(stream), size) for r in records.cut(stream[at : at + size])]
    assert [kind for kind, _ in cut] == [b"W", b"F", b"A"]
    back = WindowRecord.unpack(cut[0][1])
    assert (back.epoch, back.played, back.underruns, back.overruns, back.dropped) == (3, 2**40, 1, 2, 3)
    assert np.array_equal(back.pcm, window.pcm)


def device(name: str, inputs: int = 1, outputs: int = 1, **more: bool) -> DeviceInfo:
    return DeviceInfo(0, name, "ALSA", inputs, outputs, 44_100.0, **more)


DEVICES = [
    device("HDA Intel PCH: ALC257 Analog (hw:0,0)"),
    device("HDA Intel PCH: HDMI 0 (hw:0,3)", inputs=0),
    device("Blue Yeti: USB Audio (hw:1,0)"),
    device("USB", outputs=0),
    device("default", is_default_input=True, is_default_output=True),
]


@pytest.mark.parametrize(
    ("name", "found"),
    [("", "default"), ("yeti", "Blue Yeti: USB Audio (hw:1,0)"), ("usb", "USB"), ("pch", DEVICES[0].name)],
)
def test_a_device_is_chosen_by_part_of_its_name_and_an_exact_name_wins(name: str, found: str) -> None:
    assert choose(DEVICES, name, "microphone").name == found


def test_without_a_default_the_first_that_can_do_it_is_taken() -> None:
    assert choose([device("a", inputs=0), device("b")], "", "microphone").name == "b"


def test_a_part_that_fits_several_is_refused_with_their_names() -> None:
    with pytest.raises(DeviceError, match=r"ALC257.*HDMI"):
        choose(DEVICES, "intel", "loudspeaker")


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(DeviceError) as refused:
        choose(DEVICES, "Blue Yety", "microphone")
    assert "microphone: no device is called 'Blue Yety'" in str(refused.value)
    assert "There are: 'Blue Yeti: USB Audio" in str(refused.value)


def test_a_machine_without_any_says_so() -> None:
    with pytest.raises(DeviceError, match="no microphone found"):
        choose([device("HDMI", inputs=0)], "", "microphone")


def test_our_own_rate_is_tried_first_then_the_devices_and_mono_before_stereo() -> None:
    tried = formats(device("x"), HEAR_RATE, 2)
    assert tried[:4] == [Format(16_000, 1), Format(16_000, 2), Format(44_100, 1), Format(44_100, 2)]
    assert Format(48_000, 2) in tried
    assert Format(8_000, 1) in tried


@pytest.mark.parametrize("rate", RATES)
def test_ducked_it_is_softer_and_held_it_stands_still_without_a_click_and_loses_nothing(rate: int) -> None:
    mouth, sound = Mouth(rate), np.full(PLAY_RATE, 0.5, np.float32)
    mouth.give(sound)
    parts = [run(mouth, rate, 0.2)]
    for n, gain in enumerate((0.25, 0.0, 1.0), start=1):
        mouth.duck(gain)
        parts.append(run(mouth, rate, 0.2 if gain < 1 else 1.0, start=0.2 * n))
    full, soft, still, back = (part[len(part) // 2 : len(part) // 2 + rate // 100] for part in parts)
    assert [float(part.mean()) for part in (full, soft, still, back)] == pytest.approx([0.5, 0.125, 0, 0.5], abs=0.01)
    inside = np.concatenate(parts)[rate // 10 : rate]
    assert np.abs(np.diff(inside)).max() < 0.01
    assert mouth.heard(9.0) == (0, len(sound))


def test_what_is_rung_is_heard_over_everything_is_part_of_the_reference_and_counts_nowhere() -> None:
    mouth, bell = Mouth(PLAY_RATE), sweep(0.1, PLAY_RATE)
    mouth.ring(bell)
    mouth.duck(0.0)
    rung = run(mouth, PLAY_RATE, 0.1)
    assert mouth.reference()[0].any()
    assert np.array_equal(rung, bell)
    assert not run(mouth, PLAY_RATE, 0.1).any()
    assert mouth.heard(10.0) == (0, 0)
