"""The desk door on real PortAudio streams, with a private PulseAudio for a sound card."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from time import monotonic

import anyio
import numpy as np
import pytest
from numpy.typing import NDArray
from tests.pulse import RATE, Pulse, despite_dropouts, need_portaudio, own_pulse, pulse, shared_pulse, until

from samantha.audio.pcm import PLAY_RATE, Pcm
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.doors.desk import WAITING_WINDOWS, Desk
from samantha.doors.desk_records import Records, WindowRecord, audio_record
from samantha.doors.devices import CHILD, has_microphone, list_devices
from samantha.errors import DeviceError
from samantha.ports import Door, Frame, Typed

__all__ = ["own_pulse", "pulse", "shared_pulse"]

Floats = NDArray[np.float32]
Frames = AsyncIterator[Frame | Typed]

AUDIBLE = 0.02


def sweep(seconds: float, rate: int) -> Floats:
    """200 to 3000 Hz: every moment of it sounds different, so a lost or doubled ms shows."""
    t = np.arange(round(seconds * rate)) / rate
    return (0.4 * np.sin(2 * np.pi * (200 * t + (2800 / seconds) * t**2 / 2))).astype(np.float32)


def found(sent: Floats, got: Floats) -> tuple[int, float]:
    """Where in ``got`` the sound lies, and its correlation (1 is the very same) there."""
    size = len(sent) + len(got)
    product = np.fft.rfft(got, size) * np.conj(np.fft.rfft(sent, size))
    at = int(np.argmax(np.fft.irfft(product, size)[: len(got)]))
    there = got[at : at + len(sent)]
    short = sent[: len(there)]
    return at, float(np.dot(short, there) / (np.linalg.norm(short) * np.linalg.norm(there) + 1e-9))


def talking(desk: Desk, conversation: Callable[[Frames], Awaitable[None]]) -> None:
    async def main() -> None:
        with anyio.fail_after(15):
            async with desk.open() as frames:
                await conversation(frames)

    anyio.run(main)


async def frames_for(frames: Frames, seconds: float) -> list[Frame]:
    taken: list[Frame] = []
    async for frame in frames:
        assert isinstance(frame, Frame)
        taken.append(frame)
        if len(taken) * WINDOW >= seconds * HEAR_RATE:
            return taken
    raise AssertionError("the door has ended")


def children() -> list[int]:
    """Audio processes of ours; a zombie, which has only its name left, counts."""
    pids = [int(pid) for task in Path("/proc/self/task").iterdir() for pid in read(task / "children").split()]
    return [pid for pid in pids if "desk_child" in read(f"/proc/{pid}/cmdline") or is_zombie_python(pid)]


def is_zombie_python(pid: int) -> bool:
    return read(f"/proc/{pid}/comm").startswith("python")


def read(path: Path | str) -> str:
    """A file of /proc; empty if its thread or process has ended meanwhile, as they do at any moment."""
    try:
        return Path(path).read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def ends_with(desk: Desk, breaking: Callable[[], object], within_seconds: float = 3.0) -> DeviceError:
    """The DeviceError that follows ``breaking`` a desk that works; and nothing is left of it."""
    error: list[DeviceError] = []

    async def conversation(frames: Frames) -> None:
        await frames_for(frames, 0.3)
        broken_at = monotonic()
        breaking()
        with pytest.raises(DeviceError) as raised:
            while True:
                await frames_for(frames, 1)
        assert monotonic() - broken_at < within_seconds
        error.append(raised.value)

    talking(desk, conversation)
    assert children() == []
    return error[0]


def test_a_desk_is_a_door() -> None:
    door: Door = Desk()
    assert not door.ears_while_speaking
    assert Desk(headphones=True).ears_while_speaking
    assert Desk(cancel_echo=True).ears_while_speaking


def syllables(seconds: float) -> Floats:
    """Noise in bursts, as different from moment to moment as speech."""
    rng = np.random.default_rng(5)
    count = round(seconds * PLAY_RATE)
    loudness = np.repeat(rng.uniform(0, 1, count // 2400 + 1), 2400)[:count]
    return (0.1 * loudness * rng.standard_normal(count)).astype(np.float32)


@despite_dropouts
def test_her_own_voice_is_taken_out_of_what_the_microphone_hears(pulse: Pulse) -> None:
    def level(frames: list[Frame]) -> float:
        return float(np.sqrt(np.mean(np.square([frame.pcm for frame in frames]))))

    async def conversation(frames: Frames) -> None:
        await frames_for(frames, 0.3)
        desk.play(Pcm(syllables(7), PLAY_RATE))
        loud.extend(await frames_for(frames, 5))
        rest.extend(await frames_for(frames, 2))

    loud: list[Frame] = []
    rest: list[Frame] = []
    desk = Desk("speaker-ear", "speaker", cancel_echo=True)
    talking(desk, conversation)
    assert level(loud[:32]) > 0.01, "before it is known when the echo comes, it is heard"
    assert all(frame.only_echo for frame in loud[2:16]), "and counts as hers"
    assert level(rest) < 0.3 * level(loud[:32])
    assert sum(frame.only_echo for frame in rest) > 0.9 * len(rest)


@despite_dropouts
def test_it_chimes_once_and_devices_that_come_back_are_opened_without(pulse: Pulse, tmp_path: Path) -> None:
    desk = Desk("speaker-ear", "speaker", cancel_echo=True, chime=True)

    async def conversation(frames: Frames) -> None:
        await frames_for(frames, 0.5)

    def rung(name: str) -> float:
        with pulse.recording("speaker", tmp_path / name):
            talking(desk, conversation)
        return float(np.abs(np.fromfile(tmp_path / name, np.float32)).max())

    assert rung("at first") > 0.05
    assert rung("again") == 0.0


@despite_dropouts
def test_windows_hold_what_the_room_says(pulse: Pulse, tmp_path: Path) -> None:
    heard: list[Frame] = []

    async def conversation(frames: Frames) -> None:
        await frames_for(frames, 0.1)
        player = pulse.start_playing("room", sweep(1.5, RATE), tmp_path)
        heard.extend(await frames_for(frames, 2.2))
        player.wait()

    talking(Desk("room-ear", "speaker"), conversation)
    assert {(f.pcm.shape, str(f.pcm.dtype), f.played) for f in heard} == {((WINDOW,), "float32", 0)}
    _, likeness = found(sweep(1.5, HEAR_RATE), np.concatenate([f.pcm for f in heard]))
    assert likeness > 0.95
    assert children() == []


@despite_dropouts
def test_sound_given_in_pieces_comes_out_gapless_and_is_counted_to_the_last_sample(
    pulse: Pulse, tmp_path: Path
) -> None:
    desk, given, recorded = Desk("room-ear", "speaker"), sweep(2.0, PLAY_RATE), tmp_path / "out.raw"
    counts: list[int] = []

    async def conversation(frames: Frames) -> None:
        await frames_for(frames, 0.1)
        for piece in np.array_split(given, 23):
            desk.play(Pcm(piece, PLAY_RATE))
        counts.extend(f.played for f in await frames_for(frames, 2.5))

    with pulse.recording("speaker", recorded):
        talking(desk, conversation)
    assert counts == sorted(counts)
    assert counts[-1] == len(given)
    steps = np.diff(counts)
    moving = steps[(np.array(counts[1:]) < len(given)) & (np.array(counts[:-1]) > 0)]
    assert abs(float(np.mean(moving)) - WINDOW * PLAY_RATE / HEAR_RATE) < 40  # at the pace of the window
    sound = np.fromfile(recorded, np.float32)
    whole = sweep(2.0, RATE)
    start, likeness = found(whole, sound)
    assert likeness > 0.98
    for at in range(0, len(whole), RATE // 10):  # no piece has slipped against the others
        tenth = whole[at : at + RATE // 10]
        there, _ = found(tenth, sound[start + at : start + at + RATE // 8])
        assert there < RATE // 1000 or there > RATE // 8 - RATE // 1000


@despite_dropouts
def test_a_flush_is_silence_at_once_and_counting_goes_on_from_there(pulse: Pulse) -> None:
    desk = Desk("speaker-ear", "speaker")  # it hears itself: loudspeaker and count on one clock

    async def conversation(frames: Frames) -> None:
        await frames_for(frames, 0.2)
        desk.play(Pcm(sweep(10.0, PLAY_RATE), PLAY_RATE))
        before = await frames_for(frames, 1.0)
        loud = [np.abs(f.pcm).max() > AUDIBLE for f in before]
        assert loud.index(True) - [f.played > 0 for f in before].index(True) in range(-4, 5)
        desk.flush()
        at_flush = before[-1].played
        after = await frames_for(frames, 0.5)
        silent = [np.abs(f.pcm).max() < AUDIBLE for f in after]
        assert all(silent[150 // 32 :])
        assert {f.played for f in after} == {at_flush}
        desk.play(Pcm(sweep(0.3, PLAY_RATE), PLAY_RATE))
        again = await frames_for(frames, 0.7)
        assert again[-1].played == at_flush + round(0.3 * PLAY_RATE)
        assert any(np.abs(f.pcm).max() > AUDIBLE for f in again)

    talking(desk, conversation)


@despite_dropouts
def test_held_the_loudspeaker_stands_still_and_goes_on_where_it_was(pulse: Pulse) -> None:
    desk = Desk("room-ear", "speaker")
    counts: list[list[int]] = []

    async def conversation(frames: Frames) -> None:
        await frames_for(frames, 0.1)
        desk.play(Pcm(sweep(1.5, PLAY_RATE), PLAY_RATE))
        for gain, seconds in ((1.0, 0.6), (0.0, 0.8), (1.0, 1.8)):
            desk.duck(gain)
            counts.append([frame.played for frame in await frames_for(frames, seconds)])

    talking(desk, conversation)
    _, held, after = counts
    assert held[-1] == held[len(held) // 2] < PLAY_RATE
    assert after[-1] == 3 * PLAY_RATE // 2


@despite_dropouts
def test_muted_the_microphone_is_closed_and_time_goes_on_and_it_can_be_opened_again(
    pulse: Pulse, tmp_path: Path
) -> None:
    desk = Desk("room-ear", "speaker")
    heard: list[Frame] = []
    streams: list[str] = []

    async def conversation(frames: Frames) -> None:
        await frames_for(frames, 0.3)
        player = pulse.start_playing("room", sweep(8.0, RATE), tmp_path)
        await frames_for(frames, 0.3)
        desk.mute(True)
        await frames_for(frames, 0.3)
        heard.extend(await frames_for(frames, 1.0))
        streams.append(pulse.pactl("list", "short", "source-outputs").stdout)
        desk.mute(False)
        await frames_for(frames, 2.0)
        streams.append(pulse.pactl("list", "short", "source-outputs").stdout)
        assert np.any([frame.pcm for frame in await frames_for(frames, 0.3)])
        player.terminate()

    talking(desk, conversation)
    assert not np.any([frame.pcm for frame in heard])
    assert [len(lines.splitlines()) for lines in streams] == [0, 1]


@despite_dropouts
def test_flush_and_play_in_one_breath_plays_and_counts_only_the_new(pulse: Pulse) -> None:
    desk = Desk("speaker-ear", "speaker")

    async def conversation(frames: Frames) -> None:
        desk.play(Pcm(sweep(5.0, PLAY_RATE), PLAY_RATE))
        seen = (await frames_for(frames, 0.4))[-1].played
        assert seen > 0
        await anyio.sleep(0.2)  # windows from before the flush are waiting: they must not count any more
        for _ in range(5):
            desk.play(Pcm(sweep(5.0, PLAY_RATE), PLAY_RATE))
            desk.flush()
        desk.play(Pcm(sweep(0.2, PLAY_RATE), PLAY_RATE))
        counts = [f.played for f in await frames_for(frames, 1.0)]
        assert counts[:4] == [seen] * 4
        assert counts == sorted(counts)
        assert counts[-1] == seen + round(0.2 * PLAY_RATE)

    talking(desk, conversation)


@despite_dropouts
def test_a_conversation_that_falls_behind_loses_the_oldest_windows_and_is_told_how_many(pulse: Pulse) -> None:
    desk, missed = Desk("speaker-ear", "speaker"), 0.7

    async def conversation(frames: Frames) -> None:
        await frames_for(frames, 0.1)
        assert desk.dropped_windows == 0
        desk.play(Pcm(sweep(4.0, PLAY_RATE), PLAY_RATE))
        await anyio.sleep(WAITING_WINDOWS * WINDOW / HEAR_RATE + missed)
        first, *_, last = await frames_for(frames, WAITING_WINDOWS * WINDOW / HEAR_RATE)
        assert desk.dropped_windows in range(15, 30)
        assert abs(first.played / PLAY_RATE - missed) < 0.3
        assert abs((last.played - first.played) / PLAY_RATE - 63 * WINDOW / HEAR_RATE) < 0.1

    talking(desk, conversation)


def test_devices_that_were_begun_before_are_taken_over(pulse: Pulse) -> None:
    async def main() -> tuple[int, int, list[Frame]]:
        desk = Desk("room-ear", "speaker")
        async with desk.begun():
            assert desk._begun is not None
            begun = desk._begun.pid
            await anyio.sleep(1)
            async with desk.open() as frames:
                assert desk._child is not None
                heard = await frames_for(frames, 0.5)
                return begun, desk._child.process.pid, heard

    begun, opened, heard = anyio.run(main)
    assert begun == opened
    assert heard


def test_devices_that_were_begun_and_never_opened_are_let_go(pulse: Pulse) -> None:
    async def main() -> int:
        desk = Desk("room-ear", "speaker")
        async with desk.begun():
            assert desk._begun is not None
            return desk._begun.pid

    assert not Path(f"/proc/{anyio.run(main)}").exists()


async def loopback(place: str, hears: str, plays: str) -> tuple[list[WindowRecord], float]:
    """What a child hears, at these rates, of a sound it plays into the same place; and the likeness of the two."""
    names = ["--microphone", f"{place}-ear", "--loudspeaker", place, "--hears", hears, "--plays", plays]
    windows: list[WindowRecord] = []
    async with await anyio.open_process([*CHILD, *names], stderr=subprocess.DEVNULL) as process:
        assert process.stdin
        assert process.stdout
        records = Records()
        async for data in process.stdout:
            for kind, payload in records.cut(data):
                assert kind in b"RW", payload
                if kind == b"W":
                    windows.append(WindowRecord.unpack(payload))
                if len(windows) == 1 and kind == b"W":
                    await process.stdin.send(audio_record(sweep(1.0, PLAY_RATE)))
            if len(windows) > 2.5 * HEAR_RATE / WINDOW:
                break
        process.kill()
    return windows, found(sweep(1.0, HEAR_RATE), np.concatenate([w.pcm for w in windows]))[1]


@despite_dropouts
def test_devices_of_any_rate_mono_or_stereo_give_the_same(pulse: Pulse) -> None:
    shapes = [("speaker", "8000:1", "48000:2"), ("room", "44100:2", "44100:1"), ("hall", "48000:2", "8000:1")]

    async def main() -> None:
        async def one(place: str, hears: str, plays: str) -> None:
            windows, likeness = await loopback(place, hears, plays)
            assert likeness > 0.95, (hears, plays)
            assert windows[-1].played == PLAY_RATE, (hears, plays)

        async with anyio.create_task_group() as tasks:
            for shape in shapes:
                tasks.start_soon(one, *shape)

    anyio.run(main)


def test_unplugging_is_noticed(own_pulse: Pulse) -> None:
    error = ends_with(Desk("room-ear", "speaker"), own_pulse.unplug)
    assert "Plug it in again" in str(error)


def test_a_microphone_that_falls_silent_without_an_error_is_noticed(own_pulse: Pulse) -> None:
    error = ends_with(Desk("room-ear", "speaker"), lambda: own_pulse.hold("room"))
    assert str(error).startswith("room-ear: the microphone has stopped")


def test_a_loudspeaker_that_takes_nothing_more_is_noticed(own_pulse: Pulse) -> None:
    error = ends_with(Desk("room-ear", "speaker"), lambda: own_pulse.hold("speaker"))
    assert str(error).startswith("speaker: the loudspeaker has stopped")


def test_an_audio_server_that_dies_is_noticed(own_pulse: Pulse) -> None:
    error = ends_with(Desk("room-ear", "speaker"), own_pulse.server.kill)
    assert "Plug it in again" in str(error)


def test_an_audio_server_that_freezes_is_noticed_and_cannot_be_listed(own_pulse: Pulse) -> None:
    ends_with(Desk("room-ear", "speaker"), lambda: own_pulse.server.send_signal(signal.SIGSTOP))
    with pytest.raises(DeviceError, match=r"did not answer within 0.5 s while listing"):
        list_devices(timeout_seconds=0.5)
    assert not has_microphone(timeout_seconds=0.5)


@despite_dropouts
def test_an_audio_process_that_dies_is_noticed(pulse: Pulse) -> None:
    error = ends_with(Desk("room-ear", "speaker"), lambda: os.kill(children()[0], signal.SIGKILL), 1.0)
    assert "SIGKILL" in str(error)


@despite_dropouts
def test_an_audio_process_that_does_not_end_is_ended(pulse: Pulse) -> None:
    async def conversation(frames: Frames) -> None:
        await frames_for(frames, 0.1)
        os.kill(children()[0], signal.SIGSTOP)

    begun = monotonic()
    talking(Desk("room-ear", "speaker"), conversation)
    assert children() == []
    assert monotonic() - begun < 3


@despite_dropouts
def test_what_the_conversation_raises_comes_out_alone_and_the_desk_can_be_opened_again(pulse: Pulse) -> None:
    desk = Desk("room-ear", "speaker")

    async def failing(frames: Frames) -> None:
        await frames_for(frames, 0.1)
        raise ZeroDivisionError

    async def impatient(frames: Frames) -> None:
        with anyio.move_on_after(0.2):
            await frames_for(frames, 100)

    with pytest.raises(ZeroDivisionError):
        talking(desk, failing)
    talking(desk, impatient)
    assert children() == []


@despite_dropouts
def test_the_audio_process_does_not_outlive_a_killed_desk(pulse: Pulse) -> None:
    program = """if True:
        import anyio, os
        from pathlib import Path
        from samantha.doors.desk import WAITING_WINDOWS, Desk
        async def main():
            async with Desk("room-ear", "speaker").open() as frames:
                print(Path(f"/proc/self/task/{os.getpid()}/children").read_text(), flush=True)
                async for _ in frames: pass
        anyio.run(main)"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as desk:
        assert desk.stdout
        (child,) = map(int, desk.stdout.readline().split())
        assert "desk_child" in read(f"/proc/{child}/cmdline")
        desk.kill()
    until(lambda: "desk_child" not in read(f"/proc/{child}/cmdline"), within_seconds=1.0)


