"""Her memory as the rest of the program sees it: it takes in turns, brings rows to mind, and forgets.

Turns are taken in behind the conversation's back, one after the other; nobody waits for that but a question about
what was just said. SQLite runs in a worker thread, one call at a time; a copy of the rows in this process answers
who is who without it.
"""

from __future__ import annotations

import contextlib
import datetime
import re
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol, TypeVar

import anyio
import numpy as np

from samantha.audio.pcm import Samples
from samantha.errors import SamanthaError
from samantha.mind.memory import telling
from samantha.mind.memory.asking import Question
from samantha.mind.memory.index import Index
from samantha.mind.memory.reading import corrected, read
from samantha.mind.memory.recall import Hit, ranked
from samantha.mind.memory.rows import ME, Fact, Memory, Source
from samantha.mind.memory.store import MemoryStore, Reserve
from samantha.mind.memory.words import content_words, subject_of
from samantha.ports import Embedder

T = TypeVar("T")

MOST_WAITING = 64
"""Turns that may wait to be taken in; the oldest go."""

LEAST_SCORE = 0.62
"""A memory below this has too little to do with a turn to be told to the model."""

LEAST_SAMENESS = 0.45
LEAST_COVERAGE = 0.67
"""A row answers a question if it has so many of its words, or some of them and means so much the same."""

Mentions = Callable[[str], bool]
"""Whether a text holds something that is to be forgotten."""


class Traces(Protocol):
    """A place beside the memory where words that were said may lie."""

    async def forget(self, mentions: Mentions) -> None:
        """Afterwards no turn is left here of which ``mentions`` is true."""


class Record(Traces, Protocol):
    """Where the turns of this conversation are taken down, one after the other; all raise SamanthaError."""

    async def forget_turn(self, turn: int) -> bool:
        """Afterwards nothing that was said in that turn is left here; whether there was anything."""

    async def keep_nothing(self) -> None:
        """Afterwards nothing of the conversation is left here, and nothing more of it is taken down."""

    async def keep_again(self) -> None:
        """From now on it is taken down again."""

    @property
    def private(self) -> bool:
        """Whether nothing of the conversation is taken down."""


