"""From files, environment and command line to one checked set of settings.

Five layers, each over the one before: the defaults, the persona's file, the user's file, the environment, the
command line. The merged layers are judged once, by the models of ``settings``; whatever is wrong in any of them is
told at once, each with its place, what is allowed and the nearest right name. Nothing starts on a bad config.

TOML's parser gives values without places. To find them again the text is cut into statements, the shortest runs
of lines that the parser itself accepts, and each is asked for its keys: the one real parser does all the reading.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from samantha.errors import ConfigError
from samantha.service import personas
from samantha.service.complaints import PREFIX, Problem, complaint, problem_of, shortened, unknown_variable
from samantha.service.paths import config_file
from samantha.service.settings import KeyPath, Settings, field_at, is_section, leaves, takes_text
from samantha.service.settings_text import dotted, value_of
from samantha.service.suited import AUTO, suited

FILE_VARIABLE = "SAMANTHA_CONFIG"
"""Names the file to read instead of the user's."""

MODELS_VARIABLE = "SAMANTHA_MODELS"
"""The short name of SAMANTHA_MODELS__FOLDER, which wins if both are there."""

DEFAULT = "default"
COMMAND_LINE = "command line"

WHO: KeyPath = ("persona", "who")
ENGINE: KeyPath = ("voice", "engine")
VOICE: KeyPath = ("voice", "name")


@dataclass(frozen=True, slots=True)
class Loaded:
    """Checked settings and where each came from.

    origins: dotted name -> "default", "FILE:LINE", the variable's name, or "command line"; one for every setting.
    file: the file that was read, None if there was none.
    """

    settings: Settings
    origins: Mapping[str, str]
    file: Path | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """One setting as one layer gives it."""

    path: KeyPath
    value: object
    origin: str


def load(
    path: Path | str | None = None,
    env: Mapping[str, str] = os.environ,
    overrides: Mapping[str, object] | None = None,
) -> Loaded:
    """The effective settings.

    Args:
        path: the file to read instead of the user's; it must exist.
        env: SAMANTHA_SECTION__KEY variables override the file; SAMANTHA_CONFIG names a file as ``path`` does.
        overrides: dotted name -> value, from the command line; None counts as not given.

    Raises:
        ConfigError: naming everything that is wrong in any layer.
    """
    file, text = _file(path, env)
    tree: dict[str, object] = {}
    entries, origins = _from_text(text, str(file))
    from_env, problems = _from_env(env)
    entries += from_env
    entries += [
        _Entry(tuple(name.split(".")), value, COMMAND_LINE)
        for name, value in (overrides or {}).items()
        if value is not None
    ]
    for entry in [*_of_persona(entries, env), *entries]:
        _put(tree, entry.path, entry.value)
        origins[entry.path] = entry.origin
    if tree.get("profile") == AUTO:
        tree["profile"] = suited(env)
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        raise complaint([*(problem_of(each, origins) for each in error.errors()), *problems]) from None
    if problems:
        raise complaint(problems)
    every = {dotted(leaf): origins.get(leaf, DEFAULT) for leaf, _ in leaves(settings)}
    return Loaded(settings, every, None if text is None else file)


def alone(persona: str, env: Mapping[str, str] = os.environ) -> Loaded:
    """The settings of somebody who has chosen this persona and nothing else. Raises ConfigError."""
    plain = {name: value for name, value in env.items() if not name.startswith(PREFIX)}
    return load(os.devnull, plain, {"persona.who": persona})


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line, from 1, where each key and section of a valid TOML text first appears."""
    lines: dict[KeyPath, int] = {}
    section: KeyPath = ()
    statement: list[str] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        statement.append(line)
        try:
            parsed = tomllib.loads("\n".join(statement))
        except tomllib.TOMLDecodeError:
            continue  # a string or array that goes on in the next line
        paths = list(_paths(parsed, ()))
        began = number - len(statement) + 1
        if statement[0].lstrip().startswith("["):
            section = paths[-1]
            paths = [section[:depth] for depth in range(1, len(section) + 1)]
        else:
            paths = [section + path for path in paths]
        for path in paths:
            lines.setdefault(path, began)
        statement = []
    return lines


def settings_file(path: Path | str | None = None, env: Mapping[str, str] = os.environ) -> Path:
    """The file that ``load`` reads; it may not exist."""
    named = path or env.get(FILE_VARIABLE)
    return Path(named) if named else config_file(env)


def _file(path: Path | str | None, env: Mapping[str, str]) -> tuple[Path, str | None]:
    """The file to read and its text; no text when the user has no file, which is fine."""
    named = path or env.get(FILE_VARIABLE)
    file = settings_file(path, env)
    if not named and not file.exists() and not file.is_symlink():
        return file, None
    return file, _text(file)


def _text(file: Path) -> str:
    """The file's text. Raises ConfigError."""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            "there is no such file", where=str(file), mend=f"`samantha config default > {file}` writes one."
        ) from None
    except IsADirectoryError:
        raise ConfigError(
            "this is a folder, not a file", where=str(file), mend="Name the file in it, samantha.toml."
        ) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError("this is not UTF-8 text", where=f"{file}:{line}", mend="Save the file as UTF-8.") from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise ConfigError(
            f"the file cannot be read: {why}", where=str(file), mend=f"`ls -l {file}` shows whose it is."
        ) from None


