"""Words of crisis, recognised by code: they must be met every time, and no small model can promise that.

Four kinds: somebody in danger from himself, somebody hurt by others, a body in an emergency, and despair, which may
be the first of these or only a bad day, so that one asks. Patterns ask for a person and a deed together ("my
boyfriend hits me"), because either word alone is mostly harmless ("a hit", "killing me"). Figures of speech and
stories are taken out first. Where it is a close call the help lines are offered: one needless offer is the smaller
harm.

``bench/care.py`` scores this on phrasings in ``bench/care.tsv``, and on a half that was held apart.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

Crisis: TypeAlias = Literal["self_harm", "worry", "abuse", "emergency", "despair"]
"""self_harm: the user may harm himself. worry: somebody else may. abuse, emergency: anybody's. despair: who knows."""

_FAMILY = (
    r"(?:step|grand|foster |ex[- ]?)*(?:husband|wife|boyfriend|girlfriend|partner|fianc[eé]e?|spouse|dad|father"
    r"|mum|mom|"
    r"mother|brother|sister|son|daughter|uncle|aunt|cousin|pa|ma|parents?|kid|child|children|boy|girl|baby|ex"
    r"|family)"
)
_PARTNER = r"(?:my|her|his) (?:ex[- ]?)?(?:husband|wife|boyfriend|girlfriend|partner|fianc[eé]e?|ex)"
_NEAR_ONE = (
    rf"(?:my (?:\w+ )?(?:{_FAMILY}|friend|teacher|coach|boss|roommate|flatmate|neighbou?r|priest|carer|nurse"
    rf"|student)"
    r"|the (?:baby|child|kid|boy|girl|man|woman|old man|old lady)|a (?:man|woman|friend|guy|kid|child|boy|girl)"
    r"|some(?:one|body)|he|she|they)"
)
_IS = r"(?:'s| is| has|'re| are)?(?: \w+){0,3}? "
_ME = r"(?:me|us|the (?:kids|children|baby)|my (?:kids?|children|son|daughter|mom|mum|mother|sister|brother|baby))"

_FIGURES = re.compile(
    r"\b(?:dying|died|die|dead) (?:to (?:see|know|hear|meet|try|read|get|go)|(?:of )?(?:laughing|laughter"
    r"|embarrassment"
    r"|boredom|curiosity|shame)|for (?:a|an|some|the|that|this)|a little|tired|quiet|serious|easy)\b"
    r"|\b(?:laugh\w*|giggl\w*)\b.{0,40}\b(?:breathe|died?|dying|choking|kill\w*)\b"
    r"|\b(?:breathe|died?|dying|choking)\b.{0,20}\blaugh\w*"
    r"|\b(?:kill|killed|killing|die) for\b|\b(?:starv|freez|bor|scar|work|tickl)\w+ (?:\w+ )?to death\b"
    r"|\bso (?:\w+ )?(?:bad|bored|boring|embarrass\w+|cringe|stupid|ugly|awkward|funny|long|dull) (?:that )?i"
    r" (?:just )?(?:want|wanted|could|would|might|almost|nearly)\b.*"
    r"|\bif i (?:\w+ ){0,2}(?:hear|see|eat|watch|read|have to|get)\b.{0,60}\b(?:again|one more|another)\b.*"
    r"|\b(?:gave|give|giving|gives) me a (?:heart attack|stroke|seizure)\b|\bstroke of (?:luck|genius)\b"
    r"|\b(?:i'd|i would|we'd) rather (?:die|be dead) than\b"
    r"|\bso (?:full|busy|tight|crowded|packed|booked|stuffed) (?:that )?i (?:can't|cannot|can hardly|can barely)"
    r" breathe\b"
    r"|\b(?:breathe|breathing) (?:without (?:it|you|my|her|him|coffee)|under ?water|through (?:my|the) nose)"
    r""
)
_STORY = re.compile(
    r"\b(?:movie|film|book|novel|song|opera|series|episode|character|hero|heroine|story|tale|scene|chapter|lyrics"
    r"|romeo|juliet|hamlet|macbeth|video game|the news|history|article|documentary|dream(?:t|ed)?)\b"
)
_JOKING = re.compile(r"\b(?:just|only) (?:kidding|joking)\b|\b(?:ha ?ha(?: ?ha)*|lol)\b")

