"""Whatever is searched, both databases find the same sentences in the same order, and count the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.corpus import bundled_corpus
from bot.model import Entry, Feed
from bot.storage.unit_of_work import SqlStorage
from bot.text.analysis.sentences import sentences
from bot.text.analysis.words import terms
from tests.databases import KINDS, fresh, open_storage

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
SPOKEN = {
    "de": "Der Bürgermeister weihte am Freitag die Straßenbrücke ein. Über 300 Gäste kamen.",
    "es": "El alcalde inauguró el puente el viernes. Vinieron más de 300 invitados.",
    "fr": "L’Élysée a confirmé vendredi l’ouverture du pont. Plus de 300 invités sont venus.",
    "pt": "O prefeito inaugurou a ponte na sexta-feira. Vieram mais de 300 convidados.",
    "ru": "Мэр открыл мост в пятницу. Пришло более 300 гостей, ещё больше ждали снаружи.",
    "uk": "Мер відкрив міст у п’ятницю. Прийшло понад 300 гостей.",
    "zh": "市长星期五为大桥揭幕。三百多位嘉宾出席。",
    "hi": "मेयर ने शुक्रवार को पुल का उद्घाटन किया। तीन सौ से अधिक मेहमान आए।",
    "ar": "افتتح العمدة الجسر يوم الجمعة. حضر أكثر من ثلاثمئة ضيف.",
    "": "AT&T's C++ ports: o'clock, x_y, 'quoted' & (bracketed) | a!b <-> :* \\ 1,234.5 İstanbul STRASSE ﬁne",
}


def _entries(feed: int, number: int) -> list[Entry]:
    """Sentences of the seed corpus as news, and a text in each language; each feed has a part of them."""
    told = [text.text for one in bundled_corpus().documents for text in sentences(one.text, "en")]
    texts = [(text, "en") for text in told[number::3]] + [(text, language) for language, text in SPOKEN.items()]
    return [
        Entry(0, feed, str(n), "", "", text.split(".")[0], text, "P", language, NOW, NOW + timedelta(minutes=n))
        for n, (text, language) in enumerate(texts)
    ]


async def _fill(storage: SqlStorage) -> None:
    """Three feeds, one entry of which is worded anew."""
    for number in range(3):
        async with storage.unit() as unit:
            feed = await unit.feeds.add(Feed(0, f"https://{number}.example", "A", NOW, timedelta(hours=1)))
            await unit.entries.add_all(_entries(feed.id, number))
            await unit.commit()
    async with storage.unit() as unit:
        (newest,) = await unit.entries.newest(1, 1)
        assert await unit.entries.reword(replace(newest, text="The launch of the model was moved."))
        await unit.commit()


def _asked() -> list[list[list[str]]]:
    """Words of each text, one to four; for the first another may stand."""
    random, asked = Random(7), []
    for text, language in ((entry.text, entry.language) for number in range(3) for entry in _entries(1, number)):
        words = sorted(set(terms(text, language)))
        groups = [[term] for term in random.sample(words, min(len(words), random.randint(1, 4)))]
        groups[0] += random.sample(words, 1)
        asked.append(groups)
    return asked


async def _told(storage: SqlStorage, feeds: set[int]) -> list[Any]:
    """All that a reader of some feeds can learn."""
    asked = _asked()
    async with storage.view() as unit:
        mine, since = unit.passages(feeds), unit.passages(feeds, since=NOW + timedelta(minutes=20))
        words = sorted({term for groups in asked for group in groups for term in group})
        return [
            [[(one.doc, one.start, one.text) for one in await mine.find(groups, 12)] for groups in asked],
            [[one.doc for one in await since.find(groups, 12)] for groups in asked[::5]],
            await mine.counts(words),
            {word: await mine.near(word[:-1] + "x", 5) for word in words[::7]},
            await mine.reach(),
        ]


async def test_the_same_is_found(tmp_path: Path) -> None:
    """By one word, by several, by some that stand for each other; with and without those that only others may read."""
    told = list[list[Any]]()
    for kind in KINDS:
        with fresh(kind) as url:
            storage = await open_storage(url, tmp_path, bundled_corpus().documents)
            await _fill(storage)
            told.append([await _told(storage, feeds) for feeds in ({1, 2, 3}, {2}, set[int]())])
            await storage.close()
    assert told[0] == told[1]
    quotes = [sum(map(len, of_feeds[0])) for of_feeds in told[0]]
    assert quotes[0] > quotes[1] > quotes[2] > 100
