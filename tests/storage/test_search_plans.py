"""Which searches a question makes: what drives them, what only adds, and that no long list is read to its end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Document, Entry, Feed
from bot.storage.search_index import stored
from bot.storage.search_plans import BUDGET, NEWEST, SMALL, TOO_COMMON, Search, searches
from bot.storage.sentence_index import MOST_SENTENCES
from bot.storage.sqlite.search_index import match
from bot.text.analysis.words import LONGEST_WORD, stem, terms
from tests.databases import open_storage
from tests.stored import add_entry

MILLION = 1_000_000
COMMON = int(TOO_COMMON * MILLION) + 1


def made(total: int = MILLION, **counts: int) -> list[Search]:
    """The searches for words of those counts, each a group of its own."""
    return searches([[word] for word in counts], counts, total, counts, total)


def everybody(groups: list[list[str]], counts: dict[str, int]) -> list[Search]:
    """The searches of somebody who may read all of a million sentences."""
    return searches(groups, counts, MILLION, counts, MILLION)


def driving(found: list[Search]) -> set[str]:
    """The words whose whole lists are read."""
    return {one.groups[0][0] for one in found if not one.newest and len(one.groups) == 1}


def test_all_words_first() -> None:
    """The first search wants all words, and only the newest sentences with them; it weighs as much as all together."""
    first, *others = made(rare=10, seldom=200)
    assert (match(first.groups), first.newest) == ('("rare") AND ("seldom")', True)
    assert first.weight == pytest.approx(sum(one.weight for one in others))


def test_any_rare_word_drives() -> None:
    """Each rare word is searched by itself; the rarer, the more it counts."""
    found = made(rare=10, seldom=200)
    assert driving(found) == {"rare", "seldom"}
    weights = {match(one.groups): one.weight for one in found}
    assert weights['("rare")'] > weights['("seldom")']


@pytest.mark.parametrize(
    ("total", "count", "drives"),
    [
        pytest.param(MILLION, BUDGET - 1, True, id="as-many-places-as-are-read"),
        pytest.param(MILLION, BUDGET, False, id="more-places-than-are-read"),
        pytest.param(20_000, 1_000, True, id="five-percent"),
        pytest.param(20_000, 1_001, False, id="more-than-five-percent"),
        pytest.param(SMALL, SMALL, True, id="in-every-sentence-of-a-few"),
    ],
)
def test_what_is_common_drives_nothing(total: int, count: int, drives: bool) -> None:
    """A word in more than 5% of all sentences, or whose list is long, only adds to what others found."""
    found = made(total, rare=1, word=count)
    assert ("word" in driving(found)) == drives
    assert ('("rare") AND ("word")' in {match(one.groups) for one in found if not one.newest}) != drives


def test_the_budget_is_for_all_words_together() -> None:
    """Rare words drive, the rarest first, as long as all their places together are few."""
    assert driving(made(a=BUDGET // 2, b=BUDGET // 3, c=BUDGET // 2 - 1)) == {"b", "c"}


def test_only_frequent_words() -> None:
    """Where nothing is rare, the newest sentences with all words or with pairs are looked for, in the newest part."""
    found = made(a=COMMON, b=COMMON, c=COMMON)
    assert [match(one.groups) for one in found] == [
        '("a") AND ("b") AND ("c")',
        *('("a") AND ("b")', '("a") AND ("c")', '("b") AND ("c")'),
    ]
    assert all(one.newest and one.after == MILLION - NEWEST for one in found)


def test_others_that_stand_for_a_word() -> None:
    """Any word of a group will do where all are wanted; a related one drives by its own IDF."""
    first, *_ = found = everybody([["buy", "acquir"], ["mill"]], {"buy": COMMON, "acquir": 50, "mill": 9})
    assert match(first.groups) == '("buy" OR "acquir") AND ("mill")'
    assert driving(found) == {"acquir", "mill"}


@given(st.lists(st.integers(1, MILLION), min_size=1, max_size=40))
def test_few_places_are_read(counts: list[int]) -> None:
    """Whatever is asked, the lists that are read to their end are short, and the searches few."""
    words = {f"w{n}": count for n, count in enumerate(counts)}
    found = made(**words)
    assert sum(words[word] for word in driving(found)) <= BUDGET
    assert len(found) <= 1 + len(words) + 6


@given(st.text(max_size=30))
def test_no_sign_reaches_the_query_language(term: str) -> None:
    """A term is letters, digits and "_" between two quotation marks, whatever it was."""
    assert all(sign.isalnum() or sign == "_" for sign in stored(term))
    assert match([[term]]).count('"') == 2


async def test_frequent_words_on_a_real_index(tmp_path: Path) -> None:
    """Where every word is frequent the database gives the sentence with all of them first, and of equals the newest."""
    lines = [f"The mill of town {n} runs." if n % 2 else f"The town of valley {n} sleeps." for n in range(SMALL + 500)]
    lines[7] = "The mill of the town in the valley sleeps."
    document = Document("seed:x", "", "\n".join(lines), language="en")
    storage = await open_storage("sqlite:///test.db", tmp_path, [document])
    async with storage.unit() as unit:
        found = await unit.passages({1}).find([[stem(word)] for word in ("mill", "town", "valley")], 3)
    await storage.close()
    assert found[0].text == lines[7]
    assert [one.text for one in found[1:]] == [lines[-1], lines[-3]]


async def test_of_one_entry_so_many_sentences_can_be_found(tmp_path: Path) -> None:
    """The first of them: putting them in and taking them out takes a time that others may wait for."""
    now = datetime(2026, 4, 10, tzinfo=UTC)
    text = "\n".join(f"The mill of town {n} runs." for n in range(2 * MOST_SENTENCES))
    storage = await open_storage("sqlite:///test.db", tmp_path, [])
    async with storage.unit() as unit:
        feed = await unit.feeds.add(Feed(0, "https://a.example/feed", "A", now, timedelta(hours=1)))
        entry = await add_entry(unit, Entry(0, feed.id, "1", "", "", "Mills", text, "A", "en", now, now))
        assert await unit.entries.last_sentence() == MOST_SENTENCES
        assert await unit.entries.reword(replace(entry, text="The town sleeps."))
        found = await unit.passages({feed.id}).find([["mill"], ["town"]], 3)
        assert [one.text for one in found] == ["The town sleeps."]
    await storage.close()


async def test_a_word_has_an_end(tmp_path: Path) -> None:
    """What is longer than any word is found by its beginning, and no more of it is stored."""
    now = datetime(2026, 4, 10, tzinfo=UTC)
    huge = "x" * 50_000
    storage = await open_storage("sqlite:///test.db", tmp_path, [])
    async with storage.unit() as unit:
        feed = await unit.feeds.add(Feed(0, "https://a.example/feed", "A", now, timedelta(hours=1)))
        await add_entry(unit, Entry(0, feed.id, "1", "", "", "Mills", f"The {huge} runs.", "A", "en", now, now))
        (word,) = terms(huge)
        assert len(word) == LONGEST_WORD
        assert await unit.passages({feed.id}).find([[word]], 3)
    await storage.close()
