"""From marked-up text, as language models write it, to plain words, as people say them.

A model was trained on web pages and writes like one: emphasis, headings, lists, tables, code, links, emoji,
stage directions. Nobody says those. ``Plain`` reads the text one character at a time, so that what comes out
cannot depend on how the tokens happened to fall, and gives every word as soon as the white space behind it is
seen. Only a span that may still turn out to be none of the ear's business (``*smiles warmly*``, ``<a href=...``)
is held until it closes.

Structure survives as marks between the words: a list item is a sentence, a dash or a bracket is a pause.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum, auto


class Mark(Enum):
    """What stands between words."""

    PAUSE = auto()
    """A dash, bracket or table cell: a comma's worth of silence."""
    LINE = auto()
    """The line broke; only the next word can tell whether that meant something."""
    END = auto()
    """The sentence is over, whatever its punctuation says."""
    LINK = auto()
    """An address was here."""


Token = str | Mark

HELD_CHARS = 100
"""A span that has not closed by then was none."""

_STAGE_VERBS = frozenset(
    "smiles laughs chuckles giggles sighs winks nods grins gasps pauses whispers shrugs blushes yawns hums "
    "smirks coughs sniffs sobs clears blinks tilts leans waves smiling laughing chuckling giggling sighing "
    "winking nodding grinning pausing whispering blushing humming smirking clearing leaning laughter".split()
)
_STAGE_NOUNS = frozenset(
    "smile laugh chuckle giggle sigh wink nod grin gasp pause whisper beat softly warmly gently".split()
)
_STAGE_SPAN = re.compile(r"(?<![\w*])(?:\*([^*]+)\*(?!\*)|_([^_]+)_|\(([^()]+)\)|\[([^\[\]]+)\](?!\())[.,]?")
_OPEN_STAR = re.compile(r"[\"“]?(?:\*[^*\s][^*]*|_[^_\s][^_]*)")
_OPEN_BRACKET = re.compile(r"[(\[](\w+)[^)\]]*")
_OPEN_TAG = re.compile(r"<(?:[a-zA-Z/!][^<>]*|\|[^<>]*)$")

_RULE = re.compile(r"[-=*_~|:+]{2,}")
_NUMBERED = re.compile(r"\**(\d{1,2})[.)]\**")
_BULLETS = "-*+•‣◦▪●–—"
_BLOCK_TAG = re.compile(r"</?(?:br|p|li|ul|ol|div|h[1-6]|tr)\b[^<>]*>", re.I)
_TAG = re.compile(r"<\|[^<>]*\|>|</?[a-zA-Z][^<>]*>|<!--.*?-->")
_NOTE = re.compile(r"\[\^?\d{1,3}\]|【[^】]*】")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_LINK_TAIL = re.compile(r"\]\([^()\s]*\)")
_URL = re.compile(r"(?:https?|ftp)://\S+|\bwww\.\S+")
_EMOTICON = re.compile(r"[:;=][-^']?[)(DPpOo|*\\/]+|<3+|\^_+\^")
_EMPHASIS = re.compile(r"\*\*+|__+|~~|(?<!\d)\*|\*(?!\d)|(?<!\w)_|_(?!\w)")
_GLUED = re.compile(r"(?<=[a-z][a-z][.!?])(?=[A-Z][a-z])")
_DASH = re.compile(r"\s*(?:[—―|]|(?<!-)--(?!-))\s*")
_SPOKEN_SYMBOLS = frozenset("°№℃℉")


class Plain:
    """Reads marked-up text piece by piece; gives words and marks in order."""

    def __init__(self) -> None:
        self._raw = ""
        self._out: list[Token] = []
        self._last = ""
        self._ticks = 0
        self._code = False
        self._thinking = False
        self._line_begun = False
        self._line_is_item = False
        self._number = 0

    def feed(self, piece: str) -> list[Token]:
        """The tokens that became certain with this piece."""
        for char in piece:
            self._push(char)
        return self._taken()

    def finish(self) -> list[Token]:
        """What was still held; the text is over."""
        self._release()
        if self._line_is_item:
            self._emit(Mark.END)
        return self._taken()

    def _taken(self) -> list[Token]:
        out, self._out = self._out, []
        return out

    def _push(self, char: str) -> None:
        if char == "`":
            self._tick()
            return
        self._ticks = 0
        if self._code:
            return
        if not char.isspace():
            self._raw += char
            if char == ">":
                self._reasoning()
            return
        if self._thinking:
            self._raw = ""
        elif char != "\n" and len(self._raw) < HELD_CHARS and _is_open(self._raw):
            self._raw += " "
        else:
            self._release()
            if char == "\n":
                self._end_line()

    def _tick(self) -> None:
        """Backticks vanish; the third in a row opens or closes code, which is not for the ear."""
        self._ticks += 1
        if self._ticks == 3:
            self._release()
            self._code = not self._code
            self._emit(Mark.END)

    def _reasoning(self) -> None:
        """Some models think aloud inside a tag of its own; that is not part of the answer."""
        if self._raw.endswith("<think>"):
            self._raw, self._thinking = self._raw.removesuffix("<think>"), True
            self._release()
        elif self._raw.endswith("</think>"):
            self._raw, self._thinking = "", False

    def _release(self) -> None:
        raw, self._raw = self._raw, ""
        if not raw:
            return
        at_start = not self._last or self._last[-1] in ".!?…:"
        untagged = _TAG.sub("", _BLOCK_TAG.sub(" ", raw))
        kept = _STAGE_SPAN.sub(lambda span: "" if _is_stage(span, at_start) else span[0], untagged)
        for word in kept.split():
            self._word(word)

    def _end_line(self) -> None:
        if self._line_is_item or not self._line_begun:
            self._emit(Mark.END)
        else:
            self._emit(Mark.LINE)
        self._line_begun = self._line_is_item = False

    def _word(self, raw: str) -> None:
        if not self._line_begun:
            if self._is_line_mark(raw):
                return
            raw = raw.lstrip("•‣◦▪●>")
        self._line_begun = True
        for token in _tokens(raw, self._last):
            self._emit(token)

    def _is_line_mark(self, raw: str) -> bool:
        """Headings, quotes, bullets, numbers, rules at the start of a line; all but quotes end a sentence."""
        if raw.strip(">") == "":
            return True
        number = _NUMBERED.fullmatch(raw)
        if number and int(number[1]) in (1, self._number + 1):
            # Only a number that counts on from the last is a list's; "42." may well be the whole answer.
            self._number = int(number[1])
            self._emit(Mark.END)
            self._emit(f"{self._number},")
        elif raw in _BULLETS or raw.strip("#") == "" or _RULE.fullmatch(raw) or raw in ("[x]", "[X]", "[]"):
            self._emit(Mark.END)
        else:
            return False
        self._line_is_item = True
        return True

    def _emit(self, token: Token) -> None:
        if isinstance(token, str):
            self._last = token
        elif token is Mark.END:
            self._last = ""
        self._out.append(token)


