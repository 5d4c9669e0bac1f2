"""What the bot does on the server: one function per method, from checked values to an answer or an ApiError."""

import re
from collections.abc import Callable
from typing import Any

from tests.botapi.events import member_json
from tests.botapi.faults import ApiError
from tests.botapi.markup import MarkupError, parse_html, trim, utf16
from tests.botapi.schema import Upload
from tests.botapi.world import ADMINS, IN_CHAT, SILENT_ADMIN, Json, Place, World

Method = Callable[[World, Json], Any]
METHODS: dict[str, Method] = {}

_MOST_TEXT, _MOST_CAPTION, _MOST_RAW, _MOST_BUTTONS, _MOST_MARKUP = 4096, 1024, 32768, 100, 10_240
_MB = 1024 * 1024


def _method(name: str) -> Callable[[Method], Method]:
    def add(function: Method) -> Method:
        METHODS[name] = function
        return function

    return add


def _bad(text: str) -> ApiError:
    return ApiError(400, f"Bad Request: {text}")


def _forbidden(text: str) -> ApiError:
    return ApiError(403, f"Forbidden: {text}")


def counts(world: World, method: str, values: Json) -> bool:
    """Whether a call counts against the sending limits. An edit does only if there is a message of ours to change."""
    place = world.places.get(values.get("chat_id", 0))
    if place is None:
        return False
    return method in {"sendMessage", "sendPhoto", "sendDocument"} or (
        method.startswith("edit") and values.get("message_id") in place.own
    )


# ---------------------------------------------------------------- may the bot?


_NAMES = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}


def _find(world: World, chat: object) -> Place:
    if isinstance(chat, str):
        found = next((one for one in world.places.values() if one.username and f"@{one.username}" == chat), None)
    else:
        found = world.places.get(int(str(chat)))
    if found is None:
        raise _bad("chat not found")
    return found


def _writable(world: World, chat: object, what: str = "text messages") -> Place:
    place = _find(world, chat)
    if place.kind == "private":
        return _writable_private(place)
    status = world.bot_status(place)
    if place.moved_to:
        raise ApiError(
            400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=place.moved_to
        )
    if status == "kicked":
        raise _forbidden(f"bot was kicked from the {_NAMES[place.kind]}")
    if status not in IN_CHAT:
        raise _forbidden(f"bot is not a member of the {_NAMES[place.kind]}")
    if place.kind == "channel" and status not in ADMINS:
        raise _bad("need administrator rights in the channel chat")
    if status in {"restricted", SILENT_ADMIN} or (place.muted and status not in ADMINS):
        raise _bad(f"not enough rights to send {what} to the chat")
    return place


def _writable_private(place: Place) -> Place:
    if place.blocked:
        raise _forbidden("bot was blocked by the user")
    if not place.started:
        raise _forbidden("bot can't initiate conversation with a user")
    return place


# ---------------------------------------------------------------- what a message holds


def _rich(values: Json, name: str, most: int, too_long: str) -> tuple[str, list[Json]]:
    """Text and entities after parsing, with the real server's limits."""
    raw = values.get(name, "")
    if len(raw.encode()) > _MOST_RAW:
        raise _bad("text is too long")
    text, entities = _parsed(raw, values.get("parse_mode", ""), values.get("entities") or [])
    # telegram itself counts code points; UTF-16 units are the stricter count, which is right for clients of any kind
    if utf16(text) > most:
        raise _bad(too_long)
    return text, entities


def _parsed(raw: str, mode: str, entities: list[Json]) -> tuple[str, list[Json]]:
    if mode.lower() == "html":
        try:
            return parse_html(raw)
        except MarkupError as error:
            raise _bad(f"can't parse entities: {error}") from error
    if mode:
        raise _bad("unsupported parse_mode")
    return trim(raw), entities


def _text(values: Json) -> Json:
    if not values.get("text"):
        raise _bad("message text is empty")
    text, entities = _rich(values, "text", _MOST_TEXT, "message is too long")
    if not text:
        raise _bad("text must be non-empty")
    return _present(text=text, entities=entities, link_preview_options=values.get("link_preview_options"))


def _caption(values: Json) -> Json:
    caption_values = values | {"entities": values.get("caption_entities")}
    text, entities = _rich(caption_values, "caption", _MOST_CAPTION, "message caption is too long")
    return _present(caption=text, caption_entities=entities)


def _present(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value}


def _markup(values: Json) -> Json:
    markup = values.get("reply_markup") or {}
    rows = markup.get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    for button in buttons:
        _check_button(button)
    if len(buttons) > _MOST_BUTTONS or len(str(rows)) > _MOST_MARKUP:
        raise _bad("reply markup is too long")
    return {"reply_markup": {"inline_keyboard": rows}} if buttons else {}


