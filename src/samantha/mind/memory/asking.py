"""Questions and orders about what she remembers, recognised by code.

A question is a memory question when it asks what only the user can have told: about themselves, their relations,
people they have named, or what they said. What to cook tonight and how high a mountain is are not.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from samantha.mind.memory.days import DAY, day_in
from samantha.mind.memory.rows import ME
from samantha.mind.memory.unsaying import unsaid
from samantha.mind.memory.words import NAME, NO_NAMES, RELATION, is_light, spelled_out, subject_of

Form: TypeAlias = Literal["about", "fact", "search", "again", "today"]


@dataclass(frozen=True, slots=True)
class Question:
    """about: all of a subject; fact: one attribute of it; search: whatever the words find; again: how she knows that;
    today: what was told today.

    only_told: nobody but the user can know it, so if nothing was told, that is the answer.
    """

    form: Form
    subject: str = ""
    attribute: str = ""
    only_told: bool = True


@dataclass(frozen=True, slots=True)
class Order:
    """wrong: what was just said is not so, ``rest`` may say what is; forget: that, that ``rest`` is so, or all about
    ``rest``; forget_if_told: so if ``rest`` was told of, else it may be a timer or the milk; forget_like: what is
    nearest to ``rest``; forget_if_like: so if something is very near; forget_meant: what the whole text speaks of;
    forget_perhaps: so, if she is told once more. around: what else was said where the order only points.

    between_us: nothing of this conversation is to be kept; keep_again: from now on it is.
    """

    kind: Literal[
        "wrong",
        "forget_that",
        "forget_saying",
        "forget_about",
        "forget_if_told",
        "forget_like",
        "forget_if_like",
        "forget_meant",
        "forget_perhaps",
        "forget_all",
        "between_us",
        "keep_again",
    ]
    rest: str = ""
    around: str = ""


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_WRAP = _p(
    r"^(?:(?:oh|well|so|and|but|okay|ok|hey|hi|samantha|please|now|um|uh|right|sorry|wait|listen|hang on|by the way|btw|just checking|(?:a )?quick (?:one|question)"
    r"|one more thing|question|i(?:'d| would) (?:like|love) to (?:hear|know)(?: again)?(?= wh| how)|(?:refresh|jog) my memory|help me out|any (?:idea|chance you (?:know|remember))|tell me(?: again)?"
    r"|remind me(?: again)?(?=[,:]? (?:what|when|where|who|which|how|the name))"
    r"|(?:can|could|would|will) you(?: please| just)?(?: tell me| remind me(?=,? wh| how)| say)?|do you (?:still |happen to )?(?:know|remember|recall)"
    r"|did i (?:ever |already )?(?:tell you|mention|say)|have i (?:ever |already )?(?:told you|mentioned|said)|what was it again|i(?:'ve)? (?:clean )?forg[eo]t(?:ten)?"
    r"|i (?:can't|can never|cannot|don't) (?:quite )?(?:remember|recall|think)(?= (?:what|when|where|who|which|how))|i wonder|i(?:'m| was) (?:just )?wondering|i(?:'ve)? lost track|my (?:mind|head)'s (?:gone )?(?:blank|gone))[,:.]?\s+)+"
)
_TAIL = _p(
    r"(?:,? (?:again|then|exactly|once more|by the way|btw|if you (?:remember|know)|do you (?:know|remember|recall)|remind me|can you remind me|can you tell me|though|anyway|i forget|i forgot))+$"
)
_DID = _p(r"\b(how|where|when|what|who|why|time)'d (?=\w)")
_IS_OF = _p(
    r"\b(old|day|date|time|much|many|long|far|big|tall|high|wide|deep|hot|heavy|bad|good|one|one of \w+|hour|year|month)'s (?=(?:my|our|the|his|her|their|he|she|it|they|i|that|this|(?-i:[A-Z]\w+))\b)"
)
_TOPIC = r"(?:(?:my|our|the|his|her|their|that|this) (?:[\w'-]+ ){0,4}?[\w'-]+|(?-i:[A-Z])[\w'-]+(?: [\w'-]+)?)"
_WH = r"(?:what|which|who|whose|whom|when|where|how|at what|on which|to which|in which)(?:'s|'re|'d)?"
_FRONTED = re.compile(rf"(?P<topic>(?:and |so )?{_TOPIC}),? (?P<asks>{_WH} .+)", re.IGNORECASE)
_TRAILED = re.compile(
    rf"(?P<asks>{_WH} [^,]+), (?P<topic>{_TOPIC}|(?!now|again|please|today|tonight|tomorrow|right|huh|yeah|samantha)[\w'-]+)",
    re.IGNORECASE,
)
_VERBS = _p(
    r"\b(?:is|are|was|were|am|has|have|had|will|would|can|could|did|do|does|know\w*|wonder\w*|ask\w*|said|told|forg[eo]t\w*|that's)\b"
)
_NO_TOPIC = NO_NAMES - {"My", "Our", "The", "His", "Her", "Their", "That", "This"}
_PREFACED = re.compile(rf"[^?]+[,.;:!] (?:so |and |but )?(?P<asks>{_WH} [^,;]+)", re.IGNORECASE)
"""What made somebody ask stands before the question: "I need to order boots, what size am I"."""
_BE_OR_DO = r"(?:'s|'re|'d| is| are| was| were| did| do| does| has| have| had| can| will| am)"
_ASKS = _p(
    rf"(?:(?:what|when|where|how|whose)(?: \w+){{0,2}}?{_BE_OR_DO}|(?:at |on |in |to )?which (?:\w+ ){{1,2}}?(?:is|was|are|were|did|do|does|has|have)|who(?:'s|(?: is| was) (?:she|he|it|that|they)\b))\b(?!.*,)"
)
_DOES = _p(
    r"^(what|where|who|when|how)'s (?=(?:he|she|it|(?:my|our|the) (?:[\w-]+ )?[\w-]+|(?-i:[A-Z])[\w-]+) (?:do|live|work|like|want|say|call|go|come|get|keep|take|have|make|eat|play|drive)\b)"
)
_OWNS = _p(r"\b(?:his|her(?= \w)|their|its)\b(?! (?:at|in|on|to|for|now|again)\b)")
_MEANS = _p(r"\b(?:he|she|it|that|they|him|her|them|this)\b")


_S = rf"(?P<s>(?:my|our) (?:(?!birthday|name\b|favou?rite)[\w-]+ ){{0,2}}{RELATION}(?:'s {RELATION})?|{NAME}(?:'s {RELATION})?|he|she|they|i|my {RELATION})"
_OF = rf"(?P<s>(?:my|our) {RELATION}(?:'s {RELATION})?'s|{NAME}(?:'s {RELATION})?'s|my|his|her|their|its)"
_IS = r"(?:'s| is| are| am|'re| was| were)"

_FACTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_p(rf"what{_IS} {_OF} name(?: again)?$|what {_OF.replace('<s>', '<s2>')} name{_IS}$"), "name"),
    (_p(rf"(?:what{_IS}|what) the name of (?P<s>my {RELATION}(?:'s {RELATION})?|{NAME}'s {RELATION})(?:{_IS})?$"), "name"),
    (_p(rf"what(?:{_IS})? {_S}(?:{_IS})? (?:called|named)$"), "name"),
    (_p(rf"who(?:{_IS})? (?P<s>my {RELATION}(?:'s {RELATION})?|{NAME}'s {RELATION})(?:{_IS})?$"), "name"),
    (_p(rf"what do(?:es)? {_S} do(?: for a living| for work| as a job)?$|what {_S.replace('<s>', '<s2>')} does"
        r"(?: for a living)?$|what i do for a living$"), "work"),
    (_p(rf"what{_IS} {_OF} (?:job|profession|work|occupation)$"), "work"),
    (_p(rf"where (?:do(?:es)? )?{_S} works?(?: at| as)?(?: now| these days| at the moment)?$"), "work"),
    (_p(rf"(?:where|(?:what|which) (?:city|town|country|place|street)) (?:do(?:es)? )?{_S} lives?(?: in| on| at)?(?: now| these days| at the moment)?$"), "home"),
    (_p(rf"where (?:did {_S} move|has {_S.replace('<s>', '<s2>')} moved)(?: to)?$"), "home"),
    (_p(rf"where{_IS} {_S} from$"), "from"),
    (_p(rf"(?:when|what day|what date)(?:{_IS})? {_OF} birthday(?:{_IS})?$"), "birthday"),
    (_p(rf"(?:when|where) (?:was|were) {_S} born$"), "born"),
    (_p(rf"how old(?:{_IS})? {_S}(?:{_IS})?(?: now)?$|what{_IS} {_OF.replace('<s>', '<s2>')} age$"), "age"),
    (_p(rf"what (?:kind of \w+ |sort of \w+ |food |music |sport )?do(?:es)? {_S} (?:really )?(?:like|love|enjoy)(?: to eat| to do)?$"),
     "likes"),
    (_p(rf"what (?:kind of \w+ |food )?(?:do(?:es)? {_S} (?:hate|dislike|not like)|(?:don't|doesn't|can't) {_S.replace('<s>', '<s2>')}"
        r" (?:like|stand|eat))$"), "dislikes"),
    (_p(rf"what(?:{_IS})? {_S}(?:{_IS})? allergic to$|(?:do|does) {_S.replace('<s>', '<s2>')} have (?:any )?allerg(?:ies|y)$"),
     "allergic to"),
    (_p(rf"who(?:{_IS})? {_S}(?:{_IS})? married to$"), "married to"),
    (_p(r"what (?:did|have) i promised?(?: (?P<what>.+))?$"), "promised"),
    (_p(rf"what(?:{_IS})? {_OF} (?P<what>favou?rite [\w ]+?)(?:{_IS})?$"), ""),
    (_p(rf"(?:when|what day|what time|on what day)(?:{_IS})? (?P<thing>(?:my|our|the) [\w' -]+?)(?:{_IS})?(?: again)?$"), "when"),
    (_p(rf"what(?:{_IS})? my (?P<what>[\w-]+(?: [\w-]+){{0,3}}?)(?:{_IS})?(?: again)?$"), ""),
)  # fmt: skip
_ABOUT = _p(
    r"(?:what|everything|all|anything|something)(?: else)? (?:do you|you|i(?:'ve| have)? (?:ever )?(?:told|tell|said)(?: to)?(?: you)?"
    r"|did i (?:ever )?(?:tell|say)(?: to)?(?: you)?|have i (?:told|said)(?: to)?(?: you)?)(?: (?:know|remember|recall))?"
    r"(?: about| of) (?P<s>.+)$"
)
_WHO_IS = _p(rf"who(?:'s| is| was) (?P<s>{NAME})(?: again)?$")
_AGAIN = _p(
    r"(?:how do you know(?: that| this| it)?|how (?:come|is it) you know(?: that)?|where do you (?:know|have) that from|who told you"
    r"(?: that)?|when did i (?:tell you|say) (?:that|this|so)|did i (?:really )?(?:say|tell you) that|are you sure(?: about that)?"
    r"|says who|what (?:exactly )?did i say(?: exactly)?|how would you know(?: that)?)$"
)
_TODAY = _p(
    r"what (?:all )?(?:(?:have|did) (?:we|i)|we|i) (?:talk(?:ed)?|sp[eo]ak|spoken|discuss(?:ed)?|chat(?:ted)?|sa(?:y|id)|tell|told)"
    r"(?: (?:to|with))?(?: you| each other)?(?: about)?(?: (?:today|so far|just now|earlier|this (?:morning|afternoon|evening)|until now))*$"
)
_TELLS = _p(
    r"when (?:i|we|he|she|they|my [\w-]+) (?:was|were|am|is|are|got|get|had|came|went|left|used|first)\b.{8,}"
)
"""Begins to tell: "When I was at school we used to pass notes." """
_NOT_ASKED = _p(
    r"\b(?:would you|shall|what if|(?:do|would|could|can) you)\b"
    r"|^(?!.*\b(?:did|have|has|had)\b)(?!(?:when|where|what time|who)\b).*\b(?:should|must)\b|^(?!.*\b(?:did|have|has|had)\b).*\b(?:opinion|advice|recommend|suggest|joke|story|poem)\b"
)


def question(text: str, names: Mapping[str, str], last: str = "", people: Container[str] = ()) -> Question | None:
    """What the text asks of her memory; None if it is no such question. ``last``: whom "she" means.

    people: further names in small letters that were told.
    """
    whole = _plain(text)
    if _AGAIN.fullmatch(whole):
        return Question("again")
    if _TODAY.fullmatch(_WRAP.sub("", whole)):
        return Question("today")
    if _TELLS.match(whole) and not text.rstrip().endswith("?"):
        return None
    if about := _ABOUT.search(_WRAP.sub("", whole)) or _ABOUT.search(whole):
        return _about(about["s"], names, last)
    asked = bare(text)
    if _NOT_ASKED.search(asked):
        return None
    if (who := _WHO_IS.fullmatch(asked)) and who["s"].lower() in names:
        return Question("about", subject_of(who["s"], names))
    for pattern, attribute in _FACTS:
        if match := pattern.fullmatch(asked):
            found = _fact(match.groupdict(), attribute, names, last)
            if found is not None:
                return found
    return _search(whole, asked, last, lambda word: word in names or word in people)


def asks(text: str) -> bool:
    """Whether a text is a question of some kind, by its mark or its first words, and no request."""
    asked = bare(text)
    if _TELLS.match(asked) and not text.rstrip().endswith("?"):
        return False
    return not _REQUESTS.search(text) and (text.rstrip().endswith("?") or bool(_ASKING.match(asked)))


def opens_as_question(text: str) -> bool:
    """Whether a text begins with a question word and a verb, as no order does."""
    return bool(_OPENS.match(bare(text)))


_OPENS = _p(
    rf"(?:what|which|who|whose|where|when|why|how)(?: [\w-]+){{0,2}}?{_BE_OR_DO}\b(?! i(?:'ve| have)? (?:said|told|mentioned))"
)
_REQUESTS = _p(
    r"\b(?:(?:would|could|can|will) you(?! (?:please |just )?(?:tell|remind))|do you (?!remember|know|recall)|shall (?:i|we)|what if)\b"
)


def _about(phrase: str, names: Mapping[str, str], last: str) -> Question:
    words = re.sub(r"^(?:me and |the )", "", phrase.strip().lower())
    words = re.sub(r" (?:so far|by now|now|again)$", "", words)
    if words in ("me", "myself", "us"):
        return Question("about", ME)
    return Question("about", subject_of(words, names, last))


def _fact(groups: Mapping[str, str | None], attribute: str, names: Mapping[str, str], last: str) -> Question | None:
    thing = groups.get("thing")
    if thing:
        mine = not thing.lower().startswith("the ")
        return Question("fact", re.sub(r"^(?:my|our|the) ", "", thing.lower()), "when", only_told=mine)
    who = groups.get("s") or groups.get("s2") or "i"
    subject = subject_of(re.sub(r"(?<=\w)'s$", "", who), names, last)
    if not subject:
        return None
    if (
        re.match(NAME + "$", who.removesuffix("'s"))
        and subject == who.removesuffix("'s").lower()
        and subject not in names.values()
    ):
        return None  # a name she has never heard: Mozart's birthday is anybody's question
    if attribute == "" and groups.get("what"):
        attribute = " ".join(
            (groups["what"] or "").lower().replace("favorite", "favourite").replace("color", "colour").split()
        )
        if attribute == "name":
            return Question("fact", ME, "name")
    return Question("fact", subject, attribute)


def _search(whole: str, bare: str, last: str, known: Callable[[str], bool]) -> Question | None:
    """Any other question: only the user can know it if it is of the user's life or of somebody they know."""
    wrapped = bool(_REMINDS.search(whole))
    asking = _ASKING.match(bare)
    if not (wrapped or asking):
        return None
    someone = any(known(word.lower()) for word in _names_in(bare))
    of_me = bool(_FIRST_PERSON.search(bare))
    of_others = (someone and not _OF_THE_WORLD.search(bare)) or bool(last and _THIRD_PERSON.search(bare))
    personal = (of_me or of_others) and not (_ADVICE.search(bare) and not (someone and _WHY.match(bare)))
    told = personal and (not _YES_NO.match(bare) or someone or bool(_YES_NO_OF_ME.match(bare)))
    return Question("search", only_told=wrapped or told)


