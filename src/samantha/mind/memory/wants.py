"""What kind of answer a question wants: a day, a place, a number, a name, and whether a sentence has such a thing.

A sentence that speaks of the same things as a question need not answer it: "my brother moved to Boston last month"
says nothing of how old he is. What the question's first words ask for has to be there. English only, by patterns;
a question whose kind is not known ("any") is judged by its words alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from samantha.mind.memory.days import DAY
from samantha.mind.memory.words import NO_NAMES, RELATION, content_words, stem

_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen couple half"
)
_N = rf"(?:\d[\d.,:]*|(?:{'|'.join(_NUMBERS.split())})(?:[- ](?:{'|'.join(_NUMBERS.split())}))*)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_MONTH = r"(?:january|february|march|april|june|july|august|september|october|november|december|in may|of may|may \d)"
_CLOCK = (
    rf"(?:\d{{1,2}}(?::\d\d)? ?(?:am|pm|a\.m|p\.m|o'clock)|\d{{1,2}}:\d\d|(?:at|from|until|till|past|before|after|around) {_N}\b"
    r"(?! (?:dollars|euros|pounds|people|miles|years|percent|weeks|days))|noon|midnight|half past|quarter)"
)
_ORDINAL = (
    r"(?:(?:twenty-|thirty-)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|thirteenth"
    r"|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_TIME = (
    rf"(?:{DAY}|{_WEEKDAY}|{_MONTH}|\d+(?:st|nd|rd|th)|(?:on|by|the|until|till) (?:the )?{_ORDINAL}|{_CLOCK}|mornings?|afternoons?|evenings?|nights?|week|weekend"
    r"|month|year|summer|winter|spring|autumn|fall|christmas|easter|ago|birthday|anniversary|funeral|since|when i|until|every)"
)
_NOT_PLACE = (
    rf"(?! (?:the )?(?:{_TIME}|{_N}|first|last|least|all|once|moment|end|beginning|time|me|him|her|it|us|them|you|that|this"
    r"|front of|love|case|fact|general|english|\w+ing)\b)"
)
_PLACE = (
    rf"(?:\b(?:in|at|on|near|behind|under|above|by|into|onto|along|inside|outside|beside|through|across|around|next to|from|over"
    rf"|between){_NOT_PLACE} [\w']|\bto (?:the|my|our|his|her|a|an|[A-Z])\b|\bto (?-i:[A-Z])\w+|\bfor (?:the|a|an) |\bhere\b|\bhome\b"
    r"|\babroad\b|\bnext door\b|\bwith (?:a|an|the|my|his|her) )"
)
_COLOUR = (
    r"\b(?:black|white|red|green|blue|yellow|brown|gr[ae]y|pink|purple|orange|violet|silver|gold|golden|blonde?|beige"
    r"|turquoise|cream|dark|light)\b"
)
_MONEY = (
    rf"(?:[$€£] ?\d|\b{_N} (?:dollars?|euros?|bucks?|pounds?|cents?|francs?|grand|k)\b|\b(?:hundred|thousand|million|grand)\b"
    rf"|\b(?:cost|costs|charge|charges|pay|pays|paid|owes?|earns?|rent (?:is|was|'s)|price (?:is|was)|worth|only|just|makes?) (?:\w+ ){{0,2}}{_N}\b"
    rf"|\b{_N} (?:a|an|per|each|every) (?:hour|day|week|month|year|night|lesson|session|person|head|piece)\b|\bfor free\b)"
)
_UNIT = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?)"
_LENGTH = r"(?:miles?|kilomet\w+|met(?:er|re)s?|feet|foot|inch\w*|yards?|blocks?|laps?|pages?)"
_NONE = rf"(?:{'|'.join(sorted(NO_NAMES))})\b"
_NAMED = (
    r"(?:\b(?:named|calls?|called|rename[ds]?|nickname[ds]?|known as)\b.*?(?-i:[A-Z])|\bnames?(?:'s| is| are| was)\b.*?(?-i:[A-Z])"
    rf"|\b{RELATION}s?,? (?:is |are |was |were |twins, )*(?-i:(?!{_NONE})[A-Z])\w+|(?-i:\b(?!{_NONE})[A-Z]\w+),? (?:is |was )?(?:my|his|her|our|the)"
    rf" (?:\w+ )?{RELATION}\b|(?-i:\b[a-z]+, the (?!{_NONE})[A-Z])|(?-i:\b(?!I\b)[A-Z]\w+ and (?!I\b)[A-Z]\w+))"
)
_ROLE = (
    r"\b(?:the|my|our|his|her|a|an|old|some) (?:[\w-]+ ){0,2}?(?:\w{3,}(?:ist|er|or|man|woman|ian|ant|lady|guy)|nurse|chef|boss|judge|vet"
    r"|clerk|kids|children|parents|people|guy|girl|boy|clown|ex|friends?|team|couple|family|class|coach)\b"
)
_JOB = (
    r"(?:\b(?:an?|the) (?:[\w-]+ ){0,2}?(?:\w{2,}(?:er|or|ist|ian|man|woman|nt)|nurse|chef|pilot|clerk|boss|judge|vet|coach|clown)\b|\bworks?\b"
    r"|\bworking\b|\bjob\b"
    r"|\bruns? an?\b|\bsew\w*|\bfor a living\b|\bpublisher\b|\bnurse\b|\bteach\w*|\bsell\w*|\bpaints?\b|\bretired\b)"
)

_HAPPENED = (
    r"\b(?:\w{2,}ed|fell|broke|lost|died|got|had|went|came|hit|cut|burnt|stole|stolen|hurt|left|sold|found|ran|threw|shut"
    r"|took|gave|was|were|been|sank|caught|bit|blew|tore|sent|flew|drove|won|quit|gone)\b"
)

FEELING = (
    r"\b(?:feel|feeling|felt|sad|happy|afraid|scared|nervous|worried|anxious|lonely|angry|excited|proud|ashamed|jealous"
    r"|miss|hurt|depressed|relieved|stressed|grateful|heartbroken|upset|terrified|embarrassed|guilty|tired|bored|hopeful"
    r"|in love|breaks my heart)\b"
)

_KINDS: tuple[tuple[str, str, str], ...] = (
    ("clock", r"(?:at |until |from )?what time|what hour", _CLOCK),
    ("clock", r"when (?:does|will) .* (?:start|begin|open|close|end|finish)$", _CLOCK),
    ("home", r"where (?:do|does) .* live\b",
     r"\b(?:live[sd]?|living|mov\w+|home|house|apartment|flat|place|dorm|based|grew up|retired|stay\w*|resid\w+|(?:in|on) (?-i:[A-Z])\w+)\b"),
    ("event", r"what(?:'s| has)? happened\b", _HAPPENED),
    ("day", r"(?:on |in |until |till |since |by |from )?(?:when\b|what (?:day|date|month|year|days)|which (?:day|date|month))", _TIME),
    ("place", r"(?:to |from |in )?(?:where\b|(?:what|which) (?:city|town|country|place|village|street))", _PLACE),
    ("age", r"how old|what age|what(?:'s| is) (?:my|his|her|\w+'s|my \w+'s) age",
     rf"(?:\b{_N}[ -]years?[ -]old|\b(?:'s|is|am|'m|are|was|were|turn\w*|be|age|aged|only|already|almost|nearly|he's|she's|her)"
     rf" (?:now |about |over )?{_N}\b|\b{_N} (?:now|today|already|years)\b)"),
    ("duration", r"(?:for )?how long|how many (?:hours|minutes|days|weeks|months|years)",
     rf"(?:\b{_N} (?:and a half )?(?:{_UNIT}|{_LENGTH})|\b(?:a|an) (?:{_UNIT})\b|\bsince\b|\ball (?:day|night)|\bages\b)"),
    ("distance", r"how (?:far|tall|high|big|wide)", rf"\b{_N} (?:{_LENGTH}|\w+)|\b(?:tiny|huge|small|large)\b"),
    ("often", r"how often", rf"(?:\b(?:once|twice|every|daily|weekly|always|never)\b|{_WEEKDAY}|times)"),
    ("money", r"how much (?:is|are|was|were|(?:does|will|would|can) .* (?:cost|charge|pay|earn|make)|do .* (?:cost|earn|make|charge|pay)|did .* (?:cost|pay|earn|charge)"
     r"|rent|money)\b|what (?:does|do|did|will|would) .* (?:charge|cost|earn|be earning|pay)\b|what(?:'s| is) (?:my|our|his|her|the) (?:rent|salary|price|pay)\b",
     _MONEY),
    ("weight", r"how (?:much .* weigh|heavy)\b", rf"\b{_N} (?:pounds?|kilos?|kilograms?|kg|lbs?|grams?|tons?|stone)\b|\bweighs?\b"),
    ("reason", r"why\b", r"\b(?:because|'cause|due to|thanks to|so that|that's why|reason|in order to|afraid|since (?:i|he|she|they|we|it|the|my)\b(?! (?:was|were)\b))\b|, so\b"),
    ("amount", r"how much\b(?! time)|what (?:price|size)|what(?:'s| is) (?:my|his|her|the|\w+'s|my \w+'s) (?:size|number|price|rent|salary)",
     rf"(?:\b{_N}\b|\b(?:extra )?(?:large|small|medium)\b|\b(?:a|an|one) \w+ (?:a|per|each|every) (?:hour|day|week|month|year|night)\b)"),
    ("count", r"how many", rf"(?:\b{_N}\b|\btwins?\b|\bboth\b)"),
    ("colour", r"(?:what|which) colou?rs?\b", _COLOUR),
    ("name", r"(?!.*\bdid (?:i|we|he|she|they) call\b).*\bnames?\b|(?:what|who)(?:'s| is| are| was| do| did| does)?.*\b(?:called|named|call)\b", _NAMED),
    ("work", r"what (?:do|does) (?:i|he|she|they|(?:(?:my|our|the) )?[\w'-]+(?: [\w'-]+)?) do(?: now| these days| for a living| for work)?$"
     r"|what did (?:he|she|they|(?:my|our|the) [\w-]+(?: [\w-]+)?|(?!i\b)[\w-]+) do(?: for a living| for work)?$"
     r"|what(?:'s| is| was|) (?:.* )?(?:job|profession|occupation)$|what kind of work|.*for a living", _JOB),
    ("feeling", r"how (?:did|do|was|am|does|is) (?:i|he|she|[\w' ]+) feel", FEELING),
    ("person", r"(?:with |from |to |about |for )?(?:who|whom|whose)\b", ""),
)  # fmt: skip
_COMPILED = tuple(
    (kind, re.compile(asks, re.IGNORECASE), re.compile(has, re.IGNORECASE)) for kind, asks, has in _KINDS
)
_PERSON = re.compile(rf"(?i:\b{RELATION}s?\b|{_ROLE})|(?:(?i:\b(?:in|at|to|from|near|on|of) ))?\b[A-Z][a-z]+\b")
_HEAD = re.compile(r"(?:what|which|how many)(?: (?:kind|sort|type) of)? (\w+)")


@dataclass(frozen=True, slots=True)
class Wants:
    """kind: one of the first words of the table, or "any". head: the noun that is asked for ("which bus"), or "".
    asked: stems of the question's words.
    """

    kind: str
    head: str
    asked: frozenset[str]

    def met(self, text: str, about: str = "") -> bool:
        """Whether the text has what is wanted. about: whom the text is about, if it is not the user."""
        match self.kind:
            case "any":
                return True
            case "person":
                found = any(self._somebody(found[0]) for found in _PERSON.finditer(text))
                return found or (bool(about) and not self._asks_of(about))
            case "count":
                return self._counted(text)
            case "reason":
                return bool(_HAS["reason"].search(text)) or (bool(_AND_THEN.search(text)) and self._new(text) > 1)
            case kind:
                return _HAS[kind].search(text) is not None

    def _counted(self, text: str) -> bool:
        head = stem(self.head)
        near = [re.findall(r"[\w']+", found[1] or "") for found in _COUNTED.finditer(text)]
        near += [
            [word for word in re.findall(r"[\w']+", found[2] or "") if not word.endswith(("s", "'"))]
            for found in _COUNTED.finditer(text)
        ]
        if any(stem(word.removesuffix("'s")) == head for words in near for word in words):
            return True
        group = _GROUP.search(text)
        return bool(group) or (
            _AMOUNTS.search(text) is not None and head in map(stem, re.findall(r"\w+", text.lower()))
        )

    def _new(self, text: str) -> int:
        """How many meaningful words the text has besides the question's."""
        return sum(stem(word) not in self.asked for word in content_words(text))

    def _asks_of(self, about: str) -> bool:
        return any(stem(word) in self.asked for word in about.split())

    def _somebody(self, words: str) -> bool:
        *before, last = words.split()
        place = bool(before) and before[0].lower() in _TO_PLACES and last[0].isupper()
        if last in NO_NAMES or last.endswith(("day", "days")) or place or last.lower() in _THINGS:
            return False
        return stem(last.lower()) not in self.asked


