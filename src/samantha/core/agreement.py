"""Which words of a turn are certain while it is still being spoken.

A transcript of half a sentence guesses at its end: the last word may be cut in two, and what comes next changes what
came before. What two transcripts in a row agree on from the beginning hardly ever changes again (LocalAgreement-2:
Liu, Spanakis & Niehues 2020, "Low-Latency Sequence-to-Sequence Speech Recognition and Translation by Partial
Hypothesis Selection"; Machacek, Dabre & Bojar 2023, "Turning Whisper into Real-Time Transcription System").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

HELD_BACK = 1
"""Words at the end of the newest transcript that count as uncertain whatever the last one said."""

FILLERS = frozenset("um uh uhm umm er erm hm hmm mm mhm ah oh".split())
"""Sounds that transcripts write down or leave out as they please, and that no answer depends on."""

_MEANINGLESS = re.compile(r"[^\w']+")


@dataclass(slots=True)
class Agreement:
    """The transcripts of one turn, newest last; ``words`` are those agreed on."""

    words: str = ""
    _last: list[str] = field(default_factory=list)

    def hear(self, text: str) -> None:
        """Takes in the next transcript; a turn's transcripts all begin where it began."""
        said = text.split()
        agreed = 0
        for mine, earlier in zip(said[: max(0, len(said) - HELD_BACK)], self._last, strict=False):
            if _bare(mine) != _bare(earlier):
                break
            agreed += 1
        self._last = said
        self.words = " ".join(said[:agreed])


def same_meaning(one: str, other: str) -> bool:
    """Whether the texts differ in punctuation, case, spaces and fillers at the most."""
    return _meant(one) == _meant(other)


def _meant(text: str) -> list[str]:
    return [bare for word in text.split() if (bare := _bare(word)) and bare not in FILLERS]


def _bare(word: str) -> str:
    return _MEANINGLESS.sub("", word.lower().replace("’", "'"))
