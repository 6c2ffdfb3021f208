"""What a turn tells about the user's life: facts, each a piece of the turn's own words.

Patterns of spoken English, one clause at a time. What they do not understand but is a statement about the user or somebody
they know is kept as it was said; the search finds it by its words and meaning. Questions, requests and small talk
leave nothing behind. No model takes part, so nothing can be remembered that was not said.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from samantha.mind.memory.asking import is_parted_question
from samantha.mind.memory.days import DAY, day_in
from samantha.mind.memory.rows import MANY, ME, TOLD, Fact, Kind
from samantha.mind.memory.words import (
    NAME,
    NO_NAMES,
    RELATION,
    content_words,
    is_relation,
    person_in,
    spelled_out,
    subject_of,
)

_ONE = rf"(?:my {RELATION}(?:,? {NAME},?)?|{NAME}|i|he|she|they|we|it)"
_WHO = rf"(?P<who>(?:my {RELATION}|{NAME})'s (?!name|birthday|favou?rite){RELATION}|{_ONE})"
_WHOSE = rf"(?P<who>my {RELATION}'s {RELATION}|my {RELATION}|{NAME}(?:'s {RELATION})?|his|her|their|its|my)(?:'s)?"
_BE = r"(?:'s| is|'m| am|'re| are)"
_REST = r"(?P<value>.+)"
_SOFT = r"(?: also| really| absolutely| just| now| actually| recently| finally| always| still| currently| has| have|'ve|'s)*"
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen twenty thirty forty fifty sixty seventy eighty ninety"
).split()
_AGE = rf"(?P<value>(?:\d{{1,3}}|(?:{'|'.join(_NUMBER_WORDS)})(?:[- ](?:{'|'.join(_NUMBER_WORDS[:9])}))?))"
_JOB = (
    r"(?P<value>(?:an?|the) (?:[\w-]+ ){0,2}?(?:\w*(?:ist|ician|ologist|yer|gineer|ector|ctor|itor|ator|tant|eer|rian)"
    r"|teacher|nurse|writer|painter|baker|driver|farmer|programmer|designer|builder|carpenter|plumber|waiter|waitress"
    r"|actor|actress|singer|dancer|chef|cook|pilot|student|lawyer|soldier|officer|manager|secretary|photographer"
    r"|gardener|hairdresser|veterinarian|vet|surgeon|policeman|policewoman|firefighter|researcher|professor|producer"
    r"|reporter|translator|bus driver|banker|dealer|potter|midwife|judge|priest|mechanic|clerk|cashier|tailor"
    r"|trainer|coach|developer|publisher|author|composer|joiner|butcher|florist|sailor|roofer|tutor|consultant)"
    r"(?: (?:at|in|for|with) .+)?)"
)
_EVENT = (
    r"(?P<who>(?:my|our|the) (?:[\w'-]+ ){0,3}?(?:appointment|interview|exam|test|wedding|party|meeting|flight|trip|concert"
    r"|dinner|lunch|surgery|operation|anniversary|graduation|holiday|vacation|deadline|train|class|lesson|hearing"
    r"|presentation|marathon|race|recital|funeral|reunion|visit|birthday party|check-?up|move))"
)

Read: TypeAlias = tuple[re.Pattern[str], str, Kind]


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_PATTERNS: tuple[Read, ...] = (
    (_p(rf"{_WHOSE} name{_BE} (?P<value>(?:(?:mr|mrs|ms|dr)\.? )?[\w-]+(?: {NAME})?)$"), "name", "person"),
    (_p(rf"(?P<value>{NAME}){_BE} (?P<who>(?:my {RELATION}|{NAME})(?:'s {RELATION})|my {RELATION})$"), "name", "person"),
    (_p(rf"(?P<who>my {RELATION}(?:'s {RELATION})?){_BE} (?:called |named )?(?P<value>(?:(?:mr|mrs|ms|dr)\.? )?{NAME})$"), "name", "person"),
    (_p(rf"i(?: have|'ve got| got| adopted| have got) an? (?P<who>{RELATION}),? (?:called|named|and (?:his|her|its|the) name"
        rf"{_BE}|whose name{_BE}) (?P<value>[\w-]+)"), "name", "person"),
    (_p(rf"{_WHO}{_BE} (?:called|named) (?P<value>[\w-]+)$"), "name", "person"),
    (_p(rf"(?:i|we|they|the kids|my kids|our kids)(?:'ve| have|'re| are)?{_SOFT} (?:named?|naming|calls?|called|calling) (?P<who>him|her|it) (?P<value>{NAME})"), "name", "person"),
    (_p(rf"{_WHOSE} birthday{_BE} (?:on )?{_REST}"), "birthday", "event"),
    (_p(rf"{_WHO} w(?:as|ere) born {_REST}"), "born", "fact"),
    (_p(rf"{_WHO}(?:{_BE}| turned| just turned|'s turned){_SOFT} {_AGE}(?: years old)?(?: (?:today|yesterday|now))?$"), "age",
     "person"),
    (_p(rf"{_WHO}{_BE} allergic to {_REST}"), "allergic to", "fact"),
    (_p(rf"{_WHOSE} (?P<what>favou?rite [\w ]+?){_BE} {_REST}"), "", "like"),
    (_p(rf"{_WHO}{_BE}{_SOFT} {_JOB}(?: now| these days)?$"), "work", "person"),
    (_p(rf"{_WHO}{_SOFT} works? (?:as |now as )?(?P<value>(?:an?|the|at|for|in|as|with|from) .+)"), "work", "person"),
    (_p(rf"{_WHO}{_SOFT} (?:got|started|took|has|have) (?:an?|the|that|my) (?:new )?job (?P<value>(?:at|as|in|with) .+)"), "work", "person"),
    (_p(rf"{_WHO}{_SOFT} (?:lives?|living) (?P<value>(?:in|at|near|on|with|by) .+)"), "home", "person"),
    (_p(rf"{_WHO}{_BE} living (?P<value>(?:in|at|near|on|with|by) .+)"), "home", "person"),
    (_p(rf"{_WHO}{_SOFT} moved (?P<value>(?:to|into|in with) .+)"), "home", "person"),
    (_p(rf"{_WHO}{_SOFT} (?:\w[^,]*? and )?(?:moved (?:back |away |out )?|relocated |retired |transferred )(?P<value>(?:to|into) .+)"), "home",
     "person"),
    (_p(rf"{_WHO}{_BE} from {_REST}"), "from", "person"),
    (_p(rf"{_WHO}{_BE} married to {_REST}"), "married to", "person"),
    (_p(rf"{_WHO}(?: really| absolutely| just| simply)* (?:hates?|can'?t stand|cannot stand|dislikes?|(?:don't|doesn't|do not"
        rf"|does not) (?:really )?like) (?!that you|it when you){_REST}"), "dislikes", "like"),
    (_p(rf"{_WHO}(?: really| absolutely| just| simply| also)* (?:likes?|loves?|enjoys?|adores?|{_BE.strip()} fond of) {_REST}"),
     "likes", "like"),
    (_p(rf"i promised {_REST}"), "promised", "promise"),
    (_p(rf"{_EVENT}(?:{_BE}| has been moved| was moved| got moved| has moved| was rescheduled| is now| will be)"
        rf"(?: now| moved| rescheduled)* (?P<value>(?:(?:to|on|at|in|for) )?(?:{DAY}|\d|noon|half|the).*)"), "when", "event"),
    (_p(rf"i(?: have|'ve got| have got)(?P<who>(?: an?| my| the) (?:[\w'-]+ ){{0,3}}?(?:appointment|interview|exam|test|meeting"
        rf"|flight|concert|lesson|check-?up|presentation|surgery|operation)) (?:\w+ [\w ]+? )?(?P<value>(?:(?:on|at|in) )?{DAY}"
        r".*)"), "when", "event"),
    (_p(rf"{_EVENT}(?: has| had to| just)?(?: been| be| got| was)? (?:moved|pushed|postponed|rescheduled|shifted)(?: back| forward)?"
        rf" (?P<value>(?:to|until) (?:{DAY}|\d|noon|half|the).*)"), "when", "event"),
    (_p(rf"(?:i|we|they|he|she)(?:'ve| have| has| had to| just)* (?:moved?|pushed?|postponed?|rescheduled?|shift(?:ed)?) {_EVENT}"
        rf"(?: back| forward)? (?P<value>(?:to|until) (?:{DAY}|\d|noon|half|the).*)"), "when", "event"),
    (_p(r"(?P<who>my (?!name)(?:[\w'-]+ ){0,3}?[\w-]+)(?: is| are|'s(?! (?:\w+ )?\w+ (?:is|are|was)\b)) (?P<value>.+)"), "is", "fact"),
)  # fmt: skip

_LEAD = _p(
    r"^(?:(?:oh|well|so|and|but|yes|yeah|no|okay|ok|um|uh|hey|hi|hello|samantha|actually|you know|you see|i mean|by the way"
    r"|anyway|also|sorry|guess what|omg|lol|haha|ugh|btw|fyi|honestly|right|good news|bad news|big news|update|listen|please|thanks|thank you|now|i think|i guess"
    r"|did you know(?: that)?|(?:can you |could you )?(?:please )?remember(?: that)?|don't forget(?: that)?|note that"
    r"|keep in mind(?: that)?|i (?:wanted|want|have|need|should|must|forgot) to (?:tell|say)(?: you)?(?: that)?"
    r"|i (?:told|should tell) you(?: that)?|let me tell you(?: that)?|just so you know)[,:]?\s+)+"
)
_TO_KEEP = _p(
    r"(?:\w+,? )?(?:(?:can you |could you )?(?:please )?remember|don't forget|note that|keep in mind)\b(?! (?:when|how|me))"
)
_BREAK = _p(
    rf",? (?:and|but|so|because|though|although|while)(?: that)? (?=(?:i|i'm|i've|he|she|they|we|it|my|his|her|their|its"
    rf"|{NAME})\b(?! and))|, (?=(?:i|i'm|he|she|they|we|my|his|her)\b)|(?<=\w), who (?=\w)"
    r"|, (?=(?:the|our) (?:[\w'-]+ ){1,3}(?:is|are|was|were|has|got|will)\b)"
)
_COLOURS = "black|white|red|green|blue|yellow|brown|gr[ae]y|pink|purple|orange|violet|silver|gold|beige|turquoise"
_NO_STATEMENT = _p(
    r"(?:what|when|where|who|whose|which|why|how|do|does|did|is|are|was|were|am|can(?!'t)|could|would|will|should|shall|may|have you"
    r"|has|let's|let me|tell|give|say|show|explain|help|repeat|stop|go|play|turn|set|remind|wake|cancel|start|call me|write|read|find|look|forget"
    r"|please|i wonder|i (?:don't|do not) (?:know|think|understand|mean|care|believe)|i see|i mean|i understand"
    rf"|i know(?! (?:(?:about|around|only|just|over|maybe|almost) )*(?:\d|an?\b|some\b|all\b|every|how to|him\b|her\b|them\b|(?:{'|'.join(_NUMBER_WORDS)})\b))"
    r"|i agree|i'm (?:here|back|ready|done|fine|good|okay|ok|not sure|sure|sorry|kidding|joking|asking|talking)"
    r"|i am (?:here|back|ready|done|fine|good|sorry)"
    r"|i (?:said|asked)(?! (?:(?:that|if|whether) )?(?:he|she|they|my|we|to (?:him|her|them|my)|him|her|them)\b)|i would like you|i want you|i'd like you"
    r"|(?:i|you) (?:don't|do not|shouldn't) (?:want|need|have) (?:you )?to (?:remember|keep|know|forget)|don't (?:remember|keep)|do not (?:remember|keep)|i'd rather you"
    r"|i need you|i have a question|i like (?:that|it|you)|i love (?:that|it|you)|i hate (?:that|it|you)"
    rf"|(?:it's|it is) (?:(?:so|very|really|too|just|all|not|quite|pretty|such) )*(?!(?-i:[A-Z])|\d)(?!(?:{_COLOURS})\b)\w+$"
    r"|(?:it's|it is) (?:a (?:nice|good|bad|lovely|pity|shame)"
    r"|raining|snowing|time|okay|ok|all right|because you)|that(?:'s| is| was) (?:it|all|right|fine|nice|good|great|true|so|enough|okay|ok|not|wrong|a (?:nice|good|bad)|very|really|what|why|how)|that'll)\b"
)
_FEELS = _p(
    r"\b(?:feel|feeling|felt|sad|happy|afraid|scared|nervous|worried|anxious|lonely|angry|excited|proud|ashamed|jealous"
    r"|miss|hurt|depressed|relieved|stressed|grateful|heartbroken|upset)\b"
)
_PLANS = _p(
    rf"\b(?:going to|gonna|plan|planning|i'll|we'll|will|want to|hope to|booked|{DAY}|am (?:meeting|seeing|flying|visiting)"
    r"|i'm (?:meeting|seeing|flying|visiting|leaving|travelling))\b"
)

_OF_THING = _p(
    r"(?:(?:oh|well|yes|yeah|no|so|actually|honestly|thanks|thank you),? )*(?:it|we|they|everyone|everybody)\b"
)
"""So an answer begins that is of what was asked about."""

_BRIEF = _p(
    r"(?:i|he|she|they|we|it) (?:\w+ed|died|quit|left|won|lost|fell|went|came|got|broke|ran|said|sold|swam|found|grew|met|slept)"
    rf"|(?:he|she|they|i)(?:'s|'m|'re| is| am| are) [\w-]+|(?:it's|it is|they're|they are) (?:{_COLOURS}|(?-i:[A-Z])[\w-]+|\d+)"
)
"""Two words that tell something: "he passed", "she's pregnant", "it's blue"."""

_KEEPS_LAST = _p(
    r"(?:he|she)\b|(?:i|we|you)\b[^,]*?\b(?:him\b|her\b(?= (?:to|for|about|that|up|out|at|in|on|with|from|a|an|the|my|if|when|and|but|so|yesterday|today|last"
    r"|again|because)\b|$| (?-i:[A-Z])))"
)
"""Speaks of somebody who was spoken of before, whoever else is named in it."""

_OF_LAST = _p(
    r"(?:(?:(?:last|next|this|every|one|that) \w+|yesterday|today|tonight|tomorrow|these days|nowadays|sometimes|usually|normally|apparently|luckily"
    r"|unfortunately|once|back then|in \w+|after that|then|at first|at least|for now|maybe|actually|of course),? )*(?:he|she|they|his|her|their)\b"
)
"""Begins with somebody who was spoken of before."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a turn told, and whom "she" means at its end."""

    facts: tuple[Fact, ...]
    last: str


