"""
What speaks against one event: versions, figures and names that keep two texts apart however alike they are. PURE.

What each kind (``model.DoubtKind``) does is in ``match.py``; people are told it with what raised it.
"""

from collections.abc import Sequence

from bot.model import DoubtKind
from bot.stories.measures import contradicted, covered, facts
from bot.stories.profile import LEAD_WORDS, Profile
from bot.text.analysis.figures import Figure
from bot.text.analysis.idf import Idf, background
from bot.text.analysis.words import stem


def doubts(a: Profile, b: Profile, idf: Idf) -> dict[DoubtKind, str]:
    """Kinds of doubt with the name that raised each; both texts' titles are looked at."""
    found = [*_version_doubts(a, b), *_version_doubts(b, a)]
    found += [*_figure_doubts(a, b), *_siblings(a, b)]
    # a bare headline is compared with a text's upper part alone
    if not (a.bare or b.bare) and (_mentions(a, b, idf) or _mentions(b, a, idf)):
        found.append((DoubtKind.MENTION, ""))
    if a.logged != b.logged or ((a.bare or b.bare) and (a.topics > 1) != (b.topics > 1)):
        found.append((DoubtKind.SEVERAL, ""))
    bare = a.bare and b.bare
    if (_strangers(a, b) and _strangers(b, a)) or (bare and _names_new(a, b) and _names_new(b, a)):
        found.append((DoubtKind.NAMES, ""))
    if a.bare == b.bare:
        return dict(found)
    # against a text a headline's wording has to carry all; two texts, or two headlines, have signals that say it better
    found += [*_family_doubts(a, b), *_family_doubts(b, a)]
    if (a.title_steps and not b.steps) or (b.title_steps and not a.steps):
        found.append((DoubtKind.STEP, ""))
    return dict(found)


def _alike(a: str, b: str) -> bool:
    """Whether two names may mean one thing: one is the end of the other ("Acme Aria", "Aria")."""
    return f" {a}".endswith(f" {b}") or f" {b}".endswith(f" {a}")


def _version_doubts(a: Profile, b: Profile) -> list[tuple[DoubtKind, str]]:
    """For each version that *a*'s title is about: (kind of doubt, name) if *b* has another or none."""
    doubts: list[tuple[DoubtKind, str]] = []
    for base, version in sorted(a.title_versions):
        others = {other for name, other in b.versions if _alike(name, base)}
        # "the maker publishes V4" gives the version without its name
        if version in others or (base, version) in b.versions or ("", version) in b.versions:
            continue
        if not base and version in {other for _, other in b.versions}:
            continue
        if {other for name, other in b.title_versions if _alike(name, base)}:
            doubts.append((DoubtKind.VERSION, f"{base} {version}"))
        elif others or any(_alike(name, base) for name in b.lead_names):
            # "Aria 1.1" is a version; "Flight 370" and "Agenda 21" are names that others shorten
            doubts.append((DoubtKind.VERSION if "." in version else DoubtKind.NO_VERSION, f"{base} {version}"))
    return doubts


def _family_doubts(a: Profile, b: Profile) -> list[tuple[DoubtKind, str]]:
    """
    Names of *a*'s title that only begin like one that *b* is about: of one family, but not the same.

    A company is no family: texts call it by its first word alone more often than by any longer name.
    """
    doubts: list[tuple[DoubtKind, str]] = []
    for name in sorted(a.title_names):
        first = name.split()[0]
        kin = [k for k in b.lead_names if k != name and k.startswith(f"{first} ") and k not in a.names]
        main = max((b.names.get(k, 0) for k in kin), default=0)
        if main > max(b.names.get(first, 0), b.names.get(name, 0)):
            doubts.append((DoubtKind.FAMILY, name))
    return doubts


def _siblings(a: Profile, b: Profile) -> list[tuple[DoubtKind, str]]:
    """Names of both titles that begin alike and go on otherwise, each unknown to the other text: two of one family."""
    ours = _rest_unknown(a, b)
    theirs = _rest_unknown(b, a) if ours else []
    kin = [(mine, name) for mine in ours for name in theirs if mine.split()[0] == name.split()[0]]
    return [(DoubtKind.FAMILY, f"{mine} / {name}") for mine, name in kin]


