"""Records on a stick: exFAT and FAT32 know no links and no modes, and may refuse to sync."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from partydesk.exchange.merge.merge import merge
from partydesk.exchange.submission.writing import export
from partydesk.records.periods import parse_period
from partydesk.store import attachments, portable_copy, protection
from partydesk.store.home import Home
from partydesk.store.opening import back_up, open_store
from partydesk.store.store import create
from tests.exchange import making
from tests.store.disks import exfat


@pytest.fixture
def plain_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder where links, modes and the syncing of folders are refused, as FAT32 does."""

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    sync = os.fsync

    def files_only(handle: int) -> None:
        if Path(f"/proc/self/fd/{handle}").is_dir():
            raise OSError(errno.EINVAL, "Invalid argument")
        sync(handle)

    for name in ("link", "symlink", "chmod", "fchmod"):
        monkeypatch.setattr(os, name, refuse)
    monkeypatch.setattr(os, "fsync", files_only)
    yield tmp_path


@pytest.fixture
def exfat_disk(tmp_path: Path) -> Iterator[Path]:
    yield from exfat(tmp_path / "U盘")


@pytest.mark.parametrize("disk", ["plain_calls", "exfat_disk"])
def test_records_are_kept_handed_in_and_brought_back_there(
    disk: str, request: pytest.FixtureRequest
) -> None:
    place: Path = request.getfixturevalue(disk)
    home = Home(place / "支部 数据")
    with create(home, "branch", {"code": "P0001", "name": "空支部"}) as store:
        with store.write("添加") as writer:
            uid = writer.add("member", {"name": "张三", "category": "full"})
            kept = attachments.keep_bytes(home, b"photo", "照片.jpg")
            attachments.attach(writer, "member", uid, kept)
        looked_at = attachments.copy_to_look_at(home, kept)
        assert looked_at.read_bytes() == b"photo"
        made = export(store, parse_period("2026"), place)
        assert back_up(store, "closing") is not None
        whole = place / "带走.partydesk"
        portable_copy.save(home, whole)
    attachments.forget_copies(home)
    assert not looked_at.exists()
    code = protection.set_password(home, "Abc 一二三 2026")
    protection.lock(home)
    assert protection.unlock(home, code)
    new = Home(place / "新电脑")
    new.folder.mkdir()
    portable_copy.restore(whole, new)
    with open_store(home) as store, open_store(new) as restored:
        assert making.content(store) == making.content(restored)
    with create(Home(place / "党委"), "committee", {"code": "C1", "name": "党委"}) as committee:
        merged = merge(committee, [made.file], accept_unenrolled=True)
        assert [each.state for each in merged.files] == ["merged"]
    assert list(place.rglob(".partydesk-*")) == []