def read(text: str, today: datetime.date, names: Mapping[str, str], last: str = "") -> Reading:
    """The facts of a turn. names: name in small letters -> whose; last: the person spoken of before it."""
    facts: list[Fact] = []
    known = dict(names)
    sentences = _whole(_sentences(text))
    for at, sentence in enumerate(sentences):
        sentence = _TAG.sub(".", sentence)
        if sentence.endswith("?") or is_parted_question(sentence):
            last = person_in(sentence, known) or last
            continue
        clauses = clauses_of(sentence)
        found: list[Fact] = []
        if _TO_KEEP.match(sentence):
            about = person_in(sentence.partition(" ")[2], known)
            found.append(Fact(about or ME, TOLD, sentence, sentence, "fact", day_in(sentence, today)))
        for clause in clauses:
            here = _settled(clause, sentences[:at], sentence) or _of_clause(clause, sentence, today, known, last)
            known.update({f.value.lower(): f.subject for f in here if f.attribute == "name"})
            last = next((f.subject for f in reversed(here) if f.subject != ME and f.attribute != "when"), last)
            last = last if last and _KEEPS_LAST.match(clause) else person_in(clause, known) or last
            found += (
                here
                if any(fact.attribute != "name" for fact in here) or _only_name(clause, here)
                else [*here, *_as_told(clause, sentence, today, known, last)]
            )
        facts += _without_doubles(found)
    return Reading(tuple(facts), last)


