"""Proofreading: what is a fault and what is not, how it is told, and that nothing changes without a yes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import anyio
import pytest
from tests.turns import talk
from typer.testing import CliRunner

from samantha.cli.app import app
from samantha.engines.harper import Harper
from samantha.errors import InputError
from samantha.hands.letters.dictation import Dictation
from samantha.hands.letters.shelf import Shelf
from samantha.hands.spelling.confusable import choices
from samantha.hands.spelling.own_words import OwnWords
from samantha.hands.spelling.pages import Page
from samantha.hands.spelling.proofreading import SURE, Proofreading
from samantha.hands.spelling.review import Reviewer
from samantha.hands.spelling.skill import Spelling
from samantha.hands.spelling.telling import difference
from samantha.ports import Edit, Fault


class Taste:
    """Scales that like the texts in which one of these words stands."""

    def __init__(self, *liked: str) -> None:
        self._liked = liked

    async def likelier(self, text: str, edits: Sequence[Edit]) -> list[float]:
        return [SURE + 1 if edit.words in self._liked else -SURE for edit in edits]


@pytest.fixture(scope="module")
def harper() -> Harper:
    return Harper()


def found(proofreading: Proofreading, text: str) -> list[tuple[str, str]]:
    """What was written, and the first proposal."""

    async def run() -> list[Fault]:
        return await proofreading.check(text)

    return [(text[f.start : f.end], (*f.proposals, "")[0]) for f in anyio.run(run)]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("I recieved it untill now.", [("recieved", "received"), ("untill", "until")]),
        ("My adress and his, allways.", [("adress", "address"), ("allways", "always")]),
        ("She don't know.", [("don't", "doesn't")]),
        ("I could of called.", [("could of", "could have")]),
        ("Sincerly, Theodore", [("Sincerly", "Sincerely")]),
        ("Teh dog sleeps.", [("Teh", "The")]),
        ("See you on monday.", [("monday", "Monday")]),
    ],
)
def test_dictionary_and_rules_find_what_is_wrong(harper: Harper, text: str, faults: list[tuple[str, str]]) -> None:
    assert found(Proofreading(harper, lambda: ()), text) == faults


@pytest.mark.parametrize(
    "text",
    [
        "Isabella Moretti met Siobhan at Blumenthal's.",
        "Aoife plays with Ngozi and Priya. Saoirse sings.",
        "The Nguyens are coming. Dr. Venkataraman too.",
        "My favourite colour is gray, and the color of the harbour.",
        "Could you, um, send me the thing?\r\nYeah, I'm gonna miss you.",
        "Tea, coffee and cake, under water, every day. My number is five five two.",
        "",
    ],
)
def test_names_both_englishes_and_spoken_words_are_no_faults(harper: Harper, text: str) -> None:
    assert found(Proofreading(harper, lambda: ()), text) == []


def test_words_of_the_user_are_no_faults_also_in_the_plural_and_small(harper: Harper) -> None:
    text = "We like blorfs, and this blorf's tail, quuxly."
    assert found(Proofreading(harper, lambda: ("Blorf", "quuxly")), text) == []


def test_the_model_chooses_between_words_that_are_written_for_one_another(harper: Harper) -> None:
    hers = Proofreading(harper, lambda: (), Taste("hear", "their"))
    assert found(hers, "I could here it. They sold there house.") == [("here", "hear"), ("there", "their")]


def test_what_the_model_finds_likely_puts_the_proposals_in_order_but_can_add_none(harper: Harper) -> None:
    hers = Proofreading(harper, lambda: (), Taste("relieved", "a whole new letter"))
    assert found(hers, "I was recieved.")[0][0] == "recieved"
    assert found(hers, "I was happy.") == []


def test_a_rule_that_makes_the_sentence_worse_is_not_told(harper: Harper) -> None:
    assert found(Proofreading(harper, lambda: (), Taste()), "Could she of called you?") == []


def test_choices_keep_the_capital_and_never_leave_their_group() -> None:
    assert {c.edit.words for c in choices("Their late")} == {"There", "They're"}


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("there", "their", "their, T-H-E-I-R, instead of there"),
        ("monday", "Monday", "Monday, with a capital M"),
        ("alot", "a lot", "a lot, in two words"),
        ("didnt", "didn't", "didn't, D-I-D-N-apostrophe-T, instead of didnt"),
        ("could of", "could have", "have, H-A-V-E, instead of of"),
        ("The the", "The", "The instead of The the"),
        ("um", "", "without um"),
    ],
)
def test_only_what_differs_is_said_and_spelled_for_the_ear(was: str, now: str, said: str) -> None:
    assert difference(was, now) == said


@pytest.fixture
def reviewer(harper: Harper, tmp_path: Path) -> Reviewer:
    own = OwnWords(tmp_path / "dictionary.txt")
    return Reviewer(Proofreading(harper, lambda: own.all(), Taste("hear", "there")), own)


def spelling(reviewer: Reviewer) -> Spelling:
    return Spelling(reviewer, lambda: ("Moretti",))


def test_a_dictated_text_is_gone_through_one_by_one(reviewer: Reviewer) -> None:
    skill = spelling(reviewer)
    said = talk(
        skill, "Check this: I could here the rain over their, she don't care.", "Yes.", "No, leave it.", "Yes"
    )
    assert said[0] == (
        "3 things. In “I could here the rain”: I would write hear, H-E-A-R, instead of here. Shall I change it?"
    )
    assert said[1].startswith("Changed. In “the rain over their, she don't”: it should be there")
    assert said[2].startswith("I've left it. In")
    assert said[3].endswith("2 changed. Now it reads: I could hear the rain over their, she doesn't care.")
    assert skill.understands("Yes.") is None


def test_all_undo_another_word_and_one_of_the_users_own(reviewer: Reviewer) -> None:
    skill = spelling(reviewer)
    said = talk(
        skill,
        "Check this sentence. My blorf recieved a blorf and teh lettr.",
        "Add it to my dictionary.",
        "What else?",
        "and do that.",  # as ears hear "undo that"
        "Add it to my dictionary.",
        "Make it accepted.",
        "All of them.",
    )
    assert "I don't know blorf, B-L-O-R-F" in said[0] or "blorf" in said[0]
    assert said[1].startswith("blorf is in your dictionary now. In “My blorf recieved")
    assert said[3].startswith("Undone. In “My blorf")
    assert said[6].startswith("All changed: the, T-H-E, instead of teh; ")
    assert "My blorf accepted a blorf and the letter." in said[6]
    assert reviewer.own.all() == ["blorf"]


def test_what_is_no_answer_is_asked_about_once_and_then_all_is_left(reviewer: Reviewer) -> None:
    skill = spelling(reviewer)
    said = talk(skill, "Check this: I could here it.", "Lovely weather.", "Is it not?")
    assert said[1].startswith("Sorry, was that a yes or a no? In")
    assert said[2] == "I'll leave the rest as it is."
    assert skill.understands("Yes.") is None


def test_who_speaks_of_other_things_is_heard_and_the_rest_is_left(reviewer: Reviewer) -> None:
    skill = spelling(reviewer)
    assert "Shall I change it?" in talk(skill, "Check this: I recieve it.")[0]
    act = skill.understands("Set a timer for two minutes.")
    assert act is not None
    assert anyio.run(act) is None
    assert skill.understands("Yes.") is None


def test_a_right_text_is_told_so_and_one_that_is_missing_asked_for(reviewer: Reviewer) -> None:
    said = talk(spelling(reviewer), "Please check this.", "I am well.")
    assert said == ["Gladly. Say what I shall check.", "I find nothing wrong with it."]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("How do you spell necessary?", "Necessary, N-E-C-E-S-S-A-R-Y."),
        ("Samantha, can you spell Moretti for me?", "Moretti, M-O-R-E-T-T-I."),
        ("How is xqzy spelled?", "I don't have that word in my dictionary. As I heard it: xqzy, X-Q-Z-Y."),
        (
            "How do you spell there?",
            "That can be there, T-H-E-R-E, as in over there; their, T-H-E-I-R, as in their house; or they're, "
            "T-H-E-Y-apostrophe-R-E, short for they are.",
        ),
        ("Is it hear or here in I can hear you?", "Hear, H-E-A-R: I can hear you."),
        ("Should I write here or hear in the sentence, come over here.", "Hear, H-E-A-R: come over hear."),
    ],
)
def test_single_words_are_spelled(reviewer: Reviewer, asked: str, answer: str) -> None:
    assert talk(spelling(reviewer), asked) == [answer]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Is there one c or two in necessary?", "Necessary has one C: N-E-C-E-S-S-A-R-Y."),
        ("The sweet course, is that dessert with one s or two?", "Dessert has two S's: D-E-S-S-E-R-T."),
        ("How many s's are in Mississippi?", "Mississippi has four S's: M-I-S-S-I-S-S-I-P-P-I."),
        ("I can't write the word necessary. Spell it, please.", "Necessary, N-E-C-E-S-S-A-R-Y."),
        ("If my dog wags its tail, does its have an apostrophe or not?", "That depends: its, I-T-S, as in its tail"),
        ("Which stationery is it for paper and envelopes?", "That depends: stationery, S-T-A-T-I-O-N-E-R-Y"),
    ],
)
def test_letters_are_counted_and_words_told_apart(reviewer: Reviewer, asked: str, answer: str) -> None:
    assert talk(spelling(reviewer), asked)[0].startswith(answer)


def test_another_word_needs_no_second_question_until_other_things_are_spoken_of(reviewer: Reviewer) -> None:
    skill = spelling(reviewer)
    assert skill.understands("And necessary?") is None
    assert talk(skill, "How do you spell separate?", "And necessary?")[1] == "Necessary, N-E-C-E-S-S-A-R-Y."
    assert skill.understands("Thanks.") is None
    assert skill.understands("I'm going to the shops later.") is None
    assert skill.understands("And necessary?") is None


def test_without_a_sentence_the_two_are_explained(reviewer: Reviewer) -> None:
    said = talk(spelling(reviewer), "Is it affect or effect?")[0]
    assert said.startswith("That depends: affect, A-F-F-E-C-T, mostly what you do")


@pytest.mark.parametrize(
    "text",
    [
        "Is it tea or coffee?",
        "Check the oven.",
        "How do you write a poem about the sea in the winter?",
        "I can't spell.",
        "Is it cold or warm in Rome?",
        "Check this out!",
        "Is there one person or two in the room?",
        "Does Anna have two kids?",
    ],
)
def test_other_turns_are_not_about_spelling(reviewer: Reviewer, text: str) -> None:
    assert spelling(reviewer).understands(text) is None


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "letters", lambda: datetime(2026, 11, 25, 20))


def test_a_letter_is_checked_while_it_is_written_and_every_change_is_a_version(
    reviewer: Reviewer, shelf: Shelf
) -> None:
    skill = Dictation(shelf, None, reviewer)
    said = talk(skill, "Write a letter to Amy.", "I could here you.", "Check the spelling.", "Yes.", "I miss you.")
    assert "hear, H-E-A-R, instead of here" in said[2]
    assert said[3] == "Changed. That was the last one; 1 changed."
    (letter,) = shelf.letters()
    assert letter.newest.text == "I could hear you. I miss you."
    assert [v.what for v in shelf.versions(letter)][2] == "changed here to hear"
    talk(skill, "Undo.", "Undo.")
    assert shelf.letters()[0].newest.text == "I could here you."


def test_an_order_ends_the_check_and_is_obeyed(reviewer: Reviewer, shelf: Shelf) -> None:
    skill = Dictation(shelf, None, reviewer)
    talk(skill, "Write a letter to Amy.", "I could here you.", "Check it for mistakes.")
    assert talk(skill, "Read me the letter.") == ["I could here you."]
    assert talk(skill, "That's all for now.") == ["It's saved as the letter to Amy, 4 words."]


def test_a_letter_is_checked_later_too_and_closed_again(reviewer: Reviewer, shelf: Shelf) -> None:
    skill = Dictation(shelf, None, reviewer)
    talk(skill, "Write a letter to Amy.", "I could here you.", "I'm done.")
    said = talk(skill, "Check my letter to Amy.", "Yes.")
    assert said[1].startswith("Changed.")
    assert shelf.letters()[0].newest.text == "I could hear you."
    assert skill.understands("I miss you.") is None
    assert talk(skill, "Check my letter.") == ["I find nothing wrong with it."]
    assert talk(Dictation(shelf), "Check my letter.") == ["I have no dictionary here, so I can't check it."]


def samantha(home: Path, *arguments: str, answers: bytes = b"") -> tuple[int, str]:
    """Exit code and everything that was printed, in this process."""
    env = {"HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "XDG_CONFIG_HOME": str(home)}
    done = CliRunner().invoke(app, [*arguments], input=answers, env=env)
    return done.exit_code, done.output or str(done.exception or "")


def test_the_command_tells_and_mends_only_what_was_agreed_to(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes("\ufeffI recieved it.\r\nThe caf\u00e9 blorf allways waits.\r\n".encode())
    file.chmod(0o640)
    code, said = samantha(tmp_path, "proofread", str(file), "--quick", "--json")
    assert code == 1
    told = json.loads(said)
    assert [(one["line"], one["column"], one["was"]) for one in told] == [
        (1, 3, "recieved"),
        (2, 10, "blorf"),
        (2, 16, "allways"),
    ]
    before = file.read_bytes()
    assert samantha(tmp_path, "proofread", str(file), "--quick")[0] == 1
    assert file.read_bytes() == before
    code, said = samantha(tmp_path, "proofread", str(file), "--quick", "--fix", answers=b"y\nd\nn\n")
    assert code == 1 and "1 changed, 1 left" in said
    assert file.read_bytes() == "\ufeffI received it.\r\nThe caf\u00e9 blorf allways waits.\r\n".encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert samantha(tmp_path, "dictionary", "list") == (0, "blorf\n")
    code, said = samantha(tmp_path, "proofread", str(file), "--quick", "--fix", answers=b"a\n")
    assert (code, "1 changed, 0 left" in said) == (0, True)
    assert samantha(tmp_path, "proofread", "-", "--quick", answers=file.read_bytes()) == (0, "")
    assert samantha(tmp_path, "dictionary", "remove", "blorf")[0] == 0
    code, said = samantha(tmp_path, "dictionary", "remove", "blorf")
    assert code == 1 and "not in your dictionary" in said


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda file: file.write_bytes(b"\x00\x01\x02"), "is no text"),
        (lambda file: file.mkdir(), "is a folder"),
        (lambda file: None, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_told_clearly(tmp_path: Path, make: Callable[[Path], object], message: str) -> None:
    make(tmp_path / "it")
    with pytest.raises(InputError, match=message):
        Page.read(tmp_path / "it")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_keeps_its_encoding_and_is_not_written_over_another(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "it.txt"
    file.write_bytes("Teh café\r\n".encode(encoding))
    page = Page.read(file).with_changes([(Fault(0, 3, "spelling", ("The",), ""), "The")])
    page.write()
    assert file.read_bytes() == "The café\r\n".encode(encoding)
    with pytest.raises(InputError, match="has changed meanwhile"):
        page.write()


@pytest.mark.parametrize("word", ["", "two words", "a/b", "x" * 99])
def test_only_words_go_into_the_dictionary(tmp_path: Path, word: str) -> None:
    with pytest.raises(InputError, match="is not a word"):
        OwnWords(tmp_path / "dictionary.txt").add(word)


def test_a_sentence_goes_on_behind_a_line_end_that_only_wraps_and_code_is_no_prose(harper: Harper) -> None:
    asked: list[str] = []

    class Watching(Taste):
        async def likelier(self, text: str, edits: Sequence[Edit]) -> list[float]:
            asked.append(text)
            return await super().likelier(text, edits)

    lines = [
        "# What I recieved",
        "I just wanted you to know that there will\r\nbe a peace of you in me.",
        "It is `their` it. See you.",
    ]
    text = "\r\n\r\n".join(lines)

    async def run() -> list[Fault]:
        return await Proofreading(harper, lambda: (), Watching("piece")).check(text, markdown=True)

    faults = anyio.run(run)
    assert [text[fault.start : fault.end] for fault in faults] == ["recieved", "peace"]
    assert [" ".join(one.split()) for one in asked] == [
        "I just wanted you to know that there will be a peace of you in me.",
        "It is it.",
        "See you.",
    ]
