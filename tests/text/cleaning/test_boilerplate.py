"""What belongs to the page: sentences that recur under other titles."""

from base64 import b64decode
from collections import Counter
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from bot.lab.cluster import cluster
from bot.lab.pairs import pairs
from bot.text.analysis.words import terms
from bot.text.cleaning.boilerplate import MOST, MOST_OF_ONE, MOST_WORDS, OWN, RECURS, Recurring, sentence_key
from bot.text.summary.summarize import SourceText, summarize

SITE = [
    "Abonnieren Sie unseren Brief aus Ostermoor.",
    "Ranskan uutiset joka aamu klo 7.",
    "We use cookies to make this site better.",
    "By going on you accept our privacy policy.",
]
ARTICLES = [
    "The mayor of Wickham opened the fish market at noon. It cost 9 million crowns, twice what was planned.",
    "Halden Robotics laid off 40 welders in Leeds. The union wants to talk about it in court.",
    "A storm took the roof off a school in Ostermoor. Nobody was hurt, since it was a holiday.",
    "Brackwater beat Sable by three goals to one. Both late ones came from a substitute, Jon Weir.",
    "Pebblewing sells its maps of the seabed to three navies. The first will use them next spring.",
    "Doctors in Vessby tried a vaccine against hay fever. Of 60 who had it, 41 sneezed less than before.",
]


def test_what_stands_under_three_titles_is_the_page() -> None:
    """In any language, whatever its case and marks; two titles are not enough."""
    seen = Recurring()
    for number in range(RECURS - 1):
        seen.add(f"Title {number}", SITE)
    assert not seen.boilerplate
    seen.add("Another", [sentence.upper() for sentence in SITE])
    assert set(map(sentence_key, SITE)) == set(seen.boilerplate)


def test_two_titles_are_enough_for_two_things() -> None:
    """Not if one text stands in the other, or both are titled alike."""
    seen = Recurring()
    own = [[f"{name} sentence {n}." for n in range(OWN)] for name in ("One", "Another", "A third")]
    seen.add("Mill opens in Wickham", [*own[0], SITE[0]])
    seen.add("A storm at sea", [*own[0], SITE[0], *own[1]])
    seen.add("Wickham has its mill", [*own[2], SITE[0]])
    assert not seen.boilerplate - {sentence_key(SITE[0])}
    seen = Recurring()
    seen.add("Mill opens in Wickham", [*own[0], SITE[0]])
    seen.add("A storm at sea", [*own[1], SITE[0]])
    assert seen.boilerplate == {sentence_key(SITE[0])}


@given(st.lists(st.sampled_from(SITE), min_size=1), st.integers(1, 9))
def test_one_title_makes_no_page(sentences: list[str], times: int) -> None:
    """An entry that comes again and again, reworded or not, shows nothing of its page."""
    seen = Recurring()
    for _ in range(times):
        seen.add("One title", sentences)
    assert not seen.boilerplate


def test_it_is_bounded_and_survives_a_restart() -> None:
    """The sentences that were not seen for longest go first; what was stored is what was known."""
    seen = Recurring()
    for number in range(MOST):
        seen.add(f"Title {number}", [*SITE, f"Sentence number {number}."])
    assert len(b64decode(seen.values()["under"][0])) == 4 * MOST
    again = Recurring.of(seen.values())
    assert set(again.boilerplate) == set(seen.boilerplate) == set(map(sentence_key, SITE))
    assert again.values() == seen.values()


