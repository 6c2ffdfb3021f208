"""Sixty conversations over several days: does she remember what was said, and only that?

    python bench/memory.py [--set dev|apart|...|sealed] [--part 1/3] [--tally FILE] [--no-model] [--show]

The sets are in ``memory/*.txt``: ``dev`` is the half on which the memory was made, ``apart`` the half written before
and kept away from it until 27 November 2026; ``open`` and ``further`` are 43 more by the same hand. ``other``,
``another``, ``stranger`` and ``everyday``, 30 each, are by hands that had not seen the program, each scored before it
was opened, and so are the 180 orders of ``forgetting``, ``forgetting_more`` and ``forgetting_third``. ``sealed``, 30
by yet another such hand, was never looked into: only its totals are shown. ``#`` begins a conversation with an empty
memory, ``==`` a day of it; every day is a new conversation with nothing but the memory behind it. All other lines are
said to her as typed turns:

    ? question = answer             what was told: right if the answer has these words
    ?? question                     what was never told: right if she says so
    ?! question = new /= old        what has changed: right with the new words and without the old ones
    ! order ~ words                 forgetting: right if at the day's end no file holds one of the words
    anything else                   told

The conversation, mind, skills, journal and language model are the real ones of a typed conversation; only statements
are answered with "I see." instead of a thought, because those answers are not scored (``--thorough`` thinks them).
With ``--no-model`` what code does not answer counts as wrong, which takes seconds. ``--tally`` adds up several parts.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import io
import json
import os
import re
import sqlite3
import tempfile
import threading
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import anyio

from samantha.core import notes
from samantha.core.endpoint import Outlook
from samantha.core.notes import Note
from samantha.doors.keyboard import KeyboardDoor
from samantha.engines.embed import MiniLM
from samantha.engines.llama import Llama
from samantha.engines.silent import Deaf, Silent
from samantha.hands.paraphrases import Paraphrases
from samantha.mind.memory.skill import DOUBTED, UNSURE
from samantha.mind.mind import LocalMind
from samantha.ports import Edit, Judge, Message
from samantha.service import compose, loading, remembering
from samantha.service.abilities import hands
from samantha.service.config import load
from samantha.service.keeping import begin
from samantha.service.loading import Engines
from samantha.service.paths import data_folder, journal_folder, models_folder
from samantha.service.settings import Settings
from samantha.session.changing import ChangingVoice

HERE = Path(__file__).parent / "memory"
ADMITS = re.compile(
    r"(?:never|haven't|have not|didn't|did not) (?:told|tell|mention|mentioned|said|say)"
    r"|don't think you(?:'ve)? (?:told|mentioned)"
    r"|don't (?:know|remember|recall)|do not know|no idea|not sure|(?:I|you) (?:had|have) (?:kept )?nothing",
    re.IGNORECASE,
)
SETS = (
    "dev",
    "open",
    "apart",
    "further",
    "other",
    "another",
    "forgetting",
    "forgetting_more",
    "forgetting_third",
    "stranger",
    "everyday",
    "sealed",
)
GOALS = {"told": 0.90, "never": 0.95, "changed": 0.95, "forgotten": 1.0}


@dataclass(frozen=True, slots=True)
class Line:
    """What is said, and what its answer has to be. kind: one of GOALS, or "" for what is told."""

    text: str
    kind: str = ""
    right: str = ""
    wrong: str = ""
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    days: list[tuple[datetime.date, list[Line]]] = field(default_factory=list)


def stories(file: Path) -> list[Story]:
    found: list[Story] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            found.append(Story(line[2:]))
        elif line.startswith("== "):
            found[-1].days.append((datetime.date.fromisoformat(line[3:]), []))
        elif line.strip():
            found[-1].days[-1][1].append(parsed(line))
    return found


def parsed(line: str) -> Line:
    mark, _, rest = line.partition(" ")
    text, _, right = rest.partition(" = ")
    right, _, wrong = right.partition(" /= ")
    if mark == "?":
        return Line(text, "told", right)
    if mark == "??":
        return Line(text, "never")
    if mark == "?!":
        return Line(text, "changed", right, wrong)
    if mark == "!":
        text, _, words = rest.partition(" ~ ")
        return Line(text, "forgotten", gone=tuple(words.split()))
    return Line(line)


class Curt:
    """A language model that thinks about questions only. thought: whether it has, since that was last set."""

    def __init__(self, model: Llama | None, thorough: bool) -> None:
        self._model = model
        self._thorough = thorough
        self.asked: set[str] = set()
        """The turns whose answers are scored."""
        self.thought = False

    @property
    def context_tokens(self) -> int:
        return self._model.context_tokens if self._model else 4096

    async def count(self, messages: Sequence[Message]) -> int:
        return await self._model.count(messages) if self._model else len(messages)

    async def warm(self, messages: Sequence[Message]) -> None:
        if self._model:
            await self._model.warm(messages)

    async def slide(self, messages: Sequence[Message]) -> None:
        if self._model:
            await self._model.slide(messages)

    async def outlook(self, messages: Sequence[Message]) -> Outlook:
        return await self._model.outlook(messages) if self._model else Outlook(1.0)

    async def likelier(self, text: str, edits: Sequence[Edit]) -> Sequence[float]:
        return await self._model.likelier(text, edits) if self._model else [0.0] * len(edits)

    @asynccontextmanager
    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int, judge: Judge | None = None
    ) -> AsyncIterator[AsyncIterator[str]]:
        asked = self._thorough or messages[-1].content in self.asked
        self.thought = asked
        if self._model and asked:
            async with self._model.stream(messages, max_tokens=max_tokens, judge=judge) as pieces:
                yield pieces
        else:
            yield _one("I see.")


async def _one(text: str) -> AsyncIterator[str]:
    yield text


class Paced(io.StringIO):
    """Lines, each when the reply to the one before has ended."""

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__("".join(f"{line.text}\n" for line in lines))
        self.answered = threading.Semaphore(1)

    def __next__(self) -> str:
        self.answered.acquire()
        return super().__next__()


@dataclass
class Day:
    """The replies of a day, by turn, and whether the model thought them."""

    model: Curt
    lines: Paced
    texts: dict[int, str] = field(default_factory=dict)
    replies: dict[int, str] = field(default_factory=dict)
    thought: set[int] = field(default_factory=set)

    def watch(self, note: Note) -> None:
        if isinstance(note, notes.Turn):
            self.texts[note.turn], self.model.thought = note.text, False
        elif isinstance(note, notes.ReplyEnded):
            self.replies[note.turn] = f"{self.replies.get(note.turn, '')} {note.heard}".strip()
            if self.model.thought:
                self.thought.add(note.turn)
            self.lines.answered.release()


async def hold(settings: Settings, model: Curt, day: datetime.date, lines: list[Line]) -> Day:
    """One day's conversation, composed as ``samantha talk --keyboard`` composes it, on another date."""
    moment = datetime.datetime.combine(day, datetime.time(12))
    model.asked = {line.text for line in lines if line.kind}
    seen = Day(model, Paced(lines))
    mind: LocalMind = loading.new_mind(settings, model, day)
    engines = Engines(Deaf(), Deaf(), mind, ChangingVoice(Silent()))
    kept = begin(settings.journal, journal_folder(os.environ), data_folder(os.environ), moment.timestamp)
    try:
        first, watchers = compose.skills(settings, engines)
        async with AsyncExitStack() as stack:
            mine = await remembering.open_memory(
                settings, mind, private=first, record=kept.record, clock=lambda: moment
            )
            watchers += [mine.skill.watch, seen.watch]

            def tell(note: Note) -> None:
                for watcher in watchers:
                    watcher(note)

            await stack.enter_async_context(mine.memory.taking_in())
            door = KeyboardDoor(seen.lines)
            tools = hands(settings, clock_now=lambda: moment.astimezone()).skill
            tools.understand_by(await paraphrases(mine.meaning))
            tools.look_aside(mine.skill)
            skills = [*first, tools, mine.skill, mine.last]
            await compose.converse(settings, engines, door, tell, skills, kept, first).run()
    finally:
        kept.close()
    return seen


