"""Orders to forget, in whatever words people give them.

Nearly all have three parts in any order: a verb that puts something away ("scrub", "lose", "don't keep"), what is
meant by it, named or pointed at ("the door code, get rid of it"), and a reason, which nobody needs. The verb has to
be an order: at the head of its clause, or what the user wants done. What is meant is found in the memory by its
words and meaning; where a verb could as well be meant for the furniture ("bin the sofa"), only if it is surely there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from samantha.mind.memory.words import NO_NAMES, content_words, is_light, spelled_out


@dataclass(frozen=True, slots=True)
class Unsaid:
    """thing: what is to be forgotten, "" for what was said last. explicit: it is surely an order to the memory.
    around: what else the text says, if it only points at what is meant.
    """

    thing: str
    explicit: bool = True
    around: str = ""


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_LEAD = (
    r"(?:(?:oh|well|okay|ok|hey|please|pls|plz|samantha|now|actually|also|and|so|but|just|then|right|sorry|hmm|um|no|nah|yeah|omg|oh my god|god|gosh|ugh|argh|oops|whoops|jeez|damn|crap|shit|lord|anyway|maybe|better|honestly|listen|look"
    r"|kindly|quickly|you know what|on second thou?ghts?|come to think of it|thinking about it|tell you what|do me a favou?r|be a (?:dear|love|darling|pal)"
    r"|if you (?:can|could|would|don't mind)|go ahead and|i beg you(?: to)?|i'm asking you to|i(?:'d| would) ask you to"
    r"|(?:can|could|would|will|might) you|(?:i want|i need|i'd like|i would like|i'd love|i'd appreciate it if) you (?:to )?|i'd rather you|i'd prefer (?:it )?(?:if )?you"
    r"|you(?:'d| had)? (?:can|may|should|could|better|might|must|need to|have to|ought to)(?: as well)?|let's|let us|(?:can|could) we|we should|make sure (?:to|you)|feel free to)[,:]? )*"
)
"""What is said before an order. Its parts are one way only to be read, or a transcript that repeats itself ("would you
please would you please ...") would be tried in all of them.
"""
_TRAIL = _p(
    r"(?:,? (?:please|pls|plz|ok|okay|alright|all right|(?:would|will|could|can) (?:you|ya)|for me|altogether|completely|entirely|totally|again|now|right (?:now|away)|straight away|haha|lol|ta"
    r"|thanks|thank you|cheers|if you (?:can|could|would|don't mind|wouldn't mind|please)|for good|forever|for ever|then|samantha|too|as well|quick|at once))+$"
)
_AWAY = (
    r"(?P<verb>forget|delete|erase|remove|scrub|wipe|lose|strike|scrap|scratch|bin|ditch|drop|purge|redact|expunge|trash|shred|nix|unremember|un-?know|clear|chuck|dump|blank"
    r"|get rid of|do away with|let go of|throw (?:out|away)|cross (?:out|off)|take (?:out|away|off)|rub out|blot out|wipe out|strike out|clean out)"
)
_KEEPING = r"(?:keep|remember|save|store|retain|memori[sz]e|log|record|note|hold on ?to|hang on ?to|write down|note down|put down|keep hold of|file away|repeat)"
_KEPT = r"(?:keep(?:ing)?|kept|remember(?:ing|ed)?|sav(?:e|ing|ed)|stor(?:e|ing|ed)|retain(?:ing|ed)?|holding on ?to|hanging on ?to|hold on ?to|hang on ?to|memori[sz](?:e|ing))"
_FROM_MEMORY = _p(
    r",? (?:out from|out of|out|off of|off|from|of) (?:your|the) (?:memory|memories|records?|notes?|notebook|mind|head|brain|files?|books?|database|system|journal|diary|log)\b(?: (?:of me|of yours|about me))?"
)
_ORDERED: tuple[tuple[re.Pattern[str], bool], ...] = (
    (_p(rf"{_LEAD}(?:forget)(?: (?:that|how|about))? (?P<thing>.+)"), True),
    (_p(rf"{_LEAD}(?:un-?know|unremember) (?P<thing>.+)"), True),
    (_p(rf"{_LEAD}{_AWAY} (?P<thing>.+?)(?: (?:out|off|away|down))?"), False),
    (_p(rf"{_LEAD}(?:take|cross|rub|blot|throw|wipe|strike|get|put|leave|cut|chuck) (?P<thing>.+?) (?:out|off|away)"), False),
    (_p(rf"{_LEAD}(?:get|take|keep|leave|put) (?P<thing>.+?)"), False),
    (_p(rf"{_LEAD}(?:don't|do not|never|no need to|not to|you (?:don't|do not|needn't|need not)(?: (?:have|need) to)?|you(?:'re| are) not to|(?:it's|it is) better (?:if you|to) (?:don't|not)|try not to|not) {_KEEPING} (?P<thing>.+?)(?: in mind)?"), False),
    (_p(rf"{_LEAD}(?:didn't|not) {_KEEPING} (?P<thing>.+?)"), False),
    (_p(rf"{_LEAD}(?:stop|quit) {_KEPT} (?P<thing>.+?)"), False),
    (_p(rf"i (?:don't|do not|wouldn't|never) want(?:ed)? (?:you to (?:{_KEEPING}|know|have)|to (?:see|hear|find)) (?P<thing>.+?)(?: again| any ?more)?"), False),
    (_p(rf"i (?:don't|do not|never|wouldn't) want(?:ed)? (?P<thing>.+?) {_KEPT}(?: anywhere| at all| by you| here)*"), False),
    (_p(rf"{_LEAD}(?:pretend|act (?:like|as if|as though)|make (?:like|as if)) (?:that )?(?:i|you|we) (?:never|didn't|don't|hadn't|haven't) (?:ever )?(?:said|say|told you|tell you|mentioned|mention|heard|hear|know|knew|talked about|brought up|bring up|shared|share)(?: a(?:ny)? ?(?:thing|word)(?: about| of)?| about)? ?(?P<thing>.*)"), True),
    (_p(r"you (?:never|didn't|did not) (?:heard?|got|get) (?P<thing>that|this|it|anything(?: about .+)?|a word(?: about .+)?|.+?)(?: (?:from me|okay))?"), True),
)  # fmt: skip
_IF_FROM_MEMORY = _ORDERED[4][0]
"""Means the memory only where it is named: "get it out of your notes"."""
_DONE = r"(?:gone|deleted|erased|removed|forgotten|wiped|scrubbed|taken out|taken off|struck(?: out| off)?|scrapped|binned|purged|off (?:the|your) records?|out of (?:your|the) (?:memory|notes|records?|head|system|files))"
_WANTED: tuple[re.Pattern[str], ...] = (
    _p(
        rf"(?:i'd|i would|i) (?:like|want|need|prefer|love|rather have|rather)(?: to (?:have|see))? (?P<thing>.+?) (?:to be )?{_DONE}"
    ),
    _p(rf"{_LEAD}(?:can|could|may) (?:i|we) (?:have|get) (?P<thing>.+?) {_DONE}"),
    _p(rf"(?P<thing>.+?) (?:should|must|can|could|needs? to|has to|have to|ought to|had better|may) be {_DONE}"),
    _p(rf"(?:can|could|may) (?P<thing>.+?) be {_DONE}"),
    _p(rf"{_LEAD}(?:make|consider|see that|get) (?P<thing>.+?) (?:is )?{_DONE}"),
)
_POINTS = _p(
    r"(?:all of |the whole of |everything (?:about|of) )?(?:that|it|this|them|those|these|that one|this one|that (?:last )?(?:bit|part|thing|one|line|remark|comment|sentence|stuff)|the last (?:bit|part|thing|one|sentence)"
    r"|(?:what|everything|anything|all)(?: that)? i(?:'ve| have)? (?:just )?(?:said|told you|mentioned)(?: (?:that|it|this|just now|there|earlier|before|a moment ago|last|came out with))*|the above|(?:my|the|that|your)? ?(?:very )?(?:last|previous|latest) (?:remark|statement|message|comment|sentence|bit|thing|part|words)|(?:none|any|all) of (?:it|that)|i (?:ever |just )?(?:said|told you|mentioned) (?:that|it|this|anything))"
)
_SURELY = _p(
    r"\b(?:anything|everything) (?:on|of) |\b(?:what|everything|anything|all|whatever|stuff|things?)(?: that| which)? i(?:'ve| have| had)? (?:just |ever )?(?:said|told|tell|mentioned|shared|let slip|confided)\b|\bi (?:told you|mentioned|said|shared)\b"
    r"|\bthe (?:whole |entire )?(?:bit|part|thing|stuff|business|story|remark|comment|mention|fact|detail|note|memory|memories|conversation|chat|talk)s? (?:about|with|where|when|that|of|on)\b"
    r"|\b(?:that|the|this) (?:whole |entire )?(?:[\w' -]+ )?(?:thing|business|story|remark|comment|stuff|bit|episode|incident|confession|secret|affair)\b|\babout\b|\bmy (?:remark|comment|confession|secret)s?\b"
)
_NAMES_IT = _p(
    r"(?:(?:(?:about|as for|regarding|concerning|re)|(?:what|everything|anything|all|whatever|the (?:bit|part|thing|stuff|business|story|remark|comment|fact)|that (?:bit|part|thing|stuff|business|story|remark|comment)(?: of mine)?)"
    r"(?: that| which)?(?: i(?:'ve| have)? (?:just |ever )?(?:said|told(?: you)?|mentioned|shared)(?: (?:to )?you)?)?(?: (?:just now|earlier|before|today|yesterday|the other day))?(?: (?:about|of|on|where|when|with))?)) (?P<thing>\S.*)"
)
_CALLS_IT = re.compile(
    r"(?i:and |oh )?(?:(?i:the|my|our|his|her|their|that|this|those|these) [\w' -]+|[A-Z][\w'-]+(?: [A-Z][\w'-]+)*)"
)
_STATES = _p(
    r"\b(?:is|are|was|were|am|'m|'re|has|have|had|will|would|can|could|did|do|does|says?|said|told|asked|thinks?|thought|wants?|wanted|made|got|went|came|begged|needs?|doesn't|didn't|isn't|wasn't)\b|\w's (?:not|been|going|a|so|just|come|sold|gone|done|over|off|out|left|dead|broken|lost|now|\w+ed)\b"
)
_REASON = _p(
    rf"(?:{_LEAD}(?:please)?|(?:oh|no|nah|delete|erase|forget|on second thou?ghts?|(?:you know|tell you) what|come to think of it)(?: please)?|"
    + r"i (?:shouldn't|should not|should never|wish i hadn't|really shouldn't|didn't mean to|wasn't supposed to|never should)(?: have)? ?.*|(?:it|that|this)(?:'s| is| was) (?:not fair|unfair|private|embarrassing|personal|a secret|wrong|nothing|too much|mean|silly|stupid|nobody's business|none of .*|not (?:mine|for|my).*)"
    r"|(?:wasn't|not) (?:fair|mine|my).*|i'm (?:so )?(?:mortified|embarrassed|ashamed|sorry).*|my (?:mistake|bad)|i was (?:just )?(?:angry|upset|joking|kidding|cross|drunk|tired).*|i(?:'ve)? changed my mind|never mind|i (?:regret|take it back).*|shouldn't have .*|i feel (?:bad|silly|stupid|awful).*"
    r"|too (?:personal|private|much)|i was told (?:that|this|it) in .*|(?:he|she|they|\w+) (?:told me|said) (?:that|this|it) in (?:confidence|secret|private).*|it slipped out.*|i got carried away.*|i'd be mortified.*|that's (?:all|that).*|i mean it|seriously|thanks?.*|okay|please|it's done|(?:he|she)(?:'s| has| is) .*)"
)
_PARTS = re.compile(r"\s*(?:[,;:.!?…]+(?=\s|$)|\s[-–—]+\s|—)\s*")
_JOINTS = re.compile(r"\s+(?:so|and|but|because|cause|cos|cuz|then)\s+", re.IGNORECASE)


def unsaid(text: str) -> Unsaid | None:
    """What the text orders her to forget, None if it is no such order."""
    whole = " ".join(spelled_out(text).split())
    for parts in (_split(_PARTS, whole), _split(_PARTS, _JOINTS.sub(", ", whole))):
        for at, part in enumerate(parts):
            found = _ordered(part)
            if found is not None and not (len(parts) == 1 and _OF_ANYTHING.fullmatch(_TRAIL.sub("", part))):
                return _meant(*found, parts[:at], parts[at + 1 :])
    return None


def _split(by: re.Pattern[str], text: str) -> list[str]:
    return [part for part in by.split(text) if part]


def _ordered(part: str) -> tuple[str, bool] | None:
    """What a clause wants put away, and whether it can only mean the memory."""
    clause = _TRAIL.sub("", part)
    bare = _FROM_MEMORY.sub("", clause)
    from_memory = bare != clause
    bare = _TRAIL.sub("", bare)
    for pattern, sure in _ORDERED:
        if match := pattern.fullmatch(bare):
            thing = match["thing"].strip()
            if pattern is _IF_FROM_MEMORY and not from_memory:
                continue
            told = from_memory or bool(_SURELY.search(thing))
            if _TO_DO.match(thing) or (_OF_TOOLS.search(thing) and not (from_memory or _BY_ME.search(thing))):
                return None
            if not told and (_OFF_A_LIST.match(bare) or (_OF_PLANS.match(bare) and not _POINTS.fullmatch(thing))):
                return None
            return thing, sure or told
    for pattern in _WANTED:
        if match := pattern.fullmatch(clause):
            return match["thing"].strip(), True
    return None


_TO_DO = _p(
    r"(?:to|me|us|him|her|your|you|up|down|by|in|on|at|off|with|for|a|an|some|going|doing|\w+ing (?:me|to))\b|it (?:at|in|on|to|by|for|into|up|down)\b|(?:an eye|in mind|calm|going|quiet)\b"
)
_BY_ME = _p(r"\bi(?:'ve| have)? (?:just |ever )?(?:said|told|mentioned|shared)\b")
_OF_TOOLS = _p(
    r"\b(?:reminders?|alarms?|timers?|lists?|calendar|letters?|schedule|agenda|appointments?|notes?)(?:$| (?:for|about|to|at|on|with|from|that)\b)"
)
"""Other skills put these away."""
_OFF_A_LIST = _p(rf"{_LEAD}(?:take|cross|put|leave|cut|chuck|get) (?:that|it|this|them|those|these) (?:off|out|away)")
_OF_ANYTHING = _p(
    rf"{_LEAD}(?:drop|ditch|lose|chuck|dump|clear|blank|take|throw|let go of) (?:it|this|that)(?: (?:out|away|off))?"
)
"""Said alone, these may mean any talk or thing."""
_OF_PLANS = _p(
    rf"{_LEAD}(?:scrap|scratch|bin|drop|ditch|lose|chuck|dump|clear|blank|take|cross|throw|put|leave|cut|get (?!rid))\b"
)
"""What is named behind these verbs is rather a plan or a thing that is given up, unless the words say more."""


def _meant(thing: str, sure: bool, before: list[str], behind: list[str]) -> Unsaid:
    """What is meant by a thing between these other clauses."""
    if not _POINTS.fullmatch(thing):
        named = _NAMES_IT.fullmatch(thing)
        meant = _cleaned(named["thing"] if named else thing)
        if topic_of(meant):
            return Unsaid(meant, sure or bool(_SURELY.search(thing)))
    for part in [*reversed(before), *behind]:
        if _POINTS.fullmatch(part) or part in NO_NAMES:
            continue
        named = _NAMES_IT.fullmatch(part)
        if named and topic_of(named["thing"]) and not _REASON.fullmatch(part):
            return Unsaid(_cleaned(named["thing"]))
        if topic_of(part) and _CALLS_IT.fullmatch(part) and not _STATES.search(part) and not _REASON.fullmatch(part):
            return Unsaid(_cleaned(part))
    around = " ".join(part for part in (*before, *behind) if not _REASON.fullmatch(part) and not _ordered(part))
    telling = [word for word in content_words(around) if not is_light(word)]
    return Unsaid("", around=around if telling else "")


def _cleaned(thing: str) -> str:
    """The thing without what only says that it was told, and without what may trail behind it."""
    bare = _TRAIL.sub("", _TOLD.sub("", thing))
    return _BEFORE.sub("", bare).strip(" ,.;:!?")


_TOLD = _p(
    r",? (?:that |which )?i(?:'ve| have)? (?:just |ever )?(?:told you(?: about)?|mentioned|talked about|spoke of|said|shared)\b.*$|,? (?:thing|business|story|stuff|episode|incident|bit|part)$"
)
_BEFORE = _p(
    r"^(?:about|of|the whole|the entire|whole|entire|that whole|all|all about|everything about|that about(?: what)?|(?:the )?fact that|that(?= (?:i|he|she|we|they|my|our)\b)) (?=\S)"
)


_ORDER_WORDS = _p(
    r"\b(?:forget\w*|forgotten|eras\w+|delet\w+|wip(?:e|ed|ing)|scrub\w*|remov\w+|strike|scratch|scrap|bin|dispose|discard|undo|keep\w*|kept|retain\w*|hold\w*|hang\w*|stor(?:e|ed|ing)|sav(?:e|ed|ing)"
    r"|remember\w*|record\w*|noted?|logg(?:ed|ing)|logs?|let|lose|drop|clear|goes?|gone|took|take|leave|put|out|off|rid|shut|shot|memory|mind|head|side|files?|system|brain|said|told|mention\w*|confided|shared|gave"
    r"|last|bit|part|thing|things|stuff|story|matter|business|whole|portion|regarding|particulars|details?|above|previous|remark|statement|message|please|pls|kindly|like|want|need\w*|rather|sooner|mind"
    r"|better|thought|thinking|okay|listen|sorry|wait|actually|anymore|longer|anywhere|somewhere|place|secret|private|nobody|somebody|everybody|supposed|none|well|awfully|much|whatever|anyone|else|knows?|knowing|request|thank|grateful|most|over|up|down|onto|across|either|case|ask\w*|love|dear|mate|pal|time|high|good|right|now|just|moment|ago)\b"
)


def topic_of(order: str) -> str:
    """What an order to forget speaks of besides forgetting, "" if it only points at something."""
    words = content_words(_ORDER_WORDS.sub(" ", spelled_out(order)))
    return " ".join(word for word in words if len(word) > 2 and not is_light(word))


def points(order: str) -> bool:
    """Whether an order points at what was just said."""
    return bool(_POINTING.search(spelled_out(order)))


_POINTING = _p(r"\b(?:that|this|above|(?:last|previous) \w+|said|heard|(?<!do )(?<!did )it)\b")
