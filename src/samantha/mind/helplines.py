"""Whom to call, by country: the emergency number, a line for those in despair, and one for those who are hurt.

Public numbers that seldom change; still, a number here is only as good as its last check, and a user can put his own
over it (``care.emergency``, ``care.crisis_line``, ``care.abuse_line``). Where the country is not known nothing is
guessed: a wrong number is worse than a general word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lines:
    """What to call, each as it stands in a sentence after "call": number first, then its name in brackets or ""."""

    emergency: str
    crisis: str
    abuse: str


EVERYWHERE = Lines(
    "your local emergency number, which is 112 or 911 on most phones",
    "a crisis line in your country: findahelpline.com lists them",
    "a help line for victims in your country: findahelpline.com lists them",
)

_LINES = {
    "at": Lines("112", "142 (Telefonseelsorge)", "0800 222 555 (Frauenhelpline)"),
    "au": Lines("000", "13 11 14 (Lifeline)", "1800 737 732 (1800 RESPECT)"),
    "br": Lines("192, or 190 for the police", "188 (CVV)", "180 (Central de Atendimento à Mulher)"),
    "ca": Lines("911", "988 (Suicide Crisis Helpline)", "211, which knows the shelters near you"),
    "ch": Lines("144, or 117 for the police", "143 (Die Dargebotene Hand)", "117, the police"),
    "de": Lines("112, or 110 for the police", "0800 111 0 111 (TelefonSeelsorge)", "116 016 (Hilfetelefon)"),
    "es": Lines("112", "024", "016"),
    "fr": Lines("112", "3114 (the national suicide prevention line)", "3919 (Violences Femmes Info)"),
    "gb": Lines("999", "116 123 (Samaritans)", "0808 2000 247 (the Domestic Abuse Helpline)"),
    "ie": Lines("112", "116 123 (Samaritans)", "1800 341 900 (Women's Aid)"),
    "in": Lines("112", "14416 (Tele MANAS)", "181 (the Women Helpline)"),
    "it": Lines("112", "02 2327 2327 (Telefono Amico)", "1522"),
    "nl": Lines("112", "113 (Zelfmoordpreventie)", "0800 2000 (Veilig Thuis)"),
    "nz": Lines("111", "1737 (Need to Talk)", "0800 733 843 (Women's Refuge)"),
    "us": Lines("911", "988 (the Suicide and Crisis Lifeline)", "1 800 799 7233 (the Domestic Violence Hotline)"),
    "za": Lines("112", "0800 567 567 (SADAG)", "0800 428 428 (the GBV Command Centre)"),
}


def lines(country: str) -> Lines:
    """The lines of a country, by its two letters; of none in particular where it is unknown."""
    return _LINES.get(country.lower(), EVERYWHERE)


def countries() -> tuple[str, ...]:
    """The countries whose lines are known."""
    return tuple(_LINES)


def aloud(line: str) -> str:
    """The line for the ear: numbers digit by digit, names in a clause of their own ("9 8 8, the Lifeline")."""
    spaced = re.sub(r"\d[\d ]*\d", lambda number: _digits(number[0]), line)
    return re.sub(r" \(([^)]*)\)", r", \1", spaced)


def _digits(number: str) -> str:
    return ", ".join(" ".join(group) for group in number.split())
