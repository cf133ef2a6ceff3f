"""Sessions that two or three branches report and that are, or may be, one.

One meeting reported alike by its hosts (kind, moment, place, topic), or nearly so: the same kind on
a day, within plausible.NEAR of each other, in one place, with like topics.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from partydesk.exchange.submission.plausible import like, near
from partydesk.records.folding import bare
from partydesk.records.kinds import SESSION_KINDS

JOINT_SESSION, NEAR_SESSION = "joint-session", "near-session"
"""Kinds of conflict: reported alike, nearly alike."""

MOST_HOSTS = 3
"""More hosts than this is no joint session but a day the whole park keeps, each in its room."""

_HELD_TOGETHER = ("pairing", "joint_meeting")
"""Kinds that are held with others: where two told of them matters less."""
_OF_ONE = {each.code for each in SESSION_KINDS if each.circle or each.ticked}
"""Kinds that no two branches hold together: 支委会, 党小组会, 晨会."""
_ANYWHERE = (
    *(
        "会议室",
        "支部会议室",
        "公司会议室",
        "本公司会议室",
        "单位会议室",
        "办公室",
        "公司",
        "单位",
        "本支部",
    ),
    *("活动室", "党员活动室", "支部活动室", "党建活动室", "线上", "腾讯会议", "微信群"),
)
"""Places that every firm has: two of them are two rooms unless all else is alike too, and whoever
chaired it."""


@dataclass(frozen=True, slots=True)
class Reported:
    """One branch's row of a session."""

    organisation: int
    uid: str
    code: str
    name: str
    kind: str
    starts_at: str
    place: str
    topic: str
    host: str

    @property
    def exactly(self) -> tuple[str, str, str, str]:
        """What rows of one joint session have in common where all hosts wrote the same."""
        return (self.kind, self.starts_at, self.place, self.topic)


def reported_by_several(connection: Connection) -> Iterator[tuple[str, list[Reported]]]:
    """The kind of conflict and its rows, in an order that never hangs on who came first."""
    days: dict[tuple[str, str], list[Reported]] = defaultdict(list)
    for row in connection.exec_driver_sql(
        "SELECT o.id, r.uid, o.code, o.name, r.kind, r.starts_at, coalesce(r.place, ''), r.topic, "
        "coalesce(r.host, '') "
        "FROM session r JOIN organisation o ON o.id = r.organisation "
        "WHERE r.submission IS NOT NULL AND r.deleted_at IS NULL AND r.state = 'held'"
    ):
        days[row[4], row[5][:10]].append(Reported(*row))
    for (kind, _), rows in days.items():
        if len(rows) < 2 or kind in _OF_ONE:
            continue
        for together in _by_place(rows, anywhere=kind in _HELD_TOGETHER):
            for found in _alike(together):
                yield from _told(found)


def _by_place(rows: list[Reported], *, anywhere: bool) -> Iterable[list[Reported]]:
    """Rows of one place, a room of it included: 党群服务中心, 党群服务中心二楼."""
    if anywhere:
        return [rows]
    groups: list[list[Reported]] = []
    root = ""
    for place, row in sorted(((bare(row.place), row) for row in rows), key=lambda each: each[0]):
        if not place:
            continue
        general = not root or root in _ANYWHERE
        if not groups or (place != root if general else not place.startswith(root)):
            root = place
            groups.append([])
        groups[-1].append(row)
    return groups


def _alike(rows: list[Reported]) -> Iterable[list[Reported]]:
    """Rows of near times and like topics; in a place that everybody has, of the same ones."""
    groups: list[list[Reported]] = []
    for row in sorted(rows, key=lambda row: (row.starts_at, row.topic, row.code, row.uid)):
        alone = bare(row.place) in _ANYWHERE
        for group in groups:
            other = group[-1]
            if (other.exactly == row.exactly and not (alone and _apart(other, row))) or (
                not alone and near(other.starts_at, row.starts_at) and like(other.topic, row.topic)
            ):
                group.append(row)
                break
        else:
            groups.append([row])
    return groups


def _apart(one: Reported, other: Reported) -> bool:
    """Whether two people chaired them: the park's theme of the day, each branch in its room."""
    return bool(one.host and other.host) and one.host != other.host


def _told(rows: Sequence[Reported]) -> Iterator[tuple[str, list[Reported]]]:
    """Two or three hosts; of more, those among them that wrote exactly the same."""
    hosts = {row.organisation for row in rows}
    exact: dict[tuple[str, str, str, str], list[Reported]] = defaultdict(list)
    for row in rows:
        exact[row.exactly].append(row)
    if 1 < len(hosts) == len(rows) <= MOST_HOSTS:
        kind = JOINT_SESSION if len(exact) == 1 else NEAR_SESSION
        yield kind, sorted(rows, key=lambda row: (row.code, row.uid, row.name))
        return
    for same in exact.values():
        if 1 < len({row.organisation for row in same}) <= MOST_HOSTS and same[0].place:
            yield JOINT_SESSION, sorted(same, key=lambda row: (row.code, row.uid, row.name))
