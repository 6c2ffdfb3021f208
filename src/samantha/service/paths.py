"""Where things live: the XDG base directories of the user, read from an environment that is passed in.

Settings under ``$XDG_CONFIG_HOME``, models and what she knows under ``$XDG_DATA_HOME``, what she did under
``$XDG_STATE_HOME``, the control socket under ``$XDG_RUNTIME_DIR``; each falls back to the usual folder, and a
relative path there is ignored, as the specification asks.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

APP = "samantha"


def config_folder(env: Mapping[str, str]) -> Path:
    """Folder of the user's settings; it may not exist yet."""
    return _base(env, "XDG_CONFIG_HOME", ".config") / APP


def config_file(env: Mapping[str, str]) -> Path:
    """The user's settings file; it may not exist."""
    return config_folder(env) / "samantha.toml"


def data_folder(env: Mapping[str, str]) -> Path:
    """Folder of models and memories; it may not exist yet."""
    return _base(env, "XDG_DATA_HOME", ".local/share") / APP


def state_folder(env: Mapping[str, str]) -> Path:
    """Folder of what she did; it may not exist yet."""
    return _base(env, "XDG_STATE_HOME", ".local/state") / APP


def journal_folder(env: Mapping[str, str]) -> Path:
    """Folder of the journal; it may not exist yet."""
    return state_folder(env) / "journal"


def cache_folder(env: Mapping[str, str]) -> Path:
    """Folder of what can be computed again; it may not exist yet."""
    return _base(env, "XDG_CACHE_HOME", ".cache") / APP


def runtime_folder(env: Mapping[str, str]) -> Path:
    """Folder of the control socket; it may not exist yet. systemd names it for a service itself."""
    given = Path(env.get("RUNTIME_DIRECTORY", "").partition(":")[0])
    if given.is_absolute():
        return given
    of_user = Path(env.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}")
    return of_user / APP if of_user.is_absolute() and of_user.is_dir() else state_folder(env) / "run"


def models_folder(env: Mapping[str, str], folder: str = "") -> Path:
    """Folder of the models: the setting ``models.folder`` if it names one, else inside the data folder."""
    return _chosen(env, folder, "models")


def lists_folder(env: Mapping[str, str], folder: str = "") -> Path:
    """Folder of lists and notes: the setting ``hands.folder`` if it names one, else inside the data folder."""
    return _chosen(env, folder, "lists")


def calendars_folder(env: Mapping[str, str], folder: str = "") -> Path:
    """Folder of the calendars: the setting ``calendar.folder`` if it names one, else inside the data folder."""
    return _chosen(env, folder, "calendars")


def accounts_file(env: Mapping[str, str]) -> Path:
    """File of the accounts at calendar servers, with passwords; it may not exist."""
    return config_folder(env) / "calendar-accounts.json"


def reminders_file(env: Mapping[str, str]) -> Path:
    """File of timers, alarms and reminders; it may not exist."""
    return data_folder(env) / "reminders.json"


def _chosen(env: Mapping[str, str], folder: str, name: str) -> Path:
    """The folder that a setting names, else the one of this name inside the data folder."""
    if folder.startswith("~/"):
        return _home(env) / folder[2:]
    return Path(folder) if folder else data_folder(env) / name


def _base(env: Mapping[str, str], variable: str, fallback: str) -> Path:
    named = Path(env.get(variable, ""))
    return named if named.is_absolute() else _home(env) / fallback


def _home(env: Mapping[str, str]) -> Path:
    return Path(env["HOME"]) if env.get("HOME") else Path.home()
