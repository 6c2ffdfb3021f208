"""What a dictated turn asks for: text to be written, and orders about the text, in the order in which they were said.

An order is a whole sentence of its own, as Whisper parts them ("Scratch that." "Read me the last sentence."), so that
a letter can still say "I read the whole book". Only "scratch that" also works in the middle. Orders are matched
without marks, politeness and address; words that are to be written are taken as they stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from samantha.hands.letters.spoken import dictated
from samantha.hands.letters.text import Place, Unit


@dataclass(frozen=True, slots=True)
class Write:
    """Text for the end of the letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Scratch:
    """Takes back what was written last."""


@dataclass(frozen=True, slots=True)
class Change:
    """Other words in the place of some."""

    wrong: str
    right: str


@dataclass(frozen=True, slots=True)
class Insert:
    """Words behind or before others."""

    words: str
    anchor: str
    after: bool


@dataclass(frozen=True, slots=True)
class Remove:
    """Takes out a part of the letter, or certain words."""

    what: Place | str


@dataclass(frozen=True, slots=True)
class Read:
    """Reads a part aloud."""

    place: Place


@dataclass(frozen=True, slots=True)
class Undo:
    """So many changes back."""

    steps: int = 1


@dataclass(frozen=True, slots=True)
class Redo:
    """Takes back an undo."""


@dataclass(frozen=True, slots=True)
class Reword:
    """A proposal of hers for another wording of a part."""

    place: Place
    how: str


@dataclass(frozen=True, slots=True)
class Begin:
    """A proposal of hers for the next sentences."""


@dataclass(frozen=True, slots=True)
class Check:
    """A look at spelling and grammar."""


@dataclass(frozen=True, slots=True)
class Done:
    """The dictation is over for now."""


Order: TypeAlias = Write | Scratch | Change | Insert | Remove | Read | Undo | Redo | Reword | Begin | Check | Done

_NUMBERS = "one two three four five six seven eight nine ten".split()
_NTH = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_NUMBER = rf"\d+|{'|'.join(_NUMBERS)}"
_PART = (
    rf"(?:(?:the |that |this |my )?(?P<which>last|previous|{'|'.join(_NTH)})?(?: ?(?P<count>{_NUMBER}))? ?"
    r"(?P<unit>word|sentence|line|paragraph)s?"
    r"|(?P<whole>(?:the |my )?(?:whole|entire|full)(?: (?:letter|thing|text))?|(?:the |my |this )?letter"
    r"|everything|it all"
    r"|all of it))"
)
_SCRATCH = re.compile(
    r"(?:(?:^|(?<=[.,;:!? …]))(?:no|oh|actually|wait|sorry|and)[, ]+)?\b(?:scratch|strike|delete|erase)"
    r" that(?: last (?:bit|part|one|sentence|line))?\b(?=[.,;:!?…-]|$)"
    r"[.,;:!?…]*",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"(?:(?:okay|ok|now|so|and|then|please|samantha|no|actually|well|oh|wait|hey|um|uh|alright|all right|great"
    r"|good|sorry|right|lovely|perfect)[,.]? )*"
    r"(?:(?:can|could|would|will) you (?:please )?|i want you to |i'd like you to |let's )?",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:,? (?:please|samantha|thanks|thank you|for me|again))+$", re.IGNORECASE)
