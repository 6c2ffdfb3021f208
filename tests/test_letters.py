"""Letters: what is dictated becomes the text that was meant, every step of it is kept, and the page is made."""

from __future__ import annotations

import io
import re
import stat
import subprocess
import sys
import zlib
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document
from tests.turns import talk

from samantha.errors import InputError
from samantha.hands.letters import orders, text
from samantha.hands.letters.dictation import LONG_PAUSE_MS, Dictation
from samantha.hands.letters.page import exported, typographic
from samantha.hands.letters.shelf import Shelf
from samantha.hands.letters.spoken import dictated, joined
from samantha.hands.letters.text import Place

BEGINNING = datetime(2026, 11, 25, 20, 0)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    minutes = iter(range(10_000))
    return Shelf(tmp_path / "letters", lambda: BEGINNING + timedelta(minutes=next(minutes)))


async def _hers(asked: str, about: str) -> str:
    return f"Tonight the house is quiet at last ({len(about.split())})."


def newest(shelf: Shelf) -> str:
    return shelf.letters()[0].newest.text


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        (
            "Dear Catherine, comma, new paragraph. I've been thinking. Period.",
            "Dear Catherine,\n\nI've been thinking.",
        ),
        ("I miss you comma. And I think of you period.", "I miss you, and I think of you."),
        ("I'm sorry for that period. New paragraph. I'll write.", "I'm sorry for that.\n\nI'll write."),
        ("She said open quote. I love you. Close quote. And left.", "She said “I love you” and left."),
        ("Do you remember question mark", "Do you remember?"),
        ("It was a long period of silence.", "It was a long period of silence."),
        ("The word comma is odd.", "comma is odd."),
        ("My name is Theodor, T-H-E-O-D-O-R-E, and I write.", "My name is Theodore, and I write."),
        ("It is Isabela, I, S, A, B, E, double L, A.", "It is Isabella."),
        ("Love comma. New line. Theodore.", "Love,\nTheodore"),
        ("I am sorry for that, new pair graph.", "I am sorry for that.\n\n"),
        ("Dear Catherine, Clama, New Paragraph", "Dear Catherine,\n\n"),
        ("Dear Catherine, Coma new paragraph.", "Dear Catherine,\n\n"),
        ("My friend Isabela, I-S-A-B-E-L-L-A, asks for you.", "My friend Isabella asks for you."),
        ("My neighbor is a Bella, I.S.A.B.E.L.L.A. asks for you.", "My neighbor Isabella asks for you."),
        ("My friend Sabella ISABELLA waits.", "My friend Isabella waits."),
        ("I work for NASA now.", "I work for NASA now."),
        ("She fell into a coma. Karma, she said.", "She fell into a coma. Karma, she said."),
        ("", ""),
    ],
)
def test_what_was_heard_becomes_what_was_meant(heard: str, meant: str) -> None:
    assert dictated(heard) == meant


@pytest.mark.parametrize(
    ("before", "piece", "both"),
    [
        (
            "I wanted to tell you about the.",
            "Garden that we planted.",
            "I wanted to tell you about the garden that we planted.",
        ),
        ("I am happy.", "You know that.", "I am happy. You know that."),
        ("Dear Amy,\n\n", "hello.", "Dear Amy,\n\nhello."),
        ("All I wanted to apologize for.", "All the pain.", "All I wanted to apologize for. All the pain."),
        ("Really.", "!", "Really!"),
        ("I am sorry for that", "\n\nI will write.", "I am sorry for that.\n\nI will write."),
    ],
)
def test_a_pause_inside_a_sentence_does_not_break_it(before: str, piece: str, both: str) -> None:
    assert joined(before, piece) == both


