"""The process that owns the sound devices, so that the conversation can lose it without being lost itself.

With the audio server frozen PortAudio's calls block for ever, and after a device is unplugged its callbacks just
stop. A thread stuck there cannot be ended; a process can be killed. So this module, and nothing else, imports
``sounddevice``. ``samantha.doors.desk`` starts it and talks to it in the records of ``desk_records`` over standard
input and output. By hand: ``python -m samantha.doors.desk_child --list``.

The end of its standard input ends the process at once, so it never outlives the desk, and it never closes its
streams, because that is the call that hangs.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from samantha.audio.chime import chime
from samantha.audio.echo import EchoCanceller
from samantha.audio.pcm import PLAY_RATE, Samples
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.doors.desk_calm import TOGETHER, Calm
from samantha.doors.desk_records import (
    EPOCH,
    GAIN,
    HEADER,
    MUTE,
    WindowRecord,
    described,
    error_record,
    ready_record,
)
from samantha.doors.desk_sound import Ears, Mouth
from samantha.doors.devices import DIRECTIONS, DeviceInfo, Direction, choose, gone
from samantha.errors import DeviceError

LATENCY_SECONDS = 0.06
"""Asked of both streams. Through PulseAudio "low" means a callback every 2 ms, and "high" underruns without end."""

STILL_SECONDS = 2.0
"""A loudspeaker that has asked for nothing this long is gone."""

START_SECONDS = 5.0
"""How long a device may take to start: PulseAudio's first frame comes after 1.4-1.6 s."""

WINDOW_SECONDS = WINDOW / HEAR_RATE

BACKLOG_WINDOWS = 64
"""Windows that wait for a slow reader; beyond it the oldest goes and is counted."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a stream is opened. rate: Hz."""

    rate: int
    channels: int


def formats(device: DeviceInfo, wanted_rate: int, channels: int) -> list[Format]:
    """What to try, best first: the rate we think in, then the device's own, then the common ones; mono, then all."""
    rates = dict.fromkeys((wanted_rate, round(device.default_rate), 48_000, 44_100, 32_000, 16_000, 8_000))
    counts = dict.fromkeys((1, min(2, channels), channels))
    return [Format(rate, count) for rate in rates if rate > 0 for count in counts]


@dataclass(frozen=True, slots=True)
class _Raw:
    """A window as the microphone heard it; played, moved: the loudspeaker's sound as ``PlaybackLine.read`` tells."""

    record: WindowRecord
    played: Samples
    moved: int


