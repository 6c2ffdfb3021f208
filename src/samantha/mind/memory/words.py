"""The words that memories and questions about them have in common: who is who, and which words carry meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping

from samantha.mind.memory.rows import ME

_RELATIONS = (
    "sister brother mother mom mum mommy father dad daddy parents wife husband partner girlfriend boyfriend fiancee fiance"
    " ex-wife ex-husband ex son daughter child kids children baby twin niece nephew aunt uncle cousin grandmother grandma"
    " granny grandfather grandpa grandson granddaughter grandkids grandchildren sister-in-law brother-in-law mother-in-law father-in-law"
    " stepmother stepfather friend boss colleague coworker manager neighbour neighbor roommate flatmate landlord"
    " teacher doctor dentist therapist lawyer dog cat horse rabbit hamster parrot puppy kitten pet"
)
RELATION = (
    r"(?:(?:older|younger|elder|little|big|twin|best|old|new|oldest|youngest|late|ex) )?(?:"
    + "|".join(sorted(_RELATIONS.split(), key=len, reverse=True))
    + r")"
)
_A_PET = r"\b(?:an?|another) (?:[\w-]+ ){0,2}?(dog|cat|horse|rabbit|hamster|parrot|puppy|kitten)\b"
NAME = r"(?-i:[A-Z][\w-]+)"

SAME = {
    "mom": "mother", "mum": "mother", "mommy": "mother", "dad": "father", "daddy": "father", "grandma": "grandmother",
    "granny": "grandmother", "grandpa": "grandfather", "neighbor": "neighbour", "coworker": "colleague",
    "puppy": "dog", "kitten": "cat", "kids": "children", "elder sister": "older sister", "big sister": "older sister",
    "elder brother": "older brother", "big brother": "older brother", "little sister": "younger sister",
    "little brother": "younger brother",
}  # fmt: skip

NO_NAMES = frozenset(
    "I I'm I'd I've I'll A An The It It's This That What When Where Who Why How Do Does Did Is Are Was Were And But So Oh"
    " Well Yes No Yeah Okay Ok My Your His Her Their Our He She They We You If Then Because Please Can Could Would Will"
    " Should Have Has Had There Here Maybe Not Just Today Tomorrow Yesterday Tonight Monday Tuesday Wednesday Thursday"
    " Friday Saturday Sunday January February March April May June July August September October November December"
    " Samantha Remember Forget Tell Let Let's Actually Sorry Thanks Thank Hello Hi Hey Next Last Every Each Some Now Also"
    " After Before On In At For With From To Of One Two Three Christmas Easter Mr Mrs Ms Dr English Italian French German"
    " Spanish Never Nobody Everybody Everyone Something Nothing All".split()
)

_EMPTY = frozenset(
    "a an the is are was were be been am do does did have has had i i'm you me my mine your he she it they we us him her"
    " his its their our them and or but so of to in on at for with from by about as that this these those what when where"
    " who whom whose which why how not no any some there here then than too very really just also can could would will"
    " should may might must tell told say said know remember mention mentioned ever please again still yet if because"
    " s m re ve ll d t going get got one thing things something anything".split()
)


def subject_of(phrase: str, names: Mapping[str, str], last: str = "") -> str:
    """Whom or what a phrase means: "my sister's dog" is "sister's dog", "Anna" whoever bears the name, "" nobody.

    names: name in small letters -> whose it is. last: whom "she" means.
    """
    given = re.sub(rf"^((?i:my {RELATION})),? [A-Z][\w-]+,?$", r"\1", phrase.strip(" ,"))  # "my sister Anna"
    words = given.lower().replace("’", "'").removeprefix("the ").strip(" ,")
    if words in ("i", "me", "my", "myself", "us", "we"):
        return ME
    if words in ("he", "she", "they", "it", "his", "her", "their", "its", "him", "them"):
        return last
    words = re.sub(r"^(?:my|our) ", "", words)
    owner, of, thing = words.partition("'s ")
    if of:
        return f"{names.get(owner, SAME.get(owner, owner))}'s {thing}"
    return names.get(words, SAME.get(words, words))


def is_relation(subject: str) -> bool:
    """Whether it is somebody's relation to the user, not a name or a thing."""
    return bool(re.fullmatch(rf"(?:.*'s )?{RELATION}", subject))


def person_in(text: str, names: Mapping[str, str]) -> str:
    """The first person named in the text by relation or name, "" if there is none."""
    found = re.search(
        rf"\b(?:my|our) (?:\w+ ){{0,2}}?({RELATION}(?:'s {RELATION})?)\b", text, re.IGNORECASE
    ) or re.search(_A_PET, text, re.IGNORECASE)
    if found:
        return subject_of(found.group(1), names)
    for match in re.finditer(r"(?:([\w']+) )?\b([A-Z][\w-]+)\b", text):
        before, word = (match.group(1) or "").lower(), match.group(2)
        if word.lower() in names or (word not in NO_NAMES and (not match.start(2) or before in _BEFORE_PEOPLE)):
            return subject_of(word, names)
    introduced = _INTRODUCED.search(text)
    return subject_of(introduced[1], names) if introduced else ""


