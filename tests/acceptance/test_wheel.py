"""What is handed out works away from the checkout: seeds, wording and migrations travel in the wheel."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.acceptance.process import environment

pytestmark = pytest.mark.file

CHECKOUT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_wheel_holds_what_is_no_code(wheel: Path) -> None:
    """Seeds, catalogues, migrations and the example config are inside."""
    names = zipfile.ZipFile(wheel).namelist()
    for part in (
        "seeds/corpus/",
        "seeds/sample/",
        "seeds/packs/",
        "bot/locales/en/",
        "bot/storage/migrations/versions/",
    ):
        assert any(part in name for name in names), part
    assert "bot/_bundled/config.example.toml" in names
    assert not any(name.startswith("tests/") for name in names)


def test_wheel_runs_elsewhere(wheel: Path, tmp_path: Path) -> None:
    """Installed without the checkout, ``newsbot run`` shows the demo in an empty folder and leaves it empty."""
    home, empty = tmp_path / "venv", tmp_path / "empty"
    empty.mkdir()
    venv.create(home, with_pip=False, symlinks=True)
    site = next(home.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # what Newsbot needs is taken from where these tests run; their editable Newsbot does not come along
    (site / "needs.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    python = home / "bin" / "python"

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [python, *args],
            cwd=empty,
            env={name: value for name, value in environment().items() if name != "PYTHONPATH"},
            input="",
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    assert str(home) in run("-c", "import bot; print(bot.__file__)").stdout
    done = run("-m", "bot", "run")
    assert done.returncode == 0, done.stderr
    assert "Bramblecloud" in done.stdout
    assert list(empty.iterdir()) == []
