"""A password: nothing lies there in clear, the right one opens all, the wrong one nothing."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.store import (
    attachments,
    backup,
    cipher,
    crypto,
    key_file,
    keyring,
    portable_copy,
    protection,
    received,
    schema,
    sealed_file,
    second_place,
    sqlitefile,
    tries,
    waiting,
)
from partydesk.store.home import Home
from partydesk.store.integrity_check import look
from partydesk.store.opening import back_up, open_store
from partydesk.store.store import Store
from tests import sentinels
from tests.store.disks import mounted

FILES = Path(__file__).parent / "files"
WORD = "一句 好记的话 42"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Guesses that cost nothing; no key outlives a test."""
    monkeypatch.setattr(crypto, "COST", crypto.Cost(64, 1, 1))
    yield
    keyring.forget_all()


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(UserError) as refused:
        call()
    return refused.value.code


def in_clear(folder: Path, *more: bytes) -> set[str]:
    """The files below a folder that hold a sentinel."""
    wanted = [each.encode() for each in sentinels.ALL] + list(more)
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(each in path.read_bytes() for each in wanted)
    }


def people(home: Home) -> list[str]:
    with open_store(home, write=False) as store, store.read() as connection:
        found = connection.exec_driver_sql("SELECT name, id_number FROM member ORDER BY uid")
        return [str(tuple(row)) for row in found]


@pytest.fixture
def full(branch_store: Store) -> Home:
    """A closed home with sentinels in every kind of file a home holds."""
    store, home = branch_store, branch_store.home
    sentinels.plant(store)
    photo = home.folder.parent / "谈话记录.txt"
    photo.write_text(sentinels.CONTENT * 100, "utf-8")
    with store.write("添加附件") as writer:
        (uid,) = writer.connection.exec_driver_sql("SELECT min(uid) FROM member").fetchone()
        attachments.attach(writer, "member", uid, attachments.keep(home, photo))
    content = sentinels.IDENTITY.encode() * 9
    waiting.copy(home, content, "0" * 64)
    home.received.mkdir()
    sealed_file.write(home.received / f"{'1' * 64}.xlsx", content, None)
    home.drafts.mkdir()
    draft = json.dumps({"summary": sentinels.CONTENT}, ensure_ascii=False)
    (home.drafts / "talk-new.json").write_text(draft, "utf-8")
    home.set_aside.mkdir()
    (home.set_aside / "partydesk.before-restore-20260101-000000.db").write_bytes(content)
    (home.folder / "partydesk.damaged-20260101-000000.db").write_bytes(content)
    back_up(store, "opening")
    store.close()
    broken = home.backups / "partydesk-20250101-000000-timer.db"
    broken.write_bytes(b"SQLite format 3\0" + content)
    return home


