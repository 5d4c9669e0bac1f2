"""The feed packs can be read, name each feed once, and say where each address was found."""

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

PACKS = sorted((Path(__file__).parents[2] / "seeds" / "packs").glob("*.toml"))


def _pack(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_packs_cover_their_fields() -> None:
    """There is a pack for each field, and they hold at least sixty feeds together."""
    fields = {"labs", "research", "open-source", "policy", "business", "newsletters"}

    assert fields <= {path.stem for path in PACKS}
    assert sum(len(_pack(path)["feed"]) for path in PACKS) >= 60


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_pack_is_complete(path: Path) -> None:
    """A pack has a title and a description; a feed has a name, an http address, a language and an origin."""
    pack = _pack(path)

    assert set(pack["pack"]) == {"title", "description"}
    for feed in pack["feed"]:
        # who else makes it is said where it is not the publisher
        assert set(feed) - {"third_party"} == {"name", "url", "language", "found"}
        assert all(feed.values())
        assert urlsplit(feed["url"]).scheme in {"http", "https"}
        assert urlsplit(feed["url"]).hostname
        assert len(feed["language"]) == 2


def test_no_feed_is_named_twice() -> None:
    """An address stands in one pack only, whatever its scheme and its last slash."""
    urls = [feed["url"].partition("://")[2].rstrip("/").lower() for path in PACKS for feed in _pack(path)["feed"]]

    assert len(set(urls)) == len(urls)
