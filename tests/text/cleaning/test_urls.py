"""Addresses: one form for comparing, one for showing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.cleaning.clean import clean_title
from bot.text.cleaning.urls import canonical, is_web, legible, origin, publisher, too_long, untracked, without_secrets
from bot.text.display.markup import link


@pytest.mark.parametrize(
    ("raw", "same"),
    [
        pytest.param("https://A.example/p?utm_source=x&id=7", "https://a.example/p?id=7", id="drops-tracking"),
        pytest.param("https://a.example/p?fbclid=1&gclid=2&mc_cid=3&ref=x", "https://a.example/p", id="drops-clicks"),
        pytest.param("https://a.example/p?source=rss----abc---4", "https://a.example/p", id="drops-feed-mark"),
        pytest.param("https://a.example/p?source=reuters", "https://a.example/p?source=reuters", id="keeps-source"),
        pytest.param("https://a.example/p?cid=12&keyword=x", "https://a.example/p?cid=12&keyword=x", id="keeps-ids"),
        pytest.param("https://a.example/p?reference=7", "https://a.example/p?reference=7", id="keeps-reference"),
        pytest.param("https://a.example/p?b=1&a=2", "https://a.example/p?a=2&b=1", id="sorts"),
        pytest.param("https://a.example/p?a=2&a=1", "https://a.example/p?a=1&a=2", id="keeps-repeated"),
        pytest.param("https://a.example/p?q=a%26b", "https://a.example/p?q=a%26b", id="keeps-escapes"),
        pytest.param("https://a.example/p#part", "https://a.example/p", id="drops-fragment"),
        pytest.param("http://www.a.example:80/p/", "https://a.example/p", id="scheme-www-port-slash"),
        pytest.param("https://a.example:8443/", "https://a.example:8443/", id="keeps-port"),
        pytest.param("https://www.com/", "https://www.com/", id="www-as-a-name"),
        pytest.param("https://a.example", "https://a.example/", id="bare-host"),
        pytest.param("https://a.example/b/../c/./d", "https://a.example/c/d", id="dots"),
        pytest.param("https://a.example/%7Ea/%C3%A9", "https://a.example/~a/%C3%A9", id="needless-escapes"),
        pytest.param("https://a.example/%2F", "https://a.example/%2F", id="escaped-slash"),
        pytest.param("https://me:secret@a.example/", "https://a.example/", id="drops-user"),
        pytest.param("https://пример.рф/a", "https://xn--e1afmkfd.xn--p1ai/a", id="idna"),
        pytest.param("http://[::1]:8080/x", "https://[::1]:8080/x", id="ipv6"),
        pytest.param(" https://a.example/p\n", "https://a.example/p", id="strips"),
        pytest.param("tag:a.example,2026:1", "tag:a.example,2026:1", id="no-web-address"),
        pytest.param("http://a b/", "http://a b/", id="no-host"),
        pytest.param("http://a.example:99999/", "http://a.example:99999/", id="no-port"),
        pytest.param("", "", id="empty"),
    ],
)
def test_canonical(raw: str, same: str) -> None:
    """Two spellings of an address have one canonical form; what may tell articles apart stays."""
    assert canonical(raw) == same


_ADDRESSES = st.one_of(
    st.text(),
    st.text().map("http://{}".format),
    st.text().map("https://www.{}".format),
    st.text().map("https://a.example/{}".format),
    st.text().map("https://a.example/p?{}".format),
    st.from_regex(r"https?://(www\.)?[a-z0-9.-]{1,12}(:[0-9]{1,5})?/[a-z%./0-9]{0,12}(\?[a-z=&%0-9]{0,20})?"),
)


@given(_ADDRESSES)
def test_canonical_twice_is_once(raw: str) -> None:
    """A canonical address is canonical already, whatever it was made of."""
    assert canonical(canonical(raw)) == canonical(raw)


@given(_ADDRESSES)
def test_wild_input_is_shown_and_named(raw: str) -> None:
    """Nothing that is typed breaks the other functions."""
    assert publisher(raw) in (publisher(raw), "")
    assert without_secrets(without_secrets(raw)) == without_secrets(raw)
    assert is_web(raw) in (True, False)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.a.example/x", "a.example"),
        ("http://News.a.example:8080/", "news.a.example"),
        ("https://xn--e1afmkfd.xn--p1ai/", "пример.рф"),
        ("mailto:a@b.example", ""),
        ("", ""),
    ],
)
def test_publisher(url: str, name: str) -> None:
    """A host as people write it."""
    assert publisher(url) == name


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/feed?id=7", "https://a.example/feed?id=7"),
        ("https://me:pass@a.example/feed", "https://***@a.example/feed"),
        ("https://a.example/feed?token=abc&x=1", "https://a.example/feed?token=***&x=1"),
        ("https://a.example/feed?api_key=abc", "https://a.example/feed?api_key=***"),
        ("https://a.example/private/0a1b2c3d4e5f6a7b8c9d0e1f/rss", "https://a.example/private/***/rss"),
        ("https://a.example/f?x=0a1b2c3d4e5f6a7b8c9d0e1f", "https://a.example/f?x=***"),
        (
            "https://a.example/a-long-headline-of-a-story-in-words",
            "https://a.example/a-long-headline-of-a-story-in-words",
        ),
        ("https://a.example/26/model-7b-beats-70b-on-3-of-4", "https://a.example/26/model-7b-beats-70b-on-3-of-4"),
        ("https://a.example/u/123e4567-e89b-12d3-a456-426614174000.xml", "https://a.example/u/***"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
    ],
)
def test_secrets_are_hidden(url: str, shown: str) -> None:
    """Passwords, tokens and long random parts are not shown; plain addresses are left alone."""
    assert without_secrets(url) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        pytest.param("http://WWW.a.example/P/?b=1&utm_source=x&a=%26", "http://WWW.a.example/P/?b=1&a=%26", id="rest"),
        pytest.param("https://a.example/p?utm_medium=rss", "https://a.example/p", id="no-lone-question-mark"),
        pytest.param("https://a.example/p#xtor=RSS-1", "https://a.example/p", id="fragment"),
        pytest.param("https://a.example/p?fbclid=1#part", "https://a.example/p#part", id="keeps-place-on-the-page"),
        pytest.param("https://a.example/p?ref=main", "https://a.example/p?ref=main", id="keeps-what-may-be-meant"),
        pytest.param("https://a.example/p?&q==&utm_source", "https://a.example/p?&q==&utm_source", id="odd-ones"),
        pytest.param("", "", id="none"),
    ],
)
def test_addresses_for_people(raw: str, shown: str) -> None:
    """Only what says how a reader came is taken out; all the rest stays letter for letter."""
    assert untracked(raw) == shown


@given(st.text(alphabet="ab?&=#utm_x%/", max_size=40))
def test_taking_out_twice_changes_nothing(text: str) -> None:
    """What is left holds nothing more to take out, and nothing is added."""
    once = untracked(text)
    assert untracked(once) == once
    assert len(once) <= len(text)


UNSEEN = (
    "".join(
        map(chr, [*range(0x202A, 0x202F), *range(0x2060, 0x2064), *range(0x2066, 0x2070), 0xAD, 0x61C, 0x180E, 0x200B])
    )
    + "\u200e\u200f\u3164\ufeff"
)
"""What turns the direction of text, or takes no room."""


@pytest.mark.parametrize("sign", UNSEEN)
def test_links_mislead_nobody(sign: str) -> None:
    """What would make a label or an address read like another one is not in what people are shown."""
    assert clean_title(f"Go to {sign}moc.knab") == "Go to moc.knab"
    shown = link("x", f"https://a.example/{sign}moc.knab//:sptth")
    assert sign not in shown or sign == "\u3164"  # a letter to Unicode: in an address it has its width
    assert legible(legible(f"https://a.example/{sign}")) == legible(f"https://a.example/{sign}")


def test_legible_addresses_stay() -> None:
    """Letters of any language stay; controls and blanks are written out, all else is as it was."""
    assert legible("https://пример.example/новости?q=%20a") == "https://пример.example/новости?q=%20a"
    assert legible("https://a.example/a b\u202e\n") == "https://a.example/a%20b%E2%80%AE%0A"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/x", "https://A.example:443/y?z", True),
        ("https://me:pass@a.example/x", "https://a.example/y", True),
        ("http://a.example/", "https://a.example/", False),
        ("https://a.example/", "https://a.example:8443/", False),
        ("https://a.example/", "https://www.a.example/", False),
        ("nothing", "", True),
    ],
)
def test_what_one_server_is(one: str, other: str, same: bool) -> None:
    """Scheme, host and port."""
    assert (origin(one) == origin(other)) == same


def test_long_addresses() -> None:
    """The bound counts bytes, as servers do."""
    assert not too_long("a" * 2048)
    assert too_long("a" * 2049)
    assert too_long("ä" * 1025)
