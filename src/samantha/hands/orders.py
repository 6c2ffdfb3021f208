"""The orders that the language model may choose from, as a grammar over one turn's own words.

The model invents nothing: an order is one of these sentences, which the templates of the tools know, and its slots
are stretches of what was said (``w``; ``y``, times included), a time or a duration that was found in it (``t``,
``u`` without its preposition, ``d``), or two of its numbers (``n``). What needs a time that was not said is no order
then. "talk" is everything else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from samantha.hands.numbers import UNITS
from samantha.hands.said import Token
from samantha.hands.times import Timed

TALK = "talk"

BEGINS = re.compile(r"(?:write|go on with)\b", re.IGNORECASE)
"""Orders that begin a dictation: from then on what is said is written down."""

LEAD = """\
What somebody says to a voice assistant, and which order it is: one of some fixed orders, filled with his own words. \
All else is talk.

Could you nudge me tomorrow at nine that the rent is due?
= remind me that the rent is due tomorrow at nine
I had a strange dream last night.
= talk
Oat milk and rice, jot that down for the shop.
= add oat milk and rice to my shopping list
Let me have a quarter of an hour on the clock for the soup.
= set a timer for a quarter of an hour for the soup
Prod me at noon about the bins.
= remind me about the bins at noon
What should I cook for my sister?
= talk
Squeeze in a haircut next Tuesday at three.
= put haircut in my calendar next Tuesday at three
Forget about waking me.
= cancel the alarm
I've got the vet on the 9th at half past four, see that it's written in.
= put the vet in my calendar on the 9th at half past four
The drinks with Amy, let's rather have them on Thursday at eight.
= move drinks with Amy to Thursday at eight
Do you think people can change?
= talk
Have I got room for a call on Friday at three?
= am I free on Friday at three
The butter and the jam are in the fridge, so they can come off.
= take butter and the jam off my shopping list
Isn't there some rice on my list already?
= is rice on my shopping list
Jot down that the spare key is under the pot.
= take a note: the spare key is under the pot
I won't be going to yoga after all.
= cancel yoga
Where am I needed this weekend?
= what do I have this weekend
How far along are the eggs?
= how long is left on the eggs timer
I bought seven books at twelve dollars each, what did I pay?
= calculate seven times twelve
My uncle is in Madrid, how late is it for him?
= what time is it in Madrid
My brother used to remind me of our father.
= talk
A few lines to my aunt in Leeds, that's what I'd like to write.
= write a letter to my aunt in Leeds
The deadline is January 4th, is that far off?
= how many days until January 4th
What's on your mind?
= talk
"""
"""Examples, none of them from any set of requests that is scored; the same each time, so it stays evaluated."""

_LISTS = '("shopping" | "to do" | l)'
_WORDS = (
    '"remind me " ("to " | "about " | "that ") y',
    '"cancel the " ("timer" | "alarm" | "reminder")',
    '"cancel the reminder about " w',
    '"cancel the " w " timer"',
    '"how long is left on the " (w " ")? "timer"',
    '"what " ("reminders" | "alarms" | "timers") " do I have"',
    f'"add " y " to my " {_LISTS} " list"',
    f'"take " w " off my " {_LISTS} " list"',
    f'"is " w " on my " {_LISTS} " list"',
    f'"what is on my " {_LISTS} " list"',
    f'"clear my " {_LISTS} " list"',
    '"take a note: " y',
    '"read my notes"',
    '"what did I note about " w',
    '"delete the note about " w',
    '"put " w " in my calendar"',
    '"cancel " w',
    '"when is " w',
    '"what is next"',
    '"what time is it" (" in " w)?',
    '"what is the date"',
    '"flip a coin"',
    '"roll a die"',
    '"choose between " w " and " w',
    '"write a letter to " w',
    '"read me the letter to " w',
    '"go on with the letter to " w',
    '"what letters do I have"',
    '"how do you spell " w',
)
_TIMED = (
    '"remind me " ("to " | "about " | "that ") w " " t',
    '"wake me " t',
    '"put " w " in my calendar " t',
    '"move " w " to " u',
    '"move the " ("alarm" | "reminder") " to " u',
    '"cancel " w " " t',
    '"cancel the " ("alarm" | "reminder") " " t',
    '"what do I have " t',
    '"am I free " t',
    '"what is the date " t',
    '"what day of the week is " u',
    '"how many days until " u',
)
_LONG = (
    '"set a timer for " d (" for " w)?',
    '"add " d " to the " (w " ")? "timer"',
    '"make " w " " d " longer"',
    '"make the " ("alarm" | "reminder") " " d (" later" | " earlier")',
    '"move " w " " d (" later" | " earlier")',
)
_OF_A_NUMBER = '"how many " w " are in " y'

_BEFORE_A_TIME = re.compile(r"(?:(?:to|until|till|for|on|at|by|in) )+", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d.,]*")


def grammar(timed: Timed) -> str:
    """In GBNF, as llama.cpp reads it."""
    text, tokens = timed.said.text, timed.said.tokens
    orders = list(_WORDS)
    rules: list[str] = []
    for name, of, more in (("t", "t", _TIMED), ("d", "d", _LONG)):
        times = [_surface(text, token) for token in tokens if token.tag.startswith(of)]
        if times:
            orders += more
            rules.append(f"{name} ::= {' | '.join(map(_quoted, times))}")
            if name == "t":
                bare = [_BEFORE_A_TIME.sub("", time) or time for time in times]
                rules.append(f"u ::= {' | '.join(map(_quoted, bare))}")
    if not any(token.tag for token in tokens):
        orders.append('"set a timer"')
    numbers = _numbers(text, tokens)
    if numbers:
        orders.append(_OF_A_NUMBER)
    pairs = [f"{_quoted(one)} o {_quoted(other)}" for one in numbers for other in numbers if one != other]
    if pairs:
        orders.append('"calculate " c')
        rules.append(f"c ::= {' | '.join(pairs)}")
        rules.append('o ::= " plus " | " minus " | " times " | " divided by " | " percent of "')
    single = [_quoted(_surface(text, token)) for token in tokens if not token.tag]
    rules.append("l ::= " + (" | ".join(single) or '""'))
    words = [n for n, token in enumerate(tokens) if not token.tag]
    rules.append("w ::= " + (" | ".join(f"w{n}" for n in words) or '""'))
    rules.append("y ::= " + " | ".join(f"y{n}" for n in range(len(tokens))))
    for n, token in enumerate(tokens):
        rules.append(f"y{n} ::= {_stretch(text, tokens, n, 'y')}")
        if not token.tag:
            rules.append(f"w{n} ::= {_stretch(text, tokens, n, 'w')}")
    return "\n".join([f'root ::= " " ("{TALK}" | {" | ".join(orders)}) "\\n"', *rules])


def _stretch(text: str, tokens: Sequence[Token], n: int, kind: str) -> str:
    """The words from here on, up to anywhere."""
    here = _quoted(_surface(text, tokens[n]))
    if n + 1 == len(tokens) or (kind == "w" and tokens[n + 1].tag):
        return here
    between = text[tokens[n].end : tokens[n + 1].start]
    gap = "" if not between else ", " if "," in between else " "
    return f"{here} ({_quoted(gap)} {kind}{n + 1})?" if gap else f"{here} {kind}{n + 1}?"


def _numbers(text: str, tokens: Sequence[Token]) -> list[str]:
    return [
        _surface(text, token)
        for token in tokens
        if not token.tag and (_NUMBER.fullmatch(token.word) or token.word in UNITS or token.word in _TENS)
    ]


_TENS = frozenset(
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty"
    " seventy eighty ninety hundred".split()
)


def _surface(text: str, token: Token) -> str:
    return text[token.start : token.end].strip(" ,.;:!?")


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