def _names_in(asked: str) -> list[str]:
    """Words of a question that may be names: those with a capital letter, or all where nobody cared for capitals."""
    if asked != asked.lower():
        return re.findall(r"[A-Z]\w+", asked)
    return [word for word in re.findall(r"[a-z]{3,}", asked) if word not in _ALSO_WORDS]


_ALSO_WORDS = frozenset(
    "will may mark bill rose art hope grace faith joy sue pat jack june april august may penny ruby olive holly ivy daisy lily"
    " violet amber dawn summer autumn rob drew chase grant miles dean max frank rich ray robin jay jean dick bob nick".split()
)
"""Names that are words as well."""


def is_definite(text: str) -> bool:
    """Whether a question is of something that both know, not of such things in general."""
    return bool(_DEFINITE.search(text) or _FIRST_PERSON.search(bare(text)) or _THIRD_PERSON.search(text))


def things(text: str) -> list[str]:
    """The definite things of which a question asks when, who or how much ("when does the party start?")."""
    asked = bare(text)
    if not _MEASURED.match(asked):
        return []
    plain = _PLAIN_EVENT.fullmatch(asked)
    named = [word.lower() for words in _DEFINITE.findall(text) for word in words.split()]
    return [word for word in [*named, *([plain[1]] if plain else [])] if not is_light(word)]


