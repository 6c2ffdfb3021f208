"""The microphone without the loudspeaker, so that she can listen while she speaks.

What was played is known to the sample; what of it comes back is subtracted. ``alignment`` finds where it comes back
and follows the clocks, ``echo_path`` learns the room and predicts the echo, ``echo_left`` judges what remains. All of
it is linear: the user's voice passes unchanged, with no latency, only the prediction is taken off.

When the prediction stops to fit, the delay has changed, or the room. Nothing is subtracted then until the echo has
been seen again; there the known room is tried first, and learned anew if it is another.
"""

from __future__ import annotations

import numpy as np

from samantha.audio.alignment import Alignment, lag
from samantha.audio.echo_left import EchoLeft
from samantha.audio.echo_path import HISTORY, YOUNG, EchoPath
from samantha.audio.pcm import Samples
from samantha.core.clock import WINDOW, ms, samples

_KEPT = 64 * WINDOW
"""Samples of played sound that can be read back: the longest delay, and behind it all the filter learns from."""
_AUDIBLE = 1e-6
"""Mean square of played sound that tells something of levels (-60 dBFS)."""
_LEVELS_KEPT = 0.97
_FIT_KEPT = 0.9
_FIT_LEAST = 0.4
_FIT_DOUBT = 0.35
"""The prediction is wrong when less than the first share of it is in what is heard, and the rest of it is more than
the second share of what chance would do with that loud a user. In four rooms with a user up to 12 dB above the echo
it never was; after a jump of the delay it is within 0.25 s of sound."""
_SETTLED = 30
"""Windows with sound after which a new filter's prediction may be called wrong (1 s)."""
_SETTLE_WINDOWS, _SETTLE_REACH = 7, 24
"""Over how many windows, and samples to either side, a known room is tried at another delay."""
_LEARNED = 0.93
"""Share of an unknown path that is still unknown a window later."""
_AT_MOST_DB = 20.0
"""By how much the microphone may be louder than what is played, as long as nothing is known of them."""
_ALIGNED_DB = -10.0
_ECHOES = samples(500)
"""For so long behind the last played sound its echo may still come, as long as nobody knows when."""