@pytest.mark.parametrize(
    ("heard", "order"),
    [
        ("Scratch that.", orders.Scratch()),
        ("Could you read me the last two sentences, please?", orders.Read(Place("sentence", -1, 2))),
        ("Remed the last sentence.", orders.Read(Place("sentence"))),
        ("Read me the whole letter.", orders.Read(Place("letter"))),
        ("Make the second paragraph a bit warmer.", orders.Reword(Place("paragraph", 2), "a bit warmer")),
        ('Change "sad" to "happy".', orders.Change("sad", "happy")),
        ("Change there, T-H-E-R-E, to their, T-H-E-I-R.", orders.Change("there", "their")),
        ("Put a comma after Catherine.", orders.Insert(",", "Catherine", True)),
        ("Delete the first paragraph.", orders.Remove(Place("paragraph", 1))),
        ("Go back two versions.", orders.Undo(2)),
        ("Undo that.", orders.Undo()),
        ("Help me begin.", orders.Begin()),
        ("That's all for now. Thank you.", orders.Done()),
        ("Right, finish the letter.", orders.Done()),
        ("And that's the lot.", orders.Done()),
        ("That's all I wanted to say.", orders.Done()),
        ("Finished!", orders.Done()),
        ("Swap terrible for dreadful.", orders.Change("terrible", "dreadful")),
        ("Scratch that last bit.", orders.Scratch()),
        ("The work is finished.", orders.Write("The work is finished.")),
        ("Yes, delete it.", orders.Write("Yes, delete it.")),
        ("I read the whole book.", orders.Write("I read the whole book.")),
        ("I'm done with the garden.", orders.Write("I'm done with the garden.")),
        ("That's all. I never meant to hurt you.", orders.Write("That's all. I never meant to hurt you.")),
    ],
)
def test_orders_are_told_from_words(heard: str, order: orders.Order) -> None:
    assert orders.orders(heard) == [order]


def test_orders_in_the_middle_of_a_turn_keep_their_place() -> None:
    assert orders.orders("I was so sad, scratch that, I was happy. Read it back.") == [
        orders.Write("I was so sad,"),
        orders.Scratch(),
        orders.Write("I was happy."),
        orders.Read(Place("letter")),
    ]


def test_a_misheard_homophone_is_changed_to_the_other_one() -> None:
    changed = text.change("A peace of you in me.", "piece", "piece")
    assert changed is not None
    assert changed.text == "A piece of you in me."


def test_a_change_keeps_the_beginning_of_a_sentence_a_capital() -> None:
    changed = text.change("I went. Sadly, it rained.", "sadly", "luckily")
    assert changed is not None
    assert changed.text == "I went. Luckily, it rained."


def test_a_letter_is_dictated_corrected_and_kept(shelf: Shelf) -> None:
    skill = Dictation(shelf, _hers)
    said = talk(
        skill,
        "I'd like to write a letter to Catherine.",
        "Dear Catherine, comma, new paragraph.",
        "I've been sitting here thinking about the.",
        "Pain we caused each other. I am so angry.",
        "Scratch that.",
        "There will be a peace of you in me always.",
        "Change piece to piece.",
        "Read me the last sentence.",
        "I'm done.",
    )
    assert said[1:4] == ["", "", ""]
    assert said[6:8] == ["Now it's piece, P-I-E-C-E.", "There will be a piece of you in me always."]
    assert newest(shelf) == (
        "Dear Catherine,\n\nI've been sitting here thinking about the pain we caused each other. "
        "There will be a piece of you in me always."
    )
    assert skill.understands("How are you?") is None


def test_nothing_is_changed_where_the_words_are_not_found(shelf: Shelf) -> None:
    skill = Dictation(shelf)
    said = talk(skill, "Write a letter to Amy.", "I am well.", "Change horse to cow.", "Undo.", "Undo.", "Undo.")
    assert "changed nothing" in said[2]
    assert said[4:] == ["There is nothing to undo."] * 2
    assert newest(shelf) == ""


def test_undo_goes_back_step_by_step_and_forward_again(shelf: Shelf) -> None:
    skill = Dictation(shelf)
    talk(skill, "Write a letter to Amy.", "One.", "Two.", "Three.", "Undo.", "Undo that.")
    assert newest(shelf) == "One."
    talk(skill, "Redo.")
    assert newest(shelf) == "One. Two."
    assert [version.text for version in shelf.versions(shelf.named("amy"))][3] == "One. Two. Three."


def test_her_wording_is_a_proposal_until_it_is_taken(shelf: Shelf) -> None:
    skill = Dictation(shelf, _hers)
    talk(skill, "Write a letter to Amy.", "Hello Amy.")
    proposed = talk(skill, "Make the first paragraph warmer.")[0]
    assert "my wording" in proposed
    assert newest(shelf) == "Hello Amy."
    assert skill.least_pause_ms == 0
    talk(skill, "No.", "Make it shorter.")
    assert newest(shelf) == "Hello Amy."
    assert talk(skill, "Yes, please.") == ["It's in the letter."]
    assert newest(shelf) == "Tonight the house is quiet at last (2)."
    assert shelf.letters()[0].newest.by == "Samantha"
    assert skill.least_pause_ms == LONG_PAUSE_MS


