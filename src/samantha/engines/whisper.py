"""Whisper (faster-whisper, CTranslate2): the words of an utterance.

Whisper was trained on 30 seconds, and faster-whisper pads every utterance to that; the encoder then spends most of
its time on nothing. CTranslate2 accepts shorter input. With everything padded to 10 s instead (at least 4 s of
silence behind the words) both tiny.en and base keep their word error rate and take a quarter of the time; with less
they lose words, and below 5 s they begin to say everything twice. So short utterances take that short way, a guard
looks for loops and for more words than a person can say, and what it catches is done again the long way. The
decoding is greedy: beams and ladders of temperatures cost much and on clean short speech gain nothing. What
else an utterance may have been is found by a beam in the same encoding, and only when somebody asks. Giving the
decoder words that are known already would save nothing: CTranslate2 forces them through one by one, 8 ms each, as if
it had to find them.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from samantha.audio.pcm import Pcm, Samples, silence
from samantha.core.clock import HEAR_RATE
from samantha.engines.worker import Lane, Stop
from samantha.errors import ConfigError, ModelError
from samantha.ports import Transcript

if TYPE_CHECKING:
    from ctranslate2 import StorageView
    from faster_whisper import WhisperModel

LEAD_SECONDS = 0.3
"""Silence put in front. Without it base loses or mishears the first word of speech that begins at once."""

SHORTEST_SECONDS, TAIL_SECONDS = 10.0, 4.0
"""The short way's input: so long at least, and so much silence behind the words at least."""

LONGEST_SECONDS = 30.0
"""What Whisper can take at once."""

MOST_TOKENS = 224
"""Half of what the decoder has room for, as everywhere."""

MOST_WORDS_PER_SECOND = 6.0
"""Fast talkers reach four to five; above this, plus the slack of a few words, the decoder is looping."""

MOST_COMPRESSION = 2.4
"""Above this ratio of text to its deflated size the text is repeating itself (OpenAI's threshold)."""

OTHERS = 5
"""Width of the beam that finds what else was said."""

MUCH_LESS_LIKELY = 0.5
"""What is less likely by more than this, per token, is not what was said."""

_FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")
_SOUND_IN_BRACKETS = re.compile(r"\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|[♪♫♬]+")


@dataclass(frozen=True, slots=True)
class _Heard:
    text: str
    no_speech: float
    confidence: float
    ended: bool
    """Whether the decoder came to an end by itself."""


