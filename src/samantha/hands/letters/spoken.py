"""From what Whisper wrote of somebody dictating to the text that he means.

Whisper puts its own punctuation around everything, also around the words for punctuation: "Dear Catherine, comma. New
paragraph. I have been" is its usual hand. So a spoken mark takes the place of all marks that stand around it, and a
capital that is only there because Whisper began a sentence goes, where the mark does not end one. A word that is also
an ordinary one ("a long period of silence") counts as a mark only where it stands like one. "The word comma" is a
word.
"""

from __future__ import annotations

import re

from samantha.core.spelled import with_spelling

_MARKS = {
    "comma": ",",
    "period": ".",
    "full stop": ".",
    "question mark": "?",
    "exclamation mark": "!",
    "exclamation point": "!",
    "colon": ":",
    "semicolon": ";",
    "semi colon": ";",
    "dash": " –",
    "hyphen": "-",
    "ellipsis": "…",
    "dot dot dot": "…",
    "open quote": "“",
    "open quotes": "“",
    "begin quote": "“",
    "quote": "“",
    "close quote": "”",
    "close quotes": "”",
    "end quote": "”",
    "end of quote": "”",
    "unquote": "”",
    "open parenthesis": "(",
    "close parenthesis": ")",
    "open bracket": "(",
    "close bracket": ")",
    "new paragraph": "\n\n",
    "next paragraph": "\n\n",
    "new line": "\n",
    "next line": "\n",
}
_NAMES = "|".join(sorted((re.escape(name).replace("\\ ", r"[\s,.-]+") for name in _MARKS), key=len, reverse=True))
_MARK = re.compile(rf"[\s,.;:!?…-]*\b({_NAMES})\b[\s,.;:!?…]*", re.IGNORECASE)
_LITERAL = re.compile(r"\b(?:the words?|literally) (?=(?:" + _NAMES + r")\b)", re.IGNORECASE)
_MISHEARD_PARAGRAPH = re.compile(
    r"\bnew (?:pair(?: of)? (?:a )?(?:graphs?|giraffes?)|para[ -]graphs?|paragraphs|power graph|parrot graph)\b",
    re.IGNORECASE,
)
_MISHEARD_COMMA = re.compile(r",\s*(?:coma|kama|karma|clama|comer|commer)\b(?=[.,;]|$| new\b)", re.IGNORECASE)
"""What Whisper base made of these two, spoken by the benchmark's voices."""

_GUARD = "\ue000"
"""Stands in front of a name of a mark that is meant as a word."""

_NOUNS = frozenset("period dash quote colon hyphen".split())
_BEFORE_NOUN = frozenset(
    """a an the my your his her its our their each every long short same first last difficult hard
    another any some one whole trial time of in""".split()
)
_AFTER_NOUN = frozenset("of in from when where that which was is for to".split())
_ENDS = ".?!…\n"
_OPENINGS = frozenset(
    """a an the and but or so because if when while that which who what where why how it he she they we you this these
    those there here in on at of to for from with without as not my your his her our their its then now only even
    please just after before since until is are was were have has had do did will would can could should
    one""".split()
)
"""Words that have a capital only where a sentence begins."""

_LEADS_ON = frozenset("a an the and or but because if of into my your his her our their its".split())
"""Words that hardly end a sentence: a full stop behind one was only a pause."""

_OWNING = frozenset("a an the my your his her our their its".split())
"""Behind these comes a thing, hardly ever a name."""

_SENTENCE_WORDS = 4
"""A line of fewer words may be a name or a closing."""

_CAPITAL = re.compile(r"\b(?:capital|cap) (\w)", re.IGNORECASE)


def dictated(heard: str) -> str:
    """The text that these words of a dictation stand for; paragraphs are parted by an empty line."""
    text = heard.strip().replace("’", "'").replace("‘", "'")
    text = _MISHEARD_COMMA.sub(", comma", _MISHEARD_PARAGRAPH.sub("new paragraph", text))
    text = _LITERAL.sub(_GUARD, text)
    text = with_spelling(text)
    text = _with_words(text)
    text = _CAPITAL.sub(lambda m: m[1].upper(), text)
    pieces: list[str] = []
    at = 0
    for match in _MARK.finditer(text):
        if not _is_mark(match, text):
            continue
        pieces += [text[at : match.start()], _mark(match)]
        at = match.end()
    pieces.append(text[at:])
    return _joined(pieces).replace(_GUARD, "")


