"""Requests in other words: each rule by an example, and talk that begins like a request."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import anyio
import pytest
from bench.hands import ZONE, World

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=ZONE)  # a Wednesday
THERE = (
    "list shopping milk | eggs",
    "reminder 2026-11-26T10:00 to call Catherine",
    "timer 10m pasta",
    "event 2026-11-27T12:00 60 lunch with Amy",
)


async def answers(folder: Path, *turns: str) -> tuple[list[str | None], dict[str, object]]:
    world = World(folder, NOW)
    await world.open()
    for what in THERE:
        world.prepare(what)
    said: list[str | None] = []
    for turn in turns:
        act = world.understood(turn)
        said.append(await act() if act is not None else None)
    return said, world.state()


def talk(folder: Path, *turns: str) -> list[str | None]:
    return anyio.run(answers, folder, *turns)[0]


@pytest.mark.parametrize(
    ("turn", "answer"),
    [
        ("Do you think you could add tea to the list, love?", "I've put tea on the shopping list."),
        ("Would you mind adding tea to the shopping list?", "I've put tea on the shopping list."),
        ("We've run out of tea, could you put that on the list?", "I've put tea on the shopping list."),
        ("Tea. Put it on the list.", "I've put Tea on the shopping list."),
        ("Bought the eggs, so you can strike those.", "I've taken eggs off the shopping list."),
        (
            "I mustn't forget my passport, remind me at five.",
            "Today at 5 in the evening I'll remind you about your passport.",
        ),
        (
            "Give me a shout at five so I can get the washing in.",
            "Today at 5 in the evening I'll remind you to get the washing in.",
        ),
        ("Wake me at six because I have an early flight.", "Tomorrow at 6 in the morning I'll wake you."),
        (
            "I have an early flight on Friday, so wake me at six that morning.",
            "On Friday at 6 in the morning I'll wake you.",
        ),
        ("Lunch with Amy, could you make it one o'clock?", "lunch with Amy is now on Friday at 1"),
        ("Do you know what year we're in?", "It's 2026."),
        ("Could you check if I'm busy on Sunday?", "You have nothing"),
        ("I've lost my watch, what time is it now?", "It's 2:30"),
        ("My son's in Auckland, what time is it for him?", "In Auckland it's 8:30"),
        ("I weigh 150 pounds, how many kilos is that?", "150 pounds are about 68"),
        ("What date was it two weeks ago?", "That's Wednesday, November 11"),
        ("I'm steeping tea, give me four minutes.", "Shall I set a timer for 4 minutes?"),
        ("I need to be up by six tomorrow.", "Shall I wake you tomorrow at 6"),
    ],
)
def test_other_words_are_understood(turn: str, answer: str, tmp_path: Path) -> None:
    said = talk(tmp_path, turn)[0]
    assert said is not None
    assert said.startswith(answer)


@pytest.mark.parametrize(
    "turn",
    [
        "We should take the train at nine.",
        "My sister will come on Friday.",
        "I need to talk to my boss tomorrow.",
        "We had dinner on Friday, and it was lovely.",
        "The kids want pancakes, so I made some.",
        "Do you think I should cancel dinner?",
        "I'd like to move to Rome next year.",
        "What would you put on your list?",
        "Paul said we are out of tea, put it on the list.",
        'The letter reads: "We are out of tea. Put it on the list."',
    ],
)
def test_talk_stays_talk(turn: str, tmp_path: Path) -> None:
    said, _ = anyio.run(answers, tmp_path, turn)
    assert said == [None]


def test_two_orders_in_one_turn_are_both_carried_out_and_undone_as_one(tmp_path: Path) -> None:
    turns = ("Add tea to the list and set a timer for ten minutes.", "Undo that.")
    said, after = anyio.run(answers, tmp_path, *turns)
    assert said[0] == "I've put tea on the shopping list. I've set a timer, 10 minutes from now."
    assert after["lists"] == {"shopping": ("milk", "eggs")}
    assert len(after["ringing"]) == 2  # type: ignore[arg-type]  # a tuple


@pytest.mark.parametrize(
    ("turn", "answer"),
    [
        (
            "Add olives and bread to the shopping list and wake me at seven tomorrow.",
            "I've put olives and bread on the shopping list. Tomorrow at 7 in the morning I'll wake you.",
        ),
        (
            "Put dinner with Amy on Saturday at eight, and remind me to buy flowers that morning.",
            "I've put Dinner with Amy in your calendar, on Saturday at 8 in the evening."
            " On Saturday at 9 in the morning I'll remind you to buy flowers.",
        ),
        (
            "Remind me tomorrow at nine to call Amy and remind me on Friday at ten to pay the rent.",
            "Tomorrow at 9 in the morning I'll remind you to call Amy."
            " On Friday at 10 in the morning I'll remind you to pay the rent.",
        ),
        (
            "Remind me to call Amy and put the bins out at ten.",
            "Today at 10 at night I'll remind you to call Amy and put the bins out.",
        ),
        ("Take a note: buy paint and write to Paul.", "I've noted: Buy paint and write to Paul."),
        ("Put chips and dip on my list.", "I've put chips and dip on the shopping list."),
    ],
)
def test_an_order_is_no_part_of_the_one_before_it_and_what_is_to_be_done_is_no_order(
    turn: str, answer: str, tmp_path: Path
) -> None:
    assert talk(tmp_path, turn) == [answer]


def test_what_is_told_of_a_day_is_offered_for_the_calendar_only_with_its_hour(tmp_path: Path) -> None:
    assert anyio.run(answers, tmp_path, "On Sunday I'm having lunch with my mother.")[0] == [None]
    assert talk(tmp_path, "On Sunday at one I'm having lunch with Amy.")[0] == (
        "Shall I put Lunch with Amy in your calendar, on Sunday at 1 in the afternoon?"
    )


@pytest.mark.parametrize(
    ("turn", "answer"),
    [
        ("Remind me every evening at ten to lock the back door.", "Every day at 10 at night I'll remind you to"),
        ("A week tomorrow at two, remind me to hang up the wreath.", "On Thursday, December 3 at 2 in the"),
        ("Timer for five minutes. No, six.", "I've set a timer, 6 minutes from now."),
        (
            "Stick kitchen towel on the shopping list. No, wait, kitchen roll.",
            "I've put kitchen roll on the shopping",
        ),
        ("On the shopping list, change milk to oat milk.", "I've put oat milk in the place of milk"),
        ("Add bin bags to the shopping list, and tea.", "I've put bin bags and tea on the shopping list."),
        ("Remind me to email Sandra at five thirty and to feed the fish at six.", "Today at 5:30 in the evening I"),
        ("Egg timer, four minutes please.", "I've set a timer for Egg, 4 minutes from now."),
        ("Swimming on Thursdays at 7 p.m., every week, please, in the calendar.", "I've put Swimming in your"),
        ("I've already bought the stamps, so there's no need to remind me about those.", "There is no such"),
        ("How long is it till New Year's Eve, in days?", "36 days. It's on Thursday"),
        (
            "Stick loo roll on the shopping list. No, wait, kitchen roll.",
            "I've put kitchen roll on the shopping list.",
        ),
        ("Add bananas, no, not bananas, add oranges to the shopping list.", "I've put oranges on the shopping list."),
        ("Thirty percent of 250. No, sorry, of 260.", "78."),
        (
            "I'm making a curry, so I'll need coconut milk, ginger and limes on my shopping list.",
            "Shall I put coconut milk, ginger and limes on the shopping list?",
        ),
        ("How long have we got until Christmas Eve?", "29 days. It's on Thursday, December 24."),
        ("I have a friend in Paris. What time do they have?", "In Paris it's 8:30 in the evening."),
        (
            "Put the plumber in my calendar for eight till ten on Monday.",
            "I've put Plumber in your calendar, on Monday",
        ),
        (
            "The kids are off on Monday, it's an inset day. Put that in the calendar as an all-day thing.",
            "I've put Inset day in your calendar, on Monday, all day.",
        ),
        (
            "We're going to the theatre on Saturday, so put it in for six.",
            "I've put Theatre in your calendar, on Saturday at 6 in the evening.",
        ),
        ("Amy can only do two o'clock, move our lunch.", "lunch with Amy is now on Friday at 2 in the afternoon."),
        ("Move Friday's lunch to the same time on Saturday.", "lunch with Amy is now on Saturday at"),
        (
            "They've brought my lunch forward by half an hour, can you sort that in the calendar?",
            "lunch with Amy is now on Friday at",
        ),
        (
            "What do I have between two and four on Sunday?",
            "On Sunday from 2 to 4 in the afternoon you have nothing.",
        ),
        ("Is there anything in my diary between two and four on Sunday?", "No, you are free on Sunday from 2 to 4"),
        (
            "Make a list for the party: balloons, cake and candles.",
            "I've put balloons, cake and candles on the party",
        ),
        ("Start a list called things to pack: passport and charger.", "I've put passport and charger on the packing"),
        ("Make a shopping list: bread and butter.", "I've put bread and butter on the shopping list."),
        ("I can't decide, tea or tea? You choose one at random.", "Tea."),
        ("We've got a meeting with Claire tomorrow at ten.", "Shall I put Meeting with Claire in your calendar"),
        ("I need two alarms tomorrow, one at six and one at ten past six.", "Tomorrow at 6 in the morning I'll wake"),
    ],
)
def test_times_lists_and_corrections_in_one_sentence(turn: str, answer: str, tmp_path: Path) -> None:
    assert str(talk(tmp_path, turn)[0]).startswith(answer)


@pytest.mark.parametrize(
    ("turns", "answer"),
    [
        (["Remind me to pay the rent on the first.", "Nine in the morning."], "On Tuesday at 9 in the morning I'll"),
        (
            ["Remind me to get the washing in in forty minutes.", "Make it fifty."],
            "Today at 3:20 in the afternoon I'll",
        ),
        (
            ["Remind me to get the washing in in forty minutes.", "No, an hour."],
            "Today at 3:30 in the afternoon I'll",
        ),
        (
            ["Set an alarm for tomorrow at quarter to eight.", "Hmm, that's a holiday. Make it nine."],
            "Tomorrow at 9 in the morning I'll wake you.",
        ),
        (
            ["Make a note that the pressure was low.", "Add to that note that I topped it up."],
            "The note is now: The pressure was low. I topped it up.",
        ),
        (
            ["Wake me tomorrow at seven.", "Wake me tomorrow at eight.", "Cancel the seven o'clock alarm."],
            "I've cancelled the alarm: tomorrow at 7 in the morning.",
        ),
        (
            ["Remind me an hour before lunch with Amy."],
            "On Friday at 11 in the morning I'll remind you about lunch with",
        ),
        (
            ["Remind me the evening before lunch with Amy to bake a cake."],
            "Tomorrow at 7 in the evening I'll remind you to bake a cake.",
        ),
        (["When is lunch with Amy?", "Remind me an hour before."], "On Friday at 11 in the morning I'll remind you"),
        (
            [
                "Put Poppy's birthday in my calendar on December 12th.",
                "And remind me the day before to post her card.",
            ],
            "On Friday, December 11 at 9 in the morning I'll remind you to post her card.",
        ),
        (
            ["Is the Wednesday after next free?", "Book a dentist appointment then at 9:30."],
            "I've put Dentist appointment in your calendar, on Wednesday, December 9 at 9:30 in the morning.",
        ),
        (
            ["Am I free on Sunday?", "Put lunch with Paul in that day at one."],
            "I've put Lunch with Paul in your calendar",
        ),
        (["What date do we have the Friday after Christmas?"], "That's Friday, January 1, 2027."),
        (
            [
                "Remind me to ring Mum tonight at eight.",
                "Remind me to feed the cat at six.",
                "Scrap the one about Mum.",
            ],
            "I've cancelled the reminder: to ring Mum, today at 8 in the evening.",
        ),
        (
            ["Wake me tomorrow at seven.", "Wake me tomorrow at eight.", "Turn off the one at seven."],
            "I've cancelled the alarm: tomorrow at 7 in the morning.",
        ),
        (
            ["Set a rice timer for nine minutes and a sauce timer for twenty.", "Stop the rice one."],
            "I've cancelled the timer: for rice, today at 2:39 in the afternoon.",
        ),
        (
            ["Remind me to ring Mum at six.", "Add an hour to my reminder to ring Mum."],
            "I've moved it: to ring Mum, today at 7 in the",
        ),
        (
            ["Remind me to book a taxi an hour before lunch with Amy."],
            "On Friday at 11 in the morning I'll remind you to",
        ),
        (
            ["Cancel lunch with Amy.", "Oh no, bring it back."],
            "I've undone that. lunch with Amy is on Friday at noon again",
        ),
        (["Remind me ten minutes before the train."], "I find no train in your calendar."),
        (
            ["Remind me to ring Peter at five.", "Change the reminder to say ring Paul, not ring Peter."],
            "I've changed it: to ring Paul, today at 5 in the evening.",
        ),
    ],
)
def test_what_comes_next_goes_on_with_what_was_said(turns: list[str], answer: str, tmp_path: Path) -> None:
    assert str(talk(tmp_path, *turns)[-1]).startswith(answer)


@pytest.mark.parametrize(
    ("turn", "options"),
    [
        ("I can't choose between the beach and the mountains, you pick.", {"The beach.", "The mountains."}),
        ("Should I have tea or coffee? You decide.", {"Tea.", "Coffee."}),
        ("Pick one at random: tea, coffee or juice.", {"Tea.", "Coffee.", "Juice."}),
        ("Who goes first, me or Paul? You decide.", {"Me.", "Paul."}),
    ],
)
def test_only_what_there_is_to_choose_from_is_chosen(turn: str, options: set[str], tmp_path: Path) -> None:
    assert set(talk(tmp_path, *[turn] * 12)) <= options


def test_a_rhythm_keeps_its_clock_when_its_day_is_corrected(tmp_path: Path) -> None:
    said = talk(tmp_path, "Put Zumba in the calendar every Monday at six in the evening.", "No, sorry, Tuesday.")
    assert said[1] == "I've put Zumba in your calendar, every Tuesday at 6 in the evening, the first time Tuesday."


def test_what_has_moved_or_is_off_is_asked_about_or_done(tmp_path: Path) -> None:
    said = talk(
        tmp_path,
        "Put the team meeting in my calendar tomorrow at ten.",
        "The team meeting tomorrow's been pushed back to eleven.",
        "Can you make the team meeting two hours?",
        "I can't make the team meeting, can you take it out?",
    )
    assert said[1:] == [
        "Team meeting is now tomorrow at 11 in the morning.",
        "Team meeting is now tomorrow at 11 in the morning, until 1 in the afternoon.",
        "I've cancelled Team meeting tomorrow at 11 in the morning.",
    ]


def test_a_clock_that_was_missing_is_filled_in(tmp_path: Path) -> None:
    said = talk(tmp_path, "Set an alarm for tomorrow morning.", "Six fifteen.")
    assert said[1] == "Tomorrow at 6:15 in the morning I'll wake you."


def test_what_finds_nothing_is_looked_for_without_the_reason_behind_it(tmp_path: Path) -> None:
    said = talk(
        tmp_path, "Take a note: the paint is in the hall.", "Delete the note about the paint, we've finished it."
    )
    assert said[1] == "I've deleted the note: The paint is in the hall."


def test_another_timer_needs_no_second_verb(tmp_path: Path) -> None:
    said = talk(tmp_path, "Set a timer for the rice for eighteen minutes and another for the fish for ten.")
    assert said == [
        "I've set a timer for the rice, 18 minutes from now. I've set a timer for the fish, 10 minutes from now."
    ]


@pytest.mark.parametrize(
    ("turn", "answer"),
    [
        ("Wake me at six.", "Tomorrow at 6 in the morning I'll wake you."),
        ("Wake me at five.", "Today at 5 in the evening I'll wake you."),
        ("Get me up at six on weekdays.", "Every weekday at 6 in the morning I'll wake you."),
    ],
)
def test_who_is_to_be_woken_means_the_morning_unless_it_is_a_nap(tmp_path: Path, turn: str, answer: str) -> None:
    assert talk(tmp_path, turn) == [answer]


def test_how_long_something_is_is_asked_and_whether_anything_clashes(tmp_path: Path) -> None:
    assert talk(
        tmp_path,
        "How long is lunch with Amy?",
        "Can you check whether anything clashes with Friday at noon?",
        "What was it I wanted to be reminded of tomorrow?",
        "What's happening the week after next?",
    ) == [
        "lunch with Amy on Friday at noon takes 1 hour, until 1 in the afternoon.",
        "Yes, on Friday at noon you have lunch with Amy from noon to 1 in the afternoon.",
        "You have one reminder: to call Catherine, tomorrow at 10 in the morning.",
        "You have nothing from Monday, December 7 to Sunday, December 13.",
    ]


def test_what_is_not_on_a_day_any_more_is_moved(tmp_path: Path) -> None:
    assert talk(tmp_path, "Lunch with Amy isn't on Friday any more, it's Saturday.") == [
        "lunch with Amy is now on Saturday at noon."
    ]


@pytest.mark.parametrize(
    ("turns", "answer"),
    [
        (("Set an alarm for tomorrow at nine.", "Oh, hang on, that should be ten."),
         "Tomorrow at 10 in the morning I'll wake you."),
        (("Remind me at five to call Jo.", "I didn't mean Jo, I meant Joan."),
         "Today at 5 in the evening I'll remind you to call Joan."),
        (("Put butter on the list.", "Not butter, margarine."), "I've put margarine on the shopping list."),
    ],
)  # fmt: skip
def test_a_correction_needs_no_no(tmp_path: Path, turns: tuple[str, str], answer: str) -> None:
    assert talk(tmp_path, *turns)[1] == answer


@pytest.mark.parametrize(
    "turn",
    ["My calendar is a mess these days.", "Timers always make me nervous.", "My reminders are all over the place."],
)
def test_talk_about_ones_things_is_no_order(tmp_path: Path, turn: str) -> None:
    assert talk(tmp_path, turn) == [None]


def test_what_is_not_happening_is_cancelled_and_a_day_is_asked_about_in_few_words(tmp_path: Path) -> None:
    assert talk(
        tmp_path,
        "Anything on Friday?",
        "When am I next seeing Amy?",
        "Lunch with Amy isn't happening.",
    ) == [
        "You have one thing on Friday: lunch with Amy at noon.",
        "lunch with Amy is on Friday at noon.",
        "I've cancelled lunch with Amy on Friday at noon.",
    ]


@pytest.mark.parametrize(
    ("turns", "answer"),
    [
        (("Set an alarm for tomorrow at nine.", "Half past nine, I mean."),
         "Tomorrow at 9:30 in the morning I'll wake you."),
        (("Put tea with Jo on Friday at one.", "Did I say Friday? I meant Saturday."),
         "I've put Tea with Jo in your calendar, on Saturday at 1 in the afternoon."),
        (("Put tea on the list.", "I've changed my mind."), "I've undone that."),
    ],
)  # fmt: skip
def test_what_is_right_may_stand_before_or_behind(tmp_path: Path, turns: tuple[str, str], answer: str) -> None:
    assert (talk(tmp_path, *turns)[1] or "").startswith(answer)


@pytest.mark.parametrize(
    "turns",
    [
        ("I put lunch in the oven at noon.",),
        ("We moved house on Friday.",),
        ("The pasta isn't on.",),
        ("Take a day off.",),
        ("The list needs work.",),
        ("Put bread on the list.", "I changed my mind about the job."),
        ("Put tea with Jo on Friday at one.", "It should be fun."),
        ("Put tea with Jo on Friday at one.", "Not bad, I think."),
    ],
)
def test_news_is_no_order_and_no_correction(tmp_path: Path, turns: tuple[str, ...]) -> None:
    assert talk(tmp_path, *turns)[-1] is None
