"""Identity numbers: whole in a sealed submission, hidden with a token in any other; one person is
known as one whichever way each of his branches told it."""

from __future__ import annotations

import html
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from stdnum.cn import ric

from partydesk.exchange.rollup.contents import named_sheets
from partydesk.exchange.rollup.workbook import write_rollup
from partydesk.exchange.submission import identities
from partydesk.exchange.submission.writing import Exported, export
from partydesk.records.fields import fields
from partydesk.records.member import Member
from partydesk.records.periods import parse_period
from partydesk.records.values import masked
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.merging import merge
from tests.exchange.seal.enrolled import Branch, enrolled, rewritten

YEAR = parse_period(making.YEAR)
BORN = date(1980, 5, 1)


def _numbers() -> Iterator[str]:
    for area in range(110101, 110119):
        for count in range(1, 400, 2):
            stem = f"{area}19800501{count:03d}"
            yield stem + ric.calc_check_digit(stem + "0")


ALL = list(_numbers())
ONE = ALL[0]
LIKE = next(each for each in ALL[1:] if each[-2:] == ONE[-2:])
"""Another person of the same birthday whose number ends alike."""


@pytest.fixture
def park(tmp_path: Path) -> Iterator[Store]:
    with making.committee(tmp_path) as store:
        yield store


@pytest.fixture
def two(tmp_path: Path, park: Store) -> Iterator[tuple[Branch, Branch]]:
    one, other = enrolled(tmp_path, park), enrolled(tmp_path, park, "P0999", 9)
    with one.store, other.store:
        yield one, other


def sent(store: Store, folder: Path, *, unsealed: bool) -> Exported:
    folder.mkdir(parents=True, exist_ok=True)
    return export(store, YEAR, folder, unsealed=unsealed)


@pytest.mark.parametrize("ways", [(False, False), (False, True), (True, True)])
@pytest.mark.parametrize("number", [ONE, LIKE])
def test_people_are_told_apart_by_what_only_the_park_can_compare(
    tmp_path: Path, park: Store, two: tuple[Branch, Branch], ways: tuple[bool, bool], number: str
) -> None:
    files = []
    for branch, own, unsealed in zip(two, (ONE, number), ways, strict=True):
        making.write_member(branch.store, "王两册", birth_date=BORN, sex="1", id_number=own)
        files.append(sent(branch.store, tmp_path / "稿", unsealed=unsealed).file)
    merged = merge(park, files, accept_unenrolled=True)
    assert {each.state for each in merged.files} == {"merged"}
    assert ("two-rolls" in {item.kind for item in merged.conflicts}) == (number == ONE)


def test_without_a_card_the_end_alone_is_compared(
    tmp_path: Path, park: Store, two: tuple[Branch, Branch]
) -> None:
    with making.branch(tmp_path, "P0777", seed=7) as bare:
        for store, number in ((two[0].store, ONE), (bare, LIKE)):
            making.write_member(store, "王两册", birth_date=BORN, sex="1", id_number=number)
        plain = sent(bare, tmp_path / "稿", unsealed=False)
        hidden = f"****{LIKE[-2:]}"
        assert _cells(plain.file, hidden) and not _cells(plain.file, f"{hidden}:")
        merged = merge(park, [sent(two[0].store, tmp_path / "稿", unsealed=False).file, plain.file])
    assert "two-rolls" in {item.kind for item in merged.conflicts}


def test_whole_numbers_stay_where_they_belong(
    tmp_path: Path, park: Store, two: tuple[Branch, Branch]
) -> None:
    branch, other = two
    making.write_member(branch.store, "王一册", birth_date=BORN, sex="1", id_number=ONE)
    wrong = f"{ONE[:-1]}{'1' if ONE[-1] != '1' else '2'}"
    with branch.store.transaction() as connection:  # of long ago, and never put right
        connection.exec_driver_sql(
            "UPDATE member SET id_number = ? WHERE name != '王一册' AND id = "
            "(SELECT max(id) FROM member WHERE name != '王一册')", (wrong,)
        )  # fmt: skip
    sealed = sent(branch.store, tmp_path / "封", unsealed=False)
    assert ONE.encode() not in sealed.file.read_bytes()
    bare = sent(branch.store, tmp_path / "未封", unsealed=True)
    assert ONE not in _cells(bare.file, "")
    token = identities.token(bytes.fromhex(branch.card.match_key), ONE)
    assert f"****{ONE[-2:]}:{token}" in _cells(bare.file, "")
    assert branch.card.match_key == other.card.match_key != branch.card.secret

    def other_one(book: Any) -> None:
        for row in book["党员"].iter_rows():
            for cell in row:
                if cell.value == ONE:
                    cell.value = LIKE

    changed = rewritten(sealed.file, tmp_path / sealed.file.name, branch.key, other_one)
    (edited,) = merge(park, [changed], preview=True).files
    assert edited.edited_rows and not {ONE, LIKE} & set(repr(edited).split("'"))
    (fate,) = merge(park, [sealed.file]).files
    assert fate.state == "merged"
    with park.read() as connection:
        told = {row[0] for row in connection.exec_driver_sql(
            "SELECT id_number FROM member WHERE id_number IS NOT NULL")}  # fmt: skip
    assert ONE in told and wrong not in told and f"****{wrong[-2:]}" in told
    # What the park writes hides it again.
    out = tmp_path / "汇总.xlsx"
    write_rollup(park, YEAR, out, sheets=named_sheets("members"))
    assert ONE not in _cells(out, "") and f"****{ONE[-2:]}" in _cells(out, "")
    field = fields(Member)["id_number"]
    assert masked(field, f"****{ONE[-2:]}:{token}") == masked(field, ONE) == f"****{ONE[-2:]}"


def _cells(file: Path, having: str) -> str:
    """The text of a plain workbook; "" where it has not this in it."""
    with zipfile.ZipFile(file) as archive:
        whole = "".join(
            html.unescape(archive.read(name).decode("utf-8"))
            for name in archive.namelist() if name.endswith(".xml")
        )  # fmt: skip
    return whole if having in whole else ""
