"""Ears that follow a turn: what waits, what is dropped, who is told. In virtual time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import anyio

from samantha.audio.pcm import Pcm, silence
from samantha.core import notes
from samantha.core.clock import HEAR_RATE, samples
from samantha.core.events import Fact, Follow, Transcribe, Transcribed, TranscriptFailed
from samantha.errors import EngineError
from samantha.ports import Transcript, Voiceprint
from samantha.session.listening import Listening
from samantha.testing import virtual_time


@dataclass
class Ears:
    """Take their time for the next of their texts, and fail at "!"."""

    texts: list[str]
    seconds: float = 0.2
    asked: list[float] = field(default_factory=list)
    cancelled: int = 0

    async def transcribe(self, pcm: Pcm) -> Transcript:
        self.asked.append(pcm.seconds)
        text = self.texts.pop(0)
        try:
            await anyio.sleep(self.seconds)
        except anyio.get_cancelled_exc_class():
            self.cancelled += 1
            raise
        if text == "!":
            raise EngineError("no ears", where="ears")
        return Transcript(text, no_speech=0.0, confidence=-0.1)


@dataclass
class Scene:
    """A listening, and all it tells anybody, as (what, when in ms)."""

    ears: Ears
    facts: list[Fact] = field(default_factory=list)
    partials: list[notes.Partial] = field(default_factory=list)
    certain: list[str] = field(default_factory=list)
    voices: int = 0
    troubles: int = 0

    def play(self, script: list[tuple[int, Callable[[Listening], None]]]) -> None:
        """Calls each at its millisecond, and lets everything come to rest."""

        async def main() -> None:
            begun = anyio.current_time()
            listening = Listening(
                self.ears,
                lambda start, end: silence((end - start) / HEAR_RATE, HEAR_RATE),
                lambda said, start, end: said.text,
                now=lambda: samples(1000 * (anyio.current_time() - begun)),
                tell=self.facts.append,
                watch=self._watch,
                trouble=self._trouble,
                certain=lambda _, words: self.certain.append(words),
                voice=self._voice,
                again=self._again,
            )
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(listening.run)
                for at_ms, act in script:
                    await anyio.sleep_until(begun + at_ms / 1000)
                    act(listening)
                await anyio.sleep(10)
                tasks.cancel_scope.cancel()

        virtual_time.run(main)

    def _voice(self, turn: int, voice: Voiceprint | None) -> None:
        self.voices += 1

    async def _again(self, turn: int, said: Transcript, words: Callable[[str], str]) -> str:
        return words(said.text)

    def _watch(self, note: notes.Note) -> None:
        assert isinstance(note, notes.Partial)
        self.partials.append(note)

    def _trouble(self, stage: notes.Stage, error: EngineError) -> None:
        self.troubles += 1


def follow(seconds: float, turn: int = 1, silence_ms: int = 0) -> Callable[[Listening], None]:
    return lambda listening: listening.follow(Follow(turn, 0, samples(1000 * seconds), samples(silence_ms)))


def pause(
    seconds: float, turn: int = 1, revision: int = 1, spoken_until: float | None = None
) -> Callable[[Listening], None]:
    end = samples(1000 * seconds)
    until = end if spoken_until is None else samples(1000 * spoken_until)
    return lambda listening: listening.transcribe(Transcribe(turn, revision, 0, end, until))


def test_words_are_told_while_they_are_spoken_and_become_certain() -> None:
    scene = Scene(Ears(["I have", "I have two cats", "I have two cats and"]))
    scene.play([(1000, follow(1.0)), (1600, follow(1.6)), (2200, follow(2.2))])
    assert [(partial.text, partial.stable) for partial in scene.partials] == [
        ("I have", ""),
        ("I have two cats", "I have"),
        ("I have two cats and", "I have two cats"),
    ]
    assert scene.certain == ["I have", "I have two cats"]
    assert scene.facts == []


def test_a_pause_is_told_to_the_floor() -> None:
    scene = Scene(Ears(["I have two cats."]))
    scene.play([(1000, pause(1.0, turn=3, revision=2))])
    assert scene.facts == [Transcribed(samples(1200), 3, 2, "I have two cats.")]


def test_nothing_is_followed_while_the_ears_are_busy_and_a_pause_is_next() -> None:
    scene = Scene(Ears(["I have", "I have two cats."], seconds=0.5))
    scene.play([(1000, follow(1.0)), (1200, follow(1.2)), (1300, pause(1.3)), (1400, follow(1.4))])
    assert scene.ears.asked == [1.0, 1.3]
    assert [type(fact) for fact in scene.facts] == [Transcribed]


def test_only_the_newest_pause_is_waited_for() -> None:
    scene = Scene(Ears(["I", "I have", "I have two cats."], seconds=0.5))
    scene.play([(1000, follow(1.0)), (1100, pause(1.1)), (1200, pause(1.2, revision=2))])
    assert scene.ears.asked == [1.0, 1.1, 1.2]
    assert scene.ears.cancelled == 1, "what only followed is broken off"
    assert [fact.revision for fact in scene.facts if isinstance(fact, Transcribed)] == [2]


def test_a_pause_that_was_none_still_helps_to_follow() -> None:
    scene = Scene(Ears(["I have two", "I have two cats"]))
    scene.play([(1000, pause(1.0)), (1100, lambda listening: listening.stop()), (1600, follow(1.6))])
    assert scene.facts == []
    assert scene.certain == ["I have two"]


def test_a_long_transcript_that_nobody_wants_is_stopped() -> None:
    scene = Scene(Ears(["On and on"], seconds=3))
    scene.play([(1000, pause(60.0)), (1500, lambda listening: listening.stop())])
    assert scene.ears.cancelled == 1
    assert scene.facts == [] and scene.partials == []


def test_long_turns_are_not_followed_and_neither_is_anything_by_slow_ears() -> None:
    scene = Scene(Ears(["I have", "I have two cats."], seconds=1.0))
    scene.play([(1000, follow(30.0)), (1100, follow(1.1)), (3000, follow(3.0)), (4000, pause(4.0))])
    assert scene.ears.asked == [1.1, 4.0]


def test_a_failure_is_told_only_where_somebody_waits() -> None:
    scene = Scene(Ears(["!", "!"]))
    scene.play([(1000, follow(1.0)), (2000, pause(2.0))])
    assert scene.troubles == 1
    assert scene.facts == [TranscriptFailed(samples(2200), 1, 1)]


def test_another_turn_begins_with_nothing_certain() -> None:
    scene = Scene(Ears(["I have two cats", "I have two dogs", "I have two dogs"]))
    scene.play([(1000, pause(1.0)), (2000, follow(1.0, turn=2)), (3000, follow(2.0, turn=2))])
    assert scene.certain == ["I have two"]


def test_what_was_begun_when_the_sound_had_gone_is_the_transcript_of_the_pause() -> None:
    scene = Scene(Ears(["I have two cats."]))
    scene.play([(1000, follow(1.0, silence_ms=32)), (1100, pause(1.1, revision=4, spoken_until=1.0))])
    assert scene.ears.asked == [1.0] and scene.ears.cancelled == 0
    assert scene.facts == [Transcribed(samples(1200), 1, 4, "I have two cats.")], "sooner than one begun at 1.1 s"


def test_it_is_even_if_it_was_ready_before_the_pause() -> None:
    scene = Scene(Ears(["I have two cats."], seconds=0.05))
    scene.play([(1000, follow(1.0, silence_ms=32)), (1100, pause(1.1, spoken_until=1.0))])
    assert scene.ears.asked == [1.0]
    assert scene.facts == [Transcribed(samples(1100), 1, 1, "I have two cats.")]
    assert scene.certain == [], "heard once, though used twice"


def test_it_is_not_if_there_was_sound_behind_it() -> None:
    scene = Scene(Ears(["I have two", "I have two cats."]))
    scene.play([(1000, follow(1.0, silence_ms=32)), (1500, pause(1.5, spoken_until=1.4))])
    assert scene.ears.asked == [1.0, 1.5]
    assert scene.facts == [Transcribed(samples(1700), 1, 1, "I have two cats.")]


def test_a_failure_there_is_a_failure_of_the_pause() -> None:
    scene = Scene(Ears(["!"]))
    scene.play([(1000, follow(1.0, silence_ms=32)), (1100, pause(1.1, revision=2, spoken_until=1.0))])
    assert scene.facts == [TranscriptFailed(samples(1200), 1, 2)]


def test_words_of_an_earlier_pause_stand_before_what_is_transcribed_behind_it() -> None:
    scene = Scene(Ears(["I have two cats.", "They eat", "They eat cheese."]))
    behind = samples(1500)
    scene.play(
        [
            (1000, pause(1.0)),
            (2500, lambda listening: listening.follow(Follow(1, behind, samples(2500), known="I have two cats."))),
            (
                3500,
                lambda listening: listening.transcribe(
                    Transcribe(1, 2, behind, samples(3500), samples(3500), "I have two cats.")
                ),
            ),
        ]
    )
    assert scene.ears.asked == [1.0, 1.0, 2.0], "only what is behind it is transcribed"
    assert [fact.text for fact in scene.facts if isinstance(fact, Transcribed)] == [
        "I have two cats.",
        "I have two cats. They eat cheese.",
    ]
    assert scene.certain == ["I have two cats."], "as it was before: they begin alike"
    assert scene.voices == 1, "the longest stretch tells whose voice it is"


def test_a_whole_transcript_is_not_put_behind_the_words_of_an_earlier_pause() -> None:
    scene = Scene(Ears(["I have two cats. They eat."]))
    wanted = Transcribe(1, 1, samples(500), samples(1100), samples(1000), "I have two cats.")
    scene.play([(1000, follow(1.0, silence_ms=32)), (1100, lambda listening: listening.transcribe(wanted))])
    assert [fact.text for fact in scene.facts if isinstance(fact, Transcribed)] == ["I have two cats. They eat."]


def test_nothing_behind_them_is_only_them() -> None:
    scene = Scene(Ears([""]))
    wanted = Transcribe(1, 1, samples(500), samples(1100), samples(1000), "I have two cats.")
    scene.play([(1100, lambda listening: listening.transcribe(wanted))])
    assert [fact.text for fact in scene.facts if isinstance(fact, Transcribed)] == ["I have two cats."]


def test_a_while_without_sound_breaks_off_what_follows_the_words_before_it() -> None:
    scene = Scene(Ears(["I have", "I have two cats."]))
    lull = [(1032, follow(1.032, silence_ms=32)), (1064, follow(1.064, silence_ms=64))]
    scene.play([(950, follow(0.95)), *lull, (1096, follow(1.096, silence_ms=96))])
    assert scene.ears.asked == [0.95, 1.064]
    assert scene.ears.cancelled == 1
