"""What has been said in this conversation, kept inside the context window.

The history holds what the user said and what the user heard. When it no longer fits, the oldest turns go; the persona
never does. More is dropped than needed, so that the prompt's beginning, and with it the model's cache, stays the same
for many turns in between; the cache of the rest is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from samantha.ports import LanguageModel, Message

KEEP_SHARE = 0.6
"""Share of the room for history that is filled again after dropping."""

MOST_MESSAGES = 400
"""Kept at the most, whatever the window: some answers need no model, and nothing else would bound them."""


class History:
    """The turns so far, oldest first, alternating between user and assistant."""

    def __init__(self) -> None:
        self._messages: list[Message] = []
        self._forgot = False

    @property
    def messages(self) -> Sequence[Message]:
        """A chat that begins and ends with the user, if anything was said."""
        return tuple(self._messages)

    def add(self, message: Message) -> None:
        """Adds a message; one by the same speaker as the last continues it (a turn taken back and gone on with)."""
        if not self._messages and message.role == "assistant":
            return  # chat templates want the user to begin
        self._messages = _joined(self._messages, message)
        if len(self._messages) > MOST_MESSAGES:
            del self._messages[:2]  # a question and its answer: the user still begins

    def note(self, text: str, notes: str) -> None:
        """Puts notes in front of the words of the latest turn."""
        if self._messages and self._messages[-1].role == "user":
            before = self._messages[-1].content.removesuffix(text)
            self._messages[-1] = Message("user", f"{before}{notes}{text}")

    def forget(self, mentions: Callable[[str], bool]) -> None:
        """Drops every question with its answer of which ``mentions`` is true for one."""
        pairs = [self._messages[at : at + 2] for at in range(0, len(self._messages), 2)]
        self._messages = [m for pair in pairs if not any(mentions(m.content) for m in pair) for m in pair]
        self._forgot = True

    async def fit(
        self, persona: Sequence[Message], model: LanguageModel, room: int, so_far: str | None = None
    ) -> list[Message]:
        """The prompt: persona and history in at most ``room`` tokens; drops the oldest turns for good if need be.

        so_far: words of a turn that is not over, put behind the history for this prompt only.
        """
        chat = self._chat(so_far)  # as it is now: more may be said while tokens are counted
        if await model.count([*persona, *chat]) > room:
            fixed = await model.count(persona)
            goal = fixed + int((room - fixed) * KEEP_SHARE)
            gone = await _oldest(chat, persona, model, goal)
            chat = chat[gone:]
            del self._messages[:gone]
            if not self._forgot:  # what was evaluated behind it would remember it
                await model.slide([*persona, *chat])
        self._forgot = False
        return [*persona, *await _shortened(chat, persona, model, room)]

    def _chat(self, so_far: str | None) -> list[Message]:
        return list(self._messages) if so_far is None else _joined(self._messages, Message("user", so_far))


def _joined(messages: list[Message], message: Message) -> list[Message]:
    """The chat with one more message; two by the same speaker become one."""
    if messages and messages[-1].role == message.role:
        return [*messages[:-1], Message(message.role, f"{messages[-1].content} {message.content}")]
    return [*messages, message]


async def _oldest(chat: list[Message], persona: Sequence[Message], model: LanguageModel, goal: int) -> int:
    """How many messages must go from the front, in pairs, until the rest has at most ``goal`` tokens or is one."""
    low, high = 1, len(chat) // 2
    while low < high:  # counting takes some milliseconds, so not one after the other
        middle = (low + high) // 2
        if await model.count([*persona, *chat[2 * middle :]]) > goal:
            low = middle + 1
        else:
            high = middle
    return min(2 * low, len(chat) - 1)


async def _shortened(
    chat: list[Message], persona: Sequence[Message], model: LanguageModel, room: int
) -> list[Message]:
    """The chat, its last turn cut from the front if that alone is longer than the window: its end matters most."""
    while chat and await model.count([*persona, *chat]) > room:
        words = chat[-1].content.split()
        if len(words) < 2:
            break  # nothing left to leave out: the model will say that the window is too small
        chat = [*chat[:-1], Message("user", " ".join(words[max(1, len(words) // 8) :]))]
    return chat
