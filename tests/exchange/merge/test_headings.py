"""Whatever stands in a heading: it is taken as it was meant, waits for a word, or is refused."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.exchange.merge import apply_submission
from partydesk.exchange.merge.withdrawal import withdraw
from partydesk.exchange.submission.reading_back import read_taken
from partydesk.store.home import Home
from partydesk.store.opening import open_store
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.making import metadata, resealed
from tests.exchange.merging import merge

STATES = {"merged", "unchanged", "older", "edited", "rejected"}


@dataclass
class Pool:
    """A branch's first two submissions, a neighbour's, and an empty committee to copy."""

    first: Path
    second: Path
    neighbour: Path
    empty: Home
    folder: Path
    number: Iterator[int]

    def committee(self) -> Store:
        home = Home(self.folder / f"党委{next(self.number)}")
        shutil.copytree(self.empty.folder, home.folder)
        return open_store(home)

    def changed(self, file: Path, change: Callable[[Any], None]) -> Path:
        return making.changed(file, self.folder / f"{next(self.number)}.xlsx", change)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    folder = tmp_path_factory.mktemp("headings")
    with making.branch(folder, "P0312") as store:
        first = making.sent(store, folder / "1").file
        making.write_member(store, "后来的人")
        second = making.sent(store, folder / "2").file
    with making.branch(folder, "P0400", seed=5) as store:
        neighbour = making.sent(store, folder / "3").file
    making.committee(folder / "empty").close()
    shared = pytest.MonkeyPatch()
    shared.setattr("partydesk.store.opening.back_up", lambda *_: None)
    empty = Home(folder / "empty" / "党委")
    yield Pool(first, second, neighbour, empty, folder, itertools.count())
    shared.undo()


numbers = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.floats().map(str),
    st.sampled_from(["0", "-1", "1e3", "1_0", "２", "0x1", " 2 ", "2.0", "100000", "99999", "²"]),
)
texts = st.one_of(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\x00"),
        max_size=12,
    ),
    st.sampled_from(
        ["../../P0001", "P0\u200b312", "\u202eP0312", "Ｐ０３１２", "P" * 5_000, "=1+1", "p0312",
         "P0312 ", "CON", "P0312\n", "..", "partydesk-template", "手工填写", "<img src=x>"]
    ),
)  # fmt: skip
days = st.dates(date(1, 1, 1), date(9999, 12, 31)).map(str)
periods = st.one_of(
    st.integers(0, 9999).map(lambda year: f"{year:04}"),
    st.tuples(days, days).map("..".join),
    st.sampled_from(
        ["2026H3", "2026Q0", "2026-13", "２０２６", "2025", "2027", "2026q1", "2026H1"]
    ),
)
stamps = st.one_of(
    st.datetimes().map(str),
    st.sampled_from(["2026-01-01 00:00:00", "0000-00-00 00:00:00", "9999-12-31 23:59:59"]),
)
FIELDS = {
    "format": texts, "version": numbers, "org_uid": texts, "org_code": texts, "org_name": texts,
    "period": periods, "revision": numbers, "made_at": stamps, "program": texts,
    "content": texts, "previous": texts, "heading": texts, "sealed": texts,
    "order": stamps, "order_digest": texts,
    "first_day": days, "last_day": days, "count:党员": numbers, "digest:党员": texts,
    "rows:党员": texts, "was:党员": texts,
}  # fmt: skip
_ANY = st.one_of(numbers, texts, periods, stamps, st.none())
mutations = st.lists(
    st.sampled_from(list(FIELDS)).flatmap(
        lambda key: st.tuples(st.just(key), st.one_of(FIELDS[key], _ANY))
    ),
    min_size=1,
    max_size=3,
).map(dict)


def _writable(values: dict[str, Any]) -> dict[str, Any]:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return {
        key: ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
        for key, value in values.items()
    }


def _plays_out(pool: Pool, file: Path, *, over: bool, accept: bool) -> Any:
    """Merge the file beside a sound one; check what must hold whatever is in it."""
    with pool.committee() as store:
        if over:
            merge(store, [pool.first])
        before = making.content(store)
        merged = merge(store, [file, pool.neighbour], accept_edited=accept)
        fate, other = merged.files
        assert other.state == "merged"
        assert fate.state in STATES
        assert fate.message or fate.state == "merged"
        assert "Error" not in fate.message and len(fate.message) < 600
        withdraw(store, "P0400", "2026")
        if fate.state == "merged":
            shown = making.values(store, "member")
            meant = read_taken(str(file)).rows["member"]
            wanted = sorted((uid, *values) for uid, values in meant)
            # Under another code it stands beside the branch of before, until the register asks.
            assert shown == wanted if fate.organisation == "P0312" else set(wanted) <= set(shown)
            withdraw(store, fate.organisation, fate.period)
        assert making.content(store) == before
        after = making.taken(store, pool.second, accept_withdrawn=True)
        assert after.state == "merged"
        return fate


@settings(max_examples=12)
@given(values=mutations, over=st.booleans(), accept=st.booleans())
def test_a_heading_changed_by_hand_takes_nothing_wrongly(
    pool: Pool, values: dict[str, Any], over: bool, accept: bool
) -> None:
    file = pool.changed(pool.second, metadata(**_writable(values)))
    fate = _plays_out(pool, file, over=over, accept=accept)
    if fate.state == "merged":
        # What nothing rests on may be anything; all else is as the branch wrote it.
        assert (fate.organisation, fate.period, fate.revision) == ("P0312", "2026", 2)
        # Without an order the file is as one of a program that told none.
        assert read_taken(str(file)).order in ("", read_taken(str(pool.second)).order)


@settings(max_examples=12)
@given(
    values=mutations.filter(
        lambda values: not {"content", "heading", "order_digest"} & set(values)
    ),
    over=st.booleans(),
    accept=st.booleans(),
)
def test_a_heading_made_anew_by_a_forger_stays_within_its_ranges(
    pool: Pool, values: dict[str, Any], over: bool, accept: bool
) -> None:
    file = pool.changed(pool.second, resealed(**_writable(values)))
    fate = _plays_out(pool, file, over=over, accept=accept)
    if fate.state == "merged":
        assert 1 <= fate.revision <= 99_999 and len(fate.organisation) <= 32
        assert fate.organisation.isprintable() and "/" not in fate.organisation


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"period": "2199"}, "还没有开始"),
        ({"period": "2026-01-01..2199-12-31"}, "才结束"),
        ({"made_at": "2198-01-01 00:00:00"}, "时钟"),
    ],
)
def test_what_is_to_come_waits_for_a_word(pool: Pool, values: dict[str, str], said: str) -> None:
    file = pool.changed(pool.second, resealed(**values))
    with pool.committee() as store:
        before = making.content(store)
        waiting = making.taken(store, file)
        assert waiting.state == "edited" and said in waiting.message
        assert [said in remark for remark in waiting.remarks].count(True) == 1
        assert waiting.as_dict()["remarks"] == waiting.remarks
        assert making.content(store) == before
        assert not list(store.home.received.glob("*"))
        taken = making.taken(store, file, accept_edited=True)
        assert (taken.state, taken.remarks) == ("merged", waiting.remarks)
        withdraw(store, taken.organisation, taken.period)
        assert making.content(store) == before


def test_another_branch_under_this_ones_uid_waits_for_a_word(pool: Pool) -> None:
    with open_store(Home(pool.folder / "支部 P0312")) as store:
        own = store.own.uid

    def forge(book: Any) -> None:
        sheet = book["党组织"]
        making.at(sheet, 2, "编号").value = own
        resealed(org_uid=own, org_code="P0312", revision="9")(book)

    file = pool.changed(pool.neighbour, forge)
    with pool.committee() as store:
        merge(store, [pool.first])
        before = making.content(store)
        # That the organisation's own row was edited is known already; its people are told too.
        for choices in ({"preview": True}, {}):
            waiting = making.taken(store, file, **choices)
            assert waiting.state == "edited"
        seen = making.taken(store, file, preview=True)
        (told,) = [remark for remark in seen.remarks if "不再在册" in remark]
        assert "6 人中有 6 人" in told and "新来 6 人" in told
        assert making.content(store) == before
        taken = making.taken(store, file, accept_edited=True)
        assert taken.state == "merged" and told in taken.remarks
        withdraw(store, "P0312", "2026")
        assert making.content(store) == before


def test_a_roll_exchanged_without_any_edit_waits_for_a_word(pool: Pool, tmp_path: Path) -> None:
    """As when a branch's laptop is lost and the whole roll typed in anew."""
    shutil.copytree(pool.folder / "支部 P0312", tmp_path / "支部")
    with open_store(Home(tmp_path / "支部")) as store:
        for uid in making.uids(store, "member"):
            making.remove(store, "member", uid)
        for number in range(5):
            making.write_member(store, f"新录{number}")
        made = making.sent(store, tmp_path / "出").file
    with pool.committee() as store:
        merge(store, [pool.second])
        before = making.content(store)
        kept = sorted(store.home.received.iterdir())
        waiting = making.taken(store, made)
        assert waiting.state == "edited" and "7 人中有 7 人不再在册" in waiting.message
        assert "新录0" in waiting.message and not waiting.edited_rows
        assert making.content(store) == before
        assert sorted(store.home.received.iterdir()) == kept
        assert making.taken(store, made, accept_edited=True).state == "merged"
        assert making.taken(store, made).state == "unchanged"


