"""The faults of a text, gone through aloud one by one: each is changed with a yes, or left.

Nothing is changed without one. Every change is kept at once by whoever owns the text, and "undo" takes the last
answer back, also the one that went for all of them. What answers nothing is asked about once more, then the rest is
left as it is, so that no later "yes" can change anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from samantha.errors import InputError
from samantha.hands.letters.spoken import dictated
from samantha.hands.misheard import readings
from samantha.hands.spelling.own_words import OwnWords
from samantha.hands.spelling.proofreading import Proofreading
from samantha.hands.spelling.telling import difference, told
from samantha.ports import Fault

Keep: TypeAlias = Callable[[str, str], None]
"""Keeps (the text as it is now, what was done)."""

_YES = re.compile(
    r"(?:(?:yes|yeah|yep|yup|sure|okay|ok|right|correct|please|please do|do it|do that|do|change it|correct it|fix it"
    r"|go ahead|accept|take it|that's right|that's correct|exactly|of course|good|fine|absolutely|definitely) ?)+"
)
_NO = re.compile(
    r"(?:no|nope|nah|don't|leave it|keep it|refuse|skip it|skip|next|not that|no thanks|it's right|it's fine"
    r"|it's correct|that's how it is)"
    r"(?: (?:no|don't|leave it|keep it|thanks|thank you|it's (?:right|fine|correct)|as it is|like that|next"
    r"|not that one|that one|please))*"
)
_ALL = re.compile(
    r"(?:yes )?(?:to )?(?:(?:change|correct|fix|accept|do|take) )?(?:all(?: of (?:them|it))?|them all|everything)"
    r"(?: please)?"
)
_STOP = re.compile(
    r"(?:no )?(?:none(?: of them)?|leave (?:them all|all of them|the rest|it at that)|(?:that's )?enough"
    r"|stop(?: it| here| checking| that)?|forget it|never mind|i'm done|that's (?:all|it)(?: for now)?|cancel)"
)
_ADD = re.compile(
    r"(?:no )?(?:(?:add|put|save) (?:it |that |this |the word |that word |this word )?(?:to|in|into) (?:my|the|your)"
    r" dictionary|(?:learn|remember) (?:it|that|the word|that word|this word)|(?:it's|that's|that is|it is) a name)"
)
_UNDO = re.compile(r"(?:no )?(?:undo(?: that| it)?|take (?:it|that) back|go back|back|put it back)")
_AGAIN = re.compile(r"(?:what|pardon|again|repeat(?: that| it)?|say (?:it|that) again|once more|sorry)(?: please)?")
_OTHER = re.compile(r"(?:what else|another(?: one)?|something else|(?:any )?other (?:words|proposals|suggestions))")
_MAKE = re.compile(
    r"(?:no,? )?(?:please )?(?:make (?:it|that)|change (?:it|that) to|it should be|i mean|i meant|write)"
    r" (?P<words>.+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Begins reviews: what finds the faults, and the user's own words."""

    proofreading: Proofreading
    own: OwnWords

    async def begin(self, text: str, keep: Keep = lambda text, what: None) -> Review:
        """A review of the text, over at once if nothing was found. Raises EngineError."""
        return Review(text, await self.proofreading.check(text), self.own, keep)


