"""``newsbot lab pairs``: do two texts tell the same event, or is one a copy of the other's text?"""

from collections.abc import Collection, Iterator, Sequence
from operator import attrgetter

from bot.model import Document, Evidence, Values
from bot.stories.decide import Seed, known_by
from bot.stories.match import COPY, Comparison, compare, copied, explain
from bot.stories.profile import Profile, profile, spoken_sentences
from bot.text.analysis.idf import Idf
from bot.text.cleaning.boilerplate import Recurring, sentence_key

MOST_SENTENCES = 500_000
"""Sentences that are remembered of all rows; those not seen for longest go first."""
_Text = tuple[str, str, str]
"""Title, text and language."""


def check(row: Values) -> None:
    """
    Raise ValueError if *row* cannot be answered.

    A row is ``{"id", "a": {"title", "text"}, "b": {…}}``; without ``b`` it is compared with the seed corpus.
    """
    if "a" not in row:
        raise ValueError('the key "a" is missing')
    for side in ("a", "b"):
        if side in row:
            _check_side(side, row[side])


def _check_side(side: str, value: object) -> None:
    if not isinstance(value, dict):
        raise ValueError(f'"{side}" is no object')
    for key in ("title", "text"):
        if not isinstance(value.get(key) or "", str):
            raise ValueError(f'"{key}" of "{side}" is no text')


def pairs(rows: Sequence[Values], *, copy: bool, seeds: Sequence[Document]) -> Iterator[Values]:
    """
    Answer each row, in order.

    How rare a word is, is counted over all rows and the seeds. Sentences that stood under several titles up to a row
    are taken for what stands on every page, and are not compared.

    Args:
        rows: As ``check`` wants them.
        copy: Ask for copies instead of events.
        seeds: What rows without ``b`` are compared with: the best of them counts.
    Returns: ``{"id", "score", "same", "why"}`` for each row.
    """
    known: dict[_Text, Profile] = {}
    seen = Recurring(most=MOST_SENTENCES)
    corpus = [Seed(s.id, _profile(known, (s.title, s.text, s.language), ())) for s in seeds]
    sides = [_sides(known, row, seen) for row in rows]
    idf = Idf()
    for found in known.values():
        idf.add(found.terms())
    for row, (a, b) in zip(rows, sides, strict=True):
        if copy:
            best = max(
                (_copy(a, other) for other in ([b] if b else [s.told for s in corpus])), key=_score, default=_NONE
            )
        else:
            best = compare(a, b, idf) if b else _known(a, corpus, idf)
        yield {"id": row["id"], "score": round(best.score, 6), "same": best.same, "why": _why(best.evidence)}


def _sides(known: dict[_Text, Profile], row: Values, seen: Recurring) -> tuple[Profile, Profile | None]:
    texts = [_text(row[side]) for side in ("a", "b") if side in row]
    for title, text, language in texts:
        seen.add(title, spoken_sentences(text, language))
    a, *b = (_profile(known, text, seen.boilerplate) for text in texts)
    return a, b[0] if b else None


def _text(side: Values) -> _Text:
    return side.get("title") or "", side.get("text") or "", side.get("language") or ""


def _profile(known: dict[_Text, Profile], text: _Text, boilerplate: Collection[int]) -> Profile:
    """Read one text; those seen before are read again only if more is known of their page."""
    title, body, language = text
    now = {key for key in map(sentence_key, spoken_sentences(body, language)) if key in boilerplate}
    if text not in known or known[text].boilerplate != now:
        known[text] = profile(title, body, language=language, boilerplate=now)
    return known[text]


_NONE = Comparison(0.0, False, Evidence())
_score = attrgetter("score")


def _known(a: Profile, corpus: Sequence[Seed], idf: Idf) -> Comparison:
    judged, seed = known_by(a, corpus)
    return explain(a, seed.told, idf, judged) if seed else _NONE


def _copy(a: Profile, b: Profile) -> Comparison:
    share = copied(a, b)
    return Comparison(share, share >= COPY, Evidence(other=b.headline))


def _why(evidence: Evidence) -> Values:
    return {
        "words": list(evidence.words),
        "names": list(evidence.names),
        "figures": list(evidence.figures),
        "against": [": ".join(filter(None, (one.kind, one.about))) for one in evidence.against],
        "hours": evidence.hours,
        "other": evidence.other,
    }
