"""Shopping list, to-do list and notes: text files that the user can open, one thing a line.

A list is ``shopping.txt``, ``to-do.txt`` or another name the user gave it; notes are ``notes.txt``, the newest at
the end.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from rapidfuzz import fuzz, process

from samantha.hands import files
from samantha.hands.asks import Choice, Free
from samantha.hands.saying import listed, plain, sentence
from samantha.hands.tool import Asked, Change, Done, Form, Steps, Tool

_SAME = 85
"""Likeness from which on two names of a thing are the same."""


def lists(folder: Path) -> Tool:
    """The lists in this folder."""
    book = _Book(folder)
    return Tool(
        "lists",
        (
            Form(
                book.add,
                (
                    "(add|put|write|get|place) {things:any} (to|on|onto|in) (my|the|our|a) {list} list",
                    "(add|put|write) {things:any} (to|on|onto) (my|the|our) list",
                    "(add|put) (to|on) (my|the|our) {list} list {things:any}",
                ),
            ),
            Form(
                book.offer,
                (
                    "(we|i) (need|have) to (buy|get) [some|more] {things}",
                    "(we're|we are|i'm|i am) [almost] out of {things}",
                    "(we|i) (ran|have run) out of {things}",
                    "(i|we) (need|could use) [some] more {things} (from|at) the (store|shop|supermarket)",
                ),
            ),
            Form(
                book.tell,
                (
                    "(what|what is|what 's) [is] on (my|the|our) {list} list",
                    "what do i (need|have) (to buy|to get|to do)",
                    "(read|show|tell) [me] (my|the|our) {list} list",
                    "what do (i|we) (need|have) on (my|the|our) {list} list",
                    "what do (i|we) need to (buy|get) [at the store]",
                    "what 's on (my|the|our) list",
                    "is {thing} on (my|the|our) {list} list",
                    "do (i|we) have {thing} on (my|the|our) {list} list",
                ),
            ),
            Form(
                book.strike,
                (
                    "(remove|delete|take|cross|strike|scratch|check|tick) [off] {thing} (from|off|off of"
                    "|off from) (my|the|our) {list} list",
                    "(cross|strike|check|tick) (off|out) {thing} [(on|from) (my|the|our) {list} list]",
                    "(check|tick|cross) {thing} off",
                    "i (bought|got|did|have bought) {thing} (so|and) (cross|take|check) it off",
                ),
            ),
            Form(
                book.clear,
                (
                    "(clear|empty|erase|delete|wipe) (my|the|our) {list} list",
                    "(delete|remove|clear) everything (on|from) (my|the|our) {list} list",
                ),
            ),
        ),
    )


def notes(folder: Path) -> Tool:
    """The notes in this folder."""
    book = _Notes(folder / "notes.txt")
    return Tool(
        "notes",
        (
            Form(
                book.add,
                (
                    "(take|make|write|add|leave) [down] a note [that|of|saying|about] {note:any}",
                    "(note|jot) down [that] {note:any}",
                    "note that {note:any}",
                    "note to self {note:any}",
                    "write (down|this down) [that] {note:any}",
                    "add to my notes [that] {note:any}",
                    "(take|make|write) [down] a note",
                    "note {note:any}",
                ),
            ),
            Form(
                book.tell,
                (
                    "(read|show|tell) [me] (my|the) [last|latest] (notes|note)",
                    "what are my notes",
                    "what (did i note|have i noted) [down]",
                    "what 's in my notes",
                    "what do my notes say",
                ),
            ),
            Form(book.drop, ("(delete|remove|erase|forget) (my|the) last note", "(delete|remove|erase) that note")),
        ),
    )


class _Book:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, asked: Asked) -> Steps:
        """Asked to put things on a list."""
        return self._add(asked, ordered=True)

    def offer(self, asked: Asked) -> Steps:
        """Told that something is missing: that is no order."""
        return self._add(asked, ordered=False)

    async def _add(self, asked: Asked, *, ordered: bool) -> Steps:
        path = self._path(asked.text("list"))
        things = _things(asked.text("things"))
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
        name = re.sub(r"[^\w-]+", "-", name.lower()).strip("-")
        if name in ("", "grocery", "groceries", "shopping"):
            name = "shopping"
        if name in ("todo", "to-do", "task", "tasks"):
            name = "to-do"
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


def _things(text: str) -> list[str]:
    """ "milk, eggs and bread" as three things; "mac and cheese" stays one only with a comma list around it."""
    parts = re.split(r"\s*(?:,\s*(?:and\s+)?|\band\s+)\s*", text)
    return [
        re.sub(r"^(?:some|the)\s+", "", part.strip(" .!?"), flags=re.IGNORECASE)
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
