"""交接: what is handed over is taken over whole, by the right person, or nothing is changed."""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from partydesk.documents.printing import print_paper
from partydesk.exchange.merge import cards
from partydesk.exchange.seal import held
from partydesk.operations import handover
from partydesk.operations.handover import Given
from partydesk.records.findings import UserError
from partydesk.store import (
    atomic,
    attachments,
    crypto,
    handing_over,
    keyring,
    portable_copy,
    protection,
    schema,
    sealed_file,
    settings,
    sqlite_contents,
    sqlitefile,
    waiting,
)
from partydesk.store.digests import file_digest
from partydesk.store.home import Home
from partydesk.store.opening import back_up, open_store
from partydesk.store.secretary import secretary
from partydesk.store.store import Store, create
from tests import sentinels
from tests.documents import reading_pdf
from tests.exchange import making
from tests.exchange.merging import merge
from tests.exchange.seal.enrolled import enrolled
from tests.store.disks import mounted

WORD, OWN = "交接 用的一句话", "自己 用的一句话"
DAY = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Guesses that cost nothing; no key outlives a test."""
    monkeypatch.setattr(crypto, "COST", crypto.Cost(64, 1, 1))
    yield
    keyring.forget_all()


@pytest.fixture
def full(branch_store: Store) -> Store:
    """A branch with something in every folder that is handed over."""
    store, home = branch_store, branch_store.home
    sentinels.plant(store)
    photo = home.folder.parent / "谈话记录.txt"
    photo.write_text(sentinels.CONTENT * 100_000, "utf-8")  # more than a piece
    with store.write("添加附件") as writer:
        (uid,) = writer.connection.exec_driver_sql("SELECT min(uid) FROM member").fetchone()
        attachments.attach(writer, "member", uid, attachments.keep(home, photo))
    waiting.copy(home, b"a sheet", "0" * 64)
    for folder, name in ((home.drafts, "talk-new.json"), (home.received, f"{'1' * 64}.xlsx")):
        folder.mkdir(exist_ok=True)
        key = keyring.held(b"") if protection.is_protected(home) else None
        sealed_file.write(folder / name, sentinels.CONTENT.encode(), key)
    wrong = home.received / f"{'1' * 64}.xlsx"
    wrong.rename(home.received / f"{sealed_file.digest(wrong)}.xlsx")
    shutil.copy(next(home.received.iterdir()), home.waiting / next(home.received.iterdir()).name)
    (home.waiting / f"{'0' * 64}.xlsx").unlink()
    return store


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(UserError) as refused:
        call()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in refused.value.message)
    return refused.value.code


def given(store: Store, folder: Path, **more: Any) -> Given:
    out = folder / "交接.partydesk"
    return handover.hand_over(store, out, WORD, day=DAY, **{"taker": "李四", **more})


def take(home: Home, path: Path, name: str = "李四", **more: object) -> handover.Taken:
    protection.unlock_copy(path, WORD)
    return handover.take_over(home, path, name, day=DAY, **more)  # type: ignore[arg-type]


def content(home: Home) -> dict[str, object]:
    """All that a home holds: rows of every table, files by their names."""
    told: dict[str, object] = {}
    with sqlitefile.reading(home.database) as connection:
        for table in sqlite_contents.tables(connection):
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
            told[table] = sorted(
                map(
                    repr, (row for row in rows if not str(row[0]).startswith(("handover.", "mark")))
                )
            )
    for folder in (home.attachments, home.received, home.waiting, home.drafts):
        if folder.is_dir():
            told |= {f"{folder.name}/{path.name}": sealed_file.content(path)
                     for path in folder.iterdir()}  # fmt: skip
    if home.revisions.is_file():
        told["revisions"] = json.loads(home.revisions.read_text("utf-8"))
    return told


def test_all_of_it_comes_over_to_the_same_person(full: Store, tmp_path: Path) -> None:
    before = content(full.home)
    made = given(full, tmp_path, taker="")
    raw = made.file.read_bytes()
    assert not any(each.encode() in raw for each in (*sentinels.ALL, "甲科技", "谈话记录"))
    with zipfile.ZipFile(made.file) as archive:
        names = set(archive.namelist())
        assert names == {"partydesk.db", "names", "manifest.json", *map(str, range(len(names) - 3))}
        told = json.loads(archive.read("manifest.json"))
        assert set(told) == {"format", "sort", "made_at", "files"}
    new = Home(tmp_path / "新电脑")
    taken = take(new, made.file, secretary(full))
    assert content(new) == before
    assert not new.coming.exists() and not protection.is_protected(new) and not taken.recovery
    with full.read() as connection:
        (done,) = handing_over.given(connection)
        assert handing_over.changed_since(connection, done) == 0
    assert done.proved_by(taken.code.lower().replace("-", " ")) and not done.proved_by("2345-6789")
    assert done.digest == file_digest(made.file) and done.moves


def test_the_successor_is_the_secretary_and_asks_for_a_card(
    branch_store: Store, committee_store: Store, tmp_path: Path
) -> None:
    with branch_store.write("名册") as writer:
        (next_one,) = writer.connection.exec_driver_sql(
            "SELECT name FROM member WHERE category = 'full' AND duty = 'none' LIMIT 1"
        ).fetchone()
    with committee_store.write("名册") as writer:
        own = branch_store.own
        writer.add("organisation", {"code": own.code, "name": own.name, "kind": "branch"})
    card = cards.make(committee_store, branch_store.own.code, tmp_path)
    held.take(branch_store, card.file, card.code)
    old = secretary(branch_store)
    made = given(branch_store, tmp_path, taker=next_one)
    new = Home(tmp_path / "接手")
    taken = take(new, made.file, next_one)
    assert taken.new_card and any("登记卡" in said for said in taken.said)
    with open_store(new) as store:
        assert secretary(store) == next_one
        with store.read() as connection:
            duties = dict(connection.exec_driver_sql(
                "SELECT name, duty FROM member WHERE name IN (?, ?)", (old, next_one)
            ).fetchall())  # fmt: skip
            now = held.held(connection)
        assert duties == {old: "none", next_one: "secretary"}
        assert now is not None and now.handed_over_on == DAY.isoformat()
        # One step of undo, with its history.
        assert store.undo() is not None
        assert secretary(store) == old
    # The one before still has a card that is good.
    with branch_store.read() as connection:
        before = held.held(connection)
    assert before is not None and before.handed_over_on == ""


def test_a_password_is_never_lost_on_the_way(full: Store, tmp_path: Path) -> None:
    before = content(full.home)
    full.close()
    protection.set_password(full.home, "前任 的密码")
    with open_store(full.home) as store:
        made = given(store, tmp_path, taker="")
        name = secretary(store)
    keyring.forget_all()
    assert code_of(lambda: handover.look_into(made.file)) == "password-needed"
    assert code_of(lambda: protection.unlock_copy(made.file, "前任 的密码")) == "wrong-password"
    new = Home(tmp_path / "新")
    assert code_of(lambda: take(new, made.file, name)) == "new-password-needed"
    assert code_of(lambda: take(new, made.file, name, password="短")) == "bad-password"
    assert not new.database.exists() and not new.key.exists()
    taken = take(new, made.file, name, password=OWN)
    keyring.forget_all()
    for word in (WORD, "前任 的密码"):
        assert code_of(lambda word=word: protection.unlock(new, word)) == "wrong-password"  # type: ignore[misc]
        from partydesk.store import tries

        tries.forget(new)
    protection.unlock(new, taken.recovery)
    protection.unlock(new, OWN)
    assert content(new) == before
    assert not any(
        each.encode() in path.read_bytes()
        for each in sentinels.ALL for path in new.folder.rglob("*") if path.is_file()
    )  # fmt: skip


def test_what_is_here_is_never_written_over_unasked(full: Store, tmp_path: Path) -> None:
    for name, code in (("清单.txt", "not-pdf"), ("没有/清单.pdf", "no-folder")):
        assert code_of(lambda at=tmp_path / name: given(full, tmp_path, listed=at)) == code  # type: ignore[misc]
        assert not (tmp_path / "交接.partydesk").exists(), "nothing is half handed over"
    made = given(full, tmp_path)
    with pytest.raises(UserError, match="移交文件有自己的密码"):  # there is no recovery code of it
        protection.unlock_copy(made.file, "不对的密码")
    nobody = Home(tmp_path / "没写姓名")
    assert code_of(lambda: take(nobody, made.file, "")) == "required", (
        "else the card stays as it is"
    )
    assert not nobody.database.exists()
    with create(Home(tmp_path / "别的"), "branch", {"code": "P9", "name": "别的支部"}) as other:
        with other.write("加") as writer:
            writer.add("member", {"name": "王五"})
        other.home.drafts.mkdir()
        (other.home.drafts / "member-new.json").write_text("{}")
        home = other.home
    before = content(home)
    assert code_of(lambda: take(home, made.file)) == "holds-records"
    assert content(home) == before and not home.coming.exists()
    taken = take(home, made.file, replaces=True)
    assert taken.kept is not None and taken.kept.is_file()
    assert (home.set_aside / "draft-member-new.json").is_file()
    assert [path.name for path in home.drafts.iterdir()] == ["talk-new.json"]
    with open_store(home) as store:
        assert store.own.name == full.own.name
        store.set_settings(("mine", "1"))
    assert code_of(lambda: take(home, made.file)) == "taken-already"
    assert code_of(lambda: take(home, made.file, replaces=True)) == "taken-already"


def test_a_backup_is_taken_over_too_and_no_hand_over_is_restored(
    full: Store, tmp_path: Path
) -> None:
    made = given(full, tmp_path)
    copy = tmp_path / "备份.partydesk"
    portable_copy.save(full.home, copy)
    new = Home(tmp_path / "新")
    assert take(new, copy).code == ""
    with open_store(new) as store:
        assert secretary(store) == "李四"
    protection.unlock_copy(made.file, WORD)
    assert code_of(lambda: portable_copy.compare(made.file, new)) == "handover-file"
    assert code_of(lambda: portable_copy.restore(made.file, new)) == "handover-file"


def test_hostile_files_change_nothing(full: Store, tmp_path: Path) -> None:
    made = given(full, tmp_path)
    raw = made.file.read_bytes()
    home = Home(tmp_path / "新")
    dice = random.Random(5)

    def tried(content: bytes) -> str:
        file = tmp_path / "坏.partydesk"
        file.write_bytes(content)
        try:
            take(home, file)
        except UserError as error:
            assert not home.database.exists() and not home.key.exists()
            assert not home.coming.exists()
            return f"{error.code}"
        return ""

    ends = {tried(raw[: dice.randrange(len(raw))]) for _ in range(6)}
    assert ends <= {"damaged", "not-ours", "no-file"}, ends
    for _ in range(8):
        at = dice.randrange(len(raw))
        flipped = bytearray(raw)
        flipped[at] ^= 1 << dice.randrange(8)
        assert tried(bytes(flipped)) in ("damaged", "not-ours", "newer", "wrong-password"), at

    def remade(change: Callable[[dict[str, bytes]], None]) -> bytes:
        with zipfile.ZipFile(made.file) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        change(parts)
        out = tmp_path / "改.zip"
        with zipfile.ZipFile(out, "w") as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
        return out.read_bytes()

    def told(parts: dict[str, bytes], **more: object) -> None:
        manifest = json.loads(parts["manifest.json"]) | more
        parts["manifest.json"] = json.dumps(manifest).encode()

    def swapped(parts: dict[str, bytes]) -> None:
        """Two parts in each other's place, with digests that agree."""
        manifest = json.loads(parts["manifest.json"])
        parts["0"], parts["names"] = parts["names"], parts["0"]
        files = manifest["files"]
        files["0"], files["names"] = files["names"], files["0"]
        told(parts, files=files)

    def lacking(parts: dict[str, bytes]) -> None:
        manifest = json.loads(parts["manifest.json"])
        del parts["1"], manifest["files"]["1"]
        told(parts, files=manifest["files"])

    assert tried(remade(lambda parts: told(parts, format=4))) == "newer"
    assert tried(remade(lambda parts: told(parts, sort="backup"))) == "newer"
    assert tried(remade(lambda parts: parts.pop("names") and None)) == "damaged"
    assert tried(remade(swapped)) == tried(remade(lacking)) == "damaged"
    assert tried(b"") in ("damaged", "not-ours") and tried(b"PK\3\4") == "damaged"
    # The right one still goes in.
    assert tried(raw) == "" and home.database.exists()


