"""The rules of ``rewording``: what stands before and behind a request, the verbs that mean one deed, and how
questions are wrapped. They are tried on words with marks for the times (``<t0>``, ``<d0>``), without the last mark.

A rule whose pattern has groups is for the whole of the words, one without for their beginning.
"""

from __future__ import annotations

import re

Rule = tuple[re.Pattern[str], str]


def _rules(*pairs: tuple[str, str]) -> tuple[Rule, ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), meant) for pattern, meant in pairs)


_YOU = r"(?:you|we|i)"
CARRIER = re.compile(
    rf"(?:(?:hey|hi|ok|okay|oh|so|well|and|also|now|then|but|right|please|just|maybe|samantha|by the way"
    rf"|before i forget"
    r"|one more thing|quick question|while you're at it|while i think of it|whenever you can|i think|i guess"
    r"|if (?:you|it) (?:don't mind|can|could|have time|is possible|is not too much trouble)"
    r"|when you (?:have|get|'ve got) (?:a )?(?:moment|minute|second|sec|chance|time))[,. ]+)*"
    rf"(?:(?:do|would) you (?:think|reckon|suppose|believe) (?:that )?(?:you|we) (?:can|could|might) (?:maybe )?"
    rf"|(?:is|would|might) (?:it|there) (?:be )?(?:any )?(?:possible|okay|ok|alright|all right|fine|chance|way)"
    rf" (?:for you to|to|(?:that )?(?:if )?{_YOU}(?:'d| can| could| would)?) |(?:is there )?any (?:chance|way)"
    rf" (?:that )?{_YOU} (?:can|could|might|would) |(?:i(?:'m| am| was)|was) (?:just )?(?:wondering|hoping|curious)"
    rf" (?:if|whether|that)? ?(?:{_YOU} (?:can|could|might|would) (?:please |maybe )?)?"
    rf"|(?:i(?:'d| would)|it(?:'d| would)) (?:(?:really |also |so |much )*(?:appreciate|love|like|prefer|rather"
    rf"|want|be"
    r" (?:great|good|nice|lovely|grateful|glad|happy|helpful|handy|cool|kind|best)))(?: it)?(?: very much)?"
    r"(?: if you (?:could|would|can)| for you to| you to| you| that you| to)? "
    r"|i(?:'ll| will|'m going to|'m gonna| am going to)? (?:need|want|expect) you to "
    r"|(?:you|we)(?:'d| had)? (?:can|could|need to|have to|should|might|may|must|better|ought to)(?: want to)?"
    r"(?: go ahead and)? |(?:can|could|would|will) (?:you|we|i) (?:please |maybe |kindly |possibly |perhaps |also"
    r" |just )*(?:help me (?:to )?|try (?:and|to) |manage to |go and )?|help me (?:to )?|be (?:so (?:kind|good)"
    r"|a dear|an"
    r" angel)(?: as)?(?: to|,? and)? |kindly |i(?:'d| would)? (?:need|want|have|like|wish) to |(?:see|make sure"
    r"|ensure|see"
    r" to it|check)(?: that)? you |try (?:and|to) |time to |let us |let's |go ahead(?: and)? |i (?:need|want) )?"
    r"(?:(?:please|just|also|maybe|quickly|kindly|go)[, ]+)*",
    re.IGNORECASE,
)
"""What stands before an order and is none of it."""

GERUND = re.compile(
    r"(?:(?:(?:would|do|will) you )?mind|how about|what about|could i trouble you (?:with|for)"
    r"|any chance of(?: you| me)?"
    r"|i(?:'d| would) appreciate(?: you| your)?|i(?:'m| am) thinking of|feel like|start|try) (\w+?)ing\b",
    re.IGNORECASE,
)
_REMIND = (
    r"(?:(?:(?:give|send|drop|get) (?:me|us) (?:a|an|some)(?: little| quick| gentle| friendly)? (?:shout|nudge"
    r"|heads[- ]up|buzz|poke|ping|prod|call|holler|reminder|kick|alert|notice|notification|push|word|prompt|tap)"
    r"|(?:nudge|poke|prod|buzz|ping|alert|notify|prompt|pester|bug|warn|tap|kick|shout at|yell at|holler at)"
    r" (?:me|us)(?: on the shoulder)?"
    r"|jog my memory|have me (?:remember|think of)|make me (?:remember|think of)|help me (?:to )?(?:remember"
    r"|think of)"
    r"|(?:a |put in a |set a |create a |make a )?reminder|see me reminded"
    r"|(?:don't|do not|never) let me (?:forget|miss)|(?:keep|stop|prevent) me (?:from )?(?:forgetting|missing)"
    r"|(?:see(?: to it)?|make sure|ensure|make certain)(?: that)? (?:i|we) (?:don't|do not|won't|never)"
    r" (?:forget|miss)"
    r"|(?:see(?: to it)?|make sure|ensure|make certain)(?: that)? (?:i|we) remember"
    r"|(?:i|we)(?:'d like| would like| need| want| have| ought| wish)? (?:to )?(?:must"
    r"|should)? ?(?:to )?(?:remember|be"
    r" (?:reminded|told|nudged|alerted|notified))"
    r"|(?:i|we) (?:mustn't|must not|can't|cannot|shouldn't|better not|don't want to|do not want to) (?:forget|miss))"
    r"(?: of| about)?(?: it)?(?: when it(?:'s| is))?)"
)
_THING = (
    r"(?!(?:what|which|how|is|are|am|do|does|did|have|has|when|where|who|why|can|could|would|will|read|tell|show|take"
    r"|remove|delete|cross|strike|clear|empty|not|i|you|he|she|they|we|there|put|add|it|that|if|my|her|his|their"
    r"|remind|let|see|check|mind|know|start|make|set|get"
    r"|give|list)\b)(?!.*\b(?:whats?|whether|if|which|who|everything|anything)\b)"
)
"""Before what can be put on a list."""
_LISTS = r"(?:shopping|grocery|groceries|market|supermarket|food)"
KIND = r"(?:timer|alarm|reminder)"

THE_ONE = re.compile(
    r"(?:cancel|scrap|delete|drop|remove|forget|stop|end|lose|ditch|kill|get rid of|turn off|clear|bin)"
    r" (?:(?:the|that) one (?:(?:about|for|to|at|with|of|on) )?(?P<of>.+)"
    r"|(?:the|my) (?P<name>[\w'-]+(?: [\w'-]+)?) one)",
    re.IGNORECASE,
)
"""Ends something that is not called what it is: "Scrap the one about the washing." """
CHOICES = _rules(
    (r"(?:i )?(?:can't|cannot|can not|couldn't|don't know how to|am unable to) (?:decide|choose|pick"
     r"|make up my mind)[,:;]? (?:between |whether it's |if it should be )?(.+?)[,.:;?]+ (?:\w+ )*(?:pick|choose"
     r"|decide|help)\b.*", r"choose between \1"),
    (r"(.+ or .+?)[,.?:;]+ (?:you |can you |could you |just )*(?:pick|choose|decide)(?: one| for me| for us"
     r"| at random)*", r"choose between \1"),
)  # fmt: skip
"""What is to be chosen from stands before the order to choose, so these come before an order behind a remark."""