class EchoCanceller:
    """Takes her own voice out of the microphone, window by window: sample n out is sample n in, without latency.

    What was played must be what the loudspeaker got, without gaps, volume and ducking included, and must be given
    before its echo arrives: any lead from 2 to 600 ms will do; it is found, its drift followed, a jump of it
    noticed. While nothing has been played for two seconds, the microphone's windows are returned as they are.
    """

    def __init__(self) -> None:
        self.only_echo = False
        """Whether the last window holds nothing but what is left of her own voice: it is nobody's speech.

        As long as the echo is not known, nothing in it can be told from her, so all of it counts as hers.
        """
        self._alignment = Alignment(_KEPT)
        self._path = EchoPath()
        self._left = EchoLeft()
        self._left.restart(_AT_MOST_DB)
        self._lost = False
        self._known = False  # was aligned, and has not been lost since
        self._unknown = 1.0
        self._silent = _KEPT
        self._levels = np.zeros(2)  # microphone and loudspeaker, mean squares while something is played
        self._energies = np.zeros(2)  # cleaned and heard, of the last windows
        self._fit = np.zeros(3)

    @property
    def aligned(self) -> bool:
        """Whether the echo is found and at least 10 dB of it are taken off. False at first: she may hear herself."""
        return self._alignment.known and not self._lost and self._left.db < _ALIGNED_DB

    @property
    def echo_left_db(self) -> float:
        """How much of the echo is left, dB against the echo: an estimate, 0 or more while nothing is known."""
        return self._left.db

    @property
    def delay_ms(self) -> int | None:
        """From what is given as played to its strongest arrival; None until found."""
        return ms(round(self._alignment.peak)) if self._alignment.known else None

    @property
    def drift_ppm(self) -> float:
        """By how much the loudspeaker's clock is found to be slower than the microphone's, parts per million."""
        return self._alignment.drift / WINDOW * 1e6

    def process(self, window: Samples, played: Samples) -> Samples:
        """The window, (512,) float32 at 16 kHz, without the echo of what was played.

        played: the loudspeaker's sound of the same stretch of time, (768,) float32 at PLAY_RATE or (512,) at
        HEAR_RATE.
        """
        self._silent = 0 if played.any() else self._silent + WINDOW
        if self._silent > _KEPT:
            self._alignment.pass_by()
            self.only_echo = False
            return window
        direct = self._alignment.hear(window, played)
        if (loudness := _power(direct)) > _AUDIBLE:
            self._levels = _LEVELS_KEPT * self._levels + [_power(window), loudness]
        if self._alignment.sighted():
            self._sighted()
        if self._alignment.known:
            window = self._cancel(window)
        else:
            self.only_echo = self._left.is_all(_power(window), loudness)
        self._known = self._known or self.aligned
        if not self._known and self._silent < _ECHOES:
            self.only_echo = True
        return window

    def moved(self, later: int) -> None:
        """From the next window on, what is given as played lies so many samples (16 kHz) later than before."""
        self._alignment.moved(later)

    @property
    def _gain(self) -> float:
        """Power of the echo against what is played, if nobody else spoke."""
        return float(self._levels[0] / max(self._levels[1], 1e-12))

    def _sighted(self) -> None:
        """The echo has been seen: where it is expected, where it was looked for, or where it should not be."""
        known, alignment = self._alignment.known, self._alignment
        if known and not self._lost and (self.aligned or not alignment.elsewhere):
            return
        alignment.move()
        self._path.realign(alignment.history(HISTORY))
        fit = self._settled() if known else 0.0
        if fit > _FIT_LEAST:
            self._path.doubt(1 - fit**2)
        else:
            self._path.begin(self._gain)
        self._lost = False
        self._start_over()

    def _settled(self) -> float:
        """Tries the known room where the echo was seen, and around; how well it fits there, 0 to 1."""
        later, fit = lag(*self._path.recent(_SETTLE_WINDOWS), _SETTLE_REACH)
        if fit > _FIT_LEAST and later:
            self._alignment.shift(later)
            self._path.realign(self._alignment.history(HISTORY))
        return fit

    def _start_over(self) -> None:
        self._known = False
        self._unknown = 1.0
        self._left.restart()
        self._fit[:] = 0

    def _cancel(self, window: Samples) -> Samples:
        played = self._alignment.read()
        cleaned, echo = self._path.cancel(window, played, learn=not self._lost)
        if not self._lost and echo.any():
            self._alignment.follow(window, echo)
            if not self._fits(window, echo):
                self._lost = True
                self._start_over()
                self._alignment.forget()
        self._energies = 0.6 * self._energies + [_power(cleaned), _power(window)]
        if self._lost or self._energies[0] > self._energies[1]:
            cleaned = window  # a prediction that only adds is wrong
        loudness = _power(played)
        at_most = self._unknown * self._gain * loudness
        self.only_echo = self._left.is_all(_power(cleaned), max(_power(echo), at_most))
        if loudness > _AUDIBLE and not self._lost:
            self._unknown *= _LEARNED
        return cleaned

    def _fits(self, heard: Samples, echo: Samples) -> bool:
        """Whether the predicted echo is found in what was heard in the last third of a second."""
        rest = heard - echo
        self._fit = _FIT_KEPT * self._fit + [heard @ echo, echo @ echo, rest @ rest]
        common, predicted, unexplained = (float(each) for each in self._fit)
        wrong = common < _FIT_LEAST * predicted
        clearly = predicted - common > _FIT_DOUBT * (unexplained * predicted) ** 0.5
        return not (wrong and clearly) or self._path.young > YOUNG - _SETTLED


def _power(sound: Samples) -> float:
    return float(sound @ sound) / len(sound)
