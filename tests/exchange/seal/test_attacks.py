"""Forged, replayed, re-signed, stripped, downgraded and mixed: refused, each with its reason."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from partydesk.exchange.merge import cards, seals
from partydesk.exchange.merge.merge import merge
from partydesk.exchange.seal import card as card_file
from partydesk.exchange.seal import issued, packed, sealed, workbook
from partydesk.exchange.seal.held import held, take
from partydesk.exchange.submission.layout import data_sheets
from partydesk.exchange.submission.reading_back import Wanted, read_submission
from partydesk.exchange.submission.writing import export
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.store import signatures
from partydesk.store.store import Store
from tests.exchange import making
from tests.exchange.seal import enrolled
from tests.exchange.seal.enrolled import Branch, rewritten, set_facts

PERIOD = parse_period(making.YEAR)


@dataclass
class World:
    """A committee that took two revisions of a branch; a second branch; another committee that
    made a card for the same branch; the branch's files."""

    folder: Path
    committee: Store
    branch: Branch
    second: Branch
    files: dict[str, Path]
    foreign: Branch
    ended: Path

    @cached_property
    def meta(self) -> dict[str, str]:
        """The metadata of the newest file."""
        return enrolled.facts(self.files["third"], self.branch.key)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("seals")
    committee = making.committee(folder)
    branch = enrolled.enrolled(folder, committee)
    ended_made = making.sent(branch.store, folder / "旧卡").file
    enrolled.enrol(branch)  # the first card ends
    files = {"first": making.sent(branch.store, folder / "一").file}
    assert making.taken(committee, files["first"]).state == "merged"
    making.write_member(branch.store, "李新来")
    files["second"] = making.sent(branch.store, folder / "一").file
    assert making.taken(committee, files["second"]).state == "merged"
    making.write_member(branch.store, "王又来")
    files["third"] = making.sent(branch.store, folder / "一").file
    files["bare"] = export(branch.store, PERIOD, _folder(folder, "不封"), unsealed=True).file
    second = enrolled.enrolled(folder, committee, "P0400", 5)
    files["other"] = making.sent(second.store, folder / "二").file
    other_committee = making.committee(folder / "外", "Q0000")
    foreign = enrolled.enrolled(folder / "外", other_committee)
    files["foreign"] = making.sent(foreign.store, folder / "外表").file
    yield World(folder, committee, branch, second, files, foreign, ended_made)
    for each in (committee, branch.store, second.store, other_committee, foreign.store):
        each.close()


def _folder(*parts: Any) -> Path:
    made = Path(*parts)
    made.mkdir(parents=True, exist_ok=True)
    return made


Forge = Callable[[World, Path], None]


def _facts(**values: Any) -> Forge:
    """The newest file with these facts, encrypted again as who has the password can."""
    return lambda w, out: _done(rewritten(w.files["third"], out, w.branch.key, set_facts(**values)))


def _restamped(**values: Any) -> Forge:
    """The same with the digests of the heading made anew."""
    return lambda w, out: _done(
        rewritten(w.files["third"], out, w.branch.key, making.resealed(**values))
    )


def _done(_: object) -> None:
    pass


def _plain(which: str) -> Forge:
    def forge(w: World, out: Path) -> None:
        key = {"foreign": w.foreign, "other": w.second}.get(which, w.branch).key
        out.write_bytes(enrolled.plain(w.files[which], key))

    return forge


def _stripped(w: World, out: Path) -> None:
    gone = dict.fromkeys(sealed.FACTS)
    rewritten(w.files["third"], out, w.branch.key, set_facts(sealed="no", **gone))


def _stripped_plain(w: World, out: Path) -> None:
    _stripped(w, out)
    out.write_bytes(enrolled.plain(out, w.branch.key))


def _bytes(at: float, change: Callable[[int], int] = lambda byte: byte ^ 1) -> Forge:
    def forge(w: World, out: Path) -> None:
        raw = bytearray(w.files["third"].read_bytes())
        place = int(len(raw) * at)
        raw[place] = change(raw[place])
        out.write_bytes(raw)

    return forge