VERBS = _rules(
    (r"(?:set |start |put on |i need |give me |make )?(?:two|2) timers[,:]? (?:one )?(?:for "
     r"|of )?(<d\d+>) and (?:one |another"
     r" |the other )?(?:for |of )?(.+)", r"set a timer for \1 and set a timer for \2"),
    (rf"(?:get|have|want|need|run|begin|open) (?:me )?(an?|another|my) (.*{KIND}) (?:going|running|started)(.*)",
     r"set \1 \2\3"),
    (rf"(?:i )?(?:get|have|want|need|run|begin) (?:me )?(an?|another|my) (.*{KIND}.*)", r"set \1 \2"),
    (r"(?:a |the )?timer[,:] (<d\d+>)", r"timer \1"),
    (r"(?:there's )?(?:no need to|don't|(?:you )?(?:don't|do not) (?:have|need) to|(?:you )?needn't) wake me(?: up)?"
     r"(?: (<t\d+>))?", r"cancel the alarm \1"),
    (rf"{_REMIND} (?:when|after|once) (<d\d+>)(?: [\w' ]+)?", r"set a timer for \1"),
    (r"(?:can |could |should |let )?((?:my|the|that) .+) be (<d\d+>) (earlier|later|longer|shorter)",
     r"make \1 \2 \3"),
    (rf"{_REMIND} (?:(?:to )?(?:get|buy|pick up) )?(.+?),? (?:when|(?:the )?next time) (?:i|we)(?:'m| am|'re| are)?"
     r" (?:go shopping|shop|shopping|(?:at|in|go to|get to) the (?:shops?|store|supermarket|market))",
     r"put \1 on my shopping list"),
    (r"(?:when|(?:the )?next time) (?:i|we)(?:'m| am)? (?:go shopping|shop),? (?:i|we) (?:need|want|should get"
     r"|must get"
     r"|have to get) (.+)", r"put \1 on my shopping list"),
    (r"put (?:down )?(.+) (?:for|at|from) the (?:shops?|store|supermarket|market)", r"put \1 on my shopping list"),
    (r".*\b(?:so|so that) (?:i|we) (?:don't|won't|do not|will not) (?:forget|miss) (?:to )?(.+)", r"remind me to \1"),
    (r"(?:forget(?: about)?|stop|quit|never mind|don't bother|no need(?: for you)? to|don't|(?:you )?(?:don't|do not)"
     r" (?:need|have) to|(?:you )?needn't)(?: about)? remind(?:ing)? (?:me|us)(?: about| of| to| that)? (.+?)"
     r"(?: any ?more| any longer| after all)?", r"cancel the reminder about \1"),
    (r"(?:can|could|let|make|have) (.+?) wait (?:until |till )?(<t\d+>)", r"move \1 to \2"),
    (r"have (?:a |an |my )?(reminder|alarm|timer) (?:go off|ring|set|sound|buzz) (.+)", r"set a \1 \2"),
    (r"(?:let me know|tell me|say|shout|alert me|say so) (?:when|once) it(?:'s| is) (<t\d+>)", r"set an alarm \1"),
    (r"(?:tell|get|prompt|ask) me to (.+<t\d+>.*)", r"remind me to \1"),
    (r"(?:let|tell|alert|warn) me (?:know )?(<t\d+>) (that|about) (.+)", r"remind me \1 \2 \3"),
    (r"(<t\d+>),? (.+)", r"\2 \1"),
    (rf"{_REMIND} (?=to\b|that\b|<)", "remind me "),
    (rf"{_REMIND} (?!(?:after|when|once|if|how|what|which|whether|where|who|why|again|later|in)\b)(?=\w)",
     "remind me about "),
    (r"remind (?:me|us) (?:about|of) (?=(?:i|we|the .+ (?:is|are|needs?|has|have|must)|it)\b)", "remind me that "),
    (r"remind (?:me|us) (.+?) (?:so|so that|in order that) (?:i|we) (?:can|could|will|may|don't forget to"
     r"|remember to|won't forget to|won't miss) (.+)", r"remind me \1 to \2"),
    (r"remind (?:me|us) (<t\d+>) (?:it's |it is )?(?:for|because of|on account of|for me|regarding|concerning) (.+)",
     r"remind me \1 about \2"),
    (r"remind (?:me|us) (?:about|to|of) (<t\d+>)(?: for me)? to (.+)", r"remind me \1 to \2"),
    (r"remind (?:me|us) (<t\d+>) (?!to\b|about\b|of\b|that\b)(\w.+)", r"remind me \1 about \2"),
    (r"(?:when|once) (?:it(?:'s| is| gets to| comes to)|the clock (?:strikes|says)) (<t\d+>),? (.+)", r"\2 \1"),
    (r"(?:pop|stick|chuck|toss|throw|bung|sling|slap|whack|jot|scribble|get|include|log|record|place|drop|list|write"
     r"|have|enter|fling|lob|shove|save|note|store|need|want|bring|keep|mark|tack|fit|squeeze)(?: down| in| up)?"
     r" (?=.+\b(?:list|calendar|schedule|diary|agenda|planner|shopping|groceries|to[- ]dos?|tasks)\b)", "put "),
    (r"(?:pencil|slot|squeeze|fit|block|write|put|jot)(?: in| down| out| off| up)? (?=.*<t)", "put "),
    (r"put (.+?),? (?:down|up|in)(?= (?:on|for|to|as|in|onto|<))", r"put \1"),
    (r"(?:put|pencil|write|slot|squeeze|fit|note|mark|book|block) (.+?) (?:in|down|out|off|up)"
     r"(?: for| on| at| from)* (<t\d+>.*)", r"put \1 \2"),
    (r"(?:put|pencil|write|slot|squeeze|fit|note|mark|book|block|stick|pop|bung|chuck|enter|jot) (.*<t\d+>.*?)"
     r" (?:in|down|out|off|up)", r"put \1"),
    (r"(?:make|set up|arrange|fix|get|find) (?:me )?(?:a |an )?(?:date|time|slot|appointment|room|space"
     r"|hour) (?:for|to have)"
     r" (.+<t\d+>.*)", r"put \1"),
    (r"(?:save|hold|keep|reserve|set aside|free up) (<t\d+>) for (.+)", r"put \2 \1"),
    (r"(?:fix up|organi[sz]e|line up|reserve|hold|find time for|make time for|set aside time for|set aside|block out"
     r" time for) (.*<t\d+>.*)", r"put \1"),
    (r"(.*\b(?:on|to|onto|in|into|for|of|from|off))(?: (?:the|my|our))?"
     rf" {_LISTS}(?: list| run| trip| shop)?\b(.*)", r"\1 my shopping list\2"),
    (r"(.*\b(?:on|to|onto|in|into|for|of|from|off))(?: (?:the|my|our))? (?:list of (?:things to"
     r" do|tasks|chores|jobs|errands)|(?:tasks?|to[- ]?dos?|to[- ]do's|chores?|errands?|jobs?)(?: list)?)\b(.*)",
     r"\1 my to do list\2"),
    (rf"{_THING}(.+) (?:on|for|to|onto) (?:the|my) ((?:[\w-]+ )*)list", r"put \1 on the \2list"),
    (r"(?:the |my |our )?list (?:should|needs to|has to|must|ought to) (?:have|include|get) (.+)",
     r"put \1 on the list"),
    (rf"{_THING}(.+?),? (in|into|on|onto|for) (my|the) (calendar|diary|schedule|agenda)", r"put \1 \2 \3 \4"),
    (r"remind me (?:later(?: on)?|at some point|some ?time|soon|in a bit|in a (?:little )?while|again) (.+)",
     r"remind me \1"),
    (rf"{_THING}(.+?) (?:needs?|has|have|ought|is|are|should|must|wants?)(?: to)? (?:go|be|get|be put|be added|belong"
     r"|supposed to be)(?: added| put| back)? (on|to|onto|in|into) (.+)", r"put \1 \2 \3"),
    (r"(?:start|begin) (.+ list) (?:over|afresh|again|anew|from scratch)", r"clear \1"),
    (r"(?:wipe|reset|blank|bin|scrap|ditch)(?: out)? ((?:the|my|our) (?:[\w-]+ )*list)(?: clean| out)?", r"clear \1"),
    (r"(?:i|we)(?:'ll| will)? (?:could do with|could use|need|want|would like|'d like|should have|must have) (.+)"
     r" (?:on|in) (.+)",
     r"put \1 on \2"),
    (r"(?:(?:strike|cross|scratch|wipe|take|remove|delete|drop)(?: off| out)?) (.+?)(?: off)? (?:from "
     r"|of )?(<t\d+>)'s"
     r" (?:calendar|schedule|diary|agenda|plan)", r"cancel \1 \2"),
    (r"(.+?)(?:'s| is| are)(?: already)? (?:bought|in the (?:basket|trolley|cart|fridge|cupboard))",
     r"take \1 off the list"),
    (r"(?:i|we) (?:don't|do not|won't|no longer) need (?:any )?(?:more )?(.+?)(?: any ?more| any longer| after all)?",
     r"take \1 off the list"),
    (r"(?:on|in) ((?:the|my|our) (?:[\w-]+ ){0,2}list),? (?:please )?(?:change|swap|replace) ([^<]+?)"
     r" (?:to|for|with|by) ([^<]+)", r"swap \2 for \3 on \1"),
    (r"(?:on|in|from) ((?:the|my|our) (?:[\w-]+ ){0,2}list),? (?:please )?(?:take off|remove|delete) ([^<]+)",
     r"remove \2 from \1"),
    (r"(add|put|stick|pop|write) (.+?) ((?:to|on|onto) (?:the|my|our) (?:[\w-]+ )?list),? (?:and|plus)"
     rf" (?!\w+ me\b)({_THING}.+)", r"\1 \2 and \4 \3"),
    (r"take (.+?) (?:out|off)(?: of (?:the|my|our) (?:calendar|diary|schedule))?", r"cancel \1"),
    (r"(?:the |my |our )?(.+?)(?:'s| has| have|'ve)(?: now| just)? been (?:pushed|moved|put|brought|changed|shifted)"
     r"(?: back| forward| over)? (?:to|until|till) (<t\d+>)", r"move \1 to \2"),
    (r"(?:the |my |our )?(.+?)(?:'s| has| have|'ve| is)(?: now| just| been| being)* moved (from <t\d+> to <t\d+>)",
     r"move \1 \2"),
    (r"(?:the |my |our )?(.+?)(?:'s| has| have|'ve| is)(?: now| just| been| being)* moved (to <t\d+>)",
     r"move \1 \2"),
    (r"(move .+?) (?:to|at) (?:exactly )?the same (?:time|hour)(?: as (?:before|usual|now))?(?:,? (?:but )?(?:on"
     r"|to))? (<t\d+>)", r"\1 to \2"),
    (r"(put .+?) (?:down )?as an all[- ]day (?:thing|event|entry|one|appointment)(.*)", r"\1 all day\2"),
    (r"(?:they|he|she|we|i)(?:'ve| have|'s| has)? (?:moved|brought|pushed|put|shifted) (.+?)"
     r" (forward|back|earlier|later)(?: by)? (<d\d+>)", r"move \1 \2 by \3"),
    (r"(?:they|he|she|we|i)(?:'ve| have|'s| has)?(?: just| now)* (?:moved|pushed|shifted|switched) (.+?)(?: back"
     r"| forward)? (?:to|until|till) (<t\d+>)", r"move \1 to \2"),
    (r"(?:the |my |our )?(.+?)(?: isn't| is not|'s not| won't be)(?: any ?more)?(?: at| on)? (<t\d+>)"
     r"(?: any ?more| any longer)?,? (?:it's|it is|it'll be|but)(?: now)? (<t\d+>)(?: now| instead)?",
     r"move \1 to \3"),
    (r"(?:clear|wipe|take|cancel|scrap|delete|remove|get) everything(?: off| out)?(?: for| on| from| of)? (<t\d+>)",
     r"cancel everything \1"),
    (r"(?:the |my |our )?(.+?)(?:'s not| isn't| is not| won't be| is no longer) (?:happening|going ahead)"
     r"(?: any ?more| after all| now)?", r"cancel \1"),
    (r"(?:the |my |our )?(.+?)(?:'s| is)(?: now)? (<d\d+>) (later|earlier)(?: now| than planned| instead)?",
     r"make \1 \2 \3"),
    (r"(?:i've|i have|we've|we have) (?:already |just |now )*(.+?),? (?:so )?(?:there's )?(?:no need to|don't"
     r"|(?:you )?(?:needn't|don't (?:have|need) to)) remind (?:me|us)(?: about (?:it|that))?(?: any ?more| now)?",
     r"cancel the reminder about \1"),
    (r"(?:the |my |our )?(.+) should be (?:called|named) (.+)", r"rename \1 to \2"),
    (r"how (?:many|long is it in) (days|weeks) (?:do (?:i|we) have|have (?:i|we) got|is it|are there)(?: left)?"
     r" (?:until|till|to) (<t\d+>)", r"how many \1 until \2"),
    (r"how long is it (?:until|till|to) (<t\d+>),? in (days|weeks)", r"how many \2 until \1"),
    (r"(?:i (?:need|want)|set|make|put on) (?:me )?(?:two|2) alarms(?: for| on)?(?: (<t\d+>))?[,:]? one (<t\d+>)"
     r" and (?:one |another |the other )?(<t\d+>)", r"set an alarm \1 \2 and set an alarm \1 \3"),
    (rf"(?:can |could |should |may |let )?((?:the|my|that) .+?{KIND}) be (<t\d+>)(?: instead(?: of .+)?)?",
     r"move \1 to \2"),
    (r"(?:swap|replace|exchange|trade|substitute|change) ((?!(?:the|my|that) (?:reminder|alarm|timer|meeting)\b)"
     r"[^<]+?) (?:for|with|by|to) ([^<]+)",
     r"swap \1 for \2 on my list"),
    (r"(?:strike|cross|scratch|knock|wipe|tick|check|rub|pull|drop|lose|remove|delete|cut|leave|get|mark)"
     r"(?: off| out)? (.+?)(?: off| out)?(?: from| of| off)? (the|my|our) ((?:[\w-]+ )*list)", r"take \1 off \2 \3"),
    (r"(?:strike|cross|scratch|knock|wipe|tick|check|rub|drop|lose|remove|delete|cut)(?: off| out)? (the .+|those .+"
     r"|my .+)", r"take \1 off the list"),
    (r"(?:there(?:'s| is) )?no (?:more )?(?:need for|need of) (.+)", r"i don't need \1"),
    (r"i (?:don't|do not|no longer) need (?:reminding|to be reminded|a reminder) (?:about|of|to|for) (.+?)"
     r"(?: any ?more| any longer| after all| now)?", r"cancel the reminder about \1"),
    (rf"i (?:won't|don't|do not|no longer|don't think i) (?:be )?(?:need(?:ing)?|want(?:ing)?) ((?:the|my|that"
     rf"|an|this) .*{KIND}.*?)"
     r"(?: any ?more| any longer| after all| now)?", r"cancel \1"),
    (r"(?:ditch|axe|bin|nix|scrap|kill|abort|dismiss|drop|lose|wipe|skip|bail on|call off|do away with"
     r"|pull the plug on|shut up|turn off|switch off|shut off|stop|end|clear|silence|mute|disable|deactivate|remove"
     r"|unset|scratch|forget|forget about|never mind|get rid of|take out|take off|delete|call off|undo"
     r"|take away|stand down|cut) (.+?)(?: off| out| after all)?", r"cancel \1"),
    (rf"(?:turn|switch|shut) (.*{KIND}.*?) off(.*)", r"cancel \1\2"),
    (r"cancel (.+?)(?: from| off| out of| in| on) (?:my|the|our) (?:calendar|schedule|diary|agenda)(.*)",
     r"cancel \1\2"),
    (r"cancel ((?:the|my|that|this) .+?) (?:on|for|at|of) ((?:the|my) .+)", r"cancel \1 about \2"),
    (r"(?:pull|bring|bump|shove|slide|nudge|switch|rebook|shunt|transfer|shift|push|swap|put|reschedule|rearrange"
     r"|change|knock|drag|set|adjust|reset|make|take|kick|schedule)"
     r" (.+?)(?: over| out| along| on| up| off| back| forward| ahead| it)*"
     r" (?:to start |be |happen )?(?:to|until|till|for|at|on|into)* ?(<t\d+>)(?: instead"
     r"| rather)?", r"move \1 to \2"),
    (r"(?:pull|bring|bump|shove|slide|nudge|shift|push|put|change|knock|drag|set|make|start|begin|have|delay|postpone"
     r"|kick|move) (.+?)(?: over| out| along| on| off| back| down the road)*(?: by)? (<d\d+>)(?: later| back| out)?",
     r"move \1 back by \2"),
    (r"(?:pull|bring|bump|shove|slide|nudge|shift|push|put|change|knock|drag|set|make|start|begin|have|move) (.+?)"
     r"(?: up| forward| ahead)?(?: by)? (<d\d+>)(?: earlier| sooner| ahead| forward| up)", r"make \1 \2 earlier"),
    (r"(?:let's |we'll |i'd |rather )*(?:have|do|hold|meet for) (.+?) (?:rather |better )?(?:to|at|on|for)? ?(<t\d+>)"
     r"(?: instead| rather)", r"move \1 to \2"),
    (r"(?:can|could|should|shall|might|would)? ?(.+?) (?:needs?|has|have|ought|wants?|should|must|can|will"
     r"|is)? ?(?:to )?"
     r"(?:be |get |been )?(?:moved|shifted|pushed|changed|rescheduled|bumped|switched|postponed|delayed|brought)"
     r" (?:back |forward |up |out )?(?:to |at |on |until )?(<t\d+>)(?: instead| now)?", r"move \1 to \2"),
    (r"(?:knock|shave|cut|take|drop|remove|trim) (<d\d+>) (?:off|from|off of)(?: of)? (.+)", r"make \2 \1 shorter"),
    (r"(?:give|grant|allow) (?!me\b|us\b)(.+?) (?:another |an extra )?(<d\d+>)(?: more| extra"
     r"| longer)?", r"make \1 \2 longer"),
    (r"(?:tack|stick|whack|chuck|slap|throw)(?: on)? (?:another |an extra )?(<d\d+>) (?:more )?(?:on|onto|to) (.+)",
     r"add \1 to \2"),
    (r"(?:rouse|get|wake|have) me (?:up |awake |out of bed )*(<t\d+>)(?: sharp| on the dot)?", r"wake me up \1"),
    (r"(?:i|we) (?:need|have|want|must|ought|should|got)(?: to)? (?:be )?(?:up|awake|get up|out of bed|wake up|rise)"
     r"(?: and about)? (?:by |at )?(<t\d+>)(?: sharp)?", r"wake me up \1"),
    (r"(?:an? |my )?(?:wake[- ]?up call|alarm)(?: please)? (<t\d+>)", r"set an alarm \1"),
    (r"(?:ring|beep|ding|buzz|shout|holler|ping|let|tell|alert|notify|warn|give) (?:me )?(?:know |a (?:shout"
     r"|buzz|ring"
     r"|beep) )?(<t\d+>)", r"set a timer for \1"),
    (r"(?:put|add|stick|chuck|give|whack)(?: on)? (?:another |an extra )?(<d\d+>)(?: more| extra)?(?: on| onto"
     r"| to| for)"
     r" (?:the )?(.+?)(?: timer)?", r"add \1 to the \2 timer"),
    (r"(?:ring|beep|ding|buzz|sound|chime|go off|shout|holler|yell|call|say something|tell me|let me know|alert me"
     r"|ping me|make a noise|warn me|notify me)(?: me)?(?: again)? (?:in |after |when |once )?(<d\d+>)"
     r"(?: is up| are up| from now| is over| are over| have passed| has passed| have gone by| has gone by)?",
     r"set a timer for \1"),
    (r"(?:count|time|measure|clock|run|start|begin|do|put)(?: me| us| off| down| out| on)* (?:a |an |the )?(<d\d+>)"
     r"(?: down| on the clock| for me| countdown| please)*(?: for (.+))?", r"set a timer for \1 for \2"),
    (r"(?:a |an )?(<d\d+>)(?: timer)?(?: on the clock)? for (.+)", r"set a timer for \1 for \2"),
    (r"(<d\d+>),? (?:starting|beginning|from) (?:now|right now)(?: on)?", r"set a timer for \1"),
    (r"(?:set|start|put|make|give me|run|create) (?:me )?(?:a |an "
     r"|the )?(.+?)[,:]? timer[,:]?(?: please)?[,:]? (?:for |of |at )?"
     r"(<d\d+>)", r"set a \1 timer for \2"),
    (r"(?:set|start|put) (?:a |an |the |another )?timer,? (<d\d+>),? (?:for |called |named )?(.+)",
     r"set a timer for \1 for \2"),
    (r"(?:what(?:'s| is)|how(?:'s| is)|where(?:'s| is)) (?:the status of |up with |going on with )?(?:the "
     r"|my )?((?:\w+ )*)timer"
     r"(?: at| doing| looking| going| on)*", r"how long is left on the \1timer"),
    (r"how (?:long|much time|much longer) (?:has|have|did|does|do) (?:the |my )?(.+?) (?:still |yet )?"
     r"(?:got|have|need)(?: left| to go| still)*", r"how long is left on the \1 timer"),
    (r"(?:make a memo|memo|leave a memo|take a memo|record|put on record|keep in mind|file|save this|save that)"
     r"(?: this| that)?[:,]? (?:that )?", "note that "),
    (r"(?:scribble|leave|drop|write|make|put down|jot|keep|do|save)(?: me| myself| us)? a (?:little "
     r"|quick )?(?:note|memo)"
     r"(?: saying| that says| that| to say| about| for me| for myself)*[:,]? (.+)", r"note that \1"),
    (r"(?:keep|save|store|file|record|put|have|log) (.+) (?:as a note|in a note|as a memo|in (?:my|the) notes)",
     r"note that \1"),
    (r"what (?:does|do|did) (?:the|my) notes? (?:about|on) (.+?) say", r"what did i note about \1"),
    (r"(?:pull up|open|find|get|bring up|look up|show|give|let me (?:hear|see)|what(?:'s| is| was"
     r"| did) (?:in )?)(?: me)?"
     r" (?:my|the|that) notes? (?:i (?:made|took|wrote|had) )?(?:about|on) (.+)", r"what did i note about \1"),
    (r"(?:let me (?:hear|see|know)|run through|go over|go through|recite|pull up|bring up|open|list|show|give me"
     r"|i'd like to (?:hear|see)|read out|read back|read off|say|have a look at|look at|check|tell me)"
     r"(?: again| me)? (?:what(?:'s| is) (?:on|in) )?((?:my|the|our) .+)", r"read me \1"),
    (r"(?:let me (?:hear|see|know)|run through|go over|go through|recite|pull up|bring up|open|list|show|show me"
     r"|give me|read out|check|look up|tell me|what about|how about)(?: what(?:'s| is) (?:in|on))? (?:my|the)"
     r" (?:calendar|schedule|agenda|diary|plans?|day)(?: for| on| of)? (<t\d+>)", r"what do i have \1"),
    (r"(?:a |another |the )?(?:new )?letter[,:]? (?:to|for) (.+)", r"write a letter to \1"),
    (r"(?:let me hear|let me see|go through|run through|play|recite|read back|read)(?: me)?(?: back)? (the|my"
     r"|that) letter"
     r" (?:to|for) (.+?)(?: again| back| to me| out loud| aloud)*", r"read me \1 letter to \2"),
    (r"(?:read(?: me)?(?: back)?|show me|let me hear|tell me) what (?:i|we)(?:'ve| have)? (?:wrote"
     r"|written)(?: so far)? to"
     r" (.+)", r"read me the letter to \1"),
    (r"(?:tear up|shred|bin|ditch|scrap|trash|discard|burn|cancel|lose|chuck out|remove|drop) (the|my|that) letter"
     r" (?:to|for) (.+)", r"delete \1 letter to \2"),
    (r"(?:begin|start|compose|draft|dictate|take down|pen|put together|take|do|send|new|open|create|make"
     r"|get)(?: me)?(?: off)?"
     r" (?:with )?(?:a |an |the |another )?(?:new )?(?:letter|note)[,:]?(?: addressed| out)? (?:to|for) (.+)",
     r"write a letter to \1"),
    (r"(?:write|drop|compose|pen|dictate|send) (?:to |a line to |a few lines to |a few words to )(.+)",
     r"write a letter to \1"),
    (r"(?:carry on|keep going|continue|resume|proceed|pick up|get back|go back|finish|return|work)(?: with| on| to)*"
     r" (the|my|that) letter to (.+)", r"go on with \1 letter to \2"),
    (r"(?:toss|spin|throw|do|make|give me|let's have|how about|have|need)(?: me| us)? (?:a |the )?coin(?: flip"
     r"| toss)?"
     r"(?: please| for me| for us)?", "flip a coin"),
    (r"(?:roll|throw|toss|cast|shake|give me|do|a|need|make)(?: me| us)? ?(?:a |the |some |one )?(?:roll of )?"
     r"(?:a |the )?(?:dice|die)(?: roll| throw)?", "roll a die"),
    (r"(?:give me |need |do |make )?(?:a |the )?(?:roll|throw)(?: of| with)? (?:a |an |the )?(.+) (die|dice)",
     r"roll a \1 \2"),
    (r"(?:pick|choose|decide|select|settle on)(?: one| something)?(?: of| for me| for us)*[:,]? (.+ or .+)",
     r"choose between \1"),
    (r"how many (?:jobs|tasks|chores|errands|groceries|things|items|points|entries|products)(?: to do)?"
     r"(?: are| do (?:i|we) have| have (?:i|we) got)?(?: there)?(?: still)?(?: left| open)? (on (?:the|my|our) .+)",
     r"how many things are \1"),
    (r"(?:has|have|did|does|do|is|are)(?: (?:i|we|it|there|anybody))?(?: already| still| yet| ever)?"
     r"(?: have| got| get| put| add(?:ed)?| contain)?(?: already)?(?: any| some| a| an)? (.+?) (?:already "
     r"|still |yet )?"
     r"(?:down |already |made it )?(?:on|onto|to) ((?:the|my|our) (?:[\w-]+ )*list)(?: already| yet| still)*",
     r"is \1 on \2"),
    (r"(?:the|my|our) ((?:[\w-]+ )*)list has (.+) on it(?: already)?", r"is \2 on the \1list"),
    (r"does (the|my|our) ((?:[\w-]+ )*)list (?:have|include|contain|say) (.+?)(?: on it| already)*",
     r"is \3 on \1 \2list"),
)  # fmt: skip
"""One deed's many verbs, as the templates have them."""

