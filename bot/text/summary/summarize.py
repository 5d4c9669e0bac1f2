"""
Summaries made of whole sentences of their sources, word for word.

How a summary is made:

1. Each source is cut into sentences; what stands on every page of its feed, captions, questions and headings are set
   aside (``boilerplate.py``, ``standalone.py``).
2. Each word weighs by how often and how early the sources use it, and by how many sources do.
3. The worthiest sentence that still fits is taken; the words that it told count (nearly) nothing from then on, and so
   on until nothing fits. A sentence that needs the one before it is taken only after that.
4. What was taken is put into reading order: the source that tells the main thing first, each in its own order. Above
   the worthiest sentence stands nothing but that with which its text begins: what explains comes after the news.

Source: the idea of covering weighted words once is that of Nenkova and Vanderwende 2005, "The impact of frequency on
summarization", and Gillick and Favre 2009, "A scalable global model for summarization"; weights are ours.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from functools import partial
from itertools import accumulate, chain
from math import fsum
from typing import NamedTuple

from bot.text.analysis.acts import acts
from bot.text.analysis.sentences import Span, sentences
from bot.text.analysis.words import stems_of, terms
from bot.text.cleaning.boilerplate import sentence_key
from bot.text.cleaning.datelines import beginning, opened, unsigned
from bot.text.lexicon.first_person import OF_ONESELF
from bot.text.summary.hanging import Above, Earlier, hanging, hanging_at_least, looks_of
from bot.text.summary.introduced import Introduced, names_in
from bot.text.summary.repeats import (
    MOST_RETOLD,
    MOST_RETOLD_LEAD,
    MOST_RETOLD_SUM,
    brings_sum,
    repeats,
    retelling,
    states_again,
    sum_is_news,
)
from bot.text.summary.standalone import FEWEST_WORDS, WIDE, WIDE_A_WORD, Standing, carries, opens_with_pronoun, standing
from bot.text.summary.weights import NEWS, OWN, SERIES, STORY, Weights

MAX_SENTENCES = 3
"""The bot's default: what a reader takes in at a glance."""
WORDS_A_SENTENCE = 25
"""Words for each sentence of a summary that is limited in sentences only; the usual length in news."""
FEWEST_OWN = 2
"""Sentences in which an author speaks of himself: one may be a remark."""
MOSTLY_OWN = 0.4
"""Share of them from which on a text is no news: talk that is quoted without marks stays below it."""
LETTERS_A_WORD = 12
"""Twice as many as usual: a summary of 75 words never has more than 900 letters, whatever stands in it."""
LONGEST = 90
"""Words, when no shorter sentence tells anything."""


RETOLD_AT_LENGTH = 0.3
"""The same where so many words are to be filled, rather than a few sentences chosen: what several sources tell is then
told in more than one's words. At ``MOST_RETOLD`` 200 words lose .003 of ROUGE-1 and -2."""
OPEN_AT_LENGTH = 0.2
"""The same of how likely a sentence leaves something open, where the weights say less: at .12 200 words lose .015."""
FRESHNESS = 2.0
"""Power of how likely it tells something new, by which its value is multiplied."""
LATER = timedelta(minutes=30)
"""From then on a later text of the same story knows better how things stand."""
OUTDATED = 0.3
"""What is left of the value of a sentence on how things stood then: told only where nothing else is."""
# how things stand, in English: "cannot be reached", "has been down since", "are still waiting", "faces opposition",
# and what was yet to come: "is expected to sign", "plans to refuse"
_STATE = re.compile(
    r"\b(?:(?:is|are) (?:down|offline|missing|unclear|unknown|unavailable|waiting)"
    r"|(?:is|are|was|were) (?:expected|due|set|scheduled|poised|likely|about) to|plans? to"
    r"|has been|have been|can(?:not|['’]t)|remains?|continues?|still|not yet|yet to|awaits?|faces?)\b",
    re.IGNORECASE,
)
ANSWERED = 10.0
"""How many times its value an answer is worth among a few sentences if its text was quoted against somebody: else the
item takes a side, for who answers stands last and is short."""
_AGAINST = frozenset({"sue", "charge"})
"""Acts of those who accuse."""
# how the accused answer, in English: "denies the claim", "answered that", "pleaded not guilty"
_ANSWER = re.compile(
    r"\b(?:den(?:y|ies|ied)|reject(?:s|ed)|disput(?:es|ed)|refut(?:es|ed)"
    r"|(?:answer|repli|respond)(?:ed|e?s) that|plead(?:ed|s)? not guilty)\b"
)