def test_a_letter_is_found_again_by_whom_it_is_to_though_misheard(shelf: Shelf) -> None:
    talk(Dictation(shelf), "I want to write a letter to Catherine.", "I miss you.", "That's all.")
    later = Dictation(shelf)
    assert talk(later, "Read me the letter to Katherine.", "Yes, please.") == [
        "There is no letter to Katherine, only one to Catherine. Shall I read that one?",
        "I miss you.",
    ]
    assert talk(later, "Go on with the letter to Kathryn.", "No.")[1] == "All right, I'll leave it."
    talk(later, "Go on with the letter to Kathryn.", "Yes.", "Very much.", "That's all for now.")
    assert newest(shelf) == "I miss you. Very much."
    assert talk(later, "Read me the letter to Katherine.", "Read me the letter to Catherine.")[1] == newest(shelf)
    assert "no letter" in talk(later, "Read me the letter to Paul.")[0]


def test_deleting_is_asked_about_and_then_real(shelf: Shelf) -> None:
    skill = Dictation(shelf)
    talk(skill, "Write a letter to Paul.", "Hello.", "I'm done.", "Delete the letter to Paul.", "No.")
    assert shelf.letters()
    talk(skill, "Delete the letter to Paul.", "Yes.")
    assert not shelf.letters()
    assert not list(shelf.folder.iterdir())


def test_other_turns_are_not_for_letters(shelf: Shelf) -> None:
    skill = Dictation(shelf)
    for turn in ("I got a letter from my mother.", "Write a poem.", "Read me the news.", "I like letters."):
        assert skill.understands(turn) is None


def test_files_are_for_the_user_alone_and_readable(shelf: Shelf) -> None:
    letter = shelf.add(shelf.begin("Amy"), "Hello.\n\nBye.", "wrote\nHello.")
    file = shelf.folder / letter.name / "00002.md"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == stat.S_IMODE(shelf.folder.stat().st_mode) == 0o700
    assert file.read_text().startswith("To: Amy\nSaved: 2026-11-25T20:01:00\nBy: you\n")
    assert shelf.named("amy") == letter


def test_a_damaged_or_unknown_letter_is_told_clearly(shelf: Shelf) -> None:
    letter = shelf.begin("Amy")
    (shelf.folder / letter.name / "00002.md").write_text("nothing of the kind")
    with pytest.raises(InputError, match="cannot be read"):
        shelf.letters()
    with pytest.raises(InputError, match="there is no version 9"):
        shelf.version(letter, 9)


LETTER = 'Dear Catherine,\n\nIt\'s #emph[late], "love".\nStill - here.\n\nLove,\nTheodore'


def test_a_letter_becomes_text_a_page_and_a_document() -> None:
    made = {
        kind: exported(LETTER, kind, to="Catherine", on=date(2026, 11, 25)) for kind in ("md", "txt", "pdf", "docx")
    }
    assert "It’s #emph[late], “love”." in made["txt"].decode()
    assert made["md"].decode().endswith("Love,  \nTheodore\n")
    assert made["pdf"].startswith(b"%PDF") and b"Libertinus" in made["pdf"]
    assert made["docx"].startswith(b"PK")


def test_no_page_holds_a_closing_alone_and_there_is_room_to_sign() -> None:
    body = "\n\n".join(["The garden is in bloom, and the evenings are long and warm. " * 3] * 9)
    for more in range(6):  # so that the closing falls on either side of the foot of the page
        letter = f"Dear Catherine,\n\n{body}\n\n{'Write to me soon, will you? ' * (3 + 4 * more)}\n\nLove,\nTheodore"
        on_pages = _lines_on_pages(exported(letter, "pdf", to="Catherine", on=date(2026, 11, 25)))
        assert len(on_pages) == 1 or on_pages[-1] >= 4  # two lines of the letter, closing and name
    document = Document(io.BytesIO(exported(LETTER, "docx", to="Catherine", on=date(2026, 11, 25))))
    last, wish, name = document.paragraphs[-3:]
    assert last.paragraph_format.keep_with_next and wish.paragraph_format.keep_with_next
    assert name.text == "Theodore" and name.paragraph_format.space_before.mm > 10


def _lines_on_pages(pdf: bytes) -> list[int]:
    """How many lines of text each page has, the page's number among them."""
    streams = [zlib.decompress(found) for found in re.findall(rb"FlateDecode.*?stream\n(.*?)\nendstream", pdf, re.S)]
    return [stream.count(b"BT ") for stream in streams if b"BT " in stream]


