"""交接: handing all records over to who comes next, and taking them over.

The successor's first step is an affair (换书记), carried out in what was handed over before it
becomes this computer's records: it is all there, or nothing is.
"""

from __future__ import annotations

import contextlib
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from partydesk.documents.printing import check_paper, print_paper
from partydesk.exchange.merge import operator
from partydesk.exchange.seal import held
from partydesk.operations.affairs.carrying import carry_out
from partydesk.operations.records import save_record
from partydesk.records import clock
from partydesk.records.findings import UserError
from partydesk.records.registry import kinds
from partydesk.records.values import clean_text
from partydesk.store import (
    cipher,
    crypto,
    handing_over,
    handover_file,
    key_file,
    keyring,
    leaving,
    portable_copy,
    protection,
    queries,
    rows,
    second_place,
    sqlite_contents,
    sqlitefile,
    taking_over,
)
from partydesk.store.backup import backups
from partydesk.store.file_names import untaken
from partydesk.store.handing_over import Handover
from partydesk.store.home import Home
from partydesk.store.lock import FileLock
from partydesk.store.opening import open_store
from partydesk.store.portable_copy import SUFFIX, PortableCopy
from partydesk.store.progress import Progress, silent
from partydesk.store.secretary import secretary
from partydesk.store.store import Store, make_folder

LIST = "handover-list"
"""The paper (documents/printing.py) that tells what is handed over."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was handed over: the file, the 移交清单 beside it, and in words what is not in it."""

    done: Handover
    file: Path
    listed: Path
    lost: str = ""


def giver_of(store: Store) -> str:
    """Who hands over: the secretary of a branch; of a committee who works with it."""
    return operator.last(store) if store.role == "committee" else secretary(store)


def file_name(store: Store, day: date) -> str:
    """What a file that is handed over is called."""
    return f"{store.own.short_name}移交{day:%Y%m%d}{SUFFIX}"


def list_beside(out: Path) -> Path:
    """Where the 移交清单 of a file that is handed over lies, unless somebody says where."""
    return out.with_name(f"{out.stem}_移交清单.pdf")


def hand_over(
    store: Store,
    out: Path,
    password: str,
    *,
    taker: str = "",
    giver: str = "",
    day: date | None = None,
    listed: Path | None = None,
    progress: Progress = silent,
) -> Given:
    """Write everything to one file under a password of its own, and the 移交清单 beside it.

    `taker` is who comes next; "" where the same person goes on, on another computer. Raises
    UserError as `handing_over.save` does; what cannot be written is not left half.
    """
    if not out.suffix:
        out = out.with_name(out.name + SUFFIX)
    if out.suffix.lower() != SUFFIX:
        raise UserError("bad-name", f"移交文件的名字请以 {SUFFIX} 结尾：“{out.name}”")
    giver, taker = _name(giver) or giver_of(store), _name(taker)
    # Nobody was asked whether what lies there, a signed one say, may be replaced.
    listed = listed or untaken(list_beside(out))
    check_paper(LIST, None, listed)
    if not listed.absolute().parent.is_dir():
        raise UserError(
            "no-folder",
            f"找不到放移交清单的文件夹“{listed.parent}”，没有移交。"
            "请看 U 盘是否插好，或换一个文件夹",
        )
    done, _ = handing_over.save(
        store, out, password, giver=giver, taker=taker,
        day=(day or clock.today()).isoformat(), progress=progress,
    )  # fmt: skip
    try:
        print_paper(store, LIST, None, listed, progress=progress)
    except UserError as error:
        words = f"移交文件已写好并读回核对：{out}。但移交清单没有写成：{error.message}"
        raise UserError(error.code, words) from error
    return Given(done, out, listed, second_place.lost_text(store.home))