@dataclass(frozen=True, slots=True)
class SourceText:
    """One text to summarise. With *only*, just sentences that touch one of these spans (start, end) may be taken."""

    title: str
    text: str
    language: str = "en"
    only: tuple[tuple[int, int], ...] | None = None
    publisher: str = ""
    """Who tells it, if known: some begin each text with their own name."""
    boilerplate: Collection[int] = frozenset()
    """Keys of the sentences that stand on every page of its feed (``boilerplate.py``): these are never taken."""
    told: datetime | None = None
    """When it told, if known: of how things stand, a later text knows better."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One sentence of a summary: ``sources[source].text[start:end] == text``."""

    source: int
    start: int
    end: int
    text: str


_QUOTED = re.compile(r"[\"“”«»]")
_WE = re.compile(r"(?:(?:And|But|So) )?(?:[Ww]e|[Oo]ur|[Ll]et['’]s|[Ww]e['’][a-z]+)\b")


# not frozen: making hundreds of frozen ones takes a fifth of a summary's time
@dataclass(slots=True, eq=False)
class _Sentence:
    source: int
    index: int
    """Its number among all sentences of its source."""
    place: int
    """How many sentences that are no headings stand before it in its source."""
    span: Span
    length: int
    """Words, or what is as long."""
    terms: frozenset[str]
    introduced: Introduced
    """What its text tells of before it."""
    rest_read: bool
    """Whether its reader has read the rest of its text."""
    merit: float = 1.0
    """What its place, source and length make of what it tells."""
    worth: float = 0.0
    """What its words are worth that were not told yet."""


class _Met(NamedTuple):
    """What a reader has read of when he comes to a sentence."""

    names: frozenset[str]
    """Words with capitals."""
    things: frozenset[str]
    """Stems."""
    last: _Sentence | None = None
    """The sentence right before; None below the headline."""

    def all_of(self, sentence: _Sentence) -> bool:
        """Whether a sentence takes nothing else for known."""
        before, at = sentence.introduced, sentence.index
        return before.called_short(at) <= self.names and (sentence.rest_read or before.points_back(at) <= self.things)

    def neighbour(self, sentence: _Sentence) -> str:
        """The sentence before it in its text, if that was read right before; else empty."""
        last = self.last
        near = last is not None and (last.source, last.index + 1) == (sentence.source, sentence.index)
        return last.span.text if last and near else ""

    def and_then(self, sentence: _Sentence) -> "_Met":
        """The same after one more."""
        names, things = names_in(sentence.span.text), sentence.terms
        return _Met(self.names | names, self.things | things, sentence)


class _Page:
    """What is chosen, as it will be read: a sentence knows only of what stands above it."""

    def __init__(self, met: _Met, chosen: Sequence[_Sentence]) -> None:
        self._rank = {source: rank for rank, source in enumerate(dict.fromkeys(s.source for s in chosen))}
        order = _reading_order(chosen)
        self._places = list(map(self._place, order))
        self._met = list(accumulate(order, _Met.and_then, initial=met))

    def above(self, sentence: _Sentence) -> _Met:
        """What will have been read before a sentence, were it chosen next."""
        return self._met[bisect_left(self._places, self._place(sentence))]

    def _place(self, sentence: _Sentence) -> tuple[int, int]:
        return self._rank.get(sentence.source, len(self._rank)), sentence.span.start


class Strict(IntEnum):
    """What may be shown, the best first; what is next is tried only where nothing else can be told."""

    SURE = 0
    """What hardly leaves anything open, and hardly tells anything again."""
    LIKELY = 1
    """What no rule speaks against."""
    LOOSE = 2
    """Poor sentences as well, and those that need the one before."""


_WORD = re.compile(r"[^\W_]+")
_PLAIN = bytes(ord(sign.lower() if sign.isalnum() else " ") for sign in map(chr, range(128))).ljust(256)
"""Makes words of ASCII small, and all between them blanks: so they are found three times as fast."""


