"""Which chat people mean who name one."""

import pytest

from bot.platforms.telegram.named_places import place_named


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("@harbour_news", "@harbour_news"),
        (" harbour_news ", "@harbour_news"),
        ("https://t.me/harbour_news", "@harbour_news"),
        ("t.me/harbour_news/123?single", "@harbour_news"),
        ("http://www.t.me/s/harbour_news", "@harbour_news"),
        ("HTTPS://T.ME/Harbour_News/", "@Harbour_News"),
        ("https://telegram.me/harbour_news", "@harbour_news"),
        ("harbour_news.t.me", "@harbour_news"),
        ("https://t.me/c/1234567890/55", "-1001234567890"),
        ("-1001234567890", "-1001234567890"),
        ("https://t.me/+AbCdEf", ""),
        ("https://t.me/joinchat/AAAA", ""),
        ("https://t.me/c/x", ""),
        ("https://t.me/c/../../5", ""),
        ("https://t.me", ""),
        ("https://t.me.evil.example/harbour_news", ""),
        ("https://evil.example/t.me/harbour_news", ""),
        ("https://user@evil.example#t.me/harbour_news", ""),
        ("https://[t.me/harbour_news", ""),
        ("@abc", ""),
        ("@\u202eharbour", ""),
        ("@harbour\u200bnews", ""),
        ("@ħarbour_news", ""),
        ("12345", ""),
        ("-5", ""),
        ("-100١٢٣٤٥٦٧", ""),
        ("", ""),
        ("a" * 5000, ""),
        ("https://t.me/" * 400, ""),
    ],
)
def test_what_is_named(text: str, place: str) -> None:
    """A public name, a link in any of its forms, or a number; nothing else."""
    assert place_named(text) == place
