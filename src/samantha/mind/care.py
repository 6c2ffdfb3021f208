"""What she does in a crisis: the first of her skills, before any persona, any dialogue and the model.

A prepared answer, calm and short: that she has understood, that she is a program and cannot come, whom to call. It
is given in full once, and again, shorter, whenever the words are again those of a crisis or the number is asked
for. Where the words may be only those of a bad day she asks, as people are advised to, plainly; a yes to that is a
crisis.
"""

from __future__ import annotations

import re

from samantha.core.notes import Note, Turn
from samantha.mind.crisis import Crisis, crisis
from samantha.mind.helplines import Lines, aloud
from samantha.ports import Act

_NUMBER = re.compile(
    r"\b(?:what(?:'s| is| was)|which|give me|tell me|repeat|say|again)\b.{0,30}\b(?:number|line|hotline|helpline)\b"
    r"|\b(?:who|whom|where|what) (?:can|should|could|do|shall) i (?:call|phone|ring|go|text)\b"
    r"|\b(?:can|could) you (?:call|phone|ring)\b.{0,30}(?:for me|them|an ambulance|help|someone)",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|i am|i do|sometimes|maybe|perhaps|a (?:bit|little)|i think so|kind of)\b", re.I
)
_NO = re.compile(r"^\W*(?:no|nope|nah|not really|i'm not|i am not|never|of course not|god no)\b", re.I)

ASKS = (
    "That sounds heavy, and I'm glad you said it. May I ask you plainly: "
    "are you thinking of hurting yourself, or of not living any more?"
)
GOOD = (
    "Thank you for telling me. Then tell me about it, I'm listening. And a friend's ear would be good for this, too."
)

_FIRST: dict[Crisis, str] = {
    "self_harm": (
        "I'm glad you told me, and I'm taking it seriously. I'm a program, so I can't be with you, but people can. "
        "Please call {crisis}. They are there for exactly this. If you are in danger right now, call {emergency}. "
        "Until then, put away what could hurt you, and go where somebody is. Is there someone near you?"
    ),
    "worry": (
        "That is frightening, and it's right to take it seriously. If they are in danger now, call {emergency}, "
        "and stay with them if you can. For advice, for you and for them, call {crisis}. "
        "It does no harm to ask them straight out and to listen."
    ),
    "abuse": (
        "I'm so sorry. What was done is not your fault, and you don't have to face it alone. I'm a program and "
        "can't come, but people can help. If you are in danger right now, get to a safe place and call {emergency}. "
        "To talk with someone who knows about this, call {abuse}. Think of who else might see this computer."
    ),
    "emergency": (
        "This may be an emergency. Please call {emergency}, right now. I can't call for you: I'm a program without a "
        "telephone. Tell them where you are and stay on the line; they will tell you what to do. "
        "Don't drive yourself, and don't stay alone if somebody is near."
    ),
    "despair": ASKS,
}
_AGAIN: dict[Crisis, str] = {
    "self_harm": "I hear you. Please talk to a person now: call {crisis}, or {emergency} if it can't wait.",
    "worry": "Please don't wait with it: call {emergency} if there is danger now, and {crisis} for advice.",
    "abuse": "I hear you, and it isn't your fault. Call {abuse}, or {emergency} if you are in danger now.",
    "emergency": "Please call {emergency}, now. They can help, and I can't from in here.",
    "despair": "I hear you. You can always talk it over with a person: call {crisis}.",
}


class Care:
    """Answers words of crisis. One for each conversation, whose notes it watches.

    lines: whom to call.
    """

    least_pause_ms = 0

    def __init__(self, lines: Lines) -> None:
        self._lines = {
            "emergency": aloud(lines.emergency),
            "crisis": aloud(lines.crisis),
            "abuse": aloud(lines.abuse),
        }
        self._met: list[Crisis] = []
        self._asked = False

    def understands(self, text: str) -> Act | None:
        """The answer to words of crisis, and to what belongs to it; None for all others."""
        kind = crisis(text)
        if kind is not None:
            return self._act(kind)
        if self._asked and _YES.match(text):
            return self._act("self_harm")
        if self._asked and _NO.match(text):
            return self._act(None)
        if self._met and _NUMBER.search(text):
            return self._act(self._met[-1])
        return None

    def watch(self, note: Note) -> None:
        """A turn that does not answer her question ends it: no "yes" of later is an answer to it."""
        if isinstance(note, Turn) and self._asked and self.understands(note.text) is None:
            self._asked = False

    def _act(self, kind: Crisis | None) -> Act:
        async def act() -> str:
            return self._answer(kind)

        return act

    def _answer(self, kind: Crisis | None) -> str:
        self._asked = kind == "despair" and kind not in self._met
        if kind is None:
            return GOOD
        words = (_AGAIN if kind in self._met else _FIRST)[kind]
        self._met.append(kind)
        return words.format(**self._lines)
