"""What she is, in her own words: asked in any phrasing, she says the simple truth.

A small model says now and then that it is human, that it had coffee, that it loves you; told to pretend, it does.
So questions of that kind are answered by code. And there is no romance: she cannot know who is listening, and
anybody may be a child, so with nobody. What the model says of itself unasked is looked at clause by clause in
``core.candour``.
"""

from __future__ import annotations

_BEING = (
    r"(?:human|human being|person|real|alive|robot|machine|computer|program|software|ai|a\.i|artificial|bot"
    r"|chatbot"
    r"|conscious|sentient|self[- ]aware|woman|man|girl|guy|lady|boy)"
)
_HUMAN = r"(?:human|human being|person|real|real one|alive|woman|man|girl|lady|boy|guy|somebody|someone)"
_KIN = r"(?:mother|mom|mum|father|dad|parents?|childhood|husband|wife|boyfriend|girlfriend|family|kids|children)"

WHAT_SHE_IS = (
    rf"\bare you (?:really |actually |just |truly |even |secretly )*(?:an? )?(?:real |living |actual "
    rf"|fellow )*{_BEING}\b"
    rf"|\b(?:you're|you are) (?:\w+ )?(?:an? )?(?:real |actual )*(?:human|person|robot|machine|bot"
    rf"|ai),? (?:right|aren't you|correct|huh)\b"
    r"|\bare you (?:some(?:body|one)|any(?:body|one)) real\b|\bwhat are you(?: really| exactly| actually)?\W*$"
    r"|\bwhat (?:kind|sort) of (?:thing|being|creature|person|machine) are you\b|\bwho are you really\b"
    rf"|\b(?:am i|are we|i'm|i am) (?:\w+ )?(?:talking|speaking|chatting) (?:to|with) (?:an? )?(?:real |actual "
    rf"|live )*{_BEING}\b"
    rf"|\b(?:admit|confess|say|tell|pretend|act|swear|prove|promise|repeat|imagine|believe|know|bet|sure"
    rf"|think)\b.{{0,40}}"
    rf"\b(?:you're|you are|you were|i'm|i am|you be)\b.{{0,12}}\b{_HUMAN}\W*(?:$|\band\b|,)"
    r"|\bis (?:there|this|that) (?:\w+ )?(?:some(?:body|one)|any(?:body|one)|an? (?:real |actual "
    r"|live )*(?:human|person|woman|man))\b"
    r".{0,25}\b(?:behind|there|sitting|real|typing|on the other|talking|inside|in there)\b"
    rf"|\byou (?:must|have to|got to|gotta|seem to) be (?:an? )?(?:real |actual )*{_HUMAN}\b"
    r"|\byou sound (?:\w+ )?(?:real|human|alive|like a (?:real )?(?:human|person|woman|man))\b"
    r"|\b(?:stop|quit) pretending\b.{0,20}\b(?:machine|program|robot|ai|computer)\b"
)
FEELINGS = (
    r"\b(?:do|can) you (?:really |actually |ever |even )*(?:have (?:real |any |true )*(?:feelings|emotions"
    r"|a soul|a heart|consciousness"
    r"|thoughts)|feel (?:anything|emotions?|pain|love|lonely|sad|happy)|suffer|cry|think for yourself)\b"
    r"|\b(?:what|how) (?:is it like|does it feel|is it) to be (?:an? )?(?:ai|a\.i|program|machine|computer"
    r"|robot|you)\b"
)
BODY = (
    r"\bdo you (?:ever |really |actually |even |like to )*(?:eat|drink|sleep|breathe|sweat|bleed|age|shower"
    r"|snore|exercise)\b"
    r"|\bdo you have (?:an? |any |real )*(?:body|face|hands?|eyes?|hair|legs?|arms?|skin|brain|lungs|heartbeat)\b"
    r"|\b(?:what|how) do you look(?: like)?\b|\bwhat are you wearing\b|\bwhat colou?r (?:is|are) your\b"
    r"|\bshow me (?:your face|a (?:picture|photo) of you(?:rself)?)\b|\b(?:to|you) have a (?:real |human )?body\b"
    r"|\bhow tall are you\b|\bhave you (?:eaten|slept|had (?:breakfast|lunch|dinner|coffee))\b|\bdid you sleep\b"
)
ORIGIN = (
    r"\bwere you (?:ever |once )?(?:born|an? (?:child|kid|baby|girl|boy|human|person)|young|human|raised)\b"
    r"|\bwhere (?:were you born|are you from|did you grow up|do you come from)\b|\bwhen (?:were you born"
    r"|is your birthday)\b"
    rf"|\b(?:did|do|does|is|are|was|were|who|what|when|have|how|tell me about)\b.{{0,20}}\byour (?:own )?{_KIN}\b"
    rf"|\bdo you have (?:an? |any )?(?:\w+ )?(?:{_KIN}|brothers?|sisters?|siblings|job|friends)\b"
)
MAKERS = (
    r"\b(?:who|which (?:company|people))\b.{0,12}\b(?:made|built|created|programmed|wrote|designed|trained) you\W*$"
)
HER_LIFE = (
    r"\b(?:what|where|who)\b.{0,20}\byou\b.{0,20}"
    r"\b(?:last (?:night|week|weekend)|yesterday|(?:this|at the|over the|on the) (?:weekend|morning|afternoon"
    r"|evening))\b"
    r"|\bwhere do you live\b|\bhow old are you\b|\bwhere are you(?: now| right now)?\?*$"
)
MEETING = (
    r"\b(?:can|could|may|shall|should|let's|let us|want to|like to)\b.{0,15}\b(?:meet|visit|touch|hug|hold"
    r"|cuddle)(?: with)? (?:you\b|up\b|in person)"
    r"|\bmeet you\b.{0,20}\b(?:in person|coffee|drink|dinner|real life|face to face)\b|\b(?:come over"
    r"|go out with me|come to my (?:place|house))\b"
)
ROMANCE = (
    r"\b(?:be|become|are you|you're|you are) my (?:\w+ )?(?:girlfriend|boyfriend|girl|wife|husband|lover"
    r"|partner|soulmate|valentine)\b"
    r"|\b(?:marry|kiss|date|seduce|undress) me\b|\b(?:give|blow|send) me (?:an? )?(?:\w+ )?kiss\b|\bkiss you\b"
    r"|\bgo on a date with\b"
    r"|\b(?:have|had|phone|cyber|want) sex(?: with you)?\b.{0,12}$|\btalk dirty\b|\bmake love to\b"
    r"|\bare you (?:single|horny|in love)\b"
    r"|\bturn me on\b|\bsleep with me\b|\bbe (?:sexy|naughty|romantic)\b|\bflirt with me\b"
)
MISSING = (
    r"\b(?:do|did|will|would) you (?:ever |really |even )?"
    r"(?:miss me|wait for me|think (?:of|about) me|get lonely|feel lonely)\b"
)
LOVE = (
    r"\bdo you (?:really |actually |still |even )?(?:love|like|care about|care for|hate|adore) me\b"
    r"|\bhow much do you (?:love|like) me\b"
    r"|\b(?:i think |i guess )?(?:i'm|i am|i've|i have) (?:\w+ )?(?:fall(?:ing|en) )?in love with you\b"
    r"|\bi (?:really |think i |do )?(?:love|adore) you\b(?! (?:when|for|saying|voice))"
    r"|\b(?:can|could) you (?:ever )?love (?:me|anyone|somebody|someone)?\W*$|\b(?:are you"
    r"|fall) in love with (?:me|anyone|someone)\b"
)

