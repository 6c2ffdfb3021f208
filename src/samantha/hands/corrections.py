"""What people say when something was not what they meant: "no, I meant Friday", "not bread, butter", "scrap that".

Two kinds: it is to be taken back (``undoes``, ``scraps``, ``calls_off``), or one slot of the request is said anew
(``changed`` for times, lengths and who it is with, ``reworded`` for words). A correction changes the request that was
made, and the skill begins it again; nothing here acts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from samantha.hands.repairs import replaced
from samantha.hands.said import Said, said
from samantha.hands.times import find, only_when
from samantha.hands.tool import Asked
from samantha.hands.when import When

_UNDO = re.compile(
    r"(?:(?:no|oh|oops|wait|sorry|never ?mind|actually|please) )*(?:(?:undo|take) (?:it|that|this)(?: back| again)?"
    r"|undo(?: (?:the last|my last|the last thing)(?: one)?)?|take back)(?: please)?"
)
_ON_SECOND_THOUGHT = r"(?:(?:no|sorry|wait|actually|hmm|oh|oops|well|okay|ok|on second thoughts?|you know what) )*"
_SCRAPS = re.compile(
    rf"{_ON_SECOND_THOUGHT}(?:never ?mind )?(?:let's )?(?:(?:forget|scrap|cancel|drop|delete|remove|scratch|strike"
    r"|lose|take) (?:it|that|this|them|those|that one|those two|that last one|the last (?:one|thing|bit))"
    r"(?: (?:off|out|away|back|down|again|from there|after all|then|please))*|forget about (?:it|that)"
    r"|(?:bring|put|get) (?:it|that|them) back(?: again)?(?: (?:where|how|as|to where) it was)?"
    r"|(?:restore|reinstate) (?:it|that|them))(?: please)?"
    r"(?: (?:cancel|forget|drop|scrap) (?:it|that))?"
)
"""Takes back what was done a turn or two ago; of what is older it means nothing."""
_CALLS_OFF = re.compile(
    rf"{_ON_SECOND_THOUGHT}(?:stop (?:it|that|this|them)|never ?mind"
    r"|i(?:'ve| have)? changed my mind(?: about (?:it|that|this))?|don't"
    r"|don't (?:do (?:it|that)|bother))"
    r"(?: (?:cancel|forget|drop|scrap) (?:it|that)| don't bother)?"
)
"""Takes back what was done just now; behind talk it only means the talk."""
_REASON = re.compile(r"[,.;] (?=(?:i|he|she|they|we|it|there|that)\b)", re.IGNORECASE)
_CORRECTS = re.compile(
    r"(?:no|nope|sorry|wait|actually|hang on|hold on)[, ]+(?:(?:no|sorry|wait|actually|hang on|hold on)[, ]+)*"
    r"(?:i (?:meant|mean|said) |make (?:it|that) |i want(?:ed)? |(?:that|it)(?: should|'s meant to| was meant to) be "
    r"|not .+? but )?"
    r"|did (?:i|we) say [^?.,]+[?.,]+ (?:i|we) (?:meant|mean) "
    r"|(?:oh[, ]+)?(?:i (?:didn't|did not) (?:mean|say) [^,.]+[,.] )?(?:i (?:meant|mean|said) "
    r"|(?:oh[, ]+)?make (?:it|that) |(?:that|it) (?:should|was meant to) be |not [^,.]{1,30}, (?:but )?)"
    r"|oh[, ]+(?:hang on|hold on|wait|sorry|no)[, ]+(?:(?:that|it) (?:should|was meant to) be |make (?:it|that) )?",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"(?:(?:no|nope|sorry|wait|actually|oh)[, ]+)+(?:i (?:meant|mean|said)|not .+? but|make (?:it|that)) "
    r"|(?:i (?:didn't|did not) (?:mean|say) [^,.]+[,.] i (?:meant|mean|said)|not [^,.]{1,30},(?: but)?) "
    r"|(?:(?:no|nope|sorry|wait|oops|oh)[, ]+){2,}",
    re.IGNORECASE,
)
"""Corrects also words, where something was changed just now."""
_I_MEAN = re.compile(r"([^,.?!]{2,30}),? (?:i (?:mean|meant)|i should have said|rather)[.!]?", re.IGNORECASE)
"""What is right stands first: "Half past one, I mean." """
_THEN_CORRECTS = re.compile(r"[.!?] (?=(?:no|sorry|wait|actually|oh)\b[, ])", re.IGNORECASE)
_THEN_MAKE_IT = re.compile(
    r"[^?\"“]{3,80}?[.,!;:] (?:(?:so|then|please|can you|could you|let's|better|just)[, ]+)*"
    r"(?:make (?:it|that)|change (?:it|that) to) ",
    re.IGNORECASE,
)
"""A remark, and behind it what is right: "It's Saturday tomorrow. Make it nine." """
_OF_ITS_OWN = frozenset(
    "it that this i you he she we they me him her us them is are was were do does did not no what who how why it's"
    " that's as just well fine good thanks thank never nothing none mind undo cancel".split()
)
"""Words of a sentence that is no correction."""
_THE_LIST = re.compile(r"(?:(?:on|to|from|off|onto) )?(?:the|my|our) (.+) list", re.IGNORECASE)
_READ_OUT = ("sum", "told", "value", "from")
"""Slots that hold what was understood, and no words of the user's."""


