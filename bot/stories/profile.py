"""What one text is about: its words, names and figures, weighted by where they stand. PURE."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain, repeat, takewhile
from math import log
from zlib import crc32

from bot.text.analysis.acts import acts
from bot.text.analysis.figures import Figure, figures
from bot.text.analysis.names import Name, names
from bot.text.analysis.sentences import Span, sentences
from bot.text.analysis.similarity import Sketch, sketch
from bot.text.analysis.words import REMEMBERED, spoken, stems_of, tokens
from bot.text.cleaning.boilerplate import sentence_key

LEAD_WORDS = 60
"""The lead: news says what happened in its first sentences."""
LONGEST = 12_000
"""Characters of a text that are read: beyond them stand archives and comments."""
MOST_NAMES = 300
"""Names that are taken of one text, the first: a long report has a hundred, and some are compared each with each."""
_SPOKEN = 1_000
"""Characters by which the language of a text is told."""
FEW_WORDS = 15
"""A text below this says no more than a headline."""
_TITLE_COUNTS = 2
"""How often more a word counts for standing in the title."""
_LEAD_COUNTS = 1
"""The same for the lead."""
_CORE = 0.7
"""Share of the sentences above the part where pages put background and teasers."""
_CORE_LEAST = 8
"""Sentences that belong to the story in any case."""
_TOPICS = 3
"""Parts from which a title is several headlines, each of at least..."""
_TOPIC_WORDS = 3
"""...so many words..."""
_TOPICS_WORDS = 12
"""...and all together so many: of 32,500 headlines of news 21 have as many commas, each set off by a capital."""
_LOGGED = 3
"""Sentences that begin with a clock time from which a text is a live blog: 10 of 7,700 articles have as many."""
_CLOCK = re.compile(r"\(?(?:[01]?\d|2[0-3])[:.h][0-5]\d(?!\d)")
_GRAM = 4
"""Letters per piece of a headline's words: long enough to mean something, short enough to see through endings."""


# Both are looked for in lower-cased text. Words for the next of a row: what they are said of had a beginning, which
# was another event.
_STEP = re.compile(
    r"\b(?:more (?!than\b|and\b)\w+|another|second|third|next|again|upgrade[sd]?|updates?|updated|successor|sequel"
    r"|follow-?up|improve[sd]|enhance[sd]|expand(?:s|ed)|stronger|newer)\b"
)


_REVERSAL = re.compile(
    r"\b(?:den(?:y|ies|ied)|withdr(?:aw|aws|ew|awn)|cancel(?:s|led|ed)?|revers(?:e|es|ed|al)|retract(?:s|ed)?"
    r"|delay(?:s|ed)?|postpon(?:e|es|ed)|scrap(?:s|ped)|halt(?:s|ed)?|suspend(?:s|ed)?|no longer|apologi[sz](?:e|es|ed)"
    r"|restor(?:e|es|ed)|resum(?:e|es|ed)|correct(?:s|ed|ion)|revis(?:e|es|ed)|overturn(?:s|ed)?|backtrack(?:s|ed)?"
    r"|roll(?:s|ed)? back|pull(?:s|ed)?|resign(?:s|ed)?|dismiss(?:es|ed)?|acquitt(?:ed|al)|released on bail"
    r"|reopen(?:s|ed|ing)?|(?:call(?:s|ed|ing)?|put(?:s|ting)?) off)\b"
)