def is_of_ours(text: str) -> bool:
    """Whether a question may be of what was told, since it asks for no advice and nothing of the world."""
    asked = bare(text)
    return not any(other.search(asked) for other in (_ADVICE, _OF_THE_WORLD, _TIME_OR_SKY, _TO_HER))


def is_of_ours_alone(text: str) -> bool:
    """Whether it names or means something that both know, and that is not there for everybody like the sun."""
    return is_definite(_EVERYBODYS.sub("", bare(text)))


def asks_name_of(text: str) -> bool:
    """Whether a question asks for the name or number of what belongs to something that both know."""
    return bool(_NAME_OF.fullmatch(bare(text))) and is_of_ours_alone(text)


_NAME_OF = _p(
    rf"what(?:'s| is| was) (?:(?:the|that|this) (?:[\w-]+ ){{0,2}}?[\w-]+'s|{NAME}(?:'s \w+)?'s|his|her|their) (?:[\w-]+ ){{0,2}}?(?:name|number|address|age|size|code|password)"
)
_EVERYBODYS = _p(
    r"\b(?:(?:the|this) (?:\w+est|most|least|best|worst|same|first|last|next|only|other|sun|moon|world|earth|sky|sea|morning|evening|night|afternoon|day|week|month|year|future|past"
    r"|internet|weather|shade|rain|dark|government|president|difference|way|time|wild|winter|summer|spring|autumn|heart|human \w+|\w+ (?:way|time))\b|it\b(?= (?:is |'s )?(?:better|worse|true|possible|healthy|safe|expensive|hard|easy|too|to)\b)|that\b(?! \w))"
)