def _check_button(button: Json) -> None:
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= 64:
        raise _bad("BUTTON_DATA_INVALID")
    if data is None and len(button) == 1:
        raise _bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "url" in button and not re.match(r"(https?|tg|ton)://", button["url"]):
        raise _bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _thread(place: Place, values: Json) -> int | None:
    thread = values.get("message_thread_id")
    if thread is None:
        return None
    if place.kind == "private":
        raise _bad("message thread not found")
    if not place.forum:
        # ignored by the original; a client that relies on it is wrong in forums
        return None
    if thread not in place.topics:
        raise _bad("message thread not found")
    if thread in place.closed:
        raise _bad("TOPIC_CLOSED")
    return int(thread)


def _reply(place: Place, values: Json) -> Json:
    wanted = values.get("reply_parameters")
    if not wanted:
        return {}
    target = place.messages.get(wanted["message_id"])
    if target is None:
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise _bad("message to be replied not found")
    return {"reply_to_message": {name: value for name, value in target.items() if name != "reply_to_message"}}


def _send(world: World, values: Json, content: Json, what: str = "text messages") -> Json:
    place = _writable(world, values["chat_id"], what)
    thread = _thread(place, values)
    reply = _reply(place, values)
    if thread is None and place.forum and reply:
        target = reply["reply_to_message"].get("message_thread_id")
        thread = target if target in place.topics else None
    sender = None if place.kind == "channel" else world.bot
    extra: Json = reply | _markup(values)
    message = world.put(place, content | extra, sender, thread)
    place.own.add(message["message_id"])
    return message


# ---------------------------------------------------------------- sending and changing


@_method("sendMessage")
def _send_message(world: World, values: Json) -> Json:
    _find(world, values["chat_id"])
    return _send(world, values, _text(values))


@_method("sendDocument")
def _send_document(world: World, values: Json) -> Json:
    file = _store(world, values["document"], 50 * _MB)
    return _send(world, values, {"document": file} | _caption(values), "documents")


@_method("sendPhoto")
def _send_photo(world: World, values: Json) -> Json:
    file = _store(world, values["photo"], 10 * _MB)
    file.pop("file_name")
    return _send(world, values, {"photo": [file | {"width": 90, "height": 90}]} | _caption(values), "photos")


def _store(world: World, upload: object, most: int) -> Json:
    if not isinstance(upload, Upload):
        if upload in world.files:
            name, content = world.files[str(upload)]
            return _file(str(upload), name, content)
        raise _bad("wrong remote file identifier specified: Wrong string length")
    if not upload.content:
        raise _bad("file must be non-empty")
    if len(upload.content) > most:
        raise ApiError(413, "Request Entity Too Large")
    number = f"file-{next(world.numbers)}"
    world.files[number] = (upload.name, upload.content)
    return _file(number, upload.name, upload.content)


def _file(number: str, name: str, content: bytes) -> Json:
    return {"file_id": number, "file_unique_id": f"u-{number}", "file_size": len(content), "file_name": name}


@_method("getFile")
def _get_file(world: World, values: Json) -> Json:
    number = values["file_id"]
    if number not in world.files:
        raise _bad("wrong file_id or the file is temporarily unavailable")
    name, content = world.files[number]
    if len(content) > 20 * _MB:
        raise _bad("file is too big")
    shown = _file(number, name, content)
    shown.pop("file_name")
    return shown | {"file_path": f"documents/{number}"}


def _own(world: World, values: Json, verb: str) -> tuple[Place, Json]:
    """The bot's own message that a call names."""
    place = _writable(world, values["chat_id"])
    message = place.messages.get(values["message_id"])
    if message is None or "migrate_to_chat_id" in message:
        raise _bad(f"message to {verb} not found")
    return place, message


_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_CONTENT = ("text", "entities", "link_preview_options", "reply_markup")


def _change(world: World, message: Json, new: Json, parts: tuple[str, ...]) -> Json:
    if all(message.get(part) == new.get(part) for part in parts):
        raise _bad(_SAME)
    if message.get("text") != new.get("text") and "text" in parts:
        world.overwritten.append((message["chat"]["id"], message["text"], new["text"]))
    for part in parts:
        message.pop(part, None)
    message |= {part: new[part] for part in parts if part in new} | {"edit_date": world.now()}
    return message


@_method("editMessageText")
def _edit_text(world: World, values: Json) -> Json:
    new = _text(values)
    place, message = _own(world, values, "edit")
    if message["message_id"] not in place.own:
        raise _bad("message can't be edited")
    if "text" not in message:
        raise _bad("there is no text in the message to edit")
    return _change(world, message, new | _markup(values), _CONTENT)


@_method("editMessageReplyMarkup")
def _edit_markup(world: World, values: Json) -> Json:
    place, message = _own(world, values, "edit")
    if message["message_id"] not in place.own:
        raise _bad("message can't be edited")
    return _change(world, message, _markup(values), ("reply_markup",))


@_method("deleteMessage")
def _delete(world: World, values: Json) -> bool:
    place, message = _own(world, values, "delete")
    allowed = message["message_id"] in place.own or place.kind == "private"
    if not allowed and world.bot_status(place) not in ADMINS:
        raise _bad("message can't be deleted for everyone")
    del place.messages[message["message_id"]]
    return True


