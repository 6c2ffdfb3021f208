"""Her memory as the rest of the program sees it: it takes in turns, brings rows to mind, and forgets.

Turns are taken in behind the conversation's back, one after the other, and never while a reply is awaited; nobody
waits for that but a question about what was just said. SQLite runs in a worker thread, one call at a time; a copy of
the rows in this process answers who is who without it.
"""

from __future__ import annotations

import contextlib
import datetime
import math
from collections import deque
from collections.abc import AsyncIterator, Callable, Container, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

import anyio
import numpy as np

from samantha.audio.pcm import Samples
from samantha.errors import SamanthaError
from samantha.mind.memory import telling
from samantha.mind.memory.asking import Question, bare, question, things
from samantha.mind.memory.finding import Answer, Asked, answered, is_end
from samantha.mind.memory.forgetting import Mentions, has_word, leans, mentions, with_followers
from samantha.mind.memory.index import LIGHT_WEIGHT, Index
from samantha.mind.memory.meant import Candidate, Wish, candidates
from samantha.mind.memory.ordering import may_order, ordering
from samantha.mind.memory.personal import Context, personal
from samantha.mind.memory.reading import answering, contrasted, corrected, read
from samantha.mind.memory.recall import Hit, ranked
from samantha.mind.memory.rows import ME, TOLD, Fact, Memory, Source
from samantha.mind.memory.store import MemoryStore, Reserve
from samantha.mind.memory.wants import wants
from samantha.mind.memory.words import content_words, people_in, subject_of
from samantha.ports import Embedder

T = TypeVar("T")

MOST_WAITING = 64
"""Turns that may wait to be taken in; the oldest go."""

LONGEST_WAIT_S = 15.0
"""A turn without an answer ("stop") is taken in after so long."""

LEAST_SCORE = 0.62
"""A memory below this has too little to do with a turn to be told to the model."""

MOST_WEIGHED = 24
"""So many rows are weighed as answers to a question."""

LEAST_COVERAGE = 0.66
"""So many of a question's words one memory has, if the question is taken for one about memories."""

LEAST_ALIKE = 0.6
"""A memory with such a share of the words of "forget that ..." is meant."""