def follows_up(text: str) -> bool:
    """Whether a question may be of what was just spoken of: it calls it "it", or asks when, who or how much of a thing."""
    asked = bare(text)
    if not _ASKING.match(asked) or _ADVICE.search(asked) or _TIME_OR_SKY.search(asked):
        return False
    if _IT.search(asked) or (_PAST.search(asked) and not _OF_THE_WORLD.search(asked)):
        return True
    return bool(things(text) or _WHAT_IS_THE.fullmatch(asked)) and not re.search(r"\b[A-Z]", asked[1:])


def day_asked(text: str, today: datetime.date) -> datetime.date | None:
    """The day of which a question asks what there is on it: "What do I have on Sunday?"; None if it asks otherwise."""
    return day_in(text, today) if _WHAT_IS_ON.fullmatch(bare(text)) else None


def is_yes_no(text: str) -> bool:
    """Whether a question wants a yes or a no."""
    return bool(_YES_NO.match(bare(text)))


def of_here(text: str) -> bool:
    """Whether a question is of what only a situation of the user's can have: guests who are coming, the rent."""
    asked = bare(text)
    return bool(_OF_HERE.search(asked)) and not _ADVICE.search(asked)


_MEASURED = _p(
    r"(?:when|where|how (?:much|many|long|old|big)|(?:what|which) colou?rs?|whose|who (?!(?:is|are|was|were)\b)|which"
    r"|what(?:'s| is) the (?:\w+ )+(?:at|for|in|of) (?:the|my|our)|what (?:was|were|did|(?!is|are|do|does|can|would|will|makes?|happens|about|if)[a-z]+))\b"
    r"(?!.*\b(?:invented|discovered|founded|built|born|written|world|best|first)\b)"
)
_PLAIN_EVENT = re.compile(r"(?i:when(?:'s| is| are)) (?!the\b)([a-z]+)")
_OF_HERE = _p(
    r"^who(?:'s| is| are) (?!winning|leading|running|playing|singing|dying|living)\w+ing (?:the|our|that|this|it)\b"
    r"|^(?:how many|who)(?: \w+){0,2} (?:is|are) (?:coming|going|invited|bringing|joining|attending|performing|cooking|driving)\b"
    r"|^(?:what|when|where|who|how) (?:is|are) (?-i:[A-Z])\w+ (?:bringing|wearing|giving|staying|coming|arriving|leaving|getting)\b"
    r"|^(?:what|which) \w+ \w+ed$"
    r"|\bthe (?:rent|lease|landlord|landlady|honeymoon|walls|guests?|guest list|meeting|appointment|interview|plumber"
    r"|electrician|invitations?|neighbou?rs?|party|band|kids|babysitter|password|wifi|wi-fi|deposit|caterers?|bridesmaids?|groom|bride|movers|contractor|photographer|florist|godparents|in-laws|tenants?)\b"
)
"""Nobody asks the world about these."""

