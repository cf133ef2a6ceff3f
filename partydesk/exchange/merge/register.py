"""党组织名册: whose a submission is, or the question that only the officer can answer.

The register is what the committee's file has of organisations below it, entered here or reported.
A submission is matched to it before anything else is decided: by an answer given before, by the
organisation's uid and code, by a code that was entered here for a branch of like name. What
resembles somebody all the same, or nobody, waits, and nothing of it counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from partydesk.exchange.merge.likeness import like_name, same_name
from partydesk.exchange.submission.heading import HAND_FILLED
from partydesk.exchange.submission.layout import sheet_of
from partydesk.exchange.submission.model import ReadSubmission
from partydesk.records.checks import folded_code
from partydesk.records.clock import local_day
from partydesk.records.declared import choices
from partydesk.records.organisation import history_line
from partydesk.store import settings

ANSWERS = choices(
    ("same", "是它，改编码"),
    ("joined", "是它，合并成一个"),
    ("new", "另一个支部"),
    ("refused", "不收"),
)
"""What can be answered about a submission that resembles somebody.

`same`: it is that branch going on, under the file's code from now on. `joined`: two that are one;
records of both stay, those in both once, under the register's code. `new`: a branch of its own.
`refused`: nothing of it is taken until the answer is taken back.
"""

Pair = tuple[str, str]
"""An organisation's uid and code, as the register has them."""


class Branch(NamedTuple):
    """A line of the register. `reported` says whether a submission made it."""

    id: int
    uid: str
    code: str
    name: str
    short_name: str | None
    secretary: str | None
    reported: bool

    @property
    def names(self) -> tuple[str | None, ...]:
        """What it is called, whole and short."""
        return (self.name, self.short_name)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A branch of the register that a submission resembles: in what, in words."""

    organisation: str
    name: str
    secretary: str
    members: int
    sessions: int
    alike: tuple[str, ...]
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be answered about a submission. Without candidates it resembles nobody."""

    text: str
    candidates: tuple[Candidate, ...] = ()

    def listed(self) -> list[dict[str, Any]]:
        """The JSON form of the candidates (cli.md)."""
        return [
            {name: value for name, value in asdict(each).items() if name != "uid"}
            for each in self.candidates
        ]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whose a submission is; else what is to be asked, or why it is refused."""

    branch: Pair | None = None
    question: Question | None = None
    refused: str = ""


def branches(connection: Connection) -> list[Branch]:
    """The register, by code. What was entered here stands back for what is reported."""
    own = int(settings.get(connection, "own", "0"))
    return [
        Branch._make((*row[:6], row[6] is not None))
        for row in connection.exec_driver_sql(
            "SELECT id, uid, code, name, short_name, secretary, submission FROM organisation "
            "WHERE deleted_at IS NULL AND id != ? ORDER BY code, id",
            (own,),
        )
    ]


def named(connection: Connection, code: str) -> Branch | None:
    """The branch of the register with this code, however it is written, or with it before."""
    wanted = folded_code(code)
    former = _former(connection)
    return next(
        (
            each
            for each in branches(connection)
            if folded_code(each.code) == wanted or wanted in former.get((each.uid, each.code), ())
        ),
        None,
    )


def resolve(connection: Connection, held: ReadSubmission) -> Resolution:
    """Whose a submission is, by the register as it stands."""
    uid, code = held.file_uid, folded_code(held.file_code)
    answered = connection.exec_driver_sql(
        "SELECT answer, org_uid, org_code, actor, at FROM answer "
        "WHERE file_uid = ? AND file_code = ?",
        (uid, code),
    ).fetchone()
    if answered is not None:
        if answered[0] == "refused":
            words = (
                f"{local_day(answered[4])} 由 {answered[3] or '—'} 定为不收；要收，请先撤回这个回答"
            )
            return Resolution(refused=words)
        return Resolution((answered[1], answered[2]))
    known, former = branches(connection), _former(connection)

    def has_code(each: Branch) -> bool:
        return folded_code(each.code) == code or code in former.get((each.uid, each.code), ())

    of_code = [each for each in known if has_code(each)]
    for each in of_code:
        if each.reported and (each.uid == uid or _typed_too(connection, each, held)):
            return Resolution((each.uid, each.code))
    ours = _names(held)
    alike: dict[int, tuple[str, ...]] = {}
    for each in known:
        said = []
        if each.reported and each.uid == uid:
            said.append("编号相同")
        if each in of_code:
            said.append("编码相同")
        if same_name(ours, each.names):
            said.append("名称相同" if held.org_name == each.name else "名称相近")
        if said:
            alike[each.id] = tuple(said)
    declared = [each for each in of_code if not each.reported]
    if len(declared) == len(alike) == 1 and like_name(ours, declared[0].names):
        return Resolution((uid, declared[0].code))
    found = [each for each in known if each.id in alike]
    return Resolution(question=_question(connection, held, found, alike))


def _typed_too(connection: Connection, branch: Branch, held: ReadSubmission) -> bool:
    """Whether both are sheets filled in by hand: what names them is the code alone, and somebody
    wrote it in another way."""
    if not held.hand_filled:
        return False
    typed = connection.exec_driver_sql(
        "SELECT DISTINCT coalesce(file_code, org_code) FROM submission WHERE direction = 'in' "
        "AND state != 'withdrawn' AND program = ? AND org_uid = ? AND org_code = ?",
        (HAND_FILLED, branch.uid, branch.code),
    )
    return folded_code(held.file_code) in {folded_code(row[0]) for row in typed}


def _names(held: ReadSubmission) -> tuple[str | None, ...]:
    by_name = dict(
        zip(sheet_of("organisation").names, held.held["organisation"].row(0), strict=True)
    )
    return (held.org_name, str(by_name.get("short_name") or "") or None)


def own_field(held: ReadSubmission, name: str) -> str:
    """What a submission's own row of its organisation says in a field; "" for nothing."""
    columns = held.held["organisation"].columns
    return str(columns[sheet_of("organisation").names.index(name)][0] or "")