_HOW = (
    r"(?:(?:a bit|a little|much|even|more|less) )*(?:warmer|warm|friendlier|friendly|kinder|softer|shorter"
    r"|longer|simpler"
    r"|clearer|happier|funnier|formal|personal|polite|cheerful|serious|tender|affectionate|honest|playful|loving"
    r"|gentle"
    r"|gentler|nicer|better|lighter|sincere)"
)
_WORDS = r"(?:,? (?:the )?words?)?,? "
_CHANGE = re.compile(
    rf"(?:(?:change|replace|correct){_WORDS}(?P<wrong>.+?),? (?:to|with|by|into){_WORDS}(?P<right>.+)"
    rf"|(?:swap|exchange|switch){_WORDS}(?P<wrong2>.+?),? (?:for|with|to){_WORDS}(?P<right2>.+))",
    re.IGNORECASE,
)
_INSERT = re.compile(
    rf"(?:insert|add|put){_WORDS}(?P<words>.+?),? (?P<where>after|behind|before|in front of){_WORDS}(?P<anchor>.+)",
    re.IGNORECASE,
)
_REMOVE = re.compile(rf"(?:delete|remove|erase|strike|take out|cut)(?: out)? {_PART}", re.IGNORECASE)
_REMOVE_WORDS = re.compile(rf"(?:delete|remove|erase|strike|take out){_WORDS}(?P<words>.+)", re.IGNORECASE)
_READ = re.compile(
    rf"(?:read|repeat|remed|reed|red me)(?: me| back| out| aloud| to me)* {_PART}"
    r"(?: (?:back|aloud|out|to me|so far|again|i (?:said|wrote)))*",
    re.IGNORECASE,
)
_READ_ALL = re.compile(
    r"read (?:it|that|this)(?: back| out| aloud| to me| all| from the (?:start|beginning|top))*|read back(?: to me)?"
    r"|what (?:do i have|do we have|have i got|have i written|have i said)(?: so far)?"
    r"|(?:read|tell)(?: me)? what (?:i|we)(?: have|'ve)?(?: got| written| said)?(?: so far)?"
    r"|how does it (?:sound|read|go)(?: so far)?",
    re.IGNORECASE,
)
_MAKE = re.compile(rf"make (?:{_PART}|it|this|that)(?: sound)? (?P<how>{_HOW})", re.IGNORECASE)
_REPHRASE = re.compile(
    rf"(?:rewrite|reword|rephrase) (?:{_PART}|it|this|that)(?: (?:differently|better|nicely|more (?:nicely"
    rf"|warmly|simply)))?",
    re.IGNORECASE,
)
_UNDO = re.compile(
    rf"undo(?: (?:that|it|this))?(?: (?:the )?last (?:change|thing|one))?|take (?:that|it) back"
    rf"|(?:undo|go back)(?: the last)? (?P<n>{_NUMBER})(?: (?:changes|versions|steps|times))?"
    r"|go back(?: (?:one|a) (?:version|step))?|(?:go )?back to (?:how it was|the version before)(?: before)?"
    r"|put it back(?: (?:how|as|the way) it was)?",
    re.IGNORECASE,
)
_REDO = re.compile(r"redo(?: (?:that|it))?|undo the undo|put (?:that|it) back in", re.IGNORECASE)
_BEGIN = re.compile(
    r"help me (?:to )?(?:begin|start|get started|open|continue|go on"
    r"|with (?:the|a) (?:beginning|start|opening|first sentence|first line))(?: (?:it|the letter|this letter))?"
    r"|i don't know (?:how|where) to (?:begin|start|go on)"
    r"|how (?:should|shall|do|could|would) (?:i|we|you) (?:begin|start|open)(?: (?:it|the letter|this letter))?"
    r"|(?:suggest|propose|give me)(?: me)? an? (?:beginning|opening|start|first (?:sentence|line))",
    re.IGNORECASE,
)
_IT = r"(?:it|that|this|the letter|my letter)"
_FAULTS = r"(?:spelling|grammar|punctuation|mistakes?|errors?|typos?)"
_CHECK = re.compile(
    rf"(?:check|proofread|spell ?check|correct|look (?:over|through|at))(?: {_IT})?(?: for)?"
    rf"(?: (?:the|my|its|any|all))? {_FAULTS}(?: and (?:the )?{_FAULTS})?(?: (?:in|of) {_IT})?"
    rf"|(?:proofread|spell ?check)(?: {_IT})?|check (?:the|my|this) letter|check (?:it|everything) (?:over|through)"
    rf"|(?:is|are) (?:there|it|that|this|everything) (?:all |any )?(?:spelled|spelt|{_FAULTS})\b.*",
    re.IGNORECASE,
)
_ENDS = (
    r"(?:(?:i'm|i am|we're|we are) (?:all )?(?:done|finished|through)(?: (?:for (?:now|today)|with (?:the|this|my"
    r"|that)(?: letter)?|dictating|here|writing))?"
    r"|(?:that's|that is|that'll be|that will be)(?: (?:about|really|quite))? (?:all|it|enough|everything|that"
    r"|the lot|the end|(?:it )?(?:done|finished))(?: (?:for (?:now|today|the moment)"
    r"|(?:of|with) (?:the|this|that|my) letter|from me|i (?:wanted|have|had|wish) to (?:say|write)))*"
    r"|(?:end|stop|finish|close|complete|conclude)(?: (?:of|off))?(?: the| this| my| it| that)?"
    r"(?: (?:dictation|dictating|letter|writing|here|there|off))*"
    r"|(?:save|close|finish|end|stop)(?: and close)? (?:it|the letter|that|this)(?: (?:here|there|off))?"
    r"|(?:all )?(?:done|finished)|(?:the )?letter(?: is|'s) (?:done|finished|complete)"
    r"|(?:stop|leave it|finish it|end it) (?:here|there|at that))"
)
_DONE = re.compile(
    r"(?:(?:and|right|okay|ok|well|so|yes|lovely|perfect|great|good|there|that's good|now|i think) )*"
    rf"{_ENDS}(?: (?:(?:and|so|then|you can|please|now|just) )*{_ENDS})?"  # "That's it, save it."
    r"(?: (?:please|now|thank you|thanks|dear|samantha|then))*",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:thank you|thanks|goodbye|bye|okay|great)(?: (?:so much|very much|samantha))*", re.IGNORECASE
)


