"""Remarks from the shared past: what may be said back of a row, when, to whom, and how often."""

from __future__ import annotations

import contextlib
import datetime
import json
import stat
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import anyio
import pytest
from tests.test_confidence import holding, typed
from tests.test_memory import WordEmbedder
from tests.test_people import AMY, KNOWN, NOBODY, THEODORE, Whispering, env

from samantha.core import notes
from samantha.core.clock import samples
from samantha.core.notes import Watcher
from samantha.engines.embed import MiniLM
from samantha.hands.calendar.shelf import Shelf
from samantha.keep.journal import KeptJournal
from samantha.keep.pages import Pages
from samantha.mind.care import Care
from samantha.mind.company import TO_PEOPLE, Company
from samantha.mind.helplines import lines
from samantha.mind.memory.memory import MemoryOfUser
from samantha.mind.memory.reading import read
from samantha.mind.memory.remarks import Entry, remarks
from samantha.mind.memory.rows import Memory, Source
from samantha.mind.memory.skill import MemorySkill, NeverTold
from samantha.mind.memory.store import MemoryStore
from samantha.mind.mind import LocalMind
from samantha.mind.people.circle import USER
from samantha.mind.persona import Persona
from samantha.mind.remarking import Entries, Remarking, greeted
from samantha.models.store import Store
from samantha.ports import Skill
from samantha.service.acquaintances import Acquaintances
from samantha.service.company import Accompanied
from samantha.service.keeping import JournalOnDisk, Keeping
from samantha.service.loading import MEANING_MODEL
from samantha.service.people import Room, only_from
from samantha.service.remarks import RemarkBook, past_entries
from samantha.service.settings import Care as CareSettings
from samantha.service.settings import Settings
from samantha.session.conversation import Conversation
from samantha.testing import virtual_time
from samantha.testing.fakes import Say, ScriptedDetector, ScriptedDoor, ScriptedModel, ScriptedVoice

WEDNESDAY = datetime.date(2026, 11, 25)
FRIDAY = datetime.date(2026, 11, 27)
SATURDAY = datetime.date(2026, 11, 28)


def rows(*told: tuple[datetime.date, str]) -> list[Memory]:
    """What is remembered of these sentences, each told on its day."""
    kept: list[Memory] = []
    for turn, (day, text) in enumerate(told, 1):
        source = Source("", datetime.datetime.combine(day, datetime.time(12)), day.isoformat(), turn)
        kept += [Memory(len(kept) + n, fact, source) for n, fact in enumerate(read(text, day, {}).facts, 1)]
    return kept


def said(
    *told: tuple[datetime.date, str],
    today: datetime.date = SATURDAY,
    since: datetime.date | None = WEDNESDAY,
    entries: Sequence[Entry] = (),
) -> list[str]:
    """All that she could remark upon, the best first."""
    return [one.words for one in remarks(rows(*told), entries, today=today, since=since, made=())]


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("My interview is on Friday at nine.", "How did your interview go yesterday?"),
        ("I have a dentist appointment on Friday.", "How did your dentist appointment go yesterday?"),
        ("My sister's wedding is on Friday.", "How was your sister's wedding yesterday?"),
        ("The party at Paul's place is on Friday.", "How was the party at Paul's place yesterday?"),
        ("My dinner with Amy is on Friday.", "How was your dinner with Amy yesterday?"),
        ("My grandmother died. The funeral is on Friday.", "How are you, after the funeral yesterday?"),
        ("I'm having dinner with Amy on Friday.", "You were having dinner with Amy yesterday. How was it?"),
        ("On Friday we're going to visit my mother.", "You were going to visit your mother yesterday. How was it?"),
        (
            "Well, I'm meeting Amy at the Italian place on Friday at half past seven.",
            "You were meeting Amy at the Italian place yesterday. How did it go?",
        ),
        ("I'll call my boss on Friday morning.", "You were going to call your boss yesterday. How did it go?"),
        ("I have tickets for the opera on Friday.", "You had tickets for the opera yesterday. How was it?"),
        ("My sister is flying to Boston on Friday.", "Your sister was flying to Boston yesterday. How did it go?"),
        ("Amy is showing her film on Friday.", "Amy was showing her film yesterday. How was it?"),
    ],
)
def test_what_was_to_be_is_asked_about_in_its_own_words(text: str, remark: str) -> None:
    assert said((WEDNESDAY, text)) == [remark]


