"""
What sort of thing a question asks for, told by its words: a day of "when", a sum of "what does it cost". PURE.

What a sentence holds of each sort is told in ``answer_kinds.py``.
"""

import re

from bot.lookup.answer_kinds import Kind


def _any(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


_IS = _any("is was are were does did 's ’s")
_SUMS = _any(
    "price prices cost costs fee fees salary wage rent fare fine bonus dividend revenue revenues worth value valuation"
    " turnover profit profits budget"
)
_PAYING = _any(
    "cost costs pay paid pays spend spent raise raises raised invest invested worth earn earned price charge sell"
    " sold buy bought lose lost fund funded"
)
_TIMES = _any("year years date dates day days month months time century decade weekday quarter")
_SIZES = _any(
    "much far tall high big large deep wide heavy hot cold warm fast strong thick thin broad short small powerful"
    " rich wealthy accurate"
)
_PERSONS = _any(
    "person man woman boy girl guy actor actress singer author president scientist ceo leader king queen player writer"
    " minister governor mayor founder director chairman coach judge lawyer doctor analyst researcher engineer spokesman"
    " spokeswoman politician senator congressman congresswoman lawmaker secretary ambassador general dictator emperor"
    " pope prince princess artist painter composer musician rapper poet playwright novelist journalist reporter"
    " comedian philosopher inventor explorer astronaut athlete boxer golfer driver striker goalkeeper quarterback"
    " billionaire businessman entrepreneur investor activist whistleblower suspect killer gunman hacker victim survivor"
    " winner"
)
_PLACES = _any(
    "country countries nation city cities state states town towns village place places region continent county location"
    " island islands river sea ocean lake street area areas capital province district neighborhood neighbourhood"
)
_CHANGING = _any(
    "rise rose risen grow grew fall fell drop dropped increase increased gain gained save saved cut"
    " climb climbed jump jumped soar soared plunge plunged slump"
)
_MONEY = _any("money dollars euros pounds cash funding capital funds debt dosh")
_PAYERS = _any("it they he she you we people")
_TAKING = _any("need needs use uses require requires consume consumes weigh weighs hold holds store stores")
"""Who asks so wants memory, power or a weight as well as money."""
_AUXILIARY = _any("is are was were am do does did can could will would shall should has have had may might must")
_DESCRIBED = rf"(?:(?!(?:{_AUXILIARY}|of|to)\b)[\w.'’-]+ ){{0,3}}"
"""Words before what is asked for: "which *former British* minister"."""
_WHAT_IS = rf"what ?{_IS} (?:the |[^?]{{0,40}}['’]?s ){_DESCRIBED}"
"""What asks for a figure of something: "what is *the federal minimum* wage"."""
_SHARES = _any("share proportion fraction")
_MEASURES = _any(
    "height length width depth size weight mass speed distance diameter radius area volume capacity altitude"
    " temperature magnitude range rate level score ratio wingspan odds chance chances probability likelihood accuracy"
)
_SPANS = _any("seconds minutes hours days weeks months years")
_RATES = _any("rate ratio score accuracy")
"""Measures of something that stands before: the error rate."""
_VOTERS = _any(
    "house senate congress parliament bundestag commons lords court council committee board panel commission assembly"
    " chamber lawmakers legislators senators mps meps members shareholders union jury justices judges"
)
"""Who votes in numbers: one senator votes yes or no."""
_DEMANDING = _any("sue sued charged fined jailed arrested sentenced accused convicted fired sacked dismissed suspended")
"""What is done to somebody, or against them, for a cause; not "pay for" or "stand for"."""

# Words that ask for a kind. Each pattern begins at the asking word.
_ASKS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Kind.DURATION, r"\bhow long\b(?! ago)|\bwhat is the (?:duration|length) of\b"),
        (Kind.DURATION, rf"\bhow many (?:more )?{_SPANS}\b(?! (?:ago|old)\b)"),
        (Kind.REASON, rf"^\W*what\b.*\b{_DEMANDING}\b.*\b(?:for|over|of|with)\W*$"),
        (Kind.REASON, r"\bwhose fault\b|\bwho(?:se)? (?:is|was|are|were) (?:to )?(?:blame|at fault)\b"),
        (
            Kind.ADVICE,
            r"\bwhat (?:should|must|can|shall|ought|(?:do|does|are|is) .*\b(?:have|need|supposed) to)\b(?=.* do\b)",
        ),
        (Kind.PERCENT, rf"\b(?:(?:what|which) (?:{_IS} )?(?:the )?)?(?:percent(?:age)?s?|per cent)\b|%\s*$"),
        (Kind.PERCENT, rf"\bwhat {_SHARES}\b|\bhow much stake\b|\bhow (?:many|much) per ?cent"),
        (Kind.AMOUNT, rf"\bhow (?:much|many) (?:(?!of\b)\w+ ){{0,2}}{_MONEY}\b|\bhow expensive\b"),
        (Kind.AMOUNT, rf"\b{_WHAT_IS}{_SUMS}\b"),
        # not "what proof is there that he paid"
        (Kind.AMOUNT, rf"^\W*what ?(?:{_IS}|{_AUXILIARY}|{_PAYERS})\b.*\b(?:costs?|pay|paid|charged?|worth(?=\W*$))\b"),
        (Kind.AMOUNT, rf"\b(?:what|which) (?:{_SUMS}|income|sum)\b"),
        (Kind.FIGURE, rf"\b(?:what|which) ?(?:{_IS} )?(?:the |an? )?(?:exact |total |full |overall )?amount\b"),
        (Kind.FIGURE, r"\bhow much of\b|\bhow many (?:thousand|million|billion|trillion)s?\b"),  # a share, or a sum
        (Kind.AMOUNT, rf"(?<!by )\bhow much\b(?!.*\bprices?\b.*\b{_CHANGING}\b).*\b{_PAYING}\b|\bhow much\W*$"),
        (Kind.AMOUNT, rf"(?<!by )\bhow much {_AUXILIARY}\b(?!.*\b(?:{_CHANGING}|{_TAKING})\b)"),
        (Kind.AGE, r"\bhow (?:many \w+ )?old\b|\bage of\b"),
        (Kind.DATE, rf"\bwhen(?:'s|’s)?\b|\b(?:what|which) {_TIMES}\b|\bhow long ago\b|\bsince when\b"),
        (Kind.DATE, rf"\bwhat ?{_IS} the (?:\w+ )?date\b|\bdate of\b"),
        (Kind.DATE, rf"^\W*what ?{_IS} .*\b(?:birthday|birthdate|deadline)\b"),
        (Kind.PLACE, r"\bwhich areas?\b"),  # "what area" is a size
        # a share, a sum, a length: what is large is told in many ways
        (Kind.FIGURE, rf"\bhow {_SIZES}\b|\b(?:what|which) (?:{_IS} )?(?:the )?(?:{_MEASURES}|\w+ {_RATES})\b"),
        (Kind.COUNT, rf"\b{_WHAT_IS}(?:population|toll|turnout|attendance|headcount)\b"),
        (Kind.COUNT, rf"\bhow (?:many|often)\b|\bwhat number\b|\b(?:what ?{_IS} )?(?:the )?number of\b"),
        (Kind.COUNT, rf"\bhow did (?:the )?(?:\w+ )?{_VOTERS}\b.* vote\b"),
        (Kind.COUNT, rf"\bwhat ?{_IS} the (?:\w+ ){{0,2}}(?:vote|tally|final score)\b(?! about)"),
        (Kind.PERSON, rf"\b(?:who|whom|whose|who's|who’s)\b|\b(?:what|which) {_DESCRIBED}{_PERSONS}\b"),
        (Kind.PLACE, rf"\bwhere(?:'s|’s)?\b|\b(?:what|which) {_DESCRIBED}{_PLACES}\b"),
        (Kind.PLACE, rf"^\W*what ?{_IS} the {_DESCRIBED}(?:capital|city|country|town)\b"),
        (Kind.REASON, r"\bwhy\b|\bhow come\b|\bwhat (?:caused|causes|made|led)\b"),
        (Kind.REASON, rf"\b(?:what|which) {_IS} the (?:reason|cause)\b"),
        (Kind.DEFINITION, r"^\W*(?:define|explain|meaning of)\b"),
        (Kind.NAME, rf"^\W*what ?{_IS}?\b.*\b(?:called|named)\W*$|^\W*what ?{_IS} .*['’]s? names?\W*$"),
        (Kind.ANY, r"\bwhat (?:happen\w*|else|next)\b"),
        (Kind.ANY, rf"^\W*what {_IS} .*\b(?:say|think|want|like|look|do|tell|happen)\b"),
        (
            Kind.DEFINITION,
            r"^\W*what ?(?:is|are|was|were|'s|’s|s|does)\b (?:(?:an?|the) )?(?:[\w.'’-]+ ){0,3}[\w.'’-]+\W*$",
        ),
        (Kind.NAME, rf"\b(?:what|which) {_IS} the (?:\w+ )?names?\b|\bwhich \w+\b"),
        (Kind.NAME, rf"\bwhat (?!{_AUXILIARY}\b|kinds?\b|types?\b|sorts?\b)\w+"),
        (Kind.MANNER, r"\bhow\b"),
        (Kind.ANY, r"\bwhat\b"),  # so that "what happens when" does not ask for a day
        (Kind.YES_NO, rf"^\W*{_AUXILIARY}(?:n't|n’t)?\b"),
    )
)
# The same for keywords without a question word: "launch date", "meta stake percent".
_HINTS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"\b{_any(words)}\b", re.IGNORECASE))
    for kind, words in (
        (Kind.PERCENT, "percent percentage pct"),
        (Kind.AMOUNT, "price cost costs pricing salary revenue revenues funding valuation value capex earnings"),
        (Kind.DATE, "date dates year deadline birthday"),
        (Kind.DURATION, "downtime duration"),
        (Kind.FIGURE, "height length width depth size weight speed distance diameter magnitude temperature score odds"),
        (Kind.COUNT, "number count users parameters employees headcount population"),
        (Kind.PERSON, "ceo founder founders author president boss inventor"),
        (Kind.PLACE, "location headquarters birthplace"),
        (Kind.AGE, "age"),
    )
)


LONGEST_READ = 1_000
"""Characters of a question that are looked at: what is longer is a pasted message, and looking for what stands behind
each asking word takes the square of its length."""


def asked_kind(core: str) -> Kind:
    """What the first asking words ask for; of those that begin at the same place the first in the table decides."""
    core = core[:LONGEST_READ]
    for table in (_ASKS, _HINTS):
        found = [(match.start(), n) for n, (_, pattern) in enumerate(table) if (match := pattern.search(core))]
        kind = table[min(found)[1]][0] if found else Kind.ANY
        if kind is not Kind.ANY:
            return kind
    return Kind.ANY
