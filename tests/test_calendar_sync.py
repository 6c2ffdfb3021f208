"""Calendars in step with a server: a real Radicale on the loopback, and clients that change it behind her back."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import anyio
import pytest
import radicale.app
import radicale.config
import requests
from tests.calendars import NOW, ZONE, Calendars, ics
from typer.testing import CliRunner

from samantha.cli.app import app
from samantha.core.notes import Listening
from samantha.errors import ConfigError, InputError, ServerError
from samantha.hands.calendar.accounts import Account, accounts, checked, keep
from samantha.hands.calendar.desk import Desk
from samantha.hands.calendar.remote import Found, Remote
from samantha.hands.calendar.server import Server
from samantha.hands.calendar.shelf import Shelf
from samantha.hands.calendar.syncing import Syncing

SECRET = "an open secret"


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Radicale:
    """A server of one user with one calendar, and another client of it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        (folder / "users").write_text(f"theodore:{SECRET}\n")
        configuration = radicale.config.load([])
        configuration.update(
            {
                "auth": {"type": "htpasswd", "htpasswd_filename": str(folder / "users"),
                         "htpasswd_encryption": "plain", "delay": "0"},
                "storage": {"filesystem_folder": str(folder / "collections")},
            },
            "tests",
        )  # fmt: skip
        self._app = radicale.app.Application(configuration)
        self._server: WSGIServer | None = None
        self.port = 0
        self.start()
        self.collection = f"{self.url}/theodore/home/"
        body = (
            '<mkcalendar xmlns="urn:ietf:params:xml:ns:caldav" xmlns:d="DAV:"><d:set><d:prop>'
            "<d:displayname>Home</d:displayname></d:prop></d:set></mkcalendar>"
        )
        assert self.request("MKCALENDAR", "", body).status_code == 201

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """At the same port as before, if there was one."""
        self._server = make_server("127.0.0.1", self.port, self._app, _Threads, _Quiet)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def request(self, method: str, name: str, body: str = "") -> requests.Response:
        """Of another client."""
        return requests.request(
            method, f"{self.collection}{name}", data=body.encode(), auth=("theodore", SECRET), timeout=10
        )

    def texts(self) -> list[str]:
        """What another client sees, fetched over HTTP."""
        whole = self.request("GET", "").text
        return whole.split("BEGIN:VEVENT")[1:]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Radicale]:
    running = Radicale(tmp_path / "radicale")
    yield running
    running.stop()


class Synced(Calendars):
    """Somebody's calendars with an account at the server."""

    def __init__(self, folder: Path, server: Radicale, password: str = SECRET) -> None:
        shelf = Shelf(folder, lambda: ZONE)
        self.accounts = [Account("home", server.url, "theodore", password)]
        self.sync = Syncing(shelf, lambda: self.accounts, lambda: NOW, 600, lambda one: Server(one, 5))
        super().__init__(folder, Desk(shelf, trouble=self.sync.trouble, synced=self.sync.told))

    def once(self) -> tuple[int, int, list[str], str]:
        """Sent, fetched, told, error."""
        (one,) = self.sync.once()
        return one.sent, one.fetched, one.told, one.error.what if one.error else ""


@pytest.fixture
def home(tmp_path: Path, server: Radicale) -> Synced:
    return Synced(tmp_path / "calendars", server)


LUNCH = ics(
    "SUMMARY:Lunch with Amy", "DTSTART:20261127T170000Z", "DTEND:20261127T180000Z", "X-THEIRS:kept", uid="lunch"
)


def test_what_is_made_by_voice_is_seen_by_another_client_and_what_it_changes_is_spoken(
    home: Synced, server: Radicale
) -> None:
    assert home.once() == (0, 0, [], "")
    home.ask("Put dinner with Isabella on Saturday at eight.")
    assert home.once() == (1, 0, [], "")
    (seen,) = server.texts()
    assert "SUMMARY:Dinner with Isabella" in seen
    assert "DTSTART;TZID=America/New_York:20261128T200000" in seen
    assert server.request("PUT", "lunch.ics", LUNCH).status_code == 201
    assert home.once() == (0, 1, [], "")
    assert home.ask("What do I have on Friday?") == ["You have one thing on Friday: Lunch with Amy at noon."]
    assert server.request("PUT", "lunch.ics", LUNCH.replace("T17", "T18").replace("T180000Z\r\nX", "T190000Z\r\nX"))
    assert home.once() == (0, 1, [], "")
    assert home.ask("When is lunch with Amy?") == ["Lunch with Amy is on Friday at 1 in the afternoon."]
    home.ask("Move lunch with Amy to two.")
    assert home.once() == (1, 0, [], "")
    assert any("DTSTART:20261127T190000Z" in text and "X-THEIRS:kept" in text for text in server.texts())
    home.ask("Cancel dinner with Isabella.")
    assert server.request("DELETE", "lunch.ics").status_code == 200
    assert home.once() == (1, 1, [], "")
    assert (home.seen(), server.texts()) == ([], [])
    assert home.once() == (0, 0, [], "")


