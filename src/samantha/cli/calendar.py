"""``samantha calendar``: the calendars she knows, as files on this machine."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from samantha.errors import InputError
from samantha.hands import files
from samantha.hands.calendar.accounts import Account, accounts, checked, keep
from samantha.hands.calendar.agenda import fitting
from samantha.hands.calendar.copy import forget as forget_copy
from samantha.hands.calendar.copy import load as load_copy
from samantha.hands.calendar.desk import midnight
from samantha.hands.calendar.event import Event
from samantha.hands.calendar.exchange import joined, newer, parts
from samantha.hands.calendar.server import Server
from samantha.hands.calendar.shelf import Shelf
from samantha.service import calendars
from samantha.service.abilities import now
from samantha.service.config import load
from samantha.service.paths import accounts_file

app = typer.Typer(
    no_args_is_help=True, help="Your calendars: list, show, import, export, and keep in step with a server."
)

Json = Annotated[bool, typer.Option("--json", help="Machine-readable.")]


@app.command("list", epilog="Example: samantha calendar list --days 30")
def list_(
    days: Annotated[int, typer.Option(min=1, max=3660, help="So many days from the first on.")] = 7,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day; without it today.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List what is in your calendars, day by day."""
    shelf = _shelf()
    begin = midnight((first or now()).date(), now())
    events = shelf.between(begin, midnight(begin.date() + timedelta(days=days), begin))
    _warn(shelf)
    if as_json:
        typer.echo(json.dumps([_entry(event) for event in events], indent=2, ensure_ascii=False))
        return
    for event in events:
        typer.echo(_line(event))
    if not events:
        typer.echo("There is nothing.")


@app.command(epilog='Example: samantha calendar show "lunch with Amy"')
def show(
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What it is called, or with whom.")],
    as_json: Json = False,
) -> None:
    """Show all about an event: where, with whom, its note."""
    shelf, at = _shelf(), now()
    found, _ = fitting(words, shelf.between(at - timedelta(days=30), at + timedelta(days=400)))
    _warn(shelf)
    if not found:
        raise InputError("there is no such event from a month ago to a year ahead", where=words)
    if as_json:
        typer.echo(json.dumps([_entry(event) for event in found], indent=2, ensure_ascii=False))
        return
    for event in found:
        typer.echo(_line(event))
        for name, text in (("where", event.place), ("with", ", ".join(event.people)), ("note", event.note)):
            if text:
                typer.echo(f"    {name}: {text}")


@app.command("import", epilog="Example: samantha calendar import holidays.ics --calendar holidays")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.ics", help="An iCalendar file.")],
    calendar: Annotated[str, typer.Option(help="Calendar to put the events into, made if there is none.")] = "",
) -> None:
    """Take the events of a file into a calendar; of one that is there already the newer version stays."""
    settings = load(None).settings
    shelf = calendars.shelf(settings)
    text = shelf.text(file)
    if text is None:
        raise InputError("there is no such file", where=str(file))
    added = renewed = 0
    for uid, event in parts(text, str(file)).items():
        there = shelf.holding(uid)
        old = shelf.text(there) if there else None
        if there is None:
            shelf.write(shelf.place_for(uid, calendar or settings.calendar.new), None, event)
            added += 1
        elif old is not None and list(parts(old, str(there))) == [uid] and newer(event, old):
            shelf.write(there, old, event)
            renewed += 1
    typer.echo(f"{added} new, {renewed} renewed")


@app.command(epilog="Example: samantha calendar export --output all.ics")
def export(
    calendar: Annotated[str, typer.Option(help="Only this calendar.")] = "",
    output: Annotated[Path, typer.Option(metavar="FILE.ics", help="Where to; - prints it.")] = Path("-"),
) -> None:
    """Write all events into one iCalendar file."""
    shelf = _shelf()
    chosen = [path for path in shelf.calendars() if calendar in ("", path.stem)]
    if calendar and not chosen:
        known = ", ".join(path.stem for path in shelf.calendars()) or "none"
        raise InputError("there is no such calendar", where=calendar, mend=f"Your calendars: {known}.")
    text = joined(shelf.text(file) or "" for path in chosen for file in shelf.files(path))
    if output == Path("-"):
        typer.echo(text, nl=False)
        return
    files.write(output, text)
    typer.echo(f"{output}: {text.count('BEGIN:VEVENT')} events")


