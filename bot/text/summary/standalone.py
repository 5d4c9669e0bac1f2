"""
Whether a sentence can be shown by itself: it names what it talks of, it tells something, and it belongs to the story.

English only, so far: in other languages only the rules that need no words apply (marks, length).
"""

import re
from enum import IntEnum
from functools import lru_cache

from bot.text.analysis.idf import background
from bot.text.analysis.words import stem
from bot.text.lexicon.common_words import common
from bot.text.lexicon.titles import TITLE
from bot.text.summary.quotation import balanced

_QUOTE = r"[\"“”‘'«(\[]*"
_TIMES = r"week|month|year|morning|afternoon|evening|night|day|time|spring|summer|autumn|fall|winter|weekend|quarter"

_DONE = r"based|built|designed|founded|launched|named|made|born|released|developed|trained|\w+ing"
_SOMEBODY = (
    r"firm|company|start-?up|fund|group|agency|team|couple|suspect|victim|man|woman|boy|girl|club|army|court|ministry"
)
_TEXTS = r"(?:blog )?post|article|tutorial|guide|video|essay|talk|newsletter|episode"

# words in quotation marks whose speaker is a pronoun: "..., he said", "..., says she"
_SAYS = (
    "said says added adds told tells wrote writes explained explains noted notes argued argues continued recalled"
    " insisted joked asked replied warned tweeted posted claimed concluded admitted stated"
)
_SAY = "(?:" + "|".join(_SAYS.split()) + ")"

_BY_PRONOUN = rf"(?:by|with|using|after|before|since|{_DONE})\b[^,;:]{{3,120}}, (?:he|she|it|they) "

# Each row: what it catches at the start of a sentence, with an example. All need what was said before.
_OPENINGS = (
    # somebody or something named before: "He left.", "It also runs offline.", "Their plan failed."
    r"(?:he|she|they|it|his|her|hers|their|theirs|its|him|them)(?:['’](?:s|d|ll|re|ve))?\b",
    # "This makes it cheap."; but not "This week", "That year": those point at the date
    rf"(?:this|that|these|those|such)(?:['’]s)?\b(?! (?:who|with|(?:\w+ )?(?:{_TIMES}|decade|century)s?)\b)",
    # the second half of a thought: "But the price stayed.", "However, ..."
    r"(?:and|but|or|nor|so|yet|also|indeed|thus|hence)\b(?! (?:far|another)\b)",
    r"(?:then|instead|still|again|plus|besides)\b(?:,| (?!of\b|and\b)(?-i:[a-z]))|too,",
    r"(?:n?either)\b(?= (?:has|have|had|was|were|is|are|will|would|did|does|of (?:them|these|those))\b)",
    r"(?:however|therefore|moreover|furthermore|otherwise|nevertheless|nonetheless|consequently|accordingly)\b",
    r"(?:similarly|likewise|additionally|conversely|alternatively|not only (?:that|so))\b",
    r"in (?:addition|contrast|turn|fact(?!-)|short|other words|(?:this|that) (?:case|way|sense|regard|respect))\b",
    r"(?:as a result|as such|by contrast|after all|of course|above all|even (?:so|then)|that said|what['’]?s more)\b",
    r"(?:for (?:example|instance)|for (?:this|that) reason|to (?:this|that) end|at the same time)\b",
    r"on (?:the (?:other|one) hand|top of (?:this|that|these|those))\b",
    r"(?:because of|despite|after|before|with|like|unlike|among|of) (?:this|that|these|those|them|it)\b(?! \w)",
    # "To solve this, ...", "Finally, the loom ..."
    r"to \w+ (?:this|that|these|those|it|them)\b",
    r"(?:finally|lastly|meanwhile|ultimately|overall|second(?:ly)?|third(?:ly)?|afterwards|elsewhere),",
    # who does it was named before: "Using two cameras, it finds ...", "Founded in 1990, they ..."
    _BY_PRONOUN,
    # somebody who has a name: "The firm said ..."; but "The city of Graz"
    rf"the (?:{_SOMEBODY})(?:['’]s)?\b(?! (?:of|behind|that|which|who|in)\b)",
    # what somebody said or wrote, told of before: "The report adds ..."
    rf"the (?:report|statement|filing|decision|ruling|move|deal) (?:also )?(?:{_SAY}|c[ao]mes?|follow\w*)\b",
    # the text itself, once it was spoken of: "The tutorial also shows ..."
    rf"the (?:{_TEXTS}) (?:also )?(?:outlines|explains|shows|describes|details|covers|demonstrates|introduces)\b",
    r"(?:most|many|some|all|none|both|each|one|two|three|several|few|half) of (?:these|those|them|this|that|which)\b",
    # a choice or a row whose members were named before: "The former", "Another said", "The two met."
    r"the (?:former|latter),? (?:is|was|are|were|has|had|will|would|can|could|may|said|says|came|made)\b",
    r"the (?:others?|pair|duo|trio|rest|following|aforementioned)\b(?! \w+ (?:of|in|to)\b)",
    r"the (?:two|three|four)\b(?! (?:\w+est|most|main|new|first|last|former)\b)",
    r"(?:another(?! \d)|others|both(?! \S+ and))\b",
    r"herewith\b|here(?:['’]s| (?:is|are|it|they|he|she)\b)",
    # what was something else before: "Now it has become a symbol"
    r"(?:now|today|soon|later),? (?:it|he|she|they)\b",
    # an answer to a question that is not shown
    r"yes and no\b|(?:yes|no|yeah|well|okay|ok|sure|right|absolutely|exactly|thanks|thank you|hello|hi|hey)\b[,.!]",
)
# who or what it is nobody has said yet: "They sold it.", "Using two cameras, it finds ..."
_PRONOUN_FIRST = re.compile(rf"{_QUOTE}(?:{_OPENINGS[0]}|{_BY_PRONOUN})", re.IGNORECASE)
_NEEDS_MORE = re.compile(_QUOTE + "(?:" + "|".join(_OPENINGS) + ")", re.IGNORECASE)