@despite_dropouts
def test_devices_are_listed_by_name_and_an_unknown_one_is_refused(pulse: Pulse) -> None:
    devices = list_devices()
    assert {"default", "room-ear", "speaker"} <= {device.name for device in devices}
    assert has_microphone()
    with pytest.raises(DeviceError, match=r"no device is called 'rume-ear'\n.*'room-ear'"):
        talking(Desk("rume-ear"), lambda frames: frames_for(frames, 1))  # type: ignore[arg-type, return-value]


def nowhere(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """A machine without any sound device."""
    patch.delenv("ALSA_CONFIG_PATH", raising=False)
    patch.setenv("HOME", str(folder))
    patch.setenv("PULSE_SERVER", f"unix:{folder}/nobody")
    patch.setenv("XDG_RUNTIME_DIR", str(folder))


async def never(frames: Frames) -> None:
    raise AssertionError("the door has opened")


def test_a_machine_without_sound_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need_portaudio()
    nowhere(tmp_path, monkeypatch)
    assert list_devices() == []
    assert not has_microphone()
    with pytest.raises(DeviceError, match="no microphone found"):
        talking(Desk(), never)


def test_a_missing_portaudio_is_answered_with_the_line_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")  # as the real one does
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    assert not has_microphone()
    with pytest.raises(DeviceError, match="sudo apt-get install libportaudio2"):
        list_devices()
    with pytest.raises(DeviceError, match="sudo apt-get install libportaudio2"):
        talking(Desk(), never)


def test_an_audio_process_that_cannot_even_start_is_reported_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sounddevice.py").write_text("raise RuntimeError('broken driver')")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    with pytest.raises(DeviceError, match=r"ended unexpectedly \(exit status 1: RuntimeError: broken driver\)"):
        talking(Desk(), never)
    with pytest.raises(DeviceError, match="broken driver"):
        list_devices()


@despite_dropouts
def test_sound_at_another_rate_or_without_end_is_a_mistake(pulse: Pulse) -> None:
    desk = Desk("room-ear", "speaker")
    desk.play(Pcm(sweep(1.0, PLAY_RATE), PLAY_RATE))  # not open: forgotten

    async def conversation(frames: Frames) -> None:
        with pytest.raises(ValueError, match="24000"):
            desk.play(Pcm(sweep(0.1, HEAR_RATE), HEAR_RATE))
        minutes = Pcm(np.zeros(601 * PLAY_RATE, np.float32), PLAY_RATE)
        with pytest.raises(BufferError):
            desk.play(minutes)

    talking(desk, conversation)
