"""What lies on a stick: what is read, what is opened, what is passed over and said."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from partydesk.exchange.merge.found_files import find_files
from partydesk.exchange.merge.withdrawal import withdraw
from partydesk.exchange.reading import archives
from partydesk.exchange.replies.answering import answer_all
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Store]:
    with making.committee(tmp_path / "机") as store:
        yield store


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("支部")
    with making.branch(folder, members=2, sessions=2, talks=1, tickets=1) as branch:
        return making.sent(branch, folder / "出").file


def put(folder: Path, name: str, content: bytes = b"x") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_bins_locks_and_shadows_are_passed_over_and_said(tmp_path: Path, sent: Path) -> None:
    stick, sheet = tmp_path / "盘", sent.read_bytes()
    for bin_ in ("$RECYCLE.BIN/S-1-5", "System Volume Information", "__MACOSX", ".Trash-1000"):
        put(stick, f"{bin_}/{sent.name}", sheet)
    for name in (f"甲/~${sent.name}", f"甲/._{sent.name}", "甲/下载.xlsx.crdownload"):
        put(stick, name)
    for name in ("照片.jpg", "甲/通知.docx"):
        put(stick, name)
    wanted = [put(stick, f"甲/{name}", sheet) for name in ("a.xlsx", "b.ET", "c.ods", "d.csv")]
    named = put(stick, "e.xlsb")
    found = find_files([stick])
    assert found.files == [named, *wanted] and not found.refused
    assert found.passed == ("没有看：4 个系统文件夹（回收站等），3 个临时文件，2 个不是表的文件")
    assert find_files([wanted[0]]).passed == ""


def test_sheets_in_a_zip_are_taken_answered_and_withdrawn(
    tmp_path: Path, sent: Path, committee: Store
) -> None:
    packed = zipped(
        tmp_path / "盘" / "各支部.ZIP",
        {f"甲 支部/{sent.name}": sent.read_bytes(), "__MACOSX/._x.xlsx": b"x", "说明.txt": b"x"},
    )
    merged = merge(committee, [tmp_path / "盘"])
    (one,) = merged.files
    assert (one.state, one.organisation) == ("merged", "P0312")
    assert one.file == str(packed / "甲 支部" / sent.name)
    assert merged.passed == "没有看：1 个系统文件夹（回收站等），1 个不是表的文件"
    assert merge(committee, [packed]).files[0].state == "unchanged"
    assert merge(committee, [sent]).files[0].state == "unchanged", "the same bytes, wherever"
    # The answer lies beside the zip: nothing is written into it.
    (slip,) = answer_all(committee, [Path(one.file)]).slips
    assert slip.file.parent == packed.parent and slip.file.stem.endswith("回执")
    assert withdraw(committee, "P0312", making.YEAR) is None


def test_names_that_windows_packed_in_gbk_are_read(tmp_path: Path, sent: Path) -> None:
    packed = zipped(tmp_path / "a.zip", {"AAAA.xlsx": sent.read_bytes()})
    packed.write_bytes(packed.read_bytes().replace(b"AAAA", "支部".encode("gbk")))
    (path,) = find_files([packed]).files
    assert path == packed / "支部.xlsx"
    assert archives.member_bytes(*archives.into(path)) == sent.read_bytes()  # type: ignore[misc]


def test_zips_that_are_not_opened_say_why(tmp_path: Path, committee: Store, sent: Path) -> None:
    stick = tmp_path / "盘"
    inner = zipped(tmp_path / "里.zip", {"x.xlsx": b"x"})
    zipped(stick / "a包中包.zip", {"里.zip": inner.read_bytes()})
    zipped(stick / "b炸.zip", {"x.xlsx": b"\0" * 30_000_000})
    put(stick, "c断.zip", inner.read_bytes()[:40])
    zipped(stick / "d外.zip", {"../x.xlsx": b"x"})
    locked = zipped(stick / "e密.zip", {"x.xlsx": b"x"})
    content = bytearray(locked.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    locked.write_bytes(bytes(content))
    zipped(stick / "f表.zip", {"坏.xlsx": b"no workbook", "好.xlsx": sent.read_bytes()})
    put(stick, "g表.zip", sent.read_bytes())  # a workbook under another name
    put(stick, "h.rar", b"Rar!\x1a\x07")
    merged = merge(committee, [stick])
    told = {Path(each.file).name: each for each in merged.files}
    assert {name: each.state for name, each in told.items()} == {
        "里.zip": "rejected", "b炸.zip": "rejected", "c断.zip": "rejected", "d外.zip": "rejected",
        "e密.zip": "rejected", "坏.xlsx": "rejected", "好.xlsx": "merged", "g表.zip": "unchanged",
        "h.rar": "rejected",
    }  # fmt: skip
    for name, words in (("里.zip", "压缩包里还有压缩包"), ("b炸.zip", "压得过紧"),
                        ("c断.zip", "打不开"), ("d外.zip", "指向包外"), ("e密.zip", "设了密码"),
                        ("h.rar", "先解压")):  # fmt: skip
        assert words in told[name].message, name
    (named,) = merge(committee, [zipped(tmp_path / "空.zip", {"x.txt": b""})]).files
    assert "里没有表" in named.message