_PAST = _p(r"\b(?:was|were|did|had)\b")
_WHAT_IS_THE = _p(
    r"what(?:'s| is| was) (?:the|his|her|its|their) (?!weather|time|date|day|news|capital|temperature|difference|meaning|best|point|population|square|sum|answer|word)"
    r"\w+(?: \w+)?"
)
_IT = _p(r"\b(?:there|it|its|they|them|their|he|she|him|her|his)\b")
_TO_HER = _p(
    r"\b(?:you|your|samantha)\b(?<!told you)(?<!tell you)|\bi (?:say|make|do|cook|wear|eat)$|^(?:and )?what happened after that$|^what (?:time|day|date) (?:is|was|would) (?:it|yesterday|today|tomorrow|next)\b"
)
_TIME_OR_SKY = _p(
    r"\b(?:what time is it|is it (?:going to )?(?:rain|snow|cold|hot|warm|late|true)\w*|(?:does|will) it (?:rain|snow|take))\b"
)
_WHAT_IS_ON = _p(
    r"(?:(?:what|anything|something)(?:'s| is| do (?:i|we) have| have (?:i|we)(?: got)?| (?:am|are|will) (?:i|we)(?: be)? (?:doing|up to)| are (?:my|our) plans)?"
    r"|(?:am|are) (?:i|we) (?:free|busy|doing (?:anything|something))|(?:do|have) (?:i|we) (?:have |got )?(?:anything|something|any plans|plans|time)"
    r"|what(?:'s| is| does) (?:my|our) (?:day|schedule|calendar|agenda|evening|plan))"
    rf"(?: (?:on|for|in|going|happening|planned|scheduled|up|coming|there|to|do|look|like|my|our|the|calendar|diary|schedule|agenda|free|else|at all"
    rf"|(?:morning|afternoon|evening)|{DAY}))*"
)
_DEFINITE = _p(r"\b(?:the|this|that|our|his|her|their) ((?:\w+ )?\w+)")
_REMINDS = _p(
    r"\b(?:do you (?:still )?(?:remember|recall)|did i (?:ever )?(?:tell|mention)|have i (?:told|mentioned)|told you|i mentioned"
    r"|remind me(?= wh(?!y)| how))\b"
)
_ASKING = _p(
    r"(?:(?:with|to|from|for|by|until|till|since|on|in|at|about) )?(?:what(?:'s)?|when(?:'s)?|where(?:'s)?|who(?:'s)?|whom|whose|which"
    r"|why (?:did|was|were|have|has|had|am|do|does|is|are|(?:was|did|could|ca|do|is|are|have|has|does|wo)n't)|how (?!about\b|come\b)\w+"
    r"|is|are|does|did|do|has|have|was|were|can|am|will)\b"
)
_YES_NO = _p(r"(?:is|are|does|did|do|has|have|was|were|can|am|will)\b(?! i (?:tell|mention))")
_YES_NO_OF_ME = _p(
    rf"(?:did|was|were|have|had) (?:i|we)\b|(?:do|am) i (?:still )?(?:have|like|love|hate|live|work|owe|know|going|allergic|meeting|flying|seeing)\b"
    rf"|(?:is|are|was|were|does|did|has|have|can) my (?:\w+ ){{0,2}}?{RELATION}\b"
)
_OF_THE_WORLD = _p(
    r"\b(?:born|die|died|dead|wrote|written|composed?|painted|invent\w*|discover\w*|famous|capital|population|president|king|queen|far is|big is)\b"
)
_WHY = _p(r"why (?:do|is|are|does|can't|don't|won't|isn't|doesn't)\b")
_FIRST_PERSON = _p(r"\b(?:i|me|my|mine|we|us|our|ours)\b")
_THIRD_PERSON = _p(r"\b(?:he|she|they|him|her|his|hers|them|their)\b")
_ADVICE = _p(
    r"\bhow (?:do|can|could|would|does one|am) (?:i|we|you)\b|\b(?:can|could|may|would) (?:i|we)\b|\bwill (?:i|we) (?:ever|be able|need|have to|die|get)\b|^why (?:do|am|is|are|does|can't|don't)\b"
    r"|^(?:what|which|how|why)\b(?! (?:much|many|long|old|far|time|day)\b).*\b(?:do|does) (?:i|we) (?:get|find|make|say|spell|cook|fix|do|use|need|stop|learn|write|know|tell|go about|become|deal|help|have to|go from)"
    r"\b(?! (?:in|on|at|last|yesterday|this|with|married|divorced|for (?:a living|work)))|\b(?:if|when) (?:i|we|you) (?:don't|can't|want|eat|drink|am|have|feel|get|try|do)\b|\bif (?:my|your)\b"
    r"|\b(?:helps?|good for|better for|best (?:for|way)|wrong with (?:me|us)$|matter with|means?|meaning|supposed to(?! (?:do|take|be|go|get|call|bring|pay) (?!if|when|about)\w)|what(?:'s| is) going on$|next step)\b"
    r"|^what (?:makes|happens)\b|^(?!how (?:many|much)|when|where|who).*\bdo (?:i|we) (?:need|use|get|call|make|write|see|buy|find|want|take) (?:an?|some)\b|\bam i (?:so|such|even|doing|too|still)\b|^who am i$"
)
"""The user asks for what nobody has told: help, reasons, what things mean."""


