"""One file with everything: whole on another computer, refused when a bit of it has changed."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.exchange.merge.withdrawal import withdraw
from partydesk.records.findings import UserError
from partydesk.store import archive, attachments, portable_copy, second_place
from partydesk.store.attachments import keep
from partydesk.store.backup_diff import in_words
from partydesk.store.home import Home
from partydesk.store.integrity_check import look
from partydesk.store.opening import open_store
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge
from tests.store.disks import mounted

FILES = Path(__file__).parent / "files"


def new_home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "新 电脑")
    home.folder.mkdir()
    return home


def fatal(home: Home) -> list[str]:
    return [each.message for each in look(home) if each.fatal]


@pytest.fixture
def copy(empty_store: Store, add: Callable[..., str], tmp_path: Path) -> Path:
    """A copy of one member with a file."""
    photo = tmp_path / "合影 1.jpg"
    photo.write_bytes(b"\xff\xd8\xff" * 9000)
    uid = add("member", name="张三", category="full")
    with empty_store.write("添加附件") as writer:
        attachments.attach(writer, "member", uid, keep(empty_store.home, photo))
    out = tmp_path / "U盘" / "备份.partydesk"
    out.parent.mkdir()
    portable_copy.save(empty_store.home, out)
    return out


def test_one_file_has_all_of_a_branch(copy: Path, empty_store: Store, tmp_path: Path) -> None:
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    new = new_home(tmp_path)
    found, changes, lost = portable_copy.compare(copy, new)
    assert (found.owner, found.backup.path) == (empty_store.own.name, copy)
    assert "党员：回来 1 条" in in_words(changes) and lost == ""
    assert portable_copy.restore(copy, new) is None
    assert fatal(new) == [] and second_place.lost_text(new) == ""
    with open_store(new) as store:
        assert store.own == empty_store.own


def test_one_file_has_all_of_a_committee(tmp_path: Path) -> None:
    out, new = tmp_path / "党委.partydesk", new_home(tmp_path)
    with making.branch(tmp_path) as branch, making.committee(tmp_path) as committee:
        making.taken(committee, making.sent(branch, tmp_path / "1", "2026Q1").file)
        making.write_member(branch, "新来的")
        making.taken(committee, making.sent(branch, tmp_path / "1", "2026Q1").file)
        next_one = making.sent(branch, tmp_path / "2", "2026Q2").file
        portable_copy.save(committee.home, out)
        there = making.content(committee)
    portable_copy.restore(out, new)
    assert fatal(new) == []
    with open_store(new) as store:
        assert making.content(store) == there
        back = withdraw(store, "P0312", "2026Q1")
        assert back is not None and back.revision == 1
        assert merge(store, [next_one]).files[0].state == "merged"


def test_what_is_broken_at_home_is_not_spread_but_said(
    copy: Path, empty_store: Store, tmp_path: Path
) -> None:
    (kept,) = empty_store.home.attachments.iterdir()
    kept.write_bytes(b"\0" * kept.stat().st_size)
    portable_copy.save(empty_store.home, copy)
    new = new_home(tmp_path)
    assert "合影 1.jpg" in portable_copy.compare(copy, new)[2]
    portable_copy.restore(copy, new)
    assert "合影 1.jpg" in second_place.lost_text(new)


@given(st.data())
def test_a_changed_bit_is_refused_or_harmless(copy: Path, data: st.DataObject) -> None:
    raw = bytearray(copy.read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= 1 << data.draw(st.integers(0, 7))
    spoilt = copy.with_name("坏.partydesk")
    spoilt.write_bytes(raw)
    try:
        found = portable_copy.look_into(spoilt)
    except UserError as refusal:
        assert refusal.code in ("damaged", "not-ours", "newer")
        assert spoilt.name in refusal.message
    else:
        assert found.owner == portable_copy.look_into(copy).owner and found.records


@pytest.mark.parametrize("name", ["../x", "/tmp/x", "attachments/../../x", "partydesk.db-wal"])
def test_nothing_is_unpacked_anywhere_else(copy: Path, tmp_path: Path, name: str) -> None:
    hostile = copy.with_name("别人的.partydesk")
    with zipfile.ZipFile(copy) as good, zipfile.ZipFile(hostile, "w") as bad:
        manifest = json.loads(good.read("manifest.json"))
        for each, digest in list(manifest["files"].items()):
            bad.writestr(each, good.read(each))
            manifest["files"][name] = digest
        bad.writestr(name, b"x")
        bad.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(UserError) as caught:
        portable_copy.restore(hostile, new_home(tmp_path))
    assert caught.value.code == "damaged"
    assert list((tmp_path / "新 电脑").iterdir()) == []


def test_a_newer_archive_is_left_to_a_newer_program(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "FORMAT", 0)
    with pytest.raises(UserError) as caught:
        portable_copy.look_into(copy)
    assert caught.value.code == "newer"


def test_a_full_stick_gets_nothing(empty_store: Store, copy: Path, tmp_path: Path) -> None:
    for disk in mounted(tmp_path / "小盘", "size=24k"):
        with pytest.raises(UserError) as caught:
            portable_copy.save(empty_store.home, disk / "备份.partydesk")
        assert caught.value.code == "disk-full" and list(disk.iterdir()) == []


def test_a_copy_of_before_there_were_archives_goes_on_working(tmp_path: Path) -> None:
    """Those were databases by themselves, their attachments in a folder beside them."""
    for version in sorted(FILES.glob("v*.db")):
        old = tmp_path / version.stem / "备份.partydesk"
        old.parent.mkdir()
        shutil.copy(version, old)
        new = Home(tmp_path / f"新 {version.stem}")
        new.folder.mkdir()
        assert portable_copy.look_into(old).records
        portable_copy.restore(old, new)
        open_store(new).close()


def test_a_stored_archive_of_the_first_format_is_read(tmp_path: Path) -> None:
    new = new_home(tmp_path)
    portable_copy.restore(FILES / "archive1.partydesk", new)
    open_store(new).close()
    assert fatal(new) == []
