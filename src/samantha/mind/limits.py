"""What she cannot do, recognised by code: a small model would rather please than admit it.

Asked to switch off a lamp, the 1.5B model says that it has done so; asked for the weather, it invents some. So
these few kinds of request never reach it, nor do questions about herself (``identity``). Each line tells the truth
of today; whoever gives her a new ability takes its pattern out here.
"""

from __future__ import annotations

import re

from samantha.mind.identity import SELF

_DEVICES = (
    r"\b(turn|switch)\s+(on|off|up|down)\b|\b(turn|switch)\b.{1,40}\b(on|off|up|down)[.!?]*$"
    r"|\b(dim|unlock|lock)\s+the\b|\bset the (thermostat|lights?|heating)\b"
    r"|\b(play|put on) (some |a |the |my )?(music|song|radio)\b"
)
_WEATHER = (
    r"\bwhat('s| is| will)?\b.{0,30}\b(weather|forecast|temperature)\b|\bweather (in|for|like|today|tomorrow)\b"
    r"|\b(is|will) it\b.{0,20}\b(rain|snow|sunny|raining|snowing|cold|hot|warm)\b|\bhow (cold|hot|warm) is it\b"
)
_ACCOUNTS = (
    r"\b(check|track|read|find|see|status of|where('s| is)|look at)\b.{0,40}"
    r"\b(order|parcel|package|delivery|account|balance|e-?mails?|messages?|inbox)\b"
    r"|\bmy (order|parcel|package|delivery|account|inbox)\b|\border status\b"
)
# "Who do I send rent to?" asks; "send the rent to Jo" wants it done.
_OUTSIDE = (
    r"\b(google|search (for|the)|look up|browse)\b|\b(today's|latest) (news|headlines)\b|\bstock price\b"
    r"|\bwhat('s| is| are)\b.{0,20}\bthe (news|headlines)\b"
    r"|^(?!(?:what|who|when|where|which|how (?:much|many|often))\b)(?:.*\b)?"
    r"(call|phone|text|e-?mail|send)\b.{0,30}\b(to|for me|him|her|them|mom|mum|dad)\b"
)

_PAPER = (
    r"^(?:(?:can|could|would|will) you |please )*(?:print|export)\b.{0,20}\b(?:it|this|that|letters?)\b"
    r"|\b(?:letter|it|that|this) (?:out )?as an? (?:pdf|word|document|file|text)\b"
)

_OTHERS = (
    r"\bhow many\b.{0,20}\b(others?|people|persons|users?|conversations?)\b.{0,30}\b(talk|speak|chat|hav|hold)\w*\b"
    r"|\b(talk|speak|chat)(ing)? (to|with) (anybody|anyone|somebody|someone|other people|others)( else)?\b.{0,20}\?"
)

_LINES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), line)
    for pattern, line in (
        *SELF,
        (_OTHERS, "To nobody else. I hold one conversation at a time, and it is this one."),
        (_DEVICES, "I'm sorry, I can't switch or play anything from here."),
        (_WEATHER, "I don't know the weather, I'm afraid. I can't look outside from in here."),
        (
            _ACCOUNTS,
            "I can't see any orders, accounts or messages from here, so I don't know. They stay yours alone.",
        ),
        (
            _PAPER,
            "I can't print or export by voice. In a terminal, samantha letters export makes a page or a document.",
        ),
        (_OUTSIDE, "I can't do that. I live on this computer and never go online."),
    )
)


def plain_answer(text: str) -> str | None:
    """What there is to say to a request that she cannot carry out, or that asks what she is; None for all others."""
    return next((line for pattern, line in _LINES if pattern.search(text)), None)
