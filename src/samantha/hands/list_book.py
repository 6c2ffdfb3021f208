"""Lists as text files, one thing a line: what is put on them, told, and struck off."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from rapidfuzz import fuzz, process

from samantha.hands import alike, files
from samantha.hands.asks import Choice, YesNo
from samantha.hands.said import Said
from samantha.hands.saying import listed, plain, sentence
from samantha.hands.templates import best, compiled
from samantha.hands.times import find
from samantha.hands.tool import Asked, Change, Done, Steps

OWN = ("shopping", "to-do")
"""Lists that there are even while they are empty."""

_WORDLESS = (
    r"breath|ideas?|time|luck|words|options|control|order|town|patience|energy|money|touch|shape|work|place|date|sight"
    r"|hand|tune|my mind|my (?:own )?depth|here|love|excuses|answers|questions|hope|things to .+|it|you|us|sleep|rest"
    r"|air|help|exercise|going|moving|over .+|away|out|up|used to .+|better|married|divorced|started"
    r"|better at .+|along|to .+|rid of .+|in .+|back .+|through .+|together .+"
    r"|a (?:job|life|house|divorce|grip|dog|cat|haircut)\b.*"
)
NO_GOODS = re.compile(
    rf"(?:(?:some|any|more|my|the) )*(?:{_WORDLESS})(?: (?:with|of|for|from|now|soon|again|today)\b.*)?"
)
"""What people are out of, or need to get, and no shop sells."""

SENTENCE = re.compile(
    r"\b(?:i|you|he|she|we|they|it|is|are|was|were|am|do|does|did|that|this|what|who|how|why|when|where|set|remind"
    r"|tell|read|show|see|check|whether|there|clear|empty|remove|delete|cross|strike|mind|then|no|not|don't|\w+n't|please|thanks|put|add|write|get|forget|nothing|anything|have|take|make|can|could|will|would)\b|<"
)
"""Words that no list of things has."""

RECENT = timedelta(minutes=2)
"""For so long "it" is the list that was spoken of."""


class Book:
    """The lists in this folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last = "shopping"
        self._spoken_of: datetime | None = None

    def add(self, asked: Asked) -> Steps:
        """Asked to put things on a list."""
        return self._add(asked, ordered=True)

    def add_task(self, asked: Asked) -> Steps:
        """Asked to put something on the to-do list."""
        return self._add(replace(asked, texts={**asked.texts, "list": "to-do"}), ordered=True)

    def add_goods(self, asked: Asked) -> Steps:
        """Asked to put things on the shopping list."""
        return self._add(replace(asked, texts={**asked.texts, "list": "shopping"}), ordered=True)

    def offer(self, asked: Asked) -> Steps:
        """Told that something is missing: that is no order."""
        return self._add(asked, ordered=False)

    async def _add(self, asked: Asked, *, ordered: bool) -> Steps:
        path = self._path(asked)
        things = things_in(asked.text("things"), alone=path.stem == "to-do")
        here = lines_of(path)
        new = [thing for thing in things if thing.lower() not in (line.lower() for line in here)]
        if not new:
            yield Done(
                f"{sentence(listed(things))[:-1]} {'is' if len(things) == 1 else 'are'} on the {path.stem} list"
                f" already."
            )
            return
        yield Change(
            "undoable",
            f"put {listed(new)} on the {path.stem} list",
            keep(path, [*here, *new], f"I've put {listed(new)} on the {path.stem} list."),
            plain=ordered,
        )

    def tell_tasks(self, asked: Asked) -> Steps:
        """Asked what is to be done."""
        return self.tell(replace(asked, texts={"list": "to-do"}))

    async def count(self, asked: Asked) -> Steps:
        """How many things are on a list."""
        path = self._path(asked)
        count = len(lines_of(path))
        yield Done(f"There {'is one thing' if count == 1 else f'are {count} things'} on the {path.stem} list.")

    async def tell(self, asked: Asked) -> Steps:
        """What is on a list, or whether something is."""
        path = self._path(asked)
        here = [plain(line) for line in lines_of(path)]
        if thing := asked.text("thing"):
            found = like(thing, here)
            yield Done(
                f"Yes, {listed(found)} {'is' if len(found) == 1 else 'are'} on it."
                if found
                else f"No, there is no {thing} on the {path.stem} list."
            )
        elif here:
            yield Done(f"On your {path.stem} list {'is' if len(here) == 1 else 'are'} {listed(here)}.")
        else:
            yield Done(f"Your {path.stem} list is empty.")

    async def strike(self, asked: Asked) -> Steps:
        """Off the list, or off another that has it if none was named; which, is asked if it could be several."""
        thing = re.sub(r"^(?:(?:both|all)(?: of)? )?(?:the|my) |^both ", "", asked.text("thing"), flags=re.IGNORECASE)
        path = self._path(asked)
        if not asked.text("list") and not like(thing, lines_of(path)):
            path = next((other for other in self._others() if like(thing, lines_of(other))), path)
        here = lines_of(path)
        struck = _each(thing, here)
        if not struck:
            found = like(thing, here)
            if not found:
                yield Done(f"There is no {thing} on the {path.stem} list.", found=False)
                return
            which = 0
            if len(found) > 1:
                choice = Choice(f"Which one: {listed([plain(line) for line in found])}?", found)
                yield choice
                which = choice.answer
            struck = [found[which]]
        sure = all(same(line, thing) for line in struck)
        left = [line for line in here if line not in struck]
        gone = listed([plain(line) for line in struck])
        done = f"I've taken {gone} off the {path.stem} list."
        yield Change("undoable", f"take {gone} off the {path.stem} list", keep(path, left, done), plain=sure)

    async def swap(self, asked: Asked) -> Steps:
        """One thing in the place of another."""
        path = self._path(asked)
        here = lines_of(path)
        thing, new = asked.text("thing"), things_in(asked.text("things"), alone=True)
        found = _each(thing, here)[:1] or like(thing, here)
        if not found or not new:
            yield Done(f"There is no {thing} on the {path.stem} list.", found=False)
            return
        here[here.index(found[0])] = new[0]
        swap = f"put {plain(new[0])} in the place of {plain(found[0])}"
        yield Change("undoable", swap, keep(path, here, f"I've {swap}."), plain=same(found[0], thing))

    async def clear(self, asked: Asked) -> Steps:
        """The whole list."""
        path = self._path(asked)
        if not lines_of(path):
            yield Done(f"Your {path.stem} list is empty already.")
            return
        yield Change("undoable", f"clear the {path.stem} list", keep(path, [], f"The {path.stem} list is empty now."))

    async def begin(self, asked: Asked) -> Steps:
        """A list of another name, with nothing on it yet; or with the things that are named behind it."""
        if headed := _HEADED.fullmatch(asked.text("list")):
            texts = {"list": _called(headed[1]), "things": headed[2]}
            async for step in self._add(replace(asked, texts=texts), ordered=True):
                yield step
            return
        path = self._path(replace(asked, texts={"list": _called(asked.text("list"))}))
        if path.stem in OWN or path.exists():
            yield Done(f"There is a {path.stem} list already.")
            return
        yield Change(
            "undoable", f"begin a list called {path.stem}", keep(path, [], f"I've begun a list called {path.stem}.")
        )

    async def names(self, asked: Asked) -> Steps:
        """Which lists there are."""
        stems = sorted({*OWN, *(file.stem for file in self._others())})
        counts = [(stem, len(lines_of(self._folder / f"{stem}.txt"))) for stem in stems]
        each = [
            f"{stem}, with {count} thing{'s' * (count > 1)}" if count else f"{stem}, empty" for stem, count in counts
        ]
        yield Done(f"There are {len(each)} lists: {'; '.join(each)}.")

    def lately(
        self, sentences: Sequence[str], *, here: bool = False, goods: bool = False
    ) -> Callable[[Said, datetime], Asked | None]:
        """Reads what makes sense only soon after a list was spoken of: "Take the bread off."

        here: only of what is on it. goods: only of what is sold, and only for the shopping list.
        """
        templates = [compiled(one) for one in sentences]

        def reads(words: Said, now: datetime) -> Asked | None:
            if self._spoken_of is None or now - self._spoken_of > RECENT or (goods and self._last != "shopping"):
                return None
            match = best(templates, find(words, now), now)
            if match is None:
                return None
            things = match[1].text("things").lower()
            if things and (len(things.split()) > 6 or SENTENCE.search(things)):
                return None
            if goods and NO_GOODS.fullmatch(things):
                return None
            thing = re.sub(r"^(?:the|my) ", "", match[1].text("thing"), flags=re.IGNORECASE)
            listed_now = lines_of(self._folder / f"{self._last}.txt")
            return None if here and not (_each(thing, listed_now) or like(thing, listed_now)) else match[1]

        return reads

    def about(self, steps: Callable[[Asked], Steps]) -> Callable[[Asked], Steps]:
        """Steps that begin with the list that is meant: asked about, if there is only one whose name sounds so."""

        async def found(asked: Asked) -> Steps:
            name = _stem(asked.text("list"))
            known = {*OWN, *(file.stem for file in self._others())}
            near = next((one for one in sorted(known) if name and alike.sounds([name], [one])), None)
            if name not in known and near:
                question = YesNo(f"There is no {name} list. Shall I take the {near} list?")
                yield question
                if question.answer:
                    asked = replace(asked, texts={**asked.texts, "list": near})
            async with aclosing(steps(asked)) as rest:
                async for step in rest:
                    yield step

        return found

    def _others(self) -> list[Path]:
        return [file for file in sorted(self._folder.glob("*.txt")) if file.stem != "notes"]

    def _path(self, asked: Asked) -> Path:
        """The file of a list; without a name that of which was spoken last."""
        self._spoken_of = asked.now
        self._last = _stem(asked.text("list")) or self._last
        return self._folder / f"{self._last}.txt"


