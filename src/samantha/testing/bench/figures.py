"""What a run comes to: one set of figures for each system, from its turns.

Latency is never told without the cut-offs beside it, for the quickest way to a good one is to interrupt everybody.
Replies that came too early count with their negative delay. The interval of the median is a percentile bootstrap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from samantha.testing.bench.run import Row
from samantha.testing.bench.waveform import KeptPause

RESAMPLES = 4000
SHORT_PAUSE_MS = 700
"""Pauses behind unfinished words up to this length must be kept."""
STAGES = ("endpoint_ms", "transcript_ms", "first_token_ms", "first_clause_ms", "first_sound_ms", "output_queue_ms")
"""In the order in which they happen; systems may tell further ones."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def percent(self) -> float | None:
        """The share in percent; None of nothing."""
        return 100 * self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Delays in ms, None where nothing was measured.

    p50_interval: 95 %. pauses_kept: all labelled ones; unfinished_kept: behind words that cannot stand alone;
    short_unfinished_kept: of these, those up to SHORT_PAUSE_MS. stages_ms: medians. unexplained_ms: median of what
    the waveform has and the stages do not: where each sees the end of speech, and the softest start of the voice.
    word_errors: of the words that were said. late_ms: the worst lag of sample time behind real time.
    """

    turns: int
    p50_ms: float | None
    p50_interval_ms: tuple[float, float] | None
    p95_ms: float | None
    p99_ms: float | None
    least_ms: float | None
    most_ms: float | None
    unanswered: Share
    cut_offs: Share
    pauses_kept: Share
    unfinished_kept: Share
    short_unfinished_kept: Share
    stages_ms: Mapping[str, float]
    unexplained_ms: float | None
    word_errors: Share
    late_ms: float
    troubles: int


def figures(rows: Sequence[Row]) -> Figures:
    """Of the turns of one system."""
    delays = [d for row in rows if (d := row.measured.voice_to_voice_ms) is not None]
    pauses = [pause for row in rows for pause in row.measured.pauses]
    unfinished = [pause for pause in pauses if pause.unfinished]
    known = [row for row in rows if row.stages_ms and row.measured.voice_to_voice_ms is not None]
    return Figures(
        turns=len(rows),
        p50_ms=percentile(delays, 50),
        p50_interval_ms=median_interval(delays),
        p95_ms=percentile(delays, 95),
        p99_ms=percentile(delays, 99),
        least_ms=min(delays, default=None),
        most_ms=max(delays, default=None),
        unanswered=Share(len(rows) - len(delays), len(rows)),
        cut_offs=Share(sum(row.measured.cut_off for row in rows), len(rows)),
        pauses_kept=_kept(pauses),
        unfinished_kept=_kept(unfinished),
        short_unfinished_kept=_kept(pause for pause in unfinished if pause.length_ms <= SHORT_PAUSE_MS),
        stages_ms=_stages(known),
        unexplained_ms=percentile([_unexplained_ms(row) for row in known], 50),
        word_errors=Share(sum(row.errors for row in rows), sum(row.words for row in rows)),
        late_ms=max((row.late_ms for row in rows), default=0.0),
        troubles=sum(len(row.trouble) for row in rows),
    )


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Between the two nearest values, linearly; None of nothing."""
    return float(np.percentile(values, percent)) if values else None


def median_interval(values: Sequence[float], seed: int = 0) -> tuple[float, float] | None:
    """95 % interval of the median, by resampling; None of fewer than two values."""
    if len(values) < 2:
        return None
    drawn = np.random.default_rng(seed).choice(np.asarray(values), (RESAMPLES, len(values)))
    low, high = np.percentile(np.median(drawn, axis=1), [2.5, 97.5])
    return float(low), float(high)


def ratio(ours: Figures, peer: Figures) -> float | None:
    """Our median as a share of the peer's."""
    return ours.p50_ms / peer.p50_ms if ours.p50_ms is not None and peer.p50_ms else None


def _kept(pauses: Iterable[KeptPause]) -> Share:
    kept = [pause.kept for pause in pauses]
    return Share(sum(kept), len(kept))


def _stages(rows: Sequence[Row]) -> dict[str, float]:
    names = [*STAGES, *(name for row in rows for name in row.stages_ms if name not in STAGES)]
    found = {name: [row.stages_ms[name] for row in rows if name in row.stages_ms] for name in dict.fromkeys(names)}
    return {name: float(np.median(values)) for name, values in found.items() if values}


def _unexplained_ms(row: Row) -> float:
    return (row.measured.voice_to_voice_ms or 0.0) - sum(row.stages_ms.values())
