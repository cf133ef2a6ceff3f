"""联系与流动: floating, lost, hidden and suspended members, when each was last reached, and which
step the rules put next, by when (党员教育管理工作条例 Art. 24, 25, 31; 2024 意见)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from partydesk.records.member import HIDDEN_KIND
from partydesk.records.periods import months_after
from partydesk.records.transfer import HOW
from partydesk.rules.norms.fact_rows import PERSONS, Person, all_rows

FLOATING, LOST, SUSPENDED, HIDDEN = "floating", "lost", "suspended", "hidden"
LABELS = {FLOATING: "流动党员", LOST: "失联党员", SUSPENDED: "停止党籍", HIDDEN: "隐形、口袋党员"}
_QUARTER, _HALF_YEAR, _TWO_YEARS = 3, 6, 24  # months


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody of one of these groups; `since` is from when on (ISO, "" for not known), `where`
    what is known of his place, `reached` the last contact in words, `due` by when `step` is to be
    done (None: at once, or no day runs)."""

    organisation: int
    uid: str
    name: str
    group: str
    since: str
    where: str
    reached: str
    step: str
    due: date | None

    def state(self, today: date) -> tuple[str, str]:
        """How it stands in words, and the tone."""
        if self.due is None:
            return "现在就办", "warn"
        days = (self.due - today).days
        if days < 0:
            return f"过了 {-days} 天", "bad"
        return (f"还有 {days} 天" if days else "今天"), ("warn" if days <= 31 else "idle")


def away(connection: Connection, organisation: int | None, today: date) -> list[Away]:
    """Those of one organisation, or of all (None); who is in two groups stands in both."""
    only = "" if organisation is None else f" AND organisation = {int(organisation)}"
    rows = all_rows(
        connection,
        f"{PERSONS} WHERE deleted_at IS NULL{only} AND category IN ('probationary', 'full') "
        "AND (floating = 1 OR lost = 1 OR hidden_kind IS NOT NULL OR membership = 'suspended') "
        "ORDER BY search, id",
    )
    people = [Person._make(row) for row in rows]
    tried: dict[int, tuple[str, str]] = {}
    for member, on, how in all_rows(
        connection,
        'SELECT member, "on", how FROM contact WHERE deleted_at IS NULL AND member IS NOT NULL '
        f'AND "on" <= ?{only} ORDER BY "on", id',
        today.isoformat(),
    ):
        tried[member] = (on, f"{on} {HOW.label(how)}")
    places = dict(
        all_rows(connection, f"SELECT id, floating_to FROM member WHERE floating = 1{only}")
    )
    found = []
    for person in people:
        day, told = tried.get(person.id, ("", ""))
        for group, since, where, step, due in _groups(person, day, places.get(person.id) or ""):
            found.append(Away(person.organisation, person.uid, person.name, group, since, where,
                              told, step, due))  # fmt: skip
    return found


def by_group(people: list[Away]) -> dict[str, list[Away]]:
    """The same by group, the most pressing first."""
    groups: dict[str, list[Away]] = defaultdict(list)
    for each in sorted(people, key=lambda each: (each.due or date.min, each.name)):
        groups[each.group].append(each)
    return {group: groups[group] for group in LABELS if groups[group]}


def _groups(
    person: Person, tried: str, where: str
) -> list[tuple[str, str, str, str, date | None]]:  # fmt: skip
    found: list[tuple[str, str, str, str, date | None]] = []
    if person.membership == "suspended":
        since = person.membership_on or person.suspended_on or ""
        lost = person.lost == 1
        due = months_after(date.fromisoformat(since), _TWO_YEARS) if since and lost else None
        step = "满两年仍失联：按自行脱党除名" if lost else "符合条件的恢复党籍"
        found.append((SUSPENDED, since, where, step, due))
    elif not person.in_standing or person.relation not in ("on_roll", None):
        return found
    elif person.lost == 1 and not person.found_again:
        since = person.lost_on or ""
        due = months_after(date.fromisoformat(since), _HALF_YEAR) if since else None
        step = "查找；满六个月仍无下落：停止党籍" if since else "填失去联系日期"
        found.append((LOST, since, where, step, due))
    elif person.floating == 1:
        due = months_after(date.fromisoformat(tried), _QUARTER) if tried else None
        found.append((FLOATING, "", where, "每季度联系一次；能转的转接组织关系", due))
    if person.hidden_kind and not person.settled_on and person.in_standing:
        label = HIDDEN_KIND.label(person.hidden_kind)
        found.append(
            (HIDDEN, person.found_on or "", label, "编入支部、落实组织关系，填落实日期", None)
        )
    return found