@pytest.mark.parametrize(
    "text",
    [
        "I live in Boston.",
        "I saw Amy on Tuesday.",
        "I might have dinner with Amy on Friday.",
        "I'm not going to the party on Friday.",
        "If it rains on Friday, we're going to a museum.",
        "I have a lesson every Friday.",
        "I have to finish the report by Friday.",
        "I'm looking forward to Friday.",
        "It's a secret, but I'm meeting Amy on Friday.",
        "I'm having dinner with Amy on Friday. Nobody knows about my dinner.",
        "My father is dying, and we're seeing him on Friday.",
        "My divorce hearing is on Friday.",
        "My deadline is on Friday.",
        "I'm working from home on Friday.",
        "I have a headache today.",
    ],
)
def test_what_is_not_surely_an_event_or_not_hers_to_ask_is_passed_over(text: str) -> None:
    assert said((WEDNESDAY, text)) == []


def test_only_days_since_they_last_talked_and_not_long_ago_are_asked_about() -> None:
    told = (WEDNESDAY, "My interview is on Friday.")
    assert said(told, since=None) and said(told, since=FRIDAY)
    assert said(told, since=SATURDAY, today=SATURDAY + datetime.timedelta(days=1)) == []
    assert said(told, today=FRIDAY) == []
    assert said(told, today=FRIDAY + datetime.timedelta(days=6)) == ["How did your interview go on Friday?"]
    assert said(told, today=FRIDAY + datetime.timedelta(days=7)) == []


def test_what_was_called_off_moved_or_told_about_is_not_asked_about() -> None:
    told = (WEDNESDAY, "I'm having dinner with Amy on Friday.")
    for day, text in (
        (WEDNESDAY, "The dinner with Amy was cancelled."),
        (WEDNESDAY, "My dinner is on Monday now."),
        (FRIDAY, "The dinner with Amy was lovely."),
        (SATURDAY, "We had dinner with Amy."),
    ):
        assert said(told, (day, text)) == [], text
    assert said(told, (WEDNESDAY, "My brother collects stamps.")) != []


def test_a_feeling_of_late_is_asked_about_and_a_birthday_told() -> None:
    assert said((FRIDAY, "I'm so nervous about my exam on Monday.")) == [
        "Yesterday you were so nervous about your exam. How do you feel about it today?"
    ]
    assert said((WEDNESDAY, "I feel lonely.")) == ["On Wednesday you felt lonely. How do you feel today?"]
    assert said((SATURDAY - datetime.timedelta(days=4), "I feel lonely."), since=None) == []
    assert said((FRIDAY, "I'm not worried about it.")) == []
    assert said((WEDNESDAY, "My sister's birthday is on November 28th.")) == ["It's your sister's birthday today."]
    assert said((WEDNESDAY, "My birthday is on November 28th.")) == ["Happy birthday!"]


def test_a_calendar_gives_only_what_is_plainly_an_occasion() -> None:
    titles = ("Dinner with Amy", "Dentist appointment", "Paul's party", "Standup", "Lunch <b>now</b>!")
    entries = [Entry(str(n), title, FRIDAY) for n, title in enumerate(titles)]
    assert said(entries=entries) == [
        "How was your dinner with Amy yesterday?",
        "How did your Dentist appointment go yesterday?",
        "How was Paul's party yesterday?",
    ]
    assert said((FRIDAY, "The dinner was lovely."), entries=entries[:1], today=SATURDAY) == []


def test_a_calendar_is_read_without_series_guests_and_what_is_private(tmp_path: Path) -> None:
    event = "BEGIN:VEVENT\r\nUID:{0}\r\nSUMMARY:{1}\r\nDTSTART:20261127T190000\r\nDURATION:PT1H\r\n{2}END:VEVENT\r\n"
    each = [
        ("a", "Dinner with Amy", ""),
        ("b", "Lunch with Paul", "CLASS:PRIVATE\r\n"),
        ("c", "Concert", "RRULE:FREQ=WEEKLY\r\n"),
        ("d", "Interview", "ATTENDEE:mailto:a@example.com\r\n"),
    ]
    body = "".join(event.format(*one) for one in each)
    (tmp_path / "own.ics").write_bytes(
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{body}END:VCALENDAR\r\n".encode()
    )
    entries = past_entries(Shelf(tmp_path, lambda: datetime.UTC))
    (entry,) = entries(WEDNESDAY, FRIDAY)
    assert (entry.title, entry.day) == ("Dinner with Amy", FRIDAY)
    assert "Dinner" not in entry.key
    assert past_entries(None)(WEDNESDAY, FRIDAY) == ()