_TAG = _p(
    r"(?<=\w), (?:can you (?:imagine|believe it|believe that)|would you believe it|you know|right|huh|eh|okay|don't you think"
    r"|(?:isn't|aren't|doesn't|don't|didn't|wasn't|haven't|hasn't|won't|can't) (?:it|he|she|they|that|we|i))\?$"
)
"""What makes a statement sound like a question."""

_MOVED = _p(r"\b(?:i|we)(?:'ve| have)?(?: just| finally)? moved\b(?! (?:on|the|my|our|it|him|her)\b)")
_NEW_JOB = _p(
    r"\b(?:i|we)(?:'ve| have)?(?: just| finally)? (?:quit|left|changed jobs|switched jobs|resigned)\b|\bi(?:'ve)? (?:got|found|started) (?:a|the) new job\b"
)
_SETTLED = _p(
    r"(?:i|we)(?:'m|'re| am| are)(?: now)? (?P<value>(?:in|on|at|with) (?!home\b|the way\b|my way\b|holiday|vacation|fire\b|time\b).+)"
)


def _settled(clause: str, before: Sequence[str], sentence: str) -> list[Fact]:
    """Where the user is now, told behind a move or a change of jobs: "we moved! We're on Harbor Road now"."""
    said = " ".join(before)
    attribute = "home" if _MOVED.search(said) else "work" if _NEW_JOB.search(said) else ""
    match = _SETTLED.match(clause) if attribute else None
    return [Fact(ME, attribute, _trimmed(match["value"]), sentence, "person")] if match else []