class Streams:
    """Both PortAudio streams of one desk, and the queue of windows they fill."""

    def __init__(self, sd: Any, options: argparse.Namespace, mouth_ready: Callable[[Streams], None]) -> None:
        self._sd = sd
        devices = query(sd)
        self.microphone = choose(devices, options.microphone, "microphone")
        self.loudspeaker = choose(devices, options.loudspeaker, "loudspeaker")
        self.hears = options.hears or self._format(self.microphone, "microphone")
        self.plays = options.plays or self._format(self.loudspeaker, "loudspeaker")
        self.windows: queue.Queue[_Raw | DeviceError] = queue.Queue(BACKLOG_WINDOWS)
        self._canceller = EchoCanceller() if options.cancel_echo else None
        self._chime = chime() if options.chime else None  # made here: the first takes longer than any block may
        self.asked_at = time.monotonic() + START_SECONDS
        self._ears, self.mouth = Ears(self.hears.rate), Mouth(self.plays.rate)
        self._underruns = self._overruns = self._dropped = 0
        self._muted = self._silent = self._closing = False
        self.sounds = False
        """Whether the last block for the loudspeaker was more than silence."""
        self._silent_at = 0.0
        self._switching = threading.Lock()
        mouth_ready(self)
        self._out = self._open("loudspeaker", self.loudspeaker, self.plays, self._play)
        self._in: Any = self._open("microphone", self.microphone, self.hears, self._hear)

    def described(self) -> dict[str, object]:
        """What was opened, for the desk's log and its messages."""
        return {
            "microphone": self.microphone.name,
            "microphone_rate": self.hears.rate,
            "loudspeaker": self.loudspeaker.name,
            "loudspeaker_rate": self.plays.rate,
        }

    def mute(self, on: bool) -> None:
        """From now on nothing that the microphone hears goes anywhere; then its stream is closed, or opened again."""
        self._muted = on
        if on:
            self._silent, self._silent_at = True, time.monotonic()
        threading.Thread(target=self._switch, daemon=True).start()  # closing and opening may block for ever

    def _switch(self) -> None:
        with self._switching:
            if self._muted and self._in is not None:
                stream, self._in = self._in, None
                self._closing = True
                stream.close()
                self._closing = False
            elif not self._muted and self._in is None:
                self._ears = Ears(self.hears.rate)
                try:
                    self._in = self._open("microphone", self.microphone, self.hears, self._hear)
                except DeviceError as error:
                    self._put(error)

    def next(self) -> WindowRecord | DeviceError:
        """The next window, silent while the microphone is closed, or why there are no more."""
        while True:
            wait = max(0.0, self._silent_at + WINDOW_SECONDS - time.monotonic()) if self._silent else WINDOW_SECONDS
            try:
                item = self.windows.get(timeout=wait)
                return self._cleaned(item) if isinstance(item, _Raw) else item
            except queue.Empty:
                if self._silent:
                    self._silent_at += WINDOW_SECONDS
                    return self._record(np.zeros(WINDOW, np.float32), self._silent_at)

    def _cleaned(self, raw: _Raw) -> WindowRecord:
        """The window without her own voice. Not in the callback: it takes a third of a millisecond and more."""
        if self._canceller is None:
            return raw.record
        if raw.moved:
            self._canceller.moved(raw.moved)
        pcm = self._canceller.process(raw.record.pcm, raw.played)
        return replace(raw.record, pcm=pcm, only_echo=self._canceller.only_echo)

    def _record(self, pcm: Samples, end: float) -> WindowRecord:
        epoch, played = self.mouth.heard(end)
        return WindowRecord(epoch, played, self._underruns, self._overruns, self._dropped, pcm)

    def loudspeaker_stands_still(self) -> bool:
        """Whether the loudspeaker has asked for nothing for too long."""
        return time.monotonic() - self.asked_at > STILL_SECONDS

    def _format(self, device: DeviceInfo, direction: Direction) -> Format:
        if direction == "microphone":
            check, choices = self._sd.check_input_settings, formats(device, HEAR_RATE, device.inputs)
        else:
            check, choices = self._sd.check_output_settings, formats(device, PLAY_RATE, device.outputs)
        reason = ""
        for choice in choices:
            try:
                check(device.index, choice.channels, "float32", samplerate=choice.rate)
                return choice
            except self._sd.PortAudioError as error:
                reason = str(error)
        raise _unusable(direction, device, reason)

    def _open(self, direction: Direction, device: DeviceInfo, form: Format, callback: Callable[..., None]) -> Any:
        hears = direction == "microphone"
        try:
            stream = (self._sd.InputStream if hears else self._sd.OutputStream)(
                device=device.index,
                samplerate=form.rate,
                channels=form.channels,
                dtype="float32",
                latency=LATENCY_SECONDS,
                blocksize=round(WINDOW_SECONDS * form.rate) if hears else 0,  # windows are wanted, half as many calls
                callback=callback,
                finished_callback=lambda: self._finished(direction, device.name),
            )
            stream.start()
        except self._sd.PortAudioError as error:
            raise _unusable(direction, device, str(error)) from None
        return stream

    def _finished(self, direction: Direction, name: str) -> None:
        if not (self._closing and direction == "microphone"):
            self._put(gone(direction, name))

    def _play(self, block: NDArray[np.float32], frames: int, times: Any, status: Any) -> None:
        now = self.asked_at = time.monotonic()
        delay = times.outputBufferDacTime - times.currentTime
        leaves_at = now + (delay if 0 < delay < 2 else LATENCY_SECONDS)
        sounded, self.sounds = self.sounds, not self.mouth.rests(frames, leaves_at)
        if self.sounds:
            block[:] = self.mouth.take(frames, leaves_at)[:, None]
            self.sounds = bool(block.any())
        else:
            block.fill(0)
        self._underruns += bool(status.output_underflow) and (sounded or self.sounds)  # a gap in silence is none

    def _hear(self, block: NDArray[np.float32], frames: int, times: Any, status: Any) -> None:
        # The block ends now. ``times`` should know better, but through PulseAudio its input delay is wrong by up to
        # 0.3 s for the first seconds and then jumps.
        end = time.monotonic()
        if self._muted:
            return
        self._silent = False
        if self._chime is not None:  # not before: a loudspeaker may start a second before its microphone
            self.mouth.ring(self._chime)
            self._chime = None
        self._overruns += bool(status.input_overflow)
        for pcm, age in self._ears.hear(block):
            self._put(_Raw(self._record(pcm, end - age), *self.mouth.reference()))

    def _put(self, item: _Raw | DeviceError) -> None:
        while True:
            try:
                self.windows.put_nowait(item)
                return
            except queue.Full:
                self.windows.get_nowait()
                self._dropped += 1


def query(sd: Any) -> list[DeviceInfo]:
    """The devices as PortAudio lists them now."""
    apis = sd.query_hostapis()
    default_input, default_output = sd.default.device
    return [
        DeviceInfo(
            index=index,
            name=entry["name"],
            host_api=apis[entry["hostapi"]]["name"],
            inputs=entry["max_input_channels"],
            outputs=entry["max_output_channels"],
            default_rate=entry["default_samplerate"],
            is_default_input=index == default_input,
            is_default_output=index == default_output,
        )
        for index, entry in enumerate(sd.query_devices())
    ]