class MemoryOfUser:
    """One user's memory in one conversation.

    conversation: names it among others, who: the user's name or "". clock: the wall clock. traces: where else words
    lie. record: one of them that holds whole turns. reserve: room on the disk for deleting.
    """

    def __init__(
        self,
        folder: Path,
        embedder: Embedder | None,
        *,
        clock: Callable[[], datetime.datetime],
        conversation: str,
        who: str = "",
        traces: Sequence[Traces] = (),
        record: Record | None = None,
        reserve: Reserve | None = None,
    ) -> None:
        self.store = MemoryStore(folder, reserve)
        self._embedder = embedder
        self._clock = clock
        self._conversation = conversation
        self._who = who
        self._record = record
        self.traces = [*traces, *([record] if record is not None else [])]
        self.private = record is not None and record.private
        self.last_person = ""
        self._one = anyio.CapacityLimiter(1)
        self._taking = anyio.Lock()
        self._waiting: deque[tuple[str, int]] = deque(maxlen=MOST_WAITING)
        self._news = anyio.Event()
        self._index = Index()
        self._version: tuple[int, int] = (-1, -1)
        self._last_notes: tuple[str, tuple[str, ...]] = ("", ())
        self.brought: list[Memory] = []
        """What the latest turn that the model answered brought to mind."""

    @property
    def today(self) -> datetime.date:
        """The date."""
        return self._clock().date()

    @property
    def names(self) -> Mapping[str, str]:
        """Name in small letters -> whose it is, as of the last change."""
        return self._index.names

    @property
    def rows(self) -> Mapping[int, Memory]:
        """All memories that hold, as of the last change."""
        return self._index.rows

    def of_turn(self, turn: int) -> list[Memory]:
        """What was taken in from that turn of this conversation."""
        here = (self._conversation, turn)
        return [row for row in self.rows.values() if (row.source.conversation, row.source.turn) == here]

    def speaks_of(self, subject: str) -> None:
        """From now on "she" is this one."""
        if subject not in ("", ME):
            self.last_person = subject

    # ------------------------------------------------------------------------------------ taking in

    def hears(self, text: str, turn: int) -> None:
        """A committed turn, to be taken in when there is time."""
        self._waiting.append((text, turn))
        self._news.set()

    @asynccontextmanager
    async def taking_in(self) -> AsyncIterator[None]:
        """Meanwhile turns are taken in, and at the end none is left."""
        error: Exception | SystemExit | None = None
        async with anyio.create_task_group() as group:
            group.start_soon(self._take_in_all)
            try:
                yield
            except (Exception, SystemExit) as caught:  # raised again below: a task group would wrap it
                error = caught
            group.cancel_scope.cancel()
        await self.settle()
        if error is not None:
            raise error

    async def _take_in_all(self) -> None:
        while True:
            with contextlib.suppress(SamanthaError):  # whoever asks for the memory meets it again, and is told
                await self.settle()
            await self._news.wait()
            self._news = anyio.Event()

    async def settle(self) -> None:
        """Afterwards everything heard so far is taken in, and the copy of the rows is current."""
        async with self._taking:
            while self._waiting:
                text, turn = self._waiting.popleft()
                await self._take_in(text, turn)
            await self._refresh()

    async def _take_in(self, text: str, turn: int) -> list[Memory]:
        await self._refresh()
        reading = read(text, self.today, self.names, self.last_person)
        self.last_person = reading.last
        if not reading.facts or self.private or not await self._run(lambda: self.store.on):
            return []
        return await self._keep(reading.facts, turn)

    async def _keep(self, facts: Sequence[Fact], turn: int) -> list[Memory]:
        meanings = await self._embedder.embed([fact.words for fact in facts]) if self._embedder else None
        source = Source(self._who, self._clock(), self._conversation, turn)
        kept = await self._run(lambda: self.store.add(facts, source, meanings))
        if any(memory.fact.attribute == "name" for memory in kept):
            await self._refresh()  # what was said by that name is another's now
        elif kept:
            known = dict(zip(facts, meanings, strict=True)) if meanings is not None else {}
            await self._run(lambda: self._add(kept, known))
        return kept

    def _add(self, kept: Sequence[Memory], meanings: Mapping[Fact, Samples]) -> None:
        """Brings the index up to date after an addition, if nobody else has changed the file."""
        version = self.store.version
        if version[0] == self._version[0]:
            self._index.drop(self.store.replaced([memory.number for memory in kept]))
            self._index.add(kept, {m.number: meanings[m.fact] for m in kept if m.fact in meanings})
            self._version = version

    async def met(self, name: str, told: Sequence[Fact] | None) -> None:
        """The user's name, and what of the first meeting may be remembered; None: nothing, now or later."""
        self._who = name or self._who
        allowed = told is not None
        await self._run(lambda: self.store.switch(allowed))
        if told and not self.private:
            await self._keep(told, 0)

    async def correct(self, old: Memory, text: str, turn: int) -> list[Memory]:
        """What the user says is so instead, kept in the old memory's stead; [] if the words tell nothing."""
        facts = corrected(text, old.fact, self.today, self.names)
        kept = await self._keep(facts, turn) if facts else []
        if kept:
            numbers = [old.number]
            await self._run(lambda: self.store.supersede(numbers, kept[0].number))
            await self._refresh()
        return kept

    # ------------------------------------------------------------------------------------ bringing to mind

    async def recall(self, text: str, most: int = 8) -> list[Hit]:
        """What a turn brings to mind, best first; bench/recall.py times it."""
        await self._refresh()
        if not self.rows:
            return []
        meaning = (await self._embedder.embed([text]))[0] if self._embedder else None
        return await self._run(lambda: self._ranked(text, meaning, most))

    def _ranked(self, text: str, meaning: Samples | None, most: int) -> list[Hit]:
        return ranked(self._index, text, meaning, self.store.matches(content_words(text)), self._clock(), most)

    async def notes(self, text: str, most: int = 3) -> tuple[str, ...]:
        """A few lines for the model about what the turn brings to mind; () mostly."""
        if text != self._last_notes[0]:
            hits: list[Hit] = []
            with contextlib.suppress(SamanthaError):  # an answer without memories is better than none
                hits = await self.recall(text, most) if await self._run(lambda: self.store.on) else []
            self.brought = [hit.memory for hit in hits if hit.score >= LEAST_SCORE]
            lines = dict.fromkeys(telling.line(memory, self.today) for memory in self.brought)
            self._last_notes = (text, tuple(lines))
        return self._last_notes[1]

    def covered(self, text: str) -> float:
        """The greatest share of the text's meaningful words that one memory has."""
        return max(self._index.coverage(text).values(), default=0.0)

    async def answers(self, question: Question, text: str) -> list[Memory]:
        """The rows that answer a question, best first; [] if nothing was told."""
        await self.settle()
        held = list(self.rows.values())
        match question.form:
            case "about":
                return self._about(question.subject)
            case "fact":
                exact = [row for row in held if _same(row.fact, question)]
                return exact or await self._search(text, question.subject)
            case _:
                return await self._search(text)

    def _about(self, subject: str) -> list[Memory]:
        names = {name for name, whose in self.names.items() if whose == subject} | {subject}
        return [
            row
            for row in self.rows.values()
            if row.fact.subject == subject
            or row.fact.subject.startswith(f"{subject}'s ")
            or (subject != ME and _has_word(row.fact.words, names))
        ]

    async def _search(self, text: str, subject: str = "") -> list[Memory]:
        hits = await self.recall(text, 12)
        people = self._index.named(text) | ({subject} - {"", ME})
        cover = self._index.coverage(text, [hit.memory.number for hit in hits])
        scored = [(cover[hit.memory.number], hit) for hit in hits]
        fitting = [
            (cover, hit)
            for cover, hit in scored
            if (not people or hit.memory.fact.subject in people or self._speaks_of(hit.memory, people))
            and (cover >= LEAST_COVERAGE or (cover > 0.3 and hit.sameness >= LEAST_SAMENESS))
        ]
        fitting.sort(key=lambda pair: -(pair[0] + pair[1].score))
        return [hit.memory for _, hit in fitting[:1]]

    def _speaks_of(self, memory: Memory, people: Iterable[str]) -> bool:
        for person in people:
            names = {name for name, whose in self.names.items() if whose == person} | {person}
            if _has_word(memory.fact.words, names):
                return True
        return False

    # ------------------------------------------------------------------------------------ forgetting

    async def forget(self, memories: Sequence[Memory], words: Iterable[str] = ()) -> int:
        """Deletes these memories everywhere, and every turn that holds what they came from or one of the
        ``words``.
        """
        await self.settle()
        everything = await self._run(lambda: self.store.rows(superseded=True))
        numbers = {memory.number for memory in memories}
        gone = [row for row in everything if row.number in numbers or row.superseded_by in numbers]
        same_words = {row.fact.words for row in gone}
        gone += [row for row in everything if row.fact.words in same_words and row.number not in numbers]
        count = await self._run(lambda: self.store.forget([row.number for row in gone])) if gone else 0
        said = {row.fact.words.lower() for row in gone} | {
            row.fact.value.lower() for row in gone if len(row.fact.value) > 3
        }
        await self._forget_traces(said, {word.lower() for word in words})
        return count

    async def edit(self, old: Memory, fact: Fact) -> None:
        """The memory says this instead; nothing of the old words is left anywhere."""
        await self._run(lambda: self.store.edit(old.number, fact))
        await self._forget_traces({old.fact.words.lower()}, set())

    async def _forget_traces(self, said: set[str], named: set[str]) -> None:
        """Deletes every turn that holds one of these sentences or names, in small letters."""

        def mentions(text: str) -> bool:
            low = text.lower().replace("’", "'")
            return any(words in low for words in said) or _has_word(low, named)

        for place in self.traces:
            await place.forget(mentions)
        self._last_notes, self.brought = ("", ()), []
        await self._refresh()

    async def forget_about(self, phrase: str) -> int:
        """Deletes all memories of somebody or something, under every name it has; how many there were."""
        await self.settle()
        subject = subject_of(phrase, self.names, self.last_person)
        names = {name for name, whose in self.names.items() if whose == subject} | {subject}
        everything = await self._run(lambda: self.store.rows(superseded=True))
        of_it = [
            row
            for row in everything
            if row.fact.subject == subject
            or row.fact.subject.startswith(f"{subject}'s ")
            or (subject == ME and row.fact.subject == ME)
            or _has_word(f"{row.fact.words} {row.fact.attribute} {row.fact.subject}", names)
        ]
        return await self.forget(of_it, names - {ME})

    async def forget_all(self) -> int:
        """Deletes every memory, and every turn that is kept anywhere; how many memories there were."""
        await self.settle()
        everything = await self._run(lambda: self.store.rows(superseded=True))
        count = await self._run(lambda: self.store.forget([row.number for row in everything]))
        for place in self.traces:
            await place.forget(lambda _: True)
        await self._refresh()
        return count

    async def forget_turn(self, turn: int) -> bool:
        """Deletes what was said in that turn from where it is taken down; whether it was."""
        return self._record is not None and await self._record.forget_turn(turn)

    async def keep_nothing(self) -> None:
        """This conversation leaves nothing: what it left is deleted, and no more is taken in."""
        self.private = True
        if self._record is not None:
            await self._record.keep_nothing()
        await self.settle()
        everything = await self._run(lambda: self.store.rows(superseded=True))
        await self.forget([row for row in everything if row.source.conversation == self._conversation])

    async def keep_again(self) -> None:
        """From now on this conversation is taken in again."""
        if self._record is not None:
            await self._record.keep_again()
        self.private = False

    # ------------------------------------------------------------------------------------ inside

    async def _run(self, job: Callable[[], T]) -> T:
        return await anyio.to_thread.run_sync(job, limiter=self._one)

    async def _refresh(self) -> None:
        """Reads all rows anew if they have changed behind the index, and asks what those mean that nobody has asked
        about.
        """
        if await self._run(lambda: self.store.version) == self._version:
            return
        if self._embedder is not None:
            await self._embed_new(self._embedder)
        self._index, self._version = await self._run(self._read)

    def _read(self) -> tuple[Index, tuple[int, int]]:
        version, index = self.store.version, Index()
        numbers, kept = self.store.vectors()
        known = zip(numbers, kept, strict=True)
        index.add(self.store.rows(), {n: np.frombuffer(v, np.float16).astype(np.float32) for n, v in known if v})
        return index, version

    async def _embed_new(self, embedder: Embedder) -> None:
        numbers, vectors = await self._run(self.store.vectors)
        new = [number for number, vector in zip(numbers, vectors, strict=True) if vector is None]
        if new:
            rows = {row.number: row for row in await self._run(self.store.rows)}
            meanings = await embedder.embed([rows[number].fact.words for number in new])
            await self._run(lambda: self.store.set_vectors(new, meanings))


def _same(fact: Fact, question: Question) -> bool:
    if fact.attribute != question.attribute:
        return False
    same = fact.subject == question.subject
    return same or (question.attribute == "when" and _same_thing(fact.subject, question.subject))


def _same_thing(one: str, other: str) -> bool:
    """Whether "dentist appointment" and "appointment", or "appointment with the dentist", may be the same."""
    first, second = set(content_words(one)), set(content_words(other))
    return bool(first and second) and (first <= second or second <= first)


def _has_word(text: str, words: Iterable[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) for word in words if word)
