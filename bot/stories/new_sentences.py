"""
What of an entry a story has not told: its sentences with a new figure, date or name, or with a reversal. PURE.

An update must be news. A second newsroom always has some detail that the first left out, so a new fact counts when the
entry leads with it: its title and first sentences must say something that the story does not.
"""

from collections.abc import Collection
from datetime import timedelta
from math import fsum

from bot.stories.measures import contradicted, covered, days, facts, parts
from bot.stories.profile import Profile, story_sentences, turns
from bot.text.analysis.acts import acts
from bot.text.analysis.figures import Figure, Told, figures
from bot.text.analysis.idf import Idf
from bot.text.analysis.names import Name, names
from bot.text.analysis.words import stem

NEWS = 0.45
"""Share of the title's rare words, by weight, that the story must not have: below it the entry tells the same again."""
NEWS_LATER = 0.3
"""The same for what comes long after: what opens a probe into a sale has most words of the sale in its title."""
LATER = timedelta(hours=12)
"""After the story's latest entry. Second newsrooms follow within hours; later, something has mostly happened."""
_ANEW = timedelta(hours=1)
"""After which a newsroom that writes of a story again does so for what has happened; sooner it may be one text in two
sections."""
_FIGURES = frozenset({"money", "percent", "count", "measure", "date"})
"""Kinds of figures that are facts; lengths of time and ranks are mostly colour."""
_LEAD_SENTENCES = 3
"""Sentences in which a development stands that the entry was written for."""


_DISTINGUISHING = 0.5
"""Share of its weightiest name's weight from which another name tells a document from others, too."""
_NEW_WORD = 0.75
"""Idf from which an unknown word of a name is somebody or something new, and no everyday word with a capital."""


_LEFT = 0.25
"""Share of a bare headline's rare words, by weight, that a document may lack that tells it: who words a thing anew
takes some words of his own. Of 200 headlines written for this (tests/quality/seed_headlines.jsonl) with .2 six of the
forty known ones fewer are found, with .3 three more of the 140 that are news are hidden."""


_LEFT_OF_LEAD = 0.5
"""The same for what a text leads with: whoever writes at length has more of his own."""


def tells(document: Profile, entry: Profile, idf: Idf) -> bool:
    """
    Whether a document of the corpus tells what an entry was written for, so that it is no news.

    It must lead with a name that tells the document from others, and with few words of its own. A bare headline must
    bring nothing, too: in doubt it is news, since it has no second sentence in which news could show.
    """
    shared = not parts(_distinguishing(document, idf)).isdisjoint(parts(entry.lead_names))
    if not entry.bare:
        return shared and covered(entry.lead, document.body, idf.rare) >= 1.0 - _LEFT_OF_LEAD
    return shared and not brings(entry, document, idf) and novelty(entry, document, idf) <= _LEFT


def names_it(document: Profile, headline: Profile, idf: Idf) -> bool:
    """Whether a headline has a whole name that tells a document of the corpus from others."""
    return not headline.title_names.isdisjoint(_distinguishing(document, idf))


def _distinguishing(document: Profile, idf: Idf) -> set[str]:
    """The names that a document is about: often there, and rare elsewhere."""
    weights = {
        name: document.body[f"@{name}"] * idf.rare(f"@{name}") for name in document.lead_names & document.names.keys()
    }
    least = _DISTINGUISHING * max(weights.values(), default=0.0)
    return {name for name, weight in weights.items() if weight and weight >= least}


def brings(headline: Profile, told: Profile, idf: Idf) -> bool:
    """Whether a bare headline has an act, a figure, a name, a version or a reversal that *told* does not have."""
    measured, known = facts(told).figures, facts(told).words_of_names | told.wordset
    names_new = (
        root not in told.body and idf.rare(root) >= _NEW_WORD
        for root in (stem(word, told.language) for word in parts(headline.title_names) - known)
    )
    return (
        any(_new_figure(figure, measured) for figure in headline.title_figures)
        or not headline.acts <= acts(frozenset(told.body))
        or any(names_new)
        or not headline.title_versions <= told.versions
        or (headline.turned and not told.turned)
    )


def _new_figure(figure: Figure, told: Told) -> bool:
    if figure.kind not in _FIGURES or (figure.kind == "count" and not figure.unit):
        return False
    if figure.kind == "date" and not int(figure.value) % 100:
        return False
    return not told.confirms(figure)


def _new_name(name: Name, known: Collection[str]) -> bool:
    """A sure name of which no part is known; who is known by the full name is known by the surname."""
    return name.sure and len(name.key) > 2 and not any(part in known for part in name.key.split())


def _has_news(text: str, told: Profile, measured: Told, known: Collection[str]) -> bool:
    """Whether a sentence tells something that is not *told*, with its figures and the words of all its names."""
    return (
        any(_new_figure(figure, measured) for figure in figures(text))
        or any(_new_name(name, known) for name in names(text, language=told.language))
        or (not told.turned and turns(text))
    )


def novelty(entry: Profile, told: Profile, idf: Idf) -> float:
    """Share of the title's rare words, by weight, that the story does not have, 0.0 to 1.0."""
    weigh = idf.rare
    total = fsum(weigh(term) for term in entry.title)
    return fsum(weigh(term) for term in entry.title if term not in told.body) / total if total else 0.0


def goes_on(entry: Profile, members: Collection[Profile]) -> bool:
    """
    Whether whoever tells an entry has told the story before, some time ago.

    A second newsroom tells an event again; but nobody writes twice of what he has told, unless something has happened.
    """
    return bool(entry.source) and any(
        one.source == entry.source
        and one.published is not None
        and entry.published is not None
        and entry.published - one.published >= _ANEW
        for one in members
    )


def fresh(entry: Profile, text: str, told: Profile, idf: Idf, *, own: bool = False) -> tuple[tuple[int, int], ...]:
    """
    The sentences of an entry that hold facts not told before.

    Args:
        entry: The entry's profile.
        text: Its text.
        told: The story as a whole, with what the seed corpus tells of it.
        own: Whether whoever tells it has told the story before (``goes_on``): then what leads it is news in any case.
    Returns: spans of *text* (start, end), in order; empty when the entry is no update.
    """
    if not own and not _titles(entry, told, idf):
        return ()  # of most, so that their sentences need not be read once more
    spans = story_sentences(text, entry.language, entry.boilerplate)
    known = facts(told)
    news = [span for span in spans if _has_news(span.text, told, known.figures, known.words_of_names)]
    if own:
        # what leads it is why it was written, whatever facts follow
        return tuple((span.start, span.end) for span in spans if span is spans[0] or span in news)
    first = any(span in spans[:_LEAD_SENTENCES] for span in news)
    return tuple((span.start, span.end) for span in news) if first else ()


def _is_earlier(entry: Profile, told: Profile) -> bool:
    return bool(entry.published and told.published and entry.published < told.published)


def _titles(entry: Profile, told: Profile, idf: Idf) -> bool:
    """Whether the entry's title says something new."""
    changed = (
        bool(contradicted(entry.title_figures, told))
        or bool(days(entry.title_figures) - facts(told).days)
        or (not _is_earlier(entry, told) and not entry.acts <= acts(frozenset(told.body)))
        or (not told.turned and turns(entry.headline))
    )
    late = bool(entry.published and told.published and entry.published - told.published >= LATER)
    return changed or novelty(entry, told, idf) >= (NEWS_LATER if late else NEWS)