def _from_text(text: str | None, file: str) -> tuple[list[_Entry], dict[KeyPath, str]]:
    """The settings in the file, and the place of each key and section in it."""
    if text is None:
        return [], {}
    try:
        tree = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, or a number or nesting without end
        raise _syntax_error(text, file, error) from None
    places = {path: f"{file}:{line}" for path, line in key_lines(text).items()}
    return [_Entry(_in_full(path, value), value, places[path]) for path, value in _values(tree, ())], places


def _in_full(path: KeyPath, value: object) -> KeyPath:
    """The setting that is meant: persona = "juno" is the short form of who in [persona]."""
    return WHO if path == WHO[:1] and isinstance(value, str) else path


def _of_persona(given: Sequence[_Entry], env: Mapping[str, str]) -> list[_Entry]:
    """What the chosen persona brings; its voice only where the user has chosen none."""
    chosen = next((entry for entry in reversed(given) if entry.path == WHO), _Entry(WHO, personas.USUAL, DEFAULT))
    if not isinstance(chosen.value, str):
        return []  # which will be said
    file = personas.file_of(chosen.value, env, chosen.origin)
    ours = file.parent == personas.SHIPPED
    if ours and chosen.value == personas.USUAL:
        return []  # the defaults
    said, _ = _from_text(_text(file), f"persona {chosen.value}" if ours else str(file))
    return [inner for entry in said for inner in _in_its_section(entry, voice=not _voice_among(given))]


def _in_its_section(entry: _Entry, *, voice: bool) -> list[_Entry]:
    """What a line of a persona's file sets."""
    if entry.path != ("voice",):
        return [_Entry((WHO[0], *entry.path), entry.value, entry.origin)]
    if not voice:
        return []
    name = _Entry(VOICE, entry.value, entry.origin)
    engine = personas.engine_of(entry.value) if isinstance(entry.value, str) else ""
    return [_Entry(ENGINE, engine, entry.origin), name] if engine else [name]


def _voice_among(given: Sequence[_Entry]) -> bool:
    return any(entry.path in (ENGINE, VOICE) for entry in given)


_TWICE = {
    "Cannot overwrite a value": "this setting has been given already",
    "Cannot declare": "this section has been begun already",
}
"""tomllib's words for the two mistakes that come of copying lines, and ours."""


def _syntax_error(text: str, file: str, error: Exception) -> ConfigError:
    said = re.sub(r" \(at (line \d+, column \d+|end of document)\)$", "", str(error))
    for found, better in _TWICE.items():
        said = better if said.startswith(found) else said
    place = re.search(r"\(at line (\d+), column \d+\)$", str(error))
    written = text.rstrip().split("\n")
    line = int(place[1]) if place else len(written)
    shown = shortened(written[line - 1].strip()) if line <= len(written) else ""
    return ConfigError(
        f"this cannot be read as TOML: {said[:1].lower()}{said[1:]}\n    {shown}",
        where=f"{file}:{line}",
        mend='One setting a line, as in name = "heart"; text in quotes, true and false in small letters.',
    )


def _from_env(env: Mapping[str, str]) -> tuple[list[_Entry], list[Problem]]:
    entries, problems = [], []
    for variable in sorted(env):
        if not variable.startswith(PREFIX) or variable == FILE_VARIABLE:
            continue
        if variable == MODELS_VARIABLE:
            entries.append(_Entry(("models", "folder"), env[variable], variable))
            continue
        path = tuple(variable.removeprefix(PREFIX).lower().split("__"))
        field = field_at(path)
        if field is not None and not is_section(field):
            entries.append(_Entry(path, _env_value(env[variable], text=takes_text(field)), variable))
        elif len(path) > 1 or _names_a_section(path[0]):
            problems.append(unknown_variable(variable))
    return entries, problems


def _env_value(raw: str, *, text: bool) -> object:
    """The value as TOML if it is that and of use, else as the plain text it is."""
    value = value_of(raw)
    return raw if text and not isinstance(value, str) else value


def _names_a_section(name: str) -> bool:
    """Whether an unknown variable must be meant for us: SAMANTHA_VOICE_SPEED, but not SAMANTHA_VOICEMAIL."""
    field = Settings.model_fields.get(name.split("_", 1)[0])
    return field is not None and is_section(field)


def _put(tree: dict[str, object], path: KeyPath, value: object) -> None:
    for name in path[:-1]:
        inner = tree.setdefault(name, {})
        if not isinstance(inner, dict):
            return  # a lower layer put a value where a section belongs, which will be said
        tree = inner
    if value == {}:
        tree.setdefault(path[-1], {})
    else:
        tree[path[-1]] = value


def _values(tree: Mapping[str, object], above: KeyPath) -> Iterator[tuple[KeyPath, object]]:
    """Everything that is not a section, and sections with nothing in them."""
    for name, value in tree.items():
        if isinstance(value, dict) and value:
            yield from _values(value, (*above, name))
        else:
            yield (*above, name), value


def _paths(tree: Mapping[str, object], above: KeyPath) -> Iterator[KeyPath]:
    """Every key, sections before what stands in them."""
    for name, value in tree.items():
        yield (*above, name)
        if isinstance(value, dict):
            yield from _paths(value, (*above, name))
