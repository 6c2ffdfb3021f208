"""Calendars on a CalDAV server (RFC 4791), through the library caldav, which knows the servers' peculiarities.

Only requests that name the version they mean are sent (If-Match, If-None-Match): so a change that somebody else made
in the meantime is never written over. Nothing of an answer but the calendars' own texts goes into a message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit
from xml.sax.saxutils import escape

import requests
from caldav.collection import Calendar
from caldav.davclient import DAVClient
from caldav.lib import error as dav_error
from caldav.response import DAVResponse

from samantha.errors import ServerError
from samantha.hands.calendar.accounts import Account, safe
from samantha.hands.calendar.remote import Changed, Found

TIMEOUT_S = 20
T = TypeVar("T")


class Server:
    """The server of this account. All raise ServerError."""

    def __init__(self, account: Account, timeout_s: int = TIMEOUT_S) -> None:
        self._account = account
        self._client = DAVClient(
            url=account.url,
            username=account.user,
            password=account.password,
            timeout=timeout_s,
            enable_rfc6764=False,  # the address is the user's, and no name server's
            require_tls=False,  # see accounts.safe: also this very machine
        )

    def calendars(self) -> list[Found]:
        """The calendars that hold events."""
        found = self._asked(lambda: [self._found(one) for one in self._client.get_calendars()])
        return [one for one in found if one is not None]

    def collection(self, url: str) -> Collection:
        """One calendar."""
        if not safe(url):
            raise ServerError("the server names an unencrypted address", where=self._account.name)
        return Collection(self, url)

    def request(self, method: str, url: str, body: str = "", headers: Mapping[str, str] | None = None) -> DAVResponse:
        """The answer to one request. Raises Changed too."""
        answer: DAVResponse = self._asked(lambda: self._client.request(url, method, body, dict(headers or {})))
        if answer.status == 412 or (answer.status == 404 and method in ("PUT", "DELETE")):
            raise Changed
        if answer.status >= 400:
            raise ServerError(
                f"the calendar server refuses ({answer.status})",
                where=self._account.name,
                mend="The calendar may be gone, read-only or full.",
            )
        return answer

    def _found(self, calendar: Calendar) -> Found | None:
        """What there is to know of a calendar; None if it holds no events."""
        url = str(calendar.url)
        answer = self._client.request(url, "PROPFIND", _ABOUT, {"Depth": "0", **_XML})
        elements = list(answer.tree.iter()) if answer.tree is not None else []
        kinds = {one.get("name") for one in elements if one.tag == f"{_CALDAV}comp"}
        if kinds and "VEVENT" not in kinds:
            return None
        may = {child.tag for one in elements if one.tag == f"{_DAV}privilege" for child in one}
        read_only = bool(may) and not may & {f"{_DAV}{name}" for name in ("all", "write", "write-content")}
        name = next((one.text for one in elements if one.tag == f"{_DAV}displayname" and one.text), "calendar")
        return Found(url, name, read_only)

    def _asked(self, question: Callable[[], T]) -> T:
        name = self._account.name
        try:
            return question()
        except dav_error.AuthorizationError as error:
            raise ServerError(
                "the calendar server does not take the user name or the password",
                where=name,
                mend="Give them again: samantha calendar add-account.",
            ) from error
        except requests.RequestException as error:
            raise ServerError(
                "the calendar server can't be reached", where=name, mend="It is tried again later.", offline=True
            ) from error
        except dav_error.DAVError as error:
            raise ServerError("this is no calendar server", where=name, mend="Check its address.") from error


class Collection:
    """A calendar; see ``remote``."""

    def __init__(self, server: Server, url: str) -> None:
        self._server = server
        self._url = url if url.endswith("/") else f"{url}/"

    def tags(self) -> Mapping[str, str]:
        """The tag of each file, by its address."""
        found = self._read(self._server.request("PROPFIND", self._url, _TAGS, {"Depth": "1", **_XML}))
        return {address: tag for address, (tag, _) in found.items() if not address.endswith("/")}

    def texts(self, addresses: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """Tag and text of these, as far as they are there."""
        if not addresses:
            return {}
        wanted = "".join(f"<d:href>{escape(urlsplit(address).path)}</d:href>" for address in addresses)
        answer = self._server.request("REPORT", self._url, _MULTIGET.format(wanted), {"Depth": "1", **_XML})
        return {address: (tag, text) for address, (tag, text) in self._read(answer).items() if text}

    def address(self, file_name: str) -> str:
        """Where a new file of this name belongs."""
        return _same_form(urljoin(self._url, quote(file_name)))

    def put(self, address: str, text: str, tag: str | None) -> str:
        """The file holds the text; its new tag."""
        which = {"If-None-Match": "*"} if tag is None else {"If-Match": tag}
        headers = {"Content-Type": "text/calendar; charset=utf-8", **which}
        answer = self._server.request("PUT", address, text, headers)
        return str(answer.headers.get("ETag") or "")

    def delete(self, address: str, tag: str) -> None:
        """The file is gone."""
        self._server.request("DELETE", address, "", {"If-Match": tag})

    def _read(self, answer: DAVResponse) -> dict[str, tuple[str, str]]:
        """Tag and text, as far as they were asked for, of each file in an answer."""
        found: dict[str, tuple[str, str]] = {}
        if answer.status != 207 or answer.tree is None:  # never take no answer for an empty calendar
            raise ServerError("this is no calendar on a server", mend="Check the address of the account.")
        for one in answer.tree.iter(f"{_DAV}response"):
            tag, text = one.findtext(f".//{_DAV}getetag"), one.findtext(f".//{_CALDAV}calendar-data")
            if (href := one.findtext(f"{_DAV}href")) and tag:
                found[_same_form(urljoin(self._url, href))] = tag, text or ""
        return found


def _same_form(address: str) -> str:
    """The address with its path quoted in one way: servers quote more or less."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, quote(unquote(parts.path), safe="/@:+,;=~!$&'()*"), "", ""))


_DAV = "{DAV:}"
_CALDAV = "{urn:ietf:params:xml:ns:caldav}"
_XML = {"Content-Type": "application/xml; charset=utf-8"}
_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_TAGS = f'{_HEAD}<d:propfind xmlns:d="DAV:"><d:prop><d:getetag/></d:prop></d:propfind>'
_ABOUT = (
    f'{_HEAD}<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:displayname/>'
    "<d:current-user-privilege-set/><c:supported-calendar-component-set/></d:prop></d:propfind>"
)
_MULTIGET = (
    f'{_HEAD}<c:calendar-multiget xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/>'
    "<c:calendar-data/></d:prop>{}</c:calendar-multiget>"
)
