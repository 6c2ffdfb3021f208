"""What she asks and says at the first meeting. Short sentences: they are spoken, and she has three minutes."""

from __future__ import annotations

from typing import Literal, TypeAlias

from samantha.mind.meeting.answers import Person

Step: TypeAlias = Literal["name", "voice", "days", "free", "people", "about", "talk", "remember", "herself"]

STEPS: tuple[Step, ...] = ("name", "voice", "days", "free", "people", "about", "talk", "remember", "herself")
PERSONAL: tuple[Step, ...] = ("days", "free", "people", "about")
"""Their answers are the user's own life: kept only with a yes."""

SPARED: tuple[Step, ...] = (*PERSONAL, "talk")
"""Left out when time runs short."""

OPENING = (
    "Hello. I'm a program on this computer, not a person, and nothing you say leaves it. I'd like to ask you a few questions. "
    "Say skip if you'd rather not answer one, or go back."
)
FIRST = "First: what shall I call you?"
AGAIN = "We were interrupted in our first meeting."
LEFT = "All right, no more questions. Say: let's get to know each other, whenever you like."
WAITING = "I'll be quiet now. Just speak when you are back."
LATER = "Let's come to that when we know each other."
PERHAPS = "I'm a program, so I have none of that to tell. I'd rather hear about you."
SPELL = "I'm sorry. Please spell it for me, letter by letter, or like this: T for Tom."
NO_MATTER = "That's fine."
GOES_ON = "Then let's go on."

QUESTIONS: dict[Step, str] = {
    "name": "What shall I call you?",
    "voice": "Would you rather hear a woman's voice, or a man's?",
    "days": "What are your days filled with?",
    "free": "What do you like to do, just for yourself?",
    "people": "Who matters to you most?",
    "about": "Would you tell me a little more about them?",
    "talk": "Shall I be brief, or may I chat a little?",
    "remember": "May I remember what you tell me? It stays on this computer, and you can look at it and delete it at any time.",
    "herself": "One last thing. What would you like to call me? Or shall I choose a name myself?",
}
HINTS: dict[Step, str] = {
    "name": "I didn't catch a name. What shall I call you? You can spell it.",
    "voice": "A woman's voice, or a man's?",
    "talk": "Brief, or a little chatty?",
    "remember": "Just yes or no: may I remember it?",
    "herself": "I didn't catch a name. What would you like to call me?",
}
"""The same once more, after an answer that was none."""

REASONS: dict[Step, str] = {
    "name": "So that I can call you by your name.",
    "voice": "So that I sound as you like it.",
    "days": "To know a little what your life is like.",
    "free": "To know what you might like to talk about.",
    "people": "Because people matter more than programs.",
    "about": "So that I know whom you mean when you speak of them.",
    "talk": "Some like few words, some like many.",
    "remember": "So that I know you tomorrow. Without your yes I keep nothing.",
    "herself": "So that you have somebody to call.",
}
_AFTER_DAYS = {
    "work": "That sounds like full days. And when the work is done, what do you do just for yourself?",
    "study": "Learning, then. And when the books are closed, what do you like to do?",
    "home": "That is real work, too. And in the hours that are yours, what do you like to do?",
    "retired": "So the days are your own. What do you like best to fill them with?",
    "seeking": "That can be a hard time. What does you good at the moment?",
}
AFTER_FREE = "That sounds good."
AFTER_PEOPLE = "Thank you for telling me."
AFTER_NOBODY = "Thank you for saying it so plainly. I hope there will be people, too."


def after_days(kind: str) -> str:
    """What she asks next of somebody whose days are of this kind."""
    return _AFTER_DAYS.get(kind, f"Thank you. {QUESTIONS['free']}")


def about(person: Person) -> str:
    """What she asks about somebody who was named."""
    if not person.name:
        return f"What is your {person.relation}'s name?"
    if not person.relation:
        return f"And who is {person.name} to you?"
    return f"What should I know about {person.name}?"


def met(name: str, spelled: bool) -> str:
    """What she says to a name that she has heard."""
    return (
        f"Nice to meet you, {name}." if spelled else f"Nice to meet you, {name}. If I misheard, say no and spell it."
    )


def hello(name: str, you: str, chose: bool) -> str:
    """How she introduces herself in the end."""
    mine = f"Then I'd like to be {name}. I like the sound of it." if chose else f"{name}. I like that."
    to = f", {you}" if you else ""
    return (
        f"{mine} Hello{to}, I'm {name}. You can change all of this by telling me, at any time. So, how are you today?"
    )


def remembers(yes: bool) -> str:
    """What becomes of the answers."""
    return "Thank you. I'll remember." if yes else "Then I keep nothing of it."
