"""What people do on the server: they write, press buttons, add and remove the bot, and groups become supergroups."""

import asyncio
import time
from collections.abc import Callable, Iterable
from itertools import count
from typing import TypeVar

from tests.botapi.markup import automatic
from tests.botapi.world import ADMINS, ANONYMOUS_ADMIN, AS_CHANNEL, IN_CHAT, SERVICE, SILENT_ADMIN, Json, Place, World

T = TypeVar("T")


class Events:
    """The test's hands. Ids are as Telegram gives them: people positive, basic groups -N, others -100N."""

    def __init__(self, world: World) -> None:
        self.world = world
        # beyond 32 bits, as many real ids are: whoever stores them too narrowly notices
        self._people = count(5_000_000_001)
        self._groups = count(7001)

    # ------------------------------------------------------------ who and where

    def person(self, name: str, language: str = "en", user: int | None = None) -> int:
        """A new person; also their private chat, not yet started. Returns: the id of both."""
        number = user or next(self._people)
        shown: Json = {"id": number, "is_bot": False, "first_name": name, "username": f"{name.lower()}_user"}
        self.world.people[number] = shown | {"language_code": language}
        self.world.places[number] = Place(number, "private", name, username=shown["username"])
        return number

    def group(
        self,
        title: str,
        *,
        admins: Iterable[int] = (),
        members: Iterable[int] = (),
        kind: str = "supergroup",
        forum: bool = False,
        bot: str = "member",
        chat: int | None = None,
    ) -> int:
        """A new group, supergroup or channel; *bot* is the bot's status there. Returns: its id, or *chat*."""
        number = next(self._groups)
        given = chat or (-number if kind == "group" else -1_000_000_000_000 - number)
        place = Place(given, kind, title, forum=forum)
        place.members = dict.fromkeys(members, "member") | dict.fromkeys(admins, "administrator")
        place.members[self.world.bot["id"]] = bot
        self.world.places[place.id] = place
        return place.id

    def channel(self, title: str, *, admins: Iterable[int] = (), bot: str = "administrator", username: str = "") -> int:
        """A new channel; with *username* a public one. Returns: its id."""
        number = self.group(title, admins=admins, kind="channel", bot=bot)
        self.world.places[number].username = username
        return number

    def topic(self, chat: int, name: str) -> int:
        """A new topic of a forum. Returns: its thread id, which is the id of the message that opened it."""
        place = self.world.places[chat]
        opened: Json = {"name": name, "icon_color": 7322096}
        message = self.world.put(place, {"forum_topic_created": opened}, None)
        place.topics[message["message_id"]] = name
        message |= {"message_thread_id": message["message_id"], "is_topic_message": True}
        return int(message["message_id"])

    def close_topic(self, chat: int, thread: int, *, closed: bool = True) -> None:
        """Somebody closes a topic, or opens it again: Telegram says so there."""
        place = self.world.places[chat]
        (place.closed.add if closed else place.closed.discard)(thread)
        kind = "forum_topic_closed" if closed else "forum_topic_reopened"
        message = self.world.put(place, {kind: {}}, self.world.people[self._anybody(place)], thread)
        if self.world.bot_status(place) in IN_CHAT:
            self.world.notify("message", message)

    def delete_topic(self, chat: int, thread: int) -> None:
        """Somebody deletes a topic with its messages; bots are not told."""
        place = self.world.places[chat]
        del place.topics[thread]
        gone = [number for number, one in place.messages.items() if one.get("message_thread_id") == thread]
        for number in gone:
            del place.messages[number]

    def mutes(self, chat: int, by: int, *, muted: bool = True) -> None:
        """An administrator takes from the bot the right to write, or gives it back."""
        place = self.world.places[chat]
        before, after = ("member", "restricted") if muted else ("restricted", "member")
        place.members[self.world.bot["id"]] = after
        self._tell_status(place, before, after, by)

    def _anybody(self, place: Place) -> int:
        return next(user for user in place.members if user != self.world.bot["id"])

    # ------------------------------------------------------------ writing

    def says(self, chat: int, user: int, text: str, *, reply_to: int | None = None, thread: int | None = None) -> int:
        """A person writes. Returns: the message's id."""
        place = self.world.places[chat]
        if place.kind == "private":
            place.started = True
        return self._write(place, text, self.world.people[user], reply_to, thread)

    def sends_file(self, chat: int, user: int, name: str, content: bytes, caption: str = "") -> int:
        """A person sends a file. Returns: the message's id."""
        place = self.world.places[chat]
        place.started = place.started or place.kind == "private"
        number = f"file-{next(self.world.numbers)}"
        self.world.files[number] = (name, content)
        shown: Json = {"file_id": number, "file_unique_id": f"u-{number}", "file_name": name, "file_size": len(content)}
        extra: Json = {"document": shown}
        if caption:
            extra |= {"caption": caption, "caption_entities": automatic(caption)}
        message = self.world.put(place, extra, self.world.people[user])
        if self._reaches_bot(place, message):
            self.world.notify("message", message)
        return int(message["message_id"])

    def anonymous_says(self, chat: int, text: str, *, thread: int | None = None) -> int:
        """An administrator who hides behind the group writes."""
        place = self.world.places[chat]
        return self._write(place, text, ANONYMOUS_ADMIN, None, thread, {"sender_chat": place.json()})

    def forwards(self, chat: int, user: int, channel: int, text: str = "") -> int:
        """A person forwards a post of a channel; without a text it is a picture. Returns: the message's id."""
        place = self.world.places[chat]
        place.started = place.started or place.kind == "private"
        origin: Json = {"type": "channel", "date": self.world.now(), "message_id": 7}
        extra: Json = {"forward_origin": origin | {"chat": self.world.places[channel].json()}}
        if not text:
            picture = {"file_id": "p", "file_unique_id": "u-p", "width": 90, "height": 90}
            message = self.world.put(place, extra | {"photo": [picture]}, self.world.people[user])
            self.world.notify("message", message)
            return int(message["message_id"])
        return self._write(place, text, self.world.people[user], None, None, extra)

    def channel_says(self, chat: int, channel: int, text: str) -> int:
        """Somebody writes in a group as a channel of theirs. Returns: the message's id."""
        extra: Json = {"sender_chat": self.world.places[channel].json()}
        return self._write(self.world.places[chat], text, AS_CHANNEL, None, None, extra)

    def posts(self, chat: int, text: str) -> int:
        """An administrator of a channel posts: the post carries no person."""
        place = self.world.places[chat]
        message = self.world.put(place, _text(text), None)
        if self.world.bot_status(place) in ADMINS:
            self.world.notify("channel_post", message)
        return int(message["message_id"])

    def repeats(self, chat: int, channel: int, text: str) -> int:
        """Telegram repeats a channel's post in its discussion group."""
        extra: Json = {"sender_chat": self.world.places[channel].json(), "is_automatic_forward": True}
        return self._write(self.world.places[chat], text, SERVICE, None, None, extra)

    def _write(
        self,
        place: Place,
        text: str,
        sender: Json,
        reply_to: int | None,
        thread: int | None,
        extra: Json | None = None,
    ) -> int:
        content = _text(text) | (extra or {})
        target = place.messages.get(reply_to or thread or 0)
        if target is not None:
            content["reply_to_message"] = {key: value for key, value in target.items() if key != "reply_to_message"}
        if reply_to and target is not None and thread is None and place.kind == "supergroup":
            # a reply outside topics carries the id of the conversation's first message, which is no topic
            thread = target.get("message_thread_id", reply_to)
        message = self.world.put(place, content, sender, thread)
        if self._reaches_bot(place, message):
            self.world.notify("message", message)
        return int(message["message_id"])

    def _reaches_bot(self, place: Place, message: Json) -> bool:
        status = self.world.bot_status(place)
        if place.kind == "private":
            return not place.blocked
        if status not in IN_CHAT:
            return False
        return status in ADMINS or not self.world.private_mode or self._addressed(message)

    def _addressed(self, message: Json) -> bool:
        """What privacy mode lets through: commands for this bot or for nobody by name, and replies to the bot."""
        repliee = message.get("reply_to_message", {}).get("from", {})
        if repliee.get("id") == self.world.bot["id"]:
            return True
        text = message.get("text") or message.get("caption", "")
        entities = message.get("entities") or message.get("caption_entities", ())
        commands = [one for one in entities if one["type"] == "bot_command"]
        names = [text[one["offset"] : one["offset"] + one["length"]].partition("@")[2] for one in commands]
        return any(not name or name.lower() == self.world.bot["username"].lower() for name in names)

    # ------------------------------------------------------------ buttons

    def press(self, chat: int, user: int, label: str, message: int | None = None) -> str:
        """
        A person presses the button with that label, below *message* or the latest message that has it.

        Returns: the id of the question that the bot has to answer.
        Raises: LookupError if there is no such button.
        """
        place = self.world.places[chat]
        candidates = [place.messages[message]] if message else reversed(list(place.messages.values()))
        for one in candidates:
            for button in _buttons(one):
                if button["text"] == label:
                    return self._ask(user, one, button["callback_data"])
        raise LookupError(f"no button {label!r} in chat {chat}")

    def types_inline(self, user: int, text: str) -> str:
        """A person types *text* behind the bot's name in some chat. Returns: the id of the query."""
        query: Json = {
            "id": str(next(self.world.numbers)),
            "from": self.world.people[user],
            "query": text,
            "offset": "",
            "chat_type": "supergroup",
        }
        self.world.queries[query["id"]] = query
        self.world.notify("inline_query", query)
        return str(query["id"])

    def press_data(self, chat: int, user: int, message: int, data: str) -> str:
        """A changed client sends *data* that no button holds."""
        return self._ask(user, self.world.places[chat].messages[message], data)

    def _ask(self, user: int, message: Json, data: str) -> str:
        query: Json = {
            "id": str(next(self.world.numbers)),
            "from": self.world.people[user],
            "message": message,
            "chat_instance": str(message["chat"]["id"]),
            "data": data,
        }
        self.world.queries[query["id"]] = query
        self.world.notify("callback_query", query)
        return str(query["id"])

    # ------------------------------------------------------------ the bot's place

    def bot_becomes(self, chat: int, status: str, by: int) -> None:
        """Somebody adds, promotes or removes the bot: member, administrator, left or kicked."""
        place = self.world.places[chat]
        before, place.members[self.world.bot["id"]] = self.world.bot_status(place), status
        self._tell_status(place, before, status, by)

    def blocks(self, user: int, *, blocked: bool = True) -> None:
        """A person blocks the bot, or lets it in again."""
        place = self.world.places[user]
        place.blocked = blocked
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        self._tell_status(place, before, after, user)

    def _tell_status(self, place: Place, before: str, after: str, by: int) -> None:
        change: Json = {
            "chat": place.json(),
            "from": self.world.people[by],
            "date": self.world.now(),
            "old_chat_member": member_json(self.world.bot, before, channel=place.kind == "channel"),
            "new_chat_member": member_json(self.world.bot, after, channel=place.kind == "channel"),
        }
        self.world.notify("my_chat_member", change)

    def member_becomes(self, chat: int, user: int, status: str) -> None:
        """Somebody's rights in a chat change."""
        self.world.places[chat].members[user] = status

    def upgrade(self, chat: int, by: int) -> int:
        """A basic group becomes a supergroup. Returns: the new id."""
        old = self.world.places[chat]
        new = self.world.places[self.group(old.title, kind="supergroup", bot=self.world.bot_status(old))]
        new.members = dict(old.members)
        leaving = self.world.put(old, {"migrate_to_chat_id": new.id}, self.world.people[by])
        arriving = self.world.put(new, {"migrate_from_chat_id": old.id}, None)
        old.moved_to = new.id
        self.world.notify("message", leaving)
        self.world.notify("message", arriving)
        self._tell_status(new, "left", self.world.bot_status(new), by)
        return new.id

    # ------------------------------------------------------------ looking

    def messages(self, chat: int) -> list[Json]:
        """All messages of a chat, oldest first."""
        return list(self.world.places[chat].messages.values())

    def bot_messages(self, chat: int) -> list[Json]:
        """What the bot sent there and nobody deleted, oldest first."""
        place = self.world.places[chat]
        return [message for number, message in place.messages.items() if number in place.own]

    def bot_texts(self, chat: int) -> list[str]:
        """The texts of these."""
        return [message.get("text", "") for message in self.bot_messages(chat)]

    async def until(self, look: Callable[[], T], seconds: float = 60) -> T:
        """
        Wait until *look* gives something true, and return it.

        Raises: AssertionError after *seconds*.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = look()
            if found:
                return found
            await asyncio.sleep(0.01)
        raise AssertionError(f"waited {seconds} s in vain")

    async def answer(self, chat: int, number: int = 1, seconds: float = 60) -> str:
        """The bot's *number*-th text in a chat, as soon as it is there."""
        texts = await self.until(lambda: self.bot_texts(chat)[number - 1 :], seconds)
        return texts[0]


