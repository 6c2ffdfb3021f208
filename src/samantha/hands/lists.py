"""Shopping list, to-do list and others: text files that the user can open, one thing a line.

A list is ``shopping.txt``, ``to-do.txt`` or another name the user gave it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from samantha.hands.list_book import NO_GOODS, SENTENCE, Book
from samantha.hands.said import Said
from samantha.hands.tool import Asked, Form, Tool

_ON = "(to|on|onto|in|into) (my|the|our|that|this|a) [{list}] list"
_LIST = "(my|the|our|that|this) [{list}] list"
_PUT = "(put down|write down|note down|jot down|add|put|write|place|stick|throw|pop|drop|include|note|jot)"
_BUY = "[still] (need|have) to (buy|get|pick up)"


_IT = "(it|there|that|the list|that list)"
_TELL_IT = (
    f"(what is|what else is) [all|still|left] on {_IT} [now]",
    f"(read|tell|show) [me] {_IT} [back|out] [to me] [again]",
    f"(is|are) [there] [any|some|a] {{thing}} [already|still] on {_IT} [already]",
)
_ADD_IT = (
    f"{_PUT} {{things:any}} [(on|to|onto) {_IT}] [too|as well|also]",
    f"{_PUT} (on|to|onto) {_IT} {{things:any}}",
)
_NEED_IT = ("(i|we) (also|still) need [some|more] {things:any} [too|as well]",)
_STRIKE_IT = (
    f"(take|cross|strike|check|remove|delete|scratch|drop) [off|out] {{thing}} [off|out] [(of|from|off) {_IT}]"
    " [again]",
)
"""What is said of the list that was just spoken of."""


def lists(folder: Path) -> Tool:
    """The lists in this folder."""
    book = Book(folder)
    return Tool(
        "lists",
        (
            Form(
                book.about(book.add),
                (
                    f"{_PUT} {{things:any}} {_ON} [too|as well|also]",
                    f"{_PUT} (to|on) {_LIST} {{things:any}}",
                    f"{_PUT} (two|three|four|a few|some|a couple of|the following) [more] (things|items) {_ON}"
                    f" {{things:any}}",
                    "(i|we) (have to|need to|should|must) [get|buy] {things:any} [so] [please] (put|add) (it"
                    "|that|them)"
                    " (to|on) (my|the|our) [{list}] list",
                    "[should] get {things:any} [so] [please] (put|add) (it|that|them) (to|on) (my|the|our)"
                    " [{list}] list",
                    "(start|make|create|begin|open) [me] (a|an|my|the) [new] {list} list (with|of|for) {things:any}",
                    "(start|make|create|begin|open) [me] a [new] list (for|called|named) [the|my] {list} with"
                    " {things:any} [on it|on there]",
                    "(i'm|i am|we're|we are) [almost] out of {things} [so] [please]"
                    " (add|put) (it|that|them|some) (to|on) (my|the|our) [{list}] list",
                    "(i|we) need {things} [so] [please] (add|put) (it|that|them|some) (to|on) (my|the|our)"
                    " [{list}] list",
                    f"(i|we) (need|have) to {_PUT} {{things:any}} {_ON}",
                    f"{{things:any}} {_ON} please",
                    "(can|could|may) {things:any} (go|be) (on|onto|to) (my|the|our) [{list}] list",
                    "{things:any} (goes|go|belongs|belong) (on|onto) (my|the|our) [{list}] list",
                    "(i|we) (want|need|would like) {things:any} on (my|the|our) [{list}] list",
                ),
                follows=_more_things,
            ),
            Form(
                book.add_goods,
                (f"{_PUT} [down] {{things:any}} (for|onto|on|to) (the|my|our) (groceries|shopping)",),
                follows=_more_things,
            ),
            Form(
                book.add_task,
                (
                    f"{_PUT} {{things:any}} (to|on|onto) my (tasks|to dos|to do's|errands|chores)",
                    "(i|we) (have to|need to|should|must) {things:any} [so] [please] (put|add) (it|that) (to|on)"
                    " my (tasks|to dos)",
                ),
            ),
            Form(book.about(book.add), reads=_headed, follows=_more_things),
            Form(
                book.begin,
                (
                    "(start|make|create|begin|open) (a|an|another) [new] {list} list",
                    "(start|make|create|begin|open) (a|another) [new] list (of|for|called|named) [the|my|all]"
                    " {list:any}",
                ),
            ),
            Form(
                book.names,
                (
                    "(what|which|how many) lists (do i have|do we have|have i got|are there) [now]",
                    "(what are|show me|tell me|read me|list) [all] my lists",
                ),
            ),
            Form(book.tell, reads=book.lately(_TELL_IT)),
            Form(book.strike, reads=book.lately(_STRIKE_IT, here=True)),
            Form(book.add, reads=book.lately(_ADD_IT), follows=_more_things),
            Form(book.offer, reads=book.lately(_NEED_IT, goods=True), follows=_more_things),
            Form(book.offer, reads=_offered),
            Form(
                book.about(book.swap),
                (
                    "(swap|replace|exchange|change) {thing} (for|with|by|to) {things:any} (on|in) (my|the|our)"
                    " [{list}] list",
                    "(put|write|add) {things:any} instead of {thing} (on|in) (my|the|our) [{list}] list",
                ),
            ),
            Form(
                book.about(book.tell),
                (
                    f"(what|what is) [is] [still|left|all] on {_LIST} [now|right now|already|so far]",
                    f"(is|do i have|do we have|have i got) [there] anything [left] on {_LIST}",
                    f"(read|show|tell|give|go through) [me] [what is on] {_LIST} [out] [to me]",
                    f"what do (i|we) (need|have) on {_LIST}",
                    f"what do (i|we) {_BUY} [at the (store|shop|supermarket)] [today]",
                    "what (am i|are we) (buying|getting|shopping for) [today|at the store|{when}]",
                    "what (should|shall|must) (i|we) (buy|get) [today|at the store|at the supermarket]",
                    "(do i|do we) need (anything|something) (from|at) the (store|shop|supermarket|market)",
                    "what (do i|do we) [still] need (from|at) the (store|shop|supermarket)",
                    f"(is|are) [there] [any|some|a] {{thing}} [already|still] on {_LIST} [already]",
                    f"do (i|we) have [any|some|a] {{thing}} on {_LIST} [already]",
                    f"[is there] any {{thing}} on {_LIST}",
                    f"(did|have) (i|we) [already] (put|add|added|write|have) {{thing}} (on|to) {_LIST} [already]",
                ),
            ),
            Form(
                book.tell_tasks,
                (
                    "what do i [still] (need|have) to do",
                    "what (are|is) my (to do|to dos|tasks|errands|chores) [list]",
                ),
            ),
            Form(
                book.about(book.count),
                (
                    f"how many (things|items|entries) (are|are there|do i have|do we have) on {_LIST}",
                    f"how long is {_LIST}",
                ),
            ),
            Form(
                book.about(book.strike),
                (
                    "(remove|delete|take|cross|strike|scratch|check|tick|get|drop) [off] {thing} (from|off|off of"
                    f"|off from) {_LIST}",
                    f"(cross|strike|check|tick|take) (off|out) {{thing}} [(on|from) {_LIST}]",
                    f"(check|tick|cross|strike|take) {{thing}} (off|off of it|off it) [(on|from) {_LIST}]",
                    "(i|we) [already|just] [have] (bought|got|did|finished|done) {thing} [so|and] [you can]"
                    f" (cross|take|check|strike|tick) (it|them|that) off [{_LIST}]",
                    f"{{thing}} (can|may) (come|go) off {_LIST}",
                    f"get rid of {{thing}} (on|from) {_LIST}",
                    "mark {thing} (as|off as) (done|finished|complete|bought)",
                    "(i am|i'm|we're) (done|finished) with {thing} [so] (check|cross|tick|take|strike) it off"
                    " [my list]",
                    "(we|i) don't need {thing} (anymore|any more) [so]"
                    f" (take|cross|strike) (it|them) off [{_LIST}]",
                ),
            ),
            Form(
                book.about(book.clear),
                (
                    f"(clear|empty|erase|delete|wipe|throw away|get rid of|scrap|reset) [out] [all of] {_LIST}",
                    "i [already] [have] (bought|got|did) everything [so] (clear|empty|erase) (my|the|our)"
                    " [{list}] list",
                    "(clear|empty|erase|delete|wipe|throw away|get rid of|scrap) the (whole|entire) {list} list",
                    f"(delete|remove|clear|erase|take) everything (on|from|off) {_LIST}",
                ),
            ),
        ),
    )


def _offered(words: Said, now: datetime) -> Asked | None:
    """ "We're out of coffee." Words alone cannot tell that it is sold; what surely is not is left to the mind."""
    for pattern in (
        r"(?:we|i) (?:\w+ )?need to (?:buy|get) (?P<things>.+)",
        r"(?:we're|we are|i'm|i am) (?:almost |nearly |all )?out of (?P<things>.+)",
        r"(?:we|i) (?:(?:just |have )?ran|have run|are running|am running|'ve run) (?:low on|out of) (?P<things>.+)",
        r"(?:we're|i'm) running (?:low on|out of) (?P<things>.+)",
        r"(?:we|i) need (?:some )?more (?P<things>.+?)(?: (?:from|at) the (?:store|shop|supermarket))?",
        r"(?:i|we) (?:need|could use) (?:some )?(?P<things>.+?) (?:from|at) the (?:store|shop|supermarket)",
        r"there is no (?:more )?(?P<things>\w+(?: \w+)?) left",
    ):
        m = re.fullmatch(pattern, words.words)
        if m and len(m["things"].split()) <= 4 and not NO_GOODS.fullmatch(m["things"]):
            first = words.words[: m.start("things")].count(" ")
            return Asked(now, {"things": words.surface(first, first + len(m["things"].split()))})
    return None


def _headed(words: Said, now: datetime) -> Asked | None:
    """ "Shopping list: bread and butter.", "Bread, on the shopping list please." """
    head = re.fullmatch(
        r"(?:on |for |to |(?:make|start|create|begin|write)(?: me)? )?(?:(?:my|the|our|a|an)(?: new)? )?"
        r"(?:(?!add |put |write |make |start )([\w-]+(?: [\w-]+)?) list"
        r"|(groceries|shopping|to[- ]do)) ?[:,] "
        r"(?!(?:change|swap|replace|remove|delete|take|cross|is|are|what)\b)(.+)",
        words.whole,
        re.IGNORECASE,
    )
    if head:
        things = re.sub(r"^(?:please )?(?:add|put|write) (?:on )?", "", head[3], flags=re.IGNORECASE)
        return Asked(now, {"list": head[1] or head[2], "things": things})
    tail = re.fullmatch(
        r"(.+?),? (?:on|onto|for|to) (?:the|my) (shopping|grocery|to[- ]do) list", words.whole, re.IGNORECASE
    )
    if tail is None or len(tail[1].split()) > 5 or SENTENCE.search(tail[1].lower()):
        return None
    return Asked(now, {"list": tail[2], "things": tail[1]})


def _more_things(past: Asked, more: Said, now: datetime) -> Asked | None:
    """ "And eggs." """
    begins = re.match(r"(?:(?:oh|yes|yeah|ok|okay),? )*(?:and|also|plus|as well as)\b", more.text, re.IGNORECASE)
    begins = begins or re.search(r"\b(?:too|as well|also)[.!]*$", more.text, re.IGNORECASE)
    things = re.sub(r" (?:too|as well|also)$", "", more.words)
    if not begins or more.text.rstrip().endswith("?") or len(things.split()) > 6 or SENTENCE.search(things):
        return None
    count = len(things.split())
    return replace(past, now=now, texts={**past.texts, "things": more.surface(0, count)})