QUESTIONS = _rules(
    (r"(?:do you (?:happen to )?(?:know|remember|recall)|any idea|(?:can|could|would) you (?:tell|say|check|see|look"
     r"|look up|find out)(?: me| up)?|tell me|i(?:'d| would) (?:like|love) to know|i (?:want|need) to know|i wonder"
     r"|i'm wondering|i was wondering|check|see|find out|look up|have a look|let me know|remind me(?: again)?"
     r"|say|show me|i forgot|i've forgotten|i can't remember|i don't know|what i'd like to know is)"
     r"(?: again| for me| please| quickly)*[,:]? (?=(?:what|which|when|where|who|how|if|whether)\b)", ""),
    (r"(?:if|whether) (i|we|you|there|it|he|she|they)(?:'m| am) (.+)", r"am \1 \2"),
    (r"(?:if|whether) (you|we|they)(?:'re| are) (.+)", r"are \1 \2"),
    (r"(?:if|whether) (there|it)(?:'s| is| are) (.+)", r"is \1 \2"),
    (r"(?:if|whether) (i|we)(?:'ve| have) (?:got )?(.+)", r"do \1 have \2"),
    (r"(?:if|whether) (i|we) (.+)", r"do \1 \2"),
    (r"(?:if|whether) (.+?) (is|are) (.+)", r"\2 \1 \3"),
    (r"((?:what|which|how|when|where|who)\b(?: [\w'-]+){0,3}?) (i|we|you|it|there)(?:'m|'re|'s| am| are| is| was"
     r"| will)"
     r"(?!\w)(?: be)?(.*)", r"\1 is \2\3"),
    (r"((?:what|which|how|when|where|who)\b(?: [\w'-]+){0,3}?) (i|we)(?:'m| am|'re| are) (.*)", r"\1 am \2 \3"),
    (r"((?:what|which|how|when|where|who)\b(?: [\w'-]+){0,3}?) (we)(?:'re| are)(.*)", r"\1 are we\3"),
    (r"((?:what|which|how|when|where|who)\b(?: [\w'-]+){0,3}?) (i|we)(?:'ve got| have|'ve| need)(.*)",
     r"\1 do \2 have\3"),
    (r"(when|where|what|what time|how long|how far away|how far) ((?:my|the|our|<t\d+>).*?) (is|are|starts?|begins?)"
     r"(?: at| on)?", r"\1 is \2"),
    (r"(what|which|how|when|where|who)(.*?) (?:again|exactly|anyway|already|currently|actually|by now|these days"
     r"|so far)",
     r"\1\2"),
    (r"(what|which|how|when|where|who)(.*?) (?:do i|am i|are we|do we|i'm|we're)(?: supposed| meant| scheduled| due|"
     r" expected| needed)(?: to)? (.+)", r"\1\2 am i \3"),
    (r"(?:what|which|how many) (timers|alarms|reminders)(?: are| do i have| have i got)?"
     r"(?: (?:on|running|set|going|active|there|left|pending|coming up))*", r"what \1 do i have"),
    (r"how (?:many minutes|much|much longer|much time|long)(?: is| are| do i have)?(?: left| more| still| to go)*"
     r" (?:on|for|with) (?:the |my )(?!timer\b|alarm\b)([\w-]+)(?: timer)?(?: still)?",
     r"how long is left on the \1 timer"),
    (r"(?:what time|when|at what time) (?:are you|will you|do you|should you)(?: going to)?"
     r" (?:wake|waking|get|getting) me(?: up)?", "when is my alarm"),
    (r"(?:is|have you|did you|did i|have i)(?: got)?(?: set)? (?:my|an|the|any) alarm(?: set)?(?: on"
     r"| for)?(?: (<t\d+>))?",
     r"do i have an alarm \1"),
    (r"(?:the )?date(?: (<t\d+>))?", r"what is the date \1"),
    (r"how long(?: have (?:i|we) got| do (?:i|we)(?: still)? have| is it| is there)?(?: left| to go| still)*"
     r" (?:until|till|to|before) (<t\d+>)", r"how many days until \1"),
    (r"how (?:many|long)(?: \w+)? (?:sleeps|nights) (?:until|till|to|before) (<t\d+>)", r"how many days until \1"),
    (r"on (?:what|which) (?:weekday|day of the week|day|date) (?:is|does|will|do) (<t\d+>).*", r"what day is \1"),
    (r"which (.+)", r"what \1"),
    (r"what (?:else|all) (.+)", r"what \1"),
    (r"(?:show|read|tell|give|list)(?: me)? (?:everything|all|all the things|the things|the items|what)"
     r"(?: that's| that is| i have|'s| is)? ((?:on|in) (?:my|the|our) .+)", r"what is \1"),
    (r"are we (?:the |on )?(<t\d+>.*)", r"is it \1"),
    (r"(?:what|which) (meetings|appointments|events|plans|notes|letters)"
     r" (?:are there|do i have|have i got|are set|are coming up|have you got|do you have|are (?:on|in) my \w+)"
     r"(?: (?:set|for|on|down))* (<t\d+>)", r"what do i have \2"),
    (r"(?:is there|are there|do i have|have i got|any|got)(?: any| a| an)? (reminders?|alarms?|timers?|notes|letters)"
     r"(?: (?:set|for|running|going|on|active|at the moment|right now|currently|waiting|open|pending|left|there))*"
     r"(?: (<t\d+>))?", r"do i have any \1 \2"),
    (r"what(?:'s| is)(?: on| in)? (?:my|the) (?:calendar|schedule|agenda|diary|plans?|programme?"
     r"|day)(?: look)?(?: like)?"
     r"(?: for| on| like| look| in)* (<t\d+>)", r"what do i have \1"),
    (r"(?:is |have i |do i have )?(?:got )?(?:anything|something|what all|what)(?: else)?(?: is"
     r"| are)?(?: going on| on| planned| scheduled"
     r"| happening| up| in (?:my|the) (?:calendar|diary|schedule|agenda))+(?: for| on)? (<t\d+>)",
     r"what do i have \1"),
    (r"what(?:'s| is| am i| are we| have i| do i have)(?: got)? (?:up to|in store(?: for (?:me|us))?|lined up"
     r"|ahead(?: of me)?"
     r"|coming|booked|got on)(?: for| on)? (<t\d+>)", r"what do i have \1"),
    (r"(?:am i|are we) (?:tied up|occupied|engaged|booked up|booked|taken) (<t\d+>)", r"am i busy \1"),
    (r"how (?:long|much longer|soon|far off|many days)(?: is it| do i have| is)?(?: until| till| before)? ((?:my"
     r"|the) (?!end"
     r"|timer|alarm|year|week|month)[^<]+)", r"when is \1"),
    (r"what(?: else)? (?:do you have|have you|did i|have i|are you|will you|should you"
     r"|do i have you)\b.*\bremind(?:ing)? me\b.*",
     "what reminders do i have"),
    (r"what (?:have i|do i)(?: still)?(?: got| have| need)?(?: left)? to do(?: still)?", "what do i have to do"),
    (r"what (?:chores|tasks|jobs|errands|to[- ]dos)(?: are| do i have| have i)?(?: still)?(?: left| open| to do"
     r"| got)*",
     "what are my tasks"),
    (r"what (?:should|shall|must|can|do|could) (?:i|we) (?:need to |have to )?(?:pick up|bring|grab|fetch|get"
     r"|buy)(?: home)?"
     r"(?: (?:at|from) the .+)?", "what should i buy"),
    (r"(?:how|what)(?:'s| is| does| do| about)(?: my)? (<t\d+>)(?:'s)?(?: look| looking| like| day| schedule)*",
     r"what do i have \1"),
    (r"(?:have i|am i|is there|do i have|will i have|would i have|would i be|could i)(?: got)?(?: any| some"
     r"| a)?(?: free"
     r"| open| spare)* ?(?:time|room|space|slot|gap|availability|available|free|make)(?: at all)?(?: for| to do"
     r"| to have"
     r"| to see| to meet)? ?(?:a |an |the )?(?:.+? )??(<t\d+>)", r"am i free \1"),
    (r"(?:is|would|does|will|could) (<t\d+>) (?:work|be|suit|fit|free|open|good|okay|ok|possible|clear)(?: .+)?",
     r"am i free \1"),
    (r"(?:what|which) (?:was|is) the date (?:on )?(<t\d+>)", r"what date is it \1"),
    (r"(?:what|which) (?:day|date|weekday)(?: of the week)? (?:was|is|will) (?:it )?(<t\d+>)", r"what date is it \1"),
    (r"(?:what|which) (?:day|date|weekday)(?: of the week)? (?:does|do|did|will|is|was) (<t\d+>)"
     r"(?: (?:fall|land|be|come|on|this year|next year))*", r"what day is \1"),
    (r"how (?:many|much|long|far|soon)(.*?) (?:from now|between now and|from today|left before|remaining before|left"
     r" until|remaining until|to go until|away from|to go till|before|till|to)(?: to| until| till)? (<t\d+>)",
     r"how many\1 until \2"),
    (r"what(?:'s| is) the time(?: now)? (?:in|over in|at) (.+)", r"what time is it in \1"),
    (r"what time (?:would|will|might|should)(?: it)? (?:be )?(?:it )?(?:be )?(in .+)", r"what time is it \1"),
    (r"when (?:am i|are we|do i|do we)(?: meeting| seeing| having| meet| see| have| going to)(?: up)?(?: with)? (.+)",
     r"when is \1"),
    (r"(?:at )?what time(?: do| does| is| am| are)(?: i| we)?(?: have| meeting| seeing| meet| see"
     r"| need to be at)?(?: with)?"
     r" (.+?)(?: at| start| begin)?", r"when is \1"),
    (r"when is it (?:that )?i(?:'m| am) (.+)", r"when am i \1"),
    (r"whom?(?:'s| is| am i| are we| do i| have i| do we)\b.*?(<t\d+>)", r"what do i have \1"),
    (r"where(?: do i| am i| should i| must i)(?: have| need| be| expected| supposed)*(?: to)?(?: be| go)* (<t\d+>)",
     r"what do i have \1"),
    (r"(?:who|whom|what)(?: all)? (?:have i|did i|do i have|are there)(?: been)?(?: written| write| writing"
     r"| sent| send)?"
     r"(?: any)? letters?(?: to| for)?", "what letters do i have"),
)  # fmt: skip
"""Questions inside questions, and what can be asked in many ways."""

