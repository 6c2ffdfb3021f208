"""Requests in many words, and talk: what ``likely`` learns the difference from."""

from __future__ import annotations

REQUESTS = """
remind me to call my mother tomorrow
remind me about the oven in ten minutes
nudge me at nine to take the pills
don't let me forget the umbrella
i mustn't forget to pay the rent on friday
poke me in an hour about the laundry
i'd like to be told when it's time to leave at five
keep me from forgetting the meeting at three
let me know at six that the bread must come out
put milk and eggs on the shopping list
we're out of coffee, add it to the list
jot down batteries for the shop
bread needs to go on the grocery list
take butter off the list
milk is bought, cross it off
i already got the apples
scratch the eggs from the shopping list
empty the shopping list, we bought everything
put calling the plumber on my to-do list
the dishes are done, tick that off
start a packing list with socks and shirts
swap the rice for noodles on the list
how many things are on my list
take a note that the key is under the pot
note to self, the boiler makes a noise
write down that the wifi password changed
make a note of what the doctor said
delete my last note
set a timer for the pasta, eight minutes
two timers, one for five minutes and one for ten
stop the pasta timer, it's done
give the timer two more minutes
how are the eggs doing on the clock
wake me at half past six tomorrow
move the alarm to seven
make the alarm half an hour later
no alarm on saturday
cancel the reminder about the dentist
push the reminder to the evening
put dinner with isabella in my calendar on saturday at eight
schedule a haircut for tuesday afternoon
book the dentist on the third of december at nine
pencil in lunch with paul for friday
i have a meeting with the lawyer on monday at ten
make a standing appointment every thursday at six
squeeze in a call with catherine tomorrow
block the whole afternoon for writing
move lunch with amy to one
shift the dentist to next week
can we do the meeting an hour later
bump yoga to thursdays
paul can't make it at two, make lunch three o'clock
cancel yoga this week
i'm not going to the concert, take it out of my calendar
clear my afternoon
call off dinner on saturday
make the meeting half an hour longer
rename the meeting to budget review
when is my dentist appointment
what time am i meeting amy
am i free on friday at three
would thursday evening work for me
is there room on monday morning for a call
what's in my calendar next week
do i have something on the weekend
where do i have to be this afternoon
who am i seeing tomorrow
what time is it in tokyo
how late is it in london right now
what's the time difference to new york
what day is the twenty-fourth
how many days until christmas
how long until five o'clock
what weekday is my birthday this year
what is twelve times seven
work out fifteen percent of eighty
split ninety dollars among four people
if one costs four dollars what do five cost
what's half of three hundred and fifty
how many cups are in a liter
how much is five miles in kilometers
convert seventy degrees fahrenheit to celsius
how heavy is ten pounds in kilos
flip a coin to decide who pays
throw two dice
pick a number between one and ten
choose for me, tea or coffee
roll a twenty sided die
how do you spell necessary
is it affect or effect
how is the word rhythm written
check this sentence for mistakes
i want to write a letter to my grandmother
let's go on with the letter to catherine
read me the letter to amy
start a new letter to paul
delete the letter to the landlord
what does my day look like
give me a rundown of tomorrow
what's still to be done today
take that back
undo what you just did
snooze it for five minutes
tell me again in ten minutes
""".strip().splitlines()
"""Asked of a voice assistant, with words of the user's own in them."""

TALK = """
i had a strange dream last night
what should i cook for my sister
do you think people can change
my brother used to remind me of our father
what's on your mind
how do you feel about the sea
i forgot what i wanted to say
i think i need a holiday
tell me about rome
my lunch with amy was lovely
why is the sky blue
who wrote hamlet
what is the capital of australia
how far away is the moon
how do i get a stain out of a shirt
what's a good name for a dog
give me an idea for a present
recommend me a book
what can i do with leftover rice
how do you say thank you in italian
explain how a fridge works
what's the difference between a frog and a toad
are cats smarter than dogs
do you like music
sing me something
tell me a joke
make me laugh
say something nice
let's play a game
do you dream
are you alive
who are you
how old are you
where do you live
do you love me
can you feel anything
how many people are you talking to
i feel lonely today
i'm so happy i could cry
i got the job
i quit my job
we broke up
my mother is ill
my dog died yesterday
i'm worried about tomorrow
i am nervous about the meeting
i have a meeting with my boss and i'm scared
the meeting went badly
i hate mondays
the party was fun
i missed the bus this morning
i was late for work again
we had dinner at the new place
i bought a new coat
i cooked for my friends yesterday
i've been reading about the stars
i went running this morning
yesterday i wrote a letter to my father
she never answered my letter
he always forgets my birthday
my birthday was last week
my friend is coming to visit
my sister lives in boston
i work as a nurse
i'm from chicago
i like the rain
it's raining again
it's so cold today
the weather is beautiful
what a lovely evening
i can't decide what to wear
should i take the job in london
what would you do in my place
is it normal to feel like this
how do i make new friends
how can i sleep better
how do i apologize to somebody
i want to learn the piano
i want to be a better person
i would love to see the ocean
i wish i had more time
time goes by so fast
i never have enough time for my kids
there's too much on my plate
i should call my mother more often
i ought to write more
i have to think about it
i need to be alone for a while
i need somebody to talk to
i keep forgetting things lately
i can't remember her name
do you remember what i told you yesterday
do you remember my sister's name
what do you know about me
where did i go on holiday
what was the name of that restaurant
tell me more about that
go on
what do you mean
that's interesting
i don't understand
you're right
i don't think so
maybe
never mind
forget it
of course
exactly
not really
what about you
and then what happened
that's not what i said
you already told me that
can we talk about something else
let's change the subject
i was just thinking about you
where were we
what were we talking about
the timer on my oven is broken
i wrote a list of everything i hate
my calendar is a mess
i never use a calendar
alarms make me nervous
shopping bores me
i lost my notes
i love making lists
making appointments is hard for me
my doctor cancelled on me
amy cancelled dinner
they moved the meeting and nobody told me
the concert was moved to june
we're meeting for lunch more often now
i've got a date on saturday and i'm nervous
tomorrow is the big day
next week will be hard
the weekend was too short
last night i couldn't fall asleep
this morning i saw a fox
i was thinking about friday
what do people do on new year's eve
what happens at a wedding
how long do cats live
how many bones does a human have
how much does an elephant weigh
how long does it take to learn italian
how many hours should i sleep
what's the best time to plant tomatoes
what time do people eat in spain
when was the war over
when did you start talking
how do i write a good letter
what makes a good story
how should i begin a speech
do you think he's right
why do people lie
why did she leave
is there life on mars
what is love
what is a black hole
i lost count
i could eat a horse
time will tell
i'm counting on you
roll with it
i can't take it anymore
""".strip().splitlines()
"""What people say to whom they talk with, some of it about timers, lists and meetings."""