def test_a_newer_files_records_are_refused(full: Store, tmp_path: Path) -> None:
    with full.transaction() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {schema.VERSION + 1}")
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patch:
        patch.setattr(schema, "VERSION", schema.VERSION + 1)
        made = given(full, tmp_path)
    new = Home(tmp_path / "新")
    assert code_of(lambda: take(new, made.file)) == "newer"
    assert not new.database.exists()


def test_no_room_changes_nothing(full: Store, tmp_path: Path) -> None:
    made = given(full, tmp_path)
    size = made.file.stat().st_size // 1024
    for small in mounted(tmp_path / "小盘", f"size={size - 20}k"):
        assert code_of(lambda: given(full, small)) == "disk-full"  # noqa: B023
        assert not list(small.iterdir())
    for small in mounted(tmp_path / "小", f"size={size * 3 // 2}k"):
        home = Home(small / "新")
        assert code_of(lambda: take(home, made.file)) == "disk-full"  # noqa: B023
        assert not home.database.exists() and not home.coming.exists()


def test_the_list_tells_what_is_handed_over(full: Store, tmp_path: Path) -> None:
    with full.write("问题") as writer:
        writer.add("ticket", {"description": "灯坏了", "raised_on": DAY, "source": "reported"})
    made = given(full, tmp_path)
    named = print_paper(full, handover.LIST, None, tmp_path / "清单.pdf", full=True)
    both = ("移交清单", secretary(full), "李四", "2026年4月1日", "没有登记卡", made.done.digest[:8],
            "移交人（签字）")  # fmt: skip
    with full.read() as connection:
        found = connection.exec_driver_sql("SELECT name FROM member").fetchall()
    others = {str(name) for (name,) in found} - {secretary(full), "李四"}
    for paper in (made.listed, named):
        flat = "".join(reading_pdf.text(paper).split())
        for wanted in both:
            assert "".join(wanted.split()) in flat, wanted
        assert not any(each in flat for each in (sentinels.CONTENT, sentinels.IDENTITY))
        # What lies in clear beside the encrypted file counts and names nobody else.
        assert ("灯坏了" in flat) == (paper == named)
        assert any(name in flat for name in others) == (paper == named)
    assert print_paper(full, handover.LIST, None, tmp_path / "清单.docx").is_file()
    signed = made.listed.read_bytes()
    again = given(full, tmp_path)
    assert again.listed != made.listed and made.listed.read_bytes() == signed


