"""The HTTP around the world: ``/bot<token>/<method>``, ``/file/bot<token>/<path>``, and ``/_test`` for outsiders."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

from aiohttp import web

from tests.botapi import schema
from tests.botapi.events import Events
from tests.botapi.faults import BREAKS, ApiError, Fault, Faults
from tests.botapi.limits import Limits
from tests.botapi.methods import METHODS, counts
from tests.botapi.world import Json, World

TOKEN = "4242:TEST-token_for_the_stand_in_server_00"

_BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"
_TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class BotApi(Events):
    """
    One running server.

    *violations* holds all that a strict reading of the description forbids, also in our own answers: tests assert that
    it is empty. *calls* holds (method, values) of every call that was understood.
    """

    def __init__(self, world: World | None = None, *, token: str = TOKEN) -> None:
        super().__init__(world or World())
        self.token = token
        self.faults = Faults()
        self.limits = Limits(time.monotonic)
        self.violations: list[str] = []
        self.calls: list[tuple[str, Json]] = []
        self.broken: list[tuple[str, Json]] = []
        """Calls that were carried out and whose answer did not reach the bot, but for those that a kill cut off."""
        self.address = ""
        self._poll = 0

    @property
    def base_url(self) -> str:
        """As python-telegram-bot takes it."""
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        """As python-telegram-bot takes it."""
        return f"{self.address}/file/bot"

    @classmethod
    @asynccontextmanager
    async def running(cls, world: World | None = None, *, port: int = 0, token: str = TOKEN) -> AsyncIterator[Self]:
        """Serve on the loopback interface while the context is open; port 0 takes a free one."""
        api = cls(world, token=token)
        runner = web.AppRunner(api._app(), shutdown_timeout=0.05, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            api.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield api
        finally:
            await runner.cleanup()

    def called(self, method: str) -> list[Json]:
        """The values of all calls of one method, in order."""
        return [values for name, values in self.calls if name == method]

    # ------------------------------------------------------------ HTTP

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._handle)
        app.router.add_get("/file/bot{token:[^/]+}/documents/{file}", self._file)
        app.router.add_get("/_test/{what}", self._look)
        app.router.add_post("/_test/{what}", self._do)
        return app

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            method = self._admit(request)
            values = await self._read(request, method)
            return await self._answer(request, method, values)
        except ApiError as error:
            return _failure(error)

    def _admit(self, request: web.Request) -> str:
        token = request.match_info["token"]
        if not re.fullmatch(r"\d+:[\w-]+", token):
            raise ApiError(404, "Not Found")
        if token != self.token:
            raise ApiError(401, "Unauthorized")
        method = schema.method_name(request.match_info["method"])
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        return method

    async def _read(self, request: web.Request, method: str) -> Json:
        values, wrong = schema.read_call(method, await _parameters(request))
        self.calls.append((method, values))
        if wrong:
            self.violations.extend(wrong)
            raise ApiError(400, f"Bad Request: {wrong[0]}")
        return values

    async def _answer(self, request: web.Request, method: str, values: Json) -> web.StreamResponse:
        fault = self.faults.next(method, values)
        if fault is not None:
            if fault.kind in BREAKS:
                return await self._break(request, fault, method, values)
            error = fault.error()
            assert error is not None
            raise error
        result = await self._carry_out(method, values)
        if method == "getUpdates":
            return web.json_response(text=f'{{"ok":true,"result":[{",".join(map(self.world.shown, result))}]}}')
        return web.json_response({"ok": True, "result": result})

    async def _carry_out(self, method: str, values: Json) -> Any:
        if method == "getUpdates":
            answer: Any = await self._updates(values)
        elif method not in METHODS:
            raise ApiError(501, f"the stand-in does not know {method} yet")
        else:
            self._take(method, values)
            answer = METHODS[method](self.world, values)
        self.violations.extend(schema.check_answer(method, answer))
        return answer

    def _take(self, method: str, values: Json) -> None:
        if counts(self.world, method, values):
            wait = self.limits.take(values["chat_id"])
            if wait:
                raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)

    async def _break(self, request: web.Request, fault: Fault, method: str, values: Json) -> web.StreamResponse:
        kind = fault.kind
        if kind == "slow":
            return await self._slowly(request, fault, method, values)
        result = await self._carry_out(method, values) if kind.endswith(" after") else None
        if kind.endswith(" after"):
            self.broken.append((method, values))
        if kind == "truncated after":
            return await _half(request, json.dumps({"ok": True, "result": result}).encode())
        if kind.startswith("odd"):
            return web.Response(body=fault.body, content_type="application/json")
        if kind == "502":
            return web.Response(status=502, text=_BAD_GATEWAY, content_type="text/html")
        if kind.startswith("hang"):
            await asyncio.sleep(3600)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _slowly(self, request: web.Request, fault: Fault, method: str, values: Json) -> web.StreamResponse:
        """An overloaded server: carried out at once or at last, whether or not anybody still waits for the answer."""
        seconds = fault.values.get("ms", 1000) / 1000
        if fault.values.get("late"):
            await asyncio.sleep(seconds)
        result = await self._carry_out(method, values)
        if not fault.values.get("late"):
            await asyncio.sleep(seconds)
        if request.transport is None or request.transport.is_closing():
            self.broken.append((method, values))
        return web.json_response({"ok": True, "result": result})

    # ------------------------------------------------------------ updates

    async def _updates(self, values: Json) -> list[Json]:
        """Long polling: a newer poll ends an older one, which then hears of the conflict."""
        self._poll += 1
        mine = self._poll
        world = self.world
        world.allow(values.get("allowed_updates"))
        world.confirm(values.get("offset", 0))
        async with world.arrived:
            world.arrived.notify_all()
            end = time.monotonic() + min(values.get("timeout", 0), 50)
            while self._poll == mine and not world.updates and time.monotonic() < end:
                try:
                    await asyncio.wait_for(world.arrived.wait(), end - time.monotonic())
                except TimeoutError:
                    break
        if self._poll != mine:
            raise ApiError(409, _TERMINATED)
        found = world.updates[: values.get("limit", 100)]
        for update in found:
            if update["update_id"] in world.odd:
                continue
            self.violations.extend(schema.check_type("Update", update))
        return found

    # ------------------------------------------------------------ files, and a window for other processes

    async def _file(self, request: web.Request) -> web.Response:
        found = self.world.files.get(request.match_info["file"])
        if request.match_info["token"] != self.token or found is None:
            return web.Response(status=404)
        return web.Response(body=found[1])

    async def _look(self, request: web.Request) -> web.Response:
        """``GET /_test/messages?chat=1``, ``/_test/violations``, ``/_test/calls``, ``/_test/commands``."""
        what = request.match_info["what"]
        if what == "messages":
            return web.json_response(self.messages(int(request.query["chat"])))
        if what == "calls":
            return web.json_response([[method, repr(values)] for method, values in self.calls])
        found = {"violations": self.violations, "commands": self.world.commands}.get(what)
        return web.json_response(found) if found is not None else web.Response(status=404)

    async def _do(self, request: web.Request) -> web.Response:
        """``POST /_test/says {"chat": 1, "user": 1, "text": "/start"}``: any method of Events, or ``fault``."""
        what = request.match_info["what"]
        act = self.faults.order if what == "fault" else getattr(self, what, None)
        if what.startswith("_") or not (what == "fault" or hasattr(Events, what)) or act is None:
            return web.Response(status=404)
        try:
            return web.json_response(act(**await request.json()))
        except (LookupError, TypeError, ValueError) as error:
            # of a chat or a person that nobody made, or with values that the event does not take
            why = f"{what} cannot be done: {type(error).__name__}: {error}; make people and groups first"
            return web.Response(status=400, text=f"{why}\n")


async def _half(request: web.Request, body: bytes) -> web.StreamResponse:
    """An answer that ends in the middle."""
    response = web.StreamResponse(headers={"Content-Length": str(len(body)), "Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.abort()
    return response


async def _parameters(request: web.Request) -> dict[str, object]:
    found: dict[str, object] = dict(request.query)
    if request.content_type == "application/json":
        return found | (await request.json() if request.can_read_body else {})
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            found[name] = schema.Upload(value.filename, value.file.read())
        else:
            found[name] = value
    return _attached(found)


def _attached(found: dict[str, object]) -> dict[str, object]:
    """``attach://name`` stands for the part of that name."""
    for name, value in list(found.items()):
        if isinstance(value, str) and value.startswith("attach://"):
            part = value.removeprefix("attach://")
            if isinstance(found.get(part), schema.Upload):
                found[name] = found.pop(part)
    return found


def _failure(error: ApiError) -> web.Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    headers = {}
    if error.parameters:
        body["parameters"] = error.parameters
    if "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return web.json_response(body, status=error.code, headers=headers)
