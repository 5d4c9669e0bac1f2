"""
Words that news use for one another: each line is one group. General words only; names have no place here.

In a line with a colon the words before it are what people ask, and only those after it may stand in the answer. The
words of a line that begins with "=" stand for one another nearly always.
"""

from functools import cache

from bot.text.analysis.words import stem

# A question says "buy", the report "acquire". Groups are small and close in meaning: a wide net would find anything.
_GROUPS = """
= buy purchase acquire
buy purchase acquire acquisition takeover
sell sale sold divest
own stake hold owner ownership shareholding
share stock equity
price cost charge fee pricing
cost pay spend spent spending expense expenditure
capex capital expenditure
revenue sales turnover earnings income
earn earnings profit income
raise funding raised financing round
invest investment investor
= launch release debut unveil
launch release unveil introduce announce debut roll
live available launch
available availability access accessible release
public publicly everyone
= start begin began begun commence
found establish create founder form founded set
end finish close stop cease
build make made create develop develop construct
produce make manufacture
next successor upcoming future following
new latest recent
old older previous earlier former prior
fast quick rapid speed
big large huge massive
small tiny little compact
grow rise increase climb jump surge gain
fall drop decline decrease slump sink
= sue sued suing: sue sued suing court lawsuit suit
lawsuit sue court legal litigation
law legislation regulation act bill
ban prohibit forbid block outlaw
allow permit approve approval
= up down back online offline restored
= die died death
kill death die dead died killed
injure wound hurt
job role position title post
boss: ceo chief executive head leader president
ceo chief executive
lead head run led leader
run lead head: ceo chief executive
hire recruit recruitment poach appoint
join hire joined joining
leave quit resign depart step departure
fire dismiss layoff lay cut
worker employee staff workforce employ work
user customer people subscriber
firm company corporation business
startup firm company
app application software
login account log sign
phone smartphone mobile
car vehicle automobile
movie film
song single track
album record
book novel
author writer wrote write written
win won winner beat victory defeat champion
award prize
lose lost loss
game match
born birth birthday
marry wife husband wedding married spouse
live reside residence home lived
city town
country nation
war conflict battle
attack assault strike
fight battle struggle
army military troops
police officer
elect election vote elected
agree agreement deal
deal contract agreement pact
plan intend aim expect
goal aim objective purpose
reason cause why
problem issue trouble
failure fail failed disappoint disappointment flop
success successful succeed
criticize criticism critic criticise blame
praise applaud
respond response reaction react reply
receive reception reaction response
say claim state tell said
show demonstrate reveal
test benchmark evaluate evaluation
result score outcome
replace succeed supersede
merge combine merger unify join unite
split divide separate
copy duplicate
open public
closed proprietary private
secret confidential codename
codename code name internally
name call called known dubbed title named
picture photo image photograph
video clip footage
doctor physician
school university college
study research
scientist researcher
power energy electricity
chip processor semiconductor
compute computing processing
data information
privacy personal
safe safety secure security
danger risk threat
money fund cash
rich wealthy
free gratis
tax levy
yearly annual annually year
daily day
monthly month
need require must necessary requirement
use usage employ utilize
help support assist aid
part component
kind type sort
place location site located
headquarter based headquarters
member part
child children kid
begin start
discover find found discovery
invent inventor invention
design designer
situated located
language spoken speak
capital city
believe think
change alter modify
important significant major
main primary major chief principal
different differ difference distinct
similar alike like same
affect influence effect impact
show display
stop prevent halt
send transmit
teach teacher taught
get obtain receive
"""


# Forms that no stemmer brings together, of the words that news use.
_FORMS = """
pay paid
sell sold
buy bought
win won
lose lost
lead led
leave left
make made
build built
write wrote written
run ran
hold held
keep kept
meet met
send sent
spend spent
speak spoke spoken
take took taken
give gave given
get got gotten
go went gone
come came
become became
begin began begun
break broke broken
bring brought
catch caught
choose chose chosen
deal dealt
draw drew drawn
drive drove driven
eat ate eaten
fall fell fallen
feed fed
feel felt
fight fought
find found
flee fled
fly flew flown
forget forgot forgotten
freeze froze frozen
grow grew grown
hear heard
hide hid hidden
know knew known
lend lent
mean meant
rise rose risen
say said
see saw seen
seek sought
shake shook shaken
shoot shot
show shown
shrink shrank shrunk
sing sang sung
sink sank sunk
sit sat
steal stole stolen
strike struck
swear swore sworn
teach taught
tell told
think thought
throw threw thrown
understand understood
wear wore worn
child children
man men
woman women
foot feet
"""


@cache
def _forms() -> dict[str, frozenset[str]]:
    lines = [frozenset(stem(word) for word in line.split()) for line in _FORMS.strip().splitlines()]
    return {one: line - {one} for line in lines for one in line}


def forms(one: str) -> frozenset[str]:
    """The stems of other forms of the word whose stem is *one*: sold, sell."""
    return _forms().get(one, frozenset())


@cache
def _by_stem(sign: str) -> dict[str, frozenset[str]]:
    """The groups of the lines that begin with *sign*."""
    related: dict[str, set[str]] = {}
    for line in _GROUPS.strip().splitlines():
        if not line.startswith(sign):
            continue
        asked, _, told = line.removeprefix("= ").partition(":")
        stems = {stem(word) for word in (told or asked).split()}
        for one in map(stem, asked.split()):
            related.setdefault(one, set()).update(stems - {one})
    return {one: frozenset(others) for one, others in related.items()}


def related(one: str) -> frozenset[str]:
    """The stems that news use in place of the stem *one*, its other forms included; none for most words."""
    return _by_stem("").get(one, frozenset()) | forms(one)


def same_act(one: str) -> frozenset[str]:
    """Those of them that mean the same nearly always."""
    return _by_stem("=").get(one, frozenset())


_NUMBERS = """
1 one first 1st
2 two second 2nd ii
3 three third 3rd iii
4 four fourth 4th iv
5 five fifth 5th
6 six sixth 6th vi
7 seven seventh 7th vii
8 eight eighth 8th viii
9 nine ninth 9th ix
10 ten tenth 10th
11 eleven eleventh 11th
12 twelve twelfth 12th
"""
_NUMBER_OF = {stem(word): line.split()[0] for line in _NUMBERS.strip().splitlines() for word in line.split()}


def numbers_like(one: str) -> frozenset[str]:
    """The stems that say the same small number as the stem *one*: season 4, the fourth season."""
    number = _NUMBER_OF.get(one)
    return frozenset(other for other, value in _NUMBER_OF.items() if value == number) if number else frozenset()
