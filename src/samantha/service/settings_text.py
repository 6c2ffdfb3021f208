"""The settings in words: as TOML, as the documented default file, and what may stand where.

Everything here is derived from the models of ``settings``, so file, documentation and messages cannot differ.
"""

from __future__ import annotations

import inspect
import json
import textwrap
import tomllib
from collections.abc import Callable, Sequence
from typing import Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic.fields import FieldInfo

from samantha.service.settings import KeyPath, Section, Settings, blocks


def choices(field: FieldInfo) -> list[str]:
    """The only values allowed, as written in Python; empty when there is no such list."""
    return [str(value) for value in get_args(field.annotation)] if get_origin(field.annotation) is Literal else []


def allowed(field: FieldInfo) -> str:
    """What may stand there, in words."""
    if field.title:
        return field.title
    if listed := choices(field):
        return one_of(listed)
    if field.annotation is bool:
        return "true or false"
    if field.annotation is str:
        return _allowed_text(field)
    kind = "a whole number" if field.annotation is int else "a number"
    return " ".join([kind, *_bounds(field)])


def one_of(names: Sequence[str]) -> str:
    """The names as a choice in words, quoted as in TOML."""
    *most, last = [toml(name) for name in names]
    return f"{', '.join(most)} or {last}" if most else last


def dotted(path: Sequence[str]) -> str:
    """A setting's whole name: sections and key with dots between them, quoted where TOML wants it."""
    return ".".join(map(_key, path))


def toml(value: object) -> str:
    """One value as TOML, on one line; what TOML does not know becomes Python's own text."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list() | tuple():
            return f"[{', '.join(toml(item) for item in value)}]"
        case dict():
            inside = ", ".join(f"{_key(str(name))} = {toml(item)}" for name, item in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case _:
            return str(value)


def value_of(text: str) -> object:
    """The value that this text is in TOML; the text itself if it is none."""
    try:
        parsed = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return text if len(parsed) > 1 else parsed["value"]


def render(settings: Settings, note: Callable[[KeyPath], str]) -> str:
    """Settings as a TOML file that loads to exactly these; each key followed by ``note`` as a comment, if any."""
    written = []
    for block in blocks(settings):
        lines = [_header(block.path)] if block.path else []
        for name, value in block.values:
            said = note((*block.path, name))
            lines.append(f"{_key(name)} = {toml(value)}" + (f"  # {said}" if said else ""))
        written.append("\n".join(lines))
    return "\n\n".join(written) + "\n"


def render_default(*, commented: bool = False) -> str:
    """The documented default file; ``commented`` puts every setting behind a ``#``, to be opened one by one."""
    written = [_PREAMBLE]
    told: set[type[Section]] = set()
    mark = "#" if commented else ""
    for block in blocks(Settings()):
        model = type(block.section)
        explained = model not in told
        told.add(model)
        lines = []
        if block.path:
            lines += _comment(inspect.getdoc(model) or "") if explained else []
            lines.append(mark + _header(block.path))
        for name, value in block.values:
            lines += _comment(_explained(model.model_fields[name])) if explained else []
            lines.append(f"{mark}{_key(name)} = {toml(value)}")
        written.append("\n".join(lines))
    return "\n\n".join(written) + "\n"


_PREAMBLE = """\
# Every setting of Samantha with its default. Written by `samantha config default`.
#
# Your own settings stand in ~/.config/samantha/samantha.toml (`samantha config edit`); they need to hold
# only what you change. Any setting can be given for one run in the environment, its section and name in
# capitals with two underscores between them: SAMANTHA_VOICE__SPEED=1.2 samantha talk"""


def _bounds(field: FieldInfo) -> list[str]:
    words = []
    for bound in field.metadata:
        match bound:
            case Ge(ge=value):
                words.append(f"from {value}")
            case Gt(gt=value):
                words.append(f"above {value}")
            case Le(le=value):
                words.append(f"{'to' if words and words[0].startswith('from') else 'up to'} {value}")
            case Lt(lt=value):
                words.append(f"below {value}")
    return [words[0], *(w if w.startswith("to") else f"and {w}" for w in words[1:])] if words else []


def _allowed_text(field: FieldInfo) -> str:
    words = ["text in quotes"]
    for bound in field.metadata:
        match bound:
            case MinLen():
                words.append("not empty")
            case MaxLen(max_length=value):
                words.append(f"at most {value} characters")
    return ", ".join(words)


def _explained(field: FieldInfo) -> str:
    """What the setting does, and what is allowed where the value itself does not show it."""
    told = field.description or ""
    if field.title or choices(field) or field.annotation in (int, float):
        told += f" {allowed(field)[:1].upper()}{allowed(field)[1:]}."
    return told


def _header(path: KeyPath) -> str:
    return f"[{dotted(path)}]"


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(" ".join(text.split()), 108)]


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if bare else toml(name)