# "and run these looms": which ones was told before
_POINTS_BACK = re.compile(r"\w (?:these|those) (?!days|two|three|who|of)[a-z]|\b(?:since|by|until) then\b")
# words in quotation marks, and nobody who says them
_ONLY_QUOTED = re.compile(r"\"[^\"]+\"|“[^”]+”")
_WHO = rf"(?:he|she|they|it|the (?:{_SOMEBODY}|{_TEXTS}|report|statement))"
_HE_SAID = re.compile(rf"[\"”’',]\s*(?:(?:{_WHO}|i|we) {_SAY}|{_SAY} {_WHO}\b)", re.IGNORECASE)
_PERSON = re.compile(_QUOTE + r"(?:he|she|his|her)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[\w,;:)] )(?:[\"“‘(])?(?!I\b|I['’])[A-Z][\w'’.-]+")

# Short sentences that tell nothing of the story, whatever stands before them: how they begin, and an example.
_PAGE_BEGINS = (
    # who wrote it, and when: "By Jane Doe", "By JANE DOE, Staff Writer", "Posted by admin on 3 May"
    r"[Bb][Yy] [A-Z][\w.'’-]+(?: (?:[A-Z][\w.'’-]*|and|for)){0,6}(?:,[\w ]{0,30})?\.?$",
    r"(?i:posted|published|updated|written|reported|edited|last (?:updated|modified))(?i: by| on| at|:)",
    r"(?i:(?:additional )?(?:reporting|editing|writing) by\b)",
    # pictures: "(Photo: A. Doe)", "Pictured: ..."
    r"\(?(?i:photo|image|picture|pictured|video|watch|graphic|credit|caption|illustration|screenshot)s?\s?[:/|]",
    # other pages: "Read more: ...", "Related: ..."
    r"(?i:read (?:more|next|also|the (?:full|whole|rest|updated|original)))\b",
    r"(?i:more (?:on|from)|also (?:on|read|see)|see also)\b",
    r"(?i:related|source|via|tags?|filed under|topics|categories|share this|listen|editor['’]s note|disclosure)\s?:",
    # what to do, not what happened
    r"(?i:(?:watch|join|register|visit|tune in|rsvp|sign up)(?: to| for| with)? (?:us|the|our|now|today|here|this)\b)",
    r"(?i:(?:subscribe|follow|share)(?: to| for| with)? (?:us|the|our|now|today|here|this)\b)",
    r"(?i:registration is (?:now )?open|tickets are (?:now )?on sale)\b",
    r"(?i:(?:find out|check out|see (?:the|our|all)|click|listen to|scroll) )",
    r"(?i:let us know|(?:tell|e-?mail|call|contact) us|get in touch)\b",
    # whose it is
    r"©|\([cC]\) ?\d{4}",
)
_PAGE_BEGIN = re.compile("|".join(_PAGE_BEGINS))
_LONGEST_PAGE_LINE = 20
"""Words; a longer sentence that begins so is news: "Written by 40 engineers, the report names ..." """