@app.command("accounts", epilog="Example: samantha calendar accounts")
def list_accounts(as_json: Json = False) -> None:
    """List your calendars, and the accounts that they are copies of."""
    shelf = _shelf()
    known = [(path, load_copy(path) if path.is_dir() else None) for path in shelf.calendars()]
    entries = [
        {
            "calendar": path.stem,
            "account": copy.account if copy else "",
            "read_only": bool(copy and copy.read_only),
            "synced": copy.at.isoformat() if copy and copy.at else "",
        }
        for path, copy in known
    ]
    mine = accounts(accounts_file(os.environ))
    if as_json:
        named = [{"name": one.name, "url": one.url, "user": one.user} for one in mine]
        typer.echo(json.dumps({"accounts": named, "calendars": entries}, indent=2, ensure_ascii=False))
        return
    for one in mine:
        typer.echo(f"account {one.name}: {one.user} at {one.url}")
    for entry in entries:
        whose = (
            f"copy of {entry['account']}'s, synced {entry['synced'] or 'never yet'}"
            if entry["account"]
            else "here only"
        )
        typer.echo(f"calendar {entry['calendar']}: {whose}{', read-only' if entry['read_only'] else ''}")
    if not mine and not entries:
        typer.echo("There are none.")


@app.command(
    "add-account", epilog="Example: samantha calendar add-account home https://dav.example.org --user theodore"
)
def add_account(
    name: Annotated[str, typer.Argument(help="What you call it; an account of that name is replaced.")],
    url: Annotated[str, typer.Argument(metavar="URL", help="Address of the CalDAV server.")],
    user: Annotated[str, typer.Option(help="Your user name there.")],
    password_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File with the password; - is standard input. Else you are asked."),
    ] = None,
) -> None:
    """Keep copies of the calendars of a CalDAV server here, from now on in step with it.

    The password is kept in a file that you alone can read, and goes to that server only.
    """
    if password_file is None:
        password = typer.prompt("Password", hide_input=True)
    else:
        text = sys.stdin.read() if password_file == Path("-") else files.read(password_file)
        password = text.rstrip("\n")
    account = checked(Account(name, url, user, password))
    found = Server(account).calendars()
    path = accounts_file(os.environ)
    keep(path, [*(one for one in accounts(path) if one.name != name), account])
    typer.echo(f"{name}: {', '.join(one.name for one in found) or 'no calendars yet'}")
    sync()  # so that the copies are there before the first new event looks for a calendar


@app.command("remove-account", epilog="Example: samantha calendar remove-account home")
def remove_account(name: Annotated[str, typer.Argument(help="Its name.")]) -> None:
    """Forget an account and its password; the copies of its calendars stay here, as calendars of your own."""
    path = accounts_file(os.environ)
    known = accounts(path)
    if all(one.name != name for one in known):
        raise InputError("there is no such account", where=name, mend="`samantha calendar accounts` lists them.")
    keep(path, [one for one in known if one.name != name])
    for folder in _shelf().calendars():
        if folder.is_dir() and (copy := load_copy(folder)) and copy.account == name:
            forget_copy(folder)


@app.command(epilog="Example: samantha calendar sync")
def sync(as_json: Json = False) -> None:
    """Bring your calendars and those of your servers in step, now."""
    settings = load(None).settings
    outcomes = calendars.syncing(settings, calendars.shelf(settings), os.environ, now).once()
    if as_json:
        entries = [
            {"account": one.account, "sent": one.sent, "fetched": one.fetched, "told": one.told,
             "error": str(one.error or "")} for one in outcomes
        ]  # fmt: skip
        typer.echo(json.dumps(entries, indent=2, ensure_ascii=False))
    else:
        for one in outcomes:
            typer.echo(f"{one.account}: {one.sent} sent, {one.fetched} fetched")
            for line in one.told:
                typer.echo(f"  {line}")
        if not outcomes:
            typer.echo("There is no account. Add one: samantha calendar add-account")
    if failed := [one.error for one in outcomes if one.error]:
        raise failed[0]


def _shelf() -> Shelf:
    return calendars.shelf(load(None).settings)


def _warn(shelf: Shelf) -> None:
    for file in shelf.damaged():
        typer.echo(f"samantha: {file}: this is no calendar that can be read", err=True)


def _line(event: Event) -> str:
    time = "all day      " if event.all_day else f"{event.start:%H:%M}-{event.end:%H:%M}  "
    return f"{event.start:%a %Y-%m-%d}  {time}{' '.join(event.title.split())}  ({event.calendar})"


def _entry(event: Event) -> dict[str, object]:
    return {
        "title": event.title,
        "start": event.start.date().isoformat() if event.all_day else event.start.isoformat(),
        "end": event.end.date().isoformat() if event.all_day else event.end.isoformat(),
        "all_day": event.all_day,
        "repeats": event.occurrence is not None,
        "calendar": event.calendar,
        "place": event.place,
        "people": list(event.people),
        "note": event.note,
        "uid": event.uid,
    }
