"""What is installed is what was looked at: each file of each package has its hash, and another one is refused."""

import re
import subprocess
import sys
import tomllib
import zipfile
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = (ROOT / "constraints.txt", ROOT / ".ci" / "uv.txt")
MAKEFILE = (ROOT / "Makefile").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def pins(path: Path) -> dict[str, tuple[str, list[str]]]:
    """Name to version and hashes. Raises: AssertionError for a line that is neither."""
    found: dict[str, tuple[str, list[str]]] = {}
    name = ""
    for line in path.read_text().splitlines():
        if line.startswith("#"):
            continue
        if pin := re.fullmatch(r"([a-z0-9-]+)==([^ ;]+)(?: ; [^\\]+)? \\", line):
            name = pin[1]
            found[name] = (pin[2], [])
        else:
            its_hash = re.fullmatch(r"    --hash=sha256:([0-9a-f]{64})(?: \\)?", line)
            assert its_hash, line
            found[name][1].append(its_hash[1])
    return found


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_pin_has_hashes(path: Path) -> None:
    """Name, exact version, hashes; no address of any registry."""
    found = pins(path)
    assert found
    assert [name for name, (_, hashes) in found.items() if not hashes] == []
    assert "//" not in path.read_text()


def test_all_that_is_asked_for_is_pinned() -> None:
    """Each dependency of the program, its extras and its build, at a version that fits."""
    found = pins(LOCKS[0])
    project = PROJECT["project"]
    asked = [*project["dependencies"], *PROJECT["build-system"]["requires"]]
    asked += [one for extra in project["optional-dependencies"].values() for one in extra]
    for one in map(Requirement, asked):
        assert one.specifier.contains(found[canonicalize_name(one.name)][0]), one
    assert "uv" in pins(LOCKS[1])


def test_all_that_is_installed_is_pinned() -> None:
    """Nothing came along that nobody looked at: not even what a dependency of a dependency wants."""
    known = pins(LOCKS[0]) | pins(LOCKS[1])
    ours = {"newsbot", "pip", "setuptools"}  # the last two are Python's own
    installed = {canonicalize_name(one.metadata["Name"]): one.version for one in distributions()}
    wrong = {name: version for name, version in installed.items() if known.get(name, ("",))[0] != version}
    assert sorted(set(wrong) - ours) == []


@pytest.mark.parametrize("text", [MAKEFILE, DOCKERFILE], ids=["Makefile", "Dockerfile"])
def test_nothing_is_installed_without_hashes(text: str) -> None:
    """Each installation demands hashes, or is that of Newsbot itself and brings nothing along."""
    commands = re.split(r"&&|\n(?!\t)", text.replace("\\\n", " ").replace("$(WHEELS)", wheels()))
    installing = [one for one in commands if re.search(r"pip\)? .*install|\$\((?:uv|pip)\) ", one)]
    assert len(installing) >= 3
    for one in installing:
        alone = "--no-deps" in one and ("--require-build-hashes" in one or "--no-build-isolation" in one)
        assert alone or "--require-hashes --only-binary :all:" in one or re.match(r"(uv|pip) :=", one), one


def wheels() -> str:
    """The options with which the Makefile installs."""
    found = re.search(r"^WHEELS := (.+)$", MAKEFILE, re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize("tool", [("pip",), ("uv", "pip")], ids=["pip", "uv"])
def test_another_file_of_that_name_is_refused(tmp_path: Path, tool: tuple[str, ...]) -> None:
    """With the Makefile's own options: the file that has the hash goes in; changed by a byte it does not."""
    wheel = _wheel(tmp_path / "plain-1.0-py3-none-any.whl", "x = 1\n")
    lock = tmp_path / "lock.txt"
    lock.write_text(f"plain==1.0 \\\n    --hash=sha256:{sha256(wheel.read_bytes()).hexdigest()}\n")
    good, bad = tmp_path / "good", tmp_path / "bad"
    assert _install(tool, tmp_path, lock, good).returncode == 0
    assert (good / "plain.py").exists()
    _wheel(wheel, "x = 2\n")
    refused = _install(tool, tmp_path, lock, bad)
    assert refused.returncode != 0
    assert "hash" in refused.stderr.lower()
    assert not (bad / "plain.py").exists()


def _install(tool: tuple[str, ...], folder: Path, lock: Path, to: Path) -> subprocess.CompletedProcess[str]:
    where = ("--no-index", "--find-links", str(folder), "--target", str(to))
    command = (sys.executable, "-m", *tool, "install", *wheels().split(), "--no-cache-dir", *where, "-r", str(lock))
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def _wheel(path: Path, code: str) -> Path:
    """The smallest package there is."""
    files = {
        "plain.py": code,
        "plain-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: plain\nVersion: 1.0\n",
        "plain-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in files) + "plain-1.0.dist-info/RECORD,,\n"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**files, "plain-1.0.dist-info/RECORD": record}.items():
            archive.writestr(name, text)
    return path
