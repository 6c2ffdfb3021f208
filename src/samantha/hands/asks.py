"""The questions she asks before she acts, and how their answers are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from rapidfuzz import fuzz

from samantha.hands import alike
from samantha.hands.numbers import UNITS, ordinal
from samantha.hands.said import Said
from samantha.hands.times import find, only_when
from samantha.hands.when import When

_YES = re.compile(
    r"(?:(?:yes|yeah|yep|yup|sure|ok|okay|right|correct|exactly|absolutely|definitely|of course"
    r"|do it|do that|do|go ahead|go for it|"
    r"sounds good|fine|that is right|that is fine|i do|i am|send it|delete it|cancel it|that one"
    r"|that is the one|good|perfect|it is) ?)+"
)
_NO = re.compile(
    r"(?:no|nope|nah|don't|do not|not now|never mind|nevermind|forget it|leave it|rather not|better not|stop|"
    r"cancel(?: it| that)?$|keep it|wait)\b.*"
)
_DROP = re.compile(
    r"(?:no )?(?:never ?mind|forget (?:it|that|about it)|leave it|cancel(?: that)?|drop it|nothing"
    r"|it doesn't matter|don't bother)"
)

_EMPTY = frozenset("the a an one that this my with for about to of i mean meant i'd like take timer list".split())
"""Words of an answer that do not tell which one is meant."""
_QUESTION = re.compile(
    r"(?:so |and |but |well |oh )?(?:what|who|whose|how|why|where|do you|did i|did you|are you|can you|tell me) ",
    re.IGNORECASE,
)
FEW = 3
"""An answer that is not understood has at most so many words; more are another matter."""


def drops(answer: Said) -> bool:
    """Whether the user wants nothing of it any more."""
    return bool(_DROP.fullmatch(answer.words))


def asks_itself(text: str) -> bool:
    """Whether it is a question of its own, which no question of hers can wait for; "which one?" is none."""
    return len(text.split()) > FEW and bool(text.rstrip().endswith("?") or _QUESTION.match(text))


class YesNo:
    """answer: True for yes."""

    def __init__(self, question: str) -> None:
        self.question = question
        self.answer = False

    def take(self, answer: Said, now: datetime) -> bool:
        """Yes only if nothing else was said."""
        if _YES.fullmatch(answer.words):
            self.answer = True
            return True
        return bool(_NO.fullmatch(answer.words))


class Choice:
    """One of several; answer: its place. ``others``: words that mean one of them, beside its own and its number."""

    def __init__(self, question: str, options: Sequence[str], others: Sequence[str] = ()) -> None:
        self.question = question
        self._options = [option.lower() for option in options]
        self._others = list(others) or [""] * len(options)
        self.answer = 0

    def take(self, answer: Said, now: datetime) -> bool:
        """By number, or by words that fit one option clearly better than the others."""
        words = answer.words.split()
        for n, other in enumerate(self._others):
            if other and re.search(rf"\b(?:{other})\b", answer.words):
                self.answer = n
                return True
        for at in range(len(words)):
            place = ordinal(words, at)
            if place and place[0] <= len(self._options) and words[at + 1 : at + 2] in ([], ["one"]):
                self.answer = place[0] - 1
                return True
        if words[-1:] == ["last"] or words[-2:] == ["last", "one"]:
            self.answer = len(self._options) - 1
            return True
        if len(words) == 2 and words[0] == "number" and 1 <= UNITS.get(words[1], 0) <= len(self._options):
            self.answer = UNITS[words[1]] - 1
            return True
        meant = [word for word in words if word not in _EMPTY]
        fitting = [n for n, option in enumerate(self._options) if all(word in option for word in meant)]
        if meant and len(fitting) == 1:
            self.answer = fitting[0]
            return True
        spoken = re.sub(r"[^\w ]", "", answer.text.lower())
        scores = sorted(
            ((fuzz.token_set_ratio(spoken, option), n) for n, option in enumerate(self._options)), reverse=True
        )
        if scores[0][0] >= 60 and (len(scores) == 1 or scores[0][0] - scores[1][0] >= 8):
            self.answer = scores[0][1]
            return True
        if len(words) <= 4 and (sounding := alike.only_one(meant, self._options)) is not None:
            self.answer = sounding
            return True
        return False


class ForWhen:
    """answer: a time."""

    def __init__(self, question: str) -> None:
        self.question = question
        self.answer = When()

    def take(self, answer: Said, now: datetime) -> bool:
        """Only words that are a time and nothing else."""
        when = only_when(answer, now)
        if when is None or when.doubt:
            return False
        self.answer = when
        return True


class ForLength:
    """answer: how long."""

    def __init__(self, question: str) -> None:
        self.question = question
        self.answer = timedelta()

    def take(self, answer: Said, now: datetime) -> bool:
        """Only words that are a duration and nothing else, but for what leads up to it."""
        timed = find(answer, now)
        words = [token.word for token in timed.said.tokens if token.word not in ("for", "make", "it", "about", "let")]
        if words != ["<d0>"]:
            return False
        self.answer = timed.durations[0]
        return True


class WhichDay:
    """A time that could be two days, or none; answer: the day."""

    def __init__(self, question: str, days: Sequence[date]) -> None:
        self.question = question
        self._days = days
        self.answer: date | None = None

    def take(self, answer: Said, now: datetime) -> bool:
        """A day, or which of the two."""
        words = answer.words
        if self._days and re.search(r"\b(after|second|next|following|later|last)\b", words):
            self.answer = self._days[-1]
        elif self._days and re.search(r"\b(this|first|coming|earlier|sooner|former)\b", words):
            self.answer = self._days[0]
        elif (when := only_when(answer, now)) and when.day and not when.doubt:
            self.answer = when.day
        return self.answer is not None


class Doubt:
    """The question that an impossible or ambiguous time brings with it; settled: the time that was meant."""

    def __init__(self, name: str, when: When) -> None:
        self.name = name
        self.question = when.doubt
        self._when = when
        self.settled = When()

    def take(self, answer: Said, now: datetime) -> bool:
        """The day, or the whole time anew."""
        day = WhichDay(self.question, self._when.days)
        if day.take(answer, now) and day.answer:
            self.settled = replace(self._when, doubt="", days=(), day=day.answer)
            return True
        moment = ForWhen(self.question)
        if moment.take(answer, now):
            self.settled = replace(self._when, doubt="", days=()).changed(moment.answer)
            return True
        return False


class Free:
    """Any words; answer: the user's own."""

    def __init__(self, question: str) -> None:
        self.question = question
        self.answer = ""

    def take(self, answer: Said, now: datetime) -> bool:
        """Whatever was said."""
        self.answer = answer.whole
        return bool(self.answer)
