"""The way to the network, made when somebody goes it for the first time."""

from collections.abc import Collection, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

from bot.model import Fetched

if TYPE_CHECKING:
    from bot.net.http import Client


class LateClient:
    """
    Implements ports.Http by a ``Client`` with the same arguments.

    The library below it is a tenth of a start, and whoever writes first is answered without it.
    """

    def __init__(self, *, contact: str, allow: Collection[str], ports: Collection[int], proxy: str) -> None:
        self._contact, self._allow, self._ports, self._proxy = contact, tuple(allow), ports, proxy
        self._client: Client | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client:
            await self._client.close()

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """See ports.Http."""
        if self._client is None:
            from bot.net.http import Client

            self._client = Client(contact=self._contact, allow=self._allow, ports=self._ports, proxy=self._proxy)
        return await self._client.get(url, headers)