def _things(count: int) -> str:
    return f"with {count} thing{'s' * (count > 1)}" if count else "empty"


_SUCH = re.compile(r" (?:to|i|we|that|which|for)\b.*", re.IGNORECASE)
"""What only describes the list: "movies to watch"."""


_HEADED = re.compile(r"([\w' -]{1,40}?)(?:: |, with | with )(.+)", re.IGNORECASE)
"""A list's name and what is to be on it: "the party: balloons and candles"."""
_THINGS_TO = re.compile(
    r"(?:all )?(?:the )?(?:things|stuff) (?:(?:i|we) (?:have|need|want) )?to (\w+)\b.*", re.IGNORECASE
)
"""What a list is called by what is to be done with the things: "things to pack"."""


def _called(name: str) -> str:
    """The name of a new list, without what only describes it: packing, movies."""
    if to := _THINGS_TO.fullmatch(name):
        verb = to[1].lower()
        return {"do": OWN[1], "buy": OWN[0], "get": OWN[0]}.get(verb, f"{re.sub('e$', '', verb)}ing")
    return _SUCH.sub("", name)


def _stem(name: str) -> str:
    """The name of a list's file, "" for none."""
    name = re.sub(r"[^\w-]+", "-", name.lower()).strip("-")
    others = {"grocery": OWN[0], "groceries": OWN[0], "todo": OWN[1], "task": OWN[1], "tasks": OWN[1]}
    return others.get(name, name)


