"""Whether a cleaned window holds anything but what is left of the echo.

A detector of speech does not care how soft speech is, so even an echo 30 dB down is speech to it, and in a quiet room
it hears every word of hers. But what is left keeps a ratio to the echo that was predicted, window by window,
and a person does not: her own voice in a window that holds 25 dB less than the predicted echo is hers, and the
same in one that holds as much is somebody's. The ratio is learned as the lower edge of what is seen, falling fast,
rising slowly, since users only ever add. (The idea of the minimum statistics of Martin, "Noise power spectral density
estimation based on optimal smoothing and minimum statistics", IEEE SAP 9, 2001, applied to echo.)
"""

from __future__ import annotations

import math

_FALL, _RISE, _RISE_MOST_DB = 0.2, 0.005, 10.0
"""Share of the difference to the ratio of one window by which the edge falls, or rises, and the largest rise."""
_LOWEST_DB = -30.0
_MARGIN_DB = 9.0
"""What a window must hold above the edge to be more than echo. At 9 dB: in four rooms 928 offline replies
behind the first of each run without a false onset, two more users missed than without the gate; at 6 dB two
false onsets."""
_HELD = 0.9
"""Share of the loudness that still sounds a window later: the room beyond the filter's length."""
_SILENT = 1e-10


class EchoLeft:
    """Follows one session."""

    def __init__(self) -> None:
        self.db = 0.0
        """What is left of the echo against the echo, dB."""
        self._loudness = 0.0

    def restart(self, db: float = 0.0) -> None:
        """Afterwards so much of the echo may be left as far as is known, dB."""
        self.db = db

    def is_all(self, cleaned: float, echo: float) -> bool:
        """Whether the window holds nothing but echo. Both are mean squares; echo: predicted, or at most."""
        self._loudness = max(echo, _HELD * self._loudness)
        if self._loudness < _SILENT:
            return False
        ratio = 10 * math.log10((cleaned + 1e-12) / self._loudness)
        rate = _FALL if ratio < self.db else _RISE
        self.db = max(_LOWEST_DB, self.db + rate * min(ratio - self.db, _RISE_MOST_DB))
        return ratio < self.db + _MARGIN_DB