# The same for what may stand anywhere in a sentence, in small letters. All begin at a word: that is found fast.
_PAGE_WORDS = (
    # "AP Photo/A. Doe", "A. Doe / Getty Images"
    r"file photo\b|(?<=\()(?:photo|image|picture|credit)s?(?::| by)|photo (?:by|credit|courtesy)\b",
    r"(?:ap|afp|reuters|getty|epa) ?(?:photo|images?)\b",
    r"(?<=\()(?:pictured|left|right|cent(?:re|er)|above|below)(?:,? (?:left|right|above|below|cent(?:re|er)))?\)\.?$",
    # "The post ... appeared first on ...", "This story was ..."
    r"(?:appeared first|first appeared|originally (?:published|appeared)) (?:on|in|at)\b|stay tuned\b",
    r"this (?:story|article|post|page|transcript) (?:was|has been|is|may be|will be)\b",
    r"contribut(?:ed|ing) to this (?:report|story|article)\b",
    # addresses; a mail address by its sign: looked for from its beginning, each letter would be one
    r"https?://|www\.|@[\w-]+\.\w",
)
_PAGE_WORD = re.compile(r"\b(?:" + "|".join(_PAGE_WORDS) + ")")
_ENDS_WELL = re.compile(r"[.!。！।][\s)\]”’“\"'»«」』]*$")
# "Comments: 149", "Organization: Otterworks | Source: The Valley Post": labels with their values
_LABEL = r"[A-Z][\w’' -]{0,30}:\s?[^|•·.!?:]{1,60}"
_LABELLED = re.compile(rf"{_LABEL}(?:\s*[|•·]\s*{_LABEL})+[.]?|[A-Z][\w’'-]{{0,20}}:\s?[\d,.]+")
_CUT_OFF = re.compile(r"(?:\.\.\.|…|\[(?:\.\.\.|…|\+\d+ chars)\])[)\]”’\"']*$")
# a line that ends within a name, "the relief of Capt.", or within brackets, "an essay by Tom Byron (R-Ark.)"
_ENDS_IN_NAME = re.compile(rf"\b{TITLE}$|[^.!?] \([\w.-]{{1,12}}\.\)$")
# capitals before the sentence: a shout, as in "ASKING NOBODY: The mayor ...", or where it is from or who says it
_CAPITALS = re.compile(r"([A-Z]{2}[A-Z’' -]{1,60}): ")
_QUESTION = re.compile(r"[?？؟][)\]”’“\"'»«」』]*$")
# the author speaks, who is not named, or one whose quotation lost its marks: "My sister came", "When I came, ..."
_I = re.compile(r"(?:I|My|Me)\b(?!\.|-|\))|[^\"“”«»‘']*\bI (?:am|was|had|have|do|did|will|would|can|could|[a-z]+ed)\b")
# what begins small is a piece of a sentence; but "iPhone", "eBay"
_BEGINS_SMALL = re.compile(r"[a-z]+\b(?![A-Z])")
_SINGLE_OPEN = re.compile(r"[‘']\s?\w")
_SINGLE_CLOSE = re.compile(r"\w?[.,!?]?\s?[’'](?!\w)")
# a call to read on in place of what there is to read: "Learn how to ...", "Find out why ...", "Here's why ..."
_TEASER = re.compile(
    r"(?:learn|find out|discover|see|explore|check out|read) (?:how|why|what|more|about)\b"
    r"|here(?:['’]s| is| are) (?!in\b|at\b|on\b)",
    re.IGNORECASE,
)
# a remark on the sentence before it
_REMARK = re.compile(r"[(\[][^()\[\]]*[)\]]\.?")
# one of a row whose head stands elsewhere
_IN_A_ROW = re.compile(r"[■●•▪►▶‣·*]\s")
# the name below a message: "— Ann Weaver"; in other languages a dash begins what somebody says
_DASHED = re.compile(r"[–—―-]\s")
FEWEST_WORDS = 5
"""Shorter lines are headings, names, calls to act."""
LONGEST_DECK = 25
"""Words of what newsrooms write below a headline, often without a full stop. Of 19 longer lines without one 14 had been
cut off."""
# words of English behind which something follows; one or two letters are no words that other languages end with
_LEADS_ON = frozenset(
    "the an of and or with from their its his into that which who as for by than was were is are".split()
)
_MOST_CAPITALS = 0.8
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of languages that put no spaces between words."""
WIDE_A_WORD = 2
"""So many of these say as much as a word."""


class Standing(IntEnum):
    """How well a sentence does by itself; lower is better."""

    ALONE = 0
    """It can be shown by itself."""
    AFTER = 1
    """It needs the sentence before it."""
    POOR = 2
    """A heading, a caption, somebody's "I": better than nothing."""
    NEVER = 3
    """It belongs to the page, or tells nothing: a question, a call to read on, a sentence that is cut off."""