@pytest.mark.parametrize(("typed", "printed"), [("'tis", "‘tis"), ("the '80s", "the ’80s"), ('("so")', "(“so”)")])
def test_quotes_are_those_of_print(typed: str, printed: str) -> None:
    assert typographic(typed) == printed


def test_the_command_lists_shows_restores_exports_and_deletes(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "samantha" / "letters", lambda: BEGINNING)
    shelf.add(shelf.add(shelf.begin("Amy"), "One.", "wrote One."), "One. Two.", "wrote Two.")

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "samantha", "letters", *arguments]
        env = {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
        done = subprocess.run(command, capture_output=True, text=True, env=env, cwd=tmp_path, timeout=60)
        return done.stdout + done.stderr

    assert "amy" in run("list")
    assert run("show", "amy") == "One. Two.\n"
    assert "version 4 has the text of version 2" in run("restore", "amy", "2")
    run("export", "amy", "--format", "txt")
    assert (tmp_path / "amy.txt").read_text() == "One.\n"
    assert "there is no letter 'bob'" in run("show", "bob")
    run("delete", "amy", "--yes")
    assert "No letters yet" in run("list")


@pytest.mark.parametrize(
    "asked",
    ["Check the spelling.", "Can you check it for mistakes?", "Proofread the letter, please.", "Spell check it."],
)
def test_a_request_to_check_is_no_part_of_the_letter(asked: str) -> None:
    assert orders.orders(f"I miss you. {asked}") == [orders.Write("I miss you."), orders.Check()]


@pytest.mark.parametrize(
    "written", ["Check the mail for me.", "Please check the oven.", "There are mistakes we made."]
)
def test_a_letter_may_speak_of_checking(written: str) -> None:
    assert orders.orders(written) == [orders.Write(written)]


def test_a_letter_to_nobody_is_none(shelf: Shelf) -> None:
    said = talk(Dictation(shelf), "I'd like to write a letter.", "Never mind.")
    assert said == ["Gladly. Who is it for?", "All right, no letter."]
    assert list(shelf.letters()) == []


def test_a_letter_begins_with_dear_and_not_with_an_animal(shelf: Shelf) -> None:
    talk(Dictation(shelf), "Write a letter to Catherine.", "Deer Catherine, comma, new paragraph.", "Deer eat grass.")
    (letter,) = shelf.letters()
    assert letter.newest.text == "Dear Catherine,\n\nDeer eat grass."


@pytest.mark.parametrize("yes", ["Yes.", "Yes. Yes.", "Yeah, delete it.", "yes, yes, please"])
def test_a_letter_is_deleted_after_a_yes_also_one_that_is_heard_twice(shelf: Shelf, yes: str) -> None:
    shelf.add(shelf.begin("Amy"), "One.", "wrote One.")
    said = talk(Dictation(shelf), "Delete the letter to Amy.", "Yes, but not now.", "Delete the letter to Amy.", yes)
    assert said[1] == "I've kept it." and said[3] == "The letter to Amy is gone."
    assert shelf.letters() == []


@pytest.mark.parametrize(
    ("turn", "to"),
    [
        ("I want to write to Lily. It's her birthday soon.", "Lily"),
        ("Take a letter, please. It's for Doctor Singh.", "Doctor Singh"),
        ("Um, can you, like, write a letter for me? It's to Santa.", "Santa"),
        ("Begin a letter to the school, please, Jamie's got chicken pox.", "the school"),
        ("Start a letter to my dentist, no, sorry, to my optician.", "your optician"),
        ("Open a letter to Hannah for me.", "Hannah"),
        ("Write a letter to Mrs. Campbell.", "Mrs. Campbell"),
    ],
)
def test_whom_a_letter_is_for_is_heard_among_what_else_is_said(shelf: Shelf, turn: str, to: str) -> None:
    assert talk(Dictation(shelf), turn)[0].startswith(f"A letter to {to}. ")


def test_a_letter_is_found_and_it_is_the_one_just_read(shelf: Shelf) -> None:
    skill = Dictation(shelf)
    talk(skill, "Write a letter to Paul.", "Hello Paul.", "Done.", "Write a letter to Amy.", "Hello Amy.", "Done.")
    found = talk(
        skill,
        "Did I ever write that letter to Walter?",
        "Could you find the letter I wrote to Paul and read it to me, my eyes are tired.",
        "Delete it, he knows by now.",
        "Yes.",
    )
    assert found[:2] == ["I have no letter to Walter.", "Hello Paul."]
    assert found[3] == "The letter to Paul is gone."
    assert [one.newest.to for one in shelf.letters()] == ["Amy"]
