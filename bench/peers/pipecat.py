"""Pipecat, put together as its own example of a local voice agent (examples/getting-started, 06a-voice-agent-local).

Transport, Silero, Smart Turn v3, Whisper, language model, voice: the processors, their order and all settings of
turn-taking are Pipecat's own defaults. The models are those of the program it is compared with:

- Whisper: Pipecat's service with the same model folder, int8 and threads; its decoding is the service's.
- The language model is the very one that is loaded, with the same persona in its cache and the same sampling, behind
  a server of OpenAI's protocol on the loopback device: Pipecat knows local language models as such servers only. One
  of llama-cpp-python's own would be a second copy of the model, warm in other ways and sampling by other rules.
- The voice: Pipecat's Piper service with the same file, or else the voice that is loaded, as a service that speaks
  whole sentences as that one does.

Needs ``make peers``. A peer is a module with ``async def load(bench) -> System``; see samantha/testing/bench/run.py.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import anyio.to_thread
import numpy as np

os.environ["LOGURU_AUTOINIT"] = "False"  # or its log would write what was said to standard error

import pipecat.frames.frames as frames
from aiohttp import web
from faster_whisper import WhisperModel
from openai import AsyncOpenAI, DefaultAsyncHttpxClient
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.metrics.metrics import TurnMetricsData
from pipecat.observers.base_observer import BaseObserver, FramePushed
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair, LLMUserAggregatorParams
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.ollama.llm import OLLamaLLMService
from pipecat.services.piper.tts import PiperTTSService
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TTSService
from pipecat.services.whisper.stt import WhisperSTTService
from pipecat.transcriptions.language import Language
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.workers.runner import WorkerRunner

from samantha.audio.pcm import PLAY_RATE, Pcm, Samples
from samantha.core import notes
from samantha.core.clock import HEAR_RATE, WINDOW, ms, samples
from samantha.core.notes import EndReason, Stage, Watcher
from samantha.engines.voices import piper_model
from samantha.errors import EngineError
from samantha.ports import Door, Frame, LanguageModel, Message, Voice
from samantha.service import loading
from samantha.service.bench import Bench
from samantha.service.settings import Settings
from samantha.testing.bench.run import System, Talk
from samantha.testing.fakes import ScriptedModel

AHEAD = PLAY_RATE * 80 // 1000
"""Samples that the loudspeaker takes before it is their turn: the buffer of an ordinary sound device."""
MARKS = ("speech end", "turn end", "transcript", "token", "sentence", "sound", "start")
"""What is noted of a turn, in this order."""


async def load(bench: Bench) -> System:
    """Pipecat with the models that are loaded, and a Whisper of its own."""
    settings, shelf = bench.settings, loading.store(bench.settings)
    folder = await anyio.to_thread.run_sync(shelf.path, settings.ears_model)

    def opened() -> WhisperModel:
        whisper = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=settings.ears.threads)
        list(whisper.transcribe(np.zeros(HEAR_RATE, np.float32), language=settings.ears.language)[0])
        return whisper

    whisper = await anyio.to_thread.run_sync(opened)
    persona = await persona_of(settings)
    piper = None
    if settings.voice.engine == "piper":
        piper = piper_model(await anyio.to_thread.run_sync(shelf.path, f"piper-{settings.voice_name}"))

    def begin(door: Door, watch: Watcher) -> Talk:
        return Agent(door, bench, whisper, piper, persona, Watched(watch))

    return begin


async def persona_of(settings: Settings) -> list[Message]:
    """What stands in front of every conversation, taken from the prompt itself: it has to be the one in the cache."""
    model = ScriptedModel(lambda _: "", context_tokens=settings.mind.context_tokens)
    mind = loading.new_mind(settings, model)
    mind.hears("Hello.")
    async with mind.answer():
        return model.prompts[0][:-1]


@dataclass
class Agent:
    """One conversation."""

    door: Door
    bench: Bench
    whisper: WhisperModel
    piper: Path | None
    persona: Sequence[Message]
    watched: Watched
    _speaker: Speaker = field(init=False)
    _microphone: Microphone = field(init=False)

    async def run(self) -> None:
        """Talks until the door closes. Raises EngineError if the pipeline does not start."""
        async with served(self.bench.model) as url, DefaultAsyncHttpxClient(trust_env=False) as http:
            worker = self._worker(AsyncOpenAI(base_url=url, api_key="none", http_client=http))
            runner = WorkerRunner(handle_sigint=False)
            await runner.add_workers(worker)
            ready = anyio.Event()

            async def pipeline() -> None:
                await anyio.lowlevel.checkpoint()
                with anyio.CancelScope(shield=True):  # ended by cancelling the runner, which then tidies up
                    await runner.run()
                ready.set()

            worker.add_event_handler("on_pipeline_started", lambda *_: ready.set())
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(pipeline)
                try:
                    await ready.wait()
                    if started := not worker.has_finished():
                        await self._listen()
                finally:
                    with anyio.CancelScope(shield=True):
                        await runner.cancel()
        if not started:
            raise EngineError("the pipeline did not start", where="pipecat")

    def hush(self) -> None:
        """Silence now."""
        self.door.flush()
        self.watched.end("hushed")

    async def _listen(self) -> None:
        async with self.door.open() as inbox:
            async for frame in inbox:
                if isinstance(frame, Frame):
                    self._speaker.advance(frame.played)
                    self.watched.advance(frame.played, self._speaker.given)
                    self.door.idle(self.watched.idle)
                    await self._microphone.hear(frame.pcm)

    def _worker(self, client: AsyncOpenAI) -> PipelineWorker:
        """The example's pipeline."""
        settings = self.bench.settings
        system, *examples = self.persona
        params = TransportParams(audio_in_enabled=True, audio_out_enabled=True)
        self._microphone, self._speaker = Microphone(params), Speaker(params, self.door)
        stt = Whisper(self.whisper, settings.ears.language)
        llm = LocalModel(client, system.content, settings.mind.max_tokens)
        tts = spoken_by(self.piper, self.bench.voice)
        chat: list[Any] = [{"role": one.role, "content": one.content} for one in examples]
        user, assistant = LLMContextAggregatorPair(
            LLMContext(chat), user_params=LLMUserAggregatorParams(vad_analyzer=SileroVADAnalyzer())
        )
        return PipelineWorker(
            Pipeline([self._microphone, stt, user, llm, tts, self._speaker, assistant]),
            params=PipelineParams(audio_in_sample_rate=HEAR_RATE, audio_out_sample_rate=PLAY_RATE),
            observers=[Onlooker(self.watched)],
            idle_timeout_secs=None,
        )