HEAD = re.compile(
    r"(?:(?:and|but|so|well|oh|no|damn|also|look|listen|ah|ugh|right|okay|i'm afraid|i think|i guess|i see|i just"
    r" (?:realized|noticed|remembered|saw)|for the record|by the way|(?:it )?(?:looks|seems|sounds) like|apparently"
    r"|unfortunately|sadly|regarding|concerning|as for|about|speaking of|you know)[, ]+(?:that )?)*"
    r"(?:(?:i|we|there|it|he|she|they|you)(?:'m|'ve|'re|'s|'d|'ll| am| have| are| is| will| had| would)? (?:to )?)?"
    r"(?:(?:also|just|already|nearly|almost|still|really|all|completely|totally|finally|gone and|been|now|actually)"
    r" )*"
    r"(?:(?:needs?|wants?|could use|could do with|got|has|have|had|bought|done|did|finished|used up|got through"
    r"|(?:run|running|ran) (?:out|low) (?:of|on)|out of|low on|short of|short on|picked up|forgot|booked|arranged"
    r"|made|scheduled|planned|agreed on|mustn't forget|must not forget|can't forget|shouldn't forget|have to remember"
    r"|need to remember|must remember|don't need|do not need|won't need|no longer need|can't make|cannot make"
    r"|can't make it to|won't make it to|can't come to"
    r"|can't go to|won't make|won't be going to|won't be at|won't go to|not going to make|not going to"
    r"|going to miss|don't want to forget|always forget|keep forgetting"
    r"|(?:see to it|make sure|see|ensure)(?: that)? i (?:don't|won't) (?:miss|forget)|going to|at|seeing|meeting"
    r"|having|due at|thought of|thinking of|talking about|a)"
    r"(?: to)? )*(?:(?:any more|any|some|more) )?",
    re.IGNORECASE,
)
"""What stands before the thing that somebody speaks of."""