@pytest.mark.parametrize(
    ("text", "hello"),
    [
        ("Hello.", "Hello, Theodore."),
        ("Hi Samantha!", "Hello, Theodore."),
        ("Good morning, Samantha.", "Good morning, Theodore."),
        ("Hey Samantha, good evening.", "Good evening, Theodore."),
        ("Hello Samantha, I'm back.", "Hello, Theodore."),
        ("Hi, how are you?", "Hello, Theodore. I'm running fine, thank you."),
        ("Hello, what's the weather like?", None),
        ("Set a timer for ten minutes.", None),
        ("Good night.", None),
        ("Say hello to Amy.", None),
        ("", None),
    ],
)
def test_a_greeting_is_told_from_all_else(text: str, hello: str | None) -> None:
    assert greeted(text, "Samantha", "Theodore") == hello


# ------------------------------------------------------------------------------------- conversations, day by day


class Days:
    """The user's memory and journal, and conversations on days that the test chooses."""

    def __init__(self, folder: Path, entries: Entries = lambda first, last: ()) -> None:
        self.folder = folder
        self.circle = Acquaintances(env(folder))
        self.entries = entries
        self.prompts: list[str] = []

    def hold(self, when: str, *script: str | tuple[int, str]) -> list[str]:
        """Speaks the turns, one a minute; what was heard in answer to each. "Hm." is the language model's answer."""
        said = [(THEODORE, turn) if isinstance(turn, str) else turn for turn in script]
        return virtual_time.run(lambda: self._hold(datetime.datetime.fromisoformat(when), said))

    async def _hold(self, began: datetime.datetime, script: Sequence[tuple[int, str]]) -> list[str]:
        seen: list[notes.Note] = []
        model = ScriptedModel(lambda _: "Hm.", context_tokens=4000)
        own = LocalMind(model, Persona(user_name="Theodore"))
        journal = KeptJournal(Pages(self.folder / "journal"), lambda: began.timestamp())
        kept = Keeping(journal)

        def now() -> datetime.datetime:
            return began

        memory = self.memory(now, [own], kept)
        own.remember_with(memory.notes)
        private: list[Skill] = [Care(lines("ie"))]
        skill = MemorySkill(memory, private)
        async with AsyncExitStack() as stack, anyio.create_task_group() as tasks:
            room = Room(
                Settings(), self.circle, own, WordEmbedder(), lambda _: False, lambda: "Theodore", tasks, stack
            )
            await room.open()
            tasks.start_soon(memory.attend)
            await memory.settle()
            remarking = Remarking(
                memory, self.book, self.entries, now, lambda: ("Samantha", "Theodore"), skill.says_of
            )
            await remarking.look()
            tasks.start_soon(remarking.attend)
            skills: list[Skill] = [*private, room.introductions, *room.users, remarking, skill, NeverTold(skill)]
            watchers: list[Watcher] = [seen.append, room.watch, only_from(USER, skill.watch), remarking.watch]
            sentences = {number: text for number, (_, text) in enumerate(script, 1)}
            speakers = {number: speaker for number, (speaker, _) in enumerate(script, 1)}
            says = [Say(samples(60_000 * n), ((n, samples(1200)),)) for n in sentences]

            def tell(note: notes.Note) -> None:
                for watch in watchers:
                    watch(note)

            conversation = Conversation(
                door=ScriptedDoor(says, after=samples(60_000 * (len(says) + 2))),
                detector=ScriptedDetector(),
                transcriber=Whispering(sentences, speakers),
                mind=own,
                voice=ScriptedVoice(),
                skills=skills,
                journal=kept.without(private),
                company=room,
                watch=tell,
            )
            await conversation.run()
            await memory.settle()
            await stack.aclose()
            tasks.cancel_scope.cancel()
        journal.close()
        self.prompts = [str(prompt) for prompt in model.prompts]
        heard: dict[int, str] = {}
        for note in seen:
            if isinstance(note, notes.ReplyEnded):
                heard[note.turn] = f"{heard.get(note.turn, '')} {note.heard}".strip()
        turns = [note for note in seen if isinstance(note, notes.Turn)]
        assert [turn.text for turn in turns] == [text for _, text in script]
        return [heard.get(turn.turn, "") for turn in turns]

    def memory(
        self, now: Callable[[], datetime.datetime], traces: Sequence[LocalMind], kept: Keeping
    ) -> MemoryOfUser:
        return MemoryOfUser(
            self.folder / "own",
            WordEmbedder(),
            clock=now,
            conversation=str(now()),
            traces=traces,
            record=kept.record,
        )

    @property
    def book(self) -> RemarkBook:
        return RemarkBook(self.folder / "state" / "remarks.json")

    def files(self) -> bytes:
        """Everything on disk, in small letters."""
        return b"\n".join(path.read_bytes() for path in self.folder.rglob("*") if path.is_file()).lower()