@lru_cache(maxsize=4_000)  # a few hundred bytes each: chats of other feeds have the same reports in other company
def standing(sentence: str, language: str = "en") -> Standing:
    """How well *sentence* does without the text around it."""
    if _of_the_page(sentence) or _tells_nothing(sentence):
        return Standing.NEVER
    english = language.startswith("en")
    if _poor(sentence) or (
        english and (_DASHED.match(sentence) or _I.match(sentence) or _BEGINS_SMALL.match(sentence))
    ):
        return Standing.POOR
    hangs = _half(sentence) or bool(_REMARK.fullmatch(sentence)) or (english and _hangs(sentence))
    return Standing.AFTER if hangs else Standing.ALONE


def stands_alone(sentence: str, previous: str = "", language: str = "en") -> bool:
    """
    Whether *sentence* may be shown when *previous*, the sentence before it in its text, is shown just before it.

    Args:
        sentence: One sentence.
        previous: Empty when the sentence before it is not shown.
        language: Two-letter code.
    """
    found = standing(sentence, language)
    return found is Standing.ALONE or (found is Standing.AFTER and carries(previous, sentence))


def opens_with_pronoun(sentence: str) -> bool:
    """Whether an English sentence begins with a pronoun that stands for what was named before it."""
    return bool(_PRONOUN_FIRST.match(sentence))


def carries(previous: str, sentence: str) -> bool:
    """Whether *previous* can tell what *sentence* leaves open: "he" and "she" need somebody who was named."""
    if not previous:
        return False
    return not _PERSON.match(sentence) or bool(_NAME.search(previous) or _PERSON.match(previous))


def _of_the_page(sentence: str) -> bool:
    if _LABELLED.fullmatch(sentence):
        return True
    if _PAGE_BEGIN.match(sentence) and len(sentence.split()) <= _LONGEST_PAGE_LINE:
        return True
    return bool(_PAGE_WORD.search(sentence.lower()))


def _tells_nothing(sentence: str) -> bool:
    return bool(
        _CUT_OFF.search(sentence)
        or _breaks_off(sentence)
        or _ENDS_IN_NAME.search(sentence)
        or _QUESTION.search(sentence)
        or _TEASER.match(sentence)
    )


def _breaks_off(sentence: str) -> bool:
    """Whether its feed cut a sentence off without a sign: before a word that must follow, or too late for a deck."""
    if _ENDS_WELL.search(sentence) or sentence[-1:] in "”’“\"'»«" or WIDE.search(sentence):
        return False
    words = sentence.split()
    return len(words) > LONGEST_DECK or not _LEADS_ON.isdisjoint(words[-1:]) or sentence.endswith((",", ";"))


def _poor(sentence: str) -> bool:
    words = sentence.split()
    if len(words) < FEWEST_WORDS and not WIDE.search(sentence):
        return True
    if not _ENDS_WELL.search(sentence) or _IN_A_ROW.match(sentence) or _shouts(sentence):
        return True
    if not balanced(sentence):  # nobody knows where half a quotation ends, or who says it
        return True
    shouted = sum(word.isupper() for word in words if len(word) > 1)
    return shouted > _MOST_CAPITALS * len(words)


def _shouts(sentence: str) -> bool:
    """Whether a sentence begins with a label of everyday words: "NEW DELHI:" and "NATO:" begin what newsrooms tell."""
    found = _CAPITALS.match(sentence)
    if not found:
        return False
    label = found[1].lower()
    everyday = all(common(word) or common(stem(word)) for word in re.findall("[a-z’']+", label))
    return everyday and f"@{label}" not in background()  # "WHITE HOUSE:"


def _half(sentence: str) -> bool:
    """Whether a bracket opens or closes of which the other half is missing, or a quotation between single marks."""
    if _SINGLE_OPEN.match(sentence) and not _SINGLE_CLOSE.search(sentence, 2):
        return True
    return sentence.count("(") != sentence.count(")")


def _hangs(sentence: str) -> bool:
    if _ONLY_QUOTED.fullmatch(sentence) or _NEEDS_MORE.match(sentence) or _POINTS_BACK.search(sentence):
        return True
    return bool(_HE_SAID.search(sentence)) and not _NAME.search(sentence)
