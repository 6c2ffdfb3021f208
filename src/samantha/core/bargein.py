"""Speech over her voice: does it take the floor?

Most of what listeners say while another speaks does not: "mm-hm", "yeah", laughter carry the speaker on (Yngve 1970,
"On getting a word in edgewise"; Schegloff 1982, "Uh huh"). Stopping for them is as wrong as talking on over "wait".
And a microphone near a loudspeaker hears her as well. What tells them apart is words: theirs, and hers with their
moments. As long as somebody speaks, more words may come, so of doubtful ones the rest is awaited; once he has
stopped, they are judged as they are.

    no words      a cough, a door, music: she goes on
    her own       echo: she goes on
    nothing but   "mm-hm", "right", "oh wow": she goes on; but right behind her question they are its answer
    a mumble      a word or two that the ears are not sure of, an "mm-hm" written as "Nana": she goes on
    anything else takes the floor: at once if it begins as interruptions do ("no", "wait", "what"), else when there
                  are two words of it, because the first from a sound cut off in the middle is often misheard
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from samantha.core.clock import samples
from samantha.core.controls import control
from samantha.core.ledger import Word

Decision: TypeAlias = Literal["wait", "go_on", "give_way"]
Reason: TypeAlias = Literal[
    "not_transcribed",
    "no_words",
    "doubtful",
    "mumbled",
    "backchannel",
    "echo",
    "answer",
    "control",
    "words",
    "sustained",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do about speech over her, and why."""

    decision: Decision
    reason: Reason


@dataclass(frozen=True, slots=True)
class TalkOver:
    """Speech over her voice so far.

    text: its words, "" for none, None while nobody knows. start, end: the sound that was transcribed, in samples of
    the microphone. speech: samples of speech heard in it until now. over: nobody speaks any more.
    hers: her words that were being played around it, with their moments on the same clock. confidence: of the ears
    in the words, <= 0.
    """

    text: str | None
    start: int
    end: int
    speech: int
    over: bool
    hers: Sequence[Word] = ()
    confidence: float = 0.0


_BACKCHANNELS = frozenset(
    """m h mm mmm mhm mmhm mmhmm hm hmm hmmm huh uh uhuh uhhuh um ah aha oh ooh wow whoa yeah yep yup yes ya right
    okay ok sure really true exactly absolutely definitely indeed totally nice great good cool lovely
    wonderful perfect amazing interesting funny alright gotcha ha haha hahaha heh hehe lol laughter laughs laughing
    chuckles thanks
    """.split()
)
_BACKCHANNEL_PHRASES = re.compile(
    r"\b(?:i see|i know|got it|of course|for sure|fair enough|good point|makes? sense|go on|no way|oh no"
    r"|oh my(?: god)?|my god|thank you(?: very much)?"
    r"|that(?:'s| is) (?:right|true|nice|great|good|cool|funny|interesting|amazing))\b"
)
_HUM = re.compile(r"(?!(?:no|man|noon|moon)$)(?:[mn]+[aou]*h?)+")
"""What Whisper makes of a soft "mm-hm": "Mom?", "Nana", "Namo". Nobody says these to her alone."""

_FILLERS = frozenset("um uh er erm well so and like you know i mean the a".split())
"""Beginnings from which nothing follows yet."""

_TAKES_THE_FLOOR = frozenset(
    """no nope wait stop but actually sorry excuse hey hold hang pause quiet enough what what's why how how's who
    who's where where's when which can could would will do does did is are was were should tell never not""".split()
)
"""First words that interruptions begin with: even alone, and while more is being said, they are enough."""

_MOST_BACKCHANNEL_WORDS = 6
_MUMBLED = (-0.6, -0.75)
"""A word, or two, with less confidence than this are a hum or a "sure", written as Whisper could ("Shui", "No, no",
"MMA Channel"). Over her voice in four rooms most of those had less, and of what was meant, once it was over, only
requests for silence, which need not be clear."""
_ECHO_BEFORE_MS = 2000
"""How long before the talk-over her words may have been said that come back in it: device delay, room, slow ears."""
_ECHO_AFTER_MS = 300
_LIKENESS = 0.72
"""Share of letters (difflib's ratio) from which two phrases count as the same, one of them misheard."""
_LEAST_RUN = 3
"""So many words of hers in a row inside somebody's are echo among speech, not chance."""
_FIRST_WORD_MS = 300
"""A first word that she was saying so soon after the sound begins is hers."""
_ANSWER_WITHIN_MS = 1500
"""A "yeah" so soon behind her question mark answers it."""


def judge(talk: TalkOver, *, sustained: int) -> Verdict:
    """Whether she goes on, gives way, or waits for more; ``sustained``: samples of speech that alone are enough."""
    if talk.text is None:
        late = talk.speech >= sustained
        return Verdict("give_way", "sustained") if late else Verdict("wait", "not_transcribed")
    text = without_echo(talk.text, talk.start, talk.end, talk.hers)
    if not _words(text):
        known = talk.over or talk.speech >= sustained
        reason: Reason = "echo" if _words(talk.text) else "no_words"
        return Verdict("go_on" if known else "wait", reason)
    if control(text) == "silence":
        return Verdict("give_way", "control")
    if is_backchannel(text):
        if _asked(talk):
            return Verdict("give_way" if talk.over else "wait", "answer")
        return Verdict("go_on" if talk.over or talk.speech >= 2 * sustained else "wait", "backchannel")
    return _weighed(_words(text), talk)