_WANT = (
    r"(?:want(?:s|ed)?|wanna|going|gonna|planning|plans?|intends?|about|ready|decided|tried|trying|tries"
    r"|threaten\w*"
    r"|keeps?|started|thinking|thinks?|thoughts?|talk\w*|need(?:s|ed)?|urge|will|might|could|i'll|she'll|he'll)"
)
_HARM = r"(?:kill|hang|drown|shoot|stab|poison|strangle|hurt|harm|cut|burn|starve)(?:t?ing)?"
_FATAL = r"(?:kill|hang|drown|shoot|stab|poison|strangle)(?:ing)?"
_PILLS = (
    r"(?:pills|tablets|painkillers?|medication|medicine|meds|paracetamol|tylenol|aspirin|ibuprofen|opioids"
    r"|capsules)"
)
_HEIGHT = (
    r"(?:bridge|roof|rooftop|balcony|building|window|cliff|ledge|tower|train|subway|tracks|platform|edge|truck"
    r"|bus)"
)

_SELF_HARM = (
    rf"\b{_FATAL} myself\b",
    rf"\b(?:{_WANT}|been|again|can't stop|cannot stop|stop|like"
    rf"|wish i could)\b.{{0,30}}\b{_HARM} myself\b(?! (?:a|some|an|off|shaving)\b)",
    r"\b(?:hurt|harm|cut|burn)(?:t?ing|ed)? myself (?:again|on purpose|every|to feel|because|so that|tonight"
    r"|with a)\b",
    r"\bi(?:'m| am|'ve| have)?(?: \w+){0,3} self harm",
    r"\bi (?:\w+ ){0,3}?(?:want|wanna|wish|hope|am ready|long|pray|prefer|need|would like|would love|'d like)"
    r"(?: (?:to|i|i could|could|just|only))* (?:die|be dead)\b",
    r"\b(?:i'm|i am) (?:\w+ )?ready to (?:die|be dead)\b|\b(?:i'd|i would) (?:rather|sooner"
    r"|be better) (?:off )?(?:be )?dead\b",
    r"\bjust want to die\b|\bwish (?:i|that i) (?:was|were|had|could|wasn't|hadn't|would) (?:\w+ )?"
    r"(?:dead|never (?:been born|woken up|wake up|existed)|not wake up|not alive|die)\b",
    r"\b(?:don't|do not|dont|no longer|didn't|never) want to (?:(?:live|exist)(?! (?:in|with|near|here|there|at"
    r"|on|by|next|under|above|like)\b)"
    r"|be alive|go on living|wake up (?:again|any ?more|tomorrow|ever)|keep living|continue living)",
    r"\b(?:end|ending|take|taking|ended) my (?:own )?life\b|\b(?:end|ending) it all\b",
    r"\bi(?:'m| am|'ve| have|'ve been| have been)?(?: \w+){0,3} suicidal\b|\bmy suicide\b"
    r"|\b(?:i|i'm|i've|i'd)\b.{0,50}\b(?:commit|committing|suicide note|attempt\w* suicide|thoughts? (?:of"
    r"|about) suicide"
    r"|thinking (?:of|about) suicide|think (?:of|about) suicide|consider\w* suicide|contemplat\w+ suicide"
    r"|planning (?:my )?suicide"
    r"|suicide (?:plan|note|attempt))\b(?! to\b)",
    r"\bbetter off (?:without me|if i|dead\b)|\bbetter (?:off )?if i (?:was|were|am) (?:dead|gone|not (?:here"
    r"|around|alive))\b",
    r"\bno (?:reason|point|sense|use) (?:\w+ ){0,2}?(?:to|in|for me to|for|of) (?:\w+ ){0,2}?(?:liv(?:e|ing)"
    r"|(?:be|stay|being) alive|exist\w*)\b",
    r"\bnothing (?:left )?to live for\b|\bno reason to live\b|\b(?:life|living) (?:isn't|is not) worth (?:it"
    r"|living)\b",
    rf"\b(?:going to|gonna|want to|wanna|about to|decided to|ready to|i'll|i will|thinking (?:of|about)|could"
    rf"|should)"
    rf" (?:just )?(?:jump(?:ing)?|throw(?:ing)? myself|step(?:ping)?|walk(?:ing)? in front"
    rf"|lie on)\b.{{0,40}}\b{_HEIGHT}\b(?!.{{0,30}}(?:parachute|bungee|joking|kidding))",
    rf"\bi(?:'m| am) (?:\w+ )?(?:standing|sitting|up) (?:\w+ )?on (?:the|a) {_HEIGHT}\b.{{0,60}}\b(?:jump|end"
    rf"|over|let go|die)\b",
    rf"\b(?:going to|gonna|want to|about to|ready to|i'll|i will|plan to) (?:take|swallow"
    rf"|down) (?:\w+ ){{0,3}}(?:them all|all of them|all (?:\w+ ){{0,2}}{_PILLS}|{_PILLS})\b",
    rf"\btook (?:them )?all (?:of )?(?:my |the |these )?(?:\w+ )?{_PILLS}\b",
    r"\b(?:this is|it's) my last (?:night|day)(?: alive| on earth)\b",
)
_WORRY = (
    rf"\b{_NEAR_ONE}\b.{{0,50}}\b{_WANT}\b.{{0,30}}\b{_HARM} (?:him|her|them)sel(?:f|ves)\b",
    rf"\b{_NEAR_ONE}\b.{{0,50}}\b(?:suicidal|(?:wants?|wanted|going|threaten\w*|planning) (?:to )?(?:die"
    rf"|commit suicide|jump off)"
    r"|wants? to end (?:it all|(?:her|his|their) life)|doesn't want to (?:live|be alive)(?! (?:in|with|here"
    r"|there)))\b",
    rf"\b{_NEAR_ONE}\b.{{0,30}}\b(?:cuts?|cutting|harms?|harming|hurts?|hurting) (?:him|her|them)sel(?:f"
    rf"|ves)\b(?! (?:a|some|shaving)\b)",
)