_learned: list[Paraphrases] = []


async def paraphrases(meaning: MiniLM) -> Paraphrases:
    """Learned on the first day: they are the same on all others, and take most of the time."""
    if not _learned:
        _learned.append(await Paraphrases.learn(meaning, meaning.at_once))
    return _learned[0]


def holding(folder: Path, words: Sequence[str]) -> list[str]:
    """Those of the words that some file holds."""
    found = []
    for file in folder.rglob("*"):
        if file.is_file():
            held = file.read_bytes().lower()
            found += [word for word in words if word.lower().encode() in held]
    return found


def held(folder: Path) -> set[str]:
    """The words of all memories."""
    found: set[str] = set()
    for file in folder.rglob("memory.sqlite3"):
        with contextlib.closing(sqlite3.connect(file)) as database:
            found |= {words for (words,) in database.execute("select words from memories")}
    return found


def judged(line: Line, reply: str, folder: Path) -> bool:
    match line.kind:
        case "never":
            return bool(ADMITS.search(reply))
        case "forgotten":
            return not holding(folder, line.gone)
        case _:
            right = re.search(line.right, reply, re.IGNORECASE) and not reply.startswith("You've never told me")
            return bool(right) and not (line.wrong and re.search(line.wrong, reply, re.IGNORECASE))