@pytest.mark.dear
@pytest.mark.skipif(sys.platform == "win32", reason="forks")
@pytest.mark.parametrize("here", ("nothing", "other", "protected"))
def test_killed_at_any_step_the_home_is_the_old_or_the_new(
    full: Store, tmp_path: Path, here: str
) -> None:
    made = given(full, tmp_path)
    full.close()
    plain = Home(tmp_path / "里面")
    if here != "nothing":
        with create(plain, "branch", {"code": "P9", "name": "别的支部"}) as other:
            back_up(other, "opening")
            (plain.folder / "drafts").mkdir()
            (plain.drafts / "member-new.json").write_text("{}")
        if here == "protected":
            protection.set_password(plain, OWN)
    old = content(plain)["organisation"] if plain.database.exists() else None
    ends: set[str] = set()
    for step in range(1, 400, 1 if here == "nothing" else 3):
        home = Home(tmp_path / f"家{step}")
        if plain.folder.exists():
            shutil.copytree(plain.folder, home.folder)
        protection.unlock_copy(made.file, WORD)
        if _killed(lambda home=home: handover.take_over(  # type: ignore[misc]
            home, made.file, "李四", replaces=True, password="" if here != "nothing" else OWN
        ), step):  # fmt: skip
            ends.add(_state(home, old))
            shutil.rmtree(home.folder, ignore_errors=True)
        else:
            assert _state(home, old) == "new"
            break
    else:
        pytest.fail("it never ends")
    assert ends == {"old", "new"}


