"""Records that cannot be opened: out of the way, whole, whatever happens meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from partydesk.records.findings import UserError
from partydesk.store import (
    cipher,
    crypto,
    keyring,
    out_of_the_way,
    portable_copy,
    protection,
    seal,
)
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.store import Store
from tests.store.disks import mounted


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(crypto, "COST", crypto.Cost(64, 1, 1))
    yield
    keyring.forget_all()


@pytest.fixture(params=[True, False], ids=["forgotten", "damaged"])
def home(request: pytest.FixtureRequest, empty_store: Store, tmp_path: Path) -> Home:
    """Records that nobody can open, for either reason; 带走.partydesk beside them can be."""
    home = empty_store.home
    (home.folder / "attachments").mkdir(exist_ok=True)
    (home.attachments / "一张").write_bytes(b"picture")
    portable_copy.save(home, tmp_path / "带走.partydesk")
    empty_store.close()
    seal.put(home.database)
    if request.param:
        protection.set_password(home, "一句好记的话")
    else:
        whole = home.database.read_bytes()
        home.database.write_bytes(whole[:5000] + bytes(len(whole) - 5000))
        shutil.rmtree(home.backups)
    keyring.forget_all()
    cipher.forget(home.database)
    return home


def content(home: Home) -> dict[str, bytes]:
    return {str(path.relative_to(home.folder)): path.read_bytes()
            for path in home.folder.rglob("*")
            if path.is_file() and path.name != "partydesk.lock"}  # fmt: skip


def why(home: Home) -> str:
    with pytest.raises(UserError) as refused:
        open_store(home)
    return refused.value.code


def test_a_copy_takes_their_place_and_they_stay(home: Home, tmp_path: Path) -> None:
    locked, before = home.key.exists(), content(home)
    folder = out_of_the_way.restore(home, tmp_path / "带走.partydesk", locked=locked)
    open_store(home).close()
    now = content(home)
    assert not home.room.exists() and not home.key.exists()
    if locked:
        assert folder is not None and why(Home(folder)) == "password-needed"
        assert content(Home(folder)) == before
    else:
        kept = [each for name, each in now.items() if ".damaged-" in name]
        assert kept == [before["partydesk.db"]]


def test_what_fails_or_is_killed_leaves_them_as_they_were(home: Home, tmp_path: Path) -> None:
    locked, code = home.key.exists(), why(home)
    before = content(home)  # with the empty log that looking at it left
    broken = tmp_path / "坏的.partydesk"
    broken.write_bytes(b"PK\3\4")
    with pytest.raises(UserError):
        out_of_the_way.restore(home, broken, locked=locked)
    assert content(home) == before and why(home) == code
    killed = Home(tmp_path / "断电")
    with out_of_the_way.making_room(home, locked=locked):
        shutil.copytree(home.folder, killed.folder)  # as it is found after a power cut
        portable_copy.restore(tmp_path / "带走.partydesk", home)
        later = Home(tmp_path / "晚些断电")
        shutil.copytree(home.folder, later.folder)
    assert why(killed) == code and content(killed) == before
    open_store(later).close()
    assert not later.room.exists() and not killed.room.exists()


def test_a_full_disk_changes_nothing(home: Home, tmp_path: Path) -> None:
    for small in mounted(tmp_path / "小盘", "size=8m"):
        there = Home(small / "支部")
        shutil.copytree(home.folder, there.folder)
        before = content(there)
        with (small / "满").open("wb", buffering=0) as filler:
            try:
                while filler.write(bytes(4096)):
                    pass
            except OSError:
                pass
        with pytest.raises(UserError) as refused:
            out_of_the_way.restore(there, tmp_path / "带走.partydesk", locked=there.key.exists())
        assert refused.value.code == "disk-full" and content(there) == before