def _rest_unknown(a: Profile, b: Profile) -> list[str]:
    """Names of several words in *a*'s title of which *b* knows at most the first."""
    known = facts(b).words_of_names
    return sorted(name for name in a.title_names if " " in name and known.isdisjoint(name.split()[1:]))


def _figure_doubts(a: Profile, b: Profile) -> list[tuple[DoubtKind, str]]:
    """Two quakes, two rounds: each has a main figure that the other contradicts, and a name that it does not know."""
    mine = contradicted(_main_figures(a), b)
    theirs = contradicted(_main_figures(b), a) if mine else []
    apart = bool(theirs) and _unknown(a, b) and _unknown(b, a)
    return [(DoubtKind.FIGURE, f"{mine[0].text} / {theirs[0].text}")] if apart else []


_MAIN = frozenset({"money", "percent", "measure"})
"""Kinds of figures that two newsrooms tell alike; they count the same dead and the same jobs differently."""


def _main_figures(read: Profile) -> Sequence[Figure]:
    """The title's; of two or three sentences also the sums, shares and measures, for they have no room for others."""
    if read.words > LEAD_WORDS:
        return read.title_figures
    return *read.title_figures, *(figure for figure in read.figures if figure.kind in _MAIN)


_FEW_NAMES = 2
"""From so many names on a lead says who takes part; one may be the newsroom's town."""


def _strangers(a: Profile, b: Profile) -> bool:
    """Whether *a* leads with names, and *b* knows none of them by any word."""
    if len(a.lead_names) < _FEW_NAMES or not a.names.keys().isdisjoint(b.names):
        return False
    known, mine = facts(b).words_of_names, facts(a).words_of_lead_names
    return known.isdisjoint(mine) and not any(stem(part, b.language) in b.body for part in mine)


_SELDOM = 0.01
"""Share of news articles below which a word of a name is somebody or something that is not in the news every day."""


def _names_new(a: Profile, b: Profile) -> bool:
    """
    Whether *a*'s title names somebody or something that is seldom in the news, and of which *b* says nothing.

    Of two bare headlines of which each does so, a third tell two events; and nothing else could show it.
    """
    unknown = facts(a).words_of_title_names - facts(b).words_of_names - b.wordset
    stems = (stem(part, b.language) for part in unknown if not part.isdigit())
    return any(root not in b.body and background().get(root, 0.0) < _SELDOM for root in stems)


_NO_CAPITALS = frozenset({"zh", "ja", "ko"})
"""Languages in whose writing names cannot be told from other words."""


def _unknown(a: Profile, b: Profile) -> bool:
    """Whether *a*'s title has a word of a name that *b* has nowhere; without capitals, most of its words."""
    if a.language in _NO_CAPITALS:
        return 2 * len(a.title & b.body.keys()) < len(a.title)
    known, words = facts(b).words_of_names, b.wordset
    return any(part not in known and part not in words for name in a.title_names for part in name.split())


_UPPER = 0.5
"""Share of what a text tells of another's lead that must stand in its upper part, or it only mentions it."""
_MUCH = 0.45
"""Share of a text's lead from which another tells it, wherever."""
_NOT_ABOUT = 0.15
"""Share of a text's lead below which the other tells nothing of what that text is about."""


def _mentions(a: Profile, b: Profile, idf: Idf) -> bool:
    """Whether *b* tells what *a* is about, but only far down, while *a* does not tell what *b* is about."""
    if len(b.core) == len(b.body):
        return False  # so short that all of it is its upper part
    weigh = idf.rare
    told = covered(a.lead, b.body, weigh)
    if told < _MUCH or covered(b.lead, a.body, weigh) >= _NOT_ABOUT:
        return False
    return covered(a.lead, b.core, weigh) < _UPPER * told