def test_nothing_lies_there_in_clear_and_all_of_it_comes_back(full: Home, tmp_path: Path) -> None:
    before = people(full)
    assert len(in_clear(full.folder)) == 9
    code = protection.set_password(full, WORD)
    assert in_clear(full.folder) == set()
    assert people(full) == before
    # What is written from now on.
    more = tmp_path / "新的.txt"
    more.write_text(sentinels.CONTENT * 50_000, "utf-8")  # more than a piece
    stick = tmp_path / "U盘"
    stick.mkdir()
    with open_store(full) as store:
        with store.write("添加附件") as writer:
            (uid,) = writer.connection.exec_driver_sql("SELECT min(uid) FROM member").fetchone()
            kept = attachments.keep(full, more)
            attachments.attach(writer, "member", uid, kept)
        store.set_settings(("second_place", str(stick)))
        made = back_up(store, "timer")
        assert made is not None and made.warning == ""
        assert back_up(store, "timer") is None, "nothing has changed since"
        waiting.copy(full, sentinels.IDENTITY.encode(), "2" * 64)
        assert in_clear(full.folder) == set()
    assert portable_copy.save(full, tmp_path / "带走.partydesk").records
    assert in_clear(full.folder) == in_clear(stick) == set()
    assert sentinels.found(tmp_path / "带走.partydesk") == set()
    assert attachments.content(full, kept) == more.read_bytes()
    assert "in-clear" not in {each.code for each in look(full)}
    told = {each.code for each in look(full) if each.fatal}
    assert told <= {"unlike-history", "broken-value"}, "the sentinels were put past the history"
    # Locked, nobody reads anything.
    keyring.forget_all()
    assert code_of(lambda: open_store(full)) == "password-needed"
    assert code_of(lambda: attachments.content(full, kept)) == "password-needed"
    assert (
        code_of(lambda: portable_copy.look_into(tmp_path / "带走.partydesk")) == "password-needed"
    )
    assert protection.unlock(full, code.lower().replace("-", " "))
    protection.remove_password(full, WORD)
    keyring.forget_all()
    assert people(full) == before and not full.key.exists()
    assert len(in_clear(full.folder)) > 9
    assert not [path for path in full.folder.rglob("*") if path.is_file() and cipher_in(path)]
    assert sentinels.CONTENT in (full.drafts / "talk-new.json").read_text("utf-8")


def cipher_in(path: Path) -> bool:
    return bool(sealed_file.key_id(path)) or cipher.is_encrypted(path)


def test_the_right_word_opens_and_no_other(empty_store: Store) -> None:
    home = empty_store.home
    empty_store.close()
    for refused in ("", "12345", "9" * 1025, "ABCD-EFGH-JKMN-PQRS-TVWX-0123"):
        assert code_of(lambda word=refused: protection.set_password(home, word)) == "bad-password"
        assert not home.key.exists()
    long = "很长的密码" * 40
    code = protection.set_password(home, long)
    assert code_of(lambda: protection.set_password(home, WORD)) == "has-password"
    home.set_aside.mkdir()
    (home.set_aside / "自己放的.db").write_bytes(b"SQLite")
    assert "in-clear" in {each.code for each in look(home)}
    protection.change_password(home, long, "Ｐａｓｓ １２３")
    keyring.forget_all()
    for wrong in ("", long, "pass 123", code[:-1] + ("A" if code[-1] != "A" else "B"), "\0"):
        tries.forget(home)
        assert code_of(lambda word=wrong: protection.unlock(home, word)) == "wrong-password"
    tries.forget(home)
    assert not protection.unlock(home, "Pass 123"), "typed half width"
    keyring.forget_all()
    assert protection.unlock(home, code), "the recovery code goes on after a change"
    again = protection.new_code(home)
    keyring.forget_all()
    assert code_of(lambda: protection.unlock(home, code)) == "wrong-password"
    protection.change_password(home, again, WORD)
    keyring.forget_all()
    assert not protection.unlock(home, WORD)


def test_what_a_lost_key_encrypted_is_not_called_clear(empty_store: Store) -> None:
    home = empty_store.home
    empty_store.close()
    protection.set_password(home, WORD)
    whole = home.database.read_bytes()
    protection.remove_password(home, WORD)
    home.set_aside.mkdir()
    kept = home.set_aside / "partydesk.before-restore-20260101-000000.db"
    kept.write_bytes(whole)  # come back from elsewhere, long after its key was gone
    assert {each.code for each in look(home)} >= {"keyless"}
    protection.set_password(home, WORD)
    kept.write_bytes(whole)
    told = {each.code: each.message for each in look(home)}
    assert kept.name in told["keyless"] and "in-clear" not in told
    # One that is only damaged at its beginning can be read by anybody.
    plain = home.set_aside / "partydesk.damaged-20260101-000000.db"
    plain.write_bytes(b"\xff" * 16 + b"SQLite table of people \0\0\0" * 400)
    told = {each.code: each.message for each in look(home)}
    assert plain.name in told["in-clear"]
    # The records themselves, whose key file is gone.
    home.key.unlink()
    for made in backup.backups(home.backups):
        made.path.unlink()
    keyring.forget_all()
    assert "密码文件不见了" in protection.described(home)


