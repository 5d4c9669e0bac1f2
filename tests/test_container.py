"""The container gives the bot what it needs and nothing else; and nothing secret gets into it, or into the history."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "docker-compose.yml").read_text()


def service() -> dict[str, str]:
    """The keys of the one service, each with all that stands below it, without comments."""
    lines = [line for line in COMPOSE.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    start = lines.index("  newsbot:")
    found: dict[str, str] = {}
    for line in lines[start + 1 :]:
        if key := re.match(r"    (\w+):\s*(.*)", line):
            name = key[1]
            found[name] = key[2]
        elif line.startswith("      "):
            found[name] += f"\n{line.strip()}"
        else:
            break
    return found


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("read_only", "true"),
        ("cap_drop", r"\[ALL\]"),
        ("security_opt", r'\["no-new-privileges:true"\]'),
        ("init", "true"),
        ("mem_limit", r"\d+[gm]"),
        ("pids_limit", r"\d+"),
        ("cpus", r"1 +#.*"),
        ("tmpfs", r"\n- /tmp:size=\d+m,.*noexec,nosuid,nodev"),
        ("healthcheck", r'(?s)\ntest: \["CMD", "newsbot", "health"\].*'),
        ("logging", r'(?s)\ndriver: json-file\noptions:\nmax-size: \d+m\nmax-file: "\d+"'),
    ],
)
def test_compose_shuts_the_bot_in(key: str, value: str) -> None:
    """Nothing to write on but its own, no rights, bounds on all that can grow, and a look whether it lives."""
    assert re.fullmatch(value, service()[key]), service()[key]


def test_compose_gives_nothing_away() -> None:
    """No rights beyond, no ports, no socket of the host."""
    keys = service().keys()
    assert not keys & {"privileged", "cap_add", "ports", "network_mode", "pid", "ipc", "devices", "userns_mode"}
    assert "docker.sock" not in COMPOSE


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
