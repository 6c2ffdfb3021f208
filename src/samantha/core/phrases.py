"""From a stream of language model tokens to clauses for the ear, each as early as it can be said naturally.

The listener waits for the first clause, so it is cut at the first chance; the later ones are made while earlier
ones still sound, so they may be longer, and longer clauses have the better melody. A sentence's end always ends a
clause. A comma, colon or dash ends one that has words enough. Failing both, a clause that has grown too long is cut
before a conjunction, and at last at any space that does not tear a name, a number or an article from its noun.

Every decision looks only at the words so far, so how the text was chopped into pieces cannot matter. Where one
word more is needed to tell ("at 7 a.m. tomorrow" or "at 7 a.m. Then"), the clause waits for that word, no longer.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from samantha.core.markup import Mark, Plain, Token

LEAST_BEFORE_CONJUNCTION = 3
"""Words that a clause has at least if it is cut where nobody would write a comma."""

_PUNCTUATION = frozenset(".,;:!?…\"'“”‘’«»()")
_CLOSERS = "\"'”’»)"
_TITLES = frozenset("dr mr mrs ms prof rev hon gen sen rep capt lt col sgt vs e.g i.e approx fig mt ca".split())
_SHORT = frozenset(
    "a.m p.m etc inc ltd co corp jr sr ave rd blvd dept est jan feb mar apr jun jul aug sep sept oct nov dec mon tue "
    "tues wed thu thur thurs fri sat sun".split()
)
_OPENINGS = frozenset(
    "i it he she they we you the a an this that these those there here in on at but and so if when what why how "
    "who where is are do does did can could would will let my your his her our their as for to no "
    "yes well then now".split()
)
_CONJUNCTIONS = frozenset(
    "and but or because so which that who when while where if although though since unless until then before after "
    "than as with without for from".split()
)
_CLINGING = frozenset(
    "a an the my your his her its our their this that these those of to in on at by for from with as is are was were "
    "be and or but not no very so mr. mrs. ms. dr. prof. st. number about than".split()
)


class _Ending(Enum):
    """What a word says about the sentence: it goes on, pauses, ends, or the next word must tell."""

    NONE = auto()
    PAUSE = auto()
    END = auto()
    OPEN = auto()
    """An ellipsis or a closing quote: the end unless a small letter follows."""
    SHORT = auto()
    """An abbreviation that also ends sentences: the end if a capital follows."""
    NAME = auto()
    """Initials and U.S.: capitals follow anyway, only a typical first word tells."""
    NUMBER = auto()
    """"No.": the end unless a number follows."""


class Phrases:
    """Turns one reply's tokens into clauses. Use a new one for each reply.

    Args:
        first_words: a comma may end the reply's first clause when it has so many words ("Well, ...").
        min_words: the same for the later clauses.
        first_max_words: longer than this, the first clause is cut before a conjunction.
        max_words: no clause is longer than this.
        tail_words: a comma cuts a later clause only when so many words follow, lest "Tom." stand alone.
        speaker: a name that models like to put before their answers ("Samantha: ..."), left out.
    """

    def __init__(
        self,
        *,
        first_words: int = 1,
        min_words: int = 6,
        first_max_words: int = 4,
        max_words: int = 24,
        tail_words: int = 2,
        speaker: str = "Samantha",
    ) -> None:
        self._first_words = first_words
        self._min_words = min_words
        self._first_max_words = first_max_words
        self._max_words = max_words
        self._tail_words = tail_words
        self._roles = frozenset((speaker.lower(), "assistant", "ai"))
        self._plain = Plain()
        self._words: list[str] = []
        self._ready: list[str] = []
        self._clauses = 0
        self._in_sentence = 0
        self._pending = _Ending.NONE
        self._line_broke = False
        self._link = False
        self.sentences = 0
        """Sentences completed so far."""

    def feed(self, piece: str) -> list[str]:
        """The clauses that this piece of text completed, usually none."""
        for token in self._plain.feed(piece):
            self._token(token)
        return self._taken()

    def finish(self) -> list[str]:
        """The clauses that were still held back; nothing may be fed any more."""
        for token in self._plain.finish():
            self._token(token)
        self._end_sentence()
        return self._taken()

    def _taken(self) -> list[str]:
        ready, self._ready = self._ready, []
        return ready

    def _token(self, token: Token) -> None:
        match token:
            case Mark.END:
                self._force_end()
            case Mark.LINE:
                self._line_broke = True
            case Mark.PAUSE:
                self._pause()
            case Mark.LINK:
                self._meet_link()
            case str():
                self._word(token)

    def _word(self, word: str) -> None:
        if self._is_role(word):
            return
        if all(c in _PUNCTUATION for c in word):
            self._punctuate(word)
            return
        self._decide(word)
        if self._link and word[0].islower():
            self._add("A")
            self._add("link")
        self._link = False
        if self._line_broke and word[0].isupper():
            self._pause()
        self._line_broke = False
        self._add(word)

    def _is_role(self, word: str) -> bool:
        return not (self._clauses or self._words) and word[-1] == ":" and word[:-1].lower() in self._roles

    def _add(self, word: str) -> None:
        self._words.append(word)
        self._in_sentence += 1
        self._judge()

    def _judge(self) -> None:
        """Acts on how the last word ends."""
        self._pending = _Ending.NONE
        before = self._words[-2] if len(self._words) > 1 else ""
        match _ending(self._words[-1], before):
            case _Ending.END:
                self._end_sentence()
            case _Ending.NONE | _Ending.PAUSE:
                self._cut()
            case undecided:
                self._pending = undecided

    def _decide(self, word: str) -> None:
        """The next word tells whether the last one ended the sentence."""
        if self._pending is not _Ending.NONE and _begins_after(self._pending, word):
            self._end_sentence()
        self._pending = _Ending.NONE

    def _punctuate(self, marks: str) -> None:
        """Punctuation that stands alone belongs to the word before it, if that has not been said yet."""
        if self._link:
            self._link = False
        elif self._words:
            self._words[-1] += marks
            self._judge()

    def _pause(self) -> None:
        if self._words and (self._words[-1][-1].isalnum() or self._words[-1][-1] in "%°\"”’'"):
            self._words[-1] += ","
            self._judge()

    def _meet_link(self) -> None:
        """Inside a sentence an address is "a link"; alone it is nothing; before more words the next one tells."""
        self._decide("a")
        if self._in_sentence:
            self._add("a")
            self._add("link")
        else:
            self._link = True

    def _force_end(self) -> None:
        """A list item, heading or paragraph is over: a sentence, whether it was written as one or not."""
        self._link = self._line_broke = False
        if self._words:
            last = self._words[-1]
            if last[-1] in ",;" or (last[-1] == "-" and len(last) > 1):
                last = last[:-1]
            self._words[-1] = last + "." if _ending(last, "") is _Ending.NONE else last
        self._end_sentence()

    def _end_sentence(self) -> None:
        self._pending = _Ending.NONE
        if self._in_sentence and not (self._words and self._words[-1][-1] == ":"):
            self.sentences += 1  # a line that ends in a colon only announces the next ones
        self._in_sentence = 0
        self._say(len(self._words))

    def _cut(self) -> None:
        """Says what can be said before the sentence is over."""
        first = self._clauses == 0
        count = len(self._words)
        comma = self._comma(self._first_words if first else self._min_words)
        if comma and count - comma >= (0 if first else self._tail_words):
            self._say(comma)
        elif first and count > self._first_max_words and (at := self._conjunction()):
            self._say(at)
        elif count > self._max_words:
            self._say(self._comma(2) or self._conjunction() or self._space())

    def _comma(self, least: int) -> int:
        """How many words stand before the first pause that leaves at least so many; 0 if there is none."""
        for count in range(max(1, least), len(self._words) + 1):
            if _ending(self._words[count - 1], "") is _Ending.PAUSE:
                return count
        return 0

    def _conjunction(self) -> int:
        for count in range(len(self._words) - 1, LEAST_BEFORE_CONJUNCTION - 1, -1):
            word = self._words[count].lower()
            if word in _CONJUNCTIONS and self._words[count - 1].lower() not in _CLINGING:
                return count
        return 0

    def _space(self) -> int:
        count = len(self._words)
        for at in range(count - 1, count // 2, -1):
            if _separable(self._words[at - 1], self._words[at]):
                return at
        return count - 1

    def _say(self, count: int) -> None:
        clause = " ".join(self._words[:count])
        del self._words[:count]
        if any(c.isalnum() for c in clause):
            self._ready.append(clause)
            self._clauses += 1


def _ending(word: str, before: str) -> _Ending:
    core = word.rstrip(_CLOSERS)
    quoted = core != word
    if not core:
        return _Ending.NONE
    if core[-1] in ",;:":
        # The comma of "March 3rd, 1999" is no place to breathe.
        return _Ending.NONE if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?,", core) else _Ending.PAUSE
    if core.endswith(("…", "..")):
        return _Ending.OPEN
    if core[-1] in "!?":
        return _Ending.OPEN if quoted else _Ending.END
    if core[-1] != ".":
        return _Ending.NONE
    return _stop(core[:-1].lstrip("(\"“‘'"), before, quoted)


def _stop(bare: str, before: str, quoted: bool) -> _Ending:
    """What a full stop means after this word."""
    lower = bare.lower()
    if lower in _TITLES or lower == "st":
        return _Ending.NONE
    if lower in _SHORT and (bare[0].isupper() or lower not in ("mar", "sat", "sun")):
        return _Ending.SHORT
    if lower == "no":
        return _Ending.NUMBER
    if re.fullmatch(r"[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]|Ph\.D", bare):
        return _Ending.END if len(bare) == 1 and before[:1].islower() else _Ending.NAME
    return _Ending.OPEN if quoted else _Ending.END


def _begins_after(pending: _Ending, word: str) -> bool:
    """Whether this word begins a sentence, given how the one before ended."""
    bare = word.lstrip("\"'“‘«(")
    initial = bare[:1]
    match pending:
        case _Ending.OPEN:
            return not initial.islower()
        case _Ending.SHORT:
            return initial.isupper()
        case _Ending.NAME:
            return initial.isupper() and re.split(r"\W", bare)[0].lower() in _OPENINGS
        case _Ending.NUMBER:
            return not initial.isdigit()
        case _:
            return False


def _separable(left: str, right: str) -> bool:
    """Whether a breath may fall between two words: not inside a name, a number or behind an article."""
    if left.lower() in _CLINGING or left[-1].isdigit() or right[0].isdigit():
        return False
    return not (left[0].isupper() and right[0].isupper())
