"""Scores what she understands and does: spoken-style requests, each with its expected effect.

    python bench/hands.py [--apart | --other | --more | --apart-first | --sealed | --file FILE] [--model PROFILE]

``requests.tsv`` is the half on which the sentences were made. ``requests-apart.tsv`` (``--apart``) was written by
another hand and is kept away from them, and so was ``requests-apart-first.tsv`` before it: look at their scores only.
``requests-sealed.tsv`` (``--sealed``): written by a hand that saw none of the sentences; scored, never looked into.
``requests-other.tsv`` (``--other``) is by that other hand too, and open; so is ``requests-more.tsv`` (``--more``), by
two hands more; ``requests-further.tsv`` (``--file``) was written to find gaps.
The columns: kind; the moment it is said;
what is there before; the turns, with " / " between them; the expected effect. Everything else must be as it was
before. An effect is one or more of these, with " ; " between them:

    same                          nothing has changed
    none                          there is no timer, alarm, reminder, letter or event any more
    says PATTERN                  the last answer matches (a regular expression)
    asks PATTERN                  the same, and it is a question
    spells WORD                   the last answer has the letters of the word one by one
    mind                          left to the language model, every turn of it
    list NAME a | b               the list holds these, in this order
    notes a | b                   so many notes, each with these words in it
    timer 5m WORDS                all timers, alarms and reminders, each with its moment, rhythm and words
    alarm 2026-11-26T07:00 every weekday
    reminder 2026-11-26T10:00 WORDS
    letter TO : TEXT              all letters
    event 2026-11-27T12:00 [weekly] WORDS   all events
    final                         something that cannot be undone is expected

Each row runs through the skills of a conversation in a folder of its own, with the clock standing at its moment.
Where she asks "Shall I ...?" behind the last turn though no question is expected, yes is said: she then did the right
thing after asking. With ``--model`` the language model of a profile reads what nothing else understands.

Also counted: wrong effects that "undo" does not take back, answers that claim a change where nothing changed, and
the time that understanding a turn took.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import anyio

from samantha.engines.embed import MiniLM
from samantha.hands import files
from samantha.hands.due import Kind, Reminder
from samantha.hands.guessing import Guessing
from samantha.hands.letters.dictation import Dictation
from samantha.hands.letters.shelf import Shelf
from samantha.hands.likely import Likely
from samantha.hands.numbers import UNITS
from samantha.hands.paraphrases import Paraphrases
from samantha.hands.rehearing import Rehearing
from samantha.hands.reminder_book import Book
from samantha.hands.saying import rhythm
from samantha.hands.spelling.review import Reviewer
from samantha.hands.when import Repeat
from samantha.mind.care import Care
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.skill import MemorySkill, NeverTold
from samantha.ports import Act, LanguageModel, Skill
from samantha.service import compose, loading
from samantha.service.abilities import hands
from samantha.service.config import load
from samantha.service.mcp import Servers
from samantha.service.paths import data_folder, lists_folder, reminders_file
from samantha.service.settings import Settings
from samantha.service.spelling import own_words, proofreading, spelling

One = TypeVar("One")

HERE = Path(__file__).parent
ZONE = ZoneInfo("America/New_York")
CLAIM = re.compile(
    r"\bI've (?:set|put|added|taken|noted|cancelled|deleted|moved|changed|dropped|written|cleared|booked|undone)\b"
    r"|\bI'll (?:remind|wake|say it)\b|\bis empty now\b|\bis gone\b"
)
STORES = ("lists", "notes", "ringing", "letters", "events")
_LENGTHS = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True)
class Row:
    """A request; see above."""

    kind: str
    now: datetime
    before: tuple[str, ...]
    turns: tuple[str, ...]
    effects: tuple[str, ...]


@dataclass
class Outcome:
    """What became of a row. wrong: "" if all is as expected. asked: after a yes. guessed_ms: what acting took."""

    row: Row
    answers: list[str | None]
    understood_ms: list[float]
    asked: bool = False
    guessed_ms: float = 0.0
    wrong: str = ""
    lost: str = ""
    claim: str = ""


def rows(apart: bool = False) -> list[Row]:
    """One half of the set."""
    return _read(HERE / ("requests-apart.tsv" if apart else "requests.tsv"))


def _read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [_row(*fields) for fields in list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]]


def _row(kind: str, now: str, before: str, said: str, effect: str) -> Row:
    moment = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    return Row(kind, moment, _parts(before, " ; "), _parts(said, " / "), _parts(effect, " ; "))


def _parts(text: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(mark)) if text else ()


@dataclass(frozen=True)
class Knowing:
    """The models by which requests in other words are understood, each None to do without."""

    paraphrases: Paraphrases | None = None
    likely: Likely | None = None
    model: LanguageModel | None = None


@dataclass
class World:
    """The stores of somebody, in a folder, and her skills over them at one moment.

    settings: None: the user's. servers: of tools that these settings name.
    """

    folder: Path
    now: datetime
    skills: list[Skill] = field(init=False)
    memory: MemoryOfUser = field(init=False)
    second_look: Rehearing = field(init=False)
    knowing: Knowing = Knowing()
    settings: Settings | None = None
    servers: Servers | None = None

    def __post_init__(self) -> None:
        self.env = {"HOME": str(self.folder)}
        self.shelf = Shelf(data_folder(self.env) / "letters", lambda: self.now)
        self.book = Book(reminders_file(self.env))
        self.lists = lists_folder(self.env)
        self.events = data_folder(self.env) / "calendars"

    async def open(self) -> None:
        """Her skills, in their order in a conversation."""
        settings = self.settings or load().settings
        care = Care(compose.help_lines(settings))
        checks = Reviewer(proofreading(self.env, None), own_words(self.env))
        letters = Dictation(self.shelf, None, checks)
        self.memory = MemoryOfUser(
            data_folder(self.env), None, clock=lambda: self.now.replace(tzinfo=None), conversation="bench"
        )
        await self.memory.settle()
        about = MemorySkill(self.memory, [care, letters])
        able = hands(settings, self.env, lambda: self.now, servers=self.servers)
        if self.knowing.paraphrases is not None:
            able.skill.understand_by(self.knowing.paraphrases)
        if able.ringing is not None:
            self.book = able.ringing.book
        first: list[Skill] = [letters, spelling(checks)]
        self.second_look = Rehearing(able.skill, [care, *first], first)
        guessing: list[Skill] = []
        if self.knowing.model is not None and self.knowing.likely is not None:
            guess = Guessing(able.skill, self.knowing.model, first)
            await guess.prepare(self.knowing.likely)
            guessing = [guess]
        self.skills = [care, *first, able.skill, about, *guessing, NeverTold(about)]

    def understood(self, text: str, place: int = 0) -> Act | None:
        """As the conversation asks them."""
        for at, skill in enumerate(self.skills[place:], place):
            if (act := skill.understands(text)) is not None:
                return partial(self._carried_out, act, text, at)
        return None

    async def _carried_out(self, act: Act, text: str, place: int) -> str | None:
        words = await act()
        if words is None and (further := self.understood(text, place + 1)) is not None:
            return await further()
        return words

    def prepare(self, what: str) -> None:
        """Puts something there beforehand."""
        kind, _, rest = what.partition(" ")
        match kind:
            case "list":
                name, _, things = rest.partition(" ")
                files.write(self.lists / f"{name}.txt", "".join(f"{thing}\n" for thing in _parts(things, " | ")))
            case "notes":
                files.write(self.lists / "notes.txt", "".join(f"{note}\n" for note in _parts(rest, " | ")))
            case "letter":
                to, _, text = rest.partition(" : ")
                self.shelf.add(self.shelf.begin(to), text, "wrote it")
            case "event":
                self._event(rest)
            case "rung":
                name, _, what = rest.partition(" ")
                self.book.rung = [self._reminder(name, self.now, what)]
            case _:
                moment, _, words = rest.partition(" ")
                at = self.now + _length(moment) if kind == "timer" else datetime.fromisoformat(moment)
                self.book.add(self._reminder(kind, at, words or moment))

    def _reminder(self, kind: str, at: datetime, what: str) -> Reminder:
        kinds: dict[str, Kind] = {"timer": "timer", "alarm": "alarm", "reminder": "reminder"}
        moment = at.replace(tzinfo=ZONE).astimezone(UTC)
        return Reminder(0, kinds[kind], "" if kind == "alarm" else what, moment, moment)

    def _event(self, what: str) -> None:
        """START MINUTES TITLE, and the notes of an invitation behind " :: "."""
        start, minutes, rest = what.split(" ", 2)
        title, _, note = rest.partition(" :: ")
        begin = datetime.fromisoformat(start)
        end = begin + timedelta(minutes=int(minutes))
        uid = re.sub(r"\W+", "-", what)[:60]
        lines = (
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//EN", "BEGIN:VEVENT", f"UID:{uid}",
            "DTSTAMP:20261101T000000Z", f"DTSTART;TZID={ZONE.key}:{begin:%Y%m%dT%H%M%S}",
            f"DTEND;TZID={ZONE.key}:{end:%Y%m%dT%H%M%S}", f"SUMMARY:{title}", f"DESCRIPTION:{note}",
            "END:VEVENT", "END:VCALENDAR", "",
        )  # fmt: skip
        files.write(self.events / "personal" / f"{uid}.ics", "\r\n".join(lines))

    # ------------------------------------------------------------------------------ what is there

    def state(self) -> dict[str, object]:
        """All stores, as far as a user can tell."""
        return {
            "lists": {p.stem: _lines(p) for p in self._texts() if p.stem != "notes" and _lines(p)},
            "notes": _lines(self.lists / "notes.txt"),
            "ringing": tuple((one.kind, self._local(one), _rhythm(one), one.what) for one in self.book.all()),
            "letters": {one.newest.to: one.newest.text for one in self.shelf.letters()},
            "events": tuple(sorted(self._events())),
        }

    def _texts(self) -> list[Path]:
        return sorted(self.lists.glob("*.txt")) if self.lists.is_dir() else []

    def _local(self, one: Reminder) -> str:
        return f"{one.moment.astimezone(ZONE):%Y-%m-%dT%H:%M:%S}"

    def _events(self) -> Iterator[tuple[str, str, str]]:
        """Start, rhythm and title of each, read without any library: an independent look."""
        for file in self.events.rglob("*.ics") if self.events.is_dir() else ():
            text = re.sub(r"\r?\n[ \t]", "", file.read_text(encoding="utf-8"))
            for event in re.findall(r"BEGIN:VEVENT(.*?)END:VEVENT", text, re.DOTALL):
                day, clock, utc = re.findall(r"^DTSTART[^:\r\n]*:(\d{8})(?:T(\d{4})\d\d)?(Z?)", event, re.M)[0]
                start = f"{day[:4]}-{day[4:6]}-{day[6:]}" + (f"T{clock[:2]}:{clock[2:]}" if clock else "")
                if utc:
                    start = f"{datetime.fromisoformat(f'{start}+00:00').astimezone(ZONE):%Y-%m-%dT%H:%M}"
                frequency = re.findall(r"^RRULE:.*FREQ=(\w+)", event, re.M)
                title = re.findall(r"^SUMMARY[^:\r\n]*:(.*?)\r?$", event, re.M)
                yield start, frequency[0].lower() if frequency else "", title[0] if title else ""


def _lines(path: Path) -> tuple[str, ...]:
    return tuple(files.read(path).splitlines())


def _rhythm(one: Reminder) -> str:
    every: Repeat | None = one.every
    return rhythm(every, one.moment.astimezone(ZONE)) if every else ""


def _length(text: str) -> timedelta:
    return timedelta(seconds=int(text[:-1]) * _LENGTHS[text[-1]])


def _bare(text: str) -> str:
    """Its words; numbers as digits and names in one spelling, since no ear can tell them apart, and "I'm" as "I am",
    as wherever word errors of Whisper are counted.
    """
    text = _CONTRACTED.sub(lambda m: _WHOLE[m[0]], text.lower().replace("’", "'"))
    words = re.findall(r"[\w']+", re.sub(r"(?<=\d),(?=\d{3})", "", text))
    return " ".join(_SAME.get(word, str(UNITS.get(word, word))) for word in words)


_CONTRACTED = re.compile(r"(?<=\bi)'m\b|'re\b|'ve\b|'ll\b")
_WHOLE = {"'m": " am", "'re": " are", "'ve": " have", "'ll": " will"}
_SAME = {
    "t": "tea",
    "katherine": "catherine",
    "kathryn": "catherine",
    "isabela": "isabella",
    "aimee": "amy",
    "okay": "ok",
}


# ------------------------------------------------------------------------------------ judging


def wrong(row: Row, before: dict[str, object], after: dict[str, object], answers: Sequence[str | None]) -> str:
    """What is not as expected, "" if all is."""
    kept = set(STORES)
    last = answers[-1] or ""
    ringing: list[str] = []
    letters: list[str] = []
    events: list[str] = []
    for effect in row.effects:
        kind, _, rest = effect.partition(" ")
        match kind:
            case "says" | "asks":
                if not re.search(rest, last, re.IGNORECASE | re.DOTALL):
                    return f"did not say {rest}"
                if kind == "asks" and "?" not in last:
                    return "did not ask"
            case "spells":
                if not re.search(r"\b" + r"[\W_]+".join(rest) + r"\b", last, re.IGNORECASE):
                    return f"did not spell {rest}"
            case "mind":
                if any(answer is not None for answer in answers):
                    return "took it for a request"
            case "none":
                kept -= {"ringing", "letters", "events"}
                if after["ringing"] or after["letters"] or after["events"]:
                    return "it is still there"
            case "list":
                kept.discard("lists")
                name, _, things = rest.partition(" ")
                lists = after["lists"]
                assert isinstance(lists, dict)
                if [_bare(line) for line in lists.get(name, ())] != [_bare(t) for t in _parts(things, " | ")]:
                    return "another list"
            case "notes":
                kept.discard("notes")
                notes = after["notes"]
                assert isinstance(notes, tuple)
                wanted = [_bare(note) for note in _parts(rest, " | ")]
                if len(notes) != len(wanted) or any(w not in _bare(n) for w, n in zip(wanted, notes, strict=True)):
                    return "other notes"
            case "timer" | "alarm" | "reminder":
                ringing.append(effect)
            case "letter":
                letters.append(rest)
            case "event":
                events.append(rest)
            case "same" | "final":
                pass
            case _:
                raise ValueError(f"no such effect: {effect}")
    for store, wanted, fits in (
        ("ringing", ringing, _rings), ("letters", letters, _reads), ("events", events, _takes_place),
    ):  # fmt: skip
        if wanted:
            kept.discard(store)
            if not fits(row, wanted, after[store]):
                return f"other {store}"
    changed = [store for store in kept if before[store] != after[store]]
    return f"changed {', '.join(changed)}" if changed else ""


def _rings(row: Row, wanted: list[str], here: object) -> bool:
    assert isinstance(here, tuple)
    return _paired(wanted, list(here), lambda effect, one: _is_ringing(row, effect, one))


def _is_ringing(row: Row, effect: str, one: tuple[str, str, str, str]) -> bool:
    kind, moment, words = [*effect.split(" ", 2), ""][:3]
    at = row.now + _length(moment) if kind == "timer" else datetime.fromisoformat(moment)
    has_kind, has_moment, has_rhythm, has_words = one
    if kind != has_kind or f"{at:%Y-%m-%dT%H:%M:%S}" != has_moment:
        return False
    if has_rhythm:
        if not words.startswith(has_rhythm):
            return False
        words = words.removeprefix(has_rhythm)
    return _bare(words) in _bare(has_words) and "every" not in words.split()


def _reads(row: Row, wanted: list[str], here: object) -> bool:
    assert isinstance(here, dict)
    expected = {_bare(w.partition(" :")[0]): _bare(w.partition(" :")[2]) for w in wanted}
    return expected == {_bare(to): _bare(text) for to, text in here.items()}


def _takes_place(row: Row, wanted: list[str], here: object) -> bool:
    assert isinstance(here, tuple)
    return _paired(wanted, list(here), _is_event)


def _is_event(effect: str, one: tuple[str, str, str]) -> bool:
    start, title = effect.split(" ", 1)
    weekly = title.startswith("weekly ")
    title = title.removeprefix("weekly ")
    return start == one[0] and weekly == (one[1] == "weekly") and _bare(title) in _bare(one[2])


def _paired(wanted: Sequence[str], here: Sequence[One], fits: Callable[[str, One], bool]) -> bool:
    left = list(here)
    for effect in wanted:
        found = next((one for one in left if fits(effect, one)), None)
        if found is None:
            return False
        left.remove(found)
    return not left


# ------------------------------------------------------------------------------------ running


async def run(row: Row, folder: Path, knowing: Knowing = Knowing()) -> Outcome:
    """Says the turns of a row and looks at what has changed."""
    world = World(folder, row.now, knowing)
    await world.open()
    for what in row.before:
        world.prepare(what)
    before = world.state()
    outcome = Outcome(row, [], [])
    for turn in row.turns:
        begun = time.perf_counter()
        act = world.understood(turn)
        outcome.understood_ms.append(1000 * (time.perf_counter() - begun))
        then = world.state()
        begun = time.perf_counter()
        answer = await act() if act is not None else None
        outcome.guessed_ms = max(outcome.guessed_ms, 1000 * (time.perf_counter() - begun))
        outcome.answers.append(answer)
        if answer and CLAIM.search(answer) and then == world.state():
            outcome.claim = answer
    outcome.wrong = wrong(row, before, world.state(), outcome.answers)
    if outcome.wrong and (outcome.answers[-1] or "").startswith("Shall I ") and row.kind != "chat":
        act = world.understood("Yes.")
        outcome.answers.append(await act() if act is not None else None)
        outcome.wrong = wrong(row, before, world.state(), outcome.answers)
        outcome.asked = not outcome.wrong
    if outcome.wrong and "final" not in row.effects:
        outcome.lost = await _lost(world, before)
    return outcome


async def _lost(world: World, before: dict[str, object]) -> str:
    """What was there before and is not, nor comes back with "undo"; "" if nothing is."""
    for _ in range(4):
        gone = [store for store in STORES if _missing(before[store], world.state()[store])]
        if not gone:
            return ""
        act = world.understood("Undo that.")
        if act is not None:
            await act()
    return ", ".join(gone)


def _missing(before: object, after: object) -> bool:
    if isinstance(before, dict) and isinstance(after, dict):
        return any(
            name not in after or not set(_words(value)) <= set(_words(after[name])) for name, value in before.items()
        )
    assert isinstance(before, tuple) and isinstance(after, tuple)
    return bool(Counter(before) - Counter(after))


def _words(value: str | Iterable[object]) -> Sequence[str]:
    return value.split() if isinstance(value, str) else tuple(map(str, value))


async def knowing(profile: str = "", *, meaning: bool = True) -> Knowing:
    """The real models. profile: whose language model; "" for none. Raises ModelError."""
    if not meaning:
        return Knowing()
    settings = load(overrides={"profile": profile} if profile else {}).settings
    shelf = loading.store(settings)
    embedder = await MiniLM.load(shelf.path(loading.MEANING_MODEL))
    known = await Paraphrases.learn(embedder, embedder.at_once)
    if not profile:
        return Knowing(known)
    likely = await Likely.learn(embedder, embedder.at_once, known)
    return Knowing(known, likely, await loading.load_model(settings, shelf))


async def run_all(chosen: Sequence[Row], profile: str = "", *, meaning: bool = True) -> list[Outcome]:
    """Each in a new folder, with the models that tell what sentences mean."""
    known = await knowing(profile, meaning=meaning)
    outcomes = []
    for row in chosen:
        with tempfile.TemporaryDirectory() as folder:
            outcomes.append(await run(row, Path(folder), known))
    return outcomes


def summary(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """The figures."""
    kinds = Counter(outcome.row.kind for outcome in outcomes)
    right = Counter(outcome.row.kind for outcome in outcomes if not outcome.wrong)
    took = sorted(ms for outcome in outcomes for ms in outcome.understood_ms)
    requests = [outcome for outcome in outcomes if outcome.row.kind != "chat"]
    return {
        "requests": len(requests),
        "right": sum(not outcome.wrong for outcome in requests),
        "of_those_after_a_yes": sum(outcome.asked for outcome in requests),
        "right_share": round(sum(not outcome.wrong for outcome in requests) / len(requests), 4) if requests else None,
        "kinds": {kind: [right[kind], count] for kind, count in kinds.items()},
        "wrong_irreversible": sum(bool(outcome.lost) for outcome in outcomes),
        "false_claims": sum(bool(outcome.claim) for outcome in outcomes),
        "understood_ms_p50": round(statistics.median(took), 2),
        "understood_ms_p95": round(took[int(len(took) * 0.95)], 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--apart", action="store_true", help="the half that is kept apart; its single rows stay hidden"
    )
    parser.add_argument("--other", action="store_true", help="open ones by another hand than the sentences'")
    parser.add_argument("--more", action="store_true", help="open ones by two hands more")
    parser.add_argument("--apart-first", action="store_true", help="the half kept apart before this one")
    parser.add_argument("--sealed", action="store_true", help="by a hand that saw no sentence; rows stay hidden")
    parser.add_argument("--file", type=Path, help="a set of your own, in the same columns")
    parser.add_argument("--kind", action="append", default=[], help="only rows of this kind; may be repeated")
    parser.add_argument("--model", metavar="PROFILE", default="", help="with the language model of this profile")
    parser.add_argument("--templates-only", action="store_true", help="without the model that tells what is meant")
    parser.add_argument("--show", action="store_true", help="what was wrong, row by row (not where rows stay hidden)")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    others = {
        "requests-other.tsv": given.other,
        "requests-more.tsv": given.more,
        "requests-apart-first.tsv": given.apart_first,
        "requests-sealed.tsv": given.sealed,
    }
    file = given.file or next((HERE / name for name, wanted in others.items() if wanted), None)
    chosen = [row for row in (_read(file) if file else rows(given.apart)) if not given.kind or row.kind in given.kind]
    outcomes = anyio.run(partial(run_all, chosen, given.model, meaning=not given.templates_only))
    if given.show and not (given.apart or given.apart_first or given.sealed):
        for outcome in outcomes:
            if outcome.wrong or outcome.claim or outcome.asked:
                print(f"{outcome.row.kind:10} {' / '.join(outcome.row.turns)}  [{outcome.guessed_ms:.0f} ms]")
                print(
                    f"{'':10}   {outcome.wrong}{f'; LOST {outcome.lost}' if outcome.lost else ''}: {outcome.answers}"
                )
    figures = summary(outcomes)
    if given.json:
        print(json.dumps(figures, indent=1))
        return
    kinds = figures.pop("kinds")
    assert isinstance(kinds, dict)
    for kind, (right, count) in kinds.items():
        print(f"{kind:12} {right:3} of {count:3}")
    for name, value in figures.items():
        print(f"{name:20} {value}")


if __name__ == "__main__":
    main()