GONE = re.compile(
    r"(.+?)(?:'s| is| are|'re| has| have| was| were)(?: (?:nearly|almost|all|just|already|now|been|completely|getting"
    r"|finally))* (?:rained off|called off|gone|finished|empty|out|running (?:out|low)|low|done|off|over"
    r"|cancelled|canceled|used up|bought|eaten|taken care of|sorted|fixed|ready|not happening|short|moved|due"
    r"|coming up)"
    r"|(.+?) (?:needs?|wants?) (?:doing|fixing|buying|booking|to be (?:done|fixed|bought|booked))",
    re.IGNORECASE,
)
SPLIT = re.compile(
    r"(?:[,.!?;:]+|\s-+)\s+(?:(?:and|so|then|but|now)\b,? )*|,? (?:and|so"
    r"|then) (?=\w)",
    re.IGNORECASE,
)
IT = re.compile(r"\b(?<!is )(?<!was )(?<!be )(?:it|that|those|them|these|this|one|some)\b(?! (?:is|was|i|we|time)\b)",
                 re.IGNORECASE)  # fmt: skip
PUT_IN = re.compile(
    r"(?:put|stick|pop|add|write|enter|note|pencil|mark|slot|jot) (?:it|that|this|them) (?:down |in |up )*"
    r"(?:for <|at <|from <|<|(?:in|into|on|to) (?:the|my|our) (?:calendar|diary|schedule|agenda|planner))",
    re.IGNORECASE,
)
IN_PLACE = re.compile(r"\b(?:make sure|see|see to it|check|ensure)(?: that)? (it|that|they|those)(?:'s|'re| is| are"
                       r"| gets?| goes?| ends? up| lands?)(?: put| added| written| noted| down)? (?=in|on|to)",
                       re.IGNORECASE)  # fmt: skip
