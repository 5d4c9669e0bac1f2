"""
Telegram, the only package that knows python-telegram-bot, and what is Telegram's alone.

    connection.py    the library's Bot, made from settings; who we are
    certificates.py  which certificates the way there trusts
    polling.py       long polling: updates one by one
    answers.py       what Telegram answers, taken with care
    errors.py        the library's errors as ours
    ids.py           PURE: its numbers as the text that the core keeps
    requests.py      PURE: an update as a request of the chat layer
    named_places.py  PURE: the chat that people mean who name one
    files.py         fetches what people send
    platform.py      PURE: how long messages are, what they may hold, their addresses
    html.py          PURE: our markup as the HTML that it reads
    app.py           what people write and press goes to the chat layer, its replies go back
    speaker.py       replies: each arrives once
    noted_chats.py   what all that teaches about chats
    places.py        whose call is next among all chats
    sender.py        puts messages into chats, looks up those whose sending broke off
    find_lost.py     where such a message may stand
    members.py       who is an administrator
"""

import os

# The library gives times as timedelta only if asked to, and warns at each 429 otherwise.
os.environ.setdefault("PTB_TIMEDELTA", "true")
