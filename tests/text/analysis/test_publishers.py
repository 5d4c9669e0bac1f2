"""A publisher's feeds and its site are one source."""

import pytest

from bot.text.analysis.publishers import publisher_key


@pytest.mark.parametrize(
    ("name", "link", "key"),
    [
        ("The Loom", "https://www.theloom.example/a/1", "theloom"),
        ("The Loom: Sport", "https://theloom.example/sport/2", "theloom"),
        ("theloom.example", "https://m.theloom.example/3", "theloom"),
        ("The-Loom", "https://theloom.co.uk/3", "theloom"),
        ("Harbour Post", "https://theloom.example/4", "harbour post"),
        ("HARBOUR POST", "", "harbour post"),
        ("", "https://theloom.example/5", "theloom"),
        ("", "https://ab.example/5", "ab"),
        ("", "", ""),
        ("Ab Weekly", "https://ab.example/6", "ab weekly"),
        ("Loom", "no address", "loom"),
    ],
)
def test_publisher_key(name: str, link: str, key: str) -> None:
    """The name of the site, where the publisher's begins with it or is missing."""
    assert publisher_key(name, link) == key


def test_two_on_one_site_are_two() -> None:
    """Where many publish, their names do not begin with the name of the site."""
    keys = {publisher_key(name, "https://pages.example/x") for name in ("Ann writes", "Bo writes", "Stories by Cy")}
    assert len(keys) == 3
