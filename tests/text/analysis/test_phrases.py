"""Phrases are found word for word, in every script, however a text writes them."""

import pytest

from bot.text.analysis.phrases import Phrases, row, row_of_names, same_phrase


@pytest.mark.parametrize(
    ("phrase", "text", "language"),
    [
        ("open weights", "OPEN\u200b WEIGHT models are here", "en"),
        ("AI", "An A.I. firm said that AI-powered cars", "en"),
        ("US", "U.S. strikes", "en"),
        ("OpenAI", "le patron d’OpenAI", "fr"),
        ("creme brulee", "la Crème Brûlée", "fr"),
        ("Häuser", "das Haus", "de"),
        ("санкции", "новых санкций", "ru"),
        ("人工智能", "中国的人工智能公司", "zh"),
        ("日本", "日本語で話す", "ja"),
        ("삼성", "삼성전자가", "ko"),
        ("กรุงเทพ", "ข่าวกรุงเทพวันนี้", "th"),
        ("हिन्दी", "यह हिन्दी है", "hi"),
        ("شركة", "قالت شَرِكَة اليوم", "ar"),
        ("C++", "learn C++ now", "en"),
        ("\u202eOpenAI", "OpenAI\u2066 opens", "en"),
        ("Ｏｐｅｎ", "open it", "en"),
    ],
)
def test_what_stands_there_is_found(phrase: str, text: str, language: str) -> None:
    """Case, accents, unseen signs, forms of a word and blanks do not matter."""
    assert Phrases([phrase], language).found(row(text, language)) == {0}


@pytest.mark.parametrize(
    ("phrase", "text"),
    [("ai", "he said it again"), ("us", "US strikes"), ("C", "learn C++ now"), ("price cut", "cut the price"),
     ("हिन", "यह हिन्दी है"), ("open weights", "open\nthe weights"), ("", "anything"), ("!!", "anything!!")],
)  # fmt: skip
def test_what_only_looks_so_is_not(phrase: str, text: str) -> None:
    """Parts of words, other words and other orders are not found."""
    assert Phrases([phrase], "en").found(row(text, "en")) == frozenset()


def test_many_at_once_with_their_places() -> None:
    """Phrases that begin, end or lie in each other are all found."""
    phrases = Phrases(["open", "open weights", "weights model", "model", "open weights model", "closed"], "en")
    assert phrases.found(row("The open weights model", "en")) == {0, 1, 2, 3, 4}


def test_names_begin_with_a_capital() -> None:
    """The company is not the fruit; signs without case may be names."""
    phrases = Phrases(["apple", "智"], "en")
    assert phrases.found(row_of_names("an apple pie", "en")) == frozenset()
    assert phrases.found(row_of_names("what Apple said of 智能", "en")) == {0, 1}


def test_one_phrase_in_two_spellings() -> None:
    """What is written another way is the same phrase."""
    assert same_phrase(" Open-Wëights! ") == same_phrase("open weights") != same_phrase("open weight")
