"""``/trends`` in a chat."""

from pathlib import Path

from tests.chatroom import room_in, text_of


async def test_trends_of_a_chat_with_feeds(tmp_path: Path) -> None:
    """Whoever asks gets the picture with its words; a topic is passed on in one line."""
    async with room_in(tmp_path, ["https://a.example/feed"]) as room:
        await room.say("/subscribe")
        shown = await room.say("/trends  new \n chips")
        assert text_of(shown) == "Trends on new chips."
        assert shown.replies[0].picture
        assert text_of(await room.say("/trends")) == "Trends on all."


async def test_a_chat_without_feeds_is_told_how_to_begin(tmp_path: Path) -> None:
    """There is nothing to count yet."""
    async with room_in(tmp_path) as room:
        assert "/subscribe" in text_of(await room.say("/trends"))
