"""A password for a data folder: set, changed, removed; given; what an interruption left, settled.

The database is the truth: it is encrypted or it is plain, and becomes the other in one rename, with
the old one there until the new one has been read back whole. Around that rename the key file says
what is going on (store/key_file.py), so that after a power cut at any step the folder is what it
was before or what it was to become. The other files follow the database and need not be in step:
each says itself whether it is sealed.

The caller holds the FileLock and has closed every connection, in `set_password`, `change_password`,
`remove_password` and `settle`.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from pathlib import Path

from partydesk.records.findings import UserError
from partydesk.store import (
    atomic,
    backup,
    cipher,
    damage,
    followers,
    key_file,
    keyring,
    mark,
    sqlitefile,
    tries,
    verified_copy,
)
from partydesk.store.home import Home
from partydesk.store.key_file import ON, REMOVING, SETTING, Slots
from partydesk.store.keyring import DataKey
from partydesk.store.progress import Progress, silent

SHORTEST = 6
"""Characters a password has at least."""
_LONGEST = 1024


def is_protected(home: Home) -> bool:
    """Whether the records have a password."""
    return cipher.is_encrypted(home.database)


def is_locked(home: Home) -> bool:
    """Whether the records have a password that nobody has given."""
    try:
        refuse_locked(home)
        cipher.key_of(home.database)
    except UserError as error:
        return error.code in ("password-needed", "key-damaged")
    return False


def refuse_locked(home: Home) -> None:
    """Raise UserError 'password-needed' where there is a password that nobody has given."""
    slots = _read(home) if home.key.exists() else None
    if slots is not None and slots.state == ON and home.database.exists():
        cipher.key_of(home.database)
    elif slots is not None and slots.state == ON and keyring.held(slots.key_id) is None:
        raise keyring.needed(home.database.name)  # the database is lost, its backups are not


def _read(home: Home) -> Slots | None:
    """What the key file holds. Raises UserError 'password-needed' where it is broken and a backup
    has the same, which comes back when the password is given; 'key-damaged' where none has."""
    try:
        return key_file.read(home.key)
    except UserError as error:
        if error.code == "key-damaged" and cipher.is_encrypted(home.database):
            raise keyring.needed(home.database.name) from error
        raise


def described(home: Home) -> str:
    """How the records are protected, in one sentence."""
    if is_protected(home):
        return "有密码：数据、附件、收到的报送表、草稿和备份都加密，没有密码或恢复码谁也打不开"
    with contextlib.suppress(OSError):
        if cipher.looks_encrypted(home.database):
            return "看上去是加密的，可是密码文件不见了：找回它，或用一份备份（.partydesk）恢复"
    return "没有密码：谁拿到这台电脑或备份，谁就能看到里面的内容。可以在设置里设一个"


# Giving it --------------------------------------------------------------------------------------


def unlock(home: Home, word: str) -> bool:
    """Hold the key of the records, for their password or recovery code; whether it was the code.

    Raises UserError 'wrong-password', 'too-soon' (store/tries.py), 'key-damaged'.
    """
    slots = _slots(home)
    if slots is None:
        return False
    tries.refuse_hasty(home)
    key = key_file.opened(slots, word)
    if key is None:
        tries.count(home)
        raise _wrong(word)
    tries.forget(home)
    keyring.hold(key)
    return key_file.is_code(word)


def unlock_copy(path: Path, word: str) -> None:
    """Hold the key of a backup or a copy of records, for its password. One without stays as it is.

    Raises UserError 'wrong-password', or as reading the file does.
    """
    slots = slots_of_copy(path)
    if slots is None or keyring.held(slots.key_id) is not None:
        return
    key = key_file.opened(slots, word)
    if key is None:
        raise _wrong_for_copy(path, word)
    keyring.hold(key)


def slots_of_copy(path: Path) -> Slots | None:
    """What opens a backup or a copy of records; None for a plain one. Raises UserError."""
    from partydesk.store import portable_copy

    return portable_copy.slots_of(path)


def lock(home: Home) -> None:
    """Forget the key of the records, which nobody has open any more."""
    slots = key_file.read(home.key) if home.key.exists() else None
    if slots is not None:
        keyring.forget(slots.key_id)


def _slots(home: Home) -> Slots | None:
    """What opens the records: the key file, else what the newest backup ends with, which is put in
    the place of a key file that is lost, broken or another's."""
    wanted = cipher.beginning(home.database)
    found: Slots | None = None
    damaged: UserError | None = None
    try:
        found = key_file.read(home.key)
    except UserError as error:
        if error.code != "key-damaged":
            raise
        damaged = error
    if found is not None and (found.key_id == wanted or not cipher.is_encrypted(home.database)):
        return found
    for made in backup.backups(home.backups):
        with contextlib.suppress(OSError):
            slots = key_file.block_of(made.path)
            if slots is not None and slots.key_id == wanted:
                if found is not None:
                    _keep_stray(home)
                key_file.write(home.key, slots)
                return slots
    if damaged is not None:
        raise damaged
    return found