def summarize(
    sources: Sequence[SourceText],
    *,
    max_sentences: int | None = None,
    max_words: int | None = None,
    headline: str = "",
    alone: bool = False,
) -> list[Pick]:
    """
    The sentences that tell best what *sources* tell.

    Args:
        sources: Texts on one event, the most important first.
        max_sentences: At most so many sentences, at least 1.
        max_words: At most so many words (as split at white space) in all, at least 1.
            With neither, the bot's default: three sentences. Without it a summary has 25 words a sentence (but at
            least 50), so that three long sentences are not a wall of text.
        headline: What stands above the summary, that of the first source. A sentence that only repeats it is left
            out; of several sources the first one begins, if it tells something on it; a heading or a caption is shown
            only if it tells something on it.
        alone: What is taken stands in a list, and whoever reads it read *headline* some time ago: only what hardly
            leaves anything open is taken, also of first sentences.
    Returns: whole sentences in reading order, word for word; empty when no sentence fits or can be shown.
    """
    if max_sentences is None and max_words is None:
        max_sentences = MAX_SENTENCES
    listed = _listed(sources, headline, alone=alone)
    weights = _weights(sources, listed)
    worth = _worths(listed, _titled(sources), weights)
    most = len(listed) if max_sentences is None else max_sentences
    wanted = [sentence for sentence in listed if _wanted(sentence, sources[sentence.source].only)]
    above = _terms(headline, sources[0].language) if sources else frozenset()
    newest = max((source.told for source in sources if source.told), default=None)
    for sentence in wanted:
        source = sources[sentence.source]
        stale = outdated(sentence.span.text, source.language, source.told, newest)
        sentence.merit = _merit(sentence, weights) * (OUTDATED if stale else 1.0)
    for words, strict in _attempts(max_sentences, max_words, wanted):
        if alone and strict is not Strict.SURE:
            break
        loose = strict is Strict.LOOSE
        pool = [sentence for sentence in wanted if sentence.terms & above] if loose and above else wanted
        bounds = _Bounds(MOST_RETOLD, MOST_RETOLD_LEAD, weights.open)
        if max_sentences is None:
            bounds = _Bounds(RETOLD_AT_LENGTH, RETOLD_AT_LENGTH, max(OPEN_AT_LENGTH, weights.open))
        judge = _Judge(sources, headline, _Met(names_in(headline), above), strict, weights, bounds, alone=alone)
        chosen = _choose(pool, worth, weights, most, words, judge)
        if chosen:
            return [_pick(sentence) for sentence in _reading_order(chosen)]
    return []


def outdated(words: str, language: str, told: datetime | None, newest: datetime | None) -> bool:
    """Whether words of that moment tell how things stood when a text of the *newest* moment knows better."""
    if newest is None or told is None or newest - told < LATER:
        return False
    return language.startswith("en") and bool(_STATE.search(words))


class _Bounds(NamedTuple):
    """How likely a sentence may be poor and yet be sure enough to show, at most."""

    retold: float
    """That it tells nothing new."""
    retold_lead: float
    """The same of that with which a further source begins."""
    open: float
    """That it leaves something open."""