@dataclass(frozen=True, slots=True, eq=False)  # one is itself alone: what is found of it is remembered by it
class Profile:
    """
    The features of one text. Terms are stems; names stand among them as "@name", figures as "#figure".

    *title*: terms of the title (of the first sentence where there is none). *lead*: of title and lead. *core*: of the
    part above where pages put teasers for other stories. *body*: of all, with a weight by how often and how high they
    stand; names included. *names*: key -> how often. *title_names*, *lead_names*: those of the title, of title and
    lead. *figures*: of title and lead; *told*: of the whole text. *versions*: (what stands before the version,
    version) of each name that counts up. *wordset*, *grams*: the title's words and stems, and pieces of its words, as
    numbers; *acts*: what they say was done. *steps*, *title_steps*: words for the next of a row. *turned*: a reversal
    is told. *topics*: how many headlines the title is made of. *logged*: it is a live blog. *wording* tells copies.
    *boilerplate*: keys of those of its sentences that belong to the page and were left out. *since*: when the first
    of several texts was published, as of a story; *published* is the last one then.
    """

    headline: str
    language: str
    published: datetime | None
    title: frozenset[str]
    lead: frozenset[str]
    core: frozenset[str]
    body: dict[str, float]
    names: dict[str, int]
    title_names: frozenset[str]
    lead_names: frozenset[str]
    figures: tuple[Figure, ...]
    title_figures: tuple[Figure, ...]
    told: tuple[Figure, ...]
    wordset: frozenset[str]
    grams: frozenset[int]
    acts: frozenset[str]
    steps: bool
    title_steps: bool
    turned: bool
    topics: int
    logged: bool
    words: int
    versions: frozenset[tuple[str, str]]
    title_versions: frozenset[tuple[str, str]]
    wording: Sketch
    boilerplate: frozenset[int] = frozenset()
    since: datetime | None = None
    source: str = ""
    """Who tells it: the same for entries of one publisher in one feed; empty where nobody knows."""

    @property
    def middle(self) -> datetime | None:
        """The moment halfway between the first and the last of its texts."""
        if self.published is None or self.since is None:
            return self.published
        return self.since + (self.published - self.since) / 2

    @property
    def bare(self) -> bool:
        """Whether there is a headline and (nearly) nothing else."""
        return self.words < FEW_WORDS

    @property
    def small(self) -> bool:
        """Whether the headline has no capitals, so that its names cannot be seen."""
        return self.headline.islower()

    def terms(self) -> set[str]:
        """All terms, names, figures and acts: what a document counts for in the IDF table."""
        acts = (f"!{act}" for act in self.acts)
        return {*self.body, *acts, *(figure_key(figure) for figure in self.told)}


def turns(text: str) -> bool:
    """Whether *text* has a word that turns a story round: that is news if nothing in the story had such a word."""
    return bool(_REVERSAL.search(text.lower()))


def _steps(text: str) -> bool:
    return bool(_STEP.search(text.lower()))


def named(keys: Iterable[str]) -> frozenset[str]:
    """Names as terms."""
    return frozenset(f"@{key}" for key in keys)


def figure_key(figure: Figure) -> str:
    """One term for all ways to write a figure."""
    return f"#{figure.kind}:{figure.unit}:{figure.value:.6g}"


def story_sentences(text: str, language: str = "en", boilerplate: Collection[int] = ()) -> list[Span]:
    """The sentences of a text that are read, without those whose keys are *boilerplate*."""
    spans = list(_spans(text[:LONGEST], language))
    return [span for span in spans if sentence_key(span.text) not in boilerplate] if boilerplate else spans


@lru_cache(maxsize=256)  # a batch: an entry is read for what recurs in its feed, then for its story, then for news
def _spans(text: str, language: str) -> tuple[Span, ...]:
    return tuple(sentences(text, language))


def spoken_sentences(text: str, language: str) -> list[str]:
    """The sentences of a text as ``profile`` reads them, those of its page among them."""
    return [span.text for span in story_sentences(text, spoken(text[:_SPOKEN], language))]


def _lead(lengths: Sequence[int]) -> int:
    """How many sentences, of which these are the lengths in words, the lead has: up to its length and a full stop."""
    words = 0
    for count, length in enumerate(lengths, start=1):
        words += length
        if words >= LEAD_WORDS:
            return count
    return len(lengths)


