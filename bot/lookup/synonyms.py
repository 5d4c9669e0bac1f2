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
worth value valued valuation
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
fast: speed velocity
deep depth
high tall: height altitude
height altitude: high tall
long length
wide: width diameter
heavy: weigh weight mass
strong: strength magnitude
far: distance
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
boss: ceo chief executive head leader president chairman manager coach governor director administrator
ceo chief executive
lead head run led leader
run lead head: ceo chief executive
hire recruit recruitment poach appoint
join hire joined joining
leave quit resign depart step departure
fire dismiss layoff lay cut
dismiss: fire fired sacked laid cut job redundancy redundant terminate termination axe shed
sack: fire dismiss cut
slash: cut reduce shed lower
axe: cut cancel drop end scrap
ditch dump scrap: abandon drop cancel end
cancel: axe drop scrap end
quit: resign stop leave step give abandon
swap: replace exchange switch
nab bust catch: arrest detain capture custody
jail: prison custody sentence bar imprison
spy: listen eavesdrop collect monitor surveillance
hack: breach attack hacker intrusion steal stolen penetrate compromise
leak: release publish post share upload
confess admit: deny guilty plead confession
slam blast rip: criticise criticize attack condemn
probe investigate: investigation inquiry review look
retaliate: respond response fight retaliation
partner: partnership merger tie alliance join together
bankrupt broke: insolvent debt cash collapse close
withdraw: pull leave quit withdrawal
disable: turn switch disabled disconnect
invest: lead round stake
explode: explosion blast bomb
postpone: delay postponed suspend
arrest: detain capture custody caught
reject: refuse decline turn
fall: crash plunge
plunge tank tumble: fall drop decline
hike: increase rise raise
reduce: cut lower shrink
crackdown: arrest crack
register: sign login
cop: police officer policeman sheriff deputy
kid: child children boy girl son daughter student teenager
folk: people person resident
guy: man
mom mum: mother maternity
dad: father paternity
doc: doctor physician
buck: dollar
telly: television tv
tv: television
television: tv
veggie: vegetable
plane: aircraft jet airliner
jet: plane aircraft
chopper: helicopter
quake: earthquake
blaze: fire
fed: fbi federal
wifi: wireless
internet: web online net
broke: bankrupt cash
sick: ill disease condition illness
bad: worst poor weak
hurt: injury injure
scare: fear afraid
mad angry: anger outrage furious
payday: award pay bonus grant
bail: bond
fine: penalty
bug: flaw error defect fault
glitch: fault
flick: film movie
ad: advertisement advertising
pic: picture photo image
vid: video footage
prez: president
f1: formula
uni: university
lab: laboratory
booze: alcohol
pricey: expensive
cancer: tumor tumour
bowel: colon rectal colorectal
scrambled: encrypt
stay: spend
want: demand seek ask plan call urge propose insist request hope
strike: walk walkout stoppage
down offline: outage unavailable crash
outage: down offline crash
downtime: outage down offline service
break collapse: outage offline crash failure fail down
fail: outage offline crash down collapse broke bankrupt
accurate accuracy: error wrong correct precise mistake accuracy accurate
error: wrong mistake incorrect fault
advise advice: recommend should urge
grandkid: grandchild grandson granddaughter grandchildren
pal mate: friend
gran grandma nan: grandmother
grandpa grandad: grandfather
hubby: husband
teen: teenager
bloke dude: man
crook thug: criminal suspect
killer shooter: murderer murder killed suspect gunman
thief robber: robbery theft burglar steal
heist: robbery theft steal
dosh dough moolah: money
wage: pay salary
gaffer: manager boss coach
footie footy soccer: football
goalie: goalkeeper
champ: champion
celeb: celebrity
tune: song
gig: concert
crowd: attendance spectator people
fridge: refrigerator
truck: lorry
lorry: truck
train: rail railway
airline: carrier
boat: vessel ship
petrol: fuel gasoline
med: medicine medication drug
medicine: drug medication treatment
drug: medicine medication treatment
jab: vaccine vaccination
flu: influenza
covid: coronavirus pandemic
malware: virus
pc: computer machine
flat: apartment
apartment: flat
shop: store retailer retail
store: shop retailer outlet
shopping: sale retail
weed pot: cannabis marijuana
poll: survey vote
survey: poll study
tariff: duty levy
truce: ceasefire
gun: weapon firearm pistol rifle
murder: kill homicide
fraud: scam bogus fake false
scam: fraud
fake: false bogus counterfeit
lie: false mislead untrue
feud spat: dispute argument
sorry: apology apologise apologize regret
happy: pleased satisfied delighted
fix: repair patch solve
repair: fix
cheap: affordable price low
expensive: price cost
biggest: largest
largest: biggest
proof: evidence
viewer: audience
watch: audience viewer
pick choose: select
vow promise: pledge
predict guess: forecast expect estimate
worry: concern fear
hate: oppose dislike
donate: give donation
owe: debt
borrow: loan debt
trip: visit journey travel
escape: flee
rescue: save survivor
disappear: vanish missing
pregnant: pregnancy expecting
refund: credit repay
demolish: tear pull
admit: concede deny
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
discover find discovery
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
lay laid
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


def words_like(word: str) -> frozenset[str]:
    """*word* with its irregular forms, as they are spelt: go, went, gone."""
    return frozenset({word}).union(*(line.split() for line in _FORMS.strip().splitlines() if word in line.split()))


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