class _Judge:
    """How well sentences stand in this summary; asked only for those that are about to be taken: it costs time."""

    def __init__(
        self,
        sources: Sequence[SourceText],
        headline: str,
        met: _Met,
        strict: Strict,
        weights: Weights,
        bounds: _Bounds,
        *,
        alone: bool,
    ) -> None:
        self._sources, self._headline, self._strict, self._weights = sources, headline, strict, weights
        self.headline = met
        self._bounds, self._alone = bounds, alone
        self._standing: dict[_Sentence, Standing] = {}
        self._loose = strict is Strict.LOOSE

    def left_of(self, value: float, sentence: _Sentence, met: _Met, most: float) -> float:
        """
        What is left of a sentence's value where it would stand: all of it where it is quite clear.

        Returns: 0.0 where it cannot stand, and where no more than *most* would be left.
        """
        stands, neighbour = self.stands(sentence), met.neighbour(sentence)
        if stands is Standing.AFTER and not carries(neighbour, sentence.span.text):
            return 0.0
        if stands > Standing.AFTER:
            return 0.0
        asks = self._asks(sentence)
        # what stands alone need not share words with what was read some time ago
        above = Above(met.names, frozenset() if self._alone else met.things, bool(neighbour))
        if asks:
            # what its text told before it costs most to know
            least = hanging_at_least(looks_of(sentence.span.text), sentence.terms, above, sentence.place)
            if self._clear(least, above) * value <= most:
                return 0.0
        if not (self._loose or met.all_of(sentence)):
            return 0.0
        return self._clear(self._risk(sentence, met, above) if asks else 0.0, above) * value

    def _clear(self, risk: float, above: Above) -> float:
        """What is left of the value of a sentence that so likely leaves something open: 0.0 to 1.0."""
        # what is open may be told right before; of sentences that follow their neighbour so, one in thirty hangs
        sure = risk <= self._bounds.open or self._strict is not Strict.SURE or above.neighbour
        return (1.0 - risk) ** self._weights.care if sure else 0.0

    def stands(self, sentence: _Sentence) -> Standing:
        """How well a sentence does by itself."""
        if sentence not in self._standing:
            self._standing[sentence] = self._stands(sentence)
        return self._standing[sentence]

    def _stands(self, sentence: _Sentence) -> Standing:
        source = self._sources[sentence.source]
        text = sentence.span.text
        # among several newsrooms nobody knows who "we" are
        nobodys = self._weights is STORY and source.language.startswith("en") and _WE.match(text)
        found = Standing.POOR if nobodys or _glued(source.text, sentence.span) else standing(text, source.language)
        # nothing stands before a first sentence that it could need; that of another text hangs on a title nobody sees
        begins = self._begins(sentence) and (self._strict is not Strict.SURE or not opens_with_pronoun(text))
        excused = found is Standing.AFTER and (begins or self._loose)
        return Standing.ALONE if excused or (self._loose and found is Standing.POOR) else found

    def fresh(self, sentence: _Sentence, chosen: Sequence[_Sentence]) -> float:
        """
        What is left of a sentence's value beside these and the headline: 0.0 where it tells hardly anything new.

        Who writes one text does not tell the same twice; the next newsroom does.
        """
        sure = self._strict is Strict.SURE
        if sure and states_again(sentence.span.text, sentence.terms, self._told(chosen)):
            return 0.0
        if all(one.source == sentence.source for one in chosen):
            return 1.0
        above = [one.terms for one in chosen]
        leads = sentence.place <= 1 and all(one.source != sentence.source for one in chosen)
        retold = retelling(sentence.terms, above, self.headline.things, self._title(sentence) if leads else None)
        bound = self._bounds.retold_lead if leads else self._bounds.retold
        if sure and retold > bound and not self._excused(sentence, retold, above):
            return 0.0
        return float((1.0 - retold) ** FRESHNESS)

    def _told(self, chosen: Iterable[_Sentence]) -> Iterator[tuple[str, frozenset[str]]]:
        yield self._headline, self.headline.things
        yield from ((one.span.text, one.terms) for one in chosen)

    @staticmethod
    def _excused(sentence: _Sentence, retold: float, above: Sequence[frozenset[str]]) -> bool:
        """Whether a sentence that tells much again brings a sum that is worth it."""
        brings = brings_sum(sentence.span.text, sentence.terms, above)
        return brings and (retold <= MOST_RETOLD_SUM or sum_is_news(sentence.terms, above))

    def _title(self, sentence: _Sentence) -> frozenset[str]:
        source = self._sources[sentence.source]
        return _terms(source.title, source.language)

    def _begins(self, sentence: _Sentence) -> bool:
        return sentence.place == 0 and sentence.source == 0 and not self._alone

    def _risk(self, sentence: _Sentence, met: _Met, above: Above) -> float:
        """How likely a sentence leaves something open."""
        told, at = sentence.introduced, sentence.index
        looks = looks_of(sentence.span.text)
        earlier = Earlier(partial(told.told, at), partial(told.in_full, at), sentence.place)
        first = (one.things for one in looks.definite if one.new == "the first new")
        if self._alone and any(map(met.things.isdisjoint, first)):
            return 1.0  # "The 19-0 vote came late": which vote nobody can look up
        return hanging(looks, sentence.terms, above, earlier)

    def _asks(self, sentence: _Sentence) -> bool:
        """
        Whether a sentence can leave something open.

        That with which a text begins has nothing before it to lean on; what was learned from news in English says
        nothing of other languages, nor of who tells of himself.
        """
        english = self._sources[sentence.source].language.startswith("en")
        return english and bool(self._weights.care) and not self._begins(sentence)


