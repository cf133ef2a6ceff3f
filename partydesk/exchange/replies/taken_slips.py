"""A branch, or a committee that reported upwards, takes the slips of the committee above: what
they answer is remembered, doubts are told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from partydesk.exchange.replies import signed, taken_hours
from partydesk.exchange.replies.faults import Fault, as_kept, read_fault
from partydesk.exchange.replies.slip import Slip, read_slip
from partydesk.exchange.seal.held import held
from partydesk.exchange.submission import identities, known_revisions
from partydesk.exchange.submission.known_revisions import Known
from partydesk.exchange.submission.prepared import Prepared
from partydesk.exchange.submission.snapshot import take_snapshot
from partydesk.records.findings import UserError
from partydesk.records.periods import parse_period
from partydesk.rules.stars import told
from partydesk.store.store import Store


def take_slip(store: Store, path: Path) -> Slip:
    """Read a slip and, if it answers a submission that this branch wrote, remember what it says.

    It does when period, revision and digest of the content are those of the branch's own log; a
    slip to it that does not fit comes back with its `doubt` and is not remembered as an
    answer. Where this file holds an enrolment card, nothing counts that the committee of the card
    did not sign. The next revision will be above the ones it names all the same: this file may be a
    backup that was put back.

    Raises UserError as `read_slip` does.
    """
    slip = read_slip(path)
    if slip.org_code != store.own.code:
        return slip
    with store.read() as connection:
        forged = signed.doubt(held(connection), slip.committee, slip.signature, slip.signed_text)
        slip = replace(slip, doubt=forged or _doubt(connection, slip))
        if not slip.doubt:
            slip = replace(
                slip,
                written_at=_written_at(connection, slip),
                faults=tuple(_named(connection, store.own.id, slip)),
            )
    if not store.writable or forged:
        return slip
    if not slip.doubt:
        with store.transaction() as connection:
            connection.exec_driver_sql(
                "UPDATE submission SET state = ?, problems = ? WHERE direction = 'out' "
                "AND period = ? AND revision = ? AND content = ?",
                (
                    "accepted" if slip.accepted else "returned",
                    json.dumps([as_kept(fault) for fault in slip.faults], ensure_ascii=False),
                    slip.period,
                    slip.revision,
                    slip.content,
                ),
            )
            if slip.accepted and slip.stars:
                told.keep(connection, slip.stars)
        if slip.accepted and slip.study:
            slip = replace(slip, study_taken=_study_taken(store, slip.study))
    answered = Known(slip.revision, slip.content)
    standing = Known(slip.standing, slip.standing_content)
    known_revisions.keep_told(store, slip.period, answered, standing=slip.accepted)
    known_revisions.keep_told(store, slip.period, standing, standing=True)
    return slip


def _study_taken(store: Store, text: str) -> str:
    try:
        return taken_hours.take(store, text).words
    except UserError as error:
        return error.message


def slip_kept(handed: Mapping[str, Any]) -> Slip | None:
    """What came back for a submission of `submission_log.submissions`; None as long as nothing did.

    It counts as written when the submission was: changes since then have mended something.
    """
    if handed["state"] not in ("accepted", "returned"):
        return None
    return Slip(
        accepted=handed["state"] == "accepted",
        org_code=handed["org_code"],
        org_name=handed["org_name"],
        period=handed["period"],
        revision=handed["revision"],
        made_at=handed["made_at"],
        content=handed["content"],
        faults=tuple(map(read_fault, handed["problems"])),
        written_at=handed["made_at"],
    )


def returned_slip(store: Store) -> Slip | None:
    """The slip that still waits for an answer: the newest submission, when it was returned."""
    names = (
        "state", "org_code", "org_name", "period", "revision", "made_at", "content", "problems",
    )  # fmt: skip
    with store.read() as connection:
        found = connection.exec_driver_sql(
            f"SELECT {', '.join(names)} FROM submission WHERE direction = 'out' "
            "ORDER BY id DESC LIMIT 1"
        ).fetchone()
    if found is None or found[0] != "returned":
        return None
    handed = dict(zip(names, found, strict=True))
    return slip_kept({**handed, "problems": json.loads(handed["problems"])})


def _written_at(connection: Connection, slip: Slip) -> str:
    found = connection.exec_driver_sql(
        "SELECT made_at FROM submission WHERE direction = 'out' AND period = ? AND revision = ? "
        "AND content = ?",
        (slip.period, slip.revision, slip.content),
    ).scalar()
    return str(found or "")


def _named(connection: Connection, own: int, slip: Slip) -> Iterator[Fault]:
    """The faults, those about rows deleted from a sheet with the record they were: it still has
    the digest that it was exported with, unless it has been changed since."""
    if not any(fault.digest and not fault.uid for fault in slip.faults):
        yield from slip.faults
        return
    try:
        snapshot = take_snapshot(connection, own, parse_period(slip.period))
    except UserError:
        yield from slip.faults
        return
    uids: dict[str, dict[str, str]] = {}
    for fault in slip.faults:
        if fault.digest and not fault.uid and fault.kind in snapshot:
            if fault.kind not in uids:
                uids[fault.kind] = {
                    digest: uid
                    for way in identities.ways(held(connection))
                    for now in (Prepared(snapshot[fault.kind], way),)
                    for digest, uid in zip(now.row_digests, now.uids, strict=True)
                }
            fault = replace(fault, uid=uids[fault.kind].get(fault.digest, ""))
        yield fault


def _doubt(connection: Connection, slip: Slip) -> str:
    """What of a slip does not fit this branch's log of what it wrote; "" when it answers that."""
    found = connection.exec_driver_sql(
        "SELECT revision, content FROM submission WHERE direction = 'out' AND period = ?",
        (slip.period,),
    )
    written: dict[int, str] = {row[0]: row[1] for row in found}
    named = max(slip.revision, slip.standing)
    if named > max(known_revisions.MOST_TOLD, *written, 0):
        return (
            f"上面说到第 {named} 版，超过了 {known_revisions.MOST_TOLD} 版，不合情理，"
            "本机不照它往上编号。请与党委核对；党委真收下了那一版的，请党委撤回它"
        )
    if not written:
        return f"本支部没有写出过“{slip.period[:20]}”的报送表"
    if slip.revision not in written:
        return f"本支部这个期间没有写出过第 {slip.revision} 版，最新的是第 {max(written)} 版"
    if written[slip.revision] != slip.content:
        return "上面的内容校验与本支部写出的这一版不同"
    return ""