def joined(before: str, piece: str) -> str:
    """A text with a dictated piece behind it: whoever paused inside a sentence gets one sentence."""
    if not piece:
        return before
    if not before or before.endswith("\n"):
        return before + (piece if before else piece.lstrip("\n"))
    if piece[0] == "\n":
        return _ended(before) + piece
    if piece[0] in ",.;:?!…”)-":
        kept = before.rstrip(" .,") if piece[0] in ",.;:?!…-" else before
        return kept + piece
    last = re.search(r"([\w']+)\.$", before)
    if last and (last[1].lower() in _LEADS_ON or piece[0].islower()):
        small = piece[0].lower() + piece[1:] if last[1].lower() in _OWNING else _uncapped(piece)
        return f"{before[:-1]} {small}"
    ends = before.rstrip('”)"')[-1:] in _ENDS
    gap = "" if before[-1] in "“(-" else " "
    return before + gap + (_capped(piece) if ends else _uncapped(piece))


def closed(text: str) -> str:
    """The text with a full stop, if its last sentence has no end of its own."""
    return text if not text or not text[-1].isalnum() else f"{text}."


def _is_mark(match: re.Match[str], text: str) -> bool:
    name = _name(match)
    if text[max(0, match.start(1) - 1) : match.start(1)] == _GUARD:
        return False
    if name not in _NOUNS:
        return True
    before = re.findall(r"[\w']+", text[: match.start(1)])
    after = re.match(r"[\w']+", text[match.end() :])
    if name == "quote":
        closing = re.search(r"\b(unquote|(end|close)( of)? quotes?)\b", text[match.end() :], re.IGNORECASE)
        return closing is not None
    if before and before[-1].lower() in _BEFORE_NOUN:
        return False
    bare = text[match.end(1) : match.end(1) + 1] == " "  # Whisper heard no pause behind it
    return not (bare and after and after[0].lower() in _AFTER_NOUN)


def _name(match: re.Match[str]) -> str:
    return re.sub(r"[\s,.-]+", " ", match[1].lower())


def _mark(match: re.Match[str]) -> str:
    return _MARKS[_name(match)]


def _joined(pieces: list[str]) -> str:
    """Words and marks in turn, with the space and the capitals that they need."""
    text = ""
    for n, piece in enumerate(pieces):
        if n % 2 == 0:
            text = _with_part(text, piece.strip(), marked=n > 0)
        elif piece == "“":
            text = f"{text} “" if text and text[-1] not in "\n(" else f"{text}“"
        elif piece == "(":
            text = f"{text} ("
        elif piece.startswith("\n"):
            text = _ended(text.rstrip()) + piece
        elif text.endswith(tuple(".,;:?!…")) and piece in ".,;:?!…":
            text = text[:-1] + piece
        else:
            text += piece
    return re.sub(r"(?<=\n)(\w+(?: \w+)?)\.$", r"\1", text.strip(" "))  # a name below "Love," is no sentence


def _ended(text: str) -> str:
    """With a full stop, where a sentence is over without a mark; a salutation and a name need none."""
    last = text[text.rfind("\n") + 1 :]
    whole = len(last.split()) >= _SENTENCE_WORDS and not re.match(r"(?:my )?dear", last, re.IGNORECASE)
    return f"{text}." if whole and text[-1].isalnum() else text


def _with_part(text: str, part: str, *, marked: bool) -> str:
    if not part or not text:
        return text + (_capped(part) if text.endswith("\n") else part)
    if text[-1] in "“(-":
        return text + part
    if text[-1] == "\n":
        return text + _capped(part)
    ends = text.rstrip("”)")[-1:] in _ENDS
    return f"{text} {_capped(part) if ends else _uncapped(part) if marked else part}"


def _with_words(text: str) -> str:
    """Full stops of Whisper's that only mark a pause behind "the", "and" and their like are taken out."""

    def mend(match: re.Match[str]) -> str:
        return f"{match[1]} {_uncapped(match[2])}" if match[1].lower() in _LEADS_ON else match[0]

    return re.sub(r"\b([\w']+)\. (\w+)", mend, text)


def _capped(text: str) -> str:
    return text[:1].upper() + text[1:]


def _uncapped(text: str) -> str:
    word = re.match(r"[\w']+", text)
    return text[0].lower() + text[1:] if word and word[0].lower() in _OPENINGS else text