def _state(home: Home, old: object) -> str:
    """Which home it is once it is opened again."""
    keyring.forget_all()
    if home.key.exists() and home.database.exists():
        protection.unlock(home, OWN)
    try:
        open_store(home).close()
    except UserError as error:
        assert error.code == "no-data" and old is None, error.code
        with create(home, "branch", {"code": "P9", "name": "别的支部"}):
            pass
        assert not home.key.exists() and not home.coming.exists() and not home.drafts.exists()
        return "old"
    assert not home.coming.exists()
    now = content(home)
    drafts = [name for name in now if name.startswith("drafts/")]
    if now["organisation"] == old:
        assert drafts == ["drafts/member-new.json"]
        return "old"
    assert drafts == ["drafts/talk-new.json"] and any(n.startswith("attachments/") for n in now)
    with open_store(home, write=False) as store, store.read() as connection:
        assert settings.get(connection, "role") == "branch"
        assert secretary(store) == "李四"
    return "new"


def _killed(act: Callable[[], object], step: int) -> bool:
    """Do it in a process of its own that dies at this step; False where it came to its end."""
    child = os.fork()
    if child == 0:
        left = step

        def counted(call: Callable[..., object]) -> Callable[..., object]:
            def tick(*arguments: object, **more: object) -> object:
                nonlocal left
                left -= 1
                if left == 0:
                    os._exit(9)
                return call(*arguments, **more)

            return tick

        status = 1
        try:
            for name in ("rename", "replace", "unlink", "mkdir", "rmdir"):
                setattr(os, name, counted(getattr(os, name)))
            for name in ("sync_file", "patiently_move"):
                setattr(atomic, name, counted(getattr(atomic, name)))
            act()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, 9), code
    return code == 9