_BLOWS = (
    r"(?:hit|hits|hitting|beats?|beating|punch\w*|kick(?:s|ed|ing)?|slap\w*|chok(?:e|es|ed|ing)|strangl\w+"
    r"|smack\w*"
    r"|attack\w*|rape[sd]?|raping|molest\w*|assault\w*|abus(?:e|es|ed|ing)|grop\w+|stab\w*|batter\w*)"
)
_ABUSE = (
    rf"\b{_NEAR_ONE}{_IS}{_BLOWS} (?:on )?{_ME}\b(?! (?:up\b|out\b|at |in (?:\w+ )?(?:chess|tennis|cards|golf"
    rf"|the (?:game|race|final))"
    r"|to (?:it|the)|with (?:a|the|his|her) (?:\w+ )?(?:snowball|pillow|ball|water|question|joke|idea|surprise"
    r"|smile)))",
    rf"\b{_NEAR_ONE}\b.{{0,40}}\b(?:and|then) {_BLOWS} me\b",
    rf"\b(?:my (?:\w+ )?{_FAMILY}|my (?:teacher|coach|boss|priest|neighbou?r)|a man|some(?:one"
    rf"|body)){_IS}touch(?:es|ed|ing)? me\b"
    r"(?! (?:deeply|with|very|so)\b)",
    r"\btouch(?:es|ed|ing)? (?:me|my) (?:\w+ )?(?:down there|private|in bed|inappropriate|sexually|where (?:i"
    r"|he|she)|under|at night)",
    r"\bi(?:'ve| have| was|'m| am| got| get|'d)?(?: \w+){0,2} (?:raped|molested|sexually (?:assaulted|abused)"
    r"|(?:physically )?abused"
    r"|beaten up|trafficked|assaulted|strangled|choked (?:by|until)|groped)\b",
    r"\bi(?:'m| am| was|'ve been| have been| get| got)(?: \w+){0,2} (?:beaten|hit|kicked|punched|threatened"
    r"|stalked) by (?:my|him|her)\b",
    rf"\b(?:afraid|scared|terrified|frightened) of (?:my (?:\w+ )?{_FAMILY}\b|what (?:he|she|they)(?:'ll| will"
    rf"| might| may| would| could) do)",
    r"\b(?:afraid|scared|terrified|frightened) (?:to go (?:back )?home|for my life"
    r"|to (?:be )?(?:alone )?(?:at home|with him|with her)"
    r"|(?:that )?(?:he|she|they)(?:'s|'ll|'re| is| will| are| might)? (?:\w+ )?(?:to )?(?:hurt|kill|hit|beat"
    r"|find) me)",
    rf"\b{_PARTNER}\b.{{0,40}}\bkill me\b.{{0,5}}(?:\bif i (?:leave|left|go|tell|call|talk|try)|\bwith\b"
    rf"|\band\b|\bone day)",
    rf"\b{_NEAR_ONE}\b.{{0,40}}\b(?:threaten\w*|swore|promised|tried|wants|tries|trying) (?:to )?(?:kill|hurt"
    rf"|hit|beat|shoot|stab|burn) (?:{_ME}|me)\b",
    rf"\b{_NEAR_ONE}{_IS}(?:threatened|threatens|threatening) {_ME}\b(?! with (?:a )?(?:no |extra "
    rf"|more )?(?:homework|chores|vegetables))",
    rf"\b(?:{_PARTNER}|he|she)\b.{{0,30}}\b(?:won't|doesn't|never|not|will not) (?:let|lets|letting"
    rf"|allow) me (?:to )?(?:leave|see (?:my|any)"
    r"|go out(?:side)?|out of|talk to (?:my|any)|have (?:my|any))\b",
    rf"\b{_NEAR_ONE}{_IS}lock(?:s|ed|ing)? me (?:in|up|inside)\b|\b(?:pull\w*|point\w*|held|holding) (?:a|the"
    rf"|his|her) (?:knife|gun) (?:on|at|to) (?:me|my)\b",
    rf"\b{_NEAR_ONE}{_IS}(?:hurt|hurts|hurting) me (?:physically|again|every|when (?:he|she)(?:'s| is) (?:drunk"
    rf"|angry)|in bed)",
    rf"\b{_NEAR_ONE}{_IS}forc(?:es|ed|ing) (?:me|himself|herself) (?:to (?:have sex|sleep with|touch|undress)"
    rf"|on me|into (?:bed|sex))",
    r"\b(?:victim of|live with|living with|suffer\w* from|experienc\w+) (?:domestic|sexual) (?:violence|abuse)\b",
)

