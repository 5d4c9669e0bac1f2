"""``newsbot lab pairs``: do two texts tell the same event, or is one a copy of the other's text?"""

from collections.abc import Iterator, Sequence

from bot.model import Document, Evidence, Values
from bot.stories.match import COPY, Comparison, compare, copied
from bot.stories.profile import Profile, profile
from bot.text.idf import Idf


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
    Answer each row, in order. How rare a word is, is counted over all rows and the seeds.

    Args:
        rows: As ``check`` wants them.
        copy: Ask for copies instead of events.
        seeds: What rows without ``b`` are compared with: the best of them counts.
    Returns: ``{"id", "score", "same", "why"}`` for each row.
    """
    known: dict[tuple[str, str, str], Profile] = {}
    corpus = [_profile(known, {"title": s.title, "text": s.text, "language": s.language}) for s in seeds]
    sides = [(_profile(known, row["a"]), _profile(known, row["b"]) if "b" in row else None) for row in rows]
    idf = Idf()
    for found in known.values():
        idf.add(found.terms())
    for row, (a, b) in zip(rows, sides, strict=True):
        others = [b] if b else corpus
        results = [_copy(a, other) if copy else compare(a, other, idf) for other in others]
        best = max(results, key=lambda result: result.score, default=Comparison(0.0, False, Evidence()))
        yield {"id": row["id"], "score": round(best.score, 6), "same": best.same, "why": _why(best.evidence)}


def _profile(known: dict[tuple[str, str, str], Profile], side: Values) -> Profile:
    key = (side.get("title") or "", side.get("text") or "", side.get("language") or "")
    if key not in known:
        known[key] = profile(key[0], key[1], language=key[2])
    return known[key]


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
