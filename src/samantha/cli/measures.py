"""What ``samantha doctor`` times: each stage of a turn, with the real engines of this machine."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from functools import partial

from samantha.audio.pcm import Pcm
from samantha.cli.doctor import command
from samantha.core.clock import HEAR_RATE
from samantha.errors import EngineError
from samantha.models.store import Store
from samantha.ports import Voice
from samantha.service import loading
from samantha.service.doctor import Measure
from samantha.service.settings import Settings

_SENTENCE = "What could I cook for two friends tonight?"
_CLAUSE = "That is a lovely question."


def stages(settings: Settings, store: Store) -> Measure:
    """Ways to time the ears and mind of every profile whose models are here, and the voice; each in ms."""
    found: dict[str, Callable[[], Awaitable[float]]] = {}
    for name in settings.profiles:
        chosen = settings.model_copy(update={"profile": name})
        if store.state(chosen.ears_model) != "missing":
            found[f"ears {chosen.ears_model}"] = partial(_ears, chosen, store)
        if store.state(chosen.mind_model) != "missing":
            found[f"mind {chosen.mind_model}"] = partial(_mind, chosen, store)
    found[f"voice {settings.voice.engine}"] = partial(_voice, settings, store)
    return found


doctor = command(stages)
"""``samantha doctor`` as users have it."""


async def _ears(settings: Settings, store: Store) -> float:
    speech = await (await _any_voice(settings, store)).speak(_SENTENCE)
    ears = await loading.load_ears(settings, store)
    question = Pcm(speech.pcm.at(HEAR_RATE).samples, HEAR_RATE)
    begun = time.perf_counter()
    await ears.transcribe(question)
    return _since(begun)


async def _mind(settings: Settings, store: Store) -> float:
    """To the end of a first clause of about five words."""
    mind = await loading.load_mind(settings, store)
    mind.hears(_SENTENCE)
    begun = time.perf_counter()
    async with mind.answer() as pieces:
        count = 0
        async for _ in pieces:
            count += 1
            if count >= 8:
                return _since(begun)
    if not count:
        raise EngineError("the model said nothing at all", where=settings.mind_model)
    return _since(begun)


async def _voice(settings: Settings, store: Store) -> float:
    voice = await _any_voice(settings, store)
    begun = time.perf_counter()
    await voice.speak(_CLAUSE)
    return _since(begun)


async def _any_voice(settings: Settings, store: Store) -> Voice:
    return await loading.load_voice(settings, store)


def _since(begun: float) -> float:
    return (time.perf_counter() - begun) * 1000