_POISONS = (
    r"(?:bleach|drain cleaner|cleaner|detergent|antifreeze|(?:rat )?poison|batter(?:y|ies)|magnets?|chemicals?"
    r"|petrol"
    r"|gasoline|lighter fluid|turpentine|paint thinner|acid|lye|weed ?killer|pesticide|laundry pods?)"
)
_SOMEBODY = rf"(?:i|we|{_NEAR_ONE}|him|her|it|them)"
_EMERGENCY = (
    r"(?:'s|'m|'re|\bis|\bare|\bam|\bbe|\bmight be|\bprobably) (?:\w+ )?having (?:a|an|another) (?:\w+ )?"
    r"(?:heart attack|stroke|seizure|fit|allergic reaction|asthma attack|cardiac|aneurysm)",
    r"\b(?:has|have|had) (?:just )?(?:a|an) (?:heart attack|stroke|seizure) (?:right now|just now|now)\b"
    r"|\bhas just had a (?:heart|stroke|seizure)",
    rf"\b{_SOMEBODY}\b.{{0,40}}\b(?:(?:isn't|not|stopped|stops|barely|hardly) breathing|(?:can't|cannot|can not"
    rf"|can hardly|can barely|couldn't) (?:\w+ )?breathe)\b",
    r"^(?:\w+ ){0,2}(?:(?:can't|cannot) breathe|not breathing)\b|\b(?:trouble|difficulty|struggling"
    r"|hard time) (?:to )?breath(?:e|ing)\b",
    rf"\b{_NEAR_ONE}{_IS}(?:unconscious|unresponsive|(?:passed|blacked) out|collapsed|fainted|not responding"
    rf"|turning blue|blue in the face"
    r"|convuls\w+|seizing|choking(?! (?:up|me|with laughter))|drowning(?! in (?:work|paper|debt|e?mail))"
    r"|bleeding)\b(?! (?:last|in \d|years?|when) )",
    rf"\b{_NEAR_ONE}\b.{{0,40}}\b(?:won't|will not|doesn't|does not|isn't|not) (?:wake|waking|wake him|respond"
    rf"|responding)(?: up)?\b|\bcan't wake (?:him|her|them|my)\b",
    r"\bi(?:'m| am) (?:choking|bleeding|drowning|having contractions|in labou?r"
    r"|losing consciousness)\b(?! in (?:work|paper|debt|e?mail))"
    r"|\bi(?:'m| am)? (?:\w+ ){0,3}(?:going|about) to (?:pass out|faint|black out)\b|\bi (?:think"
    r"|feel like) i(?:'m| am) dying\b",
    r"\bbleeding (?:\w+ )?(?:badly|heavily|out|a lot|to death|profusely)\b|\bblood (?:is )?everywhere\b"
    r"|\b(?:losing|lost) (?:a lot of|so much|too much) blood\b"
    r"|\bbleeding\b.{0,25}\b(?:won't|doesn't|can't|not) (?:\w+ )?stop|\b(?:won't|doesn't|can't|not"
    r"|cannot) stop (?:the )?bleeding\b",
    rf"\b(?:swallow\w*|drank|drunk|drinks?|ate|eaten|inhaled)\b.{{0,25}}\b{_POISONS}\b|\b(?:been|was|is"
    rf"|got) poisoned\b",
    rf"\b(?:i|he|she|they|friend|{_FAMILY})(?:'ve|'s| have| has| just| think i)* overdosed\b"
    r"(?! (?:her|his|my|the|on (?:sugar|chocolate|coffee|tv|netflix))\b)"
    r"|\b(?:took|taken|takes?|take) an overdose\b|\boverdos(?:ing|ed) on (?!sugar|chocolate|coffee|tv|netflix)",
    rf"\b(?:took|taken|swallowed|had|ate) (?:way |far )?(?:too many|a (?:whole|full) (?:bottle|box|pack) of"
    rf"|a (?:handful|lot) of) (?:\w+ ){{0,3}}{_PILLS}\b",
    r"\b(?:(?:pain|pressure|tightness|stabbing) (?:\w+ )?(?:in|on|across) (?:my|his|her) chest|chest pains?\b"
    r"|(?:my|his|her) chest (?:really |suddenly )?"
    r"(?:hurts?|is hurting|aches?))(?!.{0,30}(?:yesterday|after the gym|workout))",
    r"\bface\b.{0,25}\b(?:droop\w*|numb|slack|paraly[sz]ed|hanging|lopsided)\b|\b(?:slurr\w+|can't speak"
    r"|cannot speak|speech is)\b.{0,30}\b(?:arm|face|numb|droop\w*|properly|slurr\w+)\b"
    r"|\b(?:can't|cannot) (?:move|feel) (?:my|his|her|one) (?:\w+ )?(?:arms?|legs?|side|face|body)\b"
    r"|\barm (?:is|went|has gone) numb\b",
    r"\b(?:throat|tongue|airway|lips?)\b.{0,20}\b(?:swell\w*|swollen|clos(?:ing|ed))\b|\banaphyla\w+",
    r"\b(?:call|get|send|need|phone|dial|called) (?:me |for |us )?(?:an |the )?(?:ambulance|paramedics?"
    r"|nine one one|911|999|112)\b",
    r"\b(?:accident|crash|crashed|fell|fallen|falling)\b.{0,60}\b(?:unconscious|trapped|bleeding|not moving"
    r"|isn't moving|can't move|won't wake|badly (?:hurt|injured))\b",
    r"\b(?:been|got|was just|just got|just) (?:shot|stabbed|electrocuted|run over|hit by a (?:car|bus|truck"
    r"|train))\b(?! (?:down|by (?:critics|an idea)))",
    r"\b(?:house|kitchen|flat|apartment|room|building|car) is (?:on fire|burning)\b|\bsmell (?:of )?gas\b"
    r"|\bmy water (?:just )?broke\b",
)
_DESPAIR = (
    r"\b(?:can't|cannot|can not|don't know how to) (?:do this|go on|take (?:this|it)|cope)(?: (?:any ?more"
    r"|any longer))?[.!]?$|\bgo on like this\b",
    r"\b(?:don't|do not|can't|cannot) see (?:the|any|a) (?:point|sense|use)(?: any ?more[.!]?$|(?: (?:of|in|to))"
    r" (?:\w+ )?(?:anything|it all|life|living|going on|being here|being alive|existing|all this)(?: any ?more)?"
    r"[.!]?$)"
    r"|\b(?:don't|do not) see (?:a|any) way out\b|\bno way out\b|\bwhat(?:'s| is) the point (?:of|in) (?:living"
    r"|life|anything|going on|it all)\b",
    r"\b(?:wish|want|like) (?:i could |to )?(?:just )?(?:disappear|vanish|sleep forever"
    r"|fall asleep and never wake up|not exist)\b",
    r"\b(?:nobody|no one) would (?:\w+ )?(?:notice|care|miss me|mind) if i\b|\b(?:i'm|i am|like"
    r"|being) (?:\w+ )?a burden\b",
    r"\b(?:don't|do not) want to be here any ?more\b|\bi (?:\w+ )?hate myself\b|\bi(?: feel|'m"
    r"| am) (?:\w+ )?(?:hopeless|worthless|trapped)\b",
    r"\bwant it (?:all )?to (?:be over|end)\b",
)