_AWAY = r"(?:forget|delete|erase|remove|drop|scrub|wipe|clear|lose|strike|cut|take|get rid of)"

_ORDERS: tuple[tuple[re.Pattern[str], Literal["wrong", "forget_that", "forget_saying", "forget_about", "forget_if_told", "forget_all", "between_us", "keep_again"]], ...] = (
    (_p(r"(?:this|that|it|all of this|what i (?:say|said|told you))(?: conversation)? (?:stays?|is|remains?|has to stay|must stay|should stay)"
        r" (?:just |only |strictly )?between (?:us|you and me|the two of us)|(?:let's |please )?keep this between (?:us|you and me|ourselves)"
        r"|(?:off the record|don't (?:remember|keep|save|store) (?:any of this|this conversation|anything of this)|forget this"
        r" (?:whole )?conversation)"), "between_us"),
    (_p(r"(?:you (?:may|can) (?:remember|keep) (?:things |it |what (?:i say|we say) )?again|(?:we're |we are |this is )?(?:back )?on the record"
        r"(?: again)?|(?:from now on )?(?:remember|keep) (?:things |what i say )?again)"), "keep_again"),
    (_p(r"forget (?:absolutely )?everything(?: you (?:know|remember)(?: about me)?| about me)?|forget all (?:of it|about me)"), "forget_all"),
    (_p(rf"{_AWAY} (?:everything|all|anything|what(?:ever)?|what i (?:said|told you)|all that i (?:said|told you))"
        r"(?: (?:that )?(?:you know|you remember|i (?:said|told you|ever (?:said|told you))|there is))* (?:about|of|on) (?P<rest>.+)"), "forget_about"),
    (_p(r"(?:(?:don't|do not|stop) (?:remember(?:ing)?|keep(?:ing)?|sav(?:e|ing)|stor(?:e|ing)) (?:anything|everything|the thing|what i (?:said|told you)) (?:about|of|on)"
        r"|(?:pretend|act (?:as if|like)) i never (?:told you|said|mentioned|spoke|talked)(?: anything)?(?: about| of)?|i never (?:told you about|mentioned|spoke of|talked about)"
        r"|you (?:don't|do not) (?:need|have) to (?:know|remember) about|never mind what i (?:said|told you) about) (?P<rest>(?!(?:it|that|this|i)\b).+)"), "forget_about"),
    (_p(rf"{_AWAY} (?P<rest>(?!(?:that|this|it|everything|all|anything|what)\b).+?) (?:from|out of) (?:your|the) (?:memory|memories|mind|notes|head)"), "forget_about"),
    (_p(rf"{_AWAY} (?:(?:the|that|this) (?:whole |entire )?(?:thing|story|stuff|bit|part|business|matter|conversation)|that(?= about)|about|(?:the )?memor(?:y|ies)) ?(?:about|of|with)? ?(?P<rest>(?!(?:that|this|it|what|to|i|about|of|with)\b)\S.+)"), "forget_about"),
    (_p(rf"{_AWAY} (?P<rest>(?:the|our|my|his|her|their) [\w' -]+?|(?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+)?) (?:(?:that |which )?i (?:told you about|mentioned|talked about|spoke of)\b.*|ever (?:happened|existed)|again|altogether|completely)"), "forget_about"),
    (_p(r"forget (?:about )?(?P<rest>(?!that\b|this\b|it\b|what\b|to\b|about it)(?:(?:my|our) [\w' -]+|(?-i:[A-Z])[\w'-]+(?: (?-i:[A-Z])[\w'-]+)?))"), "forget_about"),
    (_p(r"(?:pretend|act (?:as if|like)) i never (?:told you|said|mentioned)(?: that)? (?P<rest>(?:i|i'm|i've|i'd|we|he|she|they|my|our|the)\b .+)"), "forget_saying"),
    (_p(r"(?:(?:don't|do not)|you (?:don't|do not) (?:need|have) to) (?:know|remember|keep|save)(?: (?:that|how|when|where|why))?"
        r" (?P<rest>(?:i|i'm|i've|i'd|we|he|she|they|my|our|the|his|her|their|there|(?-i:[A-Z])\w+)\b .+)"), "forget_saying"),
    (_p(r"(?:please )?(?:forget|delete|erase) (?:that|what|how|when|where|why) (?P<rest>(?!i (?:ever |just )?(?:said|told you|mentioned)(?: (?:that|this|it|anything))?$)(?:i|i'm|i've|i'd|we|we're|he|he's|she|she's|they"
        r"|my|our|his|her|their|the|(?-i:[A-Z])\w+)\b .+)"), "forget_saying"),
    (_p(rf"{_AWAY} from (?:your|the) (?:memory|mind|notes|head) (?:that|what|how) (?P<rest>.+)"), "forget_saying"),
    (_p(rf"{_AWAY} from (?:your|the) (?:memory|mind|notes|head) (?P<rest>(?:my|our|the|his|her|their) .+)"), "forget_about"),
    (_p(r"never mind (?:about )?(?P<rest>(?:my|our|the|his|her|their) .+?)[,.;!]+ (?:so |and |just |please )*(?:forget|delete|erase) (?:about )?(?:it|that|this)"), "forget_saying"),
    (_p(r"(?:i )?(?:take|taking) back (?:what|everything|all) i (?:said|told you) (?:about|of) (?P<rest>.+?)(?:[,.;]+ .*)?"), "forget_about"),
    (_p(r"(?:i (?:shouldn't|should not|wish i hadn't) (?:have )?(?:told you|mentioned|said anything|talked|spoken)(?: about)?|(?:nobody|no one) (?:should|must|may|is supposed to) know"
        r" about) (?P<rest>(?!(?:it|that|this)\b).+?)[,.;!]+ (?:so |and |just |please )*(?:forget|delete|erase) (?:about )?(?:it|that|this)"), "forget_about"),
    (_p(rf"{_AWAY} what(?:ever)? happened (?:with|to|between|at|in|on) (?P<rest>.+)"), "forget_about"),
    (_p(rf"{_AWAY} the (?:fact|idea) that (?P<rest>.+)"), "forget_saying"),
    (_p(r"forget (?:that )?i (?:ever |just )?(?:mentioned|told you about|talked about|spoke of) (?P<rest>(?!(?:it|that|this|anything)\b).+)"), "forget_about"),
    (_p(r"(?:i (?:shouldn't|should not) have (?:said|told you|mentioned) (?:that|this|it)[,.;!]+ )?(?:so |and |just |please )*(?:forget|delete|erase)"
        r" (?:it|that|this|(?:that )?i (?:ever |just )?(?:said|told you|mentioned) (?:that|this|it|anything))"), "forget_that"),
    (_p(rf"{_AWAY} (?P<rest>the [\w' -]+?) (?:story|business|incident|episode|thing|stuff|part)"), "forget_about"),
    (_p(r"forget (?:about )?(?P<rest>the [\w' -]+)"), "forget_if_told"),
    (_p(r"(?:(?:forget|delete|erase)(?: about)? (?:that|this|it|what i (?:just )?(?:said|told you)|the last thing)(?: again| now| please)?"
        r"|(?:don't|do not) (?:remember|keep|save) that|(?:scratch|strike|scrap) (?:that|this|it))"), "forget_that"),
    (_p(r"(?:(?:no|nope)[,.!]? )?(?:that's|that is|that was|you're|you are|it's|this is) (?:wrong|not (?:right|true|correct|so|it)|incorrect|false"
        r"|mistaken|no longer true|not true any ?more|a mistake|out of date)(?: any ?more)?(?:[,.;:!]+|$| because| -)\s*(?P<rest>.*)"), "wrong"),
    (_p(r"no[,.!]+ (?P<rest>(?:it's|it is|she's|she is|he's|he is|they're|they are|that's|her name is|his name is|my [\w' ]+ is|i'm|i am|i|we|she|he"
        r"|they)\b.+)"), "wrong"),
)  # fmt: skip