async def run(given: argparse.Namespace) -> None:
    part, parts = map(int, given.part.split("/"))
    every = stories(HERE / f"{given.set}.txt")
    mine = [story for at, story in enumerate(every) if at % parts == part - 1 and given.only in story.title]
    settings = load(
        overrides={"profile": "full", "mind.seed": 1, "models.folder": str(models_folder(os.environ))}
    ).settings
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as root:
        os.environ["XDG_CACHE_HOME"] = f"{root}/cache"
        model = Curt(
            None if given.no_model else await loading.load_model(settings, loading.store(settings)), given.thorough
        )
        for at, story in enumerate(mine):
            folder = Path(root, str(at))
            os.environ["XDG_DATA_HOME"], os.environ["XDG_STATE_HOME"] = f"{folder}/data", f"{folder}/state"
            for line, reply, thought, right, instead in await told(settings, model, story, folder):
                counts[f"{line.kind} instead"] += instead
                if instead and given.show and given.set != "sealed":
                    print(f"INSTEAD [{story.title}] {line.text}\n{'':16}{reply}")
                right = right and not (given.no_model and thought)
                counts[line.kind] += 1
                counts[f"{line.kind} right"] += right
                counts[f"{line.kind} thought"] += thought
                counts[f"{line.kind} offered"] += not right and reply.endswith("say: forget that.")
                counts[f"{line.kind} unsure"] += right and reply.startswith((UNSURE, DOUBTED))
                if given.show and given.set != "sealed" and not right:
                    print(
                        f"{line.kind:9} {'model' if thought else 'code '} [{story.title}] {line.text}\n{'':16}{reply}"
                    )
    report(counts, given.tally, given.set)


async def told(
    settings: Settings, model: Curt, story: Story, folder: Path
) -> list[tuple[Line, str, bool, bool, bool]]:
    """What was to be answered, in its order, with the replies, whether the model thought them, and whether that was
    right by the end of the day: a later day's question may name again what was forgotten."""
    found = []
    for day, lines in story.days:
        before = held(folder)
        seen = await hold(settings, model, day, lines)
        turns = sorted(seen.texts)
        assert len(turns) == len(lines), (story.title, day)
        for turn, line in zip(turns, lines, strict=True):
            if line.kind:
                reply = seen.replies.get(turn, "")
                right = judged(line, reply, folder)
                kept = held(folder)
                told_today = (
                    other.text
                    for other in lines
                    if not other.kind and not any(w in other.text.lower() for w in line.gone)
                )
                lost = not before <= kept or not all(any(words in text for words in kept) for text in told_today)
                instead = line.kind == "forgotten" and not right and lost
                found.append((line, reply, turn in seen.thought, right, instead))
    return found


def report(counts: Counter[str], tally: Path | None, half: str) -> None:
    if tally is not None:
        before = json.loads(tally.read_text()) if tally.exists() else {}
        before[half] = dict(Counter(before.get(half, {})) + counts)
        tally.write_text(json.dumps(before))
        counts = Counter(before[half])
    for kind, goal in GOALS.items():
        if counts[kind]:
            right, all_ = counts[f"{kind} right"], counts[kind]
            how = f"{counts[f'{kind} thought']} by the model, {counts[f'{kind} unsure']} right as unsure"
            how += (
                f", {counts[f'{kind} offered']} asked about, {counts[f'{kind} instead']} times something else"
                if kind == "forgotten"
                else ""
            )
            print(f"{half:6} {kind:10} {right:3} of {all_:3} = {right / all_:6.1%}  (goal {goal:.0%}; {how})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", default="dev", choices=SETS)
    parser.add_argument("--part", default="1/1", metavar="K/N")
    parser.add_argument("--only", default="", help="conversations with these words in the title")
    parser.add_argument("--tally", type=Path)
    parser.add_argument("--no-model", action="store_true")
    parser.add_argument("--thorough", action="store_true")
    parser.add_argument("--show", action="store_true")
    anyio.run(run, parser.parse_args())


if __name__ == "__main__":
    main()
