"""Introductions: "This is Amy." She asks for leave, hears both voices, and knows them from then on.

Each gives leave aloud, in the very voice that is kept; the user first, whose voice nobody needed to know before. What
is said on the way is kept nowhere. Voices too alike to be told apart are not kept: a wall that lets everybody through
would be none.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from samantha.errors import SamanthaError
from samantha.mind.memory.words import RELATION
from samantha.mind.names import NO_NAMES
from samantha.mind.people.circle import SURE, USER, Circle, Person, likeness
from samantha.ports import Act, Voiceprint

ENOUGH_S = 5.0
"""So much speech makes a voice known."""

MOST_ASKED = 5
"""So often she asks one of them for some more words."""

THINKING_PAUSE_MS = 1200
"""Who tells of the day pauses for longer."""

_WORD = r"[^\W\d_a-z][\w'’-]+"
_INTRODUCES = re.compile(
    r"(?i:(?:(?:hey|hi|hello|okay|ok|so|well|and|samantha|look)[,.!]? )*)"
    r"(?i:(?P<weak>this is|here is|here's|here comes)|meet|say (?:hello|hi) to|i(?:'d| would) (?:like|love) you to"
    r" meet|i want you to meet|(?:let me|may i|can i|i(?:'d| would) like to|i want to) introduce(?: you(?: two)? to)?"
    r"|get to know) "
    rf"(?:(?i:my (?:\w+ )?{RELATION}|my (?:\w+ )?(?:friend|colleague|neighbou?r|flatmate|roommate|guest))[, ]+)?"
    rf"(?P<name>{_WORD}(?: {_WORD})?)(?:,? (?i:my|our|a|the) [\w' -]+)?[.!]*"
)
_NO_PEOPLE = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december english french german italian spanish america england god samantha
    what""".split()
)
_YES = re.compile(
    r"\b(?:yes|yeah|yep|yup|sure|okay|ok|of course|certainly|all right|alright|fine|please do|go ahead)\b", re.I
)
_NO = re.compile(r"^\W*(?:no|nope|nah|never|i'd rather not|rather not|i don't want|please don't|don't)\b", re.I)
_LEAVES = re.compile(
    r"\W*(?:samantha\W+)?(?:stop|stop it|cancel|never ?mind|forget (?:it|that|about it)|leave it|not now|later)"
    r"(?: please)?\W*",
    re.IGNORECASE,
)


class Talked(Protocol):
    """Where words of a conversation are."""

    async def forget(self, mentions: Callable[[str], bool]) -> None:
        """Drops every turn of which ``mentions`` is true."""


@dataclass(slots=True)
class _Asking:
    """Who is being asked, and what has been heard of the voice so far."""

    key: str
    name: str
    agreed: bool = False
    asked: int = 1
    voices: list[Voiceprint] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return sum(voice.seconds for voice in self.voices)


class Introductions:
    """The skill; it belongs to the user alone.

    voice: that of the turn it is asked about. mixed: several utterances of one voice as one. user: the user's name or
    "". talked: the user's conversation. came: is told who is known from now on.
    """

    def __init__(
        self,
        circle: Circle,
        *,
        voice: Callable[[], Voiceprint | None],
        mixed: Callable[[list[Voiceprint]], Voiceprint],
        user: Callable[[], str],
        talked: Talked,
        came: Callable[[Person], Awaitable[None]],
    ) -> None:
        self._circle = circle
        self._voice = voice
        self._mixed = mixed
        self._user = user
        self._talked = talked
        self._came = came
        self._guest = ""
        self._asking: _Asking | None = None
        self._known: list[Person] = []
        self._words: list[str] = []

    @property
    def leads(self) -> bool:
        """Whether somebody is being introduced: then every turn is for this skill, whoever speaks."""
        return self._asking is not None

    @property
    def least_pause_ms(self) -> int:
        """Long while somebody tells of the day."""
        return THINKING_PAUSE_MS if self.leads else 0

    def understands(self, text: str) -> Act | None:
        """An introduction, and every turn until it is over."""
        if self._asking is not None:
            return partial(self._answered, self._asking, text, self._voice())
        name = introduced(text)
        return partial(self._begin, name) if name and name != self._user() else None

    async def _begin(self, name: str) -> str:
        people = self._circle.people
        if any(person.name.lower() == name.lower() for person in people):
            return f"Hello {name}. I know a {name} already. If that was somebody else, tell me another name."
        self._guest, self._known, self._words = name, [], []
        if people:
            self._asking = _Asking(self._circle.new_key(), name)
            return f"Hello {name}. {_asks_guest(name)}"
        self._asking = _Asking(USER, self._user())
        return (
            f"Hello {name}, I'm glad to meet you. To tell your voices apart I would keep what they sound like, on "
            f"this computer alone. First you{_named(self._user())}: may I? Then say yes, and tell me in two or three "
            "sentences how you know each other."
        )

    async def _answered(self, asking: _Asking, text: str, voice: Voiceprint | None) -> str:
        self._words.append(text)
        if _LEAVES.fullmatch(text):
            return await self._leave("All right. I've kept nothing.")
        if not asking.agreed and _NO.search(text):
            return await self._leave(f"Then I won't. I'm glad to talk all the same{_named(self._guest)}.")
        asking.agreed = asking.agreed or bool(_YES.search(text))
        asking.asked += 1
        if voice is not None and asking.agreed:
            asking.voices.append(voice)
        if asking.agreed and asking.seconds >= ENOUGH_S:
            return await self._heard(Person(asking.key, asking.name, self._mixed(asking.voices)))
        if asking.asked > MOST_ASKED:
            return await self._leave("I couldn't hear enough of your voice. Let us try it another time.")
        if not asking.agreed:
            return f"I need a clear yes for that{_named(asking.name)}. May I keep what your voice sounds like?"
        return "Thank you. A little more, please: what did you do today?"

    async def _heard(self, person: Person) -> str:
        self._known.append(person)
        if person.key == USER:
            self._asking = _Asking(self._circle.new_key(), self._guest)
            return f"Thank you. {_asks_guest(self._guest)}"
        others = [*self._circle.people, *self._known[:-1]]
        if any(likeness(person.voice, other.voice) >= SURE for other in others):
            return await self._leave("That sounds too much like a voice I know already, so I keep nothing of it.")
        try:
            self._circle.welcome(*self._known)
        except SamanthaError as error:
            return await self._leave(f"I'm sorry, that didn't work: {error.what}.")
        await self._came(person)
        return await self._leave(
            f"Thank you, {person.name}. From now on I know you by your voice, as well as a program can: now and then "
            "I take one for another. What either of you tells me I tell nobody else."
        )

    async def _leave(self, words: str) -> str:
        """It is over; nothing of what was said on the way is left in the user's conversation."""
        said, self._asking = self._words, None
        await self._talked.forget(lambda text: any(one in text for one in said))
        return words


def introduced(text: str) -> str:
    """The name of somebody who is introduced with these words, "" if they do nothing of that kind."""
    match = _INTRODUCES.fullmatch(text.strip().replace("’", "'"))
    if match is None:
        return ""
    words = match["name"].split()
    known = NO_NAMES | _NO_PEOPLE if match["weak"] else NO_NAMES
    return "" if any(word.lower() in known for word in words) else match["name"]


def _asks_guest(name: str) -> str:
    return (
        f"Now you, {name}: may I keep what your voice sounds like, so that I know you when you come again? "
        "If I may, say yes, and tell me in two or three sentences what your day was like."
    )


def _named(name: str) -> str:
    return f", {name}" if name else ""
