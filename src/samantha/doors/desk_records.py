"""What the desk and its child process say to each other over two pipes.

Each record is one byte of kind, the payload's length as uint32, the payload; everything little-endian.

====== ============== =====================================================================================
kind   direction      payload
====== ============== =====================================================================================
``R``  child -> desk  once, when both streams are open: JSON ``{microphone, microphone_rate, loudspeaker, ...}``
``W``  child -> desk  one window of 32 ms: ``WindowRecord``, that is ``HEAD`` and 512 float32 at 16 kHz
``E``  child -> desk  the last record before it gives up: JSON ``{what, where, mend}``
``A``  desk -> child  float32 samples at 24 kHz, queued behind what is queued
``F``  desk -> child  uint32 epoch: forget everything queued; what follows belongs to this epoch
``G``  desk -> child  float32 gain in [0, 1]: so loud from now on; at 0 the loudspeaker stands still
``M``  desk -> child  one byte, 1 or 0: close the microphone, or open it again
====== ============== =====================================================================================

The end of the child's standard input ends the child.

**Epochs.** ``played`` counts samples of the current epoch only. A flush begins a new epoch from zero, so sound that
was flushed, even the few ms that the device had already taken, can never be counted to a later reply, and the desk
can tell a window measured before its flush from one measured after it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from samantha.audio.pcm import Samples
from samantha.errors import DeviceError

HEADER = struct.Struct("<cI")
HEAD = struct.Struct("<IQIII?")
EPOCH = struct.Struct("<I")
GAIN = struct.Struct("<f")
MUTE = struct.Struct("<?")


@dataclass(frozen=True, slots=True)
class WindowRecord:
    """What the child knows at the end of one window.

    pcm: (512,) float32 in [-1, 1], 16 kHz; played: samples (PLAY_RATE) of this epoch that have left the loudspeaker.
    underruns, overruns, dropped: totals since the start: output starved while there was sound to play, input lost,
        windows nobody fetched.
    only_echo: as in ``ports.Frame``.
    """

    epoch: int
    played: int
    underruns: int
    overruns: int
    dropped: int
    pcm: Samples
    only_echo: bool = False

    def pack(self) -> bytes:
        """The whole record as bytes."""
        counts = (self.epoch, self.played, self.underruns, self.overruns, self.dropped)
        head = HEAD.pack(*counts, self.only_echo)
        return record(b"W", head + self.pcm.astype("<f4", copy=False).tobytes())

    @classmethod
    def unpack(cls, payload: bytes) -> WindowRecord:
        """The record of a payload."""
        epoch, played, underruns, overruns, dropped, only_echo = HEAD.unpack_from(payload)
        pcm = np.frombuffer(payload, "<f4", offset=HEAD.size)
        return cls(epoch, played, underruns, overruns, dropped, pcm, only_echo)


class Records:
    """Cuts a stream of bytes into records, however the pipe had divided it."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def cut(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """(kind, payload) of every record completed by these bytes."""
        self._rest += data
        while len(self._rest) >= HEADER.size:
            kind, size = HEADER.unpack_from(self._rest)
            end = HEADER.size + size
            if len(self._rest) < end:
                return
            payload = bytes(self._rest[HEADER.size : end])
            del self._rest[:end]
            yield kind, payload


def record(kind: bytes, payload: bytes) -> bytes:
    """One record as bytes."""
    return HEADER.pack(kind, len(payload)) + payload


def audio_record(samples: Samples) -> bytes:
    """Sound for the loudspeaker, (n,) float32 at PLAY_RATE."""
    return record(b"A", samples.astype("<f4", copy=False).tobytes())


def flush_record(epoch: int) -> bytes:
    """Forget everything queued; what follows belongs to this epoch."""
    return record(b"F", EPOCH.pack(epoch))


def gain_record(gain: float) -> bytes:
    """So loud from now on."""
    return record(b"G", GAIN.pack(gain))


def mute_record(on: bool) -> bytes:
    """Close the microphone, or open it again."""
    return record(b"M", MUTE.pack(on))


def ready_record(opened: Mapping[str, object]) -> bytes:
    """Both streams are open."""
    return record(b"R", json.dumps(opened).encode())


def error_record(error: DeviceError) -> bytes:
    """The reason why the child gives up."""
    return record(b"E", json.dumps(described(error)).encode())


def described(error: DeviceError) -> dict[str, str | None]:
    """The error as JSON can carry it: the arguments that make it again."""
    return {"what": error.what, "where": error.where, "mend": error.mend}
