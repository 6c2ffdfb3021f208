"""What the loudspeaker plays, cut into the microphone's steps: the reference of the echo canceller at the desk.

The two devices call when they please, in blocks of their own, on clocks of their own. The canceller wants the played
sound without gaps, 768 samples for every window of the microphone, always at the same distance from it. So a line is
kept of all that was handed to the loudspeaker, silence included, and read on by one window for every window. The
reading place lies as near to the line's end as the blocks allow: everything that is read has still to leave the
loudspeaker or has just left it, so its echo is still to come. The place is moved when the clocks have run apart,
best while nothing is played, when nobody can hear the difference; whoever reads is told by how much.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from samantha.audio.pcm import PLAY_RATE, Samples
from samantha.core.clock import HEAR_RATE
from samantha.doors.loudspeaker import PLAY_WINDOW

_STEP = 3
"""Moves are multiples of this, so that they are whole samples at 16 kHz as well."""
_DISTANCE = PLAY_RATE // 100
"""Between what is read and the end of the line where the blocks leave least: 10 ms."""
_NEAR, _FAR = _DISTANCE // 2, 3 * _DISTANCE
"""The place is moved, in silence, when the least distance of some seconds is not between these."""
_WATCHED_WINDOWS = 160
"""For so long (5 s)."""
_QUIET = PLAY_RATE
"""So much silence before the place, and none but silence behind it, is silence."""
_KEPT = 3 * PLAY_RATE


class PlaybackLine:
    """Everything the loudspeaker was handed. Not for two threads at once."""

    def __init__(self) -> None:
        self._line = np.zeros(2 * _KEPT, np.float32)  # filled up to ``_filled``, the last _KEPT of it are kept
        self._filled = _KEPT
        self._end = 0
        self._place: int | None = None
        self._least: deque[int] = deque(maxlen=_WATCHED_WINDOWS)

    def append(self, sound: Samples) -> None:
        """The next samples, (n,) float32 at PLAY_RATE, as loud as they were handed over."""
        self._end += len(sound)
        sound = sound[-_KEPT:]
        self._room_for(len(sound))[:] = sound

    def pause(self, count: int) -> None:
        """So many samples of silence next."""
        self._end += count
        self._room_for(min(count, _KEPT)).fill(0)

    def _room_for(self, count: int) -> Samples:
        if self._filled + count > len(self._line):
            self._line[:_KEPT] = self._line[self._filled - _KEPT : self._filled]
            self._filled = _KEPT
        self._filled += count
        return self._line[self._filled - count : self._filled]

    def read(self) -> tuple[Samples, int]:
        """The next window's sound, (768,) float32, and by how many samples at HEAR_RATE its place was moved on."""
        nearest = self._end - PLAY_WINDOW - _DISTANCE
        before = nearest if self._place is None else self._place
        place = before + self._move(before, nearest)
        first = self._filled - self._end + place
        self._place = place + PLAY_WINDOW
        self._least.append(self._end - self._place)
        return self._line[first : first + PLAY_WINDOW].copy(), (place - before) * HEAR_RATE // PLAY_RATE

    def _move(self, place: int, nearest: int) -> int:
        if not 0 <= self._end - PLAY_WINDOW - place <= _KEPT - PLAY_WINDOW:
            by = nearest - place  # there is nothing to read: whatever it costs
        elif len(self._least) == _WATCHED_WINDOWS and not _NEAR <= min(self._least) <= _FAR and self._quiet(place):
            by = min(self._least) - _DISTANCE
        else:
            return 0
        self._least.clear()
        return by - by % _STEP

    def _quiet(self, place: int) -> bool:
        first = max(self._filled - _KEPT, self._filled - self._end + place - _QUIET)
        return not self._line[first : self._filled].any()