_NOT = r"\bnot (?:an? |the |on |at |in )?(?P<old>[\w'-]+)(?:,|;| but|\.)+ "
_CONTRASTS = (
    _p(rf"{_NOT}(?:(?:it|he|she|that|they|(?:\w+ )?name)(?:'s| is) |but |its )?(?:actually |called )?(?P<new>(?!(?:it|he|she|that|they|its)\b)[\w'-]+)"),
    _p(r"\b(?P<new>[\w-]+)(?:,| and) not (?P<old>[\w'-]+)(?=$|[.!,])"),
)  # fmt: skip


def contrasted(text: str, today: datetime.date, rows: Iterable[Fact]) -> list[Fact]:
    """The facts that "it's not Gordon, it's Gorman" puts in the place of those of the rows that say Gordon."""
    found = []
    for sentence in _sentences(text):
        for match in (match for pattern in _CONTRASTS for match in pattern.finditer(sentence)):
            old, new = match["old"].lower(), match["new"]
            found += [
                replace(row, value=new, words=sentence, day=day_in(new, today))
                for row in rows
                if row.attribute not in MANY and row.value.lower() == old and new.lower() != old
            ]
    return list(dict.fromkeys(found))


def _only_name(clause: str, facts: list[Fact]) -> bool:
    """Whether the clause tells a name and nothing else."""
    return (
        bool(facts)
        and bool(re.search(r"(?:name|called|named| is|'s) ?(?:is |'s )?(?:my [\w' -]+|[\w. -]+)$", clause))
        and (len(clause.split()) <= 8 and "," not in clause)
    )