ADD_IT = re.compile(r"(?:add|include) (?:it|that|them|those)", re.IGNORECASE)
PARTICLE = re.compile(
    r"\b(put|write|note|jot|mark|pencil|block|enter) (it|that|them|this|those) (?:down|in|out|up|off)\b"
    r"(?! (?:my|the|our)\b)",
    re.IGNORECASE,
)
AMOUNT = re.compile(
    r"\b(?:\d|(?:an?|half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty"
    r"|forty|fifty"
    r"|sixty|seventy|eighty|ninety|hundred)\b).*",
    re.IGNORECASE,
)
IS_NOW = re.compile(
    r"(.+?)(?: is|'s| has| was| got)(?: now| been)*(?: moved| changed| shifted| postponed)?(?: to)? (<t\d+>)",
    re.IGNORECASE,
)
GIVE_ME = re.compile(r"(?:(?:give me|i(?:'ll)? need|(?:that|it|they|this)(?:'ll| will)? (?:needs?"
                      r"|takes?)) )(<d\d+>)",
                      re.IGNORECASE)  # fmt: skip
THAT_DAY = re.compile(r" (?:on )?that(?: same)?(?: day|( morning| afternoon| evening| night))", re.IGNORECASE)
THERE = re.compile(
    r"what(?:'s| is)? (?:the )?time (?:do they have|is it|have they got|is it (?:over )?there|(?:over )?there)"
    r"(?: (?:over )?there)?(?: now| right now)?",
    re.IGNORECASE,
)
"""Asks for the time at a place that was named before."""
PLACE = re.compile(r"\bin ([A-Z][\w']+(?: [A-Z][\w']+)*)")
THAT_IN = re.compile(
    r"(?:(what(?:'s| is| would)|how (?:\w+) (?:is|are|would)) (?:that|it|those)(?: be)?( in .+)"
    r"|(how (?:many|much) .+?) (?:would|will) (?:that|it|those) (?:be|make))",
    re.IGNORECASE,
)
"""A question about an amount that was named before it: "What's that in kilos?" """
IS_THAT = re.compile(r"(.+? (?:is|are|makes?|in)) (?:it|that|this|those)(?: then| in total| altogether| please)*",
                      re.IGNORECASE)  # fmt: skip