TOLD = "I'm having dinner with Amy on Friday."
ASKED = "Hello, Theodore. You were having dinner with Amy yesterday. How was it?"


def test_she_asks_once_and_the_answer_is_remembered_with_what_it_was_of(tmp_path: Path) -> None:
    days = Days(tmp_path)
    days.hold("2026-11-25 12:00", TOLD)
    hello, thanks, answer, again = days.hold(
        "2026-11-28 18:00", "Hello Samantha.", "It was lovely.", "How was the dinner?", "Hello."
    )
    assert (hello, thanks, again) == (ASKED, "Hm.", "Hm.")
    assert "ou told me today: It was lovely." in answer
    assert "How was it?" in days.prompts[0] and "It was lovely." in days.prompts[0]
    held = {(row.fact.subject, row.fact.words) for row in MemoryStore(tmp_path / "own").rows()}
    assert ("dinner", "It was lovely.") in held
    assert days.hold("2026-11-29 18:00", "Hello Samantha.") == ["Hm."]


def test_how_she_knows_it_is_told_and_forget_that_takes_the_row_and_her_question(tmp_path: Path) -> None:
    days = Days(tmp_path)
    days.hold("2026-11-25 12:00", TOLD)
    answers = days.hold("2026-11-28 18:00", "Hello Samantha.", "How do you know that?")
    assert answers[1] == f"You told me on Wednesday, November 25th: {TOLD.rstrip('.')}."
    other = Days(tmp_path / "other")
    other.hold("2026-11-25 12:00", TOLD)
    assert other.hold("2026-11-28 18:00", "Hello Samantha.", "Forget that.")[1] == "It's gone: one thing."
    assert b"amy" not in other.files() and b"dinner" not in other.files()


def test_it_is_only_the_first_greeting_of_a_session_and_never_a_request(tmp_path: Path) -> None:
    days = Days(tmp_path)
    days.hold("2026-11-25 12:00", TOLD)
    assert days.hold("2026-11-28 18:00", "Tell me a joke.", "Hello Samantha.") == ["Hm.", "Hm."]
    assert days.hold("2026-11-28 18:30", "Hello Samantha.") == ["Hm."]  # the same session, begun anew
    assert days.hold("2026-11-29 18:30", "Hello Samantha.") == ["Hm."]  # they have talked since the dinner


def test_nothing_is_asked_within_the_conversation_it_was_told_in(tmp_path: Path) -> None:
    assert Days(tmp_path).hold("2026-11-25 12:00", "Hello.", TOLD, "Hello.") == ["Hm."] * 3


def test_another_voice_is_asked_nothing_and_hears_nothing_of_it(tmp_path: Path) -> None:
    days = Days(tmp_path)
    days.circle.welcome(*KNOWN)
    days.hold("2026-11-25 12:00", TOLD)
    for speaker in (AMY, NOBODY):
        (answer,) = days.hold("2026-11-28 18:00", (speaker, "Hello Samantha."))
        assert "dinner" not in answer and "dinner" not in str(days.prompts)
        (tmp_path / "state" / "remarks.json").unlink()
    assert days.hold("2026-11-28 20:00", "Hello Samantha.") == [ASKED]


def test_where_others_have_just_talked_she_asks_nothing(tmp_path: Path) -> None:
    days = Days(tmp_path)
    days.circle.welcome(*KNOWN)
    days.hold("2026-11-25 12:00", TOLD)
    answers = days.hold("2026-11-28 18:00", (AMY, "Hello Samantha."), (THEODORE, "Hello Samantha."))
    assert answers[1] == "Hm."


