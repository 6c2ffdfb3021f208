"""Requests in sentences that no template knows, and talk that is near them in words: see ``paraphrases``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Intent:
    """plain: a sentence that the templates know. timed: the same with a slot for the time or duration, "" if there is
    none. sentences: other ways to say it, one a line."""

    plain: str
    timed: str
    sentences: str


INTENTS = (
    Intent(
        "what time is it",
        "",
        """
        what time is it
        time check
        can you tell me the time
        is it late already
        what does the clock say
        how late is it getting
        give me the current time
        do you know how late it is
        what hour is it
        """,
    ),
    Intent(
        "what is the date",
        "",
        """
        what's today's date
        which date is it today
        what day do we have today
        tell me today's date
        what's the day today
        is today monday
        which day is it
        what's the date
        remind me what day it is
        what day of the month is it
        """,
    ),
    Intent(
        "what is on my shopping list",
        "",
        """
        what's on the shopping list
        what do i need to buy
        what groceries do we need
        what was i supposed to buy
        read out the groceries
        what should i get at the supermarket
        is there anything on the shopping list
        what's missing in the kitchen
        what groceries did i write down
        tell me what to buy
        what are we out of
        """,
    ),
    Intent(
        "what is on my to do list",
        "",
        """
        what's on my to-do list
        what's left to do
        which tasks are open
        what do i still have to get done
        what chores are left for me
        read me my tasks
        what tasks do i have
        anything left on my list of things to do
        what jobs are waiting for me
        what do i need to take care of
        """,
    ),
    Intent(
        "what reminders do I have",
        "",
        """
        what reminders do i have
        which reminders are set
        what did i ask you to remind me of
        are you going to remind me of anything
        read me my reminders
        what was i meant to remember
        are there any reminders coming up
        which things will you remind me of
        do you have to remind me of something
        list everything you'll remind me about
        """,
    ),
    Intent(
        "what alarms do I have",
        "",
        """
        what alarms are set
        when will my alarm ring
        what time will you wake me up
        is my alarm on
        when do i get woken up
        did i set an alarm
        at what time is the alarm
        for when is my alarm set
        what time did i set the alarm for
        which alarms are on
        """,
    ),
    Intent(
        "how long is left on the timer",
        "",
        """
        how much longer on the timer
        how many minutes to go on the timer
        is the timer almost done
        when is the timer over
        check the timer
        what's the status of my timer
        how far along is the timer
        how much time does the timer have left
        when will the timer ring
        how long until the timer goes off
        is my timer still running
        """,
    ),
    Intent(
        "cancel the timer",
        "",
        """
        cancel the timer
        i don't need the timer anymore
        get rid of the timer
        turn that timer off
        you can stop the timer now
        never mind the timer
        stop that timer
        forget the timer
        switch the timer off
        shut the timer off
        """,
    ),
    Intent(
        "cancel the alarm",
        "cancel the alarm for {when}",
        """
        cancel the alarm
        no alarm tomorrow please
        get rid of my alarm
        turn the alarm off
        don't wake me tomorrow
        you don't have to wake me
        forget the alarm
        kill the alarm
        i won't need an alarm
        skip the alarm tomorrow
        """,
    ),
    Intent(
        "cancel the reminder",
        "cancel the reminder for {when}",
        """
        cancel the reminder
        i don't need that reminder anymore
        you can drop the reminder
        get rid of the reminder
        no need to remind me anymore
        i did it already, cancel that reminder
        forget about the reminder
        scrap the reminder
        i won't need the reminder
        that's done, you needn't remind me
        """,
    ),
    Intent(
        "set a timer",
        "set a timer for {length}",
        """
        set a timer for ten minutes
        start the clock for five minutes
        give me a ten minute countdown
        i need a timer for half an hour
        run a timer for three minutes
        tell me when twenty minutes have passed
        time ten minutes for me
        put a timer on for six minutes
        start timing ten minutes
        countdown of two minutes please
        make that a fifteen minute timer
        """,
    ),
    Intent(
        "set an alarm",
        "set an alarm for {when}",
        """
        set an alarm for seven
        get me out of bed at six
        i have to be up at seven
        make sure i'm awake at eight
        i want to be woken at six thirty
        an alarm at nine please
        wake me up at seven
        get me up at eight
        i need to be awake by six
        could you wake me around nine
        """,
    ),
    Intent(
        "read my notes",
        "",
        """
        read my notes
        what have i noted
        show me what i wrote down
        let me hear my notes
        what notes are there
        go through my notes
        what notes did i take
        which notes do i have
        can i hear my notes
        """,
    ),
    Intent(
        "what was my last note",
        "",
        """
        what was my last note
        read the latest note
        what did i note down last
        what was the last thing i wrote down
        """,
    ),
    Intent(
        "what letters do I have",
        "",
        """
        what letters do i have
        which letters are there
        list my letters
        what letters have i written so far
        do i have unfinished letters
        what letters have you kept
        which letters did i dictate
        """,
    ),
    Intent(
        "what do I have today",
        "what do i have {when}",
        """
        what do i have today
        what does my day look like
        what's on my schedule
        what are my plans for today
        what's the plan for tomorrow
        do i have anything going on this weekend
        how busy am i
        brief me on my day
        what appointments are coming up today
        what's happening today
        do i have anything on tomorrow
        run me through my schedule
        what's on for tonight
        what have i planned
        is there anything i need to be at today
        what's my schedule like
        anything in my calendar today
        """,
    ),
    Intent(
        "what is next",
        "",
        """
        what's my next appointment
        what comes next today
        what's coming up next
        where do i have to be next
        who am i seeing next
        what is my next meeting
        what's the next thing in my calendar
        when's my next meeting
        what's next on the agenda
        """,
    ),
    Intent(
        "flip a coin",
        "",
        """
        flip a coin
        heads or tails
        toss a coin for us
        let a coin decide
        flip one for me
        coin flip please
        let's toss for it
        """,
    ),
    Intent(
        "roll a die",
        "",
        """
        give me a dice roll
        roll for me
        roll the dice
        dice roll please
        """,
    ),
    Intent(
        "snooze",
        "snooze for {length}",
        """
        snooze
        give me a few more minutes of sleep
        let me sleep a little longer
        not now, tell me again later
        ask me again in ten minutes
        snooze the alarm
        wake me again in a bit
        let me sleep in for ten minutes
        remind me again later
        """,
    ),
)

SENTENCES = [(intent, line.strip()) for intent in INTENTS for line in intent.sentences.strip().splitlines()]

TALK = """
my alarm clock is broken
the alarm woke me up too early
that reminds me of a song
time flies
what is time
i don't have time for this
how do you spend your time
i had a busy day
my day was long
today was awful
i have nothing planned and it feels good
what are you doing today
what are your plans
are you busy
what do you do all day
how was your day
are you there
what's next for us
what comes after death
what should i do with my life
what do i have to lose
i need to talk to somebody
i can't sleep
i woke up at three again
i didn't sleep last night
let me sleep on it
give me a moment
wait a minute
just a second
i forgot my shopping list
i went to the store
do you like shopping
i take notes in every meeting
she left me a note
what do you remember about me
what did i tell you about my mother
i used to write letters
people should write more letters
life is a coin toss
he rolls his eyes
i stopped counting the days
it was the best day of my life
what a day
what day is good for a walk
let's talk about something else
tell me a story
tell me something interesting
what should i cook tonight
should i call her
what do you think
i'm tired
good morning
good night
thank you
yes
no
how are you
what's up
i miss him
can you help me
that's funny
what's the matter
when will it get better
when does summer begin
how long does it take to boil an egg
how long does love last
how many people are there in the world
what's the meaning of life
what have i done
what did i do wrong
who are you seeing
is it too late for me
i think it's time to go
stop it
it doesn't matter anymore
""".strip().splitlines()
"""What people say that is near in words and no request."""
