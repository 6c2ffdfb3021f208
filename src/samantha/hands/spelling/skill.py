"""Spelling by voice: "Check this: ...", "How do you spell necessary?", "Is it affect or effect in ...?"

A checked text is gone through as a letter is (``review``), but nobody keeps it: at the end it is read as it is now.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import partial
from itertools import chain

from samantha.errors import EngineError, SamanthaError
from samantha.hands.homophones import sound_alikes, spelled
from samantha.hands.rewording import plainly
from samantha.hands.spelling.confusable import alternatives
from samantha.hands.spelling.glosses import GLOSSES
from samantha.hands.spelling.review import Review, Reviewer
from samantha.ports import Act

_HELLO = (
    r"(?:(?:hey|hi|okay|ok|so|well|please|samantha|now|um|uh)[,.]? )*"
    r"(?:(?:can|could|would|will) you (?:please )?|please )?"
)
_CHECK = re.compile(
    rf"{_HELLO}(?:(?:check|proofread|spell ?check|correct)(?: (?:the |my )?(?:spelling|grammar) (?:of|in))?"
    r" (?:this|the following)|(?:check (?:my|the) (?:spelling|grammar)|proofread|spell ?check)(?=[:,.])|(?:is"
    r"|does) this(?: sentence)? (?:right|correct|spelled right|written correctly"
    r"|sound right)"
    r"|(?:are there |is there |do you see )?(?:any )?(?:mistakes?|errors?|anything wrong) in this)"
    r"(?: (?:sentence|text|message|line|one))?(?: for (?:me|mistakes|errors))?(?:,? please)?"
    r"(?:\s*[:,.?!–-]+\s*(?P<text>.+))?[:.?!]*",
    re.IGNORECASE | re.DOTALL,
)
_WORD = r"[\w'-]+(?: (?!for\b|out\b|right\b|correctly\b)[\w'-]+){0,2}"
_SPELL = re.compile(
    rf"{_HELLO}(?:(?:tell me )?how (?:do (?:you|i|we)|would you|to|does one|should i|can i) (?:spell|write)"
    rf" (?:the (?:word|name) )?[\"“']?(?P<a>{_WORD})[\"”']?(?: correctly| right)?"
    rf"|is it spell?(?:ed|t) [\"“']?(?P<e>{_WORD})[\"”']?(?: or .+)?|what(?:'s| is) the (?:right|correct) way to"
    rf" (?:spell|write)"
    rf" [\"“']?(?P<f>{_WORD})[\"”']?|[\"“']?(?P<g>[\w'-]+)[\"”']?,? how (?:do|would) (?:you|i|we) (?:spell"
    rf"|write) (?:it|that)"
    rf"|(?:what(?:'s| is) |tell me )the (?:right |correct )?spelling of (?:the word )?[\"“']?(?P<d>{_WORD})[\"”']?"
    rf"|(?:tell me )?how(?: is|'s) (?:the (?:word|name) )?[\"“']?(?P<b>{_WORD})[\"”']? (?:spelled|spelt|written)"
    rf"|spell (?:out )?(?:the (?:word|name) )?[\"“']?(?P<c>{_WORD})[\"”']?(?: for me| out)?(?:,? (?:the|in|with) .+)?"
    rf"|(?:give|tell) me the letters (?:of|in) (?:the (?:word|name) )?[\"“']?(?P<h>{_WORD}?)[\"”']?(?: one .+)?)",
    re.IGNORECASE,
)
_WHICH = re.compile(
    rf"{_HELLO}(?:is it|should it be|should i (?:write|use|say)|do i (?:write|use)|is that|which is it"
    r"|is the right word)"
    r",? (?:the word )?[\"“']?(?P<one>[\w'-]+)[\"”']?,? or (?:the word )?[\"“']?(?P<other>[\w'-]+)[\"”']?"
    r"(?:,? (?:in the sentence|in|as in|when i (?:say|write)|if i (?:say|write)|for)[:,]? (?P<sentence>.+)"
    r"|,? (?:when|if|meaning|in the sense of) .+)?",
    re.IGNORECASE,
)
_THAT_WORD = re.compile(
    rf".*\bthe (?:word|name) [\"“']?(?P<word>[\w'-]+)[\"”']?[.,:;!?]+ (?:so |please |{_HELLO})*"
    r"spell (?:it|that)(?: out)?.*",
    re.IGNORECASE,
)
"""Asks for the letters of a word that was named before."""
_MORE = re.compile(
    r"(?:(?:okay|ok|right)[, ]+)?(?:and |(?:and )?(?:what|how) about )(?:the (?:word|name) )?(?P<word>[\w'-]{2,})",
    re.IGNORECASE,
)
"""Right behind a word: "And restaurant?" """
_ONE = r"(?:one|an?|just one|a single|single|1)"
_TWO = r"(?:two|a double|double|2)"
_LETTER = r"(?P<letter>[a-z])(?:'?s)?"
_COUNTED = tuple(
    re.compile(rf"(?:.*[,.!?:;] |.*\b(?:is|are|was) (?:there|that|it) )?(?:{_HELLO})?{pattern}[?.! ]*", re.IGNORECASE)
    for pattern in (
        rf"(?:{_ONE}|{_TWO}) {_LETTER} or (?:{_ONE}|{_TWO})(?: (?:[a-z]'?s?|of them))? in (?:the word )?"
        rf"(?P<word>[\w'-]+)",
        rf"(?:(?:is|does|has|do you spell|would you spell|is that|is it) )?(?:the word )?(?P<word>[\w'-]{{3,}})"
        rf"(?: (?:is|spelled|spelt|written|have|has|got|with|take|takes))* (?:{_ONE}|{_TWO}) {_LETTER}"
        rf" or (?:(?:with )?(?:{_ONE}|{_TWO}))(?: (?:[a-z]'?s?|of them))?",
        rf"how many {_LETTER} (?:are there |are |do you (?:write|need) )?in (?:the word )?(?P<word>[\w'-]+)",
        rf"how many {_LETTER} (?:does|has) (?:the word )?(?P<word>[\w'-]+)(?: have| got)?",
        rf"(?:does|has) (?:the word )?(?P<word>[\w'-]+) (?:have|got|take|need) {_TWO} {_LETTER}",
    )
)
"""Asks for how many of a letter a word has: "Is there one c or two in necessary?" """
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven")
_WHICH_IS_IT = re.compile(
    r"(?:.*[.!?] )?which is it (?:when|if|for|in) .+?[,:;] (?:the )?(?P<one>[\w'-]+)(?: with an? \w+)?,? or (?:the )?"
    r"(?P<other>[\w'-]+)(?: with an? \w+)?"
    r"|(?:.*[.!?] )?which (?P<word>[\w'-]+) (?:is (?:it|that)|do i (?:need|want|use|write)|should i (?:use|write))"
    r"(?: for| when| if| in| as in)? .+"
    r"|(?:.*[,.!?;] )?(?:does|do i write|do i spell|has|is) (?P<mark>[\w'-]+) (?:have|with|need|take|get|written with"
    r"|spelled with) an apostrophe(?: or not| in it)?",
    re.IGNORECASE,
)
"""Asks which of several that sound alike is right for what it tells of."""
_ABOUT_IT = re.compile(
    r"\b(?:yes|no|right|wrong|correct(?:ed|ion)?|change|leave|keep|word|spell(?:ed|ing)?|mistake|dictionary|mean|meant)\b",
    re.IGNORECASE,
)
_FEW = 3
"""An unclear answer has at most so many words, or speaks of the text."""
MOST_FORMS = 3


class Spelling:
    """The skill. ``names``: words that are known beside the dictionary's."""

    least_pause_ms = 0

    def __init__(self, reviewer: Reviewer, names: Callable[[], Collection[str]]) -> None:
        self._reviewer = reviewer
        self._names = names
        self._review: Review | None = None
        self._awaits_text = False
        self._spelled = False

    def understands(self, text: str) -> Act | None:
        """Every turn while a text is gone through, or awaited; else what is asked about spelling."""
        if self._review is not None:
            return partial(self._answered, self._review, text)
        if self._awaits_text:
            return partial(self._check, text)
        plain = text.strip().replace("’", "'")
        if match := _CHECK.fullmatch(plain):
            return partial(self._check, match["text"] or "")
        if self._spelled and (more := _MORE.fullmatch(plain.rstrip(".!? "))):
            return partial(self._spell, more["word"])
        reworded = (reading.text for reading in plainly(text))
        asked = chain((plain.rstrip(".!? "),), reworded)
        act = next((act for one in asked if (act := self._question(one)) is not None), None)
        if act is None and len(plain.split()) > _FEW:
            self._spelled = False  # other things are spoken of
        return act

    def _question(self, plain: str) -> Act | None:
        if match := _SPELL.fullmatch(plain):
            word = next(match[name] for name in "abcdefgh" if match[name])
            return None if word.lower() in ("it", "that", "this") else partial(self._spell, word)
        if match := _THAT_WORD.fullmatch(plain):
            return partial(self._spell, match["word"])
        for counted in _COUNTED:
            if match := counted.fullmatch(plain):
                return partial(self._count, match["word"], match["letter"].lower())
        match = _WHICH.fullmatch(plain)
        if match is None:
            return self._which_is_it(plain)
        one, other = match["one"].lower(), match["other"].lower()
        group = [one, *alternatives(one)]
        if other not in group or len(group) < 2:
            return None
        words = [one, other] if one != other else group[:2]
        return partial(self._which, words, group, (match["sentence"] or "").strip(" \"“”'"))

    def _which_is_it(self, plain: str) -> Act | None:
        """How several that sound alike are told apart by what they mean."""
        match = _WHICH_IS_IT.fullmatch(plain)
        if match is None:
            return None
        word = (match["one"] or match["word"] or match["mark"]).lower()
        group = [word, *alternatives(word)]
        if len(group) < 2 or (match["other"] and match["other"].lower() not in group):
            return None
        return partial(self._which, [word, match["other"].lower()] if match["other"] else group[:2], group, "")

    async def _check(self, text: str) -> str:
        self._awaits_text = not text.strip()
        if self._awaits_text:
            return "Gladly. Say what I shall check."
        try:
            review = await self._reviewer.begin(text.strip())
        except SamanthaError:
            return "I can't check it just now."
        self._review = None if review.over else review
        return review.opening()

    async def _answered(self, review: Review, text: str) -> str | None:
        if not review.answers(text) and (act := self._question(text.strip().rstrip(".!? "))) is not None:
            return await act()
        if not review.answers(text) and len(text.split()) > _FEW and not _ABOUT_IT.search(text):
            self._review = None  # whoever speaks of other things waits for no correction
            return None
        answer = review.take(text)
        if not review.over:
            return answer
        self._review = None
        return f"{answer} Now it reads: {review.text}" if review.changed else answer

    async def _count(self, word: str, letter: str) -> str:
        count = word.lower().count(letter)
        many = f"{_COUNTS[count]} {letter.upper()}" + ("'s" if count > 1 else "")
        self._spelled = True
        return f"{_capped(word)} has {many}: {'-'.join(word.upper())}."

    async def _spell(self, word: str) -> str:
        self._spelled = True
        alike = sound_alikes(word)
        if alike:
            return f"That can be {_either([_with_gloss(one) for one in (word.lower(), *alike)[:MOST_FORMS]])}."
        names = {name.casefold() for name in self._names()}
        known = all(await self._reviewer.proofreading.rules.knows([word]))
        if known or word.casefold() in names:
            return f"{_capped(spelled(word))}."
        return f"I don't have that word in my dictionary. As I heard it: {spelled(word)}."

    async def _which(self, words: list[str], group: list[str], sentence: str) -> str:
        place = re.search(rf"\b(?:{'|'.join(map(re.escape, group))})\b", sentence, re.IGNORECASE)
        if place is not None:
            try:
                chosen = await self._reviewer.proofreading.chosen(sentence, place.span(), words)
            except EngineError:
                chosen = None
            if chosen is not None:
                said = sentence[: place.start()] + chosen + sentence[place.end() :]
                return f"{_capped(spelled(chosen))}: {said.rstrip('.!?')}."
        return f"That depends: {_either([_with_gloss(word) for word in words])}."


def _with_gloss(word: str) -> str:
    gloss = GLOSSES.get(word)
    return f"{spelled(word)}, {gloss}" if gloss else spelled(word)


def _either(things: list[str]) -> str:
    return f"{'; '.join(things[:-1])}; or {things[-1]}"


def _capped(text: str) -> str:
    return text[:1].upper() + text[1:]