def undoes(words: Said) -> bool:
    """Whether the last change is to be taken back, however long ago it was."""
    return bool(_UNDO.fullmatch(words.words))


def scraps(words: str) -> bool:
    """Whether what was done a turn or two ago is to be taken back; of what is older it means nothing."""
    return bool(_SCRAPS.fullmatch(words))


def calls_off(words: str) -> bool:
    """Whether what was done in the turn before is to be taken back."""
    return bool(_CALLS_OFF.fullmatch(words))


def without_reason(text: str) -> str:
    """Its words up to what only tells why: "Forget that, he's just rung to cancel." """
    return said(_REASON.split(text, maxsplit=1)[0]).words


def correction(text: str) -> str | None:
    """What is said to be right, behind "no, I meant"; None if nothing is corrected."""
    match = _CORRECTS.match(text.strip()) or _THEN_MAKE_IT.match(text.strip())
    if match is None and (behind := _I_MEAN.fullmatch(text.strip())):
        return behind[1]
    return text.strip()[match.end() :] if match else None


def corrects_words(text: str) -> bool:
    """Whether a correction may be one of words too, where something was changed just now."""
    return bool(_MEANT.match(text.strip()))


def is_read_out(asked: Asked) -> bool:
    """Whether its slots hold only what was understood, so that a correction must go into the user's own words."""
    return bool(asked.texts) and not asked.whens and not asked.lengths and set(asked.texts) <= {*_READ_OUT, "to"}


def corrected_at_once(text: str) -> tuple[str, str] | None:
    """A request, and the sentence behind it that corrects it: "Timer for five minutes. No, six." """
    split = _THEN_CORRECTS.search(text)
    return (text[: split.start()], text[split.end() :]) if split else None


def changed(asked: Asked, text: str, now: datetime) -> Asked | None:
    """The request with one slot said anew: a time, a duration, or who it is with."""
    words = said(text)
    if not words.tokens:
        return None
    if (past := re.fullmatch(r"(half|(?:a )?quarter|five|ten|twenty) past", words.words)) and asked.when.clock:
        minutes = {"half": 30, "five": 5, "ten": 10, "twenty": 20}.get(past[1], 15)
        return asked.with_when("when", replace(asked.when, clock=replace(asked.when.clock, minute=minutes)))
    if asked.when.after and (number := re.fullmatch(r"(?:in |to )?(\w+(?:[ -]\w+)?)", words.words)):
        unit = (
            "hours"
            if asked.when.after >= timedelta(hours=1) and not asked.when.after % timedelta(hours=1)
            else "minutes"
        )
        for told in (words, said(f"{number[1]} {unit}")):  # "in forty minutes", "no, an hour", "no, fifty"
            length = find(told, now)
            if len(length.said.tokens) == 1 and length.durations:
                return asked.with_when("when", replace(asked.when, after=length.durations[0]))
    when = only_when(words, now)
    name = "to" if "to" in asked.whens else "when"
    if when is not None and (name in asked.whens or not asked.lengths):
        if name not in asked.whens and not asked.texts:
            return None
        was = asked.whens.get(name, When())
        if was.every and was.every.days and when.day and not when.every:  # "every Monday", "no, Tuesday"
            day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[when.day.weekday()]
            when = replace(when, day=None, every=replace(was.every, days=(day,)))
        return asked.with_when(name, was.changed(when))
    timed = find(words, now)
    if len(timed.said.tokens) == 1 and timed.durations and asked.lengths:
        return replace(asked, lengths=dict.fromkeys(asked.lengths, timed.durations[0]))
    if (number := re.fullmatch(r"(?:for )?(\w+(?: \w+)?)", words.words)) and asked.lengths:
        length = find(said(f"{number[1]} minutes"), now)
        if len(length.said.tokens) == 1 and length.durations:
            return replace(asked, lengths=dict.fromkeys(asked.lengths, length.durations[0]))
    with_whom = re.fullmatch(r"with (.+)", text.strip(" .!?"), re.IGNORECASE)
    what = asked.text("what")
    if with_whom and " with " in what:
        return replace(asked, texts={**asked.texts, "what": f"{what.rsplit(' with ', 1)[0]} with {with_whom[1]}"})
    return None


def reworded(asked: Asked, words: Said) -> Asked | None:
    """The request with other words in its place for words, as people repair them: "No, I meant bread." """
    slots = [name for name in asked.texts if name not in ("list", *_READ_OUT)]
    if (other := _THE_LIST.fullmatch(words.whole)) and {"things", "thing"} & set(slots):
        return replace(asked, texts={**asked.texts, "list": other[1]})
    if not 1 <= len(words.tokens) <= 5 or not _OF_ITS_OWN.isdisjoint(words.words.split()):
        return None
    new = replaced(asked.texts[slots[0]], words.whole) if len(slots) == 1 else None
    return replace(asked, texts={**asked.texts, slots[0]: new}) if new else None