def _cut(w: World, out: Path) -> None:
    raw = w.files["third"].read_bytes()
    out.write_bytes(raw[: len(raw) * 2 // 3])


def _row_and_digests(w: World, out: Path) -> None:
    """A member renamed, every digest of the file made anew: all but the seal."""

    def change(book: Any) -> None:
        from partydesk.exchange.submission import canonical

        sheet = book["党员"]
        making.at(sheet, 2, "姓名").value = "换了人"
        making.resealed(**{"digest:党员": canonical.sheet_digest(["什么也不是"])})(book)

    rewritten(w.files["third"], out, w.branch.key, change)


def _resigned(w: World, out: Path) -> None:
    """Who has the card itself signs with a key of his own."""
    meta = w.meta
    private, public = signatures.new_key()
    told = {n: v for n, v in meta.items() if n not in (sealed.SEALED, *sealed.FACTS)}
    made = sealed.make(
        told, int(meta["version"]), int(meta["revision"]), w.branch.key, meta[sealed.COMMITTEE],
        private, public,
    )  # fmt: skip
    rewritten(w.files["third"], out, w.branch.key, set_facts(**made))


def _signature_alone(w: World, out: Path) -> None:
    meta = w.meta
    private, _public = signatures.new_key()
    text = sealed.read(meta, int(meta["version"]), int(meta["revision"])).text  # type: ignore[union-attr]
    forged = {sealed.SIGNATURE: signatures.sign(private, text)}
    rewritten(w.files["third"], out, w.branch.key, set_facts(**forged))


def _seal_of(which: str) -> Forge:
    """The seal of another of the files put on the newest."""

    def forge(w: World, out: Path) -> None:
        key = w.second.key if which == "other" else w.branch.key
        meta = enrolled.facts(w.files[which], key)
        taken = {name: meta[name] for name in (sealed.SEALED, *sealed.FACTS)}
        rewritten(w.files["third"], out, w.branch.key, set_facts(**taken))

    return forge


def _with_card_of_other(w: World, out: Path) -> None:
    rewritten(w.files["third"], out, w.branch.key, by=w.second.key)


def _copy(which: str) -> Forge:
    return lambda w, out: _done(out.write_bytes(w.files[which].read_bytes()))


def _unknown_password(w: World, out: Path) -> None:
    from msoffcrypto.method.ecma376_agile import ECMA376Agile

    package = enrolled.plain(w.files["third"], w.branch.key)
    out.write_bytes(ECMA376Agile.encrypt("1234", BytesIO(package), spin_count=1000))


ATTACKS: dict[str, tuple[Forge, str, str]] = {
    # name → what is done, the state it gets, what its reason says
    "stripped": (_stripped, "unenrolled", "封条不见了"),
    "stripped and decrypted": (_stripped_plain, "unenrolled", "没有加封"),
    "never sealed": (_copy("bare"), "unenrolled", "没有加封"),
    "decrypted": (_plain("third"), "unenrolled", "没有加密"),
    "says unsealed": (_facts(sealed="no"), "rejected", "封条残缺"),
    "another code": (_facts(org_code="P0400"), "rejected", "改动"),
    "another code, digests anew": (_restamped(org_code="P0400"), "rejected", "封条与"),
    "another name, digests anew": (_restamped(org_name="别的支部"), "rejected", "封条与"),
    "another period": (_restamped(period="2025"), "rejected", "封条与"),
    "higher revision": (_restamped(revision="9"), "rejected", "封条与"),
    "another revision before": (_restamped(previous="0" * 40), "rejected", "封条与"),
    "made later": (_restamped(made_at="2026-06-01 08:00:00.000"), "rejected", "封条与"),
    "another program": (_restamped(program="9.9.9"), "rejected", "封条与"),
    "another order": (_restamped(order="2026-06-01 08:00:00.000"), "rejected", "封条与"),
    "figures rewritten": (_restamped(figures='{"C1":99}'), "rejected", "封条与"),
    "rows rewritten": (_row_and_digests, "rejected", "封条与"),
    "edits told otherwise": (_facts(**{"was:党员": "eJwDAAAAAAE="}), "rejected", "封条残缺"),
    "edits hidden": (_facts(**{"rows:党员": "0123456789" * 6}), "rejected", "封条残缺"),
    "what was before gone": (_facts(**{"was:党员": None}), "rejected", "封条残缺"),
    "older format": (_restamped(version="2"), "rejected", ""),
    "another card number": (_facts(seal_card="7"), "rejected", "第 7 号"),
    "no card number": (_facts(seal_card="一"), "rejected", "封条残缺"),
    "another committee": (_facts(seal_committee="0" * 36), "rejected", "别的党委"),
    "another key": (_facts(seal_key="ab" * 32), "rejected", "封条与"),
    "mac cut": (_facts(seal_mac="ab"), "rejected", "封条残缺"),
    "mac forged": (_facts(seal_mac="ab" * 32), "rejected", "封条与"),
    "mac gone": (_facts(seal_mac=None), "rejected", "封条残缺"),
    "signature gone": (_facts(seal_signature=None), "rejected", "封条残缺"),
    "signature forged": (_facts(seal_signature="ab" * 64), "rejected", "签名"),
    "signed by nobody": (_signature_alone, "rejected", "签名"),
    "signed by another computer": (_resigned, "rejected", "指纹"),
    "seal of the revision before": (_seal_of("second"), "rejected", "封条与"),
    "seal of another branch": (_seal_of("other"), "rejected", "封条"),
    "with the card of another branch": (_with_card_of_other, "rejected", "P0400"),
    "another committee's card": (_copy("foreign"), "rejected", "密码"),
    "another committee's, decrypted": (_plain("foreign"), "rejected", "别的党委"),
    "another password": (_unknown_password, "rejected", "密码"),
    "a bit of the content": (_bytes(0.5), "rejected", "已损坏"),
    "a bit at the end": (_bytes(0.93), "rejected", ""),
    "cut": (_cut, "rejected", ""),
    "replayed": (_copy("first"), "older", "第 1 版"),
    "replayed the same": (_copy("second"), "unchanged", "相同"),
}


@pytest.fixture(scope="module")
def judged(world: World) -> dict[str, Any]:
    """All attacks at once, as they would lie on a stick, and what became of each."""
    stick = _folder(world.folder, "攻击")
    for number, (forge, _state, _words) in enumerate(ATTACKS.values()):
        forge(world, stick / f"P0312_P0312支部_2026_v3 {number}.xlsx")
    before = making.content(world.committee)
    merged = merge(world.committee, [stick])
    assert making.content(world.committee) == before
    by_name = {Path(each.file).name: each for each in merged.files}
    return {
        name: by_name[f"P0312_P0312支部_2026_v3 {number}.xlsx"]
        for number, name in enumerate(ATTACKS)
    }


@pytest.mark.parametrize("name", ATTACKS)
def test_no_attack_on_a_submission_is_taken(judged: dict[str, Any], name: str) -> None:
    _forge, state, words = ATTACKS[name]
    found = judged[name]
    assert (found.state, words in found.message) == (state, True), found.message


def test_what_was_attacked_is_still_taken(world: World, judged: dict[str, Any]) -> None:
    merged = merge(world.committee, [world.files["third"]], preview=True)
    (found,) = merged.files
    assert found.state == "merged" and "已加封：第 2 号登记卡" in found.trust


def test_a_card_that_was_replaced_seals_nothing_more(world: World) -> None:
    (found,) = merge(world.committee, [world.ended], preview=True).files
    assert found.state == "rejected"
    assert "第 1 号登记卡" in found.message and "现在用的是第 2 号" in found.message


def _signed(world: World, **values: Any) -> Path:
    """The newest file with a heading that its own branch sealed: what a branch that lies can do."""
    card, meta = world.branch.card, world.meta

    def change(book: Any) -> None:
        making.resealed(**values)(book)
        now = {str(r[0].value): str(r[1].value or "") for r in book["元数据"].iter_rows()}
        told = {n: now.get(n, v) for n, v in meta.items()}
        told = {n: v for n, v in told.items() if n not in (sealed.SEALED, *sealed.FACTS)}
        made = sealed.make(
            told, int(meta["version"]), int(told["revision"]), card.key, card.committee_uid,
            card.private, card.public,
        )  # fmt: skip
        set_facts(**made)(book)

    out = world.folder / "P0312_P0312支部_2026_v3.xlsx"
    return rewritten(world.files["third"], out, world.branch.key, change)


def test_a_chain_that_forked_is_refused_with_both_digests(world: World) -> None:
    """Two computers with one card, or a backup put back: the second revision twice."""
    (found,) = merge(world.committee, [_signed(world, previous="0" * 40)], preview=True).files
    assert found.state == "rejected"
    assert "00000000" in found.message and world.meta["previous"][:8] in found.message


def test_a_branch_that_lies_about_its_code_is_told_apart(world: World) -> None:
    (found,) = merge(world.committee, [_signed(world, org_code="P0400")], preview=True).files
    assert found.state == "rejected"
    assert "P0312" in found.message and "P0400" in found.message
    # A code that nobody has may be its new one: whose it is, is asked, and nothing counts before.
    (found,) = merge(world.committee, [_signed(world, org_code="P0999")], preview=True).files
    assert found.state == "asks"
    (found,) = merge(world.committee, [_signed(world, revision="9")], preview=True).files
    assert found.state == "merged", "revisions may be left out, as after a restored backup"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_rows_packed_by_another_or_changed_do_not_count(world: World) -> None:
    package = enrolled.plain(world.files["third"], world.branch.key)
    with_others = packed.append(package, [("党员", False, [["姓名"]])], world.second.key)
    assert packed.read(with_others, world.branch.key) is None
    assert packed.read(package, world.second.key) is None
    assert packed.read(package, world.branch.key) is not None
    moved = package.replace(b"PK\x03\x04", b"PK\x03\x05", 1)
    assert packed.read(moved, world.branch.key) is None
    # A row edited by who leaves the packed ones where they were: what is seen is what is judged.
    book = load_workbook(BytesIO(package))
    making.at(book["党员"], 2, "姓名").value = "换了人"
    buffer = BytesIO()
    book.save(buffer)
    sheets = enrolled.packed_sheets(world.files["third"], world.branch.key)
    assert sheets is not None
    rows = [(name, hidden, list(zip(*columns, strict=True))) for name, hidden, columns in sheets]
    old = packed.append(b"PK\x05\x06" + bytes(18), rows, world.branch.key)
    out = world.folder / "P0312_P0312支部_2026_v3 混.xlsx"
    with zipfile.ZipFile(BytesIO(old)) as archive:
        part = archive.read(packed.PART)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(packed.PART, part)
    mixed = buffer.getvalue()
    assert packed.read(mixed, world.branch.key) is None
    out.write_bytes(workbook.encrypted(mixed, world.branch.key, PERIOD))
    (found,) = merge(world.committee, [out], preview=True).files
    assert found.state == "edited" and len(found.edited_rows) == 1


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_no_change_of_the_sealed_heading_passes(world: World, data: st.DataObject) -> None:
    """Whatever of what the seal covers is changed in whatever way, the seal does not hold."""
    meta = world.meta
    seal = sealed.read(meta, int(meta["version"]), int(meta["revision"]))
    assert seal is not None and seal.is_of(world.branch.key) and seal.signed
    keys = [k for k in meta if k != "sealed" and not k.startswith(("rows:", "was:", "figures"))]
    name = data.draw(st.sampled_from([*keys, "figures_digest"]))
    value = data.draw(st.one_of(st.text(max_size=40), st.just(meta[name][:-1]), st.integers(0, 99)))
    changed = {**meta, name: str(value)}
    if changed == meta:
        return
    try:
        numbers = int(changed["version"]), int(changed["revision"])
    except ValueError:
        return
    found = sealed.read(changed, *numbers)
    covered = found is not None and not found.broken and found.is_of(world.branch.key)
    card = str(found.card) if found is not None else ""
    same = numbers == (int(meta["version"]), int(meta["revision"])) and card == meta["seal_card"]
    harmless = name in ("version", "revision", "seal_card") and same  # 04 is 4
    assert harmless or not (covered and found is not None and found.signed)


# Cards ------------------------------------------------------------------------------------------


def _card(world: World, signed: bool = True, **values: Any) -> tuple[Path, str]:
    """A card of the branch's own committee, with values changed as who knows the code could."""
    with world.committee.read() as connection:
        private, _public = issued.committee_key(connection) or ("", "")
    card = world.branch.card
    made = card_file.Card(
        card.committee_uid, card.committee_name, card.committee_key, "", "P0312", "甲支部", 3,
        "ab" * 32, "2026-11-29 08:00:00", {},
    )  # fmt: skip
    file, code = world.folder / "试.card", "1234-5678-9012-3456"
    told = asdict(made) | {"org_uid": "x"} | values
    card_file.write(card_file.Card(**told), code, file, private if signed else "")
    return file, code


CARDS: dict[str, tuple[dict[str, Any], str]] = {
    "of another organisation": ({"org_code": "P0999"}, "P0999"),
    "older": ({"number": 1}, "第 1 号"),
    "of the same number": ({"number": 2}, "同号而不同"),
    "of another committee": ({"committee_uid": "y" * 36, "committee_name": "乙"}, "换卡"),
    "of another committee of the same name": ({"committee_uid": "y" * 36}, "冒充"),
    "signed by another key, older": ({"number": 1, "committee_key": "cd" * 32}, "不是发"),
    "that nobody signed": ({"signed": False}, "签名"),
    "that says it is signed": ({"signed": False, "signed_by": "ab" * 32}, "签名"),
    "signed by another key": ({"committee_key": "cd" * 32}, "签名"),
    "with rules that are none": ({"rules": {"holidays": "不是"}}, "规矩"),
    "with a period nobody knows": ({"rules": {"hand_in_periods": '["week"]'}}, "week"),
    "with a scheme that is none": (
        {"rules": {"star_scheme": '[{"first":2026,"last":2026,"text":"{}"}]'}}, "星级方案",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CARDS)
def test_a_false_card_is_not_taken(world: World, name: str) -> None:
    values, words = CARDS[name]
    file, code = _card(world, **values)
    before = world.branch.card
    with pytest.raises(UserError) as refused:
        take(world.branch.store, file, code)
    assert words in refused.value.message
    assert world.branch.card == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": "x"}, "not-a-card"),
        ({"version": 2}, "newer"),
        ({"version": "1"}, "damaged-card"),
        ({"cost": {"memory": 1 << 40, "passes": 3, "lanes": 4}}, "damaged-card"),
        ({"card": "00" * 60}, "bad-code"),
        ({"card": 7}, "damaged-card"),
        ({"salt": "zz"}, "damaged-card"),
    ],
)
def test_a_damaged_card_says_so(world: World, change: dict[str, Any], code: str) -> None:
    file, one_time = _card(world)
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    with pytest.raises(UserError) as refused:
        take(world.branch.store, file, one_time)
    assert refused.value.code == code


def test_another_code_opens_no_card(world: World) -> None:
    file, _one_time = _card(world)
    for code in ("1111-2222-3333-4444", "1234", ""):
        with pytest.raises(UserError) as refused:
            take(world.branch.store, file, code)
        assert refused.value.code == "bad-code"


def test_who_made_no_cards_is_not_told_to_have_the_password_taken_off(world: World) -> None:
    with pytest.raises(UserError, match="密码不要取消"):
        read_submission(str(world.files["third"]), Wanted(tuple(data_sheets())))


def test_only_the_fingerprint_that_came_is_confirmed(world: World) -> None:
    with pytest.raises(UserError) as refused:
        cards.confirm(world.committee, "P0312", "234567")
    assert refused.value.code == "wrong-fingerprint"
    assert world.branch.card.fingerprint in refused.value.message
    with world.committee.read() as connection:
        (now, _before) = issued.of_codes(connection, ["P0312"])
    assert now.state == "unconfirmed"


def test_the_register_and_the_card_must_agree(world: World) -> None:
    """Whoever the officer says a sealed file is of, its card says whose it is."""
    wanted = Wanted(tuple(data_sheets()))
    with world.committee.read() as connection:
        read = read_submission(
            str(world.files["third"]), replace(wanted, cards=issued.opening(connection))
        )
        trust = seals.examine(connection, world.committee.own, read)
        read.org_code, read.file_code = "P0400", "P0400"
        with pytest.raises(UserError) as refused:
            seals.unenrolled(connection, read, trust)
    assert "P0312" in refused.value.message and "P0400" in refused.value.message


def test_the_branch_keeps_its_secret_to_itself(world: World) -> None:
    with world.branch.store.read() as connection:
        card = held(connection)
    assert card is not None
    everything = making.unzipped_bytes(enrolled.plain(world.files["third"], card.key))
    for secret in (card.private, card.secret):
        assert secret not in everything and bytes.fromhex(secret) not in everything.encode()
