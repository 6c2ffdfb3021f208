"""A request that no template knows, said anew: the same words in the places and with the verbs that templates have.

People begin far from the matter ("I was wondering if"), say first what it is about ("My dentist appointment, can you
move it to Friday?", "We've run out of oil, put that on the list"), give a reason behind, ask without asking ("do you
know when my flight is") and have many verbs for one deed. Each of these is one rule here for all tools. A rule says
nothing that was not said, and what it makes counts only where the whole of it is then a request that a template
knows; so talk that begins like one stays talk. Times stand as marks (``<t0>``, ``<d0>``) while rules are tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from samantha.hands import rewording_rules as rules
from samantha.hands.no_request import begins_reported
from samantha.hands.said import said
from samantha.hands.times import Timed

MOST = 24
"""So many readings are tried at most."""

MOST_OF_REMARK = 14
"""Words before an order, at most."""

_DEPTH = 3
"""So many rules are taken one behind the other."""

_PLEASE = re.compile(r",? \bplease\b", re.IGNORECASE)
_UNSURE = re.compile(
    r"(?:i|we)\b(?!(?:'m| am| was)? (?:just )?(?:wondering|hoping))(?! would|'d)|let's "
    r"|time to |[^,.<]+(?:'s| is| are| has| have| was| were| got)(?: now| been| already)* (?:bought|in the|moved"
    r"|shifted"
    r"|pushed|changed|rescheduled|postponed|delayed|brought)\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"(?:put|take|cancel|move|set|note|write|add|make|wake|remind|clear|delete"
    r"|swap|snooze)\b",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"\b(?:can|could|would|will|might|may|mind|possible|chance|shall|should|okay"
    r"|ok)\b",
    re.IGNORECASE,
)

_ONLY_ASKS = re.compile(
    r"(?:what(?:'s| is| are| would| time)|how (?:much|many|far|fast|long|big|heavy|hot|cold|high))\b(?!.*\bmy\b)",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"\b(?:says?|said|tells?|told|asks?|asked|writes?|wrote|written|reads?|mails?|e-?mails?|messages?"
    r"|letters? from|quotes?|heard|thinks?|thought|wanted|should|would|if|when|until(?! <)|used to|never|always)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """text: in other words. sure: whether somebody who says this wants it done, or may only speak of it."""

    text: str
    sure: bool

    @property
    def only_asks(self) -> bool:
        """Whether it is a question whose answer is no secret and no deed, so that anybody's words may lead to it."""
        return bool(_ONLY_ASKS.match(self.text))

    @property
    def changes(self) -> bool:
        """Whether it is an order to change something."""
        return bool(_CHANGES.match(self.text))


def rewordings(timed: Timed) -> Iterator[Reading]:
    """What the turn says in other words, the likeliest first; at most MOST, none of what others said or wrote."""
    text = timed.said.text
    if not timed.said.tokens:
        return
    reported = begins_reported(text)
    only_asks = text.rstrip().endswith("?") and not _POLITE.search(text)
    for reading in _readings(_PLEASE.sub("", _marked(timed)).strip(" ,.!?;:")):
        if not (only_asks and reading.changes) and (reading.only_asks or not reported):
            yield Reading(_unmarked(reading.text, timed), reading.sure)


def plainly(text: str) -> Iterator[Reading]:
    """The same for what has no times in it that matter."""
    words = said(text)
    if words.tokens and not begins_reported(text):
        yield Reading(text[words.tokens[0].start : words.tokens[-1].end] if words.text == text else words.whole, True)
    yield from rewordings(Timed(words, (), ()))


@lru_cache(maxsize=8)
def _readings(text: str) -> Sequence[Reading]:
    """Each thing that up to so many rules make of it, in the order of their number."""
    readings = [Reading(text, True)]
    layer = readings
    for _ in range(_DEPTH):
        new: list[Reading] = []
        for one in layer:
            for other, sure in _once(one.text):
                other = re.sub(r"\s+", " ", other).strip(" ,.!?;:")
                if other and all(other != known.text for known in (*readings, *new)):
                    new.append(Reading(other, one.sure and sure))
        readings, layer = readings + new, new
        if len(readings) > MOST:
            break
    return tuple(readings[1 : MOST + 1])


def _once(text: str) -> Iterator[tuple[str, bool]]:
    """What one rule makes of it, and whether that is surely meant."""
    yield from ((_filled(match, meant), True) for rule, meant in rules.CHOICES if (match := rule.fullmatch(text)))
    if one := rules.THE_ONE.fullmatch(text):
        of = one["of"] or one["name"]
        link = "" if of.startswith("<") else "about "
        yield f"cancel the {of} timer", True
        yield from ((f"cancel the {kind} {link}{of}", True) for kind in ("reminder", "alarm"))
        yield f"delete the note about {of}", True
        yield f"cancel {of}", True
    yield from _topics(text)
    sure = not _UNSURE.match(text)
    carrier = rules.CARRIER.match(text)
    if carrier and carrier.end():
        yield text[carrier.end() :], sure
    if gerund := rules.GERUND.match(text):
        for verb in _verbs(gerund[1]):
            yield f"{verb}{text[gerund.end() :]}", True
    for pattern, meant in (*rules.VERBS, *rules.QUESTIONS):
        if not pattern.groups and (match := pattern.match(text)):
            yield f"{meant}{text[match.end() :]}", sure
        elif pattern.groups and (match := pattern.fullmatch(text)):
            yield _filled(match, meant), sure
    if tail := rules.TAIL.search(text, 8):
        yield text[: tail.start()], sure
    for end in rules.SENTENCE_END.finditer(text):
        if end[0].startswith("?") or not rules.BACK.search(text[end.end() :]):
            yield text[: end.start()], sure
    if (reason := rules.REASON.search(text, 8)) and reason.end() == len(text) and not rules.BACK.search(reason[0]):
        yield text[: reason.start()], True


