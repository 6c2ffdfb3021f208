"""Turn-taking, scenario by scenario: what is heard, and what the floor wants done about it.

Time is the count of samples: a scene steps the floor through windows of speech and silence, so every scenario is
exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samantha.core.clock import WINDOW, ms, samples
from samantha.core.endpoint import Outlook, Pauses
from samantha.core.events import (
    Answer,
    Audible,
    Command,
    Commit,
    Drop,
    Duck,
    Fact,
    Follow,
    Heard,
    Hold,
    Hush,
    Hushed,
    Judged,
    Murmur,
    Muted,
    Over,
    Overhear,
    Overheard,
    Resume,
    StopThinking,
    StopTranscribing,
    Think,
    Transcribe,
    Transcribed,
    TranscriptFailed,
    Unduck,
    UserStarted,
    UserStopped,
    Wrote,
)
from samantha.core.floor import NOT_CAUGHT, STILL_THERE, Floor, Manners
from samantha.core.ledger import Word
from samantha.core.states import Her

C = TypeVar("C")


class Scene:
    """A floor and what happens at it, in windows of 32 ms."""

    def __init__(self, manners: Manners | None = None) -> None:
        self.floor = Floor(manners or Manners(pause_to_transcribe_ms=200))
        self.now = 0
        self.done: list[Command] = []

    def tell(self, fact: Fact) -> list[Command]:
        commands = self.floor.step(fact)
        self.done += commands
        return commands

    def hear(self, length_ms: int, *, speech: bool, silent: bool = False) -> list[Command]:
        commands: list[Command] = []
        for _ in range(round(samples(length_ms) / WINDOW)):
            self.now += WINDOW
            commands += self.tell(Heard(self.now, speech, silent))
        return commands

    def speech(self, length_ms: int) -> list[Command]:
        return self.hear(length_ms, speech=True)

    def silence(self, length_ms: int) -> list[Command]:
        return self.hear(length_ms, speech=False)

    def transcript(self, text: str) -> list[Command]:
        """The newest transcript that was asked for is ready."""
        asked = self.last(Transcribe)
        return self.tell(Transcribed(self.now, asked.turn, asked.revision, text))

    def no_transcript(self) -> list[Command]:
        asked = self.last(Transcribe)
        return self.tell(TranscriptFailed(self.now, asked.turn, asked.revision))

    def write(self, text: str) -> list[Command]:
        return self.tell(Wrote(self.now, text))

    def audible(self) -> list[Command]:
        return self.tell(Audible(self.now, self.last(Answer).reply))

    def over(self) -> list[Command]:
        return self.tell(Over(self.now, self.last(Answer).reply))

    def overheard(self, text: str | None, hers: Sequence[Word] = ()) -> list[Command]:
        """The words over her that were asked for last are known."""
        asked = self.last(Overhear)
        return self.tell(Overheard(self.now, asked.reply, asked.revision, text, tuple(hers)))

    def mute(self, on: bool) -> list[Command]:
        return self.tell(Muted(self.now, on))

    def press_key(self) -> list[Command]:
        return self.tell(Hushed(self.now))

    def last(self, kind: type[C]) -> C:
        return only(self.done, kind)[-1]

    def say(self, text: str, length_ms: int = 960) -> None:
        """The user says something and waits for the answer; afterwards she has the floor."""
        self.speech(length_ms)
        self.silence(256)
        self.transcript(text)
        while not isinstance(self.done[-1], Answer):
            self.silence(32)


def only(commands: Sequence[Command], kind: type[C]) -> list[C]:
    return [command for command in commands if isinstance(command, kind)]


def kinds(commands: Sequence[Command]) -> list[type[Command]]:
    return [type(command) for command in commands]


# ------------------------------------------------------------------------------------------- the user


def test_speech_takes_the_floor_after_its_onset() -> None:
    scene = Scene()
    scene.silence(992)
    assert scene.speech(64) == []
    assert scene.speech(32) == [UserStarted(turn=1, at=samples(992))]


def test_a_click_does_not() -> None:
    scene = Scene()
    assert scene.speech(64) == []
    assert scene.silence(3200) == []
    assert scene.floor.idle


def test_clicks_far_apart_do_not_add_up() -> None:
    scene = Scene()
    for _ in range(20):
        assert scene.speech(64) == []
        assert scene.silence(128) == []


def test_short_gaps_do_not_break_an_onset() -> None:
    scene = Scene()
    scene.speech(64)
    scene.silence(96)
    assert kinds(scene.speech(32)) == [UserStarted]


def test_a_pause_starts_a_transcript_of_everything_so_far_and_of_the_moment_before() -> None:
    scene = Scene()
    scene.silence(992)
    scene.speech(960)
    assert scene.silence(192) == []
    assert scene.silence(32) == [
        UserStopped(turn=1, at=samples(1952)),
        Transcribe(1, 1, start=samples(992 - 300), end=samples(1952 + 224), spoken_until=samples(1952 + 224)),
    ]
    assert scene.silence(10_000) == []  # asked for once


def test_where_the_sound_has_gone_the_words_are_wanted_before_speech_is_over_for_the_detector() -> None:
    scene = Scene(Manners(pause_to_transcribe_ms=32, preroll_ms=0))
    scene.silence(320)
    scene.speech(320)
    gone = [scene.hear(32, speech=True, silent=True) for _ in range(2)]
    assert gone == [
        [Follow(1, samples(320), samples(672), silence=samples(32))],
        [Follow(1, samples(320), samples(704), silence=samples(64))],
    ]
    assert scene.hear(32, speech=False, silent=True)[1:] == [
        Transcribe(1, 1, samples(320), samples(736), spoken_until=samples(672))
    ]


def test_sound_behind_a_moment_without_any_is_part_of_the_words() -> None:
    scene = Scene(Manners(pause_to_transcribe_ms=32, preroll_ms=0))
    scene.speech(320)
    scene.hear(32, speech=True, silent=True)
    scene.speech(64)
    assert scene.silence(32)[1:] == [Transcribe(1, 1, 0, samples(448), spoken_until=samples(448))]


def test_the_preroll_never_reaches_back_into_an_earlier_turn() -> None:
    scene = Scene(Manners(preroll_ms=2000))
    scene.say("Hello there.")
    scene.over()
    scene.speech(960)
    scene.silence(256)
    first, second = only(scene.done, Transcribe)
    assert second.start == first.end


def test_the_turn_is_committed_when_the_pause_is_long_enough() -> None:
    scene = Scene()
    scene.speech(960)
    scene.silence(256)
    assert scene.transcript("Hello there.") == [Think(1, 1, "Hello there.")]
    assert scene.silence(320) == []  # 576 ms
    due = samples(960 + 600)
    assert scene.silence(32) == [Commit(1, "Hello there.", samples(960), due), Answer(reply=1, turn=1)]


def test_unfinished_words_are_given_more_time() -> None:
    scene = Scene()
    scene.speech(960)
    scene.silence(256)
    scene.transcript("I would like to")
    assert scene.silence(1024) == []  # 1280 ms
    assert kinds(scene.silence(32)) == [Commit, Answer]


def test_a_late_transcript_commits_at_once() -> None:
    scene = Scene()
    scene.speech(960)
    assert kinds(scene.silence(4992)) == [UserStopped, Transcribe]
    assert scene.transcript("Hello there.") == [
        Commit(1, "Hello there.", samples(960), samples(960 + 600)),
        Answer(1, 1),
    ]


def test_more_speech_makes_it_a_pause_and_cancels_the_transcript() -> None:
    scene = Scene()
    scene.speech(960)
    scene.silence(256)
    assert scene.speech(32) == []
    assert scene.speech(32) == [StopTranscribing(1), UserStarted(1, samples(960 + 256))]
    assert scene.transcript("Hello") == []  # it was on its way already
    scene.speech(448)
    asked = only(scene.silence(256), Transcribe)
    ended = samples(960 + 256 + 512 + 224)
    assert asked == [Transcribe(1, 2, 0, ended, ended)]
    assert kinds(scene.transcript("Hello there.")) == [Think]
    assert only(scene.silence(640), Commit) == [Commit(1, "Hello there.", samples(1728), samples(1728 + 600))]


def test_more_speech_takes_words_back_that_were_there_already() -> None:
    scene = Scene()
    scene.speech(960)
    scene.silence(256)
    scene.transcript("Hello.")
    scene.speech(64)
    scene.silence(224)
    assert scene.silence(3200) == []  # the new transcript is awaited, the old one is not enough
    assert kinds(scene.transcript("Hello there.")) == [StopThinking, Commit, Answer]


def test_a_reply_is_thought_ahead_and_is_the_answer_if_that_was_all() -> None:
    scene = Scene()
    scene.speech(960)
    scene.silence(256)
    assert scene.transcript("Hello there.") == [Think(1, 1, "Hello there.")]
    assert only(scene.silence(640), Answer) == [Answer(1, 1)]


def test_a_reply_thought_ahead_is_dropped_if_the_user_goes_on() -> None:
    scene = Scene()
    scene.speech(960)
    scene.silence(256)
    scene.transcript("I think")
    assert kinds(scene.speech(64)) == [StopTranscribing, UserStarted]
    assert StopThinking(1) in scene.speech(256)
    scene.silence(256)
    assert scene.transcript("I think so.") == [Think(2, 1, "I think so.")]
    assert only(scene.silence(640), Answer) == [Answer(2, 1)]


def test_a_reply_thought_ahead_is_dropped_if_one_more_word_was_said() -> None:
    scene = Scene()
    scene.speech(960)
    scene.silence(256)
    scene.transcript("Tell me.")
    scene.speech(128)
    scene.silence(256)
    assert scene.transcript("Tell me why.") == [StopThinking(1), Think(2, 1, "Tell me why.")]


def test_a_reply_thought_ahead_survives_a_click_and_a_filler() -> None:
    scene = Scene()
    scene.speech(960)
    scene.silence(256)
    assert scene.transcript("Tell me why.") == [Think(1, 1, "Tell me why.")]
    scene.speech(128)
    scene.silence(256)
    assert scene.transcript("Tell me why, um...") == []
    assert only(scene.silence(1300), Answer) == [Answer(1, 1)]


def test_the_words_are_followed_while_they_are_spoken_until_a_pause() -> None:
    scene = Scene(Manners(follow_ms=512))
    scene.silence(512)
    follows = only(scene.speech(2048), Follow)
    starts = [follow.start for follow in follows]
    assert len(follows) >= 3 and set(starts) == {starts[0]}
    assert [later.end - earlier.end for earlier, later in pairwise(follows)] == [samples(512)] * (len(follows) - 1)
    pause = scene.silence(256)
    assert len(only(pause, Transcribe)) == 1 and not only(pause, Follow)
    assert only(pause, Transcribe)[0].start == starts[0]


def goes_on_behind(text: str, spoken_ms: int, paused_ms: int, manners: Manners | None = None) -> Transcribe:
    """What is to be transcribed in the second pause of a turn whose first pause had these words."""
    scene = Scene(manners or Manners(settle_ms=4000))
    scene.speech(spoken_ms)
    scene.silence(paused_ms // 2)
    scene.transcript(text)
    scene.silence(paused_ms - paused_ms // 2)
    scene.speech(960)
    scene.silence(96)
    return scene.last(Transcribe)


def test_what_a_pause_has_told_of_a_long_stretch_is_not_transcribed_again() -> None:
    asked = goes_on_behind("I have two cats.", 4000, 320)
    assert (asked.start, asked.known) == (samples(4000 + 160), "I have two cats.")


def test_the_stretch_begins_anew_behind_it_and_its_words_add_up() -> None:
    scene = Scene(Manners(settle_ms=4000))
    asked = []
    for text in ("One.", "One. Two.", "One. Two. Three."):
        scene.speech(4160)
        scene.silence(96)
        scene.transcript(text)
        asked.append((scene.last(Transcribe).start, scene.last(Transcribe).known))
        scene.silence(224)
    assert asked == [(0, ""), (samples(4320), "One."), (samples(2 * 4320 + 160), "One. Two.")]


def test_a_short_stretch_is_and_what_leads_on_and_what_a_short_pause_may_cut_in_two() -> None:
    everything = [
        goes_on_behind("I have two cats.", 3968, 320),
        goes_on_behind("I would like to", 4000, 320),
        goes_on_behind("I have two cats.", 4000, 192),
        goes_on_behind("I have two cats.", 4000, 320, Manners(settle_ms=0)),
    ]
    assert [(asked.start, asked.known) for asked in everything] == [(0, "")] * 4


def test_the_preroll_of_what_follows_is_kept_in_a_long_pause() -> None:
    manners = Manners(preroll_ms=300, settle_ms=4000, pauses=Pauses(finished_ms=2000))
    assert goes_on_behind("I have two cats.", 4000, 1280, manners).start == samples(4000 + 1280 - 300)


def test_words_that_sound_over_end_the_turn_sooner_and_unfinished_ones_later() -> None:
    def answered_after_ms(over: float) -> int:
        scene = Scene(Manners())
        scene.speech(960)
        ended = scene.now
        scene.silence(128)
        scene.transcript("I have two cats.")
        scene.tell(Judged(scene.now, 1, Outlook(over)))
        while not only(scene.silence(32), Answer):
            pass
        return ms(scene.now - ended)

    assert answered_after_ms(1.0) < 350 < 600 < answered_after_ms(0.1) < 750 < 1200 < answered_after_ms(0.0)


def test_a_judgement_of_words_that_are_taken_back_does_not_count() -> None:
    scene = Scene()
    scene.speech(960)
    scene.silence(256)
    scene.transcript("I have.")
    scene.speech(512)
    scene.silence(128)
    assert scene.tell(Judged(scene.now, 1, Outlook(1.0))) == []
    scene.transcript("I have two cats.")
    assert scene.tell(Judged(scene.now, 1, Outlook(1.0))) == []
    assert not only(scene.silence(256), Answer)


def test_nothing_is_thought_ahead_of_nothing() -> None:
    scene = Scene()
    scene.speech(960)
    scene.silence(256)
    assert scene.transcript("") == []


def test_a_click_in_the_pause_only_holds_the_turn_until_it_is_over() -> None:
    scene = Scene()
    scene.speech(960)
    scene.silence(256)
    scene.transcript("Hello there.")
    scene.silence(320)
    assert scene.speech(32) == []
    assert scene.silence(96) == []
    assert kinds(scene.silence(32)) == [Commit, Answer]


def test_a_turn_without_words_is_dropped() -> None:
    scene = Scene()
    scene.speech(320)
    scene.silence(256)
    scene.transcript("")
    assert scene.silence(1000)[-1] == Drop(1)
    assert scene.floor.idle
    assert only(scene.speech(96), UserStarted)[0].turn == 2


def test_a_failed_transcript_is_asked_for_once_more() -> None:
    scene = Scene()
    scene.speech(960)
    scene.silence(256)
    first = scene.last(Transcribe)
    assert scene.no_transcript() == [Transcribe(1, 2, first.start, first.end, first.end)]
    scene.transcript("Hello there.")
    assert kinds(scene.silence(640)) == [Commit, Answer]


def test_after_a_second_failure_she_says_that_she_did_not_catch_it() -> None:
    scene = Scene()
    scene.speech(960)
    scene.silence(256)
    scene.no_transcript()
    assert scene.no_transcript() == [], "not into a breath"
    assert scene.silence(416) == []
    assert scene.silence(32) == [Answer(1, 1, words=NOT_CAUGHT)]
    scene.audible()
    assert scene.silence(1000) == []
    scene.over()
    assert scene.floor.idle


def test_each_pause_has_a_second_chance_of_its_own() -> None:
    scene = Scene()
    scene.speech(960)
    scene.silence(256)
    scene.no_transcript()
    scene.speech(320)
    scene.silence(256)
    assert kinds(scene.no_transcript()) == [Transcribe]
    assert scene.no_transcript() == []
    assert kinds(scene.silence(448)) == [Answer]


def test_transcripts_of_other_turns_and_revisions_are_ignored() -> None:
    scene = Scene()
    scene.say("Hello there.")
    scene.over()
    scene.speech(960)
    scene.silence(256)
    for turn, revision in ((1, 1), (2, 2), (2, 0), (3, 1)):
        assert scene.tell(Transcribed(scene.now, turn, revision, "Stale.")) == []
        assert scene.tell(TranscriptFailed(scene.now, turn, revision)) == []
    assert scene.silence(3200) == []
    assert only(scene.transcript("Fresh."), Commit)[0].text == "Fresh."


# ------------------------------------------------------------------------------------ a turn without end

SHORT = Manners(max_turn_ms=2016, pause_to_transcribe_ms=200, follow_ms=10_000)


def test_a_turn_that_is_too_long_is_taken_as_over_in_the_middle() -> None:
    scene = Scene(SHORT)
    scene.silence(512)
    assert kinds(scene.speech(1696)) == [UserStarted]
    assert scene.speech(32) == [
        UserStopped(1, samples(2240)),
        Transcribe(1, 1, samples(212), samples(2240), samples(2240)),
    ]
    assert scene.speech(512) == []  # asked for once
    assert only(scene.transcript("On and on"), Commit) == [Commit(1, "On and on", samples(2240), samples(2240))]


def test_what_follows_it_is_a_turn_of_its_own_without_a_gap_or_doubled_sound() -> None:
    scene = Scene(SHORT)
    scene.speech(3008)
    first = scene.last(Transcribe)
    assert kinds(scene.transcript("On and on"))[:2] == [Commit, Answer]
    scene.speech(512)
    scene.silence(256)
    rest = scene.last(Transcribe)
    assert (rest.turn, rest.start) == (2, first.end)
    assert rest.end == scene.now - samples(32)
    assert kinds(scene.transcript("and so on.")) == [Think]
    assert only(scene.silence(640), Commit)[0].turn == 2


def test_nothing_is_lost_that_is_said_while_a_long_turn_is_still_being_transcribed() -> None:
    """Even if it was over before the transcript came, and more than one stretch of speech."""
    scene = Scene(SHORT)
    scene.speech(2016)
    first = scene.last(Transcribe)
    scene.speech(640)
    scene.silence(480)
    scene.speech(480)
    scene.silence(960)
    assert scene.transcript("On and on") == [
        Commit(1, "On and on", samples(2016), samples(2016)),
        Answer(1, 1),
        Hush(1, "user_went_on"),
        UserStarted(2, samples(2016)),
    ]
    assert scene.silence(32) == [
        UserStopped(2, samples(2016 + 640 + 480 + 480)),
        Transcribe(2, 1, first.end, scene.now, scene.now),
    ]


def test_nothing_is_lost_behind_a_long_turn_that_could_not_be_transcribed_or_was_none() -> None:
    for fails in (True, False):
        scene = Scene(SHORT)
        scene.speech(2656)
        scene.silence(960)
        scene.no_transcript() if fails else scene.transcript("")
        if fails:
            assert kinds(scene.no_transcript()) == [Answer, Hush, UserStarted]
        assert kinds(scene.silence(32)) == [UserStopped, Transcribe]


# --------------------------------------------------------------------------------------------- she


def test_speech_before_her_first_sound_takes_the_turn_back() -> None:
    scene = Scene()
    scene.say("I would like.")
    before = scene.now
    assert scene.speech(64) == []
    assert scene.speech(32) == [Hush(1, "user_went_on"), UserStarted(2, before)]


def speaking(text: str = "Hello there.") -> Scene:
    """She has been audible for a second."""
    scene = Scene()
    scene.say(text)
    scene.audible()
    scene.silence(960)
    return scene


def test_at_the_onset_of_speech_over_her_she_is_ducked_and_soon_held() -> None:
    scene = speaking()
    assert scene.speech(32) == []
    assert scene.speech(32) == [Duck(1)]
    assert scene.speech(64) == []
    assert scene.speech(32) == [Hold(1)]


def test_its_words_are_asked_for_early_with_the_moment_before_and_again_while_it_lasts() -> None:
    scene = speaking()
    before = scene.now
    assert only(scene.speech(256), Overhear) == [Overhear(1, 1, before - samples(300), before + samples(256))]
    assert only(scene.speech(480), Overhear) == []  # one at a time
    scene.overheard("Um")
    assert scene.last(Overhear) == Overhear(1, 2, before - samples(300), before + samples(736))
    scene.overheard("Um")
    assert only(scene.speech(288), Overhear) == []
    assert only(scene.speech(32), Overhear)[0].revision == 3


@pytest.mark.parametrize("words", ["Stop.", "Wait", "No,", "What", "And another thing"])
def test_words_that_take_the_floor_take_it_from_the_onset_on(words: str) -> None:
    scene = speaking()
    before = scene.now
    scene.speech(256)
    assert scene.overheard(words) == [Hush(1, "interrupted"), UserStarted(2, before)]
    scene.speech(448)
    scene.silence(256)
    assert scene.last(Transcribe).start == before - samples(300)
    scene.transcript("No, I meant the other one.")
    assert only(scene.silence(640), Commit)[0].turn == 2


@pytest.mark.parametrize("words", ["Mm-hm.", "Yeah.", "Oh wow!", "Right, okay.", "Ha ha ha!", ""])
def test_for_a_backchannel_or_a_cough_she_goes_on(words: str) -> None:
    scene = speaking()
    scene.speech(352)
    scene.overheard(words)
    assert scene.last(Hold)
    asked = only(scene.silence(128), Overhear)  # all of it, now that it is over
    assert len(asked) == 1
    assert [*scene.overheard(words), *scene.silence(192)] == [Unduck(1)]
    assert scene.silence(3200) == []
    assert not only(scene.done, Hush)
    assert kinds(scene.speech(64)) == [Duck]  # and the next one is a new one


def test_her_own_words_come_back_are_echo() -> None:
    scene = speaking()
    hers = [Word(word, scene.now, scene.now + samples(300)) for word in "leaves in twenty minutes".split()]
    scene.speech(352)
    scene.silence(128)
    assert kinds(scene.overheard("Leaves in.", hers)) == [Overhear]  # all of it, now that it is over
    assert scene.overheard("Leaves in twenty minutes.", hers) == [Unduck(1)]


def test_a_click_over_her_is_never_transcribed() -> None:
    scene = speaking()
    assert scene.speech(96) == [Duck(1)]
    assert scene.silence(128) == [Unduck(1)]
    assert scene.silence(3200) == []


def test_speech_that_goes_on_without_a_transcript_interrupts() -> None:
    scene = speaking()
    before = scene.now
    assert kinds(scene.speech(768)) == [Duck, Hold, Overhear]
    assert scene.speech(32) == [Hush(1, "interrupted"), UserStarted(2, before)]


def test_noise_that_goes_on_does_not_when_it_is_known_to_hold_no_words() -> None:
    scene = speaking()
    scene.speech(512)
    scene.overheard("")
    scene.speech(320)
    assert scene.overheard("") == [Unduck(1)]
    for _ in range(5):
        assert kinds(scene.speech(320)) == [Overhear]
        assert scene.overheard("") == []


def test_words_behind_a_backchannel_count() -> None:
    scene = speaking()
    scene.speech(256)
    scene.overheard("Yeah")
    scene.speech(320)
    assert kinds(scene.overheard("Yeah, but what about")) == [Hush, UserStarted]


def test_if_the_words_do_not_come_she_goes_on_without_them_but_they_still_count() -> None:
    scene = speaking()
    scene.speech(256)
    assert scene.silence(672) == []
    assert scene.silence(32) == [Unduck(1)]
    assert kinds(scene.overheard("Stop")) == [Hush, UserStarted]


def test_if_they_cannot_be_transcribed_she_goes_on() -> None:
    scene = speaking()
    scene.speech(256)
    scene.overheard(None)
    assert Unduck(1) in scene.silence(800)
    assert kinds(scene.speech(64)) == [Duck]


def test_more_speech_while_the_words_are_awaited_ducks_her_again() -> None:
    scene = speaking()
    scene.speech(256)
    scene.silence(704)
    assert kinds(scene.speech(64)) == [Duck]
    assert kinds(scene.speech(160)) == [Hold]


def test_a_yes_behind_her_question_is_its_answer() -> None:
    scene = speaking()
    hers = [Word("tea?", scene.now - samples(500), scene.now - samples(100))]
    scene.speech(352)
    scene.silence(128)
    scene.overheard("Yes.", hers)
    assert kinds(scene.overheard("Yes.", hers)) == [Hush, UserStarted]
    scene.silence(256)
    scene.transcript("Yes.")
    assert kinds(scene.silence(960))[-2:] == [Commit, Answer]


def test_stale_words_are_ignored() -> None:
    scene = speaking()
    scene.speech(256)
    for reply, revision in ((2, 1), (0, 1), (1, 2), (1, 0)):
        assert scene.tell(Overheard(scene.now, reply, revision, "Stop.")) == []
    scene.press_key()
    assert scene.overheard("Stop.") == []


def test_her_end_gives_the_floor_to_who_had_begun_to_speak() -> None:
    scene = speaking()
    before = scene.now
    scene.speech(256)
    assert scene.over() == [Unduck(1), UserStarted(2, before)]
    scene.silence(256)
    assert scene.last(Transcribe).start == before - samples(300)


def test_her_end_leaves_nothing_of_a_backchannel() -> None:
    scene = speaking()
    scene.speech(224)
    scene.silence(320)
    scene.overheard("Mm-hm.")
    assert scene.over() == []
    assert scene.silence(960) == []
    assert scene.floor.idle


def interrupted_by_nothing(scene: Scene, words: str) -> list[Command]:
    """Long speech whose words come too late, and then there are none that count."""
    scene.speech(832)
    scene.silence(256)
    return [*scene.transcript(words), *scene.silence(1000)]


@pytest.mark.parametrize("words", ["", "Mm-hm."])
def test_what_turns_out_to_have_been_nothing_is_dropped_and_she_goes_on(words: str) -> None:
    scene = speaking()
    commands = interrupted_by_nothing(scene, words)
    assert only(commands, Drop) == [Drop(2)]
    (resume,) = only(commands, Resume)
    assert resume.of == 1
    assert not only(commands, Commit)
    scene.tell(Audible(scene.now, resume.reply))
    assert kinds(scene.speech(64)) == [Duck]


def test_behind_an_okay_she_waits_a_moment_for_what_follows_the_comma() -> None:
    scene = speaking()
    scene.speech(352)
    scene.overheard("")
    scene.silence(128)
    assert scene.overheard("Okay") == []
    assert not only(scene.silence(64), Unduck)
    assert not only(scene.speech(320), Unduck), "and what follows finds her silent"


def test_but_not_for_ever() -> None:
    scene = speaking()
    for _ in range(2):
        (resume,) = only(interrupted_by_nothing(scene, ""), Resume)
        scene.tell(Audible(scene.now, resume.reply))
    assert interrupted_by_nothing(scene, "")[-1:] == [Drop(4)]
    assert scene.floor.idle


PATIENT = Manners(still_there_ms=20_000)


def asking(manners: Manners = PATIENT) -> Scene:
    """She has asked something."""
    scene = Scene(manners)
    scene.say("Hello there.")
    scene.audible()
    scene.tell(Over(scene.now, 1, asked=True))
    return scene


def test_who_does_not_answer_her_question_is_asked_once_whether_he_is_there() -> None:
    scene = asking()
    assert scene.silence(19_968) == []
    assert scene.silence(32) == [Answer(2, 2, words=STILL_THERE)]
    scene.audible()
    scene.over()
    assert scene.silence(120_000) == []


def test_who_answers_is_not() -> None:
    scene = asking()
    scene.silence(10_000)
    scene.say("Yes.")
    scene.audible()
    scene.over()
    assert scene.silence(60_000) == []


def test_without_a_question_or_without_the_setting_nobody_is_asked() -> None:
    scene = Scene(PATIENT)
    scene.say("Hello there.")
    scene.audible()
    scene.over()
    assert scene.silence(60_000) == []
    assert asking(Manners()).silence(60_000) == []


STORY = Manners(pause_to_transcribe_ms=64, mm_hm_ms=5000)


def pausing(manners: Manners, words: str, length_ms: int = 6016) -> Scene:
    """A long story that pauses behind these words."""
    scene = Scene(manners)
    scene.speech(length_ms)
    scene.silence(96)
    scene.transcript(words)
    return scene


def test_in_a_long_story_she_says_mm_hm_once_in_a_pause_that_has_more_to_come() -> None:
    scene = pausing(STORY, "And then I went to the")
    assert only(scene.silence(128), Murmur) == []
    assert only(scene.silence(64), Murmur) == [Murmur(1)]
    assert scene.floor.pauses_in(1)
    assert only(scene.silence(640), Murmur) == []
    scene.speech(960)
    assert not scene.floor.pauses_in(1)
    scene.silence(96)
    scene.transcript("And then I went to the doctor who said that")
    assert only(scene.silence(320), Murmur) == [], "not in every pause"


def test_but_not_where_it_may_be_over_or_is_short_or_she_would_hear_herself_or_by_default() -> None:
    for manners, words, length_ms in [
        (STORY, "And then I went home.", 6016),
        (STORY, "And then I went to the", 3008),
        (replace(STORY, interruptible=False), "And then I went to the", 6016),
        (Manners(pause_to_transcribe_ms=64), "And then I went to the", 6016),
    ]:
        scene = pausing(manners, words, length_ms)
        scene.silence(2000)
        assert only(scene.done, Murmur) == []


@pytest.mark.parametrize("words", ["Stop.", "Be quiet, please.", "Hold on a second."])
def test_who_only_wants_silence_gets_it(words: str) -> None:
    """Over her voice, and when she says nothing."""
    scene = speaking()
    scene.speech(256)
    scene.overheard(words)
    scene.silence(256)
    assert scene.transcript(words) == []
    assert kinds(scene.silence(1000)) == [Commit]
    assert scene.floor.idle
    scene.speech(512)
    scene.silence(256)
    assert scene.transcript(words) == []  # not even thought of
    assert kinds(scene.silence(1000)) == [Commit]


def test_while_the_microphone_is_closed_nothing_is_heard_or_said() -> None:
    scene = speaking()
    assert scene.mute(True) == [Hush(1, "hushed")]
    assert scene.speech(3200) == []
    assert scene.write("Hello?") == []
    assert kinds(scene.mute(False)) == [Commit, Answer]


def test_what_was_being_said_when_it_was_closed_is_dropped() -> None:
    scene = Scene()
    scene.speech(960)
    scene.silence(256)
    scene.transcript("Hello there.")
    assert scene.mute(True) == [StopTranscribing(1), StopThinking(1), Drop(1)]
    assert scene.silence(3200) == []
    scene.mute(False)
    opened = scene.now
    scene.speech(960)
    scene.silence(256)
    assert scene.last(Transcribe).start == opened


DEAF = Manners(interruptible=False, deaf_after_ms=256)


def test_where_she_would_hear_herself_she_hears_nothing_while_she_sounds_and_shortly_after() -> None:
    scene = Scene(DEAF)
    scene.say("Hello there.")
    scene.audible()
    assert scene.speech(3200) == []
    scene.over()
    assert scene.speech(256 - 32) == []  # the room's echo
    assert kinds(scene.speech(96)) == [UserStarted]


def test_where_she_would_hear_herself_she_listens_until_her_first_sound() -> None:
    scene = Scene(DEAF)
    scene.say("I would like.")
    assert kinds(scene.speech(96)) == [Hush, UserStarted]


def test_after_a_hush_the_rooms_echo_is_not_taken_for_the_user_either() -> None:
    scene = Scene(DEAF)
    scene.say("Hello there.")
    scene.audible()
    assert scene.press_key() == [Hush(1, "hushed")]
    assert scene.speech(256 - 32) == []
    assert scene.silence(960) == []
    assert scene.floor.idle


def test_a_key_silences_her_audible_or_not() -> None:
    for audible in (True, False):
        scene = Scene()
        scene.say("Hello there.")
        if audible:
            scene.audible()
        assert scene.press_key() == [Hush(1, "hushed")]
        assert scene.floor.idle
        assert scene.press_key() == []


def test_a_key_does_nothing_while_the_user_has_the_floor() -> None:
    scene = Scene()
    scene.speech(960)
    assert scene.press_key() == []
    scene.silence(256)
    scene.transcript("Hello there.")
    assert kinds(scene.silence(640)) == [Commit, Answer]


def test_news_of_replies_that_are_gone_is_ignored() -> None:
    scene = Scene()
    scene.say("Hello there.")
    scene.audible()
    scene.press_key()
    scene.say("How are you?")
    scene.tell(Audible(scene.now, 1))
    assert kinds(scene.speech(96)) == [Hush, UserStarted]  # as before her first sound
    scene.silence(1000)
    scene.transcript("Well?")
    assert scene.tell(Over(scene.now, 2)) == []
    assert not scene.floor.idle
    scene.over()
    assert scene.floor.idle


# ----------------------------------------------------------------------------------------- typed turns


def test_a_typed_turn_is_answered_at_once_when_the_floor_is_free() -> None:
    scene = Scene()
    scene.silence(320)
    at = scene.now
    assert scene.write("Hello") == [Commit(1, "Hello", at, at), Answer(1, 1)]


def test_typed_turns_wait_for_the_floor_and_for_each_other() -> None:
    scene = Scene()
    scene.speech(960)
    assert scene.write("one") == []
    assert scene.write("two") == []
    scene.silence(256)
    scene.transcript("Hello there.")
    scene.silence(640)
    assert [commit.text for commit in only(scene.done, Commit)] == ["Hello there."]
    assert only(scene.over(), Commit)[0].text == "one"
    assert not scene.floor.idle
    assert only(scene.press_key(), Commit)[0].text == "two"


def test_a_typed_turn_waits_for_somebody_who_has_just_begun_to_speak() -> None:
    scene = Scene()
    scene.speech(32)
    assert scene.write("Hello") == []
    assert kinds(scene.silence(128)) == [Commit, Answer]  # it was a click


def test_a_typed_turn_follows_one_that_was_none() -> None:
    scene = Scene()
    scene.speech(320)
    scene.write("Hello")
    scene.silence(256)
    scene.transcript("")
    assert kinds(scene.silence(1000)) == [Drop, Commit, Answer]


# ------------------------------------------------------------------------------- whatever may happen

WINDOWS = st.tuples(st.just("hear"), st.booleans(), st.integers(1, 40))
NEWS = st.tuples(
    st.sampled_from("transcript empty fail stale audible over key write overheard overhears_nothing mute".split()),
    st.booleans(),
    st.integers(0, 3),
)


def latest(scene: Scene) -> int:
    """Number of the newest reply that was to be heard."""
    return max([c.reply for c in scene.done if isinstance(c, Answer | Resume)], default=0)


def happens(scene: Scene, what: str, flag: bool, count: int) -> None:
    """Lets it happen; news of things that were never asked for is news of long ago."""
    asked = only(scene.done, Transcribe)
    reply = latest(scene)
    match what:
        case "hear":
            scene.hear(ms(count * WINDOW), speech=flag)
        case "transcript" if asked:
            scene.transcript("I would like to" if flag else "Hello there.")
        case "empty" if asked:
            scene.transcript("")
        case "fail" if asked:
            scene.no_transcript()
        case "stale" if asked:
            old = asked[max(0, len(asked) - 1 - count)]
            scene.tell(Transcribed(scene.now, old.turn, old.revision, "Stale."))
        case "audible":
            scene.tell(Audible(scene.now, max(0, reply - count)))
        case "over":
            scene.tell(Over(scene.now, max(0, reply - count)))
        case "key":
            scene.press_key()
        case "write":
            scene.write("typed")
        case "overheard" if only(scene.done, Overhear):
            scene.overheard("Yeah, but what" if flag else "Mm-hm.")
        case "overhears_nothing" if only(scene.done, Overhear):
            scene.overheard("" if flag else None)
        case "mute":
            scene.mute(flag)


@settings(max_examples=300, deadline=None)
@given(
    story=st.lists(st.one_of(WINDOWS, WINDOWS, NEWS), max_size=60),
    manners=st.builds(
        Manners,
        preroll_ms=st.sampled_from([0, 300, 2000]),
        interruptible=st.booleans(),
        max_turn_ms=st.sampled_from([1000, 90_000]),
        pauses=st.sampled_from([Pauses(), Pauses(0, 0, 0)]),
    ),
)
def test_whatever_happens_one_speaks_at_a_time_and_no_sound_is_taken_twice(
    story: list[tuple[str, bool, int]], manners: Manners
) -> None:
    scene = Scene(manners)
    alive: int | None = None
    quiet: type[Command] | None = None
    committed = 0
    sound: dict[int, list[Transcribe]] = {}
    for what, flag, count in story:
        before = len(scene.done)
        if what == "over" and alive == max(0, latest(scene) - count):
            alive = None
        happens(scene, what, flag, count)
        for command in scene.done[before:]:
            match command:
                case Answer(reply=reply) | Resume(reply=reply):
                    assert alive is None, "two replies at once"
                    alive, quiet = reply, None
                case Duck(reply=reply):
                    assert reply == alive and quiet is None, "ducked twice, or nobody"
                    quiet = Duck
                case Hold(reply=reply):
                    assert reply == alive and quiet is Duck, "held without having been ducked"
                    quiet = Hold
                case Unduck():
                    assert quiet is not None, "nobody was ducked"
                    quiet = None
                case Hush(reply=reply):
                    assert reply == alive, "hushes a reply that is not there"
                    alive, quiet = None, None
                case Commit(turn=turn):
                    assert turn > committed, "turns out of order"
                    committed = turn
                case Transcribe(turn=turn, revision=revision, start=start, end=end):
                    assert revision == len(sound.setdefault(turn, [])) + 1
                    assert start < end <= scene.now
                    sound[turn].append(command)
                case _:
                    pass
        if not isinstance(scene.floor.state, Her):
            assert quiet is None, "left ducked behind a reply"
    assert list(sound) == sorted(sound)
    for earlier, later in pairwise(sound.values()):
        assert max(asked.end for asked in earlier) <= later[0].start, "sound taken into two turns"
