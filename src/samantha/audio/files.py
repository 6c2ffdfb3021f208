"""Sound files as sound: any WAV, FLAC, OGG or MP3 in, well-formed WAV out.

Reading streams: a file of hours is turned into 16 kHz windows block by block, and every mistake that can be seen
when the file is opened is reported then, not in the middle of a conversation. Writing goes to ``<name>.part`` and
takes the real name only when it is whole, so a file under its own name is always complete.
"""

from __future__ import annotations

import os
import re
import wave
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO

import numpy as np
import soundfile
import soxr

from samantha.audio.pcm import PLAY_RATE, Pcm, Samples
from samantha.core.clock import HEAR_RATE, WINDOW
from samantha.errors import InputError

_BLOCK_SECONDS = 0.25
_KINDS = "Give a WAV, FLAC, OGG or MP3 file."
_UNKNOWN_SIZE = 0x7FFF0000
"""WAV data sizes from here on are what writers to a pipe put in for "not known yet"."""


def windows(path: Path, channel: int | None = None) -> Iterator[Samples]:
    """The file as a microphone would hear it: (512,) float32 windows in [-1, 1], 16 kHz.

    All channels are averaged, or one is taken (0 is the left one, the last one if there are fewer). The last window
    is filled up with zeros. Holds at most a second of sound in memory.

    Raises:
        InputError: at once, for a file that cannot be opened as sound; from the iterator, for one that turns
            out damaged or cut short, naming the second.
    """
    return _cut(_resampled(_open(path), path, HEAR_RATE, channel))


def read(path: Path, rate: int | None = None) -> Pcm:
    """The whole file, channels averaged, at ``rate`` Hz or its own.

    Raises:
        InputError: as ``windows``.
    """
    file = _open(path)
    rate = rate or file.samplerate
    parts = list(_resampled(file, path, rate))
    return Pcm(np.concatenate(parts) if parts else np.zeros(0, np.float32), rate)


def write(path: Path, pcm: Pcm) -> None:
    """Writes a mono 16-bit WAV; afterwards ``path`` is the whole file, or untouched.

    Raises:
        InputError: if it cannot be written there.
    """
    with _Wav(path, channels=1, rate=pcm.rate) as wav:
        wav.append(pcm.samples)


class StereoWriter:
    """A conversation on one sample clock: left what the microphone heard, right what the loudspeaker played.

    The file is 16-bit at PLAY_RATE. The microphone comes at HEAR_RATE and is upsampled; soxr already subtracts
    its own delay from its output and only delivers late, so the side that is ahead waits, and sample n of both
    channels is the same moment. Leaving the context, however it is left, makes a valid file.

    Raises:
        InputError: when constructed, if the file cannot be written there; later, if the disk refuses.
    """

    def __init__(self, path: Path) -> None:
        self._wav = _Wav(path, channels=2, rate=PLAY_RATE, mode=0o600)  # it holds voices
        self._upsample = soxr.ResampleStream(HEAR_RATE, PLAY_RATE, 1, dtype="float32")
        self._left: Samples = np.zeros(0, np.float32)
        self._right: Samples = np.zeros(0, np.float32)
        self._closed = False

    def append(self, heard: Samples, played: Samples) -> None:
        """The next stretch of both sides: heard (n,) float32 at HEAR_RATE, played (m,) float32 at PLAY_RATE."""
        self._left = np.concatenate([self._left, self._upsample.resample_chunk(heard)])
        self._right = np.concatenate([self._right, played])
        self._write(min(len(self._left), len(self._right)))

    def close(self) -> None:
        """Afterwards the file is complete under its own name; the shorter side ends in silence. Idempotent."""
        if self._closed:
            return
        self._closed = True
        tail = self._upsample.resample_chunk(np.zeros(0, np.float32), last=True)
        self._left = np.concatenate([self._left, tail])
        total = max(len(self._left), len(self._right))
        self._left = np.pad(self._left, (0, total - len(self._left)))
        self._right = np.pad(self._right, (0, total - len(self._right)))
        try:
            self._write(total)
        finally:
            self._wav.close()

    def _write(self, count: int) -> None:
        self._wav.append(np.column_stack([self._left[:count], self._right[:count]]))
        self._left, self._right = self._left[count:], self._right[count:]

    def __enter__(self) -> StereoWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Wav:
    """A 16-bit WAV under its ``.part`` name until ``close``; its header is right after every ``append``."""

    def __init__(self, path: Path, *, channels: int, rate: int, mode: int = 0o666) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        try:
            _check_target(path)
            self._part.unlink(missing_ok=True)  # an old one may have another mode
            self._file: IO[bytes] = open(  # noqa: SIM115 -- outlives this function by design
                self._part, "wb", opener=lambda name, flags: os.open(name, flags, mode)
            )
        except OSError as error:
            raise _unwritable(path, error) from error
        self._wave = wave.open(self._file, "wb")  # noqa: SIM115 -- outlives this function by design
        self._wave.setnchannels(channels)
        self._wave.setsampwidth(2)
        self._wave.setframerate(rate)

    def append(self, sound: Samples) -> None:
        try:
            self._wave.writeframes(np.rint(np.clip(sound, -1.0, 1.0) * 32767).astype("<i2").tobytes())
        except OSError as error:
            raise _unwritable(self._path, error) from error

    def close(self) -> None:
        try:
            with self._file:
                self._wave.close()
                self._file.flush()
                os.fsync(self._file.fileno())
            self._part.replace(self._path)
        except OSError as error:
            raise _unwritable(self._path, error) from error

    def __enter__(self) -> _Wav:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            self.close()
        else:
            self._file.close()
            self._part.unlink(missing_ok=True)


