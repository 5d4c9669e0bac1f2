"""Everyday words of English news: they are no names, and they tell little of one event."""

from bot.text.analysis.words import STOP_WORDS
from bot.text.lexicon.calendar import CALENDAR

# Words that are capitalised at the start of a sentence or in a headline without being names: verbs and nouns of
# announcing, fighting, counting and judging that any newsroom uses daily.
_COMMON = frozenset(
    """
    according action actually add adds admit admits advance advances affair after agency agree agrees agreement ahead
    aim aims alert amid analysis and announce announces announced announcing another answer anyone app application
    approach approve approves approved army around arrest arrested arrests article ask asks attack attacks attempt
    author authorities award back bad ban bank bans bar barely battle beat beats become becomes begin begins behind
    best bet bets better beyond bid big bigger biggest bill billion black blame blames block blocks board body bomb
    book boost boosts boss both breach break breaking breaks bring brings build building builds business buy buys
    call called calls camp campaign cancel cancels car case cases cash cause caution challenge chance change changes
    charge charged charges chat check chief child children chip chips choice city claim claims clash close closer
    closes coach coming comment company companies compete concern concerns confirm confirms confirmed control cost
    costs could country couple court crash create creates crime crisis critic critics crowd current cut cuts daily
    data date day days dead deadly deal deals death deaths debate debut debuts decade decides decision deep defeat
    defends delay delays delayed demand demands deny denies despite details develop developer developers did die
    died dies discover does don't doubles down dozens draw drop drops during each early earn earnings easy education
    effort eight else emergency end ending ends energy enter enters error even event ever every everyone everything
    evidence exclusive expand expands expect expected expects experts explain explained exposes face faces fact fail
    fails faster father fear fears federal few fight fights file files final finally find finding finds fire fired
    fires first five fix flight follow following follows food for force forces former found founder four free fresh
    from full fund funding funds future gain gains game games gap get gets getting give gives global goes going good
    government grand great group growing grows growth guide gun guilty half halt halts hand hard has have head health
    hear help helping helps her here high higher his history hit hits hold holds home hope hopes hospital host hot
    hour hours house how however huge hundreds hurt idea image images impact improve improves improving in includes
    including increase industry injured inside instead introduces introducing investigation invest investment
    investors invests issue issues its job jobs join joins joint judge jury just keep keeps key kill killed killing
    kills know lab labs land large largest last late later latest launch launched launches launching law lawsuit
    lawyer lead leader leaders leading leads leak leaks learn leave leaves left less lessons let level life like
    limit limits line list listen little live local long longer look looking lose loses loss low lower made major
    make maker makes making man many mark market marks may maybe meanwhile media medical meet meets members men
    might military million millions mind minister missing model models money month months more most mother move moves
    much murder must name names nation national near nearly need needed needs network never new news next night nine
    no nobody not now number of off offer offers office officer officers official officials old on one only onto open
    opens or order orders other our out outage over own owner paper parents park part parts party past patients pay pays
    people perhaps person phone photo photos picks plan plane plans platform play player players plea plus point
    police policy poll poor possible power powerful powers prepares president press price prices prison private
    probably probe product products program project protest protests prove public publish publishes pull pulls push
    pushes put puts question questions quick race raise raises raised raising rare rate rates reach reaches read
    ready real reason recent record red release released releases releasing remain remains remember report reported
    reportedly reports research researchers residents response result results return returns reveal revealed reveals
    review right rights rise rises rising risk risks rival rivals road role round rule rules run runs safe safety
    sales same save saves saw say saying says scale school science scientists search season second secret security
    see seek seeks seems seen sell sells send sends senior service services set sets settle settles seven several
    share shares she shift ship ships shock shooting shot should show showing shows shut side sign signs since single
    six slams slow small smart social software sold some soon source sources speak special speed spend spending
    spent split spot staff stake stand star stars start started starting starts startup startups state states stay
    steps still stock stop stops storm story strategy street strike strikes strong stronger student students study
    sue sued sues suffers suit summit support surge suspect suspects system systems take takes taking talk talks
    tax team tech technology tell tells ten test testing tests than thanks that the their there these they thing
    things think this those though thousands threat threatens three through tie time tiny tips to today together
    tool tools top total tough trade train training trial tries true trust try trying turn turns two under union
    unique unit unveil unveils unveiled up update updates upgrade urges us use used user users uses using value
    version very victim victims video view violence visit vote voters votes wait want wants war warn warning warns
    was watch water way we week weeks well were what when where which while white who why wider will win winner wins
    with without witness woman women won't word work worker workers working works world worse worst would write
    wrong year years yes yet young your
    """.split()
)


def common(word: str) -> bool:
    """Whether a lower-cased word is an everyday English word, and so no name when only its place capitalises it."""
    return word in STOP_WORDS or word in _COMMON or word in CALENDAR
