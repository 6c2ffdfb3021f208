"""The naive chain, as first built by everybody: one thing after another, each on the whole of what came before.

It waits for 700 ms of silence, transcribes the utterance with faster-whisper as shipped (padded to 30 s, greedy),
thinks a whole sentence, speaks it, and only then plays. Models, prompt, cached persona, detector and voice are those
of the program it is compared with, so the difference is the way they are put together.

A peer is a module with ``async def load(bench) -> System``; see samantha/testing/bench/run.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import anyio
import anyio.to_thread
import numpy as np
from anyio.abc import TaskGroup
from faster_whisper import WhisperModel

from samantha.audio.pcm import Samples
from samantha.core import notes
from samantha.core.clock import WINDOW, ms, samples
from samantha.core.notes import Watcher
from samantha.core.phrases import Phrases
from samantha.ports import Door, Frame, Mind, SpeechDetector, Voice
from samantha.service import loading
from samantha.service.bench import Bench
from samantha.testing.bench.run import System, Talk

SILENCE_MS = 700
SPEECH = 0.5
PREROLL_MS = 300
LEAST_SPEECH_MS = 96
MARKS = 7
"""End of speech, end of the silence, transcript, first piece, sentence, its sound, and the sound's start."""


async def load(bench: Bench) -> System:
    """The chain with the models that are loaded, and a Whisper of its own."""
    settings, shelf = bench.settings, loading.store(bench.settings)
    folder = await anyio.to_thread.run_sync(shelf.path, settings.ears_model)

    def opened() -> WhisperModel:
        whisper = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=settings.ears.threads)
        _text(whisper, np.zeros(WINDOW, np.float32), settings.ears.language)
        return whisper

    whisper = await anyio.to_thread.run_sync(opened)

    def begin(door: Door, watch: Watcher) -> Talk:
        def hear(sound: Samples) -> str:
            return _text(whisper, sound, settings.ears.language)

        return Naive(door, watch, bench.new_detector(), hear, bench.new_mind(), bench.voice)

    return begin


def _text(whisper: WhisperModel, sound: Samples, language: str) -> str:
    segments, _ = whisper.transcribe(sound, language=language, beam_size=1)
    return " ".join(segment.text.strip() for segment in segments)


@dataclass
class Naive:
    """One conversation. Whoever speaks while it works is heard afterwards."""

    door: Door
    watch: Watcher
    detector: SpeechDetector
    hear: Callable[[Samples], str]
    mind: Mind
    voice: Voice
    _at: int = 0
    _busy: bool = False
    _given: int = 0
    _begins: int = 0
    _reply: str = ""
    _number: int = 0
    _heard: list[Samples] = field(default_factory=list)
    _last_speech: int | None = None
    _speech: int = 0
    _marks: list[int] = field(default_factory=list)
    _quiet_since: int = 0
    _tasks: TaskGroup = field(init=False)

    async def run(self) -> None:
        """Talks until the door closes."""
        async with self.door.open() as inbox, anyio.create_task_group() as self._tasks:
            async for frame in inbox:
                if isinstance(frame, Frame):
                    self._take(frame)
            self._tasks.cancel_scope.cancel()

    def hush(self) -> None:
        """Silence now."""
        self.door.flush()
        self._end()

    def _take(self, frame: Frame) -> None:
        self._at += WINDOW
        self._heard.append(frame.pcm)
        speech = self.detector.probability(frame.pcm) > SPEECH
        if speech:
            self._last_speech, self._speech = self._at, self._speech + WINDOW
        self._follow(frame.played)
        quiet = self._last_speech is None and not self._busy and not self._reply
        self._quiet_since = self._quiet_since if quiet else self._at
        self.door.idle(self._at - self._quiet_since)
        if self._last_speech is None:
            del self._heard[: -samples(PREROLL_MS) // WINDOW]
        elif not self._busy and not self._reply and self._at - self._last_speech >= samples(SILENCE_MS):
            sound, end, enough = (
                np.concatenate(self._heard),
                self._last_speech,
                self._speech >= samples(LEAST_SPEECH_MS),
            )
            self._heard, self._last_speech, self._speech = [], None, 0
            if enough:
                self._busy = True
                self._tasks.start_soon(self._answer, sound, end)

    async def _answer(self, sound: Samples, end: int) -> None:
        marks = [end, self._at]
        text = await anyio.to_thread.run_sync(self.hear, sound)
        marks.append(self._at)
        self._number += 1
        self.watch(notes.Turn(self._at, self._number, text))
        if text:
            self.mind.hears(text)
            token, sentence = await self._think()
            marks += [token, self._at]
            pcm = (await self.voice.speak(sentence)).pcm
            marks.append(self._at)
            self._begins, self._given = self._given, self._given + len(pcm)
            self.door.play(pcm)
            self._marks, self._reply = marks, sentence
        self._busy = False

    async def _think(self) -> tuple[int, str]:
        """When the first piece came, and the first sentence, whole."""
        phrases, said, first = Phrases(), list[str](), 0
        async with self.mind.answer() as pieces:
            async for piece in pieces:
                first = first or self._at
                said += phrases.feed(piece)
                if phrases.sentences:
                    return first, " ".join(said)
        return first or self._at, " ".join([*said, *phrases.finish()])

    def _follow(self, played: int) -> None:
        if not self._reply:
            return
        if len(self._marks) == MARKS - 1 and played > self._begins:
            self._marks.append(self._at - WINDOW)
        if played >= self._given:
            self._end()

    def _end(self) -> None:
        if not self._reply:
            return
        stages = None
        if len(self._marks) == MARKS:
            silence, transcript, token, sentence, sound, queue = (ms(b - a) for a, b in pairwise(self._marks))
            stages = notes.Stages(silence, transcript, token, sentence, sound, max(0, queue))
        self.watch(notes.ReplyEnded(self._at, self._number, self._number, "finished", self._reply))
        self.watch(notes.TurnSummary(self._at, self._number, self._number, stages))
        self._reply = ""
