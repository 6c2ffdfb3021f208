"""The user's accounts at CalDAV servers: a file with passwords in it, so the user's alone.

A password goes to the server over an encrypted connection or to this very machine, never into a log, a message or a
representation of an account.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from samantha.errors import ConfigError, InputError
from samantha.hands import files

_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Account:
    """name: what the user calls it."""

    name: str
    url: str
    user: str
    password: str = field(repr=False)


def accounts(path: Path) -> list[Account]:
    """All of them. Raises ConfigError for a file that is none or that others can read."""
    text = files.read(path)
    if not text:
        return []
    if path.stat().st_mode & 0o077:
        raise ConfigError("others can read your passwords", where=str(path), mend=f"chmod 600 {path}")
    try:
        return [Account(**{name: str(entry[name]) for name in _FIELDS}) for entry in json.loads(text)]
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            "this is no file of calendar accounts", where=str(path), mend="Move it away and add the accounts again."
        ) from error


def keep(path: Path, all_of_them: Sequence[Account]) -> None:
    """The file holds these, readable by the user alone. Raises InputError."""
    files.write(path, json.dumps([asdict(one) for one in all_of_them], indent=1, ensure_ascii=False) + "\n")


def checked(account: Account) -> Account:
    """The account, if its name and address can be. Raises InputError."""
    if not re.fullmatch(r"[\w-]{1,40}", account.name):
        raise InputError("an account's name is letters and digits", where=account.name, mend="For example: home")
    parts = urlsplit(account.url)
    if parts.username or parts.password:
        raise InputError("the address must not hold a user or a password", mend="Give the user with --user.")
    if not safe(account.url):
        raise InputError(
            "a password must not go over an open connection", where=account.url, mend="Use an https:// address."
        )
    return account


def safe(url: str) -> bool:
    """Whether what is sent there can be read on the way by nobody."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE))


_FIELDS = ("name", "url", "user", "password")
