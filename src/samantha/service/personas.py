"""Which personas there are: those that come with the program, and the user's own, one TOML file each.

A persona's file holds settings of [persona], without the section's name, and the name of a voice. They are one more
layer of the settings (``config``), so every mistake in it is found and told like one in the user's own file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rapidfuzz import fuzz, process

from samantha import mind
from samantha.errors import ConfigError
from samantha.service.paths import config_folder

USUAL = "samantha"
"""Whose file says what the defaults say."""

SHIPPED = Path(mind.__file__).parent / "personas"
_USUAL_ENGINES = {"heart": "hibari", "joe": "piper"}


def folder(env: Mapping[str, str]) -> Path:
    """Where the user's own personas are; it may not exist."""
    return config_folder(env) / "personas"


def files(env: Mapping[str, str]) -> dict[str, Path]:
    """The file of every persona by its name; one of the user's own stands above one of ours."""
    own, ours = ({file.stem: file for file in where.glob("*.toml")} for where in (folder(env), SHIPPED))
    return dict(sorted((ours | own).items()))


def file_of(name: str, env: Mapping[str, str], chosen_at: str) -> Path:
    """The persona's file. ``chosen_at``: where the user has chosen it. Raises ConfigError for an unknown name."""
    known = files(env)
    if name in known:
        return known[name]
    near = process.extractOne(name.lower(), list(known), scorer=fuzz.ratio, score_cutoff=60)
    mend = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
    raise ConfigError(
        f"there is no persona {name!r}", where=chosen_at, mend=f"{mend} Your own stand in {folder(env)}."
    )


def engine_of(voice: str) -> str:
    """Which engine has a voice of this name; piper, if none that is known."""
    if voice in _USUAL_ENGINES:
        return _USUAL_ENGINES[voice]
    from samantha.engines.voices import hibari_voices  # importing Hibari takes a third of a second

    return "hibari" if any(known.name == voice for known in hibari_voices()) else "piper"