LEAST_IF_NEAREST = 0.4
"""If no memory has so many, the nearest in meaning is meant, if it has such a share."""


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
        self._waiting: deque[tuple[str, int, str]] = deque(maxlen=MOST_WAITING)
        self.asked_of = ""
        """The thing of the user's that she has just asked about, for the next turn; "" mostly."""
        self._news = anyio.Event()
        self._replying: anyio.Event | None = None
        self._index = Index()
        self._version: tuple[int, int] = (-1, -1)
        self._last_notes: tuple[str, tuple[str, ...]] = ("", ())
        self._ordering: tuple[str, float] = ("", -math.inf)
        self._meaning: tuple[str, Samples | None] = ("", None)
        self._covered: tuple[str, tuple[int, int], tuple[float, float]] = ("", (-1, -1), (0.0, 0.0))
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
    def people(self) -> Container[str]:
        """Names in small letters that were told, whether she knows whose they are or not."""
        return self._index.people

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

    async def on(self) -> bool:
        """Whether she may remember at all. Raises InputError."""
        await self._refresh()
        return await self._run(lambda: self.store.on)

    def hears(self, text: str, turn: int) -> None:
        """A committed turn, to be taken in when there is time."""
        self._waiting.append((text, turn, self.asked_of))
        self._news.set()

    def awaits_reply(self, awaits: bool) -> None:
        """From a turn until her first sound nothing is taken in, so that no core is taken from the reply."""
        if awaits:
            self._replying = self._replying or anyio.Event()
        elif self._replying is not None:
            self._replying.set()
            self._replying = None

    @asynccontextmanager
    async def taking_in(self) -> AsyncIterator[None]:
        """Meanwhile turns are taken in, and at the end none is left."""
        error: Exception | SystemExit | None = None
        async with anyio.create_task_group() as group:
            group.start_soon(self.attend)
            try:
                yield
            except (Exception, SystemExit) as caught:  # raised again below: a task group would wrap it
                error = caught
            group.cancel_scope.cancel()
        await self.settle()
        if error is not None:
            raise error

    async def attend(self) -> None:
        """Takes in turns as they come, once she has begun to answer, until it is cancelled."""
        while True:
            with contextlib.suppress(SamanthaError):  # whoever asks for the memory meets it again, and is told
                while self._waiting:
                    await self._reply_begun()
                    async with self._taking:
                        await self._take_next()
                async with self._taking:
                    await self._refresh()
            await self._news.wait()
            self._news = anyio.Event()

    async def _reply_begun(self) -> None:
        with anyio.move_on_after(LONGEST_WAIT_S):
            if self._replying is not None:  # once only: turns that follow fast would else put it off for ever
                await self._replying.wait()

    async def settle(self) -> None:
        """Afterwards everything heard so far is taken in, and the copy of the rows is current."""
        async with self._taking:
            while self._waiting:
                await self._take_next()
            await self._refresh()

    async def _take_next(self) -> None:
        if self._waiting:
            text, turn, thing = self._waiting.popleft()
            with anyio.CancelScope(shield=True):  # or the last words of a conversation would be lost
                await self._take_in(text, turn, thing)

    async def _take_in(self, text: str, turn: int, thing: str) -> list[Memory]:
        await self._refresh()
        reading = read(text, self.today, self.names, self.last_person)
        self.last_person = reading.last
        facts = [*reading.facts, *contrasted(text, self.today, [row.fact for row in self.rows.values()])]
        if not facts or self.private or not await self._run(lambda: self.store.on):
            return []
        return await self._keep(answering(facts, thing) if thing else facts, turn)

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

    async def recall(self, text: str, most: int = 8, about: str = "") -> list[Hit]:
        """What a turn brings to mind, best first; bench/recall.py times it. about: whom "she" means in it."""
        await self._refresh()
        if not self.rows:
            return []
        meaning = (await self._embedder.embed([text]))[0] if self._embedder else None
        return await self._run(lambda: self._ranked(text, meaning, most, about))

    def _ranked(self, text: str, meaning: Samples | None, most: int, about: str) -> list[Hit]:
        matches = self.store.matches(content_words(text))
        return ranked(self._index, text, meaning, matches, self._clock(), most, about)

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

    def covers(self, text: str, *, definite: bool = True) -> bool:
        """Whether one memory, with what was said before it, has most of a question's meaningful words.

        definite: it is of something that both know; else more than one word has to be there.
        """
        share, weight = self._most_covered(text)
        return share >= LEAST_COVERAGE and weight > (LIGHT_WEIGHT if definite else 1.5)

    def _most_covered(self, text: str) -> tuple[float, float]:
        """As the index's, walked through once a question and not by everybody who asks."""
        if self._covered[:2] != (text, self._version):
            self._covered = (text, self._version, self._index.most_covered(text))
        return self._covered[2]

    def meaning(self, text: str) -> Samples | None:
        """(dimensions,) What a question means, None where nobody can tell. It takes the caller's own 6 ms, and none
        the second time.
        """
        if self._embedder is None:
            return None
        asked = bare(text)
        if self._meaning[0] != asked:
            self._meaning = (asked, self._embedder.at_once([asked])[0])
        return self._meaning[1]

    def context(self, text: str) -> Context:
        """What the memory has of a question."""
        share, weight = self._most_covered(text)
        meaning = self.meaning(text)
        wanted = question(text, self.names, self.last_person, self.people)
        return Context(
            rows=len(self.rows),
            nearness=self._nearest(meaning) if meaning is not None and self.rows else 0.0,
            share=share,
            weight=weight,
            known=bool(self._index.named(bare(text))),
            things=self._index.knows_of(things(text)) or self._index.foresees(text),
            only_told=wanted is not None and wanted.only_told,
            form=wanted is not None,
        )

    def _nearest(self, meaning: Samples) -> float:
        return float(self._index.near(meaning, 1)[1].max(initial=0.0))

    def personal(self, text: str) -> float:
        """How surely a question is of the user's life, 0: as likely as not."""
        return personal(text, self.meaning(text), self.context(text))

    def ordering(self, text: str) -> float:
        """How surely a text orders to forget, by its words and meaning, 0: as likely as not."""
        if self._embedder is None or not may_order(text):
            return -math.inf
        if self._ordering[0] != text:
            self._ordering = (text, ordering(text, self._embedder.at_once([text])[0]))
        return self._ordering[1]

    def foresees(self, text: str) -> bool:
        """Whether a memory tells what is to happen in the case that a question names: "if it rains"."""
        return self._index.foresees(text)

    def knows_of(self, words: Iterable[str]) -> bool:
        """Whether one of the words is in a memory."""
        return self._index.knows_of(words)

    async def answers(self, question: Question, text: str) -> Answer:
        """The rows that answer a question, best first."""
        await self.settle()
        if question.form == "about":
            return Answer(self._about(question.subject))
        asked, hits = await self.weighed(question, text)
        found = answered(self._index, asked, hits)
        if found.sure and found.rows:
            return replace(found, rows=[*found.rows, *self._went_on(found.rows[0])])
        return found

    async def weighed(self, question: Question, text: str) -> tuple[Asked, list[Hit]]:
        """A question as ``finding`` takes it, and the rows that it brings to mind."""
        asked = bare(text)
        hits = await self.recall(asked, MOST_WEIGHED, question.subject)
        people = frozenset(self._index.named(asked) | ({question.subject} - {"", ME}))
        return Asked(question, wants(asked), asked, people), hits

    @property
    def index(self) -> Index:
        """The copy of the rows, as of the last change."""
        return self._index

    def _went_on(self, row: Memory) -> list[Memory]:
        """What the same turn said behind the row, if that only tells that something is over."""
        if row.fact.attribute != TOLD or not is_end(row.fact):
            return []
        same = [other for other in self.rows.values() if other.source == row.source and other.number > row.number]
        return [other for other in same if other.fact.words != row.fact.words][:1]

    def _about(self, subject: str) -> list[Memory]:
        names = {name for name, whose in self.names.items() if whose == subject} | {subject}
        return [
            row
            for row in self.rows.values()
            if row.fact.subject == subject
            or row.fact.subject.startswith(f"{subject}'s ")
            or (subject != ME and has_word(row.fact.words, names))
        ]

    # ------------------------------------------------------------------------------------ forgetting

    async def forget(self, memories: Sequence[Memory], words: Iterable[str] = (), asked: str = "") -> int:
        """Deletes these memories everywhere, and every turn that holds what they came from, one of the ``words``, or
        one of those by which it was ``asked``, or that name somebody in them, and that no other memory has.
        """
        await self.settle()
        everything = await self._everything()
        numbers = {memory.number for memory in memories}
        gone = [row for row in everything if row.number in numbers or row.superseded_by in numbers]
        told = {(row.source, row.fact.words) for row in gone}
        gone += [row for row in everything if row.number not in numbers and _of_same(row, told)]
        count = await self._run(lambda: self.store.forget([row.number for row in gone])) if gone else 0
        named = " ".join(name for row in gone for name in people_in(row.fact.words))
        telling = self._index.telling(f"{asked} {named}", [row.number for row in gone])
        await self._forget_traces(mentions(gone, words, telling))
        return count

    async def edit(self, old: Memory, fact: Fact) -> None:
        """The memory says this instead; nothing of the old words is left anywhere."""
        await self._run(lambda: self.store.edit(old.number, fact))
        await self._forget_traces(mentions([old], ()))

    async def _forget_traces(self, mentioned: Mentions) -> None:
        """Deletes every turn that mentions it."""
        for place in self.traces:
            await place.forget(mentioned)
        self._last_notes, self.brought = ("", ()), []
        await self._refresh()

    async def forget_about(self, phrase: str) -> int:
        """Deletes all memories of somebody or something, under every name it has; how many there were."""
        await self.settle()
        subject = subject_of(phrase, self.names, self.last_person)
        names = {name for name, whose in self.names.items() if whose == subject} | {subject}
        everything = await self._everything()
        of_it = [
            row
            for row in everything
            if row.fact.subject == subject
            or row.fact.subject.startswith(f"{subject}'s ")
            or (subject == ME and row.fact.subject == ME)
            or has_word(f"{row.fact.words} {row.fact.attribute} {row.fact.subject}", names)
        ]
        if not of_it:  # it is nobody's name: "the trip to the lake"
            of_it = await self._like(everything, phrase)
        return await self.forget(with_followers(everything, of_it), names - {ME}, "" if subject == ME else phrase)

    async def forget_saying(self, clause: str) -> int:
        """Deletes what was told with words like these; how many memories there were."""
        await self.settle()
        everything = await self._everything()
        return await self.forget(with_followers(everything, await self._like(everything, clause)), asked=clause)

    async def forget_wake(self, rows: Sequence[Memory], asked: str = "") -> int:
        """Deletes these, and what was told in their wake; how many memories there were."""
        everything = await self._everything()
        return await self.forget(with_followers(everything, rows), asked=asked)

    async def may_mean(self, order: str, topic: str, *, points: bool, turn: int, before: int) -> list[Candidate]:
        """What an order to forget may mean: every sentence that was told, but in that ``turn`` of this conversation.

        topic: what it speaks of; before: the turn before it.
        """
        await self.settle()
        here = (self._conversation, turn)
        rows = [row for row in await self._everything() if (row.source.conversation, row.source.turn) != here]
        same: list[dict[int, float]] = []
        for text in (topic, order):
            hits = await self.recall(text, MOST_WEIGHED) if text else []
            same.append({hit.memory.number: hit.sameness for hit in hits})
        wish = Wish(order, topic, points, self._conversation, before)
        return candidates(self._index, wish, rows, *same)

    async def _everything(self) -> list[Memory]:
        return await self._run(lambda: self.store.rows(superseded=True))

    async def _like(self, everything: Sequence[Memory], phrase: str) -> list[Memory]:
        """What was told with words like these, whether it holds or not; else what is likeliest to be meant."""
        asked = self._index.asked(phrase)
        alike = [row for row in everything if self._index.covers_words(asked, row) >= LEAST_ALIKE]
        if alike:
            named = [name for name in {*self.names, *self._index.people} if has_word(phrase, [name])]
            return [
                row
                for row in everything
                if row in alike or (leans(row.fact.words) and has_word(row.fact.words, named))
            ]
        hits = await self.recall(phrase, MOST_WEIGHED)
        near = [hit for hit in hits if self._index.covers_words(asked, hit.memory) >= LEAST_IF_NEAREST]
        return [near[0].memory] if near else []

    async def forget_all(self) -> int:
        """Deletes every memory, and every turn that is kept anywhere; how many memories there were."""
        await self.settle()
        everything = await self._everything()
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
        everything = await self._everything()
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


def _of_same(row: Memory, told: Iterable[tuple[Source, str]]) -> bool:
    """Whether the row comes from one of these sentences, or from the same words said another time."""
    words = row.fact.words
    return any(
        words == sentence or (row.source == source and (words in sentence or sentence in words))
        for source, sentence in told
    )
