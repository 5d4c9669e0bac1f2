"""The container gives the bot what it needs and nothing else; and nothing secret gets into it, or into the history."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.model import WorkerRole

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "docker-compose.yml").read_text()


SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
BOTS = sorted(name for name, service in SERVICES.items() if "build" in service)
WORKERS = sorted({*BOTS} - {"newsbot"})


@pytest.mark.parametrize("name", BOTS)
def test_compose_shuts_the_bot_in(name: str) -> None:
    """Nothing to write on but its own, no rights, bounds on all that can grow, and a look whether it lives."""
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["init"] is True
    assert re.fullmatch(r"\d+[gm]", service["mem_limit"])
    assert service["pids_limit"] > 0
    assert service["cpus"] == 1
    assert all({"noexec", "nosuid", "nodev"} <= {*place.split(",")} and "size=" in place for place in service["tmpfs"])
    assert service["healthcheck"]["test"][:3] == ["CMD", "newsbot", "health"]
    assert service["logging"] == {"driver": "json-file", "options": {"max-size": "10m", "max-file": "3"}}


@pytest.mark.parametrize("name", SERVICES)
def test_compose_gives_nothing_away(name: str) -> None:
    """No rights beyond, no ports, no socket of the host; no password stands in the file."""
    keys = SERVICES[name].keys()
    assert not keys & {"privileged", "cap_add", "ports", "network_mode", "pid", "ipc", "devices", "userns_mode"}
    assert "docker.sock" not in COMPOSE
    given = str(SERVICES[name].get("environment", {}))
    assert given.count("PASSWORD") == given.count("${POSTGRES_PASSWORD:-}") + given.count("'POSTGRES_PASSWORD'")


def test_compose_starts_one_bot_or_many_workers() -> None:
    """Without a profile the bot alone; with it PostgreSQL and a process of each role, two of which poll."""
    assert [name for name, service in SERVICES.items() if "profiles" not in service] == ["newsbot"]
    assert SERVICES["newsbot"]["command"] == ["run"]
    roles = {name: SERVICES[name]["command"] for name in WORKERS}
    assert roles == {role.value: ["run", "--role", role.value] for role in WorkerRole if role is not WorkerRole.ALL}
    assert SERVICES["poll"]["deploy"]["replicas"] == 2
    for name in WORKERS:
        assert SERVICES[name]["healthcheck"]["test"][3:] == ["--role", name]
        assert SERVICES[name]["depends_on"] == {"postgres": {"condition": "service_healthy"}}


def test_image_is_one_for_good() -> None:
    """Both stages build on an image named by its digest, and run as a user without rights."""
    assert re.search(r"^ARG PYTHON_IMAGE=python:3\.\d+\.\d+-slim-\w+@sha256:[0-9a-f]{64}$", DOCKERFILE, re.MULTILINE)
    sources = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert sources
    assert set(sources) == {"${PYTHON_IMAGE}"}
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    users = re.findall(r"^USER (\S+)", last, re.MULTILINE)
    assert users == ["newsbot"]
    assert re.search(r"useradd .*--uid 10001 newsbot", last)
    assert last.index("USER newsbot") < last.index("ENTRYPOINT")
    assert "PYTHONDONTWRITEBYTECODE=1" in last
    assert "HEALTHCHECK" in last


def test_image_holds_only_what_is_listed() -> None:
    """Everything is kept out but what the Dockerfile copies: a forgotten .env cannot slip in."""
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert rules[0] == "*"
    let_in = {rule[1:] for rule in rules if rule.startswith("!")}
    copied = {
        name for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for name in line.split()[:-1]
    }
    assert let_in == copied


@pytest.mark.parametrize(
    ("name", "kept_out"),
    [
        (".env", True),
        (".env.local", True),
        ("deploy/.env", True),
        ("config.toml", True),
        ("config.prod.toml", True),
        ("config-prod.toml", True),
        ("config.toml.bak", True),
        ("newsbot.db", True),
        ("newsbot.db-wal", True),
        ("newsbot.db.lock", True),
        ("newsbot.db.alive", True),
        ("backup.db.gz", True),
        ("key.pem", True),
        ("certs/site.key", True),
        ("config.example.toml", False),
        ("bot/settings.py", False),
        ("docker-compose.yml", False),
        ("constraints.txt", False),
        ("seeds/corpus/a.md", False),
    ],
)
def test_secrets_stay_out_of_the_history(tmp_path: Path, name: str, kept_out: bool) -> None:
    """Settings, keys and databases are ignored wherever they lie; all the rest is taken."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    shutil.copy(ROOT / ".gitignore", tmp_path)
    done = subprocess.run(["git", "-C", str(tmp_path), "check-ignore", "-q", name], check=False)
    assert (done.returncode == 0) is kept_out
