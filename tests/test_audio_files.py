"""Sound files in and out: every format, rate and channel count; every broken file named; whole files only."""

from __future__ import annotations

import os
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from samantha.audio.files import StereoWriter, read, windows, write
from samantha.audio.pcm import PLAY_RATE, Pcm, Samples
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.errors import InputError


def tone(seconds: float, rate: int, hertz: float = 440.0) -> Samples:
    t = np.arange(round(seconds * rate)) / rate
    return (0.4 * np.sin(2 * np.pi * hertz * t)).astype(np.float32)


def loudness(sound: Samples) -> float:
    return float(np.sqrt(np.mean(sound**2)))


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str, *, rate: int = HEAR_RATE, channels: int = 1, seconds: float = 3.0) -> Path:
        path = tmp_path / name
        soundfile.write(path, np.column_stack([tone(seconds, rate)] * channels), rate)
        return path

    return make


@pytest.fixture
def as_nobody() -> Iterator[None]:
    """Root may read and write everything; these tests are about people who may not."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.mp3"])
@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (16000, 1), (22050, 2), (48000, 2)])
def test_any_format_rate_and_channels_become_windows(
    make: Callable[..., Path], name: str, rate: int, channels: int
) -> None:
    heard = list(windows(make(name, rate=rate, channels=channels, seconds=2.0)))
    assert all(window.shape == (WINDOW,) and window.dtype == np.float32 for window in heard)
    assert len(heard) == -(-2 * HEAR_RATE // WINDOW)
    sound = np.concatenate(heard)[:32000]
    expected = tone(2.0, HEAR_RATE)
    middle = slice(4000, 28000)
    assert loudness(sound[middle]) == pytest.approx(loudness(expected[middle]), rel=0.05)
    assert np.corrcoef(sound[middle], expected[middle])[0, 1] > 0.99  # neither late nor early


def test_six_channels_are_averaged_and_the_last_window_is_filled_up(tmp_path: Path) -> None:
    path = tmp_path / "six.wav"
    soundfile.write(path, np.tile(np.array([0.6, 0, 0, 0, 0, 0], np.float32), (WINDOW + 100, 1)), HEAR_RATE)
    first, last = windows(path)
    assert first == pytest.approx(np.full(WINDOW, 0.1), abs=1e-4)
    assert last[:100] == pytest.approx(np.full(100, 0.1), abs=1e-4)
    assert not last[100:].any()


def test_streaming_resamples_as_well_as_the_whole_file_at_once(make: Callable[..., Path]) -> None:
    path = make("a.wav", rate=44100, seconds=5.0)
    whole = Pcm(tone(5.0, 44100), 44100).at(HEAR_RATE).samples
    assert np.concatenate(list(windows(path)))[: len(whole)] == pytest.approx(whole, abs=1e-3)
    assert read(path, HEAR_RATE).samples == pytest.approx(whole, abs=1e-3)
    assert read(path).rate == 44100


def broken(tmp_path: Path, kind: str) -> Path:
    path = tmp_path / f"{kind}.wav"
    match kind:
        case "folder":
            path.mkdir()
        case "empty":
            path.touch()
        case "no-samples":
            soundfile.write(path, np.zeros(0, np.float32), HEAR_RATE)
        case "not-audio":
            path.write_text("Dear Amy, " * 100)
        case "pipe":
            os.mkfifo(path)
        case "header-only":
            soundfile.write(path, tone(1.0, HEAR_RATE), HEAR_RATE)
            path.write_bytes(path.read_bytes()[:50])
        case "cut-in-half":
            soundfile.write(path, tone(4.0, HEAR_RATE), HEAR_RATE)
            path.write_bytes(path.read_bytes()[: 2 * HEAR_RATE * 2])
    return path


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("missing", "no such file"),
        ("folder", "a folder"),
        ("empty", "empty file"),
        ("no-samples", "holds no sound"),
        ("not-audio", "not a sound file"),
        ("pipe", "not an ordinary file"),
        ("header-only", "cut short"),
        ("cut-in-half", "ends at second 2.0 of 4.0"),
    ],
)
def test_a_bad_file_is_refused_at_once_and_by_name(tmp_path: Path, kind: str, says: str) -> None:
    path = broken(tmp_path, kind)
    with pytest.raises(InputError, match=says) as caught:
        windows(path)  # not iterated: opening is enough
    assert str(path) in str(caught.value)
    with pytest.raises(InputError, match=says):
        read(path)


def test_a_file_one_may_not_read_is_refused_at_once(
    make: Callable[..., Path], request: pytest.FixtureRequest
) -> None:
    path = make("secret.wav")
    path.chmod(0)
    request.getfixturevalue("as_nobody")
    with pytest.raises(InputError, match=r"(?i)cannot be read: permission denied"):
        windows(path)


@pytest.mark.parametrize("name", ["a.flac", "a.mp3"])
@pytest.mark.parametrize("harm", ["cut", "scribbled"])
def test_damage_in_the_middle_names_the_second(make: Callable[..., Path], name: str, harm: str) -> None:
    path = make(name, seconds=8.0)
    content = bytearray(path.read_bytes())
    half = len(content) // 2
    content[half:] = b"" if harm == "cut" else bytes(3000) + content[half + 3000 :]
    path.write_bytes(content)
    heard = windows(path)
    next(heard)
    with pytest.raises(InputError, match=r"second [234]\.\d"):
        list(heard)


def test_sound_that_is_not_a_number_counts_as_damage(tmp_path: Path) -> None:
    sound = tone(2.0, HEAR_RATE)
    sound[20000] = np.nan
    soundfile.write(tmp_path / "a.wav", sound, HEAR_RATE, subtype="FLOAT")
    with pytest.raises(InputError, match=r"after second 1\.\d"):
        list(windows(tmp_path / "a.wav"))


def test_a_wav_written_to_a_pipe_is_read_although_its_header_knows_no_length(make: Callable[..., Path]) -> None:
    path = make("a.wav", seconds=1.0)
    content = bytearray(path.read_bytes())
    at = content.index(b"data") + 4
    content[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    assert len(read(path)) == HEAR_RATE


def test_written_sound_is_read_back_the_same_and_loud_sound_is_clipped(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    write(path, Pcm(np.array([0.0, 0.5, -0.5, 2.0, -2.0], np.float32), PLAY_RATE))
    back = read(path)
    assert back.rate == PLAY_RATE
    assert back.samples == pytest.approx([0, 0.5, -0.5, 1, -1], abs=1e-4)
    assert list(tmp_path.iterdir()) == [path]


def test_both_channels_of_a_recording_are_aligned_to_the_sample(tmp_path: Path) -> None:
    seconds = 3
    heard, played = np.zeros(seconds * HEAR_RATE, np.float32), np.zeros(seconds * PLAY_RATE, np.float32)
    for at in (0.25, 1.0, 2.9):
        heard[round(at * HEAR_RATE)] = played[round(at * PLAY_RATE)] = 0.9
    with StereoWriter(tmp_path / "a.wav") as recording:
        for at in range(0, len(heard), WINDOW):
            recording.append(heard[at : at + WINDOW], played[at * 3 // 2 : (at + WINDOW) * 3 // 2])
    sound, rate = soundfile.read(tmp_path / "a.wav")
    assert (rate, sound.shape) == (PLAY_RATE, (seconds * PLAY_RATE, 2))
    for at in (0.25, 1.0, 2.9):
        near = slice(round((at - 0.05) * rate), round((at + 0.05) * rate))
        assert np.argmax(sound[near, 0]) == np.argmax(sound[near, 1])


def test_the_shorter_side_of_a_recording_ends_in_silence(tmp_path: Path) -> None:
    with StereoWriter(tmp_path / "a.wav") as recording:
        recording.append(tone(1.0, HEAR_RATE), np.zeros(0, np.float32))
        recording.append(np.zeros(0, np.float32), tone(0.5, PLAY_RATE))
    sound, _ = soundfile.read(tmp_path / "a.wav")
    assert len(sound) == PLAY_RATE
    assert loudness(sound[PLAY_RATE // 2 + 50 :, 0]) > 0.2
    assert not sound[PLAY_RATE // 2 + 50 :, 1].any()


@pytest.mark.parametrize("end", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_recording_is_a_valid_file(tmp_path: Path, end: type[BaseException]) -> None:
    path = tmp_path / "a.wav"
    with pytest.raises(end), StereoWriter(path) as recording:
        recording.append(tone(1.0, HEAR_RATE), tone(1.0, PLAY_RATE))
        raise end
    with wave.open(str(path)) as file:
        assert file.getnframes() == PLAY_RATE
    assert list(tmp_path.iterdir()) == [path]


def test_a_killed_recording_leaves_only_a_part_and_that_can_be_heard(tmp_path: Path) -> None:
    recording = StereoWriter(tmp_path / "a.wav")
    for _ in range(20):
        recording.append(tone(0.5, HEAR_RATE), tone(0.5, PLAY_RATE))
    assert not (tmp_path / "a.wav").exists()
    with wave.open(str(tmp_path / "a.wav.part")) as file:
        assert file.getnframes() > 8 * PLAY_RATE
    recording.close()
    recording.close()  # once more changes nothing
    assert len(read(tmp_path / "a.wav")) == 10 * PLAY_RATE


def test_an_existing_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    write(path, Pcm(tone(1.0, PLAY_RATE), PLAY_RATE))
    with StereoWriter(path) as recording:
        recording.append(tone(2.0, HEAR_RATE), tone(2.0, PLAY_RATE))
        assert len(read(path)) == PLAY_RATE
    assert len(read(path)) == 2 * PLAY_RATE


@pytest.mark.parametrize(
    ("target", "says"),
    [("nowhere/a.wav", "does not exist"), (".", "not an ordinary file"), ("/dev/null", "ordinary")],
)
def test_a_target_that_cannot_be_written_is_refused_before_anything_starts(
    tmp_path: Path, target: str, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        StereoWriter(tmp_path / target)


def test_a_folder_one_may_not_write_to_is_refused(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    tmp_path.chmod(0o555)
    request.getfixturevalue("as_nobody")
    with pytest.raises(InputError, match=r"(?i)permission denied"):
        StereoWriter(tmp_path / "a.wav")