def _glued(text: str, span: Span) -> bool:
    """Whether a sentence is stuck to its neighbour ("It ended well.The team"): where it was cut is a guess."""
    before, after = text[max(0, span.start - 1) : span.start], text[span.end : span.end + 1]
    return (before != "" and before in ".!?") or (text[span.end - 1] in ".!?" and after.isascii() and after.isalnum())


def _attempts(
    max_sentences: int | None, max_words: int | None, wanted: Sequence[_Sentence]
) -> Iterator[tuple[int, Strict]]:
    """How many words, and how strict to be: stricter first."""
    default = WORDS_A_SENTENCE * max(2, max_sentences or 0)
    # where no sentence is that long, more room for one gives nothing that was not there a moment ago
    longer = max_words is None and any(default < sentence.length <= LONGEST for sentence in wanted)
    for strict in Strict:
        yield max_words or default, strict
        if longer:
            yield LONGEST, strict


def _weights(sources: Sequence[SourceText], listed: Sequence[_Sentence]) -> Weights:
    if sum(bool(source.text.strip()) for source in sources) > 1:
        publishers = {source.publisher for source in sources}
        return SERIES if len(publishers) == 1 and publishers != {""} else STORY
    texts = [sentence.span.text for sentence in listed]
    # the author speaks, and nobody is quoted
    own = sum(bool(OF_ONESELF.search(text)) and not _QUOTED.search(text) for text in texts)
    return OWN if own >= FEWEST_OWN and own >= MOSTLY_OWN * len(listed) else NEWS


def _listed(sources: Sequence[SourceText], headline: str, *, alone: bool) -> list[_Sentence]:
    """All sentences of all sources but those that only repeat the headline."""
    found: list[_Sentence] = []
    for number, source in enumerate(sources):
        above = _terms(headline, source.language)
        place = 0
        spans = sentences(source.text, source.language)
        begin = beginning(spans)
        introduced = Introduced([span.text for span in spans], source.language)
        rest_read = source.only is not None and not alone
        for index, span in enumerate(spans):
            place = 0 if index == begin else place
            shown = unsigned(opened(span, source.publisher) if index in (0, begin) else span)
            told = _terms(shown.text, source.language)
            if (above and told <= above) or shown.text == source.title:
                continue
            if source.boilerplate and sentence_key(span.text) in source.boilerplate:
                continue
            words = len(shown.text.split())
            length = _length(shown.text, words)
            found.append(_Sentence(number, index, place, shown, length, told, introduced, rest_read))
            place += words >= FEWEST_WORDS
    return found


