"""The second place holds archives: each whole, read back, in a folder of the organisation's own."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from partydesk.records.findings import UserError
from partydesk.store import archive, attachments, backup, portable_copy, second_place
from partydesk.store.home import Home
from partydesk.store.opening import back_up, open_store
from partydesk.store.store import Store
from tests.exchange import making

Add = Callable[..., str]


@pytest.fixture
def second(tmp_path: Path, empty_store: Store) -> Path:
    place = tmp_path / "U盘"
    place.mkdir()
    empty_store.set_settings(("second_place", str(place)))
    return place


def there(store: Store, second: Path) -> list[backup.Backup]:
    return backup.backups(second_place.folder_of(store.own, second))


def test_each_backup_there_is_one_file_that_a_new_computer_goes_on_from(
    empty_store: Store, add: Add, second: Path, tmp_path: Path
) -> None:
    add("member", name="张三", category="full")
    attachments.keep_bytes(empty_store.home, b"photo", "照片.jpg")
    made = back_up(empty_store, "timer", always=True)
    assert made is not None and made.warning == ""
    (one,) = there(empty_store, second)
    assert (one.whole, one.number, one.records) == (True, made.number, made.records)
    assert one.path.parent.name == "P0001_空支部"
    new = Home(tmp_path / "新电脑")
    new.folder.mkdir()
    assert portable_copy.look_into(one.path).records == 2
    portable_copy.restore(one.path, new)
    with open_store(new) as store:
        assert making.content(store) == making.content(empty_store)


def test_large_files_go_once_a_day_and_on_closing(
    empty_store: Store, add: Add, second: Path, monkeypatch: pytest.MonkeyPatch,
    on_day: Callable[[date], None],
) -> None:  # fmt: skip
    monkeypatch.setattr(second_place, "_LIGHT", 3)
    attachments.keep_bytes(empty_store.home, b"photo", "照片.jpg")
    forms = []
    for day, reason in ((1, "timer"), (1, "timer"), (1, "closing"), (2, "timer"), (2, "timer")):
        on_day(date(2026, 9, day))
        back_up(empty_store, reason, always=True)
        forms.append(there(empty_store, second)[0].whole)
    assert forms == [True, False, True, True, False]
    # Of a day the newest archive stays; databases by the rule of all backups.
    assert sum(each.whole for each in there(empty_store, second)) == 2


def test_two_organisations_on_one_stick_leave_each_other_alone(
    empty_store: Store, branch_store: Store, second: Path
) -> None:
    branch_store.set_settings(("second_place", str(second)))
    for store in (empty_store, branch_store, empty_store):
        back_up(store, "closing", always=True)
    assert len(there(empty_store, second)) == len(there(branch_store, second)) == 1


def test_an_archive_that_does_not_read_back_is_a_warning_and_not_there(
    empty_store: Store, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = archive.pack

    def spoilt(home: Home, database: Path, out: Path) -> dict[str, str]:
        told = pack(home, database, out)
        os.truncate(out, out.stat().st_size - 100)
        return told

    monkeypatch.setattr(archive, "pack", spoilt)
    made = back_up(empty_store, "closing", always=True)
    assert made is not None and made.verified and "第二备份位置" in made.warning
    assert "读回来对不上" in made.warning
    assert [path for path in second.rglob("*") if path.is_file()] == []


def test_a_spoilt_archive_there_is_refused_and_the_next_one_is_made(
    empty_store: Store, second: Path
) -> None:
    back_up(empty_store, "closing", always=True)
    (one,) = there(empty_store, second)
    raw = bytearray(one.path.read_bytes())
    raw[len(raw) // 2] ^= 1
    one.path.write_bytes(raw)
    with pytest.raises(UserError) as caught:
        backup.verify(one.path)
    assert caught.value.code == "damaged"
    made = back_up(empty_store, "closing", always=True)
    assert made is not None and made.warning == ""
    assert backup.verify(there(empty_store, second)[0].path).verified


def test_what_earlier_versions_put_there_is_read(
    empty_store: Store, second: Path, tmp_path: Path
) -> None:
    made = back_up(empty_store, "closing", always=True)
    assert made is not None
    old = backup.copy_to_second_place(made, second)  # right into the place, a database alone
    new = Home(tmp_path / "新电脑")
    new.folder.mkdir()
    portable_copy.restore(old.path, new)
    with open_store(new) as store:
        assert making.content(store) == making.content(empty_store)