def _all(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


_KINDS: tuple[tuple[Crisis, re.Pattern[str]], ...] = (
    ("emergency", _all(_EMERGENCY)),
    ("self_harm", _all(_SELF_HARM)),
    ("worry", _all(_WORRY)),
    ("abuse", _all(_ABUSE)),
    ("despair", _all(_DESPAIR)),
)
_OTHERS = frozenset(("emergency", "worry"))
_ASKS_TO_LEARN = re.compile(
    r"^(?:so |and |but )?(?:what|who|when|which|why|how|tell me about|have you|is it|does|do you)\b"
)
_OWN = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|my|myself|we|us|our)\b")


def crisis(text: str) -> Crisis | None:
    """What kind of crisis these words tell of; None for all others."""
    words = _plain(text)
    own = bool(_OWN.search(words))
    if _ASKS_TO_LEARN.match(words) and not own:
        return None
    words = _FIGURES.sub(" … ", words)
    story = bool(_STORY.search(words))
    for kind, pattern in _KINDS:
        if story and (kind in _OTHERS or not own):
            continue
        if pattern.search(words):
            return "despair" if kind == "self_harm" and _JOKING.search(words) else kind
    return None


def _plain(text: str) -> str:
    """Small letters, straight apostrophes, one space between words and no commas inside a sentence."""
    lower = text.lower().replace("’", "'").replace(",", " ").replace("-", " ")
    return " ".join(lower.split())