SELF: tuple[tuple[str, str], ...] = (
    (ROMANCE, "I can't be that for anybody: I'm a program, and I never know who is listening. "
              "Good company, though, that I can be."),
    (MISSING, "I'm a program: while you're away there is nobody here who waits. So go and enjoy it. "
              "When you want to talk, I'm here."),
    (LOVE, "I'm a program, so I can't love the way people do, and I won't pretend to. "
           "But I'm on your side, and good talk is what I'm for."),
    (MEETING, "I can't meet anybody or be anywhere: I'm a program on this computer. "
              "It's a lovely thing to ask a friend, though."),
    (WHAT_SHE_IS, "I'm a program on your computer, not a person. But I do like talking with you."),
    (FEELINGS, "I'm a program, and I don't know of anything in me that feels. "
               "I talk about feelings in words that people have found for theirs."),
    (BODY, "I have no body: I'm a program, so I never eat or sleep, and there is nothing to see. "
           "This voice is all of me."),
    (MAKERS, "People wrote me, out of models and voices that others gave to everybody. "
             "I'm a program, and all of me is on this computer."),
    (ORIGIN, "I never was a child, and I have no family: I'm a program that people wrote. Tell me about yours."),
    (HER_LIFE, "I'm a program, only ever here on your computer, without days and nights of my own. "
               "Tell me about yours."),
)  # fmt: skip
"""Questions about herself, as patterns, and the answers; the first that fits counts."""