_NOTHING = _Heard("", no_speech=1.0, confidence=0.0, ended=True)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What the decoder begins with: the encoded sound, and how many tokens it may make of it."""

    encoded: StorageView
    seconds: float
    most: int


class Whisper:
    """A ``Transcriber``. Make one with ``load``."""

    def __init__(self, model: WhisperModel, language: str, lane: Lane, shortest_s: float) -> None:
        from faster_whisper.tokenizer import Tokenizer

        self._shortest_s = shortest_s
        self._model = model
        self._lane = lane
        self._language = language
        self._tokenizer = Tokenizer(
            model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=self._language
        )

    @classmethod
    async def load(
        cls, folder: Path, *, language: str = "en", threads: int = 2, shortest_s: float = SHORTEST_SECONDS
    ) -> Self:
        """Loads a CTranslate2 Whisper from a folder and runs it once; nothing is ever downloaded.

        shortest_s: what is shorter is padded to so much; LONGEST_SECONDS is the way Whisper was trained.

        Raises:
            ModelError: if a file is missing or the model cannot be read.
            ConfigError: if the model does not know the language.
        """
        missing = [name for name in _FILES if not (folder / name).is_file()]
        if missing:
            raise ModelError(
                f"no {', '.join(missing)}", where=str(folder), mend="Fetch it again: samantha models pull."
            )
        lane = Lane("whisper")
        model = await lane.run(lambda stop: _load(folder, threads))
        if language not in model.supported_languages:
            raise ConfigError(
                f"does not know the language {language!r}",
                where=folder.name,
                mend=f"It knows {', '.join(model.supported_languages)}.",
            )
        whisper = cls(model, language, lane, shortest_s)
        await whisper.transcribe(silence(1.0, HEAR_RATE))
        return whisper

    async def transcribe(self, pcm: Pcm) -> Transcript:
        """Text of one utterance of any length. Raises EngineError."""
        sound = pcm.at(HEAR_RATE).samples
        if not len(sound):
            return Transcript("", no_speech=1.0)
        return await self._lane.run(lambda stop: self._transcribe(sound, stop))

    def _transcribe(self, sound: Samples, stop: Stop) -> Transcript:
        heard = others = None
        seconds = len(sound) / HEAR_RATE
        if seconds + LEAD_SECONDS + TAIL_SECONDS <= LONGEST_SECONDS:
            taken = self._take_in(sound)
            heard = _NOTHING if stop else self._short_way(taken)
            if stop or _plausible(heard, seconds):
                others = partial(self._others, taken, _cleaned(heard.text))
            else:
                heard = None
        if heard is None:
            heard = self._long_way(sound, stop)
        return Transcript(_cleaned(heard.text), no_speech=heard.no_speech, confidence=heard.confidence, others=others)

    async def _others(self, taken: _Taken, first: str) -> Sequence[str]:
        """What else it may have been, the likeliest first."""

        def job(stop: Stop) -> list[_Heard]:
            return [] if stop else self._decode(taken, OTHERS)

        found = await self._lane.run(job)
        near = [one for one in found if found[0].confidence - one.confidence <= MUCH_LESS_LIKELY]
        texts = [_cleaned(one.text) for one in near if _plausible(one, taken.seconds)]
        return [text for text in dict.fromkeys(texts) if text and text != first]

    def _take_in(self, sound: Samples) -> _Taken:
        """The sound with just enough silence around it, encoded."""
        seconds = LEAD_SECONDS + len(sound) / HEAR_RATE
        total = min(max(self._shortest_s, seconds + TAIL_SECONDS), LONGEST_SECONDS)
        padded = np.zeros(round(total * HEAR_RATE), np.float32)
        lead = round(LEAD_SECONDS * HEAR_RATE)
        padded[lead : lead + len(sound)] = sound
        features = self._model.feature_extractor(padded, padding=0)
        features = features[:, : features.shape[1] // 2 * 2]  # the encoder halves the rate
        most = min(MOST_TOKENS, 16 + math.ceil(10 * seconds))
        return _Taken(self._model.encode(features), len(sound) / HEAR_RATE, most)

    def _short_way(self, taken: _Taken) -> _Heard:
        """One greedy decode."""
        return self._decode(taken, 1)[0]

    def _decode(self, taken: _Taken, beam: int) -> list[_Heard]:
        """As many readings as the beam is wide, the likeliest first."""
        prompt = self._model.get_prompt(self._tokenizer, [], without_timestamps=True)
        result = self._model.model.generate(
            taken.encoded,
            [prompt],
            beam_size=beam,
            num_hypotheses=beam,
            max_length=max(2 * taken.most, len(prompt) + taken.most),  # it ends at half of it, or with the prompt
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        return [
            _Heard(
                text=self._tokenizer.decode(tokens),
                no_speech=result.no_speech_prob,
                confidence=score * len(tokens) / (len(tokens) + 1),
                ended=len(tokens) < taken.most,
            )
            for tokens, score in zip(result.sequences_ids, result.scores, strict=True)
        ]

    def _long_way(self, sound: Samples, stop: Stop) -> _Heard:
        """faster-whisper's own windows of 30 s; one retry, at another temperature, of a window that loops."""
        lead = np.zeros(round(LEAD_SECONDS * HEAR_RATE), np.float32)
        whole = len(sound) / HEAR_RATE + LEAD_SECONDS
        segments, _ = self._model.transcribe(
            np.concatenate([lead, sound]),
            language=self._language,
            beam_size=1,
            best_of=1,
            temperature=(0.0, 0.4),
            compression_ratio_threshold=MOST_COMPRESSION,
            log_prob_threshold=None,
            no_speech_threshold=None,
            condition_on_previous_text=False,
            without_timestamps=whole < LONGEST_SECONDS,
        )
        said = []
        for segment in segments:
            if stop:
                break
            said.append(segment)
        if not said:
            return _NOTHING
        weights = [max(segment.end - segment.start, 0.01) for segment in said]
        return _Heard(
            text=" ".join(segment.text for segment in said),
            no_speech=float(np.average([segment.no_speech_prob for segment in said], weights=weights)),
            confidence=float(np.average([segment.avg_logprob for segment in said], weights=weights)),
            ended=True,
        )


def _load(folder: Path, threads: int) -> WhisperModel:
    from faster_whisper import WhisperModel  # a quarter of a second of import, and only needed here

    try:
        return WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
    except (RuntimeError, ValueError, OSError) as error:  # what CTranslate2 raises for a damaged model
        raise ModelError(
            f"cannot be loaded: {error}", where=str(folder), mend="Check it: samantha models verify."
        ) from error


def _plausible(heard: _Heard, seconds: float) -> bool:
    """Whether a person can have said this in that time, and the decoder did not go round in circles."""
    text = heard.text.encode()
    words = len(heard.text.split())
    return (
        heard.ended
        and len(text) <= MOST_COMPRESSION * len(zlib.compress(text))
        and words <= 3 + MOST_WORDS_PER_SECOND * seconds
    )


def _cleaned(text: str) -> str:
    """Words only: no [Music], (laughs), *sighs* or notes, single spaces."""
    return " ".join(_SOUND_IN_BRACKETS.sub(" ", text).split())
