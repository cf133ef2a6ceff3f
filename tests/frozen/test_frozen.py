"""The frozen program: built from the spec, it passes its self test and stays in its folders."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from partydesk.store.home import PORTABLE_FOLDER, PORTABLE_MARK
from partydesk.store.resources import resource

ROOT = Path(__file__).parents[2]
EXE = ".exe" if sys.platform == "win32" else ""

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("PyInstaller") is None, reason="PyInstaller (extra: build) is missing"
)


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the program, as an installer would lay it down."""
    made = tmp_path_factory.mktemp("支部 工作台")
    done = subprocess.run(
        [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
         "--distpath", made / "dist", "--workpath", made / "work", ROOT / "partydesk.spec"],
        env=os.environ | {"PYINSTALLER_CONFIG_DIR": str(made / "cache")},
        capture_output=True,
        cwd=made,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return made / "dist" / "partydesk"


class User:
    """Somebody with a home folder and a temporary folder, and nothing of the source's."""

    def __init__(self, folder: Path, program: Path) -> None:
        self.folder, self.program = folder, program
        self.home, self.temporary = folder / "家 目录", folder / "临时"
        for each in (self.home, self.temporary):
            each.mkdir()
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        places = ("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA")
        self.environment = {
            **kept,
            **dict.fromkeys(places, str(self.home)),
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self.temporary)),
            "QT_QPA_PLATFORM": "offscreen",
        }

    def run(self, *arguments: str, program: str = "partydesk-cli") -> str:
        done = subprocess.run(
            [self.program / f"{program}{EXE}", *arguments],
            env=self.environment,
            cwd=self.temporary,
            capture_output=True,
            timeout=300,
        )
        assert done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")
        assert b"Traceback" not in done.stderr
        return done.stdout.decode()

    def files(self) -> set[Path]:
        """What lies in the home, the temporary folder and the program's folder."""
        below = (path for place in (self.folder, self.program) for path in place.rglob("*"))
        return {path for path in below if path.is_file()}


@pytest.fixture
def user(tmp_path: Path, frozen: Path) -> User:
    return User(tmp_path, frozen)


def test_the_self_test_passes_and_nothing_is_left(user: User) -> None:
    before = user.files()
    told = json.loads(user.run("selftest", "--json"))
    assert told["ok"], told["steps"]
    assert user.files() == before


def test_what_others_made_is_named_with_its_licence(frozen: Path) -> None:
    (listed,) = frozen.glob("partydesk-*/partydesk/resources/THIRD-PARTY.txt")
    text = listed.read_text("utf-8-sig")
    parts = (
        "Python ",
        "PySide6_Essentials ",
        "shiboken6 ",
        "python-stdnum ",
        "lxml ",
        "SQLAlchemy ",
    )
    assert not [part for part in parts if f"\n  {part}" not in text]
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "libiconv" in text


def test_the_window_opens_and_writes_only_into_the_users_data(user: User) -> None:
    before = user.files()
    made = json.loads(user.run("init", "--as", "branch", "--code", "P1", "--name", "甲", "--json"))
    home = Path(made["home"])
    assert home.is_relative_to(user.home)
    assert float(user.run("--quit-when-usable")) > 0
    user.run("print", "roster", "--out", str(user.folder / "花名册.pdf"))
    outside = {path for path in user.files() - before if home not in path.parents}
    assert outside == {user.folder / "花名册.pdf"}


def test_a_portable_copy_keeps_its_data_beside_it(user: User, tmp_path: Path) -> None:
    copy = tmp_path / "U 盘" / "支部工作台"
    shutil.copytree(user.program, copy, copy_function=os.link)
    shutil.copy(resource(f"windows/{PORTABLE_MARK}"), copy)
    user.program = copy
    made = json.loads(user.run("init", "--as", "branch", "--code", "P1", "--name", "甲", "--json"))
    assert Path(made["home"]) == copy / PORTABLE_FOLDER
    assert float(user.run("--quit-when-usable")) > 0
    assert not [path for path in user.home.rglob("*") if path.is_file()]


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="no Debian here")
def test_the_debian_package_installs_opens_and_goes_leaving_the_records(
    frozen: Path, user: User, tmp_path: Path
) -> None:
    subprocess.run(
        [
            sys.executable,
            ROOT / "resources/debian/build.py",
            "--quick",
            "--program",
            frozen,
            "--out",
            tmp_path,
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    (package,) = tmp_path.glob("partydesk_*.deb")
    system = tmp_path / "system"
    dpkg = ["dpkg", f"--root={system}", "--force-not-root", "--force-depends",
            "--force-unsafe-io", "--log=/dev/null"]  # fmt: skip
    (system / "var/lib/dpkg/updates").mkdir(parents=True)
    (system / "var/lib/dpkg/info").mkdir()
    (system / "var/lib/dpkg/status").touch()
    (system / "var/lib/dpkg/available").touch()
    subprocess.run([*dpkg, "--install", package], check=True, capture_output=True)
    assert (system / "usr/bin/partydesk").is_symlink()
    assert "支部工作台" in (system / "usr/share/applications/partydesk.desktop").read_text("utf-8")
    user.program = system / "opt/partydesk"
    made = json.loads(user.run("init", "--as", "branch", "--code", "P1", "--name", "甲", "--json"))
    assert float(user.run("--quit-when-usable")) > 0
    subprocess.run([*dpkg, "--remove", "partydesk"], check=True, capture_output=True)
    assert not (system / "opt/partydesk").exists()
    assert (Path(made["home"]) / "partydesk.db").is_file()
