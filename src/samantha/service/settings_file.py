"""Settings written into the user's file by the program: what else stands there stays as it is, comments too."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from samantha.errors import ConfigError
from samantha.models.store import private_folder, write_whole
from samantha.service.settings import KeyPath

_BEGINNING = "# Settings of Samantha; `samantha config default` explains every one there is.\n"


def write(file: Path, values: Mapping[KeyPath, object]) -> None:
    """The file holds these settings, whole and for the user's eyes alone. Raises ConfigError."""
    try:
        text = file.read_text(encoding="utf-8-sig") if file.exists() else _BEGINNING
        new = changed(text, values)
        private_folder(file.parent)
        write_whole(file.resolve(), new.encode())
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        why = error.strerror or str(error) if isinstance(error, OSError) else "it is damaged"
        raise ConfigError(
            f"the settings cannot be written: {why.lower()}",
            where=str(file),
            mend="Mend it with `samantha config edit`.",
        ) from error


def changed(text: str, values: Mapping[KeyPath, object]) -> str:
    """The text with these settings in it; a value None takes the setting out."""
    document = tomlkit.parse(text)
    for path, value in values.items():
        inside: MutableMapping[str, object] = document
        for name in path[:-1]:
            inside = _section(inside, name)
        if value is None:
            inside.pop(path[-1], None)
        else:
            inside[path[-1]] = value
    return tomlkit.dumps(document)


def _section(around: MutableMapping[str, object], name: str) -> MutableMapping[str, object]:
    """The section of this name, which is made if need be; persona = "juno" becomes one."""
    found = around.get(name)
    if isinstance(found, MutableMapping):
        return found
    around.pop(name, None)
    around[name] = tomlkit.table()
    made = around[name]
    assert isinstance(made, MutableMapping)
    if isinstance(found, str):
        made["who"] = str(found)
    return made
