"""``samantha proofread``: spelling and grammar of a file; and ``samantha dictionary``: the user's own words."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import anyio
import typer
from rich.console import Console
from rich.text import Text

from samantha.errors import InputError, ModelError
from samantha.hands.spelling.own_words import OwnWords
from samantha.hands.spelling.pages import Page, line_of
from samantha.ports import Fault
from samantha.service import loading, spelling
from samantha.service.config import load

dictionary = typer.Typer(help="Words that are right because you say so.", no_args_is_help=True)

Answer: TypeAlias = Literal["yes", "no", "all", "add", "quit"]
_ANSWERS: dict[str, Answer] = {"y": "yes", "n": "no", "a": "all", "d": "add", "q": "quit"}

Words = Annotated[list[str], typer.Argument(metavar="WORD...")]


@dataclass(frozen=True, slots=True)
class _Told:
    """A fault with the line it stands in, as it is shown."""

    fault: Fault
    number: int
    column: int
    line: str

    @property
    def was(self) -> str:
        begin = self.column - 1
        return self.line[begin : begin + self.fault.end - self.fault.start]

    def with_words(self, words: str) -> str:
        begin = self.column - 1
        return self.line[:begin] + words + self.line[begin + self.fault.end - self.fault.start :]


def proofread(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A text or Markdown file; - for standard input.")],
    fix: Annotated[bool, typer.Option("--fix", help="Ask about each fault and change the file.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array, for programs.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Without the language model.")] = False,
    profile: Annotated[str | None, typer.Option("--profile", help="Whose language model: swift, full, ...")] = None,
) -> None:
    """Find mistakes in spelling and grammar; exit code 1 if there are any.

    The language model judges only between words that are easily confused (their, there), and what it alone thinks is
    marked as hers. Nothing is changed without --fix, and then only what you say yes to.

    Example: samantha proofread letter.txt --fix

    Example: xclip -o | samantha proofread -
    """
    if fix and (file == "-" or as_json):
        raise InputError("--fix asks about each fault and changes a file", mend="Name a file, and leave out --json.")
    page = Page.read(None if file == "-" else Path(file))
    faults = anyio.run(_faults, page, quick, profile)
    told = [_Told(fault, *line_of(page.text, fault.start)) for fault in faults]
    if as_json:
        typer.echo(json.dumps([_entry(one) for one in told], indent=2, ensure_ascii=False))
    elif fix:
        left = _ask(page, told, spelling.own_words(os.environ))
        raise typer.Exit(1 if left else 0)
    else:
        console = Console(highlight=False)
        for one in told:
            console.print(_shown(file, one), soft_wrap=True)
    if told:
        raise typer.Exit(1)


async def _faults(page: Page, quick: bool, profile: str | None) -> list[Fault]:
    model = None
    with Console(stderr=True).status("Reading …") as status:
        if not quick:
            settings = load(overrides={"profile": profile}).settings
            try:
                model = await loading.load_model(settings, loading.store(settings))
            except ModelError as error:
                print(f"samantha: without the language model: {error}", file=sys.stderr)
        found = spelling.proofreading(os.environ, model)
        return await found.check(
            page.text,
            markdown=page.markdown,
            progress=lambda share: status.update(f"Reading … {share:.0%}"),
        )


def _entry(one: _Told) -> dict[str, object]:
    fault = one.fault
    return {
        "line": one.number, "column": one.column, "start": fault.start, "end": fault.end, "kind": fault.kind,
        "was": one.was, "proposals": list(fault.proposals), "why": fault.why, "hers": fault.hers,
    }  # fmt: skip


def _shown(file: str, one: _Told) -> Text:
    """ "letter.txt:3:7: their, better there  (homophone, Samantha thinks)"."""
    fault = one.fault
    text = Text(f"{file}:{one.number}:{one.column}: ")
    text.append(one.was or "(nothing)", style="red")
    if fault.proposals:
        text.append(" → ")
        text.append(" or ".join(words or "(nothing)" for words in fault.proposals[:3]), style="green")
    text.append(f"  {fault.kind}: {'Samantha thinks so.' if fault.hers else fault.why}", style="dim")
    return text


def _ask(page: Page, told: list[_Told], own: OwnWords) -> int:
    """Goes through the faults; the file is written when something was changed. How many were left as they are."""
    console = Console(highlight=False)
    taken: list[tuple[Fault, str]] = []
    added: set[str] = set()
    rest: Answer | None = None
    for one in told:
        if one.was.lower() in added:
            continue
        if not one.fault.proposals and rest is None:
            console.print(_shown(page.name, one), soft_wrap=True)
        answer = rest or _answer(console, one)
        if answer in ("all", "quit"):
            rest = answer
        if answer == "add":
            own.add(one.was)
            added.add(one.was.lower())
        elif answer in ("yes", "all") and one.fault.proposals:
            taken.append((one.fault, one.fault.proposals[0]))
    if taken:
        page.with_changes(taken).write()
    left = len(told) - len(taken) - sum(one.was.lower() in added for one in told)
    console.print(f"{page.name}: {len(taken)} changed, {left} left as they are.", soft_wrap=True)
    return left


def _answer(console: Console, one: _Told) -> Answer:
    """What the user wants of this fault; the end of the input is a quit."""
    if one.fault.proposals:
        console.print(Text(f"\n{one.number}- {one.line}", style="red"), soft_wrap=True)
        console.print(Text(f"{one.number}+ {one.with_words(one.fault.proposals[0])}", style="green"), soft_wrap=True)
        why = "Samantha thinks so." if one.fault.hers else one.fault.why
        question = f"{why} Change it? [y]es, [n]o, [a]ll, add to [d]ictionary, [q]uit: "
    else:
        question = "Leave it? [y]es, add to [d]ictionary, [q]uit: "
    while True:
        try:
            console.print(Text(question), end="", soft_wrap=True)
            said = input().strip().lower()
        except EOFError:
            console.print()
            return "quit"
        if said[:1] in _ANSWERS:
            return _ANSWERS[said[:1]]


@dictionary.command()
def add(words: Words) -> None:
    """Add words; they are no mistakes from now on.

    Example: samantha dictionary add Moretti backchannel
    """
    own = spelling.own_words(os.environ)
    for word in words:
        typer.echo(f"{word}: {'added' if own.add(word) else 'is in it already'}")


@dictionary.command()
def remove(words: Words) -> None:
    """Take words out again.

    Example: samantha dictionary remove Moretti
    """
    own = spelling.own_words(os.environ)
    for word in words:
        if not own.remove(word):
            raise InputError(f"{word!r} is not in your dictionary", mend="See: samantha dictionary list")
        typer.echo(f"{word}: removed")


@dictionary.command("list")
def list_words() -> None:
    """List your words.

    Example: samantha dictionary list
    """
    for word in spelling.own_words(os.environ).all():
        typer.echo(word)
