"""
The server as a process of its own, for trying the bot by hand.

    python -m tests.botapi --port 8081
    curl -d '{"name": "Ann", "user": 100}' -H 'Content-Type: application/json' localhost:8081/_test/person
    curl -d '{"chat": 100, "user": 100, "text": "/start"}' -H 'Content-Type: application/json' localhost:8081/_test/says
    curl 'localhost:8081/_test/messages?chat=100'
    curl -d '{"title": "A", "admins": [100], "chat": -9}' -H 'Content-Type: application/json' localhost:8081/_test/group
"""

import argparse
import asyncio
import contextlib

from tests.botapi.server import TOKEN, BotApi


async def _serve(port: int) -> None:
    async with BotApi.running(port=port) as api:
        print(f"[telegram]\ntoken = {TOKEN!r}")
        print(f"base_url = {api.base_url!r}\nbase_file_url = {api.base_file_url!r}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A strict Bot API server on the loopback interface.")
    parser.add_argument("--port", type=int, default=8081)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(parser.parse_args().port))