def orders(heard: str) -> list[Order]:
    """What a dictated turn asks for."""
    found: list[Order] = []
    pending: list[str] = []

    def write() -> None:
        if text := dictated(" ".join(pending)):
            found.append(Write(text))
        pending.clear()

    parts = _parts(heard)
    for n, part in enumerate(parts):
        order = order_in(part)
        if isinstance(order, Done) and not all(_closes(rest) for rest in parts[n + 1 :]):
            order = None  # a letter may say "That's all." too
        if order is None:
            for m, words in enumerate(_SCRATCH.split(part)):
                if m:
                    write()
                    found.append(Scratch())
                pending += [words.strip(" ,") if m else words] if words.strip(" ,") else []
            continue
        write()
        found.append(order)
        if isinstance(order, Done):
            return found
    write()
    return found


def order_in(sentence: str) -> Order | None:
    """The order that this sentence is, if it is nothing else."""
    bare = _bare(sentence)
    plain = re.sub(r"\s+", " ", re.sub(r"[^\w' ]+", " ", bare)).strip()
    for pattern, simple in (
        (_REDO, Redo()),
        (_BEGIN, Begin()),
        (_CHECK, Check()),
        (_DONE, Done()),
        (_READ_ALL, Read(Place("letter"))),
    ):
        if pattern.fullmatch(plain):
            return simple
    if _SCRATCH.fullmatch(plain):
        return Scratch()
    if match := _UNDO.fullmatch(plain):
        return Undo(_count(match["n"]))
    if match := _REMOVE.fullmatch(plain):
        return Remove(_place(match))
    if match := _READ.fullmatch(plain):
        return Read(_place(match))
    if match := _MAKE.fullmatch(plain):
        return Reword(_place(match), match["how"].lower())
    if match := _REPHRASE.fullmatch(plain):
        return Reword(_place(match), "better")
    return _with_words(bare)


def _with_words(bare: str) -> Order | None:
    """Orders that carry words of the letter."""
    if match := _CHANGE.fullmatch(bare):
        return Change(_quoted(match["wrong"] or match["wrong2"]), _quoted(match["right"] or match["right2"]))
    if match := _INSERT.fullmatch(bare):
        words = re.sub(
            r"^an? (?=(?:comma|period|full|colon|question|exclamation|semicolon|dash)\b)", "", match["words"]
        )
        return Insert(_quoted(words), _quoted(match["anchor"]), match["where"].lower() in ("after", "behind"))
    if match := _REMOVE_WORDS.fullmatch(bare):
        return Scratch() if match["words"].lower() in ("that", "it", "this") else Remove(_quoted(match["words"]))
    return None


def _parts(heard: str) -> list[str]:
    """The sentences as Whisper parted them; one that only begins a change takes the next one in."""
    parts = re.split(r"(?<=[.?!…])\s+", heard.strip().replace("’", "'").replace("‘", "'"))
    joined: list[str] = []
    for part in parts:
        last = joined[-1].rstrip(".") if joined else ""
        if re.match(r"(?:change|replace|insert|add|put)\b", _bare(last), re.IGNORECASE) and order_in(last) is None:
            both = f"{last} {part[:1].lower()}{part[1:]}"
            if order_in(both) is not None:
                joined[-1] = both
                continue
        joined.append(part)
    return joined


def _closes(sentence: str) -> bool:
    bare = _bare(sentence)
    return not bare or bool(_DONE.fullmatch(bare) or _THANKS.fullmatch(bare))


def _bare(sentence: str) -> str:
    """Without politeness around it and without the mark at its end."""
    text = sentence.strip().rstrip(".!?…, ")
    if match := _POLITE.match(text):
        text = text[match.end() :]
    return _TAIL.sub("", text)


def _quoted(words: str) -> str:
    """Without the quotation marks that Whisper likes to put; marks and letters that were spelled as such."""
    return dictated(words.strip(" \"“”'‘,")).strip(' "“”')


def _place(match: re.Match[str]) -> Place:
    if match["whole"]:
        return Place("letter")
    if match["unit"] is None:
        return Place("paragraph")  # "make it warmer"
    units: dict[str, Unit] = {"word": "word", "sentence": "sentence", "line": "sentence", "paragraph": "paragraph"}
    which = (match["which"] or "last").lower()
    nth = -1 if which == "last" else -2 if which == "previous" else _NTH.index(which) + 1
    return Place(units[match["unit"].lower()], nth, _count(match["count"]))


def _count(said: str | None) -> int:
    if said is None:
        return 1
    return int(said) if said.isdigit() else _NUMBERS.index(said.lower()) + 1
