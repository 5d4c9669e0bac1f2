"""PURE: an update of Telegram as a request of the chat layer."""

import re
from collections.abc import Iterable
from functools import partial

from telegram import (
    CallbackQuery,
    Chat,
    ChatFullInfo,
    Document,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    MessageOriginChannel,
    User,
)
from telegram.constants import ParseMode

from bot.chat.request import ChatRequest, IncomingFile
from bot.model import ChatKey, ChatKind, Reply
from bot.platforms.telegram.files import fetch
from bot.platforms.telegram.html import telegram_html
from bot.platforms.telegram.ids import id_of, number_from
from bot.platforms.telegram.platform import NAME
from bot.text.display.markup import plain

_NAME = 60
"""Characters of a quote by which people choose it: two lines on a phone."""

_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}")
"""A language as BCP 47 writes it, at most 35 characters."""

_KINDS = {kind.value: kind for kind in ChatKind}


def key_of(chat: int, thread: int | None = None) -> ChatKey:
    """
    The key of a Telegram chat or of one of its topics.

    Raises: TypeError for what is no number: the library passes on whatever came.
    """
    return ChatKey(NAME, id_of(chat), id_of(thread or 0))


def _text(value: str | None) -> str:
    """*value*, empty for None. Raises: TypeError for anything else that is no text."""
    if not isinstance(value, str | None):
        raise TypeError("no text")
    return value or ""


def kind_of(chat: Chat | ChatFullInfo) -> ChatKind:
    """What sort of place it is."""
    return _KINDS.get(chat.type, ChatKind.PRIVATE)


def title_of(chat: Chat | ChatFullInfo) -> str:
    """How people call it; a private chat by the name of its person."""
    return _text(chat.title or chat.full_name)


def from_message(message: Message, username: str) -> ChatRequest | None:
    """
    What a message or a channel post asks for; None when it is not for us.

    Args:
        message: As it came.
        username: The bot's own name, without "@".
    """
    text = _text(message.text or message.caption)
    # what a channel posts is repeated in its discussion group, where nobody said it
    forwarded = _forwarded(message)
    if not (text or message.document or forwarded) or message.is_automatic_forward or _for_another_bot(text, username):
        return None
    about = _replied_to(message)
    return ChatRequest(
        key=key_of(message.chat.id, _thread(message)),
        kind=kind_of(message.chat),
        user=_person(message),
        title=title_of(message.chat),
        text=text,
        about=id_of(about.message_id) if about else "",
        about_text=_text(about.text or about.caption) if about else "",
        for_chat=message.sender_chat is not None and message.sender_chat.id == message.chat.id,
        file=_file(message.document) if message.document else None,
        about_file=_file(about.document) if about and about.document else None,
        language=_language(message.from_user),
        name=_name_of(message),
        forwarded=forwarded,
        about_forwarded=_forwarded(about) if about else "",
    )


def _forwarded(message: Message) -> str:
    """The channel whose post a message is; empty if it is none, or was not forwarded."""
    origin = message.forward_origin
    return id_of(origin.chat.id) if isinstance(origin, MessageOriginChannel) else ""


def _name_of(message: Message) -> str:
    """What whoever wrote a message is called; of a channel's post whoever signed it."""
    if message.sender_chat is not None:
        return _text(message.author_signature)
    return _text(message.from_user.full_name) if message.from_user else ""


def _person(message: Message) -> str:
    """Who acts. Whoever posts as a channel is that channel: Telegram's sender for it stands for all who do so."""
    if message.sender_chat is not None:
        return id_of(message.sender_chat.id)
    return id_of(message.from_user.id) if message.from_user else ""


def _language(user: User | None) -> str:
    """The tag of the language that somebody's app speaks, if Telegram tells one that can be one."""
    tag = user.language_code if user else None
    return tag if isinstance(tag, str) and _TAG.fullmatch(tag) else ""


def from_press(query: CallbackQuery) -> ChatRequest | None:
    """What a pressed button asks for; None when its message is out of reach or it carries nothing."""
    message = query.message
    if message is None or not query.data:
        return None
    seen = message if isinstance(message, Message) else None
    return ChatRequest(
        key=key_of(message.chat.id, _thread(seen) if seen else None),
        kind=kind_of(message.chat),
        user=id_of(query.from_user.id),
        title=title_of(message.chat),
        press=_text(query.data),
        about=id_of(message.message_id),
        about_text=_text(seen.text or seen.caption) if seen else "",
        language=_language(query.from_user),
        name=_text(query.from_user.full_name),
    )


def _file(document: Document) -> IncomingFile:
    return IncomingFile(_text(document.file_name), number_from(document.file_size or 0), partial(fetch, document))


def from_inline(query: InlineQuery) -> ChatRequest:
    """What is asked behind the bot's name in some other chat, which we are not told."""
    user = query.from_user
    name, text = _text(user.full_name), _text(query.query)
    language = _language(user)
    return ChatRequest(key_of(user.id), ChatKind.PRIVATE, id_of(user.id), name, text, inline=True, language=language)


def results_of(replies: Iterable[Reply]) -> list[InlineQueryResultArticle]:
    """Replies as messages to choose from; each is named by its first words."""
    return [_result(number, reply) for number, reply in enumerate(replies)]


def _result(number: int, reply: Reply) -> InlineQueryResultArticle:
    words = plain(reply.text, addresses=False)
    content = InputTextMessageContent(
        telegram_html(reply.text), ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    name = words[:_NAME] + ("…" if len(words) > _NAME else "")
    return InlineQueryResultArticle(str(number), name, content, description=words.rpartition("\n")[2])


def _for_another_bot(text: str, username: str) -> bool:
    command, _, name = text.split(maxsplit=1)[0].partition("@") if text.strip() else ("", "", "")
    return command.startswith("/") and bool(name) and name.lower() != username.lower()


def _thread(message: Message) -> int | None:
    """
    The forum topic, or None for the General topic and chats without topics.

    A reply outside topics carries a thread id as well, which is no topic: sending to it fails. Only messages inside a
    real topic are marked as such.
    """
    return message.message_thread_id if message.is_topic_message else None


def _replied_to(message: Message) -> Message | None:
    """The message replied to. Inside a topic every message that is no reply points at the topic's first message."""
    target = message.reply_to_message
    return None if target is None or target.forum_topic_created else target