def test_an_unforeseen_fault_is_that_files_own(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    real = apply_submission.project

    def stumbles(*arguments: Any, **more: Any) -> Any:
        if arguments[2][-1].held.org_code == "P0312":
            raise OverflowError("too large for SQLite")
        return real(*arguments, **more)

    monkeypatch.setattr(apply_submission, "project", stumbles)
    for preview in (True, False):
        with pool.committee() as store:
            merged = merge(store, [pool.first, pool.neighbour], preview=preview)
            assert [each.state for each in merged.files] == ["rejected", "merged"]
            assert merged.files[0].findings[0].code == "unforeseen"
            assert "Overflow" not in merged.files[0].message


def test_what_earlier_versions_took_can_be_withdrawn_and_gone_on_from(pool: Pool) -> None:
    """Version 0 was taken and wiped the branch; a code with a slash, revision 1,000,000 too."""
    file = pool.changed(pool.first, metadata(version="0", revision="1000000"))
    with pool.committee() as store:
        merge(store, [pool.first])
        before = making.content(store)
        # As the earlier version left it: the file is current, and nothing of the branch is there.
        held = read_taken(str(file))
        shutil.copy(file, store.home.received / f"{held.sha256}.xlsx")
        with store.transaction() as connection:
            apply_submission.accept(store, connection, held, file.name, None)
            for kind in reversed(list(making.kinds())):
                if kind != "organisation":
                    connection.exec_driver_sql(f'DELETE FROM "{kind}" WHERE submission IS NOT NULL')
            connection.exec_driver_sql(
                "UPDATE organisation SET organisation = NULL WHERE submission IS NOT NULL"
            )
            connection.exec_driver_sql("DELETE FROM organisation WHERE submission IS NOT NULL")
        back = withdraw(store, "P0312", "2026")
        assert back is not None and back.revision == 1
        assert making.content(store) == before
        assert making.taken(store, pool.second).state == "merged"
