"""What can go wrong, sorted by what the user can do about it.

Every message says what is wrong, where, and how to mend it; the command line prints exactly that and
exits with the class's ``exit_code``. A traceback is for our mistakes, never for the user's.
"""

from __future__ import annotations


class SamanthaError(Exception):
    """Root of all expected errors.

    Args:
        what: what is wrong, one sentence without a full stop at the end.
        where: the file, key, device or model concerned.
        mend: what the user can do now, one sentence.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str | None = None, mend: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"\n  {self.mend}" if self.mend else ""
        return f"{place}{self.what}{advice}"


class ConfigError(SamanthaError):
    """A setting is unknown, of the wrong type or impossible: edit the config."""

    exit_code = 2


class InputError(SamanthaError):
    """A file or argument the user gave cannot be used: give another."""

    exit_code = 2


class ModelError(SamanthaError):
    """A model file is missing, damaged or unknown: pull it again."""

    exit_code = 3


class DeviceError(SamanthaError):
    """No usable microphone or loudspeaker: plug one in or choose another."""

    exit_code = 4


class EngineError(SamanthaError):
    """A model refused its work; the session goes on, the turn may be lost."""

    exit_code = 5


class KeepError(SamanthaError):
    """What she keeps on disk cannot be read or written: make room, or let go of what holds it."""

    exit_code = 6


class ServerError(SamanthaError):
    """A server of the user's cannot be reached, or refuses: see to the network, the address or the password.

    offline: it could not be reached; later it may.
    """

    exit_code = 7

    def __init__(
        self, what: str, *, where: str | None = None, mend: str | None = None, offline: bool = False
    ) -> None:
        super().__init__(what, where=where, mend=mend)
        self.offline = offline


class ServiceError(SamanthaError):
    """The background service is not running, or is running already: start it, or stop it."""

    exit_code = 8
