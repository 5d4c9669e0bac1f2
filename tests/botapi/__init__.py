"""
A Bot API server for tests: real HTTP, as strict as Telegram, and stricter where Telegram forgives.

    schema.py   what the Bot API's description says of calls and answers
    markup.py   parse_mode HTML with Telegram's own complaints
    limits.py   how much a bot may send
    faults.py   trouble on order
    world.py    chats, people, messages, updates: what exists
    events.py   what people do there: write, press buttons, add and remove the bot
    methods.py  what the bot does there: one function per method
    server.py   the HTTP around it
"""

from tests.botapi.server import BotApi

__all__ = ["BotApi"]