YOGA = ics(
    "SUMMARY:Yoga",
    "DTSTART;TZID=America/New_York:20261027T180000",
    "DURATION:PT1H",
    "RRULE:FREQ=WEEKLY;BYDAY=TU",
    "EXDATE;TZID=America/New_York:20261208T180000",
    uid="yoga",
)


def test_a_series_that_was_moved_or_parted_is_the_same_at_the_server(
    home: Synced, server: Radicale, tmp_path: Path
) -> None:
    assert server.request("PUT", "yoga.ics", YOGA).status_code == 201
    other = Synced(tmp_path / "other", server)
    home.once()
    home.ask("Move yoga to Thursday.", "all of them")
    assert home.once() == (1, 0, [], "")
    (seen,) = server.texts()
    assert "BYDAY=TH" in seen and "EXDATE;TZID=America/New_York:20261210T180000" in seen
    other.once()
    assert other.seen(40) == home.seen(40)
    home.ask("Move yoga to seven from now on.")
    assert home.once() == (2, 0, [], "")
    other.once()
    assert other.seen(40) == home.seen(40)
    assert {begin[-5:] for _, begin, _ in other.seen()} == {"19:00"}
    home.ask("undo", "undo")
    assert home.once() == (2, 0, [], "")
    assert "BYDAY=TU" in server.texts()[0] and len(server.texts()) == 1
    other.once()
    assert other.seen(40) == home.seen(40)


def test_offline_everything_works_and_is_sent_later(home: Synced, server: Radicale) -> None:
    server.request("PUT", "lunch.ics", LUNCH)
    home.once()
    server.stop()
    assert home.once()[3] == "the calendar server can't be reached"
    assert home.ask("Move lunch with Amy to one.", "What do I have on Friday?", "Sync my calendar.") == [
        "Lunch with Amy is now on Friday at 1 in the afternoon. It is only here so far: the calendar server can't be"
        " reached. I'll send it as soon as that works.",
        "You have one thing on Friday: Lunch with Amy at 1 in the afternoon.",
        "The calendar server can't be reached. I'll try again.",
    ]
    server.start()
    assert home.once() == (1, 0, [], "")
    assert "DTSTART:20261127T180000Z" in server.texts()[0]
    assert home.ask("Undo.") == ["I've undone that. Lunch with Amy is on Friday at noon again."]
    assert home.once() == (1, 0, [], "")
    assert "DTSTART:20261127T170000Z" in server.texts()[0]


def test_what_changed_on_both_sides_is_told_and_neither_is_lost(home: Synced, server: Radicale) -> None:
    server.request("PUT", "lunch.ics", LUNCH)
    home.once()
    home.ask("Move lunch with Amy to one.")
    theirs = LUNCH.replace("20261127T17", "20261127T19").replace("20261127T18", "20261127T20")
    server.request("PUT", "lunch.ics", theirs)
    assert home.once() == (
        0,
        1,
        ["Lunch with Amy was changed here and elsewhere. I took the version from there, on Friday at 2 in the"
         " afternoon, and set yours aside, on Friday at 1 in the afternoon."],
        "",
    )  # fmt: skip
    (kept,) = (home.folder / "home" / ".kept").iterdir()
    assert "DTSTART:20261127T180000Z" in kept.read_text()
    assert home.seen() == [("Lunch with Amy", "11-27 14:00", "11-27 15:00")]
    assert home.once() == (0, 0, [], "")


def test_what_was_deleted_on_one_side_and_changed_on_the_other_lives(home: Synced, server: Radicale) -> None:
    server.request("PUT", "lunch.ics", LUNCH)
    home.once()
    home.ask("Move lunch with Amy to one.")
    server.request("DELETE", "lunch.ics")
    assert home.once() == (1, 0, ["Lunch with Amy was deleted elsewhere, but changed here, so I kept it."], "")
    assert len(server.texts()) == 1
    home.ask("Cancel lunch with Amy.")
    server.request("PUT", "lunch.ics", LUNCH)
    assert home.once() == (0, 1, ["Lunch with Amy was cancelled here, but changed elsewhere, so it is back."], "")
    assert home.seen() == [("Lunch with Amy", "11-27 12:00", "11-27 13:00")]


def test_a_wrong_password_is_told_in_clear_words_and_is_in_no_message(tmp_path: Path, server: Radicale) -> None:
    home = Synced(tmp_path / "calendars", server, "not the password")
    error = home.sync.once()[0].error
    assert isinstance(error, ServerError)
    assert error.what == "the calendar server does not take the user name or the password"
    assert "not the password" not in f"{error!r}{error}{error.__cause__}{home.accounts}"
    home.accounts = [Account("home", server.url, "theodore", SECRET)]
    assert home.once()[3] == ""


