"""Fetches files that people send."""

from telegram import Document
from telegram.error import TelegramError

from bot.errors import BotError
from bot.platforms.telegram.errors import reason


async def fetch(document: Document, most: int) -> bytes:
    """
    The content of a file that came with a message.

    Args:
        most: Bytes it may have.
    Raises: BotError when it is larger or Telegram does not give it.
    """
    try:
        file = await document.get_file()
        if (file.file_size or 0) > most:
            raise BotError(f"the file has more than {most:,} bytes")
        return bytes(await file.download_as_bytearray())
    except TelegramError as error:
        raise BotError(f"the file cannot be fetched: {reason(error)}") from error