def _is_open(raw: str) -> bool:
    """Whether white space here may lie inside a span that is not for the ear."""
    if _OPEN_TAG.search(raw) or _OPEN_STAR.fullmatch(raw):
        return True
    bracket = _OPEN_BRACKET.fullmatch(raw)
    return bool(bracket) and _may_begin_stage(bracket[1].lower()) if bracket else False


def _may_begin_stage(word: str) -> bool:
    return word in _STAGE_VERBS or word in _STAGE_NOUNS or (word.endswith("ly") and len(word) > 4)


def _is_stage(span: re.Match[str], at_start: bool) -> bool:
    """*smiles*, (laughs softly), [sigh]: a direction, not words. Nouns only where no sentence is under way."""
    inner = next(group for group in span.groups() if group is not None)
    words = re.findall(r"\w+", inner.lower())
    if not words or len(words) > 10:
        return False
    head = words[:3] if words[0].endswith("ly") or words[0] in ("a", "with", "she") else words[:1]
    return any(w in _STAGE_VERBS or (at_start and w in _STAGE_NOUNS) for w in head)


def _tokens(raw: str, last: str) -> Iterator[Token]:
    """The words and marks of one run of characters without white space; last: the word before it."""
    if raw in ("-", "–", "*", "−") and last[-1:].isdigit():
        yield raw  # arithmetic or a range
        return
    text = _LINK_TAIL.sub("", _LINK.sub(r"\1", _NOTE.sub("", raw)))
    url = _URL.search(text)
    if url:
        yield from _around_link(text[: url.start()], url[0])
        return
    if _EMOTICON.fullmatch(text):
        return
    text = _EMPHASIS.sub("", "".join(c for c in text if _is_speakable(c)))
    text = re.sub(r"(?<=\d)[—―](?=\d)", "–", text)
    text = re.sub(r"^[–−-]$|(?<=\w)–$|^–(?=[^\W\d])", "—", text)
    for i, part in enumerate(_DASH.split(text)):
        if i:
            yield Mark.PAUSE
        for word in _GLUED.sub(" ", part).split():
            yield from _unbracketed(word)


def _around_link(before: str, url: str) -> Iterator[Token]:
    """A bracketed address is dropped whole; any other leaves LINK and the punctuation behind it."""
    end = url[len(url.rstrip(".,;:!?)\"'")) :]
    if before.endswith("("):
        yield from _unbracketed(before[:-1])
    else:
        yield from _unbracketed(before)
        yield Mark.LINK
    if end.replace(")", ""):
        yield end.replace(")", "")


def _unbracketed(word: str) -> Iterator[Token]:
    """Brackets around words become pauses; those inside a word, as in f(x), stay."""
    word = word.strip("[]{}")
    if word.startswith("#") and not word[1:2].isdigit():
        word = word.lstrip("#")
    if word.startswith("("):
        word = word.lstrip("(")
        if not re.fullmatch(r"\d{3}\)", word):
            yield Mark.PAUSE
    closing = re.fullmatch(r"([^()]*)\)+([.,;:!?\"”’']*)", word)
    if closing is None:
        if word:
            yield word
        return
    word = closing[1] + closing[2]
    if word:
        yield word
    if not closing[2] and not re.fullmatch(r"\d{3}|.*[.!?…]", word):
        yield Mark.PAUSE


def _is_speakable(char: str) -> bool:
    """False for emoji and pictographs, their modifiers and joiners, and other invisible characters."""
    if char in _SPOKEN_SYMBOLS:
        return True
    kind = unicodedata.category(char)
    return (
        kind not in ("So", "Cf", "Co", "Cs", "Cn", "Cc", "Me")
        and not 0x1F3FB <= ord(char) <= 0x1F3FF
        and char != "\ufe0f"
    )