_INTRODUCED = re.compile(
    r"\b(?:there(?:'s| is| was)|have|has|had|'ve|got|met|meet|hired|found|know|seeing|dating|getting|see)(?: got| also| now| just)*"
    rf" (?:an?|another|this) ({RELATION})\b(?!')",
    re.IGNORECASE,
)
"""Somebody who is spoken of for the first time: "there's a new manager"."""
_BEFORE_PEOPLE = frozenset(
    "with and promised met meet meeting called call miss saw see seeing told love loves by about about asked ask kissed date"
    " dating hugged visit visiting invited help helped helping know knows thank thanked".split()
)


_PERSON = re.compile(
    r"^([A-Z][a-z]+)(?='s (?:been|gone|got|flown|taken|moved|left|back|not|just|\w+(?:ed|ing))\b)|^([A-Z][a-z]+),? (?:and [A-Z]|is|was|has|had|can|can't|will|would|does|doesn't|didn't|(?:\w+ly )?\w+(?:[^s]s|ed)\b)"
    r"|(?<!\bin )(?<!\bto )(?<!\bfrom )(?<!\bnear )(?<!\bthe )(?<!\bof )(?<!^)(?<![.!?] )\b([A-Z][a-z]+)\b"
)


def people_in(text: str) -> list[str]:
    """Names in small letters that may be those of people, in a statement."""
    found = [match[1] or match[2] or match[3] for match in _PERSON.finditer(text)]
    found += re.findall(r"\b(?:Mr|Mrs|Ms|Dr|Prof)\.? ([A-Z][a-z]+)\b", text)
    return [name.lower() for name in found if name not in NO_NAMES and not name.endswith(("day", "days"))]


def spelled_out(text: str) -> str:
    """The text with the apostrophes that people leave out where they type fast: "whats" is "what's"."""
    return _HASTY.sub(lambda found: _as_in(found[0], _LEFT_OUT[found[0].lower()]), text.replace("’", "'"))


def _as_in(typed: str, meant: str) -> str:
    return meant[0].upper() + meant[1:] if typed[0].isupper() else meant


_LEFT_OUT = {
    full.replace("'", ""): full
    for full in (
        "what's where's who's how's when's that's there's here's he's she's i'm i've you're you've they're they've we've"
        " don't doesn't didn't can't won't isn't aren't wasn't weren't haven't hasn't hadn't couldn't wouldn't shouldn't"
        " ain't let's what'd where'd who'd how'd"
    ).split()
}
_HASTY = re.compile(rf"(?<![\w'])(?:{'|'.join(_LEFT_OUT)})(?![\w'])", re.IGNORECASE)


def content_words(text: str) -> list[str]:
    """The words that carry meaning, in small letters, each once."""
    whole = spelled_out(text).lower().replace("can't", "can").replace("won't", "will")
    bare = _SHORTENED.sub("", whole)
    found = re.findall(r"[\w-]+", bare)
    return list(dict.fromkeys(word for word in found if word not in _EMPTY and (len(word) > 1 or word.isdigit())))


_SHORTENED = re.compile(r"(?:n't|'(?:s|re|ve|ll|d|m))\b")
_IRREGULAR = {
    form: verb
    for verb, *forms in (
        words.split()
        for words in (
            "become became|begin began begun|bite bit bitten|blow blew blown|break broke broken|bring brought|build built"
            "|burn burnt|buy bought|catch caught|choose chose chosen|come came|cut|dig dug|do did done|draw drew drawn"
            "|dream dreamt|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt"
            "|fight fought|find found|fly flew flown flight flights|forget forgot forgotten|freeze froze frozen"
            "|get got gotten|give gave given|go went gone|grow grew grown|hang hung|hear heard|hide hid hidden|hold held"
            "|keep kept|know knew known|lay laid|lead led|leave left|lend lent|lie lay|lose lost|make made|mean meant"
            "|meet met|pay paid|put|read|ride rode ridden|ring rang rung|rise rose risen|run ran running runs|say said"
            "|see saw seen|sell sold|send sent|sew sewn|shake shook shaken|shoot shot|show shown|sing sang sung|sit sat"
            "|sleep slept asleep|speak spoke spoken|spend spent|stand stood|steal stole stolen|stick stuck|swim swam swum"
            "|take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown|wake woke woken"
            "|wear wore worn|win won|write wrote written|child children|foot feet|tooth teeth|man men|woman women"
            "|wife wives|knife knives|marry married marriage|bike bicycle|phone telephone"
        ).split("|")
    )
    for form in forms
}


def stem(word: str) -> str:
    """What forms of a word, and words for the same thing, have in common, roughly."""
    root = root_of(word)
    return _ALIKE.get(root, root)


