"""Feeds out of a folder, by addresses like ``sample://lab-notes.xml``: the demo polls them as it would poll the web."""

from collections.abc import Mapping
from pathlib import Path

from yarl import URL

from bot.errors import FeedRefused, FeedUnreachable
from bot.model import Fetched

SCHEME = "sample"


class FileSource:
    """Implements ports.Http for the files directly inside *folder*."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def addresses(self) -> list[str]:
        """The addresses of all feeds in the folder, by name."""
        kinds = (".xml", ".rss", ".atom", ".json")
        return [f"{SCHEME}://{path.name}" for path in sorted(self._folder.iterdir()) if path.suffix in kinds]

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:  # noqa: ARG002
        """See ports.Http. There is nothing to be asked under conditions."""
        name = url.removeprefix(f"{SCHEME}://")
        if url == name or Path(name).name != name or URL(url).scheme != SCHEME:
            raise FeedRefused(url, "the demo reads only its own sample feeds")
        try:
            body = (self._folder / name).read_bytes()
        except OSError as error:
            raise FeedUnreachable(url, "there is no such sample feed") from error
        return Fetched(url, 200, {}, body)
