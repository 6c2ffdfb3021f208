"""Has the user finished? How long a pause must last before it ends the turn.

A fixed silence is either rude or slow: thinking pauses inside a turn are as long as the gaps between turns
(Heldner & Edlund 2010, "Pauses, gaps and overlaps in conversations"). Two witnesses tell more, and neither can be
trusted alone. The words: a sentence that stops at "and", "the" or "um" goes on; but a complete one need not be the
last ("I have two cats." - "Can they eat cheese?"), and transcripts close whatever they hear with a full stop. And
somebody who knows more: the language model, which expects an end or does not, or a turn model that hears the melody.
So the words say about how long to wait, and that bends it, both ways. Behind a statement ("I had a long day.") more
may follow though nothing is missing, while a question hands the floor over; the language model tells these apart too.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from samantha.core.clock import samples

_LEADS_ON = frozenset(
    # Articles, prepositions, conjunctions, auxiliaries and fillers: an English sentence hardly ends in one.
    """a an the and or but nor so because if when while that which who whose where whether than although though unless
    until as of to in on at by for from with without about into onto over under between among against during toward
    towards every my your his her its our their this these those is are was were am be been being do does did have has
    had will would can could shall should may might must i'm i've i'd i'll you're we're they're it's that's there's
    let's um uh er erm hmm mm well like maybe also very really just not please i we they he she""".split()
)

_ENDS_WELL_ANYWAY = frozenset("that this so those these it like well please in on over do did have".split())
"""Words of the list above that do end questions and requests ("turn it on", "I think so"): not held against them
when the transcript closes the sentence."""

_ENDS_QUESTIONS = frozenset(
    "to of at by from with about is are was were am be will can could would should not".split()
)
"""Words of the list that end questions ("where are you from?", "why not?"): not held against them behind a "?"."""

_SUBORDINATE = re.compile(r"(?:if|when|while|although|though|unless|before|after|since|until)\s[^,?!.]*[.,…]*")
"""A last sentence that is nothing but such a clause ("When I was a child.") has its main clause still to come."""

_SENTENCE_START = re.compile(r"(?<=[.?!])\s+")
_WORD = re.compile(r"[\w'’]+")


@dataclass(frozen=True, slots=True)
class Outlook:
    """How likely it is that nothing follows the words of a turn; both in [0, 1].

    over: their sentence ends with its last word. done: the turn ends with that sentence as it is written.
    """

    over: float
    done: float = 1.0


@dataclass(frozen=True, slots=True)
class Pauses:
    """Lengths of silence, in ms, after which a turn is over, and how the sound bends them.

    finished_ms, unsure_ms, unfinished_ms: by how finished the words are, when nobody else was asked.
    sway_ms: how much shorter or longer, if somebody was; words that surely go on get unfinished_ms at least.
    over, going_on: probabilities from which, and up to which, that is believed entirely; in between, by logarithm.
    done: probability below which more is expected behind the sentence; more_ms: then it is waited for so long.
    shortest_ms, longest_ms: no pause is shorter or longer, whatever the witnesses say.

    All are what ``bench/thresholds.py`` found for the language model's expectation on 128 turns of the benchmark
    (docs/decisions/0025).
    """

    finished_ms: int = 600
    unsure_ms: int = 700
    unfinished_ms: int = 1300
    sway_ms: int = 300
    over: float = 0.5
    going_on: float = 0.01
    done: float = 0.7
    more_ms: int = 450
    shortest_ms: int = 250
    longest_ms: int = 1500


def needed_silence(text: str, pauses: Pauses, outlook: Outlook | None = None) -> int:
    """Samples of silence that end a turn.

    text: its words so far; outlook: what is expected behind them, None if nobody can tell.
    """
    needed_ms = _by_words(text, pauses)
    if outlook is None:
        return samples(needed_ms)
    belief = _belief(outlook.over, pauses)
    longest_ms = max(needed_ms + pauses.sway_ms, pauses.unfinished_ms)
    bent_ms = longest_ms + belief * (needed_ms - pauses.sway_ms - longest_ms)
    least_ms = pauses.shortest_ms if outlook.done >= pauses.done else max(pauses.more_ms, pauses.shortest_ms)
    return samples(min(max(bent_ms, least_ms), pauses.longest_ms))


def _belief(over: float, pauses: Pauses) -> float:
    """From 0, it goes on, to 1, it is over."""
    low, high = math.log(max(pauses.going_on, 1e-9)), math.log(pauses.over)
    return min(max((math.log(max(over, 1e-9)) - low) / max(high - low, 1e-6), 0.0), 1.0)


def _by_words(text: str, pauses: Pauses) -> int:
    """Milliseconds, by the words alone."""
    if leads_on(text):
        return pauses.unfinished_ms
    return pauses.finished_ms if _WORD.search(text) and _closed(text) else pauses.unsure_ms


def leads_on(text: str) -> bool:
    """Whether it ends with words that cannot be the last ("I would like to")."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    if not words:
        return False
    end, closed = _end(text), _closed(text)
    trails_off = end.endswith((",", "...", "…", "-", "–", "—"))
    ends_well = words[-1] in _ENDS_WELL_ANYWAY or (words[-1] in _ENDS_QUESTIONS and end.endswith("?"))
    half = _SUBORDINATE.fullmatch(_SENTENCE_START.split(end)[-1].lower())
    return trails_off or half is not None or (words[-1] in _LEADS_ON and not (closed and ends_well))


def _end(text: str) -> str:
    return text.rstrip().rstrip("\"”'’)")


def _closed(text: str) -> bool:
    """Whether the transcript closes its last sentence."""
    return _end(text).endswith((".", "?", "!")) and not _end(text).endswith("...")