def _wrong(word: str) -> UserError:
    if key_file.is_code(word):
        said = "恢复码不对，数据没有打开。请照纸上的逐组核对；换过恢复码的，只有最后那一张有用"
    else:
        said = "密码不对，数据没有打开。请看大小写锁定和中英文输入；忘了密码的，请用纸上的恢复码"
    return UserError("wrong-password", said)


def _wrong_for_copy(path: Path, word: str) -> UserError:
    from partydesk.store import archive, portable_copy

    with portable_copy.opened_as_files(path) as opened:
        if opened.sort != archive.HANDOVER:
            return _wrong(word)
    return UserError(  # nobody was told a recovery code of it
        "wrong-password",
        f"密码不对，“{path.name}”没有打开。移交文件有自己的密码，由前任当面或在电话里告诉，"
        "请再对一遍；前任也忘了的，请前任再移交一次",
    )


# Setting, changing, removing --------------------------------------------------------------------


def judge(password: str) -> None:
    """Raise UserError 'bad-password' for what cannot be one."""
    if key_file.is_code(password):
        raise UserError("bad-password", "密码不能写成恢复码的样子（六组，每组四位），请换一个")
    if len(password) < SHORTEST:
        raise UserError("bad-password", f"密码至少 {SHORTEST} 个字，长的比复杂的好，例如一句话")
    if len(password) > _LONGEST:
        raise UserError("bad-password", f"密码最多 {_LONGEST} 个字")


def set_password(home: Home, password: str, progress: Progress = silent) -> str:
    """Encrypt the records with a new key under this password; returns the recovery code, which is
    kept nowhere. The key is held from then on.

    Raises UserError 'bad-password', 'has-password', or as reading and writing do; then all is as
    it was.
    """
    judge(password)
    if is_protected(home):
        raise UserError("has-password", "这份数据已经有密码了；要换，请用“换密码”")
    followers.refuse_without_room(home)
    _keep_stray(home)
    key = DataKey(os.urandom(32))
    slots, code = key_file.make(key, password)
    key_file.write(home.key, replace(slots, state=SETTING))
    try:
        written = key_file.read(home.key)
        if written is None or key_file.opened(written, password) != key:
            raise verified_copy.differs(home.key)
        _exchange(home, key)
    except BaseException:
        key_file.remove(home.key)
        raise
    keyring.hold(key)
    try:
        _finish(home, slots, progress)
    except BaseException:
        # Nobody was told the recovery code: all goes back.
        _take_off(home, slots, key, silent)
        raise
    return code


def change_password(home: Home, word: str, new: str) -> None:
    """Put a new password in the place of the one before; `word` is that, or the recovery code.

    The data key stays, so this takes no time. Raises UserError as `unlock` does, 'bad-password',
    'no-password'; then the one before holds.
    """
    judge(new)
    if not is_protected(home):
        raise no_password()
    unlock(home, word)
    slots = _slots(home)
    assert slots is not None
    key = keyring.held(slots.key_id)
    assert key is not None
    changed = key_file.with_password(slots, key, new)
    key_file.write(home.key, changed)
    followers.change_backups(home, changed)


