"""What every ports.Members must keep."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import NamedTuple

import pytest

from bot.errors import BotError
from bot.model import ChatKey, ChatKind, Posting
from bot.platforms.telegram.connection import open_bot
from bot.platforms.telegram.members import TelegramMembers
from bot.platforms.terminal.chat import TERMINAL_CHAT, USER
from bot.platforms.terminal.ports import TerminalMembers
from bot.ports import Members
from tests.botapi import BotApi
from tests.botapi.world import SILENT_ADMIN


class Club(NamedTuple):
    """A chat, and who is in it: an administrator, a member, and somebody who is not. *api*: who can be asked."""

    members: Members
    key: ChatKey
    admin: str
    member: str
    stranger: str
    api: BotApi


@pytest.fixture
async def club() -> AsyncIterator[Club]:
    """A group on Telegram; at a terminal there is nobody but whoever sits there."""
    async with BotApi.running() as api:
        ann, bob, eve = (api.person(name) for name in ("Ann", "Bob", "Eve"))
        key = ChatKey("telegram", str(api.group("News", admins=[ann], members=[bob])))
        async with open_bot(api.token, api.base_url, api.base_file_url) as bot:
            yield Club(TelegramMembers(bot), key, str(ann), str(bob), str(eve), api)
        assert api.violations == []


def test_ids(club: Club) -> None:
    """Those of people and chats, and nothing else that somebody may write."""
    assert all(map(club.members.is_id, (club.admin, club.key.chat)))
    assert not any(map(club.members.is_id, ("", "abc", "@news", "1 2", "1.5", "9" * 30, "１", "0x1", " 5")))


async def test_who_is_there(club: Club) -> None:
    """Now, not a moment ago."""
    members, place = club.members, club.key.chat
    people = (club.admin, club.member, club.stranger)
    assert [await members.is_member(place, user) for user in people] == [True, True, False]
    club.api.member_becomes(int(place), int(club.member), "left")
    club.api.member_becomes(int(place), int(club.stranger), "member")
    assert [await members.is_member(place, user) for user in people] == [True, False, True]


async def test_who_may_change_settings(club: Club) -> None:
    """Administrators now; in a private chat its only person; in topics who may in their group."""
    members, people = club.members, (club.admin, club.member, club.stranger)
    for key in (club.key, replace(club.key, thread="5")):
        assert [await members.is_admin(key, user) for user in people] == [True, False, False]
    assert await members.is_admin(replace(club.key, chat=club.stranger), club.stranger)
    club.api.member_becomes(int(club.key.chat), int(club.admin), "member")
    assert not await members.is_admin(club.key, club.admin)


async def test_when_nobody_can_tell(club: Club) -> None:
    """Nobody passes for a member or an administrator; what to do is said in one line."""
    club.api.faults.order("getChatMember", "502", 2)
    for asked in (club.members.is_member(club.key.chat, club.member), club.members.is_admin(club.key, club.admin)):
        with pytest.raises(BotError, match="who is in the chat"):
            await asked


async def test_who_may_post(club: Club) -> None:
    """In a channel that is named in any way: who may post there now, and whether the bot may."""
    api, members = club.api, club.members
    number = api.channel("Ships", admins=[int(club.admin)], username="ships_daily")
    for named in ("@ships_daily", str(number), f"https://t.me/c/{str(number)[4:]}/7", "t.me/ships_daily/12"):
        found = await members.posting(named, club.admin)
        assert found == Posting(ChatKey("telegram", str(number)), ChatKind.CHANNEL, "Ships", person=True, bot=True)
    api.member_becomes(number, int(club.member), SILENT_ADMIN)
    people = (club.admin, club.member, club.stranger)
    assert [await _posts(members, number, user) for user in people] == [(True, True), (False, True), (False, True)]
    api.member_becomes(number, int(club.admin), "creator")
    assert await _posts(members, number, club.admin) == (True, True)
    for status in (SILENT_ADMIN, "left", "kicked"):
        api.member_becomes(number, int(api.world.bot["id"]), status)
        assert await _posts(members, number, club.admin) in ((False, False), None)


async def _posts(members: Members, number: int, user: str) -> tuple[bool, bool] | None:
    found = await members.posting(str(number), user)
    return (found.person, found.bot) if found else None


async def test_no_place_of_that_name(club: Club) -> None:
    """What nobody knows, what no name is, and private chats are no places to post in; a group says what it is."""
    club.api.says(int(club.admin), int(club.admin), "hello")
    for named in ("@nobody_here", "", "https://example.org/x", club.admin, "-1009999999999", "@ann_user"):
        assert await club.members.posting(named, club.admin) is None
    group = await club.members.posting(club.key.chat, club.admin)
    assert group is not None
    assert group.kind is ChatKind.SUPERGROUP
    club.api.faults.order("getChat", "502", 1)
    with pytest.raises(BotError, match="tell of a chat"):
        await club.members.posting(club.key.chat, club.admin)


async def test_at_a_terminal() -> None:
    """Whoever sits there is in charge, and is in no other chat."""
    members: Members = TerminalMembers()
    assert await members.is_admin(TERMINAL_CHAT, USER)
    assert members.is_id(USER)
    assert not any(map(members.is_id, ("", "me", "@news", "9" * 30)))
    assert not await members.is_member("@news", USER)
    assert await members.posting("@news", USER) is None