def test_wrong_ones_slow_down(empty_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    home = empty_store.home
    empty_store.close()
    protection.set_password(home, WORD)
    keyring.forget_all()
    now = clock.now()
    monkeypatch.setattr(clock, "source", lambda: now)
    waits = []
    for _ in range(6):
        assert code_of(lambda: protection.unlock(home, "wrong!")) == "wrong-password"
        waits.append(tries.wait(home))
        if waits[-1]:
            assert code_of(lambda: protection.unlock(home, WORD)) == "too-soon"
        now += timedelta(seconds=waits[-1])
    assert waits == [0, 0, 0, 5, 10, 20]
    now -= timedelta(days=400)  # a clock set back locks nobody out for longer
    assert tries.wait(home) <= 20
    now += timedelta(days=800)
    protection.unlock(home, WORD)
    assert not tries.path_of(home).exists()


def test_a_changed_password_ends_the_one_before_in_the_backups_too(empty_store: Store) -> None:
    home = empty_store.home
    back_up(empty_store, "opening")
    empty_store.close()
    protection.set_password(home, WORD)
    (made,) = backup.backups(home.backups)
    protection.change_password(home, WORD, "另一个新密码")
    assert backup.verify(made.path).verified
    slots = key_file.block_of(made.path)
    assert slots and not key_file.opened(slots, WORD) and key_file.opened(slots, "另一个新密码")
    # The key file is lost, or broken: a backup knows the key.
    for harm in (home.key.unlink, lambda: home.key.write_bytes(b"{")):
        harm()
        keyring.forget_all()
        with contextlib.suppress(UserError):
            protection.unlock(home, WORD)
        protection.unlock(home, "另一个新密码")
        open_store(home).close()


def test_restoring_leaves_the_password_as_it_is(empty_store: Store, add: Callable[..., str],
                                                tmp_path: Path) -> None:  # fmt: skip
    home = empty_store.home
    note = attachments.keep_bytes(home, sentinels.CONTENT.encode(), "记录.txt")
    uid = add("member", name="张三")
    with empty_store.write("添加附件") as writer:
        attachments.attach(writer, "member", uid, note)
    plain, sealed = tmp_path / "没有.partydesk", tmp_path / "有.partydesk"
    portable_copy.save(home, plain)
    empty_store.close()
    protection.set_password(home, WORD)
    portable_copy.save(home, sealed)
    before = people(home)
    shutil.rmtree(home.attachments)
    portable_copy.restore(plain, home)
    assert people(home) == before and protection.is_protected(home)
    assert attachments.content(home, note) == sentinels.CONTENT.encode()
    assert in_clear(home.folder) == set()
    # Into nothing: it takes the copy's.
    new = Home(tmp_path / "新 电脑")
    new.folder.mkdir()
    keyring.forget_all()
    assert code_of(lambda: protection.unlock_copy(sealed, "wrong!")) == "wrong-password"
    protection.unlock_copy(sealed, WORD)
    portable_copy.restore(sealed, new)
    keyring.forget_all()
    protection.unlock(new, WORD)
    assert people(new) == before and in_clear(new.folder) == set()
    # What is sealed with the key of before does not come back as what it is not.
    other = Home(tmp_path / "另一台")
    shutil.copytree(new.folder, other.folder)
    protection.remove_password(other, WORD)
    protection.set_password(other, WORD)
    keyring.forget_all()
    protection.unlock(other, WORD)
    attachments.path_of(other, note.sha256).unlink()
    second_place.bring_back_from(other, sealed)
    assert attachments.state_of(other, note) == attachments.MISSING
    protection.unlock_copy(sealed, WORD)
    second_place.bring_back_from(other, sealed)
    assert attachments.content(other, note) == sentinels.CONTENT.encode()
    keyring.forget_all()
    # Into data that have none, it stays so.
    protection.remove_password(new, WORD)
    protection.unlock_copy(sealed, WORD)
    shutil.rmtree(new.attachments)
    portable_copy.restore(sealed, new)
    keyring.forget_all()
    assert people(new) == before and attachments.content(new, note)
    assert second_place.lost_text(new) == ""


@pytest.mark.parametrize("lost", ["gone", "another's", "broken"])
def test_a_lost_key_file_comes_back_from_a_backup(
    empty_store: Store, add: Callable[..., str], tmp_path: Path, lost: str
) -> None:
    home = empty_store.home
    add("member", name="张三")
    back_up(empty_store, "timer")
    empty_store.close()
    copy = tmp_path / "带走.partydesk"
    protection.set_password(home, WORD)
    portable_copy.save(home, copy)
    before, bare = people(home), Home(tmp_path / "没有备份")
    other = keyring.DataKey(b"7" * 32)
    put = {
        "gone": lambda path: path.unlink(),
        "another's": lambda path: key_file.write(path, key_file.make(other, "别处的密码")[0]),
        "broken": lambda path: path.write_bytes(b"{}"),
    }[lost]
    put(home.key)
    shutil.copytree(home.folder, bare.folder)
    shutil.rmtree(bare.backups)
    keyring.forget_all()
    assert protection.is_locked(home)
    assert code_of(lambda: people(home)) == "password-needed"
    assert code_of(lambda: protection.unlock(home, "别处的密码")) == "wrong-password"
    tries.forget(home)
    protection.unlock(home, WORD)
    assert people(home) == before
    assert len(list(home.folder.glob("partydesk-*.key"))) == (lost == "another's")
    # Nothing is left to open it with: what is put in its place is no less protected.
    keyring.forget_all()
    if lost == "gone":
        with pytest.raises(UserError, match="密码文件“partydesk.key”不见了"):
            open_store(bare)
        protection.unlock_copy(copy, WORD)
        portable_copy.restore(copy, bare)
        keyring.forget_all()
        assert protection.is_locked(bare)
        protection.unlock(bare, WORD)
        assert people(bare) == before


def test_no_room_for_a_password_changes_nothing(
    full: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, clear = people(full), in_clear(full.folder)
    convert, left = sealed_file.convert, [3]

    def failing(path: Path, key: keyring.DataKey | None) -> None:
        left[0] -= key is not None
        if key is not None and not left[0]:
            raise UserError("disk-error", "盘出了错")
        convert(path, key)

    with monkeypatch.context() as patched:
        patched.setattr(sealed_file, "convert", failing)
        assert code_of(lambda: protection.set_password(full, WORD)) == "disk-error"
    # Nobody was told a recovery code: there is no password.
    assert not full.key.exists() and not protection.is_protected(full)
    assert (people(full), in_clear(full.folder)) == (before, clear)
    size = sum(path.stat().st_size for path in full.folder.rglob("*") if path.is_file()) // 1024
    for small in mounted(tmp_path / "小盘", f"size={size + 800}k"):
        home = Home(small / "支部")
        shutil.copytree(full.folder, home.folder)
        assert code_of(lambda: protection.set_password(home, WORD)) == "disk-full"  # noqa: B023
        assert not home.key.exists() and people(home) == before
        key, out = keyring.DataKey(b"7" * 32), small / "试.db"
        out.touch()
        (small / "别的").write_bytes(b"x" * (shutil.disk_usage(small).free - 100_000))
        told = code_of(lambda: sqlitefile.recode(full.database, out, out, key, still=True))  # noqa: B023
        assert told == "disk-full", "not that the records are damaged"


def test_old_homes_and_backups_get_a_password_and_give_it_back(tmp_path: Path) -> None:
    for old in sorted(FILES.glob("v*.db")):
        home = Home(tmp_path / old.stem)
        home.folder.mkdir()
        home.backups.mkdir()
        shutil.copy(old, home.database)
        shutil.copy(old, home.backups / "partydesk-20240101-000000-timer.db")
        protection.set_password(home, WORD)
        with open_store(home):  # upgrades what is encrypted
            pass
        first, *upgraded = backup.backups(home.backups)[::-1]
        now = old.stem == f"v{schema.VERSION}"
        assert [each.reason for each in upgraded] == ([] if now else ["upgrade"])
        kept = people(home)
        assert kept and all(backup.verify(each.path).verified for each in (first, *upgraded))
        if old.stem == "v1":
            backup.restore(first.path, home.database, home.set_aside)
            open_store(home).close()
            assert people(home) == kept
        protection.remove_password(home, WORD)
        open_store(home).close()
        assert people(home) == kept, old.name


def test_the_stored_archive_opens_with_its_password(tmp_path: Path) -> None:
    """What format 2 and the key file's format 1 are, whatever becomes of them."""
    home = Home(tmp_path / "新 电脑")
    home.folder.mkdir()
    assert code_of(lambda: portable_copy.look_into(FILES / "archive2.partydesk"))
    protection.unlock_copy(FILES / "archive2.partydesk", "存样用的密码")
    portable_copy.restore(FILES / "archive2.partydesk", home)
    with open_store(home) as store, store.read() as connection:
        (each,) = attachments.all_attached(connection)
        assert attachments.content(home, each) == b"%PDF-1.4"
    assert second_place.lost_text(home) == "" and len(people(home)) == 1


def test_a_changed_bit_is_noticed(empty_store: Store, tmp_path: Path) -> None:
    home = empty_store.home
    kept = attachments.keep_bytes(home, b"x" * 3000, "a.txt")
    empty_store.close()
    protection.set_password(home, WORD)
    path = attachments.path_of(home, kept.sha256)
    raw = path.read_bytes()
    for at in (30, 45, 2000, len(raw) - 1):
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        assert attachments.state_of(home, kept, thorough=True) == attachments.CHANGED
    whole = home.database.read_bytes()
    for at in (17, 5000, len(whole) - 3):
        home.database.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert code_of(lambda: open_store(home)) in ("damaged", "unlike-closed")
    home.database.write_bytes(whole)
    open_store(home).close()


@given(st.binary(max_size=50), st.lists(st.integers(1, 2**20 + 5), max_size=3))
def test_a_sealed_file_gives_back_what_it_got(seed: bytes, sizes: list[int]) -> None:
    import tempfile

    key = keyring.DataKey(crypto.random_key())
    keyring.hold(key)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sealed"
        content = seed + b"".join(bytes([n % 251]) * n for n in sizes)
        with path.open("wb") as stream, sealed_file.Sealer(stream, key) as sealer:
            sealer.write(seed)
            for number in sizes:
                sealer.write(bytes([number % 251]) * number)
        assert sealed_file.content(path) == content and sealed_file.size(path) == len(content)
        raw = path.read_bytes()
        path.write_bytes(raw[:-17])
        with pytest.raises(OSError):
            sealed_file.content(path)
    keyring.forget(key.id)


@given(st.integers(1, 8).map(crypto.random_code))
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    groups = code.count("-") + 1
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert crypto.read_code(typed, groups) == code
    assert crypto.read_code(code + "A", groups) == ""


def test_a_stolen_home_does_not_say_what_its_files_hold(full: Home) -> None:
    """The bytes of an encrypted database look like noise: no page of it is like another."""
    protection.set_password(full, WORD)
    raw = full.database.read_bytes()
    pieces = [raw[at : at + 16] for at in range(0, len(raw), 16)]
    assert len(set(pieces)) == len(pieces)
    assert received.state_of(full, "1" * 64) == received.CHANGED  # its name was made up here
