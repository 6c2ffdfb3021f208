"""What the sync needs of a calendar on a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class Changed(Exception):
    """The server did not do it, since what it has there is another version by now, or there is one already."""


@dataclass(frozen=True, slots=True)
class Found:
    """A calendar of the account."""

    url: str
    name: str
    read_only: bool


class Remote(Protocol):
    """A collection of files, each with a tag that changes with it. All raise ServerError."""

    def tags(self) -> Mapping[str, str]:
        """The tag of each file, by its address."""

    def texts(self, addresses: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """Tag and text of these, as far as they are there."""

    def address(self, file_name: str) -> str:
        """Where a new file of this name belongs."""

    def put(self, address: str, text: str, tag: str | None) -> str:
        """The file holds the text; its new tag, "" if the server does not tell. Raises Changed.

        tag: of the version that is replaced; None: there must be none.
        """

    def delete(self, address: str, tag: str) -> None:
        """The file is gone; of this version only. Raises Changed."""