def _without_doubles(found: list[Fact]) -> list[Fact]:
    """A sentence that was kept as it is is kept once."""
    kept: list[Fact] = []
    for fact in found:
        if fact.attribute != TOLD or not any(f.attribute == TOLD and f.words == fact.words for f in kept):
            kept.append(fact)
    return kept


def _sentences(text: str) -> list[str]:
    parts = re.split(
        r"(?<=[.!?;])(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bMrs\.)(?<!\bSt\.)(?<!\bProf\.)(?<!\bMt\.)(?<!\ba\.m\.)(?<!\bp\.m\.)\s+",
        text.strip().replace("’", "'"),
    )
    return [part for part in parts if part]


def _whole(sentences: Sequence[str]) -> list[str]:
    """The sentences, with scraps of a word or two as parts of the one before them: "She hates it. Hates it."."""
    joined: list[str] = []
    for sentence in sentences:
        if joined and not joined[-1].endswith("?") and (_is_scrap(sentence) or _is_scrap(joined[-1])):
            joined[-1] = f"{joined[-1]} {sentence}"
        else:
            joined.append(sentence)
    return joined


def _is_scrap(sentence: str) -> bool:
    words = sentence.rstrip(".!;, ")
    return len(words.split()) <= _LONGEST_SCRAP and not sentence.endswith("?") and not _BRIEF.fullmatch(words)


