"""Secrets in addresses: whatever their shape and place they are hidden, and plain addresses stay as they are."""

import base64
import string
import time
from random import Random
from urllib.parse import quote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.packs import packs
from bot.text.cleaning.mask_secrets import HIDDEN, holds_secret, without_secrets

PUBLIC = """
https://a.example/feed?id=7
https://a.example/Apple-unveils-iPhone-15-Pro-Max-with-USB-C
https://a.example/2026/10/12/the-10-best-gpus-of-2026.xml
https://a.example/WelcomeToTheMachineLearningBlog/feed
https://a.example/technology/artificialintelligenceai/rss
https://a.example/?author=3&keyword=ai
https://a.example/?feed=rss2&cat=12&p=12&lang=en&countrycode=US
https://a.example/search?q=artificial+intelligence&hl=en-US&gl=US&ceid=US:en
https://a.example/20260101120000/feed
https://a.example/private/feed
https://a.example/@someuser.rss
https://a.example/tags/gpt-4-turbo-2026-04-09
https://www.youtube.com/feeds/videos.xml?channel_id=UC_x5XG1OV2P6uZZ5FSM9Ttw
https://пример.example/новости
""".split()


@pytest.mark.parametrize("url", PUBLIC)
def test_plain_addresses_stay(url: str) -> None:
    """Words, dates and numbers of articles are no secrets, letter for letter."""
    assert without_secrets(url) == url


def test_packs_hold_no_secret() -> None:
    """What everybody may follow, everybody may see."""
    assert [feed.url for pack in packs() for feed in pack.feeds if holds_secret(feed.url)] == []


# Drawn by lot from a number, for a search would find the few that look like words, such as a hundred times "A".
_LOTS = st.integers(0, 2**32).map(Random)
_TOKENS = st.one_of(
    _LOTS.map(lambda lot: lot.randbytes(20).hex()),
    _LOTS.map(lambda lot: "".join(lot.choices(string.ascii_letters + string.digits, k=32))),
    _LOTS.map(lambda lot: "".join(lot.choices(string.ascii_lowercase + string.digits, k=24))),
    _LOTS.map(lambda lot: base64.urlsafe_b64encode(lot.randbytes(33)).decode()),
    _LOTS.map(lambda lot: base64.b32encode(lot.randbytes(20)).decode()),
    _LOTS.map(lambda lot: str(UUID(int=lot.getrandbits(128)))),
    _LOTS.map(lambda lot: ".".join(base64.urlsafe_b64encode(lot.randbytes(36)).decode() for _ in range(3))),
).filter(lambda token: any(map(str.isdigit, token)) and not token.isdigit())
_PLACES = (
    "https://a.example/u/{}/rss",
    "https://a.example/u/{}.xml",
    "https://a.example/feed;v={}?x=1",
    "https://a.example/secret:{}/rss",
    "https://a.example/feed?x={}",
    "https://a.example/feed?{}",
    "https://a.example/feed?a=1;x={}",
    "https://a.example/feed#{}",
    "https://a.example/feed#x={}",
    "https://{}@a.example/feed",
    "https://me:{}@a.example/feed",
    "https://:{}@a.example:8443/feed",
    "//me:{}@a.example/feed",
    "me:{}@a.example/feed",
    "https:/me:{}@a.example/feed",
    "feed://me:{}@a.example/feed",
)
_NAMES = """
token access_token accessToken ACCESS-TOKEN rss_token feed_token auth authkey oauth_token api_key apikey API-KEY key
rsskey secret client_secret password passwd pwd passphrase sig signature hash session sessionid PHPSESSION credential
private bearer jwt hmac user username login nonce auth[token]
""".split()


def spelt(text: str, times: int) -> str:
    """Every sign written with percent signs, so often."""
    for _ in range(times):
        text = "".join(f"%{byte:02X}" for byte in text.encode())
    return text


@given(st.sampled_from(_PLACES), _TOKENS, st.integers(0, 2))
def test_tokens_are_hidden_wherever_they_stand(place: str, token: str, times: int) -> None:
    """In path, query, fragment and before the host; also when every letter is written with percent signs."""
    written = spelt(token, times)
    shown = without_secrets(place.format(written))
    assert written not in shown
    assert HIDDEN in shown
    assert without_secrets(shown) == shown


@given(st.sampled_from(_NAMES), st.from_regex(r"\A[a-z]{3,8}\Z"), st.integers(0, 2))
def test_names_tell_of_secrets(name: str, value: str, times: int) -> None:
    """A short plain word is hidden when its name says what it is, however that is written, also inside an address."""
    pair = f"{spelt(name, times)}={value}XYZ"
    inside = quote(f"https://b.example/?{name}={value}XYZ", safe="")
    for url in (f"https://a.example/f?x=1&{pair}", f"https://a.example/f#{pair}", f"https://a.example/f?url={inside}"):
        assert f"{value}XYZ" not in without_secrets(url)


def test_a_step_that_says_secret_hides_the_next_one() -> None:
    """Sites put the name and the secret side by side, too."""
    assert without_secrets("https://a.example/token/abcxyz/feed") == "https://a.example/token/***/feed"
    assert without_secrets("https://a.example/private-0a1b2c3d4e5f6a7b8c9d/f.ics") == "https://a.example/***/f.ics"


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://a.example/", "https://a.example/f?", "//"]))
def test_wild_text_is_masked_once(text: str, before: str) -> None:
    """Nothing breaks it, and what is masked stays as it is."""
    once = without_secrets(before + text)
    assert without_secrets(once) == once


@pytest.mark.parametrize("unit", ["a", "a1", "aA1-", "%2525", "/a", "&a=b", ";", "=", "http://@", "@", "/token/"])
def test_time_grows_with_the_length(unit: str) -> None:
    """Eight times the text takes at most thirty times as long; squared it would be sixty-four."""

    def took(size: int) -> float:
        text = "https://a.example/" + unit * (size // len(unit))
        times = []
        for _ in range(3):
            begun = time.process_time()
            without_secrets(text)
            times.append(time.process_time() - begun)
        return min(times)

    assert took(32_000) <= 30 * max(took(4_000), 0.001)
