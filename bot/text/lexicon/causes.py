"""Words that tell a cause, in all languages of the bot. PURE."""

import re

from bot.text.lexicon.calendar import MONTH, WEEKDAY
from bot.text.lexicon.quantities import SMALL, UNIT_OF_TIME

_PLAIN = r"""
because|due to|owing to|thanks to|as a result|so that|in order to|therefore|thus|hence|which is why|reasons?
|cause[sd]?|causing|led to|leads? to|leading to|resulted|results? (?:in|from)|in response to|driven by|motivat\w+
|aimed at|for fear|blam\w+|trigger\w*|stem(?:s|med|ming)? from|attribut\w+|prompt(?:s|ed|ing)|spark(?:s|ed|ing)
|cit(?:es|ed|ing)|in protest|accus\w+|on (?:charges|suspicion)|in (?:an effort|a bid|an attempt) to
|weil|wegen|aufgrund|deshalb|denn|grund|ursache|parce que?|en raison|à cause|porque|debido a|a causa|por causa|devido a
|потому что|из-за|поскольку|так как|по причине|тому що|через те|внаслідок
""".replace("\n", "")

# Where words are not parted by blanks, or take endings at both sides, a word has no bounds that a pattern could see.
_PLAIN_ANYWHERE = "因为|因為|由于|由於|原因|क्योंकि|कारण|वजह|بسبب|لأن"

# "down since 12:40", "after Thursday", "after three hours" and "weeks after" tell when, not why
_SPAN = rf"(?:(?:about|almost|nearly|over|some|just|only) )?(?:{SMALL}|an?|several|few|a few|many) {UNIT_OF_TIME}"
_WHEN = rf"(?! (?:\d|then\b|last\b|the (?:weekend|past|next|last)\b|{MONTH}|{WEEKDAY}|{_SPAN}))"
_SPANS_BEFORE = "".join(rf"(?<!\b{unit} )(?<!\b{unit}s )" for unit in "minute hour day week month year".split())
_IN_PASSING = rf"""
{_SPANS_BEFORE}(?:follow(?:s|ed|ing)?|after|since|over)\b{_WHEN}|amid\b|so\b(?! far\b)
|as (?:it|he|she|they|the)\b(?! stands)|for (?:\w+ly )?(?!being\b)\w{{3,}}ing\b
|to (?:avoid|prevent|protect|ensure|make sure|keep|reduce|help|stop|save|improve|escape)\b
""".replace("\n", "")

_OF_THE_LAST = r"""
to blame|blam(?:es|ed|ing)|the (?:root |main )?(?:cause|reason|culprit) (?:is|was)|at fault
|(?:was|were|been) (?:caused|triggered) by|which (?:caused|triggered) the
""".replace("\n", "")

PLAINLY = re.compile(rf"\b(?:{_PLAIN})\b|{_PLAIN_ANYWHERE}", re.IGNORECASE)
"""What is said of a cause alone, or nearly."""

IN_PASSING = re.compile(rf"\b(?:{_IN_PASSING})", re.IGNORECASE)
"""What may tell a cause, an aim or only an hour: after, for doing, to avoid."""

AIM = re.compile(r"\bto (?!(?:the|an?|his|her|its|their|\d)\b)[a-z]{3,}\b")
"""What may tell an aim, in most sentences something else: "to catch up", "due to end"."""

OF_THE_LAST = re.compile(rf"\b(?:{_OF_THE_LAST})\b", re.IGNORECASE)
"""What tells the cause of something that the sentence before may tell: "A fire was to blame." """