def test_the_committee_sees_that_a_card_changed_hands(tmp_path: Path) -> None:
    with making.committee(tmp_path) as park:
        branch = enrolled(tmp_path, park)
        with branch.store as store:
            merge(park, [making.sent(store, tmp_path / "一").file])
            cards.confirm(park, store.own.code, branch.card.fingerprint, "周示例")
            made = given(store, tmp_path, taker="新来的")
        new = Home(tmp_path / "接手")
        take(new, made.file, "新来的")
        with open_store(new) as store:
            with store.write("谈话") as writer:
                writer.add("member", {"name": "又一人"})
            out = making.sent(store, tmp_path / "二")
            assert out.sealed
            merged = merge(park, [out.file])
            assert merged.files[0].state == "merged" and "书记" in merged.files[0].trust
            seen = cards.standing(park)[0].card
            assert seen is not None and seen.state == "handed"
            fresh = cards.make(park, store.own.code, tmp_path, "周示例")
            card = held.take(store, fresh.file, fresh.code)
            assert card.number == 2 and card.handed_over_on == ""
            again = merge(park, [making.sent(store, tmp_path / "三").file])
            assert again.files[0].state in ("merged", "unchanged")
        # The predecessor's card seals nothing any more.
        with open_store(branch.store.home) as store:
            with store.write("谈话") as writer:
                writer.add("member", {"name": "前任加的"})
            late = merge(park, [making.sent(store, tmp_path / "四").file])
        assert late.files[0].state == "rejected"