_THINGS = frozenset(
    "summer winter water dinner letter corner paper weather order number sweater river shelter later after over never ever"
    " other another rather computer newspaper poster ladder drawer supper butter pepper flower tower power door floor mirror"
    " motor color error picture never together former latter restaurant plant garden man woman".split()
)
_TO_PLACES = ("in", "at", "to", "from", "near", "on")
_HAS = {kind: has for kind, _, has in _COMPILED}
_AND_THEN = re.compile(r"\b(?:and|after|when|as)\b|,", re.IGNORECASE)
_GROUP = re.compile(rf"\b{_N} of (?:us|them|you)\b", re.IGNORECASE)
_AMOUNTS = re.compile(rf"\b(?:is|are|was|were|at|to|now) (?:about |around |only |just |up to )*{_N}\b", re.IGNORECASE)
_COUNTED = re.compile(rf"\b{_N}((?: [\w'-]+){{1,3}})|\b(?:a|an|no)((?: [\w'-]+){{1,2}})", re.IGNORECASE)


def wants(question: str) -> Wants:
    """What the question asks for."""
    bare = question.strip().lower().replace("’", "'").rstrip(" ?.!")
    kind = next((kind for kind, asks, _ in _COMPILED if asks.match(bare)), "any")
    head = _HEAD.match(bare)
    return Wants(kind, head[1] if head else "", frozenset(stem(word) for word in re.findall(r"[\w-]+", bare)))
