"""Which voices there are: the bundled ones, the ones the user has already fetched, and what is known of them.

Nothing here downloads anything; a voice that is known but not on this machine is listed as not available.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hibari.voices import VOICES, cache_dir, voice_path

Gender = Literal["woman", "man", "unknown"]

_PIPER_GENDERS: dict[str, Gender] = {
    "joe": "man", "ryan": "man", "john": "man", "norman": "man", "bryce": "man", "alan": "man", "danny": "man",
    "amy": "woman", "lessac": "woman", "kristin": "woman", "kathleen": "woman", "alba": "woman", "cori": "woman",
}  # fmt: skip
_ACCENTS = {"en_US": "American", "en_GB": "British", "en-us": "American", "en-gb": "British"}


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """One voice as ``samantha voice list`` lists it.

    engine: "hibari" or "piper"; name: as config and command line call it; description: a few words for people;
    available: whether it can speak now, without fetching anything.
    """

    engine: str
    name: str
    description: str
    gender: Gender
    accent: str
    available: bool


def voices(piper_folders: Iterable[Path]) -> list[VoiceInfo]:
    """All voices; piper_folders: model folders of Piper voices, pulled or not (named ``piper-<voice>``)."""
    return [*hibari_voices(), *(piper_voice(folder) for folder in piper_folders)]


def hibari_voices() -> list[VoiceInfo]:
    """Hibari's voices, the bundled one first."""
    found = [_hibari_voice(name) for name in VOICES]
    return sorted(found, key=lambda voice: not voice.available)


def hibari_model(name: str) -> Path | None:
    """The model file of a Hibari voice; None if it is not on this machine. Raises KeyError for unknown names."""
    if name not in VOICES:
        raise KeyError(name)
    try:
        return Path(voice_path(name, download_missing=False))
    except FileNotFoundError:
        return None


def hibari_cache() -> Path:
    """Where voices that are not bundled are looked for."""
    return Path(cache_dir())


def piper_voice(folder: Path) -> VoiceInfo:
    """What is known of a Piper voice from its folder, pulled or not."""
    name = folder.name.removeprefix("piper-")
    model = piper_model(folder)
    language = _piper_language(model) if model else ""
    gender = _PIPER_GENDERS.get(name, "unknown")
    accent = _ACCENTS.get(language, language or "unknown")
    return VoiceInfo("piper", name, _describe(gender, accent), gender, accent, available=model is not None)


def piper_model(folder: Path) -> Path | None:
    """The .onnx file in a Piper voice's folder; None unless its .onnx.json lies beside it."""
    models = sorted(path for path in folder.glob("*.onnx") if path.with_name(path.name + ".json").is_file())
    return models[0] if models else None


def _hibari_voice(name: str) -> VoiceInfo:
    known = VOICES[name]
    gender: Gender = "woman" if known["gender"] == "female" else "man"
    accent = str(known["accent"])
    return VoiceInfo("hibari", name, _describe(gender, accent), gender, accent, hibari_model(name) is not None)


def _piper_language(model: Path) -> str:
    try:
        config = json.loads(model.with_name(model.name + ".json").read_text(encoding="utf-8"))
        return str(config["espeak"]["voice"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""  # listing must not fail over one damaged file; loading it will say what is wrong


def _describe(gender: str, accent: str) -> str:
    whose = {"woman": "a woman's voice", "man": "a man's voice"}.get(gender, "a voice")
    return whose if accent == "unknown" else f"{whose}, {accent}"