def _filled(match: re.Match[str], meant: str) -> str:
    """The rule's words with those of the turn; a slot that was not said goes, with the "for" before it."""
    for n, words in enumerate(match.groups(), 1):
        meant = meant.replace(f"\\{n}", words) if words is not None else re.sub(rf"(?: for)? ?\\{n}", "", meant)
    return meant


def _verbs(stem: str) -> tuple[str, ...]:
    """What "mov", "sett" and "add" may come from."""
    return (stem, f"{stem}e", stem[:-1]) if stem[-1:] == stem[-2:-1] else (stem, f"{stem}e")


def _topics(text: str) -> Iterator[tuple[str, bool]]:
    """An order about what was named before it, or only behind a remark."""
    for split in rules.SPLIT.finditer(text):
        about, order = text[: split.start()], text[split.end() :]
        if len(about.split()) > MOST_OF_REMARK or (_REPORTS.search(about) and not _ONLY_ASKS.match(order)):
            continue
        joins = split[0].strip() in (",", "and", ", and")
        if joins and rules.ENUMERATES.search(about) and not rules.VERB.match(order):
            continue  # "I'll need milk, ginger and limes on my list"
        carrier = rules.CARRIER.match(order)
        order = rules.IN_PLACE.sub(r"put \1 ", order[carrier.end() if carrier else 0 :])
        order = rules.PARTICLE.sub(r"\1 \2", order)
        things = list(dict.fromkeys(_things(about)))
        if rules.ADD_IT.fullmatch(order) and "<" not in about:
            order += " to my shopping list"
        if length := rules.GIVE_ME.fullmatch(order):
            yield f"set a timer for {length[1]}", False
        if (day := re.search(r"<t\d+>", about)) and rules.THAT_DAY.search(order):
            yield rules.THAT_DAY.sub(lambda m: f" {day[0]}{m[1] or ''}", order), True
        if day and re.fullmatch(r"move [^<]+", order):
            yield f"{order} to {day[0]}", True
        if rules.THERE.fullmatch(order):
            yield from ((f"what time is it in {named}", True) for named in rules.PLACE.findall(about))
        if asked := rules.THAT_IN.fullmatch(order):
            yield from ((f"{asked[1] or asked[3]} {thing}{asked[2] or ''}", True) for thing in things)
        elif asked := rules.IS_THAT.fullmatch(order):
            yield from ((f"{asked[1]} {thing}", True) for thing in things)
        if bare := rules.BARE_REMIND.fullmatch(order):
            yield from ((f"{bare[1]} {link} {thing}{bare[2]}", True) for thing in things for link in ("about", "to"))
        if it := rules.IT.search(order):
            meant = [f"{order[: it.start()]}{thing}{order[it.end() :]}" for thing in things]
            if day and rules.PUT_IN.match(order):  # what is named with its day, and put in with its hour
                yield from ((f"{one} {day[0]}", True) for one in meant if day[0] not in one)
            yield from ((one, True) for one in meant)
        else:
            yield order, True


def _things(about: str) -> Iterator[str]:
    """What a remark is about, in few and in more of its words."""
    last = re.split(r", so |, and | so ", about)[-1]
    if last != about:
        yield from _things(last)
    head = rules.HEAD.match(about)
    thing = about[head.end() if head else 0 :]
    if gone := rules.GONE.fullmatch(thing):
        yield gone[1] or gone[2]
    if now := rules.IS_NOW.fullmatch(thing):
        yield f"{now[1]} to {now[2]}"
    if timed := re.fullmatch(r"((?:from )?<t\d+>(?: (?:to|until|till) <t\d+>)?),? (.+)", thing):
        at = rules.WELL_AT.fullmatch(timed[2])
        yield f"{at[1] if at else timed[2]} {timed[1]}"
    if thing:
        yield thing
    if named := re.search(rf"\b(?:the|my|our) (?:[\w-]+ )*(?:list|calendar|letter|notes?|{rules.KIND}s?)\b.*", about):
        yield named[0]
    if amount := rules.AMOUNT.search(thing):
        yield amount[0]
    yield about


def _marked(timed: Timed) -> str:
    """Its words with marks for the times."""
    text, tokens = timed.said.text, timed.said.tokens
    at, parts = tokens[0].start, []
    for token in tokens:
        if token.tag:
            parts += [text[at : token.start], token.word]
            at = token.end
    return "".join([*parts, text[at : tokens[-1].end]])


def _unmarked(text: str, timed: Timed) -> str:
    for token in timed.said.tokens:
        if token.tag:
            text = text.replace(token.word, timed.said.text[token.start : token.end].strip(" ,"))
    return re.sub(r"\bfor (?:in|after) ", "for ", text)