class Microphone(BaseInputTransport):
    """The door's windows as input frames, as they come."""

    async def start(self, frame: frames.StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def hear(self, pcm: Samples) -> None:
        sound = (np.clip(pcm, -1, 1) * 32767).astype(np.int16).tobytes()
        await self.push_audio_frame(frames.InputAudioRawFrame(sound, HEAR_RATE, 1))


class Speaker(BaseOutputTransport):
    """The pipeline's sound to the door; like a device, it takes no more than its buffer holds."""

    def __init__(self, params: TransportParams, door: Door) -> None:
        super().__init__(params)
        self._door = door
        self._played = 0
        self._window = anyio.Event()
        self.given = 0  # samples the door has got so far

    async def start(self, frame: frames.StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    def advance(self, played: int) -> None:
        self._played = played
        self._window.set()
        self._window = anyio.Event()

    async def write_audio_frame(self, frame: frames.OutputAudioRawFrame) -> bool:
        sound = np.frombuffer(frame.audio, np.int16).astype(np.float32) / np.float32(32768)
        self.given += len(sound)
        self._door.play(Pcm(sound, frame.sample_rate))
        while self.given - self._played > AHEAD:
            await self._window.wait()
        return True


class Whisper(WhisperSTTService):
    """Pipecat's service with a model that is loaded already."""

    def __init__(self, model: WhisperModel, language: str) -> None:
        self._loaded = model
        super().__init__(settings=self.Settings(language=Language(language)))

    def _load(self) -> None:
        self._model = self._loaded


class LocalModel(OLLamaLLMService):
    """Pipecat's service for a local server, with a client that looks for no proxy."""

    def __init__(self, client: AsyncOpenAI, instruction: str, max_tokens: int) -> None:
        self._given = client
        settings = self.Settings(model="local", system_instruction=instruction, max_completion_tokens=max_tokens)
        super().__init__(settings=settings)

    def create_client(self, *_: Any, **__: Any) -> AsyncOpenAI:
        return self._given


class Sentences(TTSService):
    """The voice, as Pipecat's services speak: each sentence whole, as soon as it is there."""

    def __init__(self, voice: Voice) -> None:
        super().__init__(
            push_start_frame=True, push_stop_frames=True, settings=TTSSettings(model=None, voice=None, language=None)
        )
        self._loaded = voice

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[frames.Frame | None, None]:
        pcm = (await self._loaded.speak(text)).pcm
        sound = (np.clip(pcm.samples, -1, 1) * 32767).astype(np.int16).tobytes()
        yield frames.TTSAudioRawFrame(sound, pcm.rate, 1, context_id=context_id)


def spoken_by(piper: Path | None, voice: Voice) -> TTSService:
    """Pipecat's own service for a Piper voice; there is none for any other of these."""
    if piper is None:
        return Sentences(voice)
    return PiperTTSService(settings=PiperTTSService.Settings(voice=piper.stem), download_dir=piper.parent)


@asynccontextmanager
async def served(model: LanguageModel) -> AsyncIterator[str]:
    """The model behind OpenAI's chat completions, streamed, at this address of this machine alone."""

    async def complete(request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        messages = [Message(one["role"], one["content"]) for one in asked["messages"]]
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        async with model.stream(messages, max_tokens=asked["max_completion_tokens"]) as pieces:
            async for piece in pieces:
                await response.write(event({"content": piece}, None))
        await response.write(event({}, "stop") + b"data: [DONE]\n\n")
        return response

    app = web.Application()
    app.router.add_post("/v1/chat/completions", complete)
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None)  # who hangs up stops the thinking
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        with anyio.CancelScope(shield=True):
            await runner.cleanup()


def event(delta: dict[str, str], finish: str | None) -> bytes:
    """One server-sent event of a completion."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "local", "choices": [choice]}
    return f"data: {json.dumps(chunk)}\n\n".encode()


class Onlooker(BaseObserver):
    """Shows every frame once, and of those sent both ways the one that goes on."""

    def __init__(self, watched: Watched) -> None:
        super().__init__(observe_every_push=False)
        self._watched = watched

    async def on_push_frame(self, data: FramePushed) -> None:
        if data.direction is FrameDirection.DOWNSTREAM or isinstance(data.frame, frames.ErrorFrame):
            self._watched.see(data.frame)


@dataclass
class Watched:
    """What the frames say, as notes, and for how long nothing has been said or in the making (``idle``, samples)."""

    watch: Watcher
    idle: int = 0
    _at: int = 0
    _number: int = 0
    _given: int = 0
    _played: int = 0
    _listening: bool = False
    _answering: bool = False
    _speech_end: int = 0
    _verdict: int | None = None
    _marks: dict[str, int] = field(default_factory=dict)
    _begins: int = 0
    _sound: int = 0  # of the reply, synthesised
    _sentences: list[tuple[int, str]] = field(default_factory=list)  # where in that sound each begins

    def advance(self, played: int, given: int) -> None:
        """A window of microphone time has passed, and so much had been played and given at its end."""
        if played > self._begins:
            self.mark("start")  # with its beginning
        self._at += WINDOW
        self._played, self._given = played, given
        quiet = not (self._listening or self._answering or played < given)
        self.idle = self.idle + WINDOW if quiet else 0

    def see(self, frame: frames.Frame) -> None:
        """One frame of the pipeline."""
        match frame:
            case frames.UserStartedSpeakingFrame():
                self.end("interrupted")
                self._listening = True
            case frames.UserStoppedSpeakingFrame():
                self._listening = False
            case frames.VADUserStoppedSpeakingFrame():
                self._speech_end = self._at - samples(1000 * frame.stop_secs)
                self._verdict = None
            case frames.MetricsFrame():
                if any(isinstance(one, TurnMetricsData) and one.is_complete for one in frame.data):
                    self._verdict = self._at
            case frames.LLMContextUserTurnFrame():
                self._begin(frame.text)
            case frames.LLMTextFrame():
                self.mark("token")
            case frames.AggregatedTextFrame(will_be_spoken=True) if not isinstance(frame, frames.TTSTextFrame):
                self.mark("sentence")
                self._sentences.append((self._sound, frame.text))
            case frames.TTSAudioRawFrame():
                self.mark("sound")
                self._sound += frame.num_frames
            case frames.BotStoppedSpeakingFrame():
                self.end("finished")
            case frames.ErrorFrame():
                self._answering = False
                stage = STAGES.get(type(frame.processor), "voice")
                self.watch(notes.Trouble(self._at, stage, "Pipecat reported an error"))

    def _begin(self, text: str) -> None:
        """The user's turn is over, and what they said goes to the language model."""
        self._number += 1
        self._answering = True
        self._marks = {"speech end": self._speech_end, "turn end": self._verdict or self._at, "transcript": self._at}
        self._begins, self._sound, self._sentences = self._given, 0, []
        self.watch(notes.Turn(self._at, self._number, text))

    def mark(self, name: str) -> None:
        """Notes the first moment of that name, once there is one of the name before."""
        if len(self._marks) == MARKS.index(name):
            self._marks[name] = self._at

    def end(self, reason: EndReason) -> None:
        """The reply is over, if there was one."""
        if not self._answering:
            return
        self._answering = False
        stages = None
        if len(self._marks) == len(MARKS):
            stages = notes.Stages(*(max(0, ms(b - a)) for a, b in pairwise(self._marks.values())))
        heard = " ".join(text for begins, text in self._sentences if self._begins + begins < self._played)
        self.watch(notes.ReplyEnded(self._at, self._number, self._number, reason, heard))
        self.watch(notes.TurnSummary(self._at, self._number, self._number, stages))


STAGES: dict[type, Stage] = {Whisper: "ears", LocalModel: "mind"}