class Review:
    """``text`` is the text as it is now; ``changed``: how many changes were taken."""

    def __init__(self, text: str, faults: list[Fault], own: OwnWords, keep: Keep) -> None:
        self.text = text
        self.changed = 0
        self._waiting = list(faults)
        self._own = own
        self._keep = keep
        self._past: list[tuple[str, list[Fault], int, str]] = []
        self._asked_again = False

    @property
    def over(self) -> bool:
        """Whether no fault is left to be asked about."""
        return not self._waiting

    def opening(self) -> str:
        """How many there are, and the first question."""
        if self.over:
            return "I find nothing wrong with it."
        count = len(self._waiting)
        first = "One thing." if count == 1 else f"{count} things."
        return f"{first} {self._question()}"

    def answers(self, said: str) -> bool:
        """Whether this is an answer to the question."""
        return _is_answer(_meant(said))

    def take(self, said: str) -> str:
        """What becomes of the answer, and the next question."""
        said = _meant(said)
        plain = _plain(said)
        fault = self._waiting[0]
        if not _is_answer(said):
            return self._unclear()
        self._asked_again = False
        if _AGAIN.fullmatch(plain):
            return self._question()
        if _UNDO.fullmatch(plain):
            return self._undo()
        if _OTHER.fullmatch(plain):
            return self._another()
        if _STOP.fullmatch(plain):
            return self._stop()
        if _ALL.fullmatch(plain):
            return self._all()
        if _ADD.fullmatch(plain):
            return self._add(fault)
        if _NO.fullmatch(plain) or (_YES.fullmatch(plain) and not fault.proposals):
            return self._leave()
        if match := _MAKE.fullmatch(said.strip()):
            return self._change(dictated(match["words"]).strip(' .“”"'))
        return self._change(fault.proposals[0])

    def _question(self) -> str:
        fault = self._waiting[0]
        return f"{told(self.text, fault)} {'Shall I change it?' if fault.proposals else 'Shall I leave it?'}"

    def _next(self, done: str) -> str:
        return f"{done} {self._question()}" if self._waiting else f"{done} {self._closing()}"

    def _closing(self) -> str:
        return f"That was the last one; {self.changed} changed." if self.changed else "I've changed nothing."

    def _unclear(self) -> str:
        if self._asked_again:
            self._waiting = []
            return "I'll leave the rest as it is."
        self._asked_again = True
        return f"Sorry, was that a yes or a no? {self._question()}"

    def _remember(self, what: str) -> None:
        self._past.append((self.text, list(self._waiting), self.changed, what))

    def _change(self, words: str) -> str:
        fault, *rest = self._waiting
        was = self.text[fault.start : fault.end]
        self._remember(was)
        self._waiting = _moved(rest, fault, self._put(fault, words))
        self._keep(self.text, f"changed {was} to {words or 'nothing'}")
        return self._next("Changed.")

    def _put(self, fault: Fault, words: str) -> int:
        """Puts the words in the fault's place; by how much the text behind it moves."""
        start, end, before = fault.start, fault.end, len(self.text)
        if not words and self.text[:start].endswith(" ") and self.text[end : end + 1] in (" ", ""):
            start -= 1  # the space that stood between
        self.text = self.text[:start] + words + self.text[end:]
        self.changed += 1
        return len(self.text) - before

    def _leave(self) -> str:
        self._remember("")
        self._waiting = self._waiting[1:]
        return self._next("I've left it.")

    def _add(self, fault: Fault) -> str:
        word = self.text[fault.start : fault.end]
        try:
            self._own.add(word)
        except InputError as error:
            return f"I can't: {error.what}. {self._question()}"
        self._remember("")
        same = [one for one in self._waiting[1:] if self.text[one.start : one.end].lower() != word.lower()]
        self._waiting = same
        return self._next(f"{word} is in your dictionary now.")

    def _another(self) -> str:
        fault, *rest = self._waiting
        if len(fault.proposals) < 2:
            return f"I have nothing else to offer. {self._question()}"
        self._waiting = [replace(fault, proposals=(*fault.proposals[1:], fault.proposals[0])), *rest]
        return self._question()

    def _stop(self) -> str:
        self._waiting = []
        return f"All right, I'll leave the rest. {self.changed} changed." if self.changed else "I've changed nothing."

    def _all(self) -> str:
        """Changes all that there are proposals for."""
        self._remember("what was there")
        differences: list[str] = []
        while self._waiting:
            fault, *rest = self._waiting
            moved = 0
            if fault.proposals:
                differences.append(difference(self.text[fault.start : fault.end], fault.proposals[0]))
                moved = self._put(fault, fault.proposals[0])
            self._waiting = _moved(rest, fault, moved)
        if not differences:
            return "I don't know what it should be, so I've changed nothing."
        self._keep(self.text, f"changed {len(differences)} after a check")
        return f"All changed: {'; '.join(differences)}."

    def _undo(self) -> str:
        if not self._past:
            return f"There is nothing to undo yet. {self._question()}"
        before, waiting, changed, what = self._past.pop()
        if before != self.text:
            self._keep(before, f"put back {what}")
        self.text, self._waiting, self.changed = before, waiting, changed
        return f"Undone. {self._question()}"


def _is_answer(said: str) -> bool:
    plain = _plain(said)
    simple = (_YES, _NO, _ALL, _STOP, _ADD, _UNDO, _AGAIN, _OTHER)
    return any(pattern.fullmatch(plain) for pattern in simple) or bool(_MAKE.fullmatch(said.strip()))


def _meant(said: str) -> str:
    """An answer as it may have been said, if ears made none of it: "undo that" for "and do that"."""
    return said if _is_answer(said) else next(filter(_is_answer, readings(said)), said)


def _moved(faults: list[Fault], behind: Fault, by: int) -> list[Fault]:
    """The faults where they stand once the text behind one has moved."""
    return [
        replace(one, start=one.start + by, end=one.end + by) if one.start >= behind.end else one for one in faults
    ]


def _plain(said: str) -> str:
    plain = re.sub(r"[^\w' ]+", " ", said.lower().replace("’", "'"))
    plain = re.sub(r"\b(?:samantha|thanks|thank you)\b", " ", plain)
    return re.sub(r"\s+", " ", plain).strip()