def _length(sentence: str, words: int) -> int:
    """How many words a sentence is as long as: white space is no measure of endless words and of Chinese."""
    wide = 0 if sentence.isascii() else len(WIDE.findall(sentence)) // WIDE_A_WORD
    return max(words, wide, len(sentence) // LETTERS_A_WORD)


def _terms(sentence: str, language: str) -> frozenset[str]:
    """
    The stems of the words that carry meaning.

    Like ``words.terms``, but a summary needs no figures in one form, and most of its time would go there.
    """
    if sentence.isascii():
        return frozenset(stems_of(sentence.encode().translate(_PLAIN).decode().split(), language))
    if WIDE.search(sentence):
        return frozenset(terms(sentence, language))
    return frozenset(stems_of(_WORD.findall(sentence.lower()), language))


def _wanted(sentence: _Sentence, only: Iterable[tuple[int, int]] | None) -> bool:
    return only is None or any(start < sentence.span.end and sentence.span.start < end for start, end in only)


def _titled(sources: Sequence[SourceText]) -> dict[str, float]:
    """What share of the titles has each word."""
    titles = [_terms(source.title, source.language) for source in sources if source.title]
    spread = Counter(term for title in titles for term in title)
    return {term: count / len(titles) for term, count in spread.items()}


def _worths(listed: Sequence[_Sentence], titled: Mapping[str, float], weights: Weights) -> dict[str, float]:
    """What each word is worth: how often, how early, and in what share of sources and titles it is used."""
    use: defaultdict[str, float] = defaultdict(float)
    vocabularies: dict[int, set[str]] = {}
    for sentence in listed:
        early = max(weights.lowest, weights.fading**sentence.place)
        for term in sentence.terms:
            use[term] += early
        vocabularies.setdefault(sentence.source, set()).update(sentence.terms)
    if len(vocabularies) > 1:
        spread = Counter(chain.from_iterable(vocabularies.values()))
        share = [(count / len(vocabularies)) ** weights.support for count in range(len(vocabularies) + 1)]
        for term in use:
            use[term] *= share[spread[term]]
    for term in titled.keys() & use.keys():
        use[term] *= 1.0 + weights.title * titled[term]
    return use


def _choose(
    eligible: Sequence[_Sentence],
    worth: Mapping[str, float],
    weights: Weights,
    most: int,
    words: int,
    judge: _Judge,
) -> list[_Sentence]:
    """
    Take the worthiest sentence that fits until nothing does, in the order of taking.

    Of several sources the first sentence says what the headline means, so the others need not repeat its words.
    """
    above = judge.headline.things
    left = list(eligible)
    chosen: list[_Sentence] = []
    told: frozenset[str] = frozenset()
    worth = dict(worth)
    few = most < len(left)  # where many words are to be filled an answer finds room by itself
    while len(chosen) < most:
        left = [s for s in left if s.length <= words]
        for sentence in left:
            if not chosen or not told.isdisjoint(sentence.terms):
                sentence.worth = fsum(map(worth.__getitem__, sentence.terms))
        used = {source: weights.same**count for source, count in Counter(s.source for s in chosen).items()}
        accusing = {s.source for s in chosen if few and not acts(s.terms).isdisjoint(_AGAINST)}
        values = {s: s.worth * s.merit * used.get(s.source, 1.0) for s in left}
        if accusing:
            values |= {s: values[s] * ANSWERED for s in left if s.source in accusing and _ANSWER.search(s.span.text)}
        best = _best(left, chosen, judge, values, weights)
        if best is None:
            break
        left.remove(best)
        chosen.append(best)
        told = best.terms | above if weights is STORY else best.terms
        worth.update(dict.fromkeys(told, 0.0))
        words -= best.length
    return chosen


def _best(
    left: list[_Sentence],
    chosen: Sequence[_Sentence],
    judge: _Judge,
    values: dict[_Sentence, float],
    weights: Weights,
) -> _Sentence | None:
    """
    The worthiest of *left* that can be shown now; what can never be shown is taken out of *left* on the way.

    A sentence is worth less the likelier it leaves something open; who comes after one that is worth more all the same
    is not looked at.
    """
    page = _Page(judge.headline, chosen)
    best, most = None, 0.0
    for sentence in sorted(left, key=values.__getitem__, reverse=True):
        if values[sentence] <= most:
            break
        if (
            judge.stands(sentence) > Standing.AFTER
            or _before_the_news(sentence, chosen)
            or any(repeats(sentence, one, weights.alike, weights.runs) for one in chosen)
        ):
            left.remove(sentence)
            continue
        value = values[sentence] * judge.fresh(sentence, chosen)
        # how it stands costs most to tell, and makes nothing worthier
        value = judge.left_of(value, sentence, page.above(sentence), most) if value > most else 0.0
        if value > most:
            best, most = sentence, value
    return best


def _before_the_news(sentence: _Sentence, chosen: Sequence[_Sentence]) -> bool:
    """Whether a sentence would come to stand above the worthiest one, and is not that with which its text begins."""
    if not chosen or not sentence.place or sentence.source != chosen[0].source:
        return False
    return sentence.span.start < chosen[0].span.start


def _merit(sentence: _Sentence, weights: Weights) -> float:
    early = 1.0 + weights.early * max(weights.lowest, weights.fading**sentence.place)
    early *= 1.0 if sentence.source else weights.first
    return float(early / max(1, len(sentence.terms)) ** weights.brevity)


def _reading_order(chosen: Sequence[_Sentence]) -> list[_Sentence]:
    """The source that gave the best sentence first; each source's sentences in its own order."""
    rank: dict[int, int] = {}
    for sentence in chosen:
        rank.setdefault(sentence.source, len(rank))
    return sorted(chosen, key=lambda s: (rank[s.source], s.span.start))


def _pick(sentence: _Sentence) -> Pick:
    return Pick(sentence.source, sentence.span.start, sentence.span.end, sentence.span.text)