BARE_REMIND = re.compile(r"(remind (?:me|us))(?: of (?:it|that)| about (?:it|that))?((?: <t\d+>)?)", re.IGNORECASE)
BACK = re.compile(r"\b(?:no|not|n't|never|don't|wait|instead|actually|unless|cancel|undo|forget)\b", re.IGNORECASE)
REASON = re.compile(
    r"[,.;]? (?:because|since|as|cause|'cause) (?:i|we|my|the|it|he|she|they|there|our|that)\b.*"
    r"|[,.;] (?:i|we|my|it|he|she|they|there|our|the|that)(?:'m|'ve|'re|'s|'ll|'d)? [^,.;]+"
    r"|,? so (?:that )?(?:i|we|he|she|they|it)\b.*",
    re.IGNORECASE,
)
ENUMERATES = re.compile(r"\b(?:need|want|get|buy|add|put) (?:[\w'-]+,? ){0,6}[\w'-]+$", re.IGNORECASE)
VERB = re.compile(
    r"(?:and |so |then |please |just )*(?:can|could|would|will|put|add|take|set|remind|wake|move|cancel|tell|what"
    r"|how|when|is|are|do|does|give|make|start|i|we|let|stick|pop|write|note|delete|remove|which|who|where)\b",
    re.IGNORECASE,
)
TAIL = re.compile(
    r",? (?:same time|every (?:single )?one of them|the lot(?: of them)?|all of them|there's a (?:dear|love)|dear"
    r"|love|would you|will you|could you|if you would|if you don't mind|if you'd be so kind|doctor's orders"
    r"|but (?:keep|leave|not) .+|(?:and |so )?(?:can|could|would|will) you (?:please )?(?:sort|fix|change|update"
    r"|adjust|correct|move) (?:that|it|this)(?: out)?(?: for (?:me|us))?(?: (?:in|on) (?:the|my|our) (?:calendar"
    r"|diary|schedule|agenda))?|while (?:i|we) .+|for the (?:moment|time being)|or so|i mean"
    r"|when you (?:can|get) .+)$",
    re.IGNORECASE,
)
"""What may stand behind a request and changes nothing in it."""
SENTENCE_END = re.compile(r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)[.?!]+\s+(?=[A-Z])")
"""What is said behind a request is a remark on it: "How do you spell separate? I always get it wrong." """
WELL_AT = re.compile(r"(?:i|we)(?:'m| am|'re| are|'ll be| will be|'ve| have| got)?(?: got)?(?: at| having| in"
                      r"| with| on"
                      r"| seeing| meeting| going to| to)? (.+)", re.IGNORECASE)  # fmt: skip