def _text(text: str) -> Json:
    entities = automatic(text)
    return {"text": text, "entities": entities} if entities else {"text": text}


def _buttons(message: Json) -> list[Json]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row if "callback_data" in button]


_RIGHTS = (
    "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members can_promote_members "
    "can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"
).split()


_MAY = (
    "can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos can_send_video_notes "
    "can_send_voice_notes can_send_polls can_send_other_messages can_add_web_page_previews can_react_to_messages "
    "can_edit_tag can_change_info can_invite_users can_pin_messages can_manage_topics"
).split()


def member_json(user: Json, status: str, *, channel: bool = False) -> Json:
    """A ChatMember object; of a *channel* it tells who may post."""
    shown: Json = {"user": user, "status": status}
    if status == "creator":
        shown["is_anonymous"] = False
    elif status in ADMINS:
        posts = {"can_post_messages": status != SILENT_ADMIN, "can_edit_messages": True} if channel else {}
        shown |= {"status": "administrator", "can_be_edited": False, "is_anonymous": False} | posts
        shown |= dict.fromkeys(_RIGHTS, True)
    elif status.startswith("restricted"):
        shown |= {"status": "restricted", "is_member": status == "restricted", "until_date": 0}
        shown |= dict.fromkeys(_MAY, False)
    elif status == "kicked":
        shown["until_date"] = 0
    return shown