# -- taking over ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken over: whose, how many records; the 接手码 for who handed over ("" for a mere
    backup); the recovery code of a new password ("" for none); where what was here before is kept;
    and what has happened and is to be done, in sentences."""

    owner: str
    records: int
    code: str
    recovery: str
    kept: Path | None
    said: tuple[str, ...]
    new_card: bool = False


def look_into(path: Path) -> tuple[PortableCopy, Handover | None]:
    """What is in a file, and what it says of its hand-over; None for a backup. Raises UserError as
    `portable_copy.look_into` does."""
    found = portable_copy.look_into(path)
    return found, handing_over.read(found.handover)


def holds_records(home: Home) -> bool:
    """Whether there is more in a home than the name of its organisation, or nobody can tell."""
    if not home.database.exists():
        return bool(backups(home.backups))
    try:
        with sqlitefile.reading(home.database) as connection:
            there = set(sqlite_contents.tables(connection))
            return any(
                connection.execute(f'SELECT 1 FROM "{kind}" LIMIT 1').fetchone()
                for kind in kinds() if kind in there and kind != "organisation"
            )  # fmt: skip
    except UserError:
        return True


def take_over(
    home: Home,
    path: Path,
    name: str,
    *,
    day: date | None = None,
    password: str = "",
    same: bool = False,
    replaces: bool = False,
    room: AbstractContextManager[None] | None = None,
    progress: Progress = silent,
) -> Taken:
    """Make what was handed over this home's records; `name` is the secretary's from now on.

    `same`: the same person on another computer, as where the name is that of who handed over.
    `password` protects a home that has nothing yet; one that was protected stays so. `replaces`:
    what the home holds is kept aside; `room` puts what cannot be opened out of the way meanwhile
    (store/out_of_the_way.py). The key of the file is held (`protection.unlock_copy`), and
    nobody has the home open. Raises UserError; then nothing is changed.
    """
    if password:
        protection.judge(password)
    make_folder(home.folder)
    with FileLock(home.lock), room or contextlib.nullcontext():
        return _taken_over(
            home, path, _name(name), day or clock.today(), password, same, replaces, progress
        )


def _taken_over(
    home: Home, path: Path, name: str, day: date, password: str, same: bool, replaces: bool,
    progress: Progress,
) -> Taken:  # fmt: skip
    progress(0, 3, "正在读移交文件")
    with taking_over.unpacked(path, home) as (staged, found):
        told = handing_over.read(found.handover)
        _refuse(home, told, replaces)
        if not name and not same and (told is None or not told.moves):
            raise UserError("required", "请写现在的书记姓名，问候、谈话和材料都用它")
        encrypted = cipher.is_encrypted(staged.database)
        was_protected = told.protected if told else encrypted
        key, slots, recovery = taking_over.target_key(home), None, ""
        if key is None and (password or was_protected):
            if home.database.exists():
                raise UserError(
                    "password-first",
                    "前任的数据设有密码，这里的没有。请先在设置里设一个密码，再接手；没有改动",
                )
            if not password:
                raise UserError(
                    "new-password-needed",
                    "前任的数据设有密码，接手也要设一个自己的（命令行：--new-password-file 文件）",
                )
            key = keyring.DataKey(crypto.random_key())
            slots, recovery = key_file.make(key, password)
        own_key = keyring.held(cipher.beginning(staged.database)) if encrypted else None
        code = handover_file.code_of(own_key) if told and own_key else ""
        progress(1, 3, "正在接手")
        with open_store(staged) as store:
            said, new_card = _change_hands(store, told, name, day, same, code)
        progress(2, 3, "正在放到位")
        if slots is not None and key is not None:
            keyring.hold(key)
        try:
            kept = taking_over.commit(staged, home, key, slots)
        except BaseException:
            if slots is not None and key is not None:
                keyring.forget(key.id)
            raise
    if lost := second_place.lost_text(home):
        said.append(lost)
    return Taken(found.owner, found.records, code, recovery, kept, tuple(said), new_card)


def _refuse(home: Home, told: Handover | None, replaces: bool) -> None:
    before = []
    with contextlib.suppress(UserError):
        before = handing_over.of_home(home, handing_over.TAKEN)
    if told is not None and any(each.id == told.id for each in before):
        raise UserError("taken-already", "这份移交文件在这里已经接手过了，没有再收。之后记的都还在")
    if not replaces and holds_records(home):
        raise UserError(
            "holds-records",
            f"“{home.folder}”里已经有记录，没有动它。请换一个文件夹（--home），"
            "或确认用移交来的换掉现在的：现在的会另存一份（命令行：--replace）",
        )


def _change_hands(
    store: Store, told: Handover | None, name: str, day: date, same: bool, code: str
) -> tuple[list[str], bool]:
    """Make `name` the secretary in what was handed over; what is said of it, and whether a new card
    is to be asked for."""
    present = giver_of(store)
    before = told.giver if told and told.giver else present
    same = same or name == before or not name
    said: list[str] = []
    if store.role == "committee":
        if name:
            operator.give(store, name)
        said.append(f"已接手，今后留痕里记“{name or present}”" if name else "已接手")
    elif same:
        said.append("已搬到这台电脑，登记卡照旧有效，不用换")
    else:
        said.append(_new_secretary(store, name, day))
    if told and told.taker and name and name not in (told.taker, before):
        said.append(f"移交清单上写的接手人是{told.taker}，现在由{name}接手")
    new_card = False
    with store.transaction() as connection:
        if not same and store.role == "branch":
            card = held.end_by_handover(connection, day.isoformat())
            new_card = card is not None
        if told is not None:
            handing_over.note_taken(connection, replace(told, code=code))
    if new_card:
        said.append(
            "前任知道这张登记卡：请向党委要一张新的。换卡以前照样能报，党委会看到书记已经换了"
        )
    return said, new_card


def _new_secretary(store: Store, name: str, day: date) -> str:
    """换书记, as far as it has not been done before it was handed over."""
    with store.read() as connection:
        query = queries.Query("member", where={"duty": "secretary"}, organisation=store.own.id)
        held_by = queries.window(connection, "member", queries.ids(connection, query))
        kept = str((rows.get(connection, "organisation", store.own.id) or {})["secretary"] or "")
    holders = {str(row["name"]) for row in held_by.values()}
    if holders == {name} or (not holders and kept == name):
        if kept != name:
            save_record(store, "organisation", store.own.uid, {"secretary": name}, "换书记")
        return f"书记是{name}，已接手"
    try:
        return carry_out(
            store, "new-secretary", (), {"secretary": name, "day": day.isoformat()}
        ).sentence
    except UserError as error:
        # What is wrong with a record of long ago keeps nobody from taking over.
        save_record(store, "organisation", store.own.uid, {"secretary": name}, "换书记")
        return f"书记已改为{name}。名册里的换书记没有办成（{error.message}），改好后请补办一次"


# -- leaving -------------------------------------------------------------------------------------

RECEIPT = "handover-receipt"
"""The paper (documents/printing.py) that either side keeps."""


def prove(store: Store, code: str, receipt: Path) -> Handover:
    """Write the 交接凭据 of the latest hand-over, whose 接手码 this is, before `leave`.

    Raises UserError where nothing was handed over, the code is another's, or the records have
    changed since.
    """
    with store.read() as connection:
        given = handing_over.given(connection)
        changed = handing_over.changed_since(connection, given[-1]) if given else 0
    if not given:
        raise UserError("not-handed-over", "这份数据还没有移交过，没有删。请先交接")
    done = given[-1]
    if not done.proved_by(code):
        raise UserError(
            "wrong-code",
            "接手码不对，没有删。接手码是接手的人打开移交文件以后看到的两组字；"
            f"最近一次移交是 {done.day}，给的是{done.taker or '自己（换电脑）'}",
        )
    if changed:
        raise UserError(
            "changed-since",
            f"移交以后这里又改过 {changed} 次，接手的人没有这些，没有删。请再移交一次",
        )
    if receipt.absolute().is_relative_to(store.home.folder.absolute()):
        raise UserError("own-folder", "交接凭据不能放在要删的文件夹里，请另选一个地方")
    with store.transaction() as connection:
        proved = handing_over.note_proved(connection, done, code, clock.today().isoformat())
    print_paper(store, RECEIPT, None, receipt)
    return proved


def leave(home: Home) -> list[Path]:
    """Delete all records from this computer once `prove` was done; what could not be deleted.

    Nobody has the home open. Raises UserError 'locked', or 'not-handed-over' where it was not.
    """
    with FileLock(home.lock):
        listed = handing_over.of_home(home, handing_over.GIVEN)
        if not listed or not listed[-1].left_on:
            raise UserError("not-handed-over", "这份数据没有凭接手码移交，没有删")
        return leaving.delete(home)


def _name(written: str) -> str:
    return " ".join(clean_text(written, lines=False).split())[:40]