def portaudio() -> Any:
    """The ``sounddevice`` module. Raises DeviceError where it or PortAudio's library is missing."""
    try:
        import sounddevice
    except OSError as error:
        raise DeviceError(
            f"PortAudio's library is missing ({error})", mend="Install it: sudo apt-get install libportaudio2"
        ) from None
    except ModuleNotFoundError as error:
        raise DeviceError(str(error), mend="Install it: pip install sounddevice") from None
    return sounddevice


def _unusable(direction: Direction, device: DeviceInfo, reason: str) -> DeviceError:
    return DeviceError(
        f"the {direction} cannot be opened ({reason})",
        where=device.name,
        mend="Check that no other program holds it, or choose another (`samantha doctor` lists them).",
    )


def _obey(orders: BinaryIO, streams: Streams) -> None:
    """Carries out the desk's records."""
    while len(header := orders.read(HEADER.size)) == HEADER.size:
        kind, size = HEADER.unpack(header)
        payload = orders.read(size)
        if kind == b"A":
            streams.mouth.give(np.frombuffer(payload, "<f4"))
        elif kind == b"F":
            streams.mouth.flush(*EPOCH.unpack(payload))
        elif kind == b"G":
            streams.mouth.duck(*GAIN.unpack(payload))
        elif kind == b"M":
            streams.mute(*MUTE.unpack(payload))


def _listen(orders: io.BufferedReader, opening: queue.SimpleQueue[Streams]) -> None:
    """Ends the process with its standard input, whatever the main thread is stuck in."""
    try:
        if orders.peek(1):  # before there are streams only the end can come: the desk waits for "R"
            _obey(orders, opening.get())
    finally:
        os._exit(0)


def _work(options: argparse.Namespace, opening: queue.SimpleQueue[Streams], reports: BinaryIO) -> None:
    """Windows to the desk until the streams end. Raises DeviceError."""
    streams = Streams(portaudio(), options, opening.put)
    reports.write(ready_record(streams.described()))
    reports.flush()
    calm, waiting = Calm(), list[bytes]()
    while isinstance(item := streams.next(), WindowRecord):
        waiting.append(item.pack())
        if len(waiting) == TOGETHER or not calm.may_wait(item.pcm, streams.sounds):
            reports.write(b"".join(waiting))
            reports.flush()
            waiting.clear()
        if streams.loudspeaker_stands_still():
            raise gone("loudspeaker", streams.loudspeaker.name)
    raise item


def _serve(options: argparse.Namespace, reports: BinaryIO) -> None:
    opening: queue.SimpleQueue[Streams] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, opening), daemon=True).start()
    try:
        _work(options, opening, reports)
    except DeviceError as error:
        with suppress(BrokenPipeError):
            reports.write(error_record(error))
            reports.flush()
    except Exception:  # the process's own edge: the desk reads the last line of this
        traceback.print_exc()
    finally:
        os._exit(1)  # the ordinary way out closes the streams, which is the call that hangs


def _listing(devices: Sequence[DeviceInfo]) -> str:
    lines = []
    for device in devices:
        default = ", ".join(f"default {word}" for word in DIRECTIONS if device.is_default(word))
        channels = f"{device.inputs} in, {device.outputs} out, {device.default_rate:g} Hz"
        lines.append(f"{device.name}  [{device.host_api}: {channels}]  {default}".rstrip())
    return "\n".join(lines) or "no sound device found"


def _list(as_json: bool) -> tuple[str, int]:
    try:
        devices = query(portaudio())
    except DeviceError as error:
        return json.dumps({"error": described(error)}) if as_json else str(error), error.exit_code
    return json.dumps({"devices": [asdict(device) for device in devices]}) if as_json else _listing(devices), 0


def _format_argument(text: str) -> Format:
    rate, _, channels = text.partition(":")
    return Format(int(rate), int(channels or 1))


def main(arguments: Sequence[str] | None = None) -> None:
    """Lists the devices, or serves a desk until its standard input ends."""
    parser = argparse.ArgumentParser(prog="samantha.doors.desk_child", description="Sound devices for the desk door.")
    parser.add_argument("--list", action="store_true", help="print the devices and end")
    parser.add_argument("--json", action="store_true", help="with --list: as JSON")
    parser.add_argument("--microphone", default="", help="part of a name")
    parser.add_argument("--loudspeaker", default="", help="part of a name")
    parser.add_argument("--hears", type=_format_argument, help="RATE:CHANNELS instead of the best possible")
    parser.add_argument("--cancel-echo", action="store_true", help="take what is played out of what is heard")
    parser.add_argument("--chime", action="store_true", help="begin with a sound to learn the echo from")
    parser.add_argument("--plays", type=_format_argument, help="RATE:CHANNELS instead of the best possible")
    options = parser.parse_args(arguments)
    # ALSA, JACK and PortAudio print when they please: what they print must not land among the records.
    reports = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if options.list:
        text, status = _list(options.json)
        reports.write(text.encode() + b"\n")
        reports.flush()
        os._exit(status)  # as in _serve
    _serve(options, reports)


if __name__ == "__main__":
    main()
