"""Timers, alarms and reminders: how they are asked for. ``ringing`` says them when they are due."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial

from samantha.hands.due import Kind, Quiet
from samantha.hands.reminder_book import Book
from samantha.hands.reminding import LINKS, Desk
from samantha.hands.said import Said
from samantha.hands.tool import Asked, Form, Tool

_SET = "(set|start|make|create|add|put on|give me|i need|set up)"
_END = "(get rid of|scrap|drop|cancel|stop|delete|remove|end|clear|turn off|switch off|forget|kill)"
_MOVE = "(move|change|push|shift|reschedule|delay|postpone) [back|forward]"
_KINDS: tuple[Kind, ...] = ("timer", "alarm", "reminder")


def reminders(book: Book, quiet: Quiet | None) -> Tool:
    """The tool over this file."""
    desk = Desk(book, quiet)
    return Tool(
        "reminders",
        (
            Form(
                desk.timer,
                (
                    f"{_SET} [me] (a|an|the|another) {{length}} timer [for {{name}}]",
                    f"{_SET} [me] (a|an|the|another) {{length}} {{name}} timer",
                    f"{_SET} [me] (a|an|the|my|another) [{{name}}] timer [for|to|at|of] {{length}} [for"
                    f" {{name2:text}}]",
                    "[can i|could i|may i] (get|have) (a|an) timer (for|of) {length} [for {name}]",
                    "(start|begin) [counting|the countdown|a countdown|counting down] (from|for|of|at) {length}",
                    "(a|an) countdown (of|from|for) {length}",
                    f"{_SET} (a|an|the|my|another) [{{name}}] timer",
                    "timer [for] {length} [for {name}]",
                    "{length} timer",
                    f"{_SET} timer [for|to] {{length}}",
                    f"{_SET} (a|one) (second|third|new) timer [for|of] {{length}} [for {{name}}]",
                    "(time me|count down) [for|from] {length}",
                    "time {length} for {name}",
                    "time {name} for {length}",
                    "put {length} on the (clock|timer) [for {name}]",
                    "give me {length} on the (clock|timer)",
                    "[a|an] {name} timer {length}",
                    f"{_SET} (a|an|the|my|another) timer for {{name}} [for|of] {{length}}",
                    "(a|an|another) {length} timer [for {name}]",
                    "(let me know|tell me|alert me|ping me|give me a shout|beep) (when|after|once) {length}"
                    " (is|are|have|has) (up|over|passed|gone|done)",
                ),
            ),
            *(
                Form(
                    partial(desk.shift, kind, sign),
                    (
                        f"(push|move|shift|delay|postpone|put) (the|my|that) {kind} {way} [by] {{length}}",
                        f"(push|move|shift|delay|postpone|put) (the|my|that) {kind} (to|about|for|of) {{what}}"
                        f" {way} [by] {{length}}",
                        f"(push|move|shift|make|set|bring) (the|my|that) {kind} {{length}} {later_}",
                        f"(push|move|shift|make|set|bring) (the|my|that) {{what}} {kind} {{length}} {later_}",
                        f"(push|move|shift|make|set|bring) (the|my|that) {kind} (to|about|for|of) {{what}} {{length}}"
                        f" {later_}",
                    ),
                )
                for kind in _KINDS[1:]
                for sign, way, later_ in (
                    (1, "[back|forward|later]", "(later|back)"),
                    (-1, "(earlier|up)", "(earlier|sooner)"),
                )
            ),
            *(
                Form(
                    partial(desk.shift, kind, 1),
                    (f"(add|put) {{length}} (to|on|onto) (the|my|that) {kind} [(to|about|for|of) {{what}}]",),
                )
                for kind in _KINDS[1:]
            ),
            Form(
                desk.extend,
                (
                    "(add|put) [another] {length} (to|on|onto) (the|my) [{name}] timer",
                    "(extend|lengthen|prolong) (the|my) [{name}] timer [by] {length}",
                    "make (the|my) [{name}] timer {length} (longer|more)",
                    "(give|add) [it|the timer|to it] [another] {length} [to it|more|on top]",
                    "(give me|add) [another] {length} on (the|my) [{name}] timer",
                    "give [the|my] {name} another {length}",
                    "give [the|my] {name} {length} (more|longer)",
                ),
            ),
            Form(
                partial(desk.extend, sign=-1),
                (
                    "(take|knock|cut|remove|shave) {length} (off|from|off of) (the|my) [{name}] timer",
                    "make (the|my) [{name}] timer {length} shorter",
                    "(shorten|reduce|cut) (the|my) [{name}] timer by {length}",
                    "(take|knock|cut|shave) {length} off (it|that)",
                ),
            ),
            Form(
                desk.reword,
                (
                    "(change|edit|reword|correct|update|make) (the|my|that) reminder [(to|about|for|of) {what}]"
                    " (to say|say|so it says|so that it says) {new:any}",
                    "the reminder should say {new:any}",
                ),
            ),
            Form(desk.snooze, reads=desk.more),
            Form(desk.cannot, ("(pause|restart|resume|hold|freeze|unpause) (the|my|that) [{name}] timer",)),
            *(
                Form(
                    partial(desk.move, kind),
                    (
                        f"{_MOVE} (the|my|that) {kind} [for|from] [{{when}}] {{to:when}}",
                        f"{_MOVE} (the|my|that) {kind} [for|from] [{{when}}] (to|until|till) {{to:when}}",
                        f"{_MOVE} (the|my|that) {kind} (to|about|for|of) {{what}} (to|until|till) {{to:when}}",
                        f"{_MOVE} (the|my|that) {kind} (to|about|for|of) {{what}} {{to:when}}",
                        f"put (the|my|that) {kind} [(to|about|for|of) {{what}}] (off|back) [to|until|till]"
                        " {to:when}",
                        f"{_MOVE} (the|my|that) {{what}} {kind} (to|until|till) {{to:when}}",
                        f"{_MOVE} (the|my|that) {{when}} {kind} (to|until|till) {{to:when}}",
                    ),
                )
                for kind in _KINDS[1:]
            ),
            Form(
                partial(desk.move, "reminder", least=2),  # what is not called a reminder may be a meeting
                (f"{_MOVE} {{what}} (to|until|till|for) {{to:when}}",),
            ),
            Form(
                desk.alarm,
                (
                    "(wake me|get me up|wake me up) [{when}]",
                    "(wake me|get me|wake me up) up {when}",
                    "wake me [up] from my nap {when}",
                    "{when} (wake me|wake me up|get me up)",
                    "(i|we) (need|have|want|must) to (get|be|wake) up {when} [so] [please] (set|make) (an|the"
                    "|my) alarm",
                    "(i|we) (need|have|want|must) to (get|be|wake) up {when} [so] [please] wake (me|us) [up]",
                    "(i|we) [want|need|would like] to be woken [up] {when}",
                    "get (me|us) (up|out of bed) {when}",
                    "(make sure|see to it) [that] (i'm|i am) (up|awake) {when}",
                    f"{_SET} (a|an|my|the|another) alarm [for|at|to] [{{when}}] [so] [i can (get|wake) up]",
                    "alarm [for|at] {when}",
                    f"{_SET} (a|an|my|the|another) alarm to (go off|ring|wake me|wake me up) {{when}}",
                    f"{_SET} (a|an|my|the|another) alarm [for|at] [{{when}}]",
                    f"{_SET} (a|an|my|the|another) {{when}} alarm",
                    f"{_SET} (a|an) timer [for|to] {{when}}",
                    "(put|switch|turn) (a|an|the|my|another) alarm on [for|at] {when}",
                ),
            ),
            Form(desk.remind, tuple(_reminding())),
            *(Form(partial(desk.tell, kind), tuple(_telling(kind))) for kind in _KINDS),
            Form(
                desk.left,
                (
                    "how (long|much time|many minutes|much longer) [is|do i have|have i got|does] [there] [left]"
                    " (on|for|of|does|until) (the|my) [{name}] timer [is] [have|has] [left|done|over]",
                    "how (much time|long|much|many minutes|many seconds) [is|are|'s] left [on the timer|on my timer]",
                    "how (much longer|long) (do|does|will) [the] {name} [still] (need|take|have)",
                    "how (much longer|long) [still] [for the|for my] {name} timer",
                    "when (is|does|will) (the|my) [{name}] timer [be] (done|over|up|end|go off|finished|ring)",
                    "(check|what 's left on|what is left on) (the|my) [{name}] timer",
                ),
            ),
            *(
                Form(
                    partial(desk.cancel, kind),
                    (
                        f"{_END} (the|my|that|this) [{{name}}] {kind} [for|at] [{{when}}]",
                        f"{_END} (the|my|that|this) {kind} [{{when}}] (to|about|of|for) {{what:any}}",
                        f"{_END} (the|my) {{when}} {kind}",
                        f"{_END} {{when}} 's {kind}",
                        f"(turn|switch|shut) (the|my|that) [{{name}}] {kind} off",
                        f"{_END} (the|my) {{length}} {kind}",
                        f"(i|we) (don't|do not|won't|no longer) need (the|my|that|an) [{{name}}] {kind} [for]"
                        f" [{{when}}]"
                        " [anymore|any more|any longer]",
                        f"no {kind} [for] {{when}}",
                    ),
                )
                for kind in _KINDS
            ),
            Form(partial(desk.cancel, "reminder"), reads=_done_with),
            Form(partial(desk.cancel, "timer"), reads=desk.known),
            *(
                Form(partial(desk.cancel_all, kind), (f"{_END} (all|all my|all the|my|the|all of my|every) {kind}s",))
                for kind in _KINDS
            ),
            Form(
                desk.snooze,
                (
                    "snooze [it|that|this|the alarm|the timer|the reminder] [for] [{length}]",
                    "snooze [it|that|this|the alarm|the timer|the reminder] {when}",
                    "(remind|tell|wake) me [of it|of that] again [{when}]",
                ),
            ),
        ),
    )


def _reminding() -> list[str]:
    begin = (
        "(remind me|remind us|nudge me|ping me|alert me|notify me|be reminded|i need to be reminded|i have to be"
        " reminded"
        "|(set|set up|make|add|create|give me|get me|i need|set me|i'd like|i want|put in) a reminder)"
    )
    must = "(i|we) (have to|need to|must|should|gotta|got to) {to}"
    have = "(have to|need to|must|should|ought to|want to)"
    forms = [
        f"{begin} for {{about}} {{when}}",
        f"{begin} {{when}} for {{about:any}}",
        f"{begin} [that] (i|we) {have} {{to:any}} [{{when}}]",
        f"{begin} [that] (i|we) {have} {{to}} {{when}} {{more}}",
        f"{begin} {{when}} [that] (i|we) {have} {{to:any}}",
        f"{begin} {{when}} {{to:any}}",
        f"{begin} {{when}} (so|so that) (i|we) (can|could|will|don't forget to|remember to) {{to:any}}",
        "make sure [that] (i|we) {to} {when}",
        "reminder {when} {to:any}",
        "reminder to {to:any} [{when}]",
        "{when} (i|we) (have to|need to|must|should) {to:any} [so] [please] remind me [of it|of that|about it]",
        "[you] [please] remind me {when} (i|we) (have to|need to|must) {to:any}",
        f"{begin} [{{when}}]",
        f"{{when}} {begin}",
        "(don't let me forget|make sure i don't forget|don't forget to remind me) to {to:any} [{when}]",
        "(don't let me forget|make sure i don't forget) {when} to {to:any}",
        "(tell me|let me know) {when} to {to:any}",
        "{when} (tell me|let me know) to {to:any}",
        f"{must} {{when}} [so] [please] [can you|could you] remind me [of it|of that|about it|about that]",
    ]
    for link in LINKS:
        forms += [
            f"{begin} {link} {{{link}:any}} [{{when}}]",
            f"{begin} {link} {{{link}}} {{when}} {{more}}",
            f"{begin} {{when}} {link} {{{link}:any}} [{{when2:when}}]",
            f"{{when}} {begin} {link} {{{link}:any}}",
        ]
    return forms


def _done_with(words: Said, now: datetime) -> Asked | None:
    """ "I called Catherine already, cancel that reminder." """
    match = re.fullmatch(
        rf"(i(?:'ve| have)? [^,.]+?)[,.] (?:(?:so |please |you can )*(?:{_END.strip('()')}) (?:that|the|my) reminder"
        r"|so (?:there's )?(?:no need to|you needn't|(?:you )?don't (?:have to|need to)?) ?remind me"
        r"(?: (?:about|of|to) (?:that|those|it|them))?)",
        words.whole,
        re.IGNORECASE,
    )
    return Asked(now, {"what": match[1]}) if match else None


def _telling(kind: Kind) -> tuple[str, ...]:
    return (
        f"(what|which) [other] {kind}s (do i have|have i got|are there|are set|did i set) [set] [for] [{{when}}]",
        f"(what are|what 's|list|tell me|read|show|show me|read me) [all] (my|the) {kind}s",
        f"(do i have|have i got|are there|is there) (any|a|an) ({kind}s|{kind}) [set] [for] [{{when}}]",
        f"did (i|we) set (a|an|any) ({kind}|{kind}s) [for] [{{when}}]",
        f"(when|what|what time) (is|'s|does|will) (my|the) [next] {kind} [set] [for|to|go off|ring]",
        f"(when|what time|what) (is|'s) (my|the) {kind} (to|about|for) {{what:any}} [set] [for]",
        f"(when|what time) will (the|my) {kind} (ring|go off)",
        *(
            (
                "(did|have) i [ever|already] (ask|asked|tell|told) you to remind me (to|about|of) {what:any}",
                "(when|what time) (are|will|do|were) you [going|due|meant|supposed] [to] remind me (to|about|of)"
                " {what:any}",
                "(is there anything|what|what else) [are] [you're|you are|you] (meant|supposed|going|due) to"
                " remind me (of|about) [{when}]",
                "what will you remind me (of|about) [{when}]",
                "[is there] anything [that] i (should|have to|need to|must) (remember|not forget) [{when}]",
                "what (was|is) it [that] i (want|wanted|asked|need|needed) to be reminded (of|about) [{when}]",
            )
            if kind == "reminder"
            else ()
        ),
    )
