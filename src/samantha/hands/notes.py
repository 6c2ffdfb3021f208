"""Notes: one text file, one note a line, the newest at the end."""

from __future__ import annotations

from pathlib import Path

from samantha.hands.asks import Choice, Free
from samantha.hands.list_book import keep, like, lines_of, same
from samantha.hands.saying import plain, sentence
from samantha.hands.tool import Asked, Change, Done, Form, Steps, Tool


def notes(folder: Path) -> Tool:
    """The notes in this folder."""
    book = NoteBook(folder / "notes.txt")
    return Tool(
        "notes",
        (
            Form(
                book.add,
                (
                    "(take|make|write|add|leave|keep|create|save) [me|down] (a|another) [quick|short|new] note"
                    " [for me]"
                    " [that|of|saying|about] {note:any}",
                    "(note|jot) (down|this down|that down) [for me] [that] {note:any}",
                    "(note|write|jot) [down] (this|an|the) (idea|thought|thing) [down] {note:any}",
                    "(note|write) [down] something [down] [for me] {note:any}",
                    "note that {note:any}",
                    "note to self {note:any}",
                    "(write|take|jot|note) (down|this down|that down) [for me] [that] {note:any}",
                    "(add|put|write) [this] (to|in|into) my notes [that] {note:any}",
                    "(add|put|write) {note:any} (to|in|into) my notes",
                    "(take|make|write|add|leave|keep|create) [down] (a|another) [quick|short|new] note",
                    "(write|take|jot|note) (this|that|something) down [for me]",
                    "[you to] (write|take|jot|note) something down [for me]",
                    "note {note:any}",
                ),
            ),
            Form(
                book.add_to,
                (
                    "(add|write|put) (to|on|onto|under) (that|this|the|my) [last|latest] note [that] {note:any}",
                    "(add|write|put) {note:any} (to|on|onto|under) (that|this|the|my) [last|latest] note",
                ),
            ),
            Form(
                book.tell,
                (
                    "(read|show|tell) [me] (my|the) [last|latest] (notes|note) [out] [to me]",
                    "(what are|what is in) my notes",
                    "(what did i note|what have i noted|what did i write) [down]",
                    "what do my notes say",
                    "(do i have|have i got|are there) any notes",
                ),
            ),
            Form(book.last, ("(what was|what is|read me|read|tell me) my (last|latest|newest) note",)),
            Form(
                book.find,
                (
                    "(find|read|show|read me|show me|look for|look up) (my|the|that|a) (note|notes)"
                    " (about|on|with|for|of) {about:any}",
                    "(what did i note|what have i noted|what do my notes say|what did i write|what did i jot"
                    "|what have i jotted|what did i note down|what have i written) [down] (about|on)"
                    " {about:any}",
                    "(do i have|is there|have i got|are there) (a|any) (note|notes) (about|on|with) {about:any}",
                    "search my notes for {about:any}",
                    "what (does|did|do|is in) my (note|notes) [say|about] about {about:any}",
                    "(did|have) i [ever|already] (make|made|take|taken|write|written) (a|any|that) note"
                    " (about|on|of) {about:any}",
                ),
            ),
            Form(
                book.drop_about,
                (
                    "(delete|remove|erase|forget|scrap|drop|throw away|get rid of|cancel) (my|the|that) note"
                    " [i made|i wrote|i took|that i made] (about|on|of|for|with) {about:any}",
                ),
            ),
            Form(book.clear, ("(delete|remove|erase|clear|throw away) (all my|all of my|all the|my) notes",)),
            Form(
                book.drop,
                (
                    "(delete|remove|erase|forget|scrap|drop|throw away|get rid of|cancel) (my|the) (last|latest)"
                    " note",
                    "(delete|remove|erase|scrap|drop|throw away|get rid of) (that|this) note",
                ),
            ),
        ),
    )


class NoteBook:
    """The notes in this file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def add(self, asked: Asked) -> Steps:
        """A new note; its words are asked for if they are missing."""
        note = asked.text("note")
        if not note:
            question = Free("What should it say?")
            yield question
            note = question.answer
        note = sentence(plain(note, 2000))
        yield Change(
            "undoable", f"note: {note}", keep(self._path, [*lines_of(self._path), note], f"I've noted: {note}")
        )

    async def add_to(self, asked: Asked) -> Steps:
        """More words behind the newest note."""
        here = lines_of(self._path)
        if not here:
            yield Done("You have no notes.", found=False)
            return
        note = f"{here[-1]} {sentence(plain(asked.text('note'), 2000))}"
        yield Change(
            "undoable",
            f"add to your last note: {note}",
            keep(self._path, [*here[:-1], note], f"The note is now: {note}"),
        )

    async def tell(self, asked: Asked) -> Steps:
        """The newest ones."""
        here = [plain(line, 300) for line in lines_of(self._path)]
        if not here:
            yield Done("You have no notes.")
        elif len(here) == 1:
            yield Done(f"You have one note: {here[0]}")
        else:
            yield Done(f"You have {len(here)} notes. The newest: {' '.join(here[-3:][::-1])}")

    async def last(self, asked: Asked) -> Steps:
        """The newest one."""
        here = lines_of(self._path)
        yield Done(plain(here[-1], 300) if here else "You have no notes.")

    async def find(self, asked: Asked) -> Steps:
        """Those about something."""
        found = like(asked.text("about"), lines_of(self._path))
        yield Done(
            " ".join(plain(line, 300) for line in found[-3:]) or "I find no note about that.", found=bool(found)
        )

    async def drop_about(self, asked: Asked) -> Steps:
        """Without the one about something; which, is asked if it could be several."""
        here = lines_of(self._path)
        found = like(asked.text("about"), here)
        if not found:
            yield Done("I find no note about that.", found=False)
            return
        if len(found) > 1:
            which = Choice(f"Which one: {' '.join(plain(line) for line in found)}", found)
            yield which
            found = [found[which.answer]]
        gone = here.index(found[0])
        says = f"I've deleted the note: {plain(found[0])}"
        yield Change(
            "undoable",
            f"delete the note: {plain(found[0]).rstrip('.')}",
            keep(self._path, [*here[:gone], *here[gone + 1 :]], says),
            plain=same(found[0], asked.text("about")),
        )

    async def clear(self, asked: Asked) -> Steps:
        """Without any."""
        here = lines_of(self._path)
        if not here:
            yield Done("You have no notes.")
            return
        count = "your note" if len(here) == 1 else f"all {len(here)} notes"
        yield Change("undoable", f"delete {count}", keep(self._path, [], f"I've deleted {count}."), plain=False)

    async def drop(self, asked: Asked) -> Steps:
        """Without the newest one."""
        here = lines_of(self._path)
        if not here:
            yield Done("You have no notes.")
            return
        yield Change(
            "undoable",
            "delete your last note",
            keep(self._path, here[:-1], f"I've deleted the note: {plain(here[-1])}"),
        )
