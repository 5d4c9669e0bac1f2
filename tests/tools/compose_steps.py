"""
What ``docker compose up`` does with ``docker-compose.yml``, without Docker: ``python -m tests.tools.compose_steps``.

Installs the program into an empty environment as the image does, then starts the command of each service in a folder of
its own, with the environment that the file gives it, asks its health by the command of its health check, and ends it
with SIGTERM: first the bot alone, then PostgreSQL and the workers. Telegram is the test server, PostgreSQL the one that
the test tools bring. What the file says of containers (limits, mounts, networks) ``tests/test_container.py`` reads.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import yaml

from tests.botapi import BotApi
from tests.botapi.server import TOKEN
from tests.postgres import Server

ROOT = Path(__file__).parents[2]
HEALTHY = 60.0
"""Seconds until a service must be healthy: the file's ``start_period``."""


def install(folder: Path) -> Path:
    """The commands of the Dockerfile that install, in a new environment. Returns: its folder of programs."""
    venv = folder / "newsbot"
    uv = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "install",
        "--quiet",
        "--compile-bytecode",
        "--python",
        str(venv / "bin" / "python"),
    ]
    extras = [word for line in (ROOT / "Dockerfile").read_text().splitlines() for word in _extras(line)]
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    wheels = ["--require-hashes", "--only-binary", ":all:", "-c", "constraints.txt", "-r", "pyproject.toml", *extras]
    subprocess.run([*uv, *wheels], cwd=ROOT, check=True)
    own = ["--no-deps", "--require-build-hashes", "--build-constraints", "constraints.txt", "."]
    subprocess.run([*uv, *own], cwd=ROOT, check=True)
    return venv / "bin"


def _extras(line: str) -> list[str]:
    words = line.split()
    return [word for place, word in enumerate(words) if "--extra" in words[max(0, place - 1) : place + 1]]


@asynccontextmanager
async def service(
    name: str, command: Sequence[str], folder: Path, programs: Path, given: Mapping[str, str]
) -> AsyncIterator[Path]:
    """The command of a service, running; ended by SIGTERM with status 0 when the block is left. Gives its folder."""
    environment = {"PATH": f"{programs}:{os.defpath}", "HOME": str(folder), **given}
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            programs / "newsbot",
            *command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stderr=log,
            stdout=log,
        )
    try:
        yield folder
        process.send_signal(signal.SIGTERM)
        # the file's ``stop_grace_period``
        status = await asyncio.wait_for(process.wait(), 15)
        assert status == 0, f"{name} ended with {status}: {(folder / 'log').read_text()}"
        print(f"compose: {name} ended")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def healthy(name: str, test: Sequence[str], folder: Path, programs: Path, given: Mapping[str, str]) -> None:
    """Ask as the health check does until it is well."""
    environment = {"PATH": f"{programs}:{os.defpath}", "HOME": str(folder), **given}
    deadline = asyncio.get_running_loop().time() + HEALTHY
    while True:
        ask = await asyncio.create_subprocess_exec(
            *test[1:], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        said, _ = await ask.communicate()
        if ask.returncode == 0:
            print(f"compose: {name} is healthy ({said.decode().strip()})")
            return
        log = (folder / "log").read_text()
        assert asyncio.get_running_loop().time() < deadline, f"{name} is not healthy: {said.decode()}\n{log}"
        await asyncio.sleep(1)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


async def up(services: Mapping[str, Any], folder: Path, programs: Path, given: Mapping[str, str]) -> None:
    """Start all of them, wait until each is healthy, and end them."""
    running: list[tuple[str, Any, Path]] = []
    async with AsyncExitStack() as stack:
        for name, one in services.items():
            for number in range(one.get("deploy", {}).get("replicas", 1)):
                own = await stack.enter_async_context(
                    service(name, one["command"], _made(folder / f"{name}-{number}"), programs, given)
                )
                running.append((name, one, own))
        for name, one, own in running:
            await healthy(name, one["healthcheck"]["test"], own, programs, given)


async def main() -> None:
    """Both ways of the file."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    bots = {name: one for name, one in services.items() if "build" in one}
    with tempfile.TemporaryDirectory(prefix="newsbot-compose-") as name:
        folder = Path(name)
        programs = install(folder)
        async with BotApi.running() as api:
            given = {
                "NEWSBOT_TELEGRAM__TOKEN": TOKEN,
                "NEWSBOT_TELEGRAM__BASE_URL": api.base_url,
                "NEWSBOT_TELEGRAM__BASE_FILE_URL": api.base_file_url,
            }
            await up({name: one for name, one in bots.items() if "profiles" not in one}, folder, programs, given)
            server = Server(Path(tempfile.mkdtemp(prefix="newsbot-pg-")))
            server.make()
            server.start()
            try:
                # in place of the host of the file, which only containers know
                url = {"NEWSBOT_STORAGE__URL": server.url.render_as_string(hide_password=False)}
                workers = {name: one for name, one in bots.items() if "profiles" in one}
                assert all([*one["environment"]] == [*url] for one in workers.values())
                await up(workers, folder, programs, given | url)
            finally:
                server.stop()
                shutil.rmtree(server.folder)
        assert api.violations == []


if __name__ == "__main__":
    asyncio.run(main())