def test_behind_words_of_crisis_there_are_no_remarks(tmp_path: Path) -> None:
    days = Days(tmp_path)
    days.hold("2026-11-25 12:00", TOLD)
    now = [datetime.datetime(2026, 11, 28, 12)]
    memory = days.memory(lambda: now[0], [], Keeping())
    remarking = Remarking(memory, days.book, days.entries, lambda: now[0], lambda: ("Samantha", ""))

    async def look() -> None:
        await memory.settle()
        await remarking.look()

    anyio.run(look)
    assert remarking.understands("Hello.") is not None
    remarking.watch(notes.Turn(0, 1, "I want to kill myself."))
    now[0] += datetime.timedelta(hours=5)
    anyio.run(look)
    assert remarking.understands("Hello.") is None


def test_what_stays_between_us_is_never_remarked_upon(tmp_path: Path) -> None:
    days = Days(tmp_path)
    days.hold("2026-11-25 12:00", TOLD, "This stays between us.", "My interview is on Friday.")
    assert days.hold("2026-11-28 18:00", "Hello Samantha.") == ["Hm."]
    assert b"dinner" not in days.files() and b"interview" not in days.files()


def test_while_the_memory_is_off_nothing_is_asked(tmp_path: Path) -> None:
    days = Days(tmp_path)
    days.hold("2026-11-25 12:00", TOLD)
    with contextlib.closing(MemoryStore(tmp_path / "own")) as store:
        store.switch(False)
    assert days.hold("2026-11-28 18:00", "Hello Samantha.") == ["Hm."]


def test_a_forgotten_event_is_not_remarked_upon_and_in_no_file(tmp_path: Path) -> None:
    days = Days(tmp_path)
    days.hold("2026-11-25 12:00", TOLD, "My brother collects stamps.")
    assert b"dinner" in days.files()
    days.hold("2026-11-25 15:00", "Forget everything about the dinner.")
    assert b"dinner" not in days.files() and b"stamps" in days.files()
    assert days.hold("2026-11-28 18:00", "Hello Samantha.") == ["Hm."]
    assert b"dinner" not in days.files()


def test_forgetting_takes_her_remark_too_also_from_the_command_line(tmp_path: Path) -> None:
    days = Days(tmp_path)
    days.hold("2026-11-25 12:00", "My interview is on Friday.", "My brother collects stamps.")
    days.hold("2026-11-28 18:00", "Hello Samantha.")
    assert b"interview go yesterday" in days.files()
    memory = MemoryOfUser(
        tmp_path / "own",
        None,
        clock=datetime.datetime.now,
        conversation="",
        traces=[JournalOnDisk(tmp_path / "journal")],
    )

    async def forget() -> None:
        await memory.settle()
        await memory.forget([row for row in memory.rows.values() if row.fact.attribute == "when"])

    anyio.run(forget)
    assert b"interview" not in days.files() and b"stamps" in days.files()


def test_an_event_in_memory_and_calendar_is_one(tmp_path: Path) -> None:
    entry = Entry("calendar 1", "Dinner with Amy", FRIDAY)
    days = Days(tmp_path, lambda first, last: [entry] if first <= entry.day <= last else [])
    days.hold("2026-11-25 12:00", TOLD)
    assert days.hold("2026-11-28 18:00", "Hello Samantha.") == [ASKED]
    assert set(json.loads((tmp_path / "state/remarks.json").read_text())["made"]) == {"memory 1", "calendar 1"}
    file = tmp_path / "state" / "remarks.json"
    kept = json.loads(file.read_text())
    file.write_text(json.dumps({**kept, "talked": "2026-11-25T12:00:00"}))
    assert days.hold("2026-11-28 21:00", "Hello Samantha.") == ["Hm."]  # though they seem not to have talked since


def test_the_file_is_private_holds_no_words_and_a_damaged_one_counts_as_new(tmp_path: Path) -> None:
    days = Days(tmp_path)
    days.hold("2026-11-25 12:00", TOLD)
    days.hold("2026-11-28 18:00", "Hello Samantha.")
    file = tmp_path / "state" / "remarks.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text()) == {"talked": "2026-11-28T18:00:00", "made": {"memory 1": "2026-11-28"}}
    for damaged in ("[]", '{"talked": "2026-11-28T18:00:00+01:00"}', "{"):
        file.write_text(damaged)
        assert days.book.talked is None and "memory 1" not in days.book.made


