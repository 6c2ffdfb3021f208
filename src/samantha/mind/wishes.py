"""Wishes about who she is, at any time: "call me Ted", "call yourself Ada", "change your voice", "talk less".

They are carried out by code and answered as the person she is then. A name is easily misheard, so right after one a
"no, T-E-D" corrects it.
"""

from __future__ import annotations

import re
from functools import partial

from samantha.core.notes import Note, Turn
from samantha.errors import SamanthaError
from samantha.mind.changes import CallsHerself, CallsYou, Change, Herself, Speaks, Talks
from samantha.mind.names import name_in, to_be_called
from samantha.ports import Act

_LEAD = (
    r"(?:(?:oh|hey|okay|ok|well|so|and|no|please|samantha|actually|now|from now on)[,.]? )*(?:can you |could you |will you |would"
    r" you |i want you to |i'd like you to |i would like you to |you (?:can|may|should) |just )?(?:please )?"
)
_TAIL = r"(?:[,.]? (?:please|from now on|now|instead|for me|samantha|again|then))*"
_HER_NAME = re.compile(
    rf"{_LEAD}(?:call yourself|name yourself|be called|change your name to|your (?:new )?name (?:is now|shall be|should be|will be)"
    rf"|i(?:'ll| will|'d like to| want to| would like to|'m going to) call you|(?:can|may|could) i call you"
    rf"|you(?:'re| are) called) (?P<name>.+?){_TAIL}",
    re.IGNORECASE,
)
_KIND = r"(?P<kind>(?:fe)?male|wom[ae]n(?:'s)?|man(?:'s)?|men's|girl's|lady's|guy's|other|different|another|new)"
_VOICE = re.compile(
    rf"{_LEAD}(?:change|switch|swap) (?:to )?(?:your|the) voice(?: to (?:an? |the )?(?:{_KIND}(?: voice)?|(?P<name>\w+)))?{_TAIL}"
    rf"|{_LEAD}(?:use|have|take|get|give me|try|change to|switch to|speak (?:with|in)|talk (?:with|in)|speak to me (?:with|in)"
    rf"|i(?:'d| would)? (?:like|prefer|want|rather have|rather hear)|may i have|can i have|let me hear) (?:an? |the |your )?"
    rf"{_KIND.replace('<kind>', '<kind2>')} voice{_TAIL}"
    rf"|{_LEAD}(?:sound like|speak like|speak as) (?:an? )?{_KIND.replace('<kind>', '<kind3>')}{_TAIL}",
    re.IGNORECASE,
)
_LESS = re.compile(
    rf"{_LEAD}(?:you talk too much|you're too chatty|talk less|say less|be (?:more )?(?:brief|concise)|be briefer|keep it (?:short|brief)"
    rf"|keep your answers (?:short|shorter|brief)|(?:give me )?shorter answers|don't talk so much){_TAIL}",
    re.IGNORECASE,
)
_MORE = re.compile(
    rf"{_LEAD}(?:talk more|say more|be more talkative|be chattier|you talk too little|don't be so brief|(?:give me )?longer answers"
    rf"|you can talk more|you're too brief){_TAIL}",
    re.IGNORECASE,
)
_NO = re.compile(r"(?:no|nope|not|that's not|that's wrong|sorry|i said)\b", re.IGNORECASE)
_AT_ONCE = 1
"""A correction comes with the very next turn."""


class Wishes:
    """The skill that carries them out."""

    least_pause_ms = 0

    def __init__(self, herself: Herself) -> None:
        self._herself = herself
        self._turn = 0
        self._named: tuple[int, type[CallsYou] | type[CallsHerself]] | None = None

    def watch(self, note: Note) -> None:
        """Counts turns: a correction belongs to the turn right behind the name."""
        if isinstance(note, Turn):
            self._turn = note.turn

    def understands(self, text: str) -> Act | None:
        """How a wish is carried out; None for everything else."""
        change = wish(text) or self._correction(text)
        return partial(self._carry_out, change) if change is not None else None

    def _correction(self, text: str) -> Change | None:
        if self._named is None or self._turn - self._named[0] > _AT_ONCE or not _NO.match(text.strip()):
            return None
        name = name_in(text)
        return self._named[1](name) if name else None

    async def _carry_out(self, change: Change) -> str:
        try:
            await self._herself.change(change)
        except SamanthaError as error:
            return f"I'm sorry, that didn't work: {error.what}."
        if isinstance(change, CallsYou | CallsHerself):
            self._named = (self._turn, type(change))
        return _said(change)


def wish(text: str) -> Change | None:
    """What the text asks to be changed, if it asks for nothing else."""
    said = text.strip().rstrip(".!?").replace("’", "'")
    if you := to_be_called(said):
        return CallsYou(you)
    if (hers := _HER_NAME.fullmatch(said)) and (name := name_in(hers["name"])):
        return CallsHerself(name)
    if voice := _VOICE.fullmatch(said):
        kind = (voice["kind"] or voice["kind2"] or voice["kind3"] or "").lower()
        return Speaks(kind_of(kind) or (voice["name"] or "other").lower())
    if _LESS.fullmatch(said):
        return Talks("sparing")
    return Talks("chatty") if _MORE.fullmatch(said) else None


def kind_of(words: str) -> str:
    """woman or man, "" for neither: "a man's", "female", "the woman"."""
    if re.search(r"\b(?:female|wom[ae]n|girl|lady|hers?)\b", words):
        return "woman"
    return "man" if re.search(r"\b(?:male|mail|m[ae]n|amman|guy|boys?|his)\b", words) else ""


def _said(change: Change) -> str:
    match change:
        case CallsYou(name):
            return f"All right, {name}."
        case CallsHerself(name):
            return f"Then I'm {name} from now on."
        case Speaks():
            return "All right, this is how I sound now."
        case Talks("chatty"):
            return "Gladly. Then I'll say a little more."
        case Talks():
            return "All right, I'll keep it short."