_LONGEST_SCRAP = 2


def clauses_of(sentence: str) -> list[str]:
    """The statements of a sentence, one by one, without what is said around them ("well", "by the way")."""
    bare = _LEAD.sub("", spelled_out(sentence).strip().rstrip(".!;, "))
    clauses = [clause.strip(" ,.!") for clause in _BREAK.split(bare)]
    return [_LEAD.sub("", clause) for clause in clauses if clause]


def _of_clause(clause: str, sentence: str, today: datetime.date, names: Mapping[str, str], last: str) -> list[Fact]:
    if _NO_STATEMENT.match(clause) and not re.match(r"it(?:'s| is) (?:called|named)", clause, re.IGNORECASE):
        return []
    facts = _aside(clause, sentence)
    names = {**names, **{fact.value.lower(): fact.subject for fact in facts}}
    for pattern, attribute, kind in _PATTERNS:
        match = pattern.match(clause)
        fact = match and _fact(match, attribute, kind, sentence, today, names, last)
        if fact and fact.value.lower() in sentence.lower():
            return [*facts, fact]
    return facts


def _aside(clause: str, sentence: str) -> list[Fact]:
    """The name in "my sister Anna", with these words alone: what else the sentence tells may change."""
    found = re.finditer(rf"\b(?i:my) (?P<who>(?i:{RELATION})),? (?P<name>[A-Z][\w-]+)", clause)
    return [
        Fact(subject_of(match["who"], {}), "name", match["name"], match[0], "person")
        for match in found
        if match["name"] not in NO_NAMES
    ]


def _fact(
    match: re.Match[str],
    attribute: str,
    kind: Kind,
    sentence: str,
    today: datetime.date,
    names: Mapping[str, str],
    last: str,
) -> Fact | None:
    groups = match.groupdict()
    who = re.sub(r"^(?:an?|the|our) ", "", (groups.get("who") or "i").strip())
    value = _trimmed(groups["value"])
    if who.split("'")[0] in NO_NAMES and who.lower().split("'")[0] not in (
        "i",
        "my",
        "his",
        "her",
        "their",
        "he",
        "she",
        "they",
        "we",
        "it",
        "its",
    ):
        return None
    subject = subject_of(who.removesuffix("'s"), names, last)
    if not subject or not value or (subject in ("we", "us")):
        return None
    if attribute == "name" and (
        value in NO_NAMES or (not value[0].isupper() and not re.search("call|name", match[0]))
    ):
        return None
    if attribute == "name":
        value = value[0].upper() + value[1:]
        if value.lower() == subject:
            return None
    if attribute == "" and groups.get("what"):
        attribute = " ".join(
            groups["what"].lower().replace("favorite", "favourite").replace("color", "colour").split()
        )
    if attribute == "is":
        return _thing(subject, value, sentence, today)
    return Fact(subject, attribute, value, sentence, kind, day_in(value, today))


