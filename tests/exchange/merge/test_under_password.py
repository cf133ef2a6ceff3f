"""A committee whose records have a password does with its branches' sheets all that others do."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest

from partydesk.exchange.merge.compare import compare
from partydesk.exchange.merge.moments import Moment
from partydesk.exchange.merge.withdrawal import take_again, withdraw
from partydesk.operations.integrity import look
from partydesk.records.periods import parse_period
from partydesk.store import crypto, keyring, protection, received, sealed_file
from partydesk.store.opening import open_store
from partydesk.store.temporary import kept_in
from tests.exchange import making
from tests.exchange.merging import merge

NAME = "欧阳哨兵"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(crypto, "COST", crypto.Cost(64, 1, 1))
    yield
    keyring.forget_all()


def in_clear(folder: Path) -> set[str]:
    """The files that tell the name, as they lie there or packed."""
    found = set()
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        raw = [path.read_bytes()]
        if zipfile.is_zipfile(BytesIO(raw[0])):
            with zipfile.ZipFile(BytesIO(raw[0])) as packed:
                raw += [packed.read(each) for each in packed.namelist()]
        if any(NAME in unescape(each.decode("utf-8", "replace")) for each in raw):
            found.add(str(path.relative_to(folder)))
    return found


def test_merging_withdrawing_and_comparing(tmp_path: Path) -> None:
    with making.branch(tmp_path, members=3, sessions=4, talks=1, tickets=1) as branch:
        making.write_member(branch, NAME)
        first = making.sent(branch, tmp_path / "一").file
        making.write_member(branch, "李四")
        second = making.sent(branch, tmp_path / "二").file
    store = making.committee(tmp_path)
    home, period = store.home, parse_period(making.YEAR)
    assert merge(store, [first]).files[0].state == "merged"
    store.close()
    assert in_clear(home.folder)
    protection.set_password(home, "一句好记的话")
    assert in_clear(home.folder) == set()
    with kept_in(home), open_store(home) as store:
        assert merge(store, [first]).files[0].state == "unchanged"
        assert merge(store, [second]).files[0].state == "merged"
        assert all(sealed_file.key_id(path) for path in home.received.iterdir())
        counted = compare(store, period, Moment(revision=1), Moment(revision=2),
                          organisation="P0312")  # fmt: skip
        assert any(each.moved for each in counted.figures)
        withdraw(store, "P0312", making.YEAR)
        assert len(making.values(store, "member")) == 4
        assert take_again(store, "P0312", making.YEAR).files[0].state == "merged"
        assert len(making.values(store, "member")) == 5
        digest = sorted(path.stem for path in home.received.iterdir())[0]
        seen = received.copy_to_look_at(home, digest, "看.xlsx")
        assert zipfile.is_zipfile(seen)
        assert in_clear(home.folder) == {str(seen.relative_to(home.folder))}
    assert [each.message for each in look(home) if each.fatal] == []
    with open_store(home):  # the copy to look at goes
        assert in_clear(home.folder) == set()
