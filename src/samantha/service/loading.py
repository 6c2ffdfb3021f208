"""Loads the engines that the settings name: what takes seconds at a start.

It imports no more than that needs, so that loading can begin while the rest of the program is still imported.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import anyio

from samantha.engines.gate import Gated
from samantha.engines.hibari import Hibari, HibariStyle
from samantha.engines.llama import Llama, Sampling
from samantha.engines.piper import Piper, PiperStyle
from samantha.engines.silent import Deaf, Silent
from samantha.engines.silero import Silero
from samantha.engines.whisper import SHORTEST_SECONDS, Whisper
from samantha.errors import ConfigError
from samantha.mind.mind import Brevity, LocalMind
from samantha.mind.persona import Persona
from samantha.models.store import Store
from samantha.ports import LanguageModel, Message, SpeechDetector, Transcriber, Voice
from samantha.service import weights
from samantha.service.paths import cache_folder, models_folder
from samantha.service.settings import Settings
from samantha.session.changing import ChangingVoice

MEANING_MODEL = "minilm-l6-v2"
"""Catalog name of the model that tells what sentences mean, for the memory."""

Job: TypeAlias = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Engines:
    """Everything that takes seconds to load, ready."""

    detector: SpeechDetector
    transcriber: Transcriber
    mind: LocalMind
    voice: ChangingVoice


def store(settings: Settings) -> Store:
    """The models of this user."""
    return Store(models_folder(os.environ, settings.models.folder))


def models(settings: Settings) -> list[str]:
    """Catalog names of the models that a spoken conversation with these settings needs."""
    needed = [settings.ears_model, settings.mind_model, MEANING_MODEL]
    if settings.voice.engine == "piper":
        needed.append(f"piper-{settings.voice_name}")
    return needed


async def load(settings: Settings, *, hears: bool = True, speaks: bool = True) -> Engines:
    """Loads all engines at once. Raises ModelError, ConfigError or EngineError before anything is half started."""
    shelf = store(settings)
    for name in models(settings):
        shelf.catalog.model(name)  # unknown names first: they cost nothing and need no disk
    transcriber: list[Transcriber] = [Deaf()]
    voice = ChangingVoice(Silent())
    mind: list[LocalMind] = []

    async def ears() -> None:
        transcriber[0] = await load_ears(settings, shelf)

    async def mouth() -> None:
        voice.change(await load_voice(settings, shelf))

    async def head() -> None:
        mind.append(await load_mind(settings, shelf))

    await _all([head, *([ears] if hears else []), *([mouth] if speaks else [])])
    return Engines(load_detector(settings) if hears else Deaf(), transcriber[0], mind[0], voice)


async def renewed(engines: Engines, before: Settings, after: Settings) -> Engines:
    """The engines for other settings; what the change does not touch stays loaded, and so does what was said.

    Raises ModelError, ConfigError, EngineError.
    """
    shelf = store(after)
    transcriber, mind = engines.transcriber, engines.mind
    if (before.ears, before.ears_model) != (after.ears, after.ears_model):
        transcriber = await load_ears(after, shelf)
    if (before.mind, before.mind_model) != (after.mind, after.mind_model):
        mind = await load_mind(after, shelf)
    elif before.persona != after.persona:
        mind = new_mind(after, mind.model)
        await mind.warm()
    if mind is not engines.mind:
        mind.take_up(engines.mind)
    return Engines(load_detector(after), transcriber, mind, engines.voice)


async def _all(jobs: list[Job]) -> None:
    """Runs the jobs at once; the first error of one of them, itself and not in a group."""
    errors: list[Exception] = []

    async def one(job: Job) -> None:
        try:
            await job()
        except Exception as error:
            errors.append(error)
            group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        for job in jobs:
            group.start_soon(one, job)
    if errors:
        raise errors[0]


def load_detector(settings: Settings) -> SpeechDetector:
    """The cheap gate and the judge behind it."""
    return Gated(Silero(), strictness=settings.ears.gate)


async def load_ears(settings: Settings, shelf: Store, shortest_s: float = SHORTEST_SECONDS) -> Whisper:
    """Speech to text; what is shorter than shortest_s is padded to it."""
    folder = await anyio.to_thread.run_sync(shelf.path, settings.ears_model)
    how = settings.ears
    return await Whisper.load(folder, language=how.language, threads=how.threads, shortest_s=shortest_s)


async def load_model(settings: Settings, shelf: Store) -> Llama:
    """The language model, without anybody in it."""
    file = await anyio.to_thread.run_sync(shelf.file, settings.mind_model)
    how = settings.mind
    if settings.mind_weights:
        file = weights.in_form(file, settings.mind_weights) or file
    return await Llama.load(
        file,
        context_tokens=how.context_tokens,
        threads=how.threads,
        sampling=Sampling(temperature=how.temperature, top_p=how.top_p, seed=how.seed),
        states=cache_folder(os.environ) / "prompts",
    )


def persona(settings: Settings) -> Persona:
    """Who she is, for the prompt."""
    who = settings.persona
    return Persona(who.name, who.user_name, who.manner, who.character, who.humour, who.talkative)


def new_mind(
    settings: Settings, model: LanguageModel, today: datetime.date | None = None, met: Sequence[Message] = ()
) -> LocalMind:
    """She herself at the beginning of a conversation, today if no other day is given; not warm yet.

    met: how they said hello, where it is not the user she talks with.
    """
    how = settings.mind
    return LocalMind(
        model,
        persona(settings),
        Brevity(how.sentences, how.max_tokens, max(12, how.sentences), how.long_max_tokens),
        today=f"{today or datetime.date.today():%A, %B %-d, %Y}",
        met=met,
    )


async def load_mind(settings: Settings, shelf: Store) -> LocalMind:
    """The language model with its persona, warmed up."""
    mind = new_mind(settings, await load_model(settings, shelf))
    await mind.warm()
    return mind


async def load_voice(settings: Settings, shelf: Store, present: Voice | None = None) -> Voice:
    """Text to speech, as tuned. If ``present`` is the same voice in another style, nothing is loaded.

    Raises ModelError, ConfigError.
    """
    how = settings.voice
    if how.engine == "hibari":
        voice = settings.voice_name
        hibari = present if isinstance(present, Hibari) and present.name == voice else await Hibari.load(voice)
        turned = how.hibari
        return hibari.turned(
            HibariStyle(how.speed, how.volume, turned.pitch_semitones, turned.expressiveness, turned.breath)
        )
    name = f"piper-{settings.voice_name}"
    if name not in shelf.catalog.names:
        known = ", ".join(n.removeprefix("piper-") for n in shelf.catalog.names if n.startswith("piper-"))
        raise ConfigError(
            f"there is no piper voice {settings.voice_name!r}", where="voice.name", mend=f"Piper's voices: {known}."
        )
    folder = await anyio.to_thread.run_sync(shelf.path, name)
    piper = present if isinstance(present, Piper) and present.folder == folder else await Piper.load(folder)
    return piper.turned(PiperStyle(how.speed, how.volume, how.piper.noise_scale, how.piper.noise_w_scale))
