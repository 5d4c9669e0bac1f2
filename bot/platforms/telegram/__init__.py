"""
Telegram, the only package that knows python-telegram-bot, and what is Telegram's alone.

    connection.py  the library's Bot, made from settings; who we are
    errors.py      the library's errors as ours
    requests.py    PURE: an update as a request of the chat layer
    files.py       fetches what people send
    platform.py    PURE: how long messages are, what they may hold, their addresses
    html.py        PURE: our markup as the HTML that it reads
    sender.py      puts messages into chats, looks up those whose sending broke off
    search.py      where such a message may stand
    members.py     who is an administrator
    app.py         long polling: requests in, replies out
"""

import os

# The library gives times as timedelta only if asked to, and warns at each 429 otherwise.
os.environ.setdefault("PTB_TIMEDELTA", "true")