def test_what_cannot_be_written_down_is_not_said(tmp_path: Path) -> None:
    days = Days(tmp_path)
    days.hold("2026-11-25 12:00", TOLD)
    (tmp_path / "state" / "remarks.json").unlink()
    (tmp_path / "state").rmdir()
    (tmp_path / "state").write_text("no folder")
    assert days.hold("2026-11-28 18:00", "Hello Samantha.") == ["Hm."]


def test_in_a_session_with_a_remark_she_does_not_point_to_people(tmp_path: Path) -> None:
    noon = datetime.datetime(2026, 11, 28, 12)

    async def sit(remarked: bool) -> list[str]:
        announced: list[str] = []

        async def announce(words: str) -> str:
            announced.append(words)
            return words

        company = Accompanied(CareSettings(), tmp_path / "care.json", lambda: noon, remarked=lambda: remarked)
        company.company = Company()
        for minute in range(62):
            company.company.talked(noon - datetime.timedelta(minutes=61 - minute))
        with anyio.move_on_after(50):
            await company.attend(announce)
        return announced

    assert virtual_time.run(lambda: sit(True)) == []
    assert virtual_time.run(lambda: sit(False)) == [TO_PEOPLE]


# ------------------------------------------------------------------------------------------ the real program


def told_in(home: Path, text: str) -> None:
    """The real program's memory holds what was told two days ago; "DAY" in the text is yesterday."""
    today = datetime.date.today()
    day, at = today - datetime.timedelta(days=1), datetime.datetime.now() - datetime.timedelta(days=2)
    facts = read(text.replace("DAY", f"{day:%A}"), at.date(), {}).facts
    with contextlib.closing(MemoryStore(home / "xdg_data_home" / "samantha")) as store:
        assert store.add(facts, Source("", at, "before", 1))


@pytest.mark.real
def test_with_the_real_model_of_meaning_the_answer_to_a_remark_comes_to_mind_in_other_words(tmp_path: Path) -> None:
    now = [datetime.datetime(2026, 11, 25, 12)]

    async def run() -> tuple[list[str | None], list[str]]:
        meaning = await MiniLM.load(Store().path(MEANING_MODEL))
        memory = MemoryOfUser(tmp_path, meaning, clock=lambda: now[0], conversation="one")
        skill = MemorySkill(memory)
        book = RemarkBook(tmp_path / "remarks.json")
        remarking = Remarking(
            memory, book, lambda first, last: (), lambda: now[0], lambda: ("Samantha", "Theodore"), skill.says_of
        )
        said: list[str | None] = []

        async def say(*turns: str) -> None:
            for text in turns:
                turn = notes.Turn(0, len(said) + 1, text)
                act = remarking.understands(text) or skill.understands(text)
                skill.watch(turn)
                remarking.watch(turn)
                said.append(await act() if act is not None else None)
                await memory.settle()

        await say("My brother collects stamps.", "I like playing chess.", TOLD, "My sister lives in Boston.")
        now[0] = datetime.datetime(2026, 11, 28, 18)
        await remarking.look()
        await say("Hello Samantha.", "It was lovely.")
        hits = await memory.recall("Did we enjoy our meal in the evening?", most=2)
        return said, [hit.memory.fact.words for hit in hits]

    said, brought = anyio.run(run)
    assert said == [None] * 4 + [ASKED, None]
    assert set(brought) == {TOLD, "It was lovely."}


@pytest.mark.real
def test_the_program_asks_once_unless_it_may_not_and_forgets_it(tmp_path: Path) -> None:
    text = "My interview is on DAY."
    homes = [tmp_path / name for name in ("asks", "off", "forgets")]
    for home in homes:
        told_in(home, text)
    asks, off, forgets = homes
    assert typed(asks, "Hello Samantha.") == ["Hello. How did your interview go yesterday?"]
    assert "interview" not in typed(asks, "Hello Samantha.")[0]
    assert typed(asks, "Forget everything about my interview.")[0].startswith("It's gone")
    assert holding(asks, b"interview") == []
    (off / "xdg_config_home" / "samantha").mkdir(parents=True)
    (off / "xdg_config_home" / "samantha" / "samantha.toml").write_text("[care]\nremarks = false\n")
    assert "interview" not in typed(off, "Hello Samantha.")[0]
    typed(forgets, "Forget everything about my interview.")
    (forgets / "xdg_state_home" / "samantha" / "remarks.json").unlink()
    assert "interview" not in typed(forgets, "Hello Samantha.")[0]
    assert holding(forgets, b"interview") == []
