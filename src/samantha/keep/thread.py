"""The thread of the last conversation: what of it is still in mind, and what is said after having been gone.

No model has a part in it: what she was told is repeated in the user's own words, out of the journal.
"""

from __future__ import annotations

from collections.abc import Sequence

from samantha.ports import Exchange

MOST_WORDS = 300
"""So many words are taken back into mind: at each start the model has to read them again."""

QUOTED_WORDS = 30
"""A longer turn is quoted from its end."""


def in_mind(past: Sequence[Exchange], now: float, minutes: int) -> list[Exchange]:
    """The newest exchanges with no longer a break between them, or behind them, than ``minutes``; oldest first."""
    kept: list[Exchange] = []
    words = 0
    for exchange in reversed(past):
        words += len(exchange.said.split()) + len(exchange.heard.split())
        if now - exchange.at > minutes * 60 or (kept and words > MOST_WORDS):
            break
        kept.insert(0, exchange)
        now = exchange.at
    return kept


def taken_up(past: Sequence[Exchange], now: float, minutes: int) -> str:
    """What she says after a conversation was cut off, "" if that is too long ago or nothing had been told."""
    last = next((exchange for exchange in reversed(past) if exchange.said), None)
    if last is None or now - last.at > minutes * 60:
        return ""
    words = last.said.split()
    quote = " ".join(words[-QUOTED_WORDS:])
    if last.heard and last.ended:
        return f"Sorry, I was gone for a moment. You were telling me: {quote}"
    if last.heard:
        return f"Sorry, I was gone in the middle of my answer. You had said: {quote}"
    return f"Sorry, I was gone for a moment, and had not answered yet. You had said: {quote}"