class _Plain:
    """The same with lists, as it reads in words and as versions before kept it."""

    def __init__(self) -> None:
        self.under: dict[int, list[int]] = {}
        self.entries: dict[int, list[int]] = {}
        self.page: set[int] = set()

    def add(self, title: str, sentences: list[str]) -> None:
        keys, key = list(dict.fromkeys(map(sentence_key, sentences))), sentence_key(title)
        words = sorted({crc32(word.encode()) for word in terms(title)[:MOST_WORDS]})
        shared = Counter(other for one in keys for other in self.under.get(one, []))
        others = set()
        for other, many in shared.items():
            length, *its = self.entries[other]
            if words and its and not set(words) & set(its) and min(len(keys), length) - many >= OWN:
                others.add(other)
        for one in keys:
            known = self.under.pop(one, [])
            self.under[one] = known if key in known or len(known) >= RECURS else [*known, key]
            if len(self.under[one]) >= RECURS or others & set(known):
                self.page.add(one)
        self.entries[key] = [len(keys), *words]

    def values(self) -> dict[str, list[list[int]]]:
        return {
            "sentences": [[one, one in self.page, *under] for one, under in self.under.items()],
            "entries": [[key, *entry] for key, entry in self.entries.items()],
        }


@given(st.lists(st.tuples(st.sampled_from(["", *ARTICLES[:3]]), st.lists(st.sampled_from([*SITE, *ARTICLES])))))
def test_packed_as_in_lists(entries: list[tuple[str, list[str]]]) -> None:
    """What is kept as bytes says what lists would say; and lists that were kept are read."""
    seen, plain = Recurring(), _Plain()
    for title, sentences in entries:
        seen.add(title, sentences)
        plain.add(title, sentences)
    assert seen.boilerplate == plain.page
    assert Recurring.of(plain.values()).values() == Recurring.of(seen.values()).values() == seen.values()


def test_stored_in_one_order_of_bytes() -> None:
    """What one machine stores another reads, whichever way round each keeps numbers itself."""
    seen = Recurring()
    seen.add("", [SITE[0]])
    (under, *_) = seen.values()["under"]
    assert int.from_bytes(b64decode(under), "little") == sentence_key(SITE[0])


def test_a_long_text_is_looked_at_where_page_text_stands() -> None:
    """At its beginning and its end."""
    seen = Recurring()
    for number in range(RECURS):
        middle = [f"Sentence {place} of text {number}." for place in range(MOST_OF_ONE)]
        seen.add(f"Title {number}", [SITE[0], *middle, "It goes on.", *middle, SITE[1]])
    assert set(seen.boilerplate) == {sentence_key(SITE[0]), sentence_key(SITE[1])}


def _side(place: int, *, page: bool = True) -> dict[str, str]:
    article = ARTICLES[place]
    text = f"{SITE[0]}\n{SITE[1]}\n{article}\n{SITE[2]}\n{SITE[3]}" if page else article
    return {"title": article[:30], "text": text}


def test_two_articles_of_one_site_are_no_copies() -> None:
    """Rows are read in order; the same text on two sites stays a copy."""
    last = len(ARTICLES) - 1
    rows = [{"id": n, "a": _side(n), "b": _side(n + 1)} for n in range(last)]
    rows.append({"id": "copy", "a": _side(0), "b": _side(0, page=False)})
    said = {row["id"]: row["same"] for row in pairs(rows, copy=True, seeds=())}
    assert said["copy"]
    assert not any(said[n] for n in range(RECURS - 1, last))


def test_articles_of_one_site_are_stories_of_their_own() -> None:
    """What their pages share joins nothing, once it is known for the page's."""
    rows = [{"id": n, "feed": "one site", **_side(n)} for n in range(len(ARTICLES))]
    assert [row["verdict"] for row in cluster(rows, seeds=())][RECURS:] == ["new"] * (len(ARTICLES) - RECURS)


def test_a_summary_leaves_the_page_out() -> None:
    """However well its sentences could stand alone."""
    text = f"{SITE[2]}\n{SITE[3]}\n{ARTICLES[0]}"
    page = frozenset(map(sentence_key, SITE))
    told = [pick.text for pick in summarize([SourceText("", text, boilerplate=page)], max_sentences=6)]
    assert told
    assert not set(told) & set(SITE)