def _length(sentence: str, words: Sequence[str]) -> int:
    """How many words a sentence has; where none have blanks between, three of *words*, pairs of signs, are two."""
    return max(len(sentence.split()), len(words) * 2 // 3)


def _weights(title: frozenset[str], lead: frozenset[str], body: Iterable[str]) -> dict[str, float]:
    counts = Counter(chain(body, *repeat(lead, _LEAD_COUNTS), *repeat(title, _TITLE_COUNTS)))
    return {term: 1.0 + log(count) for term, count in counts.items()}


@lru_cache(maxsize=REMEMBERED)
def _grams(word: str) -> tuple[int, ...]:
    framed = f"^{word}$"
    # numbers of 32 bits are packed and compared in less time, and that two pieces share one decides nothing
    return tuple(crc32(framed[n : n + _GRAM].encode()) for n in range(max(1, len(framed) - _GRAM + 1)))


def _versions(found: Iterable[Name]) -> frozenset[tuple[str, str]]:
    """(what stands before the version, version) of each name that counts up."""
    return frozenset((_base(name), name.version) for name in found if name.version)


def _base(name: Name) -> str:
    return " ".join(takewhile(lambda part: part.lstrip("v") != name.version, name.key.split()))


def _topics(title: str) -> int:
    """A weekly letter strings its headlines together with commas; each begins with a capital and has some words."""
    parts = [part.split() for part in re.split(r"[,;|]\s+(?:and )?", title)]
    whole = all(len(words) >= _TOPIC_WORDS and words[0][0].isupper() for words in parts)
    many = len(parts) >= _TOPICS and sum(map(len, parts)) >= _TOPICS_WORDS
    return len(parts) if whole and many else 1


def profile(
    title: str,
    text: str,
    published: datetime | None = None,
    language: str = "en",
    boilerplate: Collection[int] = frozenset(),
    source: str = "",
) -> Profile:
    """
    Read one text.

    Args:
        title: Plain text, may be empty.
        text: Plain text, may be empty.
        published: When it was published, aware, if known.
        language: What the feed says, a two-letter code or longer, or empty; the text itself is believed more.
        boilerplate: The keys of sentences that stand on every page of its feed (``text/cleaning/boilerplate.py``).
        source: Who tells it, if anybody knows.
    """
    language = spoken(text[:_SPOKEN], language)
    spans, left_out = _parted(story_sentences(text, language), boilerplate)
    # a text without a title begins with what a title would say
    first = title[:LONGEST] if title.strip() or not spans else spans[0].text
    whole = "\n".join(span.text for span in spans)
    words = [tokens(span.text) for span in spans]
    lengths = [_length(span.text, one) for span, one in zip(spans, words, strict=True)]
    lead, core = _lead(lengths), max(_CORE_LEAST, round(_CORE * len(spans)))
    stems = [stems_of(one, language) for one in words]
    title_tokens = tokens(first)
    title_stems = stems_of(title_tokens, language)
    title_terms = frozenset(title_stems)
    lead_terms = frozenset(chain.from_iterable(stems[:lead]))
    body_names = _first(names(whole, language=language))
    title_names = _first(names(first, {name.key for name in body_names if name.sure}, language, whole))
    title_keys = frozenset(name.key for name in title_names)
    counted = Counter(name.key for name in [*title_names, *body_names])
    told = figures(f"{title}\n{whole}")
    body = _weights(title_terms, lead_terms, [*title_stems, *chain.from_iterable(stems)])
    return Profile(
        headline=title,
        language=language,
        published=published,
        title=title_terms,
        lead=title_terms | lead_terms,
        core=title_terms | frozenset(chain.from_iterable(stems[:core])) | named(_above(body_names, spans, core)),
        body=body | {f"@{name}": 1.0 + log(count) for name, count in counted.items()},
        names=dict(counted),
        title_names=title_keys,
        lead_names=title_keys | _above(body_names, spans, lead),
        figures=tuple(figure for figure in told if figure.start <= len(title) + _end(spans, lead)),
        title_figures=figures(first),
        told=told,
        wordset=title_terms | frozenset(title_tokens),
        grams=frozenset(chain.from_iterable(map(_grams, title_tokens))),
        acts=acts(title_terms),
        steps=_steps(f"{first}\n{whole[: _end(spans, lead)]}"),
        turned=turns(f"{title}\n{whole}"),
        title_steps=_steps(first),
        topics=_topics(first),
        logged=sum(bool(_CLOCK.match(span.text)) for span in spans) >= _LOGGED,
        words=sum(lengths),
        versions=_versions([*title_names, *body_names]),
        title_versions=_versions(title_names),
        wording=sketch(chain.from_iterable(words) if spans else title_tokens),
        boilerplate=left_out,
        source=source,
    )


def _parted(spans: list[Span], boilerplate: Collection[int]) -> tuple[list[Span], frozenset[int]]:
    """The sentences that tell the story, and the keys of the others."""
    if not boilerplate:
        return spans, frozenset()
    keys = [sentence_key(span.text) for span in spans]
    left_out = frozenset(key for key in keys if key in boilerplate)
    return [span for span, key in zip(spans, keys, strict=True) if key not in left_out], left_out


def _first(found: Sequence[Name]) -> Sequence[Name]:
    """The names that come first, with their repeats."""
    if len(found) <= MOST_NAMES:
        return found
    kept: dict[str, list[Name]] = {}
    for name in found:
        if name.key in kept or len(kept) < MOST_NAMES:
            kept.setdefault(name.key, []).append(name)
    return sorted(chain.from_iterable(kept.values()), key=lambda name: name.start)


def _end(spans: Sequence[Span], count: int) -> int:
    """Where the first *count* sentences end when all stand below each other."""
    return sum(len(span.text) + 1 for span in spans[:count])


def _above(found: Iterable[Name], spans: Sequence[Span], count: int) -> frozenset[str]:
    """The keys of names in the first *count* sentences."""
    end = _end(spans, count)
    return frozenset(name.key for name in found if name.start < end)
