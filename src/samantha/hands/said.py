"""What the user said, as words to match against, with the way back to the words as they were spoken.

Tools match small letters without punctuation, politeness and hesitation; but what they write down ("milk, eggs and
Amy's cake") must be the user's own words. So every token remembers where it stood in the text, and a slot of a
template is a range of tokens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from samantha.hands.repairs import repaired

_TOKEN = re.compile(
    r"[ap]\.m\b\.?|\d{1,2}:\d\d(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+|[^\W\d_]+(?:['-][^\W\d_]+)*"
    r"|[-+*/=%$€£°^()×÷]",
    re.IGNORECASE,
)
_FILLERS = frozenset("um uh er erm hmm uhm please".split())
_BEFORE = re.compile(
    r"(?:(?:hey|hi|hello|ok|okay|oh|so|well|and|also|now|then|actually|alright|right|great|thanks|samantha"
    r"|yes|yeah|yep|sorry|listen|excuse me)\b,?\s*)*"
    r"(?:(?:can|could|will|would) (?:you|we|i) (?:maybe|quickly|just|kindly)? ?|i'?d like (?:you )?to "
    r"|i (?:want|need) you to |i want to |you can |let's |let us |i was wondering if you (?:can|could) "
    r"|do me a favou?r and |i would like (?:you )?to |go ahead and |i think (?:we|you) should |we should |maybe "
    r"|perhaps |would you please |remember to |(?:and )?don't forget to |be"
    r" sure to |make sure (?:to|you) |i need you to )?(?:(?:just|quickly|real quick),? )?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:[\s,.]+(?:thanks(?: a lot| so much| a million)?|(?:many )?thank you(?: very much| so much)?|samantha|for me"
    r"|will you|would you|could you|can you|can we|could we|okay|ok|then|please|if (?:you|we) (?:can|could|would|may)"
    r"|if (?:you don't mind|possible|it's possible|that's (?:ok|okay|all right|alright|possible"
    r"|not too much trouble))"
    r"|(?:if|when(?:ever)?) you (?:get|have|'ve got) (?:a|the) (?:chance|moment|second|sec|minute|time)"
    r"|would you mind|real quick|quickly|dear)|,\s*(?:love|mate|honey|darling|sweetie|my dear|cheers|right|yeah"
    r"|all right"
    r"|alright|do you hear|you know|i(?:'d| would) appreciate (?:it|that)|i beg you|be a dear)"
    r"|[,.]\s+(?:can|could|would|will) you (?:do|manage|arrange|handle) (?:that|it)"
    r"|[,.]\s+(?:that|it)(?:'d| would) be (?:great|good|nice|lovely|helpful|perfect|kind|wonderful"
    r"|a big help))+[\s.!?]*$",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<=\b(?:at|to|by)\b )(\d{1,2})[.-]([0-5]\d)\b(?! ?(?:%|percent|degrees|kilo|met|mile|dollar|euro|pound|lit"
    r"|times|plus|minus|million|hours))"
    r"|\b(\d{1,2})[.-]([0-5]\d)(?= ?(?:[ap]\.?m\b|o'clock|tomorrow|today|tonight|on \w+day))",
    re.IGNORECASE,
)
"""A time of day as Whisper likes to write it: "to 7.30", "at 7-30"."""
_IS = frozenset("what who when where how that there it which here".split())
"""Behind these words "'s" is "is", and no possessive."""


@dataclass(frozen=True, slots=True)
class Token:
    """word: in small letters; start, end: where it stands in the text; tag: what kind of thing it is, "" for a
    word."""

    word: str
    start: int
    end: int
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A request: its text, and its tokens without politeness and hesitation."""

    text: str
    tokens: tuple[Token, ...]

    @property
    def words(self) -> str:
        """The words to match, one space between them."""
        return " ".join(token.word for token in self.tokens)

    @property
    def whole(self) -> str:
        """All the user's own words, but for hesitation and a polite end."""
        return self.text[: self.tokens[-1].end].strip(" ,.;:!?") if self.tokens else ""

    def surface(self, first: int, last: int) -> str:
        """The user's own words from one token up to another, not included, without punctuation around them."""
        if first >= last:
            return ""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end].strip(" ,.;:!?")


def said(text: str) -> Said:
    """Reads a request."""
    text = _CLOCK.sub(lambda m: re.sub("[.-]", ":", m[0], count=1), repaired(_plain_quotes(text)))
    begin = _beginning(text)
    end = len(text)
    if (after := _AFTER.search(text, begin)) and after.start() > begin:
        end = after.start()
    tokens = [Token(_plain(m[0]), m.start(), m.end()) for m in _TOKEN.finditer(text, begin, end)]
    return Said(text, tuple(_split(text, [t for t in tokens if t.word not in _FILLERS])))


def tagged(what: Said, spans: dict[int, tuple[int, str]]) -> Said:
    """The same with ranges of tokens made one: first token -> (behind its last, tag)."""
    tokens: list[Token] = []
    at = 0
    while at < len(what.tokens):
        end, tag = spans.get(at, (at + 1, ""))
        if tag:
            tokens.append(Token(f"<{tag}>", what.tokens[at].start, what.tokens[end - 1].end, tag))
        else:
            tokens.append(what.tokens[at])
        at = end
    return replace(what, tokens=tuple(tokens))


def _beginning(text: str) -> int:
    """Where the request begins behind "Hey Samantha, um, could you please"."""
    at = 0
    while True:
        match = re.compile(r"[\s,.!]*(?:(?:um+|uh+|er+m?|hmm+|please)\b[\s,.]*)*").match(text, at)
        begin = match.end() if match else at
        greeted = _BEFORE.match(text, begin)
        behind = greeted.end() if greeted else begin
        if behind == at:
            return at
        if not re.search(r"\w", re.sub(r"\bplease\b", "", text[behind:], flags=re.IGNORECASE)):
            return at
        at = behind


def _plain_quotes(text: str) -> str:
    return text.replace("’", "'").replace("‘", "'").strip()


def _plain(word: str) -> str:
    word = word.lower()
    if re.fullmatch(r"[ap]\.?m\.?", word):
        return word[0] + "m"
    if word[0].isdigit() and "," in word:
        return word.replace(",", "")
    return word


def _split(text: str, tokens: list[Token]) -> list[Token]:
    """ "twenty-five" becomes two words, and so does "Friday's" ("friday 's"), since both are a number and a day."""
    parts: list[Token] = []
    for token in tokens:
        if token.word == "whats":
            token = replace(token, word="what's")
        if token.word[0].isdigit():
            parts.append(token)  # "4,711" is longer than its word
            continue
        for m in re.finditer(r"'s$|[^-']+(?:'(?!s$)[^-']+)*" if len(token.word) > 1 else r".", token.word):
            is_verb = m[0] == "'s" and parts and parts[-1].word in _IS
            parts.append(Token("is" if is_verb else m[0], token.start + m.start(), token.start + m.end()))
    return parts
