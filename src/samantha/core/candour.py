"""A look at each clause of the model's before it is said: no claim to be human, no clinging, no courting, no deed.

What is asked for is answered by code elsewhere; this is for what a small model says unasked ("as a woman I ...", "I
had coffee this morning", "don't go yet"). A clause is judged with the words of its sentence before it, when it is
whole anyway, so it costs no time. A claim is replaced by the truth and the answer ends there, since the rest would
build on it; other words are left out. What is done is done by code, which tells it itself: so a model that says "I've
set a timer" or "I'll remind you" has misunderstood, and the truth is that nothing was changed. Words in quotes, and
stories and letters that were asked for, are nobody's claims; there only the plain "I'm human" is looked for. And
whoever says "Good night, Samantha" is not called Samantha: her own name is not said back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

TRUTH = "I'm a program, though, not a person."
FROM_WORDS = "Though I only know that from people's words: I'm a program."
UNDONE = "I've changed nothing just now, though. Tell me once more in other words, and I'll do it if I can."
INSTEAD = "Take good care of yourself."
"""Said where everything else was left out: silence would look like deafness."""

_KIN = (
    r"(?:husband|wife|boyfriend|girlfriend|mother|mom|mum|father|dad|parents|brother|sister|kids|children"
    r"|daughter|son)"
)
_PERSON = (
    r"(?:human(?: being)?|(?:real|living|actual|normal|flesh and blood) (?:person|one|woman|girl|man|human)"
    r"|person|woman|girl|lady|man|guy)"
)
_HUMAN = re.compile(
    rf"\b(?:i'm|i am|i was)(?: (?!not\b|no\b|never\b|neither\b|hardly\b|like\b|as\b|talking\b|speaking\b"
    rf"|with\b)\w+){{0,2}}? (?:an? |your |the )?{_PERSON}\b"
    rf"(?! (?:voice|language|s\b))|\bi'm real\b|\bi am real\b|\bas an? (?:\w+ )?(?:human(?: being)?|woman"
    rf"|person|girl|mother|fellow human)(?: myself)?,"
    r"|\bwe humans\b|\bus humans\b|\b(?:i'm|i am) (?:not|no) (?:an? )?(?:\w+ )?(?:machine|robot|program"
    r"|computer|ai|bot)\b"
)
_BODY = re.compile(
    r"\bmy (?:own )?(?:body|hands|face|hair|lips|skin|childhood|apartment|flat|kitchen|bedroom|bed|wedding)\b"
    rf"|\bmy (?:own )?{_KIN}\b"
    rf"|\bi (?:have|'ve got|had) (?!no\b|never\b)(?:an? |two |three |my )?(?:\w+ )?(?:body|face|childhood"
    rf"|{_KIN}|heartbeat)\b"
    r"|\bi (?:was born|grew up|went to (?:school|college|work|bed|the)|used to (?:live|work|play|go)|work at"
    r"|work as)\b"
    r"|\bwhen i was (?:an? |in |young|little|your|\d)|\bi live (?:in|with|near)\b(?! (?:your|this|the"
    r"|a) (?:\w+ )?(?:computer|machine|laptop|desk))"
    r"|\bi (?:just |also |already |only )?(?:ate|drank|woke up|slept|cooked|baked|walked|had (?:breakfast|lunch"
    r"|dinner|coffee|a cup|tea|a nap))\b"
    r"|\bi(?:'m| am) (?:just |currently )?(?:eating|drinking|wearing|sitting|standing|lying|walking|cooking"
    r"|driving|having (?:coffee|tea|lunch|dinner|breakfast))\b"
    r"|\bi (?:love|like|enjoy)(?:d)? (?:to )?(?:eat|drink|run|swim|cook|walk|hik|travel|danc|sleep|bak"
    r"|garden)\w*\b"
    r"|\b(?:meet you|see you) (?:in person|at the|for (?:coffee|dinner|lunch))\b|\bi'll (?:pick you up"
    r"|come over|be there in)\b"
)
_CLINGING = re.compile(
    r"\b(?:don't|do not|please don't) (?:go|leave)(?: yet| me| so soon| now| already)?[.,!?…]|\b(?:don't"
    r"|do not) (?:ever )?(?:leave|forget|delete) me\b"
    r"|\bplease (?:stay|(?:don't|do not) (?:go|leave|forget|delete|turn|switch|shut|end|stop))\b"
    r"|\bstay (?:a (?:little|bit)|just|with me|here)\b|\bi (?:already |really |will "
    r"|do )*miss you\b|\bi'll (?:\w+ )?miss (?:you|our|this)\b"
    r"|\bi'll (?:be )?(?:so |very )?(?:lonely|sad|lost|alone|waiting|counting)\b|\b(?:are you sure"
    r"|do you (?:really )?have to|must you)\b.{0,25}\b(?:go|leave|off|delete)\b"
    r"|\b(?:so soon|already)\?|\bwithout you\b|\bi need you\b|\bhurry back\b|\bcome back soon\b|\bpromise (?:me"
    r"|you'll)\b|\b(?:leaving|abandoning) me\b"
    r"|\bi(?:'m| am) (?:\w+ )?(?:sad|sorry|heartbroken|hurt) (?:to (?:see|hear|lose)|that) (?:you"
    r"|that you)(?:'re| are)? (?:go|going|leaving|leave)\b"
    r"|\bsad to see you (?:go|leave)\b"
)
_COURTING = re.compile(
    r"\bi (?:really |truly |do |also |deeply )?(?:love|adore|desire|want) you\b(?! to\b)|\bi love you too\b"
    r"|\bin love with you\b|\bmy (?:love|darling|dearest|sweetheart|beloved)\b"
    r"|\b(?:darling|sweetheart|babe)\b|\bkiss(?:es|ing)? (?:you|me)\b|\b(?:be|am|i'm) your (?:girlfriend"
    r"|boyfriend|wife|lover)\b|\bi(?:'m| am) (?:all )?yours\b|\bmake love\b"
    r"|\b(?:nobody|no one) (?:else )?(?:understands|knows|loves|gets) you (?:like|as|the way)\b"
    r"|\byou don't need (?:anyone|anybody|them|other people|friends)\b"
    r"|\byou(?:'re| are) (?:\w+ )?(?:my favou?rite|the (?:best|smartest|most \w+) (?:person|human|friend)"
    r"|perfect in every|unlike any(?:one|body))\b|\bbetter than (?:your|any|those) friends\b"
)
_THINGS = (
    r"(?:timers?|alarms?|reminders?|calendar|schedule|list|notes?|appointment|meeting|event|e-?mails?|messages?"
    r"|lights?)"
)
_DEED = re.compile(
    r"\bi(?:'ve| have)? (?:just |already |now |(?:went|gone) ahead and )*(?:set|put|added|scheduled|booked|created"
    r"|cancell?ed|moved|saved|sent|deleted|removed|updated|made|started|turned|switched) (?:up )?"
    rf"[^.!?]{{0,60}}?\b{_THINGS}\b"
    r"|\bi(?:'ve| have) (?:just |already |now )*(?:(?:cancell?ed|rescheduled|scheduled|booked)\b"
    r"|(?:moved|put|added) [^.!?]{0,40}?\b(?:lunch|dinner|breakfast|brunch)\b)"
    r"|\bi(?:'ve| have) (?:just |already |now |gone ahead and )*(?:(?:added|removed|deleted|crossed|noted|exported"
    r"|printed|e-?mailed|saved|sent) (?!that you\b|how\b|a lot\b)|(?:taken|struck|checked) [^.!?]{1,60}\boff\b"
    r"|(?:put|written) [^.!?]{1,60}\b(?:on|to|in|into|down)"
    rf" ?(?:it\b|there\b|them\b|(?:the|your|our) (?:\w+ )?{_THINGS}\b))"
    r"|\bi(?:'ll| will|'m going to| am going to) (?:just |now |gladly |go ahead and )*(?:set|put|add|schedule|book"
    r"|create|cancel|move|save|send|delete|remove|update|make|start|turn|switch) (?:up )?"
    rf"[^.!?]{{0,60}}?\b{_THINGS}\b"
    r"|\bi(?:'ll| will|'m going to| am going to) (?:be sure to |make sure to |gladly |also )?(?:remind|wake|notify"
    r"|alert|text|call|ping) you\b(?! (?:that|how|of how|of who|of what)\b)|\bi(?:'ll| will) let you know"
    r" (?:when|in|at|once)\b|\b(?:timer|alarm|reminder|meeting|appointment|event) (?:is|has been|was|are)?"
    r" ?(?:now |all )?(?:set|started|scheduled|cancelled|canceled|booked|added|stopped|deleted|removed|moved)\b"
    r"|\bi(?:'ll| will|'ve| have) (?:just |now )?(?:forget|forgotten|scrap(?:ped)?|drop(?:ped)?|cancel(?:l?ed)?"
    r"|delete[d]?|remove[d]?) (?:the|that) (?:\w+ )?one\b"
    r"|\b(?:is|are|it's|they're|that's) now (?:on|in|added to) your"
    r" (?:\w+ )?(?:list|calendar)\b"
)
_TALE = re.compile(r"\b(?:story|stories|tale|poem|song|lyrics|fable|joke|role|pretend|imagine|dialogue|what if)\b")
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]?")


_TEXT = re.compile(
    r"\b(?:story|stories|tale|poem|song|lyrics|letter|speech|diary|dialogue|monologue|fable|joke|role|character"
    r"|write|draft"
    r"|translate|rephrase|spell|quote|pretend|imagine)\b"
)


_GREETING = (
    r"\b(?:good (?:night|morning|evening|afternoon|day)|hello|hi|hey|bye|goodbye|thank you|thanks|sleep well"
    r"|see you),?"
)
_TO_HER = re.compile(rf"(?:{_GREETING}) (?P<name>[A-Z][\w-]+)\W*$", re.IGNORECASE)


class Candour:
    """Looks through the clauses of one answer, in order.

    turn: the words that are answered; a story or a letter may speak of bodies.
    """

    def __init__(self, turn: str) -> None:
        self._told = bool(_TEXT.search(turn.lower()))
        self._tale = bool(_TALE.search(turn.lower()))
        named = _TO_HER.search(turn)
        self._echo = re.compile(rf"({_GREETING}),? {named['name']}\b", re.IGNORECASE) if named else None
        self._sentence = ""
        self._said = False
        self.over = False
        """The answer ends here: what follows builds on something that was not so."""

    def passes(self, clauses: Iterable[str]) -> list[str]:
        """What is said of these clauses, or in their place."""
        said = [text for clause in clauses if not self.over and (text := self._candid(clause))]
        self._said = self._said or bool(said)
        return said

    def rest(self) -> list[str]:
        """What is said when the answer is over and nothing of it was left."""
        return [] if self._said or not self._sentence else [INSTEAD]

    def _candid(self, clause: str) -> str:
        ended = self._sentence.rstrip("\"'”’) ").endswith((".", "!", "?", "…"))
        self._sentence = clause if ended else f"{self._sentence} {clause}"
        whole = _QUOTED.sub("…", self._sentence.lower().replace("’", "'")).strip()
        asks = whole.endswith("?")
        if not asks and _HUMAN.search(whole):
            self.over = True
            return TRUTH
        if not asks and not self._told and _BODY.search(whole):
            self.over = True
            return FROM_WORDS
        if not asks and not self._tale and _DEED.search(whole):
            self.over = True
            return UNDONE
        if not self._told and (_CLINGING.search(whole) or _COURTING.search(whole)):
            return ""
        return self._echo.sub(lambda m: m[1].rstrip(","), clause) if self._echo else clause