def _weighed(words: list[str], talk: TalkOver) -> Verdict:
    """Words that are neither echo nor backchannel."""
    over = talk.over
    first = next((word for word in words if word not in _BACKCHANNELS), words[0])
    substance = [word for word in words if word not in _FILLERS and word not in _BACKCHANNELS]
    if len(words) <= len(_MUMBLED) and talk.confidence < _MUMBLED[len(words) - 1]:
        return Verdict("go_on" if over else "wait", "mumbled")
    if first in _TAKES_THE_FLOOR or len(substance) >= 2 or (over and substance):
        return Verdict("give_way", "words")
    return Verdict("go_on" if over else "wait", "doubtful")


def is_backchannel(text: str) -> bool:
    """Whether these words carry a speaker on and ask for nothing: "mm-hm", "oh wow", "yeah, right"."""
    words = _words(_BACKCHANNEL_PHRASES.sub(" ", _plain(text)))
    known = all(word in _BACKCHANNELS or _HUM.fullmatch(word) for word in words)
    return known and len(_words(text)) <= _MOST_BACKCHANNEL_WORDS


def without_echo(text: str, start: int, end: int, hers: Sequence[Word]) -> str:
    """The text without what is her own voice come back: "" when it is all hers.

    start, end: the sound it was made of; hers: her words, with their moments on the same clock.
    """
    near = [w for w in hers if w.end > start - samples(_ECHO_BEFORE_MS) and w.start < end + samples(_ECHO_AFTER_MS)]
    said, words = _said(near), _words(text)
    if not said or not words:
        return text
    if len(words) == 1:
        return "" if words[0] in _said(_between(near, start, end)) else text
    first = _said(_between(near, start, start + samples(_FIRST_WORD_MS)))
    rest = _cut(text, words, said, in_front=1 if words[0] in first else 2)
    if is_backchannel(strict := _cut(text, words, said, in_front=1, inside=2)):
        return strict  # with a shorter run taken for hers too, nothing of substance is left
    left = _words(rest)
    if _like_any(left, said) or (len(left) == 1 < len(words) and control(rest) is None):
        return ""  # misheard here and there, or a word too many
    return rest


def without_her_end(text: str, start: int, hers: Sequence[Word]) -> str:
    """The text without her last words in front, for somebody who began to speak when she had ended.

    The sound before his onset holds them where she can be heard. Nothing but them is his: people repeat what they
    have just been told.
    """
    words, said = _words(text), _said(_between(hers, start, start))
    for count in range(min(len(words) - 1, len(said)), 1, -1):
        if words[:count] == said[-count:]:
            return " ".join(text.split()[count:]) if len(text.split()) == len(words) else " ".join(words[count:])
    return text


def _like_any(words: list[str], said: list[str]) -> bool:
    """Whether some stretch of what she said, of about as many words, is nearly the same."""
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(" ".join(words))
    for length in range(max(1, len(words) - 1), len(words) + 2):
        for first in range(max(1, len(said) - length + 1)):
            matcher.set_seq1(" ".join(said[first : first + length]))
            if matcher.real_quick_ratio() >= _LIKENESS and matcher.ratio() >= _LIKENESS:
                return True
    return False


def _between(hers: Sequence[Word], start: int, end: int) -> list[Word]:
    """Her words that may be heard in this stretch."""
    return [word for word in hers if word.end > start - samples(_ECHO_AFTER_MS) and word.start < end]


def _said(hers: Sequence[Word]) -> list[str]:
    return _words(" ".join(word.text for word in hers))


def _cut(text: str, words: list[str], said: list[str], *, in_front: int, inside: int = _LEAST_RUN) -> str:
    """The text without runs of so many words that she said in the same order; as it was if there are none.

    in_front: the same for a run at the beginning, where she is cut off by whoever begins to speak.
    """
    front = _hers_in_front(words, said)
    front = front if front >= in_front else 0
    blocks = difflib.SequenceMatcher(None, said, words[front:], autojunk=False).get_matching_blocks()
    runs = [range(front + block.b, front + block.b + block.size) for block in blocks if block.size >= inside]
    hers = {*range(front), *(n for run in runs for n in run)}
    if not hers:
        return text
    written = [word for word in text.split() if _words(word)]
    if len(written) != len(words):
        written = words
    return " ".join(word for n, word in enumerate(written) if n not in hers)


def _hers_in_front(words: list[str], said: list[str]) -> int:
    """How many of the first words she said in a row, wherever."""
    count = 0
    while count < len(words) and any(said[n : n + count + 1] == words[: count + 1] for n in range(len(said))):
        count += 1
    return count


def _asked(talk: TalkOver) -> bool:
    """Whether her question had been heard just before the talk-over, or ended during it."""
    return any(
        word.text.rstrip("\"'”’)").endswith("?") and 0 <= talk.end - word.end <= samples(_ANSWER_WITHIN_MS)
        for word in talk.hers
    )


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.lower().replace("’", "'").replace("-", "").replace(",", ""))


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower().replace("’", "'").replace("-", ""))
