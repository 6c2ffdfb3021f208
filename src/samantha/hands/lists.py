"""Shopping list, to-do list and notes: text files that the user can open, one thing a line.

A list is ``shopping.txt``, ``to-do.txt`` or another name the user gave it; notes are ``notes.txt``, the newest at
the end.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rapidfuzz import fuzz, process

from samantha.hands import files
from samantha.hands.asks import Choice, Free
from samantha.hands.said import Said
from samantha.hands.saying import listed, plain, sentence
from samantha.hands.tool import Asked, Change, Done, Form, Steps, Tool

_SAME = 85
"""Likeness from which on two names of a thing are the same."""


_ON = "(to|on|onto|in|into) (my|the|our|that|this|a) [{list}] list"
_LIST = "(my|the|our|that|this) [{list}] list"
_PUT = "(add|put|write|get|place|stick|throw|pop|drop|include)"
_BUY = "[still] (need|have) to (buy|get|pick up)"
_WORDLESS = (
    r"breath|ideas?|time|luck|words|options|control|order|town|patience|energy|money|touch|shape|work|place|date|sight"
    r"|hand|tune|my mind|my (?:own )?depth|here|love|excuses|answers|questions|hope|things to .+|it|you|us|sleep|rest"
    r"|air|help|exercise|going|moving|over .+|away|out|up|used to .+|better|married|divorced|started"
    r"|better at .+|along|to .+|rid of .+|in .+|back .+|through .+|together .+"
    r"|a (?:job|life|house|divorce|grip|dog|cat|haircut)\b.*"
)
_NO_GOODS = re.compile(
    rf"(?:(?:some|any|more|my|the) )*(?:{_WORDLESS})(?: (?:with|of|for|from|now|soon|again|today)\b.*)?"
)
"""What people are out of, or need to get, and no shop sells."""


def lists(folder: Path) -> Tool:
    """The lists in this folder."""
    book = _Book(folder)
    return Tool(
        "lists",
        (
            Form(
                book.add,
                (
                    f"{_PUT} {{things:any}} {_ON} [too|as well|also]",
                    f"{_PUT} (to|on) {_LIST} {{things:any}}",
                    "(start|make|create|begin|open) (a|an|my|the) [new] {list} list (with|of|for) {things:any}",
                    "{things:any} (goes|go) (on|onto) (my|the|our) [{list}] list",
                ),
                follows=_more_things,
            ),
            Form(
                book.offer,
                reads=_offered,
            ),
            Form(
                book.tell,
                (
                    f"(what|what is) [is] [still] on {_LIST} [now|right now]",
                    f"(read|show|tell) [me] [what is on] {_LIST} [out] [to me]",
                    f"what do (i|we) (need|have) on {_LIST}",
                    f"what do (i|we) {_BUY} [at the (store|shop|supermarket)] [today]",
                    "what (do i|do we) [still] need (from|at) the (store|shop|supermarket)",
                    f"(is|are) [there] [any|some|a] {{thing}} [already|still] on {_LIST} [already]",
                    f"do (i|we) have [any|some|a] {{thing}} on {_LIST} [already]",
                    f"(did|have) (i|we) (put|already put) {{thing}} on {_LIST} [already]",
                ),
            ),
            Form(
                book.tell_tasks,
                ("what do i [still] (need|have) to do", "what (are|is) my (to do|to-do|tasks) [list]"),
            ),
            Form(
                book.count,
                (
                    f"how many (things|items|entries) (are|are there|do i have|do we have) on {_LIST}",
                    f"how long is {_LIST}",
                ),
            ),
            Form(
                book.strike,
                (
                    "(remove|delete|take|cross|strike|scratch|check|tick|get) [off] {thing} (from|off|off of"
                    f"|off from) {_LIST}",
                    f"(cross|strike|check|tick|take) (off|out) {{thing}} [(on|from) {_LIST}]",
                    f"(check|tick|cross|strike|take) {{thing}} (off|off of it|off it) [(on|from) {_LIST}]",
                    "(i|we) [already|just] [have] (bought|got|did|finished|done) {thing} [so|and] [you can]"
                    f" (cross|take|check|strike|tick) (it|them|that) off [{_LIST}]",
                    "(we|i) don't need {thing} (anymore|any more) [so]"
                    f" (take|cross|strike) (it|them) off [{_LIST}]",
                ),
            ),
            Form(
                book.clear,
                (
                    f"(clear|empty|erase|delete|wipe) [out] {_LIST}",
                    f"(delete|remove|clear|erase|take) everything (on|from|off) {_LIST}",
                ),
            ),
        ),
    )


def _offered(words: Said, now: datetime) -> Asked | None:
    """ "We're out of coffee." Words alone cannot tell that it is sold; what surely is not is left to the mind."""
    for pattern in (
        r"(?:we|i) (?:\w+ )?need to (?:buy|get) (?P<things>.+)",
        r"(?:we're|we are|i'm|i am) (?:almost |nearly |all )?out of (?P<things>.+)",
        r"(?:we|i) (?:(?:just |have )?ran|have run|are running|am running|'ve run) (?:low on|out of) (?P<things>.+)",
        r"(?:we're|i'm) running (?:low on|out of) (?P<things>.+)",
        r"(?:we|i) need (?:some )?more (?P<things>.+?)(?: (?:from|at) the (?:store|shop|supermarket))?",
        r"(?:i|we) (?:need|could use) (?:some )?(?P<things>.+?) (?:from|at) the (?:store|shop|supermarket)",
        r"there is no (?:more )?(?P<things>\w+(?: \w+)?) left",
    ):
        m = re.fullmatch(pattern, words.words)
        if m and len(m["things"].split()) <= 4 and not _NO_GOODS.fullmatch(m["things"]):
            first = words.words[: m.start("things")].count(" ")
            return Asked(now, {"things": words.surface(first, first + len(m["things"].split()))})
    return None


def _more_things(past: Asked, more: Said, now: datetime) -> Asked | None:
    """ "And eggs." """
    begins = re.match(r"(?:(?:oh|yes|yeah|ok|okay),? )*(?:and|also|plus|as well as)\b", more.text, re.IGNORECASE)
    things = re.sub(r" (?:too|as well|also)$", "", more.words)
    if not begins or more.text.rstrip().endswith("?") or len(things.split()) > 6 or _SENTENCE.search(things):
        return None
    count = len(things.split())
    return replace(past, now=now, texts={**past.texts, "things": more.surface(0, count)})


_SENTENCE = re.compile(
    r"\b(?:i|you|he|she|we|they|it|is|are|was|were|am|do|does|did|that|this|what|who|how|why|when|where|set|remind"
    r"|tell|then|no|not|don't|\w+n't|please|thanks|put|add|take|make|can|could|will|would)\b|<"
)
"""Words that no list of things has."""


def notes(folder: Path) -> Tool:
    """The notes in this folder."""
    book = _Notes(folder / "notes.txt")
    return Tool(
        "notes",
        (
            Form(
                book.add,
                (
                    "(take|make|write|add|leave|keep|create) [down] (a|another) [quick|short|new] note [for me]"
                    " [that|of|saying|about] {note:any}",
                    "(note|jot) (down|this down|that down) [for me] [that] {note:any}",
                    "note that {note:any}",
                    "note to self {note:any}",
                    "(write|take|jot|note) (down|this down|that down) [for me] [that] {note:any}",
                    "(add|put|write) [this] (to|in|into) my notes [that] {note:any}",
                    "(add|put|write) {note:any} (to|in|into) my notes",
                    "(take|make|write|add|leave|keep|create) [down] (a|another) [quick|short|new] note",
                    "(write|take|jot|note) (this|that|something) down",
                    "note {note:any}",
                ),
            ),
            Form(
                book.tell,
                (
                    "(read|show|tell) [me] (my|the) [last|latest] (notes|note) [out] [to me]",
                    "(what are|what is in) my notes",
                    "(what did i note|what have i noted|what did i write) [down]",
                    "what do my notes say",
                    "do i have any notes",
                ),
            ),
            Form(book.last, ("(what was|what is|read me|read|tell me) my (last|latest|newest) note",)),
            Form(
                book.find,
                (
                    "(find|read|show|read me|show me|look for|look up) (my|the|that|a) (note|notes)"
                    " (about|on|with|for|of) {about:any}",
                    "(what did i note|what have i noted|what do my notes say) [down] (about|on) {about:any}",
                    "(do i have|is there) (a|any) (note|notes) (about|on|with) {about:any}",
                    "search my notes for {about:any}",
                ),
            ),
            Form(
                book.drop,
                ("(delete|remove|erase|forget) (my|the) (last|latest) note", "(delete|remove|erase) that note"),
            ),
        ),
    )


class _Book:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last = "shopping"

    def add(self, asked: Asked) -> Steps:
        """Asked to put things on a list."""
        return self._add(asked, ordered=True)

    def offer(self, asked: Asked) -> Steps:
        """Told that something is missing: that is no order."""
        return self._add(asked, ordered=False)

    async def _add(self, asked: Asked, *, ordered: bool) -> Steps:
        path = self._path(asked.text("list"))
        things = _things(asked.text("things"), alone=path.stem == "to-do")
        here = _lines(path)
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
            _keep(path, [*here, *new], f"I've put {listed(new)} on the {path.stem} list."),
            plain=ordered,
        )

    def tell_tasks(self, asked: Asked) -> Steps:
        """Asked what is to be done."""
        return self.tell(replace(asked, texts={"list": "to-do"}))

    async def count(self, asked: Asked) -> Steps:
        path = self._path(asked.text("list"))
        count = len(_lines(path))
        yield Done(f"There {'is one thing' if count == 1 else f'are {count} things'} on the {path.stem} list.")

    async def tell(self, asked: Asked) -> Steps:
        path = self._path(asked.text("list"))
        here = [plain(line) for line in _lines(path)]
        if thing := asked.text("thing"):
            found = _like(thing, here)
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
        thing = re.sub(r"^(?:the|my) ", "", asked.text("thing"), flags=re.IGNORECASE)
        path = self._path(asked.text("list"))
        here = _lines(path)
        found = _like(thing, here)
        if not found:
            yield Done(f"There is no {thing} on the {path.stem} list.")
            return
        exact = [line for line in found if line.lower() == thing.lower()]
        if len(exact or found) > 1:
            choice = Choice(f"Which one: {listed([plain(line) for line in found])}?", found)
            yield choice
            struck = found[choice.answer]
        else:
            struck = (exact or found)[0]
        here.remove(struck)
        same = fuzz.ratio(struck.lower(), thing.lower()) >= _SAME or thing.lower() in struck.lower()
        done = f"I've taken {plain(struck)} off the {path.stem} list."
        yield Change(
            "undoable", f"take {plain(struck)} off the {path.stem} list", _keep(path, here, done), plain=same
        )

    async def clear(self, asked: Asked) -> Steps:
        path = self._path(asked.text("list"))
        if not _lines(path):
            yield Done(f"Your {path.stem} list is empty already.")
            return
        yield Change(
            "undoable", f"clear the {path.stem} list", _keep(path, [], f"The {path.stem} list is empty now.")
        )

    def _path(self, name: str) -> Path:
        """The file of a list; without a name that of which was spoken last."""
        name = re.sub(r"[^\w-]+", "-", name.lower()).strip("-") or self._last
        if name in ("grocery", "groceries"):
            name = "shopping"
        if name in ("todo", "task", "tasks"):
            name = "to-do"
        self._last = name
        return self._folder / f"{name}.txt"


class _Notes:
    def __init__(self, path: Path) -> None:
        self._path = path

    async def add(self, asked: Asked) -> Steps:
        note = asked.text("note")
        if not note:
            question = Free("What should it say?")
            yield question
            note = question.answer
        note = sentence(plain(note, 2000))
        yield Change(
            "undoable", f"note: {note}", _keep(self._path, [*_lines(self._path), note], f"I've noted: {note}")
        )

    async def tell(self, asked: Asked) -> Steps:
        here = [plain(line, 300) for line in _lines(self._path)]
        if not here:
            yield Done("You have no notes.")
        elif len(here) == 1:
            yield Done(f"You have one note: {here[0]}")
        else:
            yield Done(f"You have {len(here)} notes. The newest: {' '.join(here[-3:][::-1])}")

    async def last(self, asked: Asked) -> Steps:
        here = _lines(self._path)
        yield Done(plain(here[-1], 300) if here else "You have no notes.")

    async def find(self, asked: Asked) -> Steps:
        found = _like(asked.text("about"), _lines(self._path))
        yield Done(" ".join(plain(line, 300) for line in found[-3:]) or "I find no note about that.")

    async def drop(self, asked: Asked) -> Steps:
        here = _lines(self._path)
        if not here:
            yield Done("You have no notes.")
            return
        yield Change(
            "undoable",
            "delete your last note",
            _keep(self._path, here[:-1], f"I've deleted the note: {plain(here[-1])}"),
        )


def _lines(path: Path) -> list[str]:
    return [line.strip() for line in files.read(path).splitlines() if line.strip()]


def _keep(path: Path, lines: list[str], says: str) -> Callable[[], Awaitable[Done]]:
    """Writes the lines; undo puts back what was there before."""

    async def do() -> Done:
        before = files.read(path)
        files.write(path, "".join(f"{line}\n" for line in lines))

        async def undo() -> str:
            files.write(path, before)
            return "I've undone that."

        return Done(says, undo)

    return do


_PAIRS = re.compile(
    r"\b(?:mac|macaroni|fish|peanut butter|half|cookies|rice|pork) and (?:cheese|chips|jelly|half|cream|beans)\b",
    re.IGNORECASE,
)
"""Two that are one thing."""


def _things(text: str, *, alone: bool) -> list[str]:
    """ "milk, eggs and bread" as three things; "mac and cheese" is one.

    alone: an "and" parts nothing, as in "call Amy and Paul".
    """
    text = _PAIRS.sub(lambda pair: pair[0].replace(" ", "\N{NO-BREAK SPACE}"), text)
    parts = re.split(r"\s*,\s*" if alone else r" *(?:, *(?:and +)?|\band +) *", text)
    return [
        re.sub(r"^(?:some|the)\s+", "", part.replace("\N{NO-BREAK SPACE}", " ").strip(" .!?"), flags=re.IGNORECASE)
        for part in parts
        if part.strip(" .!?")
    ]


def _like(thing: str, lines: list[str]) -> list[str]:
    """The lines that mean this thing: those that hold its words, else those that sound like it."""
    wanted = thing.lower().removeprefix("the ").rstrip("s")
    held = [line for line in lines if wanted in line.lower()]
    if held:
        return held
    near = process.extract(wanted, lines, scorer=fuzz.WRatio, processor=str.lower, score_cutoff=72, limit=3)
    return [line for line, _, _ in near]