@_method("sendChatAction")
def _action(world: World, values: Json) -> bool:
    place = _writable(world, values["chat_id"])
    _thread(place, values)
    world.actions.append(values)
    return True


# ---------------------------------------------------------------- questions from buttons and inline


@_method("answerCallbackQuery")
def _answer_query(world: World, values: Json) -> bool:
    if world.queries.pop(values["callback_query_id"], None) is None:
        raise _bad("query is too old and response timeout expired or query ID is invalid")
    world.answers.append(values)
    return True


@_method("answerInlineQuery")
def _answer_inline(world: World, values: Json) -> bool:
    if world.queries.pop(values["inline_query_id"], None) is None:
        raise _bad("query is too old and response timeout expired or query ID is invalid")
    results = values["results"]
    if len(results) > 50:
        raise _bad("RESULTS_TOO_MUCH")
    if len({one["id"] for one in results}) < len(results):
        raise _bad("RESULT_ID_DUPLICATE")
    for one in results:
        if not one.get("title"):
            raise _bad("ARTICLE_TITLE_EMPTY")
        content = one["input_message_content"]
        _text({"text": content["message_text"], "parse_mode": content.get("parse_mode", "")})
    world.answers.append(values)
    return True


# ---------------------------------------------------------------- chats and people


@_method("getMe")
def _get_me(world: World, values: Json) -> Json:
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.private_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def _met(world: World, chat: object) -> Place:
    """A chat that the bot may look at."""
    place = _find(world, chat)
    if place.kind != "private" and world.bot_status(place) not in IN_CHAT:
        return _writable(world, chat)
    if place.kind == "private" and not place.started:
        raise _bad("chat not found")
    return place


@_method("getChat")
def _get_chat(world: World, values: Json) -> Json:
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    place = _met(world, values["chat_id"])
    return place.json() | {"accent_color_id": 1, "max_reaction_count": 11, "accepted_gift_types": gifts}


@_method("getChatMember")
def _get_member(world: World, values: Json) -> Json:
    place = _met(world, values["chat_id"])
    user = world.people.get(values["user_id"])
    if user is None:
        raise _bad("PARTICIPANT_ID_INVALID")
    if place.kind == "channel" and world.bot_status(place) not in ADMINS:
        raise _bad("member list is inaccessible")
    status = place.members.get(user["id"], "member" if place.id == user["id"] else "left")
    return member_json(user, status, channel=place.kind == "channel")


@_method("getChatAdministrators")
def _get_admins(world: World, values: Json) -> list[Json]:
    place = _met(world, values["chat_id"])
    if place.kind == "private":
        raise _bad("there are no administrators in the private chat")
    people = [(world.people[user], status) for user, status in place.members.items() if status in ADMINS]
    channel = place.kind == "channel"
    return [
        member_json(user, status, channel=channel) for user, status in people if not user["is_bot"] or user == world.bot
    ]


@_method("leaveChat")
def _leave(world: World, values: Json) -> bool:
    place = _writable(world, values["chat_id"])
    place.members[world.bot["id"]] = "left"
    return True


# ---------------------------------------------------------------- the bot's own settings


@_method("setMyCommands")
def _set_commands(world: World, values: Json) -> bool:
    scope = values.get("scope") or {"type": "default"}
    language = values.get("language_code", "")
    if language and not re.fullmatch("[a-z]{2}", language):
        raise _bad("invalid language code specified")
    for command in values["commands"]:
        if not re.fullmatch("[a-z0-9_]{1,32}", command["command"]):
            raise _bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise _bad("BOT_COMMAND_DESCRIPTION_INVALID")
    if len(values["commands"]) > 100:
        raise _bad("BOT_COMMANDS_TOO_MUCH")
    world.commands[_scope_key(world, scope) + (f":{language}" if language else "")] = values["commands"]
    return True


def _scope_key(world: World, scope: Json) -> str:
    if "chat_id" not in scope:
        return str(scope["type"])
    place = _met(world, scope["chat_id"])
    if place.kind == "channel":
        raise _bad("can't change commands in channel chats")
    if place.kind == "private" and scope["type"] != "chat":
        raise _bad("can't use specified scope in private chats")
    return ":".join(str(scope[name]) for name in ("type", "chat_id", "user_id") if name in scope)


@_method("getMyCommands")
def _get_commands(world: World, values: Json) -> list[Json]:
    scope = values.get("scope") or {"type": "default"}
    return world.commands.get(_scope_key(world, scope), [])


@_method("deleteMyCommands")
def _delete_commands(world: World, values: Json) -> bool:
    world.commands.pop(_scope_key(world, values.get("scope") or {"type": "default"}), None)
    return True


@_method("deleteWebhook")
def _delete_webhook(world: World, values: Json) -> bool:
    if values.get("drop_pending_updates"):
        world.updates.clear()
    return True


@_method("getWebhookInfo")
def _webhook(world: World, values: Json) -> Json:
    return {"url": "", "has_custom_certificate": False, "pending_update_count": len(world.updates)}