def new_code(home: Home) -> str:
    """A new recovery code in the place of the one before, for records that are open."""
    slots = _slots(home)
    key = keyring.held(slots.key_id) if slots else None
    if slots is None or key is None:
        raise keyring.needed(home.database.name)
    changed, code = key_file.with_code(slots, key)
    key_file.write(home.key, changed)
    followers.change_backups(home, changed)
    return code


def remove_password(home: Home, word: str, progress: Progress = silent) -> None:
    """Make everything plain again; `word` is the password or the recovery code.

    Raises UserError as `unlock` does, 'no-password', or as reading and writing do; then the
    password is still there.
    """
    if not is_protected(home):
        raise no_password()
    unlock(home, word)
    followers.refuse_without_room(home)
    slots = _slots(home)
    assert slots is not None
    key = keyring.held(slots.key_id)
    assert key is not None
    _take_off(home, slots, key, progress)


def _take_off(home: Home, slots: Slots, key: DataKey, progress: Progress) -> None:
    key_file.write(home.key, replace(slots, state=REMOVING, clear=key.secret))
    try:
        _exchange(home, None)
    except BaseException:
        key_file.write(home.key, slots)
        raise
    followers.follow(home, None, progress)
    key_file.remove(home.key)
    keyring.forget(key.id)


def no_password() -> UserError:
    """The refusal where there is none."""
    return UserError("no-password", "这份数据没有密码")


def _exchange(home: Home, key: DataKey | None) -> None:
    """Put a copy of the database that is encrypted, or plain, in its place once it is proven."""
    from partydesk.store import seal

    live = home.database
    damage.check_on_opening(live, damage.left_unclean(live))
    sqlitefile.fold_log(live)
    new = key if key is not None and keyring.held(key.id) is None else None
    if new is not None:
        keyring.hold(new)  # so that the copy can be read back
    try:
        with atomic.scratch(live) as fresh:
            verified_copy.copy_database(live, fresh, live, still=True, key=key)
            if key is not None:
                _mark(fresh)
            seal.lift(live)
            cipher.forget(live)
            for suffix in ("-wal", "-shm", "-journal"):  # folded in
                sqlitefile.side(live, suffix).unlink(missing_ok=True)
            atomic.replace(fresh, live)
    except BaseException:
        if new is not None:
            keyring.forget(new.id)
        raise
    cipher.forget(live)


def _mark(database: Path) -> None:
    engine = sqlitefile.open_engine(database, write=True)
    try:
        with engine.execution_options(immediate=True).begin() as connection:
            mark.put(connection)
    finally:
        engine.dispose()
    sqlitefile.fold_log(database)


def _keep_stray(home: Home) -> None:
    """A key file beside a plain database may open sealed files: it is not written over."""
    slots = key_file.read(home.key) if home.key.exists() else None
    if slots is not None:
        atomic.patiently_move(home.key, home.folder / f"partydesk-{slots.key_id.hex()}.key")


# What follows the database ----------------------------------------------------------------------


def settle(home: Home, progress: Progress = silent) -> None:
    """Bring to an end what a power cut interrupted.

    Before the database was exchanged all goes back to what it was, after it on to what it was to
    be. Raises UserError 'password-needed' where that wants the key.
    """
    if not home.key.exists():
        return
    followers.forget_opened(home)
    slots = _read(home)
    if slots is None or slots.state == ON or not home.database.exists():
        return
    exchanged = cipher.beginning(home.database) == slots.key_id
    if slots.state == SETTING and not exchanged:
        key_file.remove(home.key)
    elif slots.state == SETTING:
        cipher.key_of(home.database)
        _finish(home, slots, progress)
    elif exchanged:
        key_file.write(home.key, replace(slots, state=ON, clear=b""))
    else:
        keyring.hold(DataKey(slots.clear))
        followers.follow(home, None, progress)
        key_file.remove(home.key)


def _finish(home: Home, slots: Slots, progress: Progress) -> None:
    """The database is encrypted: so is all else, and then the key file says so."""
    key = keyring.held(slots.key_id)
    assert key is not None
    followers.follow(home, key, progress)
    key_file.write(home.key, replace(slots, state=ON))