def lines_of(path: Path) -> list[str]:
    """What stands in the file, without empty lines. Raises InputError."""
    return [line.strip() for line in files.read(path).splitlines() if line.strip()]


def keep(path: Path, lines: list[str], says: str) -> Callable[[], Awaitable[Done]]:
    """Writes the lines; undo puts back what was there before."""

    begins = not lines and not path.exists()

    async def do() -> Done:
        before = files.read(path)
        files.write(path, "".join(f"{line}\n" for line in lines))

        async def undo() -> str:
            if begins:
                files.remove(path)
            else:
                files.write(path, before)
            return "I've undone that."

        return Done(says, undo)

    return do


_PAIRS = re.compile(
    r"\b(?:mac|macaroni|fish|peanut butter|half|cookies|rice|pork) and (?:cheese|chips|jelly|half|cream|beans)\b",
    re.IGNORECASE,
)
"""Two that are one thing."""


def things_in(text: str, *, alone: bool) -> list[str]:
    """ "milk, eggs and bread" as three things; "mac and cheese" is one.

    alone: an "and" parts nothing, as in "call Amy and Paul".
    """
    text = _PAIRS.sub(lambda pair: pair[0].replace(" ", "\N{NO-BREAK SPACE}"), text)
    parts = re.split(r"\s*,\s*" if alone else r" *(?:, *(?:and +)?|\band +) *", text)
    return [
        re.sub(
            r"^(?:some|the)\s+",
            "",
            part.replace("\N{NO-BREAK SPACE}", " ").strip(" .!?"),
            flags=re.IGNORECASE,
        )
        for part in parts
        if part.strip(" .!?")
    ]


def _each(thing: str, here: list[str]) -> list[str]:
    """The lines that are exactly this thing, or each of the things that are named."""
    wanted = [thing.lower(), *(part.lower() for part in things_in(thing, alone=False))]
    exact = [line for line in here if line.lower() == thing.lower()]
    if exact:
        return exact[:1]
    found = [line for line in here if line.lower() in wanted[1:]]
    return found if len(found) == len(wanted) - 1 > 1 else []


def same(line: str, thing: str) -> bool:
    """Whether the line was named plainly, and does not only sound like what was said."""
    own, wanted = alike.words(line), alike.words(thing)
    return alike.says(wanted, own) or alike.says(own, wanted) or thing.lower() in line.lower()


def like(thing: str, lines: list[str]) -> list[str]:
    """The lines that mean this thing: those that hold its words, else those that sound like it."""
    wanted = thing.lower().removeprefix("the ").rstrip("s")
    held = [line for line in lines if wanted in line.lower()]
    if not held:
        held = [line for line in lines if re.search(rf"\b{re.escape(line.lower().rstrip('s'))}s?\b", wanted)]
    if held:
        return held
    named = alike.words(thing)
    if sounding := [line for line in lines if alike.sounds(named, alike.words(line))]:
        return sounding
    near = process.extract(wanted, lines, scorer=fuzz.WRatio, processor=str.lower, score_cutoff=72, limit=3)
    return [line for line, _, _ in near]
