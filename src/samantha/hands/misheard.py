"""What ears make of short orders in a room: a request that nothing understands is tried once more as it may have
been said.

Whisper guesses a first word that the room has blurred by what usually begins a sentence, not by what is said to an
assistant: "undo that" becomes "and do that", "snooze for five minutes" "it's news for five minutes". These are such
readings, as they were heard from two voices in the rooms of ``bench/hands_aloud.py``. Each is tried only where the
whole turn is then a request that a template knows, so talk that begins like one stays talk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_READINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), meant)
    for pattern, meant in (
        (r"^(?:and|on|i|when) do (that|this|it)$", r"undo \1"),
        (r"^(?:undue|under|untoo|onto) (that|this|it)$", r"undo \1"),
        (r"^(?:it's news|it is news|its news|snus|snows|the news|is news)\b", "snooze"),
        (r"^(?:foot|but|poot|pull|pot) (?=.+ (?:list|calendar)$)", "put "),
        (r"^(?:at|had|and|as) (?=.+ to (?:my|the) .*(?:list|calendar)$)", "add "),
        (r"^(?:said|sat|sit|set|that|setic|zedic|setta|cetic)(?: a| the| at)? (?=(?:[\w-]+ )*(?:timer|alarm"
         r"|reminder)\b)",
         "set a "),
        (r"^(?:time|time her|timers) for (?=.+(?:minute|second|hour)s?$)", "timer for "),
        (r"^(?:remind|mind|we mind|remine) (?:me,? )?(?:too|two)\b[.,]? ?", "remind me to "),
        (r"^(?:i'll|a|the|we|please) remind me\b", "remind me"),
        (r"^(?:wait|week|make|way) me up\b", "wake me up"),
        (r"^(?:rose|rule|wrote|role) (?=(?:a|two|three|the) (?:die|dice)\b)", "roll "),
        (r"^(?:cancer|council|can sell|counsel)\b", "cancel"),
        (r"^what (?=\d)", "what is "),
        (r"^(what|which) the (?=(?:year|day|date|time|month)\b)", r"\1 "),
        (r"\bin my nose$", "in my notes"),
        (r"\bto remind her (?=for|to|about)", "a reminder "),
        (r"^(?:bride|ride|right|rydol|rite|white)(?: a)? letter to\b", "write a letter to"),
        (r"^(?:bring|lead|breed|need|we need|remind)(?: me)? the letter to\b", "read me the letter to"),
        (r"\bmake it happen hour\b|\bmake it half in hour\b", "make it half an hour"),
    )
)  # fmt: skip


def readings(text: str) -> Iterator[str]:
    """What the turn may have been, if it was misheard."""
    bare = text.strip().rstrip(".!?")
    for pattern, meant in _READINGS:
        tried = pattern.sub(meant, bare)
        if tried != bare:
            yield tried