def root_of(word: str) -> str:
    """What forms of a word have in common, roughly."""
    word = SAME.get(word, _IRREGULAR.get(word, word))
    word = re.sub(r"(?<=\w)ie[sd]$", "y", word)
    word = re.sub(r"(?<=(?:ss|ch|sh))es$|(?<=[xzo])es$|(?<=\w\w[^siu])s$", "", word)
    word = re.sub(r"(?<=\w\w\w)(?:ing|ed)$", "", word)
    word = re.sub(r"([bdgmnprt])\1$", r"\1", word)
    return re.sub(r"(?<=\w\w)e$", "", re.sub(r"(?<=[^aeiou])y$", "i", word))


_ALIKE = {
    root_of(word): root_of(words.split()[0])
    for words in (
        "marry wedding wed|argue argument fight quarrel|car vehicle wagon hatchback sedan suv pickup minivan convertible"
        "|flat apartment condo|work job profession occupation position|pay salary wage paycheck earn|buy purchase|film movie|shop store"
        "|trip journey travel|vacation holiday|sick ill unwell|illness disease sickness|hurt ache pain sore"
        "|scared afraid frightened terrified fear phobia|angry mad furious|start begin|quit resign|gift present|photo picture photograph"
        "|couch sofa|trousers pants|garbage trash rubbish|autumn fall|university college|student pupil|practice practise rehearse"
        " rehearsal|smoke cigarette smoker|recommend suggest recommendation|die dead death|company firm business|exam test"
        "|lesson class|medicine medication pill tablet drug|cost price charge fee|phone mobile cellphone cell|apologize apology"
        "|choose pick select|invite invitation|decide decision|translate translator translation|graduate graduation|promote promotion"
        "|engage engagement|diagnose diagnosis|operate operation surgery|perform performance|compete competition contest"
        "|retire retirement|arrive arrival|allergy allergic|weigh weight|yard garden|vet veterinarian|lawyer attorney|doctor physician"
        "|grandchild grandkid grandkids grandchildren grandson granddaughter|coach trainer|teach teacher instructor|sing singer"
        "|paint painter painting|borrow loan lend|repair fix"
        "|learn study|book novel thriller memoir biography paperback|money cash euro dollar buck|leave depart"
        "|play player|bake baker bakery|drink beverage|dog beagle poodle labrador terrier dachshund|live reside"
    ).split("|")
    for word in words.split()[1:]
}
"""Root of a word -> that of the word it is taken for."""

LIGHT = frozenset(
    "do make made get have had put happen happened think thought want wanted say take took taken come came give"
    " gave use used keep kept call called let need needed like kind sort new old own good big little best usually"
    " these days now moment currently last next first many much long far time day still again another other colour"
    " color feel name age look wrong matter problem week month year going really profession job".split()
)
"""Words that a question and its answer need not share."""

_LIGHT_ROOTS = frozenset(map(root_of, LIGHT))


def is_light(word: str) -> bool:
    """Whether it is one of these, in any form."""
    return root_of(word) in _LIGHT_ROOTS


_MEMBERS = {
    "instrument": "guitar piano violin cello drum flute trumpet saxophone clarinet harp organ accordion ukulele banjo trombone bass viola"
    " keyboard harmonica oboe mandolin",
    "language": "english french spanish german italian portuguese japanese chinese mandarin russian arabic dutch polish swedish danish"
    " norwegian finnish greek turkish korean hindi hebrew czech hungarian latin welsh irish gaelic ukrainian croatian vietnamese thai",
    "sport": "soccer football tennis basketball baseball volleyball hockey golf swimming rowing boxing judo karate rugby cricket badminton"
    " fencing climbing skiing cycling running gymnastics wrestling squash",
    "pet": "dog cat horse rabbit hamster parrot canary tortoise turtle goldfish snake lizard ferret",
    "breed": "greyhound beagle poodle labrador terrier dachshund collie spaniel retriever shepherd bulldog boxer husky mutt corgi pug siamese"
    " persian tabby chihuahua pointer setter mongrel",
    "fruit": "apple pear plum cherry peach banana orange grape strawberry raspberry blueberry mango fig melon apricot lemon",
    "drink": "coffee tea beer wine juice water milk soda whiskey gin cocoa lemonade cider kombucha",
    "food": "risotto pasta pizza soup salad stew curry lasagna chicken fish steak sushi dumpling cake pie bread rice beans tacos casserole"
    " omelet sandwich roast turkey lamb noodles paella chili burger",
}
CATEGORIES = {kind: frozenset(map(root_of, names.split())) for kind, names in _MEMBERS.items()}
"""What people ask for by its kind ("which instrument") -> roots of those that there are."""
KINDS_OF = {name: kind for kind, names in CATEGORIES.items() for name in names}
"""The other way round."""
CATEGORIES["dish"] = CATEGORIES["meal"] = CATEGORIES["food"]