def _check_target(path: Path) -> None:
    """Refuses what replacing would destroy or could not reach: folders, devices, missing folders."""
    if path.exists() and not path.is_file():
        raise InputError("not an ordinary file", where=str(path), mend="Give a file name to write to.")
    if path.exists() and not os.access(path, os.W_OK):
        raise InputError("must not be overwritten", where=str(path), mend="Give another file name.")
    if not path.parent.is_dir():
        raise InputError(
            f"the folder {path.parent} does not exist", where=str(path), mend="Make it, or give another file."
        )


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"cannot be written: {error.strerror or error}", where=str(path), mend="Give a file you may write to."
    )


class _Stream(soundfile.SoundFile):  # type: ignore[misc]  # soundfile has no types
    """A sound file read from front to back.

    soundfile seeks to where it already is after every read of a seekable file. In an MP3 that throws away the bits
    saved up in earlier frames, and every block begins with half a frame of noise.
    """

    def seekable(self) -> bool:
        return False


def _open(path: Path) -> _Stream:
    """Opens a file that holds sound. Raises InputError."""
    where = str(path)
    try:
        if path.is_dir():
            raise InputError("a folder, not a file", where=where, mend=_KINDS)
        if path.exists() and not path.is_file():
            raise InputError("not an ordinary file", where=where, mend=_KINDS)
        with path.open("rb") as file:
            if not file.read(1):
                raise InputError("empty file", where=where, mend=_KINDS)
    except FileNotFoundError as error:
        raise InputError("no such file", where=where, mend="Check the name.") from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=where, mend="Check its permissions.") from error
    try:
        sound = _Stream(path)
    except soundfile.LibsndfileError as error:
        raise InputError("not a sound file that can be read", where=where, mend=_KINDS) from error
    if sound.frames == 0:
        raise InputError("holds no sound (zero samples)", where=where, mend=_KINDS)
    _check_whole(sound, path)
    return sound


def _check_whole(sound: _Stream, path: Path) -> None:
    """A WAV whose header promises more than the file holds was cut off; libsndfile only notes it in its log."""
    promise = re.search(r"^data\s*: (\d+) \(should be (\d+)\)", sound.extra_info, re.MULTILINE)
    if promise is None or int(promise[1]) >= _UNKNOWN_SIZE or int(promise[1]) <= int(promise[2]):
        return
    there = sound.frames / sound.samplerate
    raise _cut_short(path, there, there * int(promise[1]) / max(int(promise[2]), 1))


def _cut_short(path: Path, at: float, of: float) -> InputError:
    return InputError(
        f"cut short: the sound ends at second {at:.1f} of {of:.1f}", where=str(path), mend="Copy it again."
    )


def _resampled(sound: _Stream, path: Path, rate: int, channel: int | None = None) -> Iterator[Samples]:
    if sound.samplerate == rate:
        yield from _mono(sound, path, channel)
        return
    stream = soxr.ResampleStream(sound.samplerate, rate, 1, dtype="float32")
    for block in _mono(sound, path, channel):
        yield np.clip(stream.resample_chunk(block), -1.0, 1.0)
    yield np.clip(stream.resample_chunk(np.zeros(0, np.float32), last=True), -1.0, 1.0)


def _mono(sound: _Stream, path: Path, channel: int | None) -> Iterator[Samples]:
    """Blocks of (n,) float32 in [-1, 1] at the file's own rate, as many samples as the file promised."""
    rate, promised, done = sound.samplerate, sound.frames, 0
    with sound:
        while True:
            try:
                block = sound.read(max(1, round(rate * _BLOCK_SECONDS)), dtype="float32", always_2d=True)
            except soundfile.LibsndfileError as error:
                raise _damaged(path, done / rate) from error
            if not len(block):
                break
            mono: Samples = (
                block.mean(axis=1, dtype=np.float32)
                if channel is None
                else block[:, min(channel, block.shape[1] - 1)]
            )
            if not np.isfinite(mono).all():
                raise _damaged(path, done / rate)
            yield np.clip(mono, -1.0, 1.0)
            done += len(block)
    if done < promised - rate * _BLOCK_SECONDS:  # compressed formats may promise a frame too many
        raise _cut_short(path, done / rate, promised / rate)


def _damaged(path: Path, second: float) -> InputError:
    return InputError(
        f"damaged after second {second:.1f}", where=str(path), mend="Give an undamaged copy of the file."
    )


def _cut(blocks: Iterator[Samples]) -> Iterator[Samples]:
    """Any blocks as windows of WINDOW samples, the last one filled up with zeros."""
    rest: Samples = np.zeros(0, np.float32)
    for block in blocks:
        rest = np.concatenate([rest, block])
        whole = len(rest) - len(rest) % WINDOW
        yield from rest[:whole].reshape(-1, WINDOW)
        rest = rest[whole:]
    if len(rest):
        yield np.pad(rest, (0, WINDOW - len(rest)))
