"""Feeds out of files, under the addresses of their publishers: the demo polls them as it would poll the web."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from bot.errors import FeedRefused, FeedUnreachable
from bot.model import Fetched
from bot.reasons import because


def sample_source(folder: Path) -> "FileSource":
    """The feeds that the ``feeds.toml`` of a sample folder lists, under the addresses that it gives them."""
    listed = tomllib.loads((folder / "feeds.toml").read_text(encoding="utf-8"))["feed"]
    return FileSource({feed["url"]: folder / feed["file"] for feed in listed})


class FileSource:
    """Implements ports.Http for the addresses in *files*, each with the file that it stands for."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = dict(files)

    def addresses(self) -> list[str]:
        """The addresses of all feeds, in the order given."""
        return list(self._files)

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:  # noqa: ARG002
        """See ports.Http. There is nothing to be asked under conditions."""
        if url not in self._files:
            raise FeedRefused(url, because("feed.not_sample"))
        try:
            body = self._files[url].read_bytes()
        except OSError as error:
            raise FeedUnreachable(url, because("feed.no_sample")) from error
        return Fetched(url, 200, {}, body)
