"""The skill that takes letters: a dialogue in which every turn is the letter's, until "that's all for now".

Written words are answered with silence, since a voice after every sentence would break the thread; orders are
answered with what has really changed. Each is a version on the disk before anything is said. Wording of her own is
only ever a proposal: read aloud, marked as hers, and written down when it was taken.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from itertools import chain
from typing import TypeAlias, assert_never

from samantha.errors import EngineError, SamanthaError
from samantha.hands.homophones import sound_alikes, spelled
from samantha.hands.letters import orders as said
from samantha.hands.letters import text as texts
from samantha.hands.letters.shelf import Letter, Shelf, Version
from samantha.hands.letters.spoken import joined
from samantha.hands.misheard import readings
from samantha.hands.no_request import begins_reported
from samantha.hands.repairs import repaired
from samantha.hands.rewording import plainly
from samantha.hands.spelling.review import Review, Reviewer
from samantha.ports import Act

LONG_PAUSE_MS = 2000
"""Thinking of the next sentence of a letter takes longer than thinking of an answer."""

Wording: TypeAlias = Callable[[str, str], Awaitable[str]]
"""Her wording for (what is wanted, the text it is about). Raises EngineError."""

_WHOM = r"(?:for me )?(?:to|for) (?P<to>.+)"
_LETTER = r"(?:a |the |my |that |another )?(?:new )?letter"
_POLITE = (
    r"(?:(?:okay|ok|hey|so|well|please|samantha|now|yes|um|uh|dear|like|right)[,.]? )*"
    r"(?:i'd like to |i would like to |i want to |i need to |i have to |i'd love to |can you,? |could you,? "
    r"|would you |will you |can we |could we |can i |let's |let me |please |help me |like,? )*"
)
_NEW = re.compile(
    rf"{_POLITE}(?:write|start|begin|dictate|compose|take|take down|open(?= (?:an?|another) ))"
    rf"(?: me)? {_LETTER}(?: {_WHOM})?|{_POLITE}(?:take dictation|dictation)?[:,]? ?(?:a |another |a new |new"
    rf" )letter (?:to|for) (?P<whom>.+)",
    re.IGNORECASE,
)
_NEW_TO = re.compile(
    rf"{_POLITE}(?:write (?P<to>(?:my )?\w+) (?:a|another) (?:new )?letter|write to (?P<whom>.+))", re.IGNORECASE
)
_GO_ON = re.compile(
    rf"{_POLITE}(?:open|continue|go on with|go back to|resume|finish|work on|keep working on|carry on with|take"
    rf" up|where were we (?:in|with)|pick up(?: where (?:we|i) left off(?: with| on| in)?)?|get back to|edit"
    rf"|let's finish) (?:{_LETTER}(?:"
    rf" {_WHOM})?|(?P<whose>(?:my )?\w+)'s letter|the letter)",
    re.IGNORECASE,
)
_READ = re.compile(
    rf"{_POLITE}(?:read|show|tell|find|look up|look for|get|bring up|pull up|play)(?: me| out| back)*(?: to me)?"
    rf" (?:(?:the |my |that )letter (?:(?:that )?i (?:wrote|was writing|started|began) )?{_WHOM}"
    r"|(?P<whose>(?:my )?\w+)'s letter(?: (?:back )?to me)?"
    r"|what i (?:wrote|have written) to (?P<whom>.+))"
    r"|what (?:have i written|did i write) to (?P<whom2>.+?)(?: so far)?",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"{_POLITE}(?:(?:what|which|how many) letters (?:do i have|are there|have i (?:got|written))"
    rf"|(?:list|show me|show|read me) (?:all )?my letters|do i have any letters|what letters)",
    re.IGNORECASE,
)
_DELETE = re.compile(
    rf"{_POLITE}(?:delete|throw away|destroy|burn|get rid of|erase|tear up) (?:the |my )letter {_WHOM}", re.IGNORECASE
)
_CHECK = re.compile(
    rf"{_POLITE}(?:check|proofread|spell ?check|correct|look over|go over|look through)"
    r" (?:the (?:spelling|grammar) (?:in|of) )?(?:the|my) (?:last |newest )?letter"
    rf"(?: {_WHOM})??(?: for (?:mistakes|errors|typos))?",
    re.IGNORECASE,
)
_YES = re.compile(
    r"(?:yes|yeah|yep|sure|okay|ok|please|please do|do it|take it|i'll take it|use it|that's good|perfect|good|i"
    r" like it"
    r"|write it down|keep it|go ahead|of course)(?:[,. ]+(?:yes|yeah|please|take it|do it|i like (?:it|that)|samantha"
    r"|write it down|that's good|use it|do|delete it|open it|read it|check it|that one))*",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(?:no|nope|nah|don't|leave it|never mind|forget it|not that|i don't like it|drop it|no thanks|no thank you"
    r"|keep it as it is|keep mine|leave it as it is)"
    r"(?:[,. ]+(?:no|nope|thanks|thank you|leave it|don't|keep mine|samantha|not that|keep it))*",
    re.IGNORECASE,
)
_NOT_TO = re.compile(
    r"(?:(?:no|sorry|wait|oh|actually)[, ]+)+(?:i (?:meant|said) (?:to )?|(?:it's |a letter )?to )"
    r"(?P<to>(?:\S+ ?){1,4})",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"[, ](?:no|sorry|wait|actually)[, ]+(?:.*\b)?(?:to|for) (?P<to>.+)", re.IGNORECASE)
_IS_FOR = re.compile(r"(?:it's|it is|that's|this is|it'll be) (?:for|to) (?P<to>.+)", re.IGNORECASE)
_SENTENCE_END = r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.!?]+\s+"
_EXISTS = re.compile(
    r"(?:did i (?:ever )?|have i (?:ever |already )?)(?:write|written|finish|finished|start|started|do|done)"
    r" (?:a |the |that |my )?letter to (?P<to>.+)",
    re.IGNORECASE,
)
_DELETE_IT = re.compile(
    rf"{_POLITE}(?:delete|throw away|destroy|burn|get rid of|erase|tear up) (?:it|that|that one|that letter|this)"
    r"(?:[,.] .+| then| please| now| again)?",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"(?:try again|another one|another|something else|again|try another|try once more|once more)", re.IGNORECASE
)


_OTHER = re.compile(
    rf"{_POLITE}(?:(?:take|make|write|leave) (?:me )?a note|note|jot|remind|remember|add|put)\b", re.IGNORECASE
)
"""Begins what is to be noted or recalled, whatever may stand in it: "remind me to write to Paul"."""


class Dictation:
    """Takes letters. ``wording``: None where she has none of her own to offer, ``reviewer``: none to check."""

    def __init__(self, shelf: Shelf, wording: Wording | None = None, reviewer: Reviewer | None = None) -> None:
        self._shelf = shelf
        self._wording = wording
        self._reviewer = reviewer
        self._review: Review | None = None
        self._only_checking = False
        self._letter: Letter | None = None
        self._proposal: _Proposal | None = None
        self._doomed: Letter | None = None
        self._last: Letter | None = None
        """The one read a turn ago, which "delete it" means."""
        self._offered: Callable[[], Awaitable[str]] | None = None
        self._for_whom = False

    @property
    def least_pause_ms(self) -> int:
        """Long while sentences are awaited, as usual for a yes or no."""
        asked = self._proposal is not None or self._review is not None
        return LONG_PAUSE_MS if self._letter is not None and not asked else 0

    def understands(self, text: str) -> Act | None:
        """Every turn while a letter is being written; else those that are about letters."""
        plain = _plain(text)
        if self._doomed is not None:
            return lambda: self._delete(plain)
        if self._offered is not None:
            return lambda: self._decided(plain)
        if self._for_whom:
            if _NO.fullmatch(plain):
                return self._for_nobody
            return lambda: self._new(
                _person(re.sub(r"^(?:it's |it is )?(?:to|for) ", "", plain, flags=re.IGNORECASE))
            )
        if self._letter is not None:
            return lambda: self._take(text)
        reworded = (reading.text for reading in plainly(text) if reading.sure and not _OTHER.match(plain))
        heard = chain((plain,), readings(plain), reworded, _sentences(text))
        if self._last is not None and _DELETE_IT.fullmatch(plain):
            return partial(self._ask_to_delete, self._last.newest.to)
        self._last = None
        return next((act for one in heard if (act := self._opening(one, text)) is not None), None)

    # ---------------------------------------------------------------------------------- outside

    def _opening(self, plain: str, whole: str = "") -> Callable[[], Awaitable[str]] | None:
        """What one sentence asks for; ``whole``: the turn that it is of."""
        if match := _NEW.fullmatch(plain):
            person = _person(match["to"] or match["whom"])
            for further in () if person else re.split(_SENTENCE_END, whole):
                person = _person(found["to"]) if (found := _IS_FOR.fullmatch(further.strip(" .!?"))) else person
            return partial(self._new, person)
        if match := _NEW_TO.fullmatch(plain):
            return partial(self._new, _person(match["to"] or match["whom"]))
        if match := _GO_ON.fullmatch(plain):
            return partial(self._about, _person(match["to"] or match["whose"]), "open", self._go_on)
        if match := _READ.fullmatch(plain):
            whom = match["to"] or match["whom"] or match["whom2"] or match["whose"]
            return partial(self._about, _person(whom), "read", self._read_out)
        if match := _EXISTS.fullmatch(plain):
            return partial(self._tell_of, _person(match["to"]))
        if match := _DELETE.fullmatch(plain):
            return partial(self._ask_to_delete, _person(match["to"]))
        if match := _CHECK.fullmatch(plain):
            return partial(self._about, _person(match["to"]), "check", self._check_closed)
        return self._list if _LIST.fullmatch(plain) else None

    async def _new(self, to: str) -> str:
        self._for_whom = not to
        if not to:
            return "Gladly. Who is it for?"
        self._letter = self._shelf.begin(to)
        return f"A letter to {_theirs(to)}. I'm listening. Say that's all for now when you're done."

    async def _for_nobody(self) -> str:
        self._for_whom = False
        return "All right, no letter."

    async def _about(self, to: str, does: str, act: Callable[[Letter], Awaitable[str]]) -> str:
        """Does it with the letter to this person; with one to a person whose name only sounds so, after a yes."""
        letter = self._found(to)
        if letter is None:
            return _none(to)
        if not to or self._shelf.is_to(letter, to):
            return await act(letter)
        self._offered = partial(act, letter)
        other = _theirs(letter.newest.to)
        return f"There is no letter to {_theirs(to)}, only one to {other}. Shall I {does} that one?"

    async def _decided(self, plain: str) -> str:
        """What becomes of that offer; a turn that is about another letter is taken as that."""
        act, self._offered = self._offered, None
        if act is not None and _YES.fullmatch(plain):
            return await act()
        other = self._opening(plain)
        return await other() if other else "All right, I'll leave it."

    async def _go_on(self, letter: Letter) -> str:
        self._letter = letter
        last = _part(letter.newest.text, texts.Place("sentence"))
        about = f"It ends: {last}" if last else "It is still empty."
        return f"Here is the letter to {_theirs(letter.newest.to)}. {about} Go on when you like."

    async def _tell_of(self, to: str) -> str:
        """Whether there is a letter to this person."""
        letter = self._found(to)
        if letter is None or not self._shelf.is_to(letter, to):
            return _none(to)
        saved = letter.newest.saved
        return f"Yes, there is a letter to {_theirs(letter.newest.to)}, from {saved:%B} {saved.day}."

    async def _read_out(self, letter: Letter) -> str:
        self._last = letter
        return letter.newest.text or "There is nothing in it yet."

    async def _check_closed(self, letter: Letter) -> str:
        """Checks a letter that nobody is writing just now, and closes it again."""
        self._letter, self._only_checking = letter, True
        return await self._check()

    async def _list(self) -> str:
        letters = self._shelf.letters()
        if not letters:
            return "You have no letters yet."
        told = [f"one to {_theirs(a.newest.to)}, from {a.newest.saved:%B} {a.newest.saved.day}" for a in letters[:5]]
        more = f" And {len(letters) - 5} older ones." if len(letters) > 5 else ""
        return f"You have {len(letters)} {'letter' if len(letters) == 1 else 'letters'}: {'; '.join(told)}.{more}"

    async def _ask_to_delete(self, to: str) -> str:
        self._doomed = self._found(to)
        if self._doomed is None:
            return _none(to)
        whose = _theirs(self._doomed.newest.to)
        return f"The letter to {whose} and all its versions would be gone for good. Shall I delete it?"

    async def _delete(self, plain: str) -> str:
        letter, self._doomed = self._doomed, None
        if letter is None or not _YES.fullmatch(plain):
            return "I've kept it."
        self._shelf.delete(letter)
        return f"The letter to {_theirs(letter.newest.to)} is gone."

    def _found(self, to: str) -> Letter | None:
        return self._shelf.to(to) if to else next(iter(self._shelf.letters()), None)

    # ----------------------------------------------------------------------------------- inside

    async def _take(self, text: str) -> str:
        """A turn while a letter is open."""
        begun = self._here.newest.number == 1
        if begun and (other := _NOT_TO.fullmatch(_plain(text))):  # whom it is for was misheard
            self._shelf.delete(self._here)
            return await self._new(_person(other["to"]))
        if self._review is not None and (answer := self._reviewed(self._review, text)) is not None:
            return answer
        if self._proposal is not None and (answer := await self._answered(_plain(text))) is not None:
            return answer
        spoken = [await self._do(order) for order in said.orders(text)]
        return " ".join(words for words in spoken if words)

    async def _answered(self, plain: str) -> str | None:
        """What becomes of her proposal; None where the turn is about something else."""
        proposal = self._proposal
        if proposal is None:
            return None
        if _YES.fullmatch(plain):
            self._proposal = None
            self._save(proposal.text, f"took Samantha's wording: {proposal.words}", by="Samantha")
            return "It's in the letter."
        if _ANOTHER.fullmatch(plain):
            return await self._propose(proposal.order)
        self._proposal = None
        return "I've left it out." if _NO.fullmatch(plain) else None

    async def _check(self) -> str:
        """Begins to go through what may be wrong with the letter."""
        if self._reviewer is None:
            return self._ended("I have no dictionary here, so I can't check it.")
        try:
            review = await self._reviewer.begin(self._text, self._save)
        except SamanthaError:
            return self._ended("I can't check it just now.")
        self._review = None if review.over else review
        return self._ended(review.opening())

    def _reviewed(self, review: Review, text: str) -> str | None:
        """What becomes of an answer in a review; None where the turn is an order, and the review over."""
        if not review.answers(text) and not any(isinstance(order, said.Write) for order in said.orders(text)):
            self._review, self._only_checking = None, False
            return None
        answer = review.take(text)
        if review.over:
            self._review = None
        return self._ended(answer)

    def _ended(self, answer: str) -> str:
        """The answer, with which a letter that was only opened to be checked is closed again."""
        if self._only_checking and self._review is None:
            self._letter, self._only_checking = None, False
        return answer

    async def _do(self, order: said.Order) -> str:
        match order:
            case said.Write(words):
                if not self._text:
                    words = re.sub(r"^Deer\b", "Dear", words)  # what Whisper makes of a letter's first word
                self._save(joined(self._text, words), f"wrote {words}")
                return ""
            case said.Change(wrong, right):
                return self._change(wrong, right)
            case said.Insert(words, anchor, after):
                now = texts.insert(self._text, words, anchor, after=after)
                return self._changed(now, f"put in {words}", missing=anchor)
            case said.Scratch():
                return self._scratch()
            case said.Remove(what):
                return self._remove(what)
            case said.Read(place):
                return _part(self._text, place) or "There is nothing there yet."
            case said.Undo(steps):
                return self._undo(steps)
            case said.Redo():
                return self._redo()
            case said.Reword() | said.Begin():
                return await self._propose(order)
            case said.Check():
                return await self._check()
            case said.Done():
                return self._close()
            case _:
                assert_never(order)

    def _change(self, wrong: str, right: str) -> str:
        changed = texts.change(self._text, wrong, right)
        if changed is None:
            return f"I don't find {wrong} in the letter, so I've changed nothing."
        self._save(changed.text, f"changed {changed.was} to {changed.now}")
        if sound_alikes(changed.now):
            return f"Now it's {spelled(changed.now)}."
        return f"Now it's {changed.now}."

    def _changed(self, now: str | None, what: str, *, missing: str) -> str:
        """After a change, the sentence it was in; ``now``: None where the place was not found."""
        if now is None:
            return f"I don't find {missing} in the letter, so I've changed nothing."
        before = {self._text[a:b] for a, b in texts.sentences(self._text)}
        self._save(now, what)
        new = [now[a:b] for a, b in texts.sentences(now) if now[a:b] not in before]
        return f"Now it reads: {new[0]}" if new else "Done."

    def _scratch(self) -> str:
        """Takes back the words written last, or failing those the last sentence."""
        letter = self._here
        if letter.newest.what.startswith("wrote ") and letter.newest.like == letter.newest.number:
            words = letter.newest.what.removeprefix("wrote ")
            place = texts.span(self._text, texts.Place("sentence"))
            if len(texts.sentences(words)) <= 1 or place is None:
                return self._undo(1, "Scratched.")
        place = texts.span(self._text, texts.Place("sentence"))
        if place is None:
            return "There is nothing to scratch."
        gone = self._text[place[0] : place[1]]
        self._save(texts.cut(self._text, *place), f"took out {gone}")
        return "Scratched."

    def _remove(self, what: texts.Place | str) -> str:
        place = texts.find(self._text, what) if isinstance(what, str) else texts.span(self._text, what)
        if place is None:
            return (
                f"I don't find {what} in the letter."
                if isinstance(what, str)
                else "There is no such place in the letter."
            )
        gone = self._text[place[0] : place[1]]
        self._save(texts.cut(self._text, *place), f"took out {gone}")
        return f"It's out: {gone}" if len(gone.split()) <= 8 else "It's out."

    def _undo(self, steps: int, reply: str = "") -> str:
        letter = self._here
        target = letter.newest.like
        back = 0
        while back < steps and target > 1:
            target = self._shelf.version(letter, target - 1).like
            back += 1
        if not back:
            return "There is nothing to undo."
        undone = self._shelf.version(letter, letter.newest.like).what
        self._back_to(self._shelf.version(letter, target), "undid")
        return reply or (f"Undone. You had: {undone.rstrip('.')}." if back == 1 else f"I went back {back} versions.")

    def _redo(self) -> str:
        letter = self._here
        if letter.newest.what != "undid":
            return "There is nothing to put back."
        previous = self._shelf.version(letter, letter.newest.number - 1)
        self._back_to(previous, "redid")
        return "It's back."

    def _back_to(self, version: Version, what: str) -> None:
        self._letter = self._shelf.add(self._here, version.text, what, by=version.by, like=version.like)

    async def _propose(self, order: said.Reword | said.Begin) -> str:
        if self._wording is None:
            return "I have no words of my own to offer here."
        place = None
        if isinstance(order, said.Reword):
            place = texts.span(self._text, order.place)
            if place is None:
                return "There is no such place in the letter."
            asked, about = f"Make it {order.how}.", self._text[place[0] : place[1]]
        else:
            asked, about = f"Begin, or go on with, a letter to {_theirs(self._here.newest.to)}.", self._text
        try:
            words = await self._wording(asked, about)
        except EngineError:
            return "I can't think of anything just now."
        now = joined(self._text, words) if place is None else self._text[: place[0]] + words + self._text[place[1] :]
        self._proposal = _Proposal(order, words, now)
        return f"This would be my wording: {words} Shall I take it?"

    def _close(self) -> str:
        letter, self._letter = self._here, None
        count = len(letter.newest.text.split())
        return f"It's saved as the letter to {_theirs(letter.newest.to)}, {count} words."

    @property
    def _here(self) -> Letter:
        assert self._letter is not None, "only called while a letter is open"
        return self._letter

    @property
    def _text(self) -> str:
        return self._here.newest.text

    def _save(self, text: str, what: str, *, by: str = "you") -> None:
        self._letter = self._shelf.add(self._here, text, what, by=by)


class _Proposal:
    """Her wording, and the letter as it would be with it."""

    def __init__(self, order: said.Reword | said.Begin, words: str, text: str) -> None:
        self.order = order
        self.words = words
        self.text = text


def _sentences(text: str) -> Iterator[str]:
    """Each by itself, where there are several: a request, and the reason for it."""
    parts = re.split(_SENTENCE_END, text.replace("’", "'").strip())
    return (plain for part in parts if len(parts) > 1 and (plain := _plain(part)) and not begins_reported(text))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", repaired(text.replace("’", "'").strip()).rstrip(".!?, ")).strip()


_WHERE = re.compile(
    r"(?: (?:next door|down the (?:road|street|hall)|across the (?:road|street|hall)|over the road|upstairs"
    r"|downstairs|(?:at|from) (?:work|school|church|the office)))+$",
    re.IGNORECASE,
)
"""Where somebody is found; that is no part of the name."""


def _person(said_name: str | None) -> str:
    """Whom a letter is for, without what may follow a name: a reason, a remark, or a plea."""
    name = (said_name or "").strip(" .,!?")
    if instead := _INSTEAD.search(name):
        name = instead["to"]
    name = re.split(rf"{_SENTENCE_END}|,(?! and\b)", name, maxsplit=1)[0]
    name = re.sub(
        r"(?: (?:please|samantha|now|again|aloud|for me|(?:back )?to me|back|and read it.*))+$", "", name, flags=re.I
    )
    name = _WHERE.sub("", name)
    return "" if name.lower() in ("me", "us", "somebody", "someone") else name.strip(" .,!?")


def _theirs(to: str) -> str:
    """As she says it: my grandmother is your grandmother."""
    return re.sub(r"^my\b", "your", to, flags=re.IGNORECASE)


def _none(to: str) -> str:
    return f"I have no letter to {_theirs(to)}." if to else "You have no letters yet."


def _part(text: str, place: texts.Place) -> str:
    found = texts.span(text, place)
    return text[found[0] : found[1]] if found else ""