def _question(
    connection: Connection,
    held: ReadSubmission,
    found: list[Branch],
    alike: Mapping[int, tuple[str, ...]],
) -> Question:
    name, code = held.org_name, held.file_code
    if not found:
        return Question(
            f"党组织名册里没有 {code}（{name}），也没有像它的。请先登记，或确认登记为新的支部"
        )
    candidates = []
    for each in sorted(found, key=lambda each: (-len(alike[each.id]), each.code, each.uid)):
        members, sessions = (
            connection.exec_driver_sql(
                f"SELECT count(*) FROM {kind} WHERE organisation = ? AND deleted_at IS NULL{more}",
                (each.id, *arguments),
            ).scalar_one()
            for kind, more, arguments in (
                ("member", "", ()),
                (
                    "session",
                    " AND starts_at >= ? AND starts_at < ?",
                    (held.first_day, f"{held.last_day}~"),
                ),
            )
        )
        both = _both(connection, each, held)
        said = (*alike[each.id], *((f"{both} 人两边都有",) if both else ()))
        candidates.append(
            Candidate(each.code, each.name, each.secretary or "", members, sessions, said, each.uid)
        )
    who = "、".join(
        f"{each.organisation}（{each.name}：{'、'.join(each.alike)}）" for each in candidates[:3]
    )
    if any(folded_code(each.organisation) == folded_code(code) for each in candidates):
        why = "换过电脑，或手工填的表改用了程序，也可能是两个支部用了一个编码"
        return Question(
            f"{code}（{name}）的这份表，不是名册里 {who}用的那份数据写出的：{why}。"
            "是同一个支部吗？",
            tuple(candidates),
        )
    return Question(f"这份表写的是 {code}（{name}），像是名册里的 {who}。是同一个支部吗？",
                    tuple(candidates))  # fmt: skip


def _both(connection: Connection, branch: Branch, held: ReadSubmission) -> int:
    """How many names stand on both rolls."""
    people = held.held.get("member")
    if people is None or not people.uids:
        return 0
    theirs = set(people.columns[sheet_of("member").names.index("name")])
    ours = connection.exec_driver_sql(
        "SELECT name FROM member WHERE organisation = ? AND deleted_at IS NULL", (branch.id,)
    )
    return len(theirs & {row[0] for row in ours})


# What a branch was called before, and how its submissions are read ------------------------------


def _former(connection: Connection) -> dict[Pair, dict[str, str]]:
    """Branch → the folded codes that answers took from it, each with its line of history."""
    found: dict[Pair, dict[str, str]] = {}
    for uid, code, before, at in connection.exec_driver_sql(
        "SELECT org_uid, org_code, before, at FROM answer WHERE answer = 'same' ORDER BY at, id"
    ):
        was = json.loads(before)
        if was.get("code"):
            line = history_line(local_day(at), was["code"], was["name"])
            found.setdefault((uid, code), {})[folded_code(was["code"])] = line
    return found


def codes_before(connection: Connection, code: str) -> set[str]:
    """The codes that answers took from the branch that has this one now."""
    return {
        json.loads(before)["code"]
        for before, now in connection.exec_driver_sql(
            "SELECT before, org_code FROM answer WHERE answer = 'same'"
        )
        if now == code and json.loads(before).get("code")
    }


def registered(connection: Connection, held: ReadSubmission, branch: Pair) -> ReadSubmission:
    """The submission as one of this branch: what everything further on sees of whose it is."""
    held.org_uid, held.org_code = branch
    own = held.held["organisation"]
    own.uids = [held.org_uid]
    place = sheet_of("organisation").names.index("codes_before")
    told = str(own.columns[place][0] or "")
    more = [
        line
        for code, line in _former(connection).get(branch, {}).items()
        if code not in {folded_code(part) for part in told.split()}
    ]
    if more:
        own.columns = list(own.columns)
        own.columns[place] = ("\n".join([*filter(None, [told]), *more]),)
    held.beside = _beside(connection, held)
    held.__dict__.pop("rows", None)
    return held


def _beside(connection: Connection, held: ReadSubmission) -> str:
    """What stands beside a branch's other submissions instead of going on from them: the uid of
    the files that were joined to it."""
    if held.file_uid == held.org_uid:
        return ""
    joined = connection.exec_driver_sql(
        "SELECT count(*) FROM answer WHERE file_uid = ? AND file_code = ? AND answer = 'joined'",
        (held.file_uid, folded_code(held.file_code)),
    ).scalar_one()
    return held.file_uid if joined else ""


SOURCE = "coalesce(file_uid, org_uid)"
"""What the file of a submission calls its branch, in SQL."""


def same_chain(held: ReadSubmission, file_uid: str, program: str) -> bool:
    """Whether a branch's other submission is one of the same series of revisions."""
    return file_uid == held.file_uid or (held.hand_filled and program == HAND_FILLED)
