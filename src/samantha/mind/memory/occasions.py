"""Occasions: what people go to, and are asked about afterwards."""

from __future__ import annotations

import re

_ENJOYED = (
    "dinner lunch breakfast brunch supper picnic barbecue party wedding concert opera ballet play film movie festival"
    " trip holiday vacation weekend anniversary graduation reunion recital visit walk hike"
)
_PASSED = (
    "appointment interview exam test surgery operation presentation hearing meeting lesson class marathon race match"
    " game audition rehearsal talk lecture speech flight move check-up checkup"
)
_MOURNED = "funeral memorial"

OCCASION = re.compile(
    rf"\b(?:(?P<enjoyed>{'|'.join(_ENJOYED.split())})|(?P<passed>{'|'.join(_PASSED.split())})"
    rf"|(?P<mourned>{'|'.join(_MOURNED.split())}))\b",
    re.IGNORECASE,
)
"""enjoyed: "how was it?"; passed: "how did it go?"; mourned: neither."""


def occasion(text: str) -> str:
    """The first kind of occasion in the text, in small letters; "" for none."""
    found = OCCASION.search(text)
    return found[0].lower() if found else ""