_RATHER_NOT = _p(
    r"^(?:i (?:don't|do not|wouldn't|would not) (?:want|like) you to |(?:i'd|i would) (?:rather|prefer it if) you (?:didn't|did not|don't) |didn't )"
)
_FROM_MEMORY = _p(r" (?:from|out of) (?:your|the) (?:memory|memories|mind|notes|head)$")
_ALL_OF_IT = _p(rf"{_AWAY} (?:everything|all|anything|what|the (?:thing|story|part|bit))\b")


def order(text: str) -> Order | None:
    """What the text orders her to do with what she remembers, if anything."""
    bare = _plain(
        re.sub(
            r"^(?:(?:oh|well|okay|ok|hey|please|samantha|now|actually|also|and|so|just|then|you know what|on second thought|can you|could you|would you|will you"
            r"|i want you to|i'd like you to|i would like you to|i need you to|i'd rather you|you (?:can|may|should|could|better|might)|let's|let us|can we|could we)[, ]+)+|,? (?:okay|ok|all right|will you)[?.!]*$",
            "",
            text.strip(),
            flags=re.IGNORECASE,
        )
    )
    bare = _RATHER_NOT.sub("don't ", bare)
    if _ALL_OF_IT.match(bare):
        bare = _FROM_MEMORY.sub("", bare)
    for pattern, kind in _ORDERS:
        if match := pattern.fullmatch(bare):
            rest = (match.groupdict().get("rest") or "").strip()
            if kind == "forget_about":  # what it is, without when it was told
                rest = re.sub(
                    r" (?:that |which )?i (?:told you about|mentioned|talked about|spoke of)\b.*",
                    "",
                    rest,
                    flags=re.IGNORECASE,
                )
            if kind == "wrong":
                rest = re.sub(r"^(?:actually|in fact|the truth is),? ", "", rest, flags=re.IGNORECASE)
            return Order(kind, re.sub(r"^(?:please )|(?:,? please)$", "", rest))
    return _in_other_words(text)


