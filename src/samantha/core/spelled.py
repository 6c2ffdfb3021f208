"""Words spelled letter by letter, as Whisper writes them: "Theodor, T-H-E-O-D-O-R-E" or "T, H, E, O, ...".

Letters run together and sound alike, words do not: "T for Tom, H for Harry, ..." is understood by its words alone,
whatever was heard for the letters ("see for Charlie").
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

ONE_ALIKE = 0.55
SEVERAL_ALIKE = 0.85
"""A word, or several, before a spelled one are an attempt at the same if they have so much in common."""

_SPELLED = re.compile(
    r"(?:[,\s]*\b(?:spelled|spelt|that's|spelling)[,:\s]+)?"
    r"(?<![\w'-])([a-z](?:-[a-z](?![\w']))+|(?:double )?[a-z](?:(?:[-–.]\s?|,\s|\s)(?:double"
    r" )?[a-z](?![\w'])){2,}|(?-i:[A-Z]{4,}))(?![\w'])",
    re.IGNORECASE,
)
_BY_WORD = r"(?:(?<![\w'])[\w']{1,6}[.,]? )?\b(?:for|from|like|(?:as|is) (?:in|an?)) (?-i:[A-Z])[a-z]+"
_WORD_ALONE = r"(?-i:[A-Z])[a-z]+"
_BY_WORDS = re.compile(  # in "O for Oscar, David, ..." a letter was lost
    rf"{_BY_WORD}(?:(?:[,.;]? {_WORD_ALONE})?[,.;]? (?:and )?{_BY_WORD})+", re.IGNORECASE
)
_EACH = re.compile(rf"{_BY_WORD}|{_WORD_ALONE}", re.IGNORECASE)
_ALPHABET = frozenset(
    "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa"
    " quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu".split()
)
_IN_ALPHABET = re.compile(rf"\b(?:{'|'.join(_ALPHABET)})\b(?:[,.]? (?:{'|'.join(_ALPHABET)})\b){{2,}}", re.IGNORECASE)
_CLOSES = re.compile(r"[,.] (?!(?:and|but|or)\b)(?=[a-z])")
"""A mark behind spelled letters that is none of the sentence's."""


def spelled(text: str) -> list[str]:
    """The words that are spelled in the text letter by letter, or a word for each, in small letters."""
    if word := by_words(text):
        return [word]
    return [_word(match) for match in _SPELLED.finditer(text) if not re.fullmatch(r"[A-Z]+", match[1])]


def with_spelling(text: str) -> str:
    """Spelled words as words; one stands in for the words before it, if they were an attempt at the same."""
    done = ""
    at = 0
    for match in _SPELLED.finditer(text):
        word = _word(match)
        before = (done + text[at : match.start()]).rstrip()
        begin = _attempt(before, word)
        if begin is None and re.fullmatch(r"[A-Z]+", match[1]):
            continue  # no letters one by one, but a word in capitals
        at = match.end()
        if begin is None:
            done = f"{before} {word}".lstrip()
            continue
        capital = any(letter.isupper() for letter in before[begin:])
        done = before[:begin] + (word.capitalize() if capital else word)
        if _CLOSES.match(text, at):
            at += 1
    return done + text[at:]


def by_words(text: str) -> str:
    """The word whose letters are given by words, "" if none is: "T for Tom, ...", "Tango, Hotel, Echo"."""
    if found := _BY_WORDS.search(text):
        return "".join(one[0].split()[-1][0] for one in _EACH.finditer(found[0])).lower()
    found = _IN_ALPHABET.search(text)
    return "".join(word[0] for word in re.findall(r"\w+", found[0])).lower() if found else ""


def _word(match: re.Match[str]) -> str:
    letters = re.sub(r"double ([a-z])", r"\1\1", match[1].lower())
    return "".join(letter for letter in letters if letter.isalpha())


def _attempt(before: str, word: str) -> int | None:
    """Where the last words begin that sound like the one that is spelled ("is a Bella"); None if they do not."""
    words = list(re.finditer(r"[\w']+", before))[-3:]
    attempts: list[tuple[float, int]] = []
    for count in range(1, len(words) + 1):
        tried = words[-count:]
        said = "".join(one[0] for one in tried).lower()
        likeness = SequenceMatcher(None, said, word, autojunk=False).ratio()
        if likeness >= (ONE_ALIKE if count == 1 else SEVERAL_ALIKE):
            attempts.append((likeness, tried[0].start()))
    if attempts:
        return max(attempts)[1]
    return words[-1].start() if words and words[-1][0][0].lower() == word[0] else None