def _thing(subject: str, value: str, sentence: str, today: datetime.date) -> Fact | None:
    """The user's car, code or size: an attribute of theirs; what a person is, is told as it was said."""
    if is_relation(subject) or len(subject.split()) > 4:
        return None
    day = day_in(value, today)
    return Fact(ME, subject, value, sentence, "event" if day else "fact", day)


def _trimmed(value: str) -> str:
    return re.sub(
        r"\s+(?:now|too|as well|you know|any ?more|though|actually|so much|very much|a lot)$", "", value.strip(" ,.")
    )


def _as_told(clause: str, sentence: str, today: datetime.date, names: Mapping[str, str], last: str) -> list[Fact]:
    """The sentence itself, if it states anything: what it means may only show when it is asked for."""
    if _NO_STATEMENT.match(clause) or not (_BRIEF.fullmatch(clause) or _tells(clause)):
        return []
    about = person_in(clause, names) or (last if _OF_LAST.match(clause) else "")
    day = day_in(sentence, today)
    past = day is not None and day < today
    planned = bool(_PLANS.search(clause))
    kind: Kind = "feeling" if _FEELS.search(clause) else "event" if past else "plan" if planned else "fact"
    return [Fact(about or ME, TOLD, sentence, sentence, kind, day)]


def _tells(clause: str) -> bool:
    """Whether a clause says something, and not to her."""
    telling = len(content_words(clause))
    return (telling >= _LEAST_TOLD or (telling == 1 and len(clause.split()) > _LEAST_TOLD)) and not _TO_HER.match(
        clause
    )


_LEAST_TOLD = 2
_TO_HER = _p(
    r"(?:you|your|you're|you've|you'll|thanks|thank|samantha|good (?:morning|evening|night|job|work)|nice|sounds)\b"
    r"|(?:add|put|make|move|change|schedule|book|order|send|email|text|check|remove|delete|pick|keep|use|try|translate|spell|save|open|close|switch"
    r"|skip|continue|hang|hold|speak|talk|answer|ask|teach|sing|count|calculate|convert|define|list|name|pause|snooze|dim|mute)"
    r" (?:it|this|that|me|us|my|our|the|an?|another|some|all|up|down|on|off|to|for|from|about|with|in|every|louder|slower|faster)\b"
)


def answering(facts: Sequence[Fact], thing: str) -> list[Fact]:
    """The facts of an answer to her question about a thing of the user's: "it was lovely" is of that thing."""
    return [
        replace(fact, subject=thing)
        if fact.attribute == TOLD and fact.subject == ME and _OF_THING.match(fact.words)
        else fact
        for fact in facts
    ]


def corrected(text: str, old: Fact, today: datetime.date, names: Mapping[str, str]) -> list[Fact]:
    """What a correction says instead of an old fact: "she is a doctor", "it's Anne", "on Friday"."""
    about = old.subject if old.attribute != TOLD else person_in(old.words, names) or old.subject
    facts = [replace(fact, words=text) for fact in read(text, today, names, about).facts if fact.attribute != TOLD]
    if facts:
        return facts
    value = re.sub(r"^(?:no,? |it'?s |it is |it was |that'?s |actually |(?:she|he|they)(?:'s| is| are) |(?:her|his) name is )+", "", text,
                   flags=re.IGNORECASE).strip(" .!")  # fmt: skip
    if not value:
        return []
    if old.attribute == TOLD:
        return [replace(old, value=text, words=text, day=day_in(text, today))]
    return [replace(old, value=value, words=text, day=day_in(value, today))]