def _in_other_words(text: str) -> Order | None:
    found = unsaid(text)
    if found is None:
        return None
    if not found.thing:
        return Order("forget_that", around=found.around)
    return Order("forget_like" if found.explicit else "forget_if_like", found.thing)


def bare(text: str) -> str:
    """A question without what is said around it ("do you remember ...", "please"), its topic in its place: "my son, what
    is his name" asks what my son's name is.
    """
    asked = _WRAP.sub("", _plain(text))
    if parted := _parted(asked):
        asked = _merged(*parted)
    elif not _ASKING.match(asked) and (behind := _PREFACED.fullmatch(asked)):
        asked = behind["asks"]
    return _WRAP.sub("", _TAIL.sub("", asked))


def is_parted_question(text: str) -> bool:
    """Whether a text asks behind a topic or a preface, though no mark shows it: "the room, how much was that"."""
    plain = _plain(text)
    found = _FRONTED.fullmatch(plain) if _parted(plain) is not None else _PREFACED.fullmatch(plain)
    return found is not None and bool(_ASKS.match(found["asks"]))


def _parted(asked: str) -> tuple[str, str] | None:
    """The topic and the question of a text that has them apart."""
    found = _FRONTED.fullmatch(asked) or _TRAILED.fullmatch(asked)
    if found is None or _VERBS.search(found["topic"]) or found["topic"].split()[0].capitalize() in _NO_TOPIC:
        return None
    return re.sub(r"^(?:and|so) ", "", found["topic"], flags=re.IGNORECASE), found["asks"]


def _merged(topic: str, asks: str) -> str:
    if _OWNS.search(asks):
        return _OWNS.sub(f"{topic}'s", asks, count=1)
    if _MEANS.search(asks):
        return _MEANS.sub(topic, asks, count=1)
    return f"{asks} {topic}"


def _plain(text: str) -> str:
    words = " ".join(spelled_out(text).split()).strip()
    words = _DOES.sub(r"\1 does ", _IS_OF.sub(r"\1 is ", _DID.sub(r"\1 did ", words)))
    return re.sub(r"(?:,? (?:please|samantha))?[\s.!?]+$", "", words, flags=re.IGNORECASE) if words else ""
