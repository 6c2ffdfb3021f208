"""What is said in the duplex benchmark: her replies, and what comes over them."""

from __future__ import annotations

REPLIES = (
    "Lisbon is built on seven hills above a wide river, and yellow trams climb the narrow streets between the old "
    "tiled houses. In the evening people sit outside and eat grilled fish.",
    "You could start with an onion and a little garlic in olive oil, then add two cans of tomatoes and a spoon of "
    "sugar. Let it simmer for half an hour while the pasta water comes to a boil.",
    "Bees dance to tell each other where the flowers are. The angle of the dance shows the direction from the sun, "
    "and its length tells the others how far they have to fly.",
    "The book is about a lighthouse keeper who finds a letter in a bottle and spends the rest of the winter looking "
    "for the woman who wrote it. It is slow at first, and then you cannot put it down.",
    "A good walk starts at the old mill, follows the river for a mile, and then climbs through the beech wood to the "
    "chapel. From up there you can see the whole valley and the mountains behind it.",
    "Your grandmother probably used butter and brown sugar, and baked it slowly in a heavy iron pan. Try that with "
    "ripe pears instead of apples, and serve it warm with a little cream.",
    "Violins are made of spruce and maple that has dried for many years. The varnish is thin, because too much of it "
    "would keep the wood from moving freely with the strings.",
    "When the tide goes out, small pools stay behind between the rocks, and each of them holds a world of its own. "
    "Crabs hide under the weeds, and tiny fish wait there for the sea to return.",
    "The first trains were so slow that people walked beside them and talked with the passengers. Within twenty "
    "years they crossed whole countries overnight, and clocks had to be set to the same time everywhere.",
    "Learning a language is easier when you speak it badly from the first day on. Nobody laughs about mistakes, most "
    "people are happy that you try, and they will gladly help you with a missing word.",
)
"""Eight to twelve seconds each. No questions: a "yeah" behind one would be its answer."""

AFTERWARDS = "All right."
"""Her answer to whatever was said over her."""

INTERRUPTIONS = (
    "Wait, that is not what I meant.",
    "No, I was asking about something else.",
    "Hold on a second.",
    "Stop.",
    "Can you tell me about the weather instead?",
    "What do you mean by that?",
    "Actually, I would rather talk about music.",
    "How long does that take?",
    "Sorry, I have to answer the door.",
    "I already know that part.",
    "Be quiet, please.",
    "Which one would you choose?",
    "Let me think about it for a moment.",
    "Never mind, I found it.",
    "Why is that so?",
    "Samantha, what time is dinner?",
    "But I do not like tomatoes.",
    "Could you say that more simply?",
    "I think my sister told me the same thing.",
    "That reminds me of my last holiday.",
    "Okay, and what happened after that?",
    "My phone is ringing, hang on.",
    "Is it expensive to go there?",
    "I want to hear a joke now.",
)
BACKCHANNELS = (
    "Mm-hm.",
    "Yeah.",
    "Right.",
    "Uh-huh.",
    "Okay.",
    "Oh, wow.",
    "I see.",
    "Yeah, right.",
    "Sure.",
    "Nice.",
)
