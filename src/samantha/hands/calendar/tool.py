"""The calendar as a tool: what can be asked of it and how that is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from samantha.hands.calendar.desk import Desk, Meant
from samantha.hands.calendar.planning import Planning, bare, told
from samantha.hands.calendar.scope import BEHIND, Scope
from samantha.hands.calendar.telling import Telling, looks, whats_on
from samantha.hands.tool import Asked, Form, Steps, Tool

_CALENDAR = "(calendar|schedule|agenda|diary|planner)"
_IN = f"(in|on|to|into|onto|and) (my|the|our) {_CALENDAR}"  # "in my" is often heard as "and my"
_OFF = f"(from|off|out of) (my|the|our) {_CALENDAR}"
_PUT = "[i (need|want|have) to] (put|add|schedule|book|enter|plan|pencil in|mark)"
_NOTE = "(note|note down|jot down|write|write down|put down)"
_MAKE = (
    "[i (need|want|have) to] (make|create|add|set up|put in|book|schedule|set|arrange|plan|enter)"
    " (a|an|the|my|another) [new]"
)
_ENTRY = f"{_MAKE} (event|entry|calendar entry|calendar event) [called|named|for|about|of]"
_MOVE = "(move|shift|reschedule|push|change|postpone|delay|put off|push back|bring forward)"
_END = "(cancel|delete|remove|drop|call off|scratch|clear|take|strike|scrap|get rid of)"
_MY = "(the|my|that|this|our)"
_TO = "(to|until|till|and|through)"
_AM_I = "(am i|are we) (free|available|open)"
_BUSY = "(am i|are we) (busy|booked|taken)"
_HAVE = "(do i have|have i got|do we have|is there)"
_PLANS = "(anything|something|[any] plans|[any] meetings|[any] appointments|[any] events|a lot|much)"
_GIVE = "(read|tell|show|give|check|open) [me]"


def calendar(desk: Desk) -> Tool:
    """The tool over this desk."""
    telling, planning = Telling(desk), Planning(desk)
    put, one, known = planning.put, desk.about_one, telling.if_known
    return Tool(
        "calendar",
        (
            Form(telling.day, _DAY),
            Form(telling.next, _NEXT),
            Form(telling.free, _FREE),
            Form(
                partial(telling.free, busy=True), tuple(form.replace(_AM_I, _BUSY) for form in _FREE if _AM_I in form)
            ),
            Form(partial(telling.free, busy=True), (*_ANYTHING_BETWEEN, *_CLASH)),
            Form(partial(telling.free, busy=True, what=True), _BETWEEN),
            Form(telling.edge, _FIRST),
            Form(partial(telling.edge, last=True), tuple(form.replace("first", "last") for form in _FIRST)),
            Form(telling.day, reads=whats_on),
            Form(telling.day, reads=looks),
            *(Form(partial(put, ordered=False, noun=noun), reads=bare(noun)) for noun in (*_MEALS, *_VISITS)),
            Form(telling.gaps, _GAPS),
            Form(telling.synced, _SYNCED),
            Form(put, _put(f"{_PUT} {{what}}", _TIMES) + _put(f"{_ENTRY} {{what}}", _TIMES)),
            *(Form(partial(put, noun=noun), _put(f"{_MAKE} {noun} {{what}}", _TIMES)) for noun in _NOUNS),
            *(Form(partial(put, noun=noun), (f"{_MAKE} {noun} [{{when}}]",)) for noun in (*_NOUNS, "event")),
            Form(put, _PUT_MORE),
            Form(partial(put, all_day=True), _put(f"{_PUT} {{what}}", _ALL_DAY)),
            Form(partial(put, ordered=False), reads=told(*_TOLD)),
            Form(
                partial(put, ordered=False, noun="Meeting"),
                reads=told("(i'm|i am|we're|we are) meeting {what} {when}"),
            ),
            *(
                Form(
                    partial(put, ordered=False, noun=f"{meal} with"),
                    reads=told(f"i have {meal} with {{what}} {{when}}"),
                )
                for meal in _MEALS
            ),
            *_of_a_series(desk, planning.move, _move()),
            *_of_a_series(desk, planning.later, _LATER),
            *_of_a_series(desk, partial(planning.later, sign=-1), _EARLIER),
            *_of_a_series(desk, partial(planning.resize, sign=1), _LONGER),
            *_of_a_series(desk, partial(planning.resize, sign=-1), _SHORTER),
            *_of_a_series(desk, planning.resize, _AS_LONG),
            Form(one(planning.rename), _RENAME),
            Form(planning.cancel_day, _CANCEL_DAY),
            *_of_a_series(desk, planning.cancel, _CANCEL),
            Form(desk.about_one(telling.when, past=True), reads=known(_WHEN)),
            Form(one(telling.lasts), reads=known(_HOW_LONG, both=True)),
            Form(one(telling.about), reads=known(_ABOUT, both=True)),
            *(
                Form(desk.about_series(planning.cancel, of), reads=known(_behind(_BARE_CANCEL, behind)))
                for of, behind in BEHIND.items()
            ),
            Form(desk.about_series(planning.cancel), reads=known(_BARE_CANCEL)),
            Form(desk.about_series(planning.move), reads=known((f"{_MOVE} {{what}}",))),
        ),
    )


_DAY = (
    "what (do|have) (i|we) (have|got) [planned|scheduled|going] [on] [for|in] {when}",
    "what have i got [planned|on|going] [for|in] {when}",
    f"what (is|'s|do i have) {_IN} [for|in] [{{when}}]",
    f"what (is|'s|does) [on] (my|the) {_CALENDAR} [look] [like] [for|in] [{{when}}]",
    "what (is|'s) (on|planned|happening|up|scheduled|going|going on|coming up) [for|in] {when}",
    f"{_HAVE} {_PLANS} [planned|on|scheduled|going on] [for|in] {{when}}",
    f"{_HAVE} {_PLANS} left [to do] [for me] {{when}}",
    "(anything|something|any plans) [on|planned] {when}",
    "do (i|we) (need|have) to (be|go) anywhere {when}",
    "what (is|'s|do i have|have i got) [still] left [to do] [for me] {when}",
    f"{_HAVE} {_PLANS} {_IN} [for|in] [{{when}}]",
    "what (are|'re) my (plans|appointments|meetings|events) [for|in] {when}",
    "what (meetings|appointments|events|plans) (do i have|have i got|are there) [for|in] [{when}]",
    "(any|are there any) (meetings|appointments|plans|events) [for|in] {when}",
    "what (am i|are we) doing [for|in] {when}",
    "how busy am i {when}",
    "how many (meetings|appointments|events|things|plans) (do i have|have i got|are there) {when}",
    "who (am i|are we) (meeting|seeing) {when}",
    f"{_GIVE} my {_CALENDAR} [for|in] [{{when}}]",
    f"{_GIVE} my (appointments|meetings|events) [for|in] [{{when}}]",
    f"my {_CALENDAR} [for|in] {{when}}",
    f"(what is|what 's) {{when}} 's {_CALENDAR}",
    f"what does {{when}} 's {_CALENDAR} look like",
    "(what|how) (does|is) [my] {when} look [like|for me]",
    "how is [my] {when} looking",
)
_NEXT = (
    f"(what is|what 's) next [{_IN}]",
    "what (do i have|have i got|comes|is coming|'s coming|do i do) [up] next",
    "(what is|what 's|when is|when 's) my next (one|event|thing)",
    "(what is|what 's|when is|when 's) my next {what}",
    f"(what is|what 's) coming up [{_IN}]",
    "what (is|'s) the next (thing|event) [i have]",
)
_FIRST = (
    "(what is|what 's|when is|when 's) [my|the] first (appointment|meeting|event|thing|one) [i have] {when}",
    "what do i have first {when}",
)
_FREE = (
    f"{_AM_I} {{when}}",
    f"{_AM_I} {{when}} {_TO} {{until:when}}",
    f"{_AM_I} (for|to have) {{what}} {{when}}",
    f"{_AM_I} {{when}} for {{what}}",
    f"{_AM_I} {{when}} for {{length}}",
    f"{_HAVE} [any|some] [free] time [free] [for {{what}}] {{when}}",
    f"{_HAVE} [any|some] [free] time [free] {{when}} {_TO} {{until:when}}",
    "is {when} [still] (free|open|available)",
    "(am i|are we) doing anything {when}",
)
_CLASH = (
    "(does|would|will) (anything|something|that) (clash|conflict) [with] {when}",
    "[(check|see)] (if|whether) (anything|something|that) (clashes|conflicts) [with] {when}",
)
_ANYTHING_BETWEEN = (f"{_HAVE} {_PLANS} [planned|on|scheduled|going on] [{_IN}] {{when}} {_TO} {{until:when}}",)
_BETWEEN = (
    f"what (do i have|have i got|is|do we have) [on|planned|scheduled] [{_IN}] {{when}} {_TO} {{until:when}}",
)
_GAPS = (
    "when (am i|are we) (free|available) {when}",
    "when do i have [any|some] [free] time [free] {when}",
    "when do i have {length} [free] {when}",
    "(what|which) (times|slots|hours) (am i|are) free {when}",
)
_TIMES = (
    "{when}",
    f"[from|for] {{when}} {_TO} {{until:when}}",
    "{when} for {length}",
    "for {length} {when}",
    "{when} {length}",
)
_AS_ALL_DAY = "[as an] all day [thing|event|entry|appointment]"
_ALL_DAY = (f"{{when}} ({_AS_ALL_DAY}|for the whole day)", f"{_AS_ALL_DAY} {{when}}")
_SYNCED = (
    "(sync|synchronize|refresh|update) (my|the) (calendar|calendars)",
    "is my calendar (up to date|synced|in sync)",
    "(when was|when is) my calendar [last] (synced|synchronized|updated)",
)
_TOLD = (
    "(i have|i've got|we have|we've got) (a|an|my|our) {what} {when}",
    "(i'm|i am|we're|we are) having {what} {when}",
    "{when} (i have|i've got|we have|we've got) (a|an|my|our) {what}",
    "{when} (i'm|i am|we're|we are) having {what}",
)
_PUT_MORE = (
    f"(i|we) (need|have) to {{what}} {{when}} [so|and] [please] (add|put|enter|note) (that|it) {_IN}",
    "(make|set up|create|arrange|get) (a|an|the|my) {what} appointment (for|on|at) {when}",
    "(make|set up|create|arrange) (a|an) {what} appointment {when}",
    f"(set up|arrange|organize|organise) {{what}} {{when}} [{_IN}]",
    "(make|create|add|set up|book|schedule) (an|a|the) (event|appointment|meeting|entry) {when} for [a|an|the]"
    " {what}",
    "(block|book|reserve|keep) [off|out] {when} (to|until|till|and) {until:when} for {what}",
    "(block|book|reserve|keep) [off|out] {when} for {what}",
    f"(i'm|i am|we're|we are) [having] {{what}} {{when}} [so|and] [please]"
    f" (add|put|enter|note|make a note of) (that|it) {_IN}",
    f"{_PUT} {{what}} {_IN}",
    f"{_NOTE} {{what}} [{{when}}] {_IN}",
    f"{_NOTE} {_IN} [that] [(i|we) have|i'm having|we're having|there is] {{what}} {{when}}",
    f"{_PUT} {{what}} {{when}} {{more}}",
    f"{_PUT} (a|an) {{length}} {{what}} {{when}} [{_IN}]",
    f"{{when}} {_PUT} {{what}} {_IN}",
    f"{_PUT} {{when}} {_IN} {{what}}",
    f"{_PUT} {_IN} [that] [(i|we) have|i'm having|we're having|there is] {{what}} {{when}}",
    f"{_PUT} {{length}} for {{what}} {{when}} [{_IN}]",
    f"{_ENTRY} {{when}} (called|named|for|about) {{what}}",
    "(block|block off|block out|reserve|keep) {when} for {what}",
    f"(block|block off|block out|reserve|keep) [from] {{when}} {_TO} {{until:when}} for {{what}}",
)
_LATER = (
    f"{_MOVE} {{what}} [back] [by] {{length}} [later|back]",
    f"{_MOVE} (my|the) {{when}} [one|thing|meeting|appointment] [back] [by] {{length}} [later|back]",
    "make {what} {length} later",
)
_EARLIER = (
    f"{_MOVE} {{what}} [up|forward] [by] {{length}} (earlier|forward|up)",
    f"{_MOVE} {{what}} (up|forward) by {{length}}",
    "make {what} {length} (earlier|sooner)",
    "bring {what} forward [by] {length}",
)
_LONGER = ("make {what} {length} longer", "(extend|lengthen|prolong) {what} by {length}")
_SHORTER = ("make {what} {length} shorter", "(shorten|cut) {what} by {length}")
_AS_LONG = (
    "make {what} (last|take|go on) [for] {length}",
    "make {what} {length} [long]",
    f"(make|let) {{what}} (last|go on|go|run) {_TO} {{until:when}}",
    f"(extend|lengthen|prolong|shorten) {{what}} {_TO} {{until:when}}",
    "(extend|lengthen|prolong|shorten) {what} to {length}",
)
_RENAME = (
    "rename {what} (to|as|into) {name:any}",
    "change the (name|title) of {what} to {name:any}",
    "call {what} {name:any} instead",
)
_CANCEL_DAY = (
    f"{_END} (everything|all [of] my (appointments|meetings|plans|events)|all events) [for|i have] {{when}}",
    f"clear my ({_CALENDAR}|day) [for] {{when}}",
    "cancel all of {when}",
)
_THEN = "[[just|only] [for] {when} [only]]"
_CANCEL = (
    f"{_END} {{what}} {_THEN} {_OFF}",
    f"{_END} {_MY} {{when}} {{what}} {_OFF}",
    f"{_END} {{when}} 's {{what}} {_OFF}",
)
_WHEN = (
    "when (is|'s|are|was) {what}",
    "when (is|'s|are|was) {when} 's {what}",
    "when (am i|are we) [next] (having|meeting|seeing) {what} [next]",
    "(what time|at what time|what day|on what day) (is|'s|are|does|was) {what} [{when}] [start|begin|take place]",
    "who (am i|are we) having {what} with [{when}]",
    "(what time|at what time|when) do (i|we) (have|meet|see) {what}",
    "(what time|at what time|when) do (i|we) have to be (at|in) {what}",
    "when (does|will) {what} (start|begin)",
    "do (i|we) have {what} (scheduled|planned) [{when}]",
    f"(is|have i got|do i have) {{what}} {_IN} [{{when}}]",
)
_HOW_LONG = (
    "how long (is|'s|will|does|was) {what} [{when}] [be|last|take|go on] [for]",
    "(when|what time) (does|will) {what} [{when}] (end|finish)",
    "until when (is|does) {what} [{when}] [go|last|go on]",
)
_ABOUT = (
    "where (is|'s|are) {what} [{when}]",
    "tell me [more] about {what} [{when}]",
    "what (is|are|'s) the (details|detail|notes|note|place|location) (of|for|on) {what} [{when}]",
    "who (is|'s) (coming to|invited to|in|at) {what} [{when}]",
)
_MEALS = ("lunch", "dinner", "breakfast", "brunch", "coffee", "drinks")
_VISITS = ("meeting", "appointment", "dentist", "doctor", "haircut", "date", "party", "concert")
_NOUNS = ("meeting", "appointment")
_BARE_CANCEL = (
    f"{_END} {{what}} {_THEN}",
    f"{_END} [just|only] {_MY} {{when}} {{what}} [only]",
    f"{_END} [just|only] {{when}} 's {{what}} [only]",
)


def _of_a_series(
    desk: Desk, steps: Callable[[Asked, Meant, Scope], Steps], templates: Sequence[str]
) -> tuple[Form, ...]:
    """The request, and it with words behind it that say how much of a series is meant."""
    return (
        Form(desk.about_series(steps), templates),
        *(Form(desk.about_series(steps, of), _behind(templates, behind)) for of, behind in BEHIND.items()),
    )


def _behind(templates: Sequence[str], behind: str) -> tuple[str, ...]:
    return tuple(f"{template} {behind}" for template in templates)


def _put(begin: str, times: Sequence[str]) -> tuple[str, ...]:
    return tuple(form for time in times for form in (f"{begin} {time} [{_IN}]", f"{begin} {_IN} {time}"))


def _move() -> tuple[str, ...]:
    which = (
        "{what}",
        "{what} [from|at|on] {when}",
        "[just|only] (my|the) {when} {what}",
        "(my|the) {when}",
        "[just|only] {when} 's {what}",
    )
    return (
        *(f"{_MOVE} {what} [back|forward|up|over] (to|until|till|into|for) {{to:when}}" for what in which),
        f"{_MOVE} {{what}} (to|until|till) {{to:when}} (just|only|but only|just for|only for) {{when}} [only]",
        *(f"(postpone|delay|put off|push back|reschedule|move) {what} {{to:when}}" for what in which),
        "make {what} (at|on) {to:when} instead",
        "can we (do|have) {what} {to:when} instead",
    )