def test_a_sync_that_was_cut_off_is_taken_up(home: Synced, server: Radicale) -> None:
    server.request("PUT", "lunch.ics", LUNCH)
    home.once()
    record = home.folder / "home" / ".server.json"
    before = record.read_text()
    home.ask("Move lunch with Amy to one.", "Put yoga on Friday at five.")
    assert home.once() == (2, 0, [], "")
    record.write_text(before)  # killed before it was written down
    assert home.once() == (0, 0, [], "")
    assert len(server.texts()) == len(home.seen()) == 2


def test_a_calendar_that_can_only_be_read_is_not_changed(home: Synced) -> None:
    home.once()
    home.put(LUNCH, "lunch", "home")
    home.once()
    record = home.folder / "home" / ".server.json"
    record.write_text(record.read_text().replace('"read_only": false', '"read_only": true'))
    assert home.ask("Move lunch with Amy to one.", "Put dinner on Saturday at eight.") == [
        "Lunch with Amy is in a calendar that can only be read.",
        "I've put Dinner in your calendar, on Saturday at 8 in the evening.",
    ]
    assert [event.calendar for event in home.events()] == ["home", "personal"]


def test_an_answer_that_is_none_never_empties_a_calendar(home: Synced, server: Radicale) -> None:
    server.request("PUT", "lunch.ics", LUNCH)
    home.once()
    collection = Server(home.accounts[0], 5).collection(f"{server.url}/theodore/gone/")
    with pytest.raises(ServerError):
        collection.tags()
    assert requests.delete(server.collection, auth=("theodore", SECRET), timeout=10).status_code == 200
    home.once()
    assert len(home.seen()) == 1


# --- beside a conversation ------------------------------------------------------------------------------------------


class NoServer:
    """One that is told what to do."""

    def __init__(self, error: ServerError) -> None:
        self.error, self.asked = error, 0

    def __call__(self, account: Account) -> NoServer:
        return self

    def calendars(self) -> list[Found]:
        self.asked += 1
        raise self.error

    def collection(self, url: str) -> Remote:
        raise self.error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ServerError("the calendar server can't be reached", offline=True), []),
        (ServerError("the password is wrong"), ["About your calendar: the password is wrong."]),
    ],
)
def test_being_offline_is_no_news_and_a_refusal_is_told_once(
    tmp_path: Path, error: ServerError, told: Sequence[str]
) -> None:
    said: list[str] = []
    server = NoServer(error)

    async def announce(text: str) -> str:
        said.append(text)
        return text

    async def main() -> None:
        shelf = Shelf(tmp_path, lambda: ZONE)
        account = Account("home", "https://dav.example.org", "theodore", SECRET)
        sync = Syncing(shelf, lambda: [account], lambda: NOW, 0.02, server)
        async with anyio.create_task_group() as group:
            group.start_soon(sync.run, announce)
            sync.watch(Listening(0))
            while server.asked < 3:
                await anyio.lowlevel.checkpoint()
            group.cancel_scope.cancel()

    anyio.run(main)
    assert said == told


# --- the account ----------------------------------------------------------------------------------------------------


def test_the_command_adds_an_account_syncs_and_forgets_it(tmp_path: Path, server: Radicale) -> None:
    env = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    run = CliRunner()
    server.request("PUT", "lunch.ics", LUNCH)
    add = ["calendar", "add-account", "home", server.url, "--user", "theodore", "--password-file", "-"]
    wrong = run.invoke(app, add, env=env, input="wrong\n").exception
    assert isinstance(wrong, ServerError)
    added = run.invoke(app, add, env=env, input=f"{SECRET}\n")
    assert added.stdout == "home: Home\nhome: 0 sent, 1 fetched\n"
    file = tmp_path / "config" / "samantha" / "calendar-accounts.json"
    assert file.stat().st_mode & 0o777 == 0o600
    synced = json.loads(run.invoke(app, ["calendar", "sync", "--json"], env=env).stdout)
    assert [(one["sent"], one["fetched"], one["error"]) for one in synced] == [(0, 0, "")]
    listed = run.invoke(app, ["calendar", "accounts", "--json"], env=env).stdout
    assert SECRET not in listed
    assert json.loads(listed)["calendars"][0]["account"] == "home"
    assert run.invoke(app, ["calendar", "remove-account", "home"], env=env).exit_code == 0
    assert accounts(file) == []
    assert "lunch with amy" in run.invoke(app, ["calendar", "export"], env=env).stdout.lower()


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("home", "http://dav.example.org"),
        ("home", "https://u:p@dav.example.org"),
        ("my home", "https://dav.example.org"),
    ],
)
def test_a_password_never_goes_over_an_open_connection(name: str, url: str) -> None:
    with pytest.raises(InputError):
        checked(Account(name, url, "theodore", SECRET))


def test_a_file_of_passwords_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"
    keep(file, [Account("home", "https://dav.example.org", "theodore", SECRET)])
    assert accounts(file)[0].password == SECRET
    file.chmod(0o644)
    with pytest.raises(ConfigError, match="others can read"):
        accounts(file)
    file.chmod(0o600)
    file.write_text("[1]")
    with pytest.raises(ConfigError, match="no file of calendar accounts"):
        accounts(file)
