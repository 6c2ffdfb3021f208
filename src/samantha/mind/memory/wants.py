"""What kind of answer a question wants: a day, a place, a number, a name, and whether a sentence has such a thing.

A sentence that speaks of the same things as a question need not answer it: "my brother moved to Boston last month"
says nothing of how old he is. What the question's first words ask for has to be there. English only, by patterns;
a question whose kind is not known ("any") is judged by its words alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from samantha.mind.memory.days import DAY
from samantha.mind.memory.words import CATEGORIES, NO_NAMES, RELATION, content_words, is_light, root_of, stem

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
    rf"(?:{DAY}|{_WEEKDAY}|{_MONTH}|in (?:an?|a few|a couple of|{_N}) (?:hours?|days?|weeks?|months?|years?)\b|\d+(?:st|nd|rd|th)|(?:on|by|the|until|till) (?:the )?{_ORDINAL}|{_CLOCK}|mornings?|afternoons?|evenings?|nights?|week|weekend"
    r"|month|year(?!'s)|summer|winter|spring|autumn|fall|christmas|easter|ago|birthday|anniversary|funeral|since|when i|until|every)"
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
    r"|turquoise|cream|dark|light"
    r"|ginger|tabby|auburn|bronze|tan|navy|maroon|lilac|teal|striped|spotted|transparent)\b"
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
    r"(?:\b(?:named|naming|calls?|called|calling|rename[ds]?|nickname[ds]?|known as)\b.*?(?-i:[A-Z])|\bnames?(?:'s| is| are| was)\b.*?(?-i:[A-Z])"
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

_TROUBLE = (
    r"\b(?:broken?|dead|leak\w*|stuck|crack\w*|hurts?|hurting|pain\w*|aches?|aching|sick|ill|flu|fever|pneumonia|infect\w+|\w+itis|cancer|diabetes|virus"
    r"|sprain\w*|injur\w+|swollen|flat|worn|fault\w*|missing|migraine|headache|allerg\w+|rash|surgery|operation|flood\w*|rust\w*|damaged?|torn"
    r"|smash\w*|a cold|in bed|killing me|fail\w*|fell|stolen|noise|rattl\w+|squeak\w*|burn(?:ed|t)|crash\w*|(?:won't|doesn't|isn't|don't|can't|didn't) \w+|too (?:high|low)"
    r"|threw up|dizzy|nervous|depress\w+|problem|trouble|blood pressure|pulled|twisted|slipped)\b"
)
_LOOK = (
    rf"(?:{_COLOUR}|\b(?:hair|eyes?|tall|short|spots?|spotted|strip\w+|beard|tail|paws?|fur|curly|bald|slim|thin|fat|chubby|tiny|huge|wears?|glasses|freckles"
    r"|tattoos?|scar|pretty|beautiful|ugly|handsome|fluffy|long|round|legs|face|nose|ears?|mustache|moustache|looks? like|just like|blond\w*|brunette|ponytail)\b)"
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
     rf"(?:\b{_N} (?:and a half )?(?:{_UNIT}|{_LENGTH})|\b(?:a|an) (?:{_UNIT})\b|\b(?:since|until|till)\b|\ball (?:day|night)|\bages\b)"),
    ("distance", r"how far\b", rf"\b{_N}(?: and a half| more)? (?:{_LENGTH}|{_UNIT} (?:away|from|by|on foot|walk|drive))|\b(?:next door|around the corner)\b"),
    ("size", r"how (?:tall|high|big|wide|large|small|deep)\b|what size\b",
     rf"\b{_N}[ -](?:{_LENGTH}|square|bed\w+|rooms?|floors?|stor(?:y|ies)|acres?|people|feet)|\bfoot {_N}\b|\b(?:tiny|huge|small|large|medium|size|big)\b"),
    ("often", r"how often", rf"(?:\b(?:once|twice|every|daily|weekly|always|never)\b|{_WEEKDAY}|times)"),
    ("money", r"how much (?:is|are|was|were|(?:does|will|would|can) .* (?:cost|charge|pay|earn|make)|do .* (?:cost|earn|make|charge|pay)|did .* (?:cost|pay|earn|charge)"
     r"|rent|money)\b|what (?:does|do|did|will|would) .* (?:charge|cost|earn|be earning|pay)\b|what(?:'s| is) (?:my|our|his|her|the) (?:rent|salary|price|pay)\b",
     _MONEY),
    ("weight", r"how (?:much .* weigh|heavy)\b", rf"\b{_N} (?:pounds?|kilos?|kilograms?|kg|lbs?|grams?|tons?|stone)\b|\bweighs?\b"),
    ("reason", r"why\b", r"\b(?:because|'cause|due to|thanks to|so that|for \w+ing|that's why|reason|in order to|afraid|since (?:i|he|she|they|we|it|the|my)\b(?! (?:was|were)\b))\b|, so\b"),
    ("amount", r"how much\b(?! time)|what (?:price|size)|what(?:'s| is) (?:my|his|her|the|\w+'s|my \w+'s) (?:size|number|price|rent|salary)",
     rf"(?:\b{_N}\b|\b(?:extra )?(?:large|small|medium)\b|\b(?:a|an|one) \w+ (?:a|per|each|every) (?:hour|day|week|month|year|night)\b)"),
    ("count", r"how many", rf"(?:\b{_N}\b|\btwins?\b|\bboth\b)"),
    ("colour", r"(?:what|which) colou?rs?\b", _COLOUR),
    ("called", r"what did (?:i|we|he|she|they) call (?!(?:my|our|the|an?|his|her|their|it)\b)\w+$", r"\bcall(?:ed|s)? (?:him|her|me|them|us|(?-i:[A-Z])\w+)\b"),
    ("topic", r"what (?:.*\babout$|(?:do|did) .* (?:talk|argue|fight|speak|quarrel|write|dream|worry)(?:ing)? about\b)", r"\b(?:about|over|because|that)\b"),
    ("whether", r"(?:did|have|has|had) ", ""),
    ("trouble", r"what(?:'s| is| was)? (?:wrong|the (?:matter|trouble|problem)) with\b", _TROUBLE),
    ("look", r"what (?:do|does|did) .* look like$", _LOOK),
    ("purpose", r"what(?:'s| is| was| do| did) .* for$", r"\bfor\b|\bbecause\b|\bso (?:that )?(?:i|he|she|we|they)\b|\bto \w+"),
    ("surname", r".*\b(?:(?:last|family|maiden|middle|full|second) name|surname)\b",
     r"\b(?:last|family|maiden|middle|full|second) name|\bsurname|(?-i:[A-Z][a-z]+ [A-Z][a-z]+)"),
    ("name", r"(?!.*\b(?:named|called) after)(?!.*\bdid (?:i|we|he|she|they) call\b).*\bnames?\b|(?:what|who)(?:'s| is| are| was| do| did| does)?.*\b(?:called|named|call)\b", _NAMED),
    ("work", r"what (?:do|does) (?:i|he|she|they|(?:(?:my|our|the) )?[\w'-]+(?: [\w'-]+)?) do(?: now| these days| for a living| for work)?$"
     r"|what did (?:he|she|they|(?:my|our|the) [\w-]+(?: [\w-]+)?|(?!i\b)[\w-]+) do(?: for a living| for work)?$"
     r"|what(?:'s| is| was|) (?:.* )?(?:job|profession|occupation)$|what kind of work|.*for a living", _JOB),
    ("feeling", r"how (?:did|do|was|am|does|is) (?:i|he|she|[\w' ]+) feel", FEELING),
    ("person", r"(?:with |from |to |about |for |after )?(?:who|whom|whose)\b", ""),
)  # fmt: skip
_COMPILED = tuple(
    (kind, re.compile(asks, re.IGNORECASE), re.compile(has, re.IGNORECASE)) for kind, asks, has in _KINDS
)
_PERSON = re.compile(rf"(?i:\b{RELATION}s?\b|{_ROLE})|(?:(?i:\b(?:in|at|to|from|near|on|of) ))?\b[A-Z][a-z]+\b")
_WHICH = re.compile(
    r"(?:what|which) (?!(?:kind|sort|type|is|are|was|were|am|do|does|did|has|have|can|will|would)\b)\w+ (?:is|are|was|were|am|do|does|did|has|have|can|will)\b"
)
_NAME_OF = re.compile(r"\bname of (?:\w+ )*?(?:[\w-]+'s )?(\w+)$")
_CALLED = re.compile(r"\b(?:call\w*|names?|named|naming|renam\w+)\b", re.IGNORECASE)
_WHEN = re.compile(r"\bwhen (?:i|we|he|she|they) (?:finally )?(\w+)", re.IGNORECASE)
_DID = re.compile(
    rf"(?:did|have|has|had) (?:i|we|he|she|it|they|(?:my|our) (?:\w+ )??{RELATION}|the \w+|\w+) (?:ever |already |still |also |really )?([a-z]+)"
)
_NO_VERBS = frozenset("do make have get take go come give say tell and ever been be any".split())
_BEGINS = re.compile(r"(?:when|since when|how long ago|what year) did \w+ (?:\w+ )?(?:start|begin|take up)\b")
_HEAD = re.compile(r"(?:what|which|how many)(?: (?:kind|sort|type) of)? (\w+)")


@dataclass(frozen=True, slots=True)
class Wants:
    """kind: one of the first words of the table, or "any". head: the noun that is asked for ("which bus"), or "".
    asked: stems of the question's words. which: whether it asks which one of ``head``. begins: whether it asks for a
    begin. verb: stem of what somebody is asked to have done ("did my son pass the test?"). named: the thing
    (nobody) whose name is asked for.
    """

    kind: str
    head: str
    asked: frozenset[str]
    which: bool = False
    begins: bool = False
    verb: str = ""
    named: str = ""

    def met(self, text: str, about: str = "") -> bool:
        """Whether the text has what is wanted. about: whom the text is about, if it is not the user."""
        if self.begins and _ENDED.search(text) and not _BEGUN.search(text):
            return False
        match self.kind:
            case "any":
                return not self._bare_head(text) and (self.head not in CATEGORIES or self._member(text))
            case "person":
                found = any(self._somebody(found[0], text) for found in _PERSON.finditer(text))
                return found or (bool(about) and not self._asks_of(about))
            case "count":
                return self._counted(text)
            case "reason":
                return bool(_HAS["reason"].search(text)) or (bool(_AND_THEN.search(text)) and self._new(text) > 1)
            case "place":
                return self._placed(text)
            case "day":
                return (
                    _HAS["day"].search(_WHEN.sub(lambda m: "" if stem(m[1]) in self.asked else m[0], text))
                    is not None
                )
            case "name":
                return self._named(text)
            case "whether":
                done = any(stem(word) == self.verb for word in content_words(text))
                return not self.verb or (done and not _IF.search(text))
            case kind:
                return _HAS[kind].search(text) is not None

    def says_more(self, text: str) -> bool:
        """Whether the text says anything that the question does not."""
        return self._new(text) > 0

    @property
    def soft(self) -> bool:
        """Whether a text may answer though nothing in it shows that it has what is wanted."""
        return self.kind in _SOFT

    def elsewhere(self, text: str) -> bool:
        """Whether only another clause of the text has what is wanted than the one that speaks of what is asked."""
        if self.kind not in _OF_ITS_CLAUSE:
            return False
        clauses = _CLAUSES.split(text)
        telling = {word for word in self.asked if not is_light(word)} - {stem(self.head)}
        own = [not telling.isdisjoint(map(stem, content_words(clause))) for clause in clauses]
        has = [
            here or bool(_GOES_ON.match(clause))
            for clause, here in zip(clauses, own, strict=True)
            if self.met(clause)
        ]
        return any(own) and bool(has) and not any(has)

    def _member(self, text: str) -> bool:
        """Whether the text names one of the kind that is asked for: a piano, if an instrument is."""
        return not CATEGORIES[self.head].isdisjoint(map(root_of, content_words(text)))

    def _bare_head(self, text: str) -> bool:
        """Whether the text speaks of what is asked for without saying which: "the lake", if "what lake" is asked."""
        if not self.head or not self.which:
            return False
        found = [match for match in _THING.finditer(text) if stem(match[2].lower()) == stem(self.head)]
        return bool(found) and all(match[1].lower() in _DETERMINERS and not match[3] for match in found)

    def _named(self, text: str) -> bool:
        """Whether the text tells a name, and of the thing whose name is asked for."""
        if not _HAS["name"].search(text):
            return False
        thing = self.named
        if not thing or _CALLED.search(text):
            return True
        beside = re.search(
            rf"(?i:\b{re.escape(thing)}s?),? (?:is |was )?[A-Z]|\b[A-Z][\w'.-]+ (?i:{re.escape(thing)})\b", text
        )
        return beside is not None

    def _placed(self, text: str) -> bool:
        """Whether the text has a place that is not just the thing whose place is asked for."""
        for found in _HAS["place"].finditer(text):
            behind = content_words(" ".join(text[found.start() :].split()[:4]))
            if not behind or any(stem(word) not in self.asked for word in behind):
                return True
        return False

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

    def _somebody(self, words: str, text: str) -> bool:
        *before, last = words.split()
        place = bool(before) and before[0].lower() in _TO_PLACES and last[0].isupper()
        place = place and not (before[0].lower() in ("to", "from") and _GIVES.search(text))
        if last in NO_NAMES or last.endswith(("day", "days")) or place or last.lower() in _THINGS:
            return False
        return stem(last.lower()) not in self.asked


_THINGS = frozenset(
    "summer winter water dinner letter corner paper weather order number sweater river shelter later after over never ever"
    " other another rather computer newspaper poster ladder drawer supper butter pepper flower tower power door floor mirror"
    " motor color error picture never together former latter restaurant plant garden man woman".split()
)
_TO_PLACES = ("in", "at", "to", "from", "near", "on")
_GIVES = re.compile(
    r"\b(?:gave|give|given|lent|lend|sold|sell|brought|told|tell|wrote|write|written|said|spoke|speak|talk\w*|married|engaged|belong\w*|owe\w*|promised"
    r"|introduced|borrowed|sent|apologi\w+|got|heard|learned|bought|call|text\w*|return\w*|handed|passed|showed)\b",
    re.IGNORECASE,
)
_OF_ITS_CLAUSE = frozenset("clock day place money duration age colour distance size weight".split())
_SOFT = frozenset("trouble look".split())
_GOES_ON = re.compile(r"(?:it|that|they|this|there|he|she)\b|it's|that's|they're|there's|he's|she's", re.IGNORECASE)
_IF = re.compile(r"\b(?:if|whether|hopes?|unless)\b", re.IGNORECASE)
_CLAUSES = re.compile(
    r",? (?:and|but|so|because|although|while|though) (?=(?:i|i'm|i've|he|he's|she|she's|it|it's|they|they're|we|we're|my|his|her|their|our|won't|will|can't|can"
    r"|doesn't|didn't|has|had|is|isn't|was|lives?|works?|\w+ed|the \w+ (?:is|was|has|will|are)|(?-i:[A-Z])\w+ (?:is|was|has|will|\w+s|\w+ed))\b)|; ",
    re.IGNORECASE,
)
_THING = re.compile(
    r"(?=\b([\w'-]+) (?:new |old |big |little |whole |same )*([A-Za-z-]+)\b( (?:called|named|of|about|for|with|from|to|in|on|at|that|who|which|is|are|was|were|where|behind|near"
    r"|by|next)\b| (?!I\b)[A-Z]|, (?:it|he|she|they|called|the|a|an)\b| \d)?)"
)
_DETERMINERS = frozenset(
    "the a an my our his her their this that these those your some any another no two three four five six".split()
)
_ENDED = re.compile(r"\b(?:quit\w*|stop\w*|gave up|given up|end(?:ed|s)?|no longer|any ?more)\b", re.IGNORECASE)
_BEGUN = re.compile(r"\b(?:start\w*|beg[aiu]n\w*|since|first|took up|for \w+ years)\b", re.IGNORECASE)
_HAS = {kind: has for kind, _, has in _COMPILED}
_AND_THEN = re.compile(
    r"\b(?:and|after|when|as)\b|, (?:i|i'm|he|he's|she|she's|they|we|it|it's|my|the|his|her|there|there's)\b",
    re.IGNORECASE,
)
_GROUP = re.compile(rf"\b{_N} of (?:us|them|you)\b", re.IGNORECASE)
_AMOUNTS = re.compile(rf"\b(?:is|are|was|were|at|to|now) (?:about |around |only |just |up to )*{_N}\b", re.IGNORECASE)
_COUNTED = re.compile(rf"\b{_N}((?: [\w'-]+){{1,3}})|\b(?:a|an|no)((?: [\w'-]+){{1,2}})", re.IGNORECASE)


def wants(question: str) -> Wants:
    """What the question asks for."""
    bare = question.strip().lower().replace("’", "'").rstrip(" ?.!")
    kind = next((kind for kind, asks, _ in _COMPILED if asks.match(bare)), "any")
    head = _HEAD.match(bare)
    return Wants(
        kind,
        head[1] if head else "",
        frozenset(stem(word) for word in re.findall(r"[\w-]+", bare)),
        which=bool(_WHICH.match(bare)),
        begins=bool(_BEGINS.match(bare)),
        named=thing[1] if (thing := _NAME_OF.search(bare)) and not re.fullmatch(RELATION, thing[1]) else "",
        verb=stem(did[1]) if (did := _DID.match(bare)) and content_words(did[1]) and did[1] not in _NO_VERBS else "",
    )
