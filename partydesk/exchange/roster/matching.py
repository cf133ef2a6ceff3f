"""Which record of the store a row speaks of: by uid, by number, else by what names it.

A person is known by evidence, strongest first: number; name and joining day; name and a date that
agrees to the month; the name alone, where one side leaves the rest blank and only one bears it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from sqlalchemy import Connection

from partydesk.records.fields import Kind, fields
from partydesk.records.findings import Finding
from partydesk.records.names import people_key, person_key
from partydesk.records.personal_numbers import without_numbers
from partydesk.records.registry import kind_of
from partydesk.records.values import Stored, masked, shown, squeezed
from partydesk.store import joins

Names = tuple[Stored, ...]
"""What names a record without its number, as it is compared: member's name and joining date."""


@dataclass(slots=True, eq=False)
class Known:
    """One record that rows are compared with, in the store or from an earlier row.

    `id` and `uid` are None for one that only the rows hold; `row` is the row that was already
    taken for it. `reported` marks a record that came with a branch's submission. `lasting` are
    what the record's kind says never changes. `stays` is the record that this one, which is no
    more, was joined with.
    """

    number: Stored
    names: Names
    organisation: int | None
    id: int | None = None
    uid: str | None = None
    reported: bool = False
    row: int = 0
    lasting: Names = ()
    stays: Known | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What a row says of who it is: stored values, None where nothing is said.

    `masked` is a number as lists show it (****21); `names` None where a column is lacking.
    """

    names: Names | None
    organisation: int | None
    number: Stored = None
    masked: str = ""
    uid: str = ""
    lasting: Names = ()


class Evidence(IntEnum):
    """How well a row and a person of one name agree."""

    AGAINST = 0  # they differ in something known
    UNSURE = 1  # two days of one month
    BLANK = 2  # one side says nothing but the name
    CLOSE = 3  # a date agrees to the month, or the birthday to the day
    SURE = 4  # the joining day agrees


@dataclass(frozen=True, slots=True)
class Match:
    """The records a row may speak of; none: it is new. `refusal` keeps the row out.

    `by_number` says that the number decided, `by_name` that the name alone did, since the row
    has nothing better. `alike` says of a new one what alone tells it from another. `asks`: it
    may be one of `known` or another, and a person has to say which. `through` is the id of a
    record joined with the one found, which the row speaks of by what that one was.
    """

    known: Sequence[Known] = ()
    refusal: Finding | None = None
    by_number: bool = False
    by_name: bool = False
    alike: str = ""
    asks: bool = False
    through: int = 0


class Index:
    """The records of a kind by all that may name them.

    `number` is the column of the number that says which record it is ("" for none), `parts`
    those that do without it. `anywhere`: names are looked for in all organisations.
    """

    def __init__(self, connection: Connection, kind: str, *, anywhere: bool) -> None:
        record = kind_of(kind)
        self.anywhere = anywhere
        self.number = record.numbered_by
        self.parts, self._apart = record.names(), record.told_apart_by
        self.declared = fields(record)
        self.lasting = record.lasting
        self.registered = record.registered
        # One number written in two ways is one.
        self._plain = self.declared[self.number].tidied_by if self.number else None
        # A person's name alone will do while only one bears it.
        self.needed = self.parts[:1] if self.lasting else self.parts
        self._folds = [_FOLDS.get(self.declared[part].kind, squeezed) for part in self.parts]
        self.removed: set[Stored] = set()
        self._uids: dict[str, list[Known]] = defaultdict(list)
        self._numbers: dict[Stored, list[Known]] = defaultdict(list)
        self._masked: dict[str, list[Known]] = defaultdict(list)
        self._names: dict[Names, list[Known]] = defaultdict(list)
        self._firsts: dict[Stored, list[Known]] = defaultdict(list)
        columns = ", ".join(f'"{part}"' for part in (*self.parts, *self.lasting))
        named = len(self.parts)
        numbered = f'"{self.number}"' if self.number else "NULL"
        rows = connection.exec_driver_sql(
            f"SELECT id, uid, organisation, submission, deleted_at, {numbered}, {columns} "
            f'FROM "{kind}" ORDER BY id'
        )
        joined = joins.joined(connection, kind)
        gone: list[Known] = []
        for row_id, uid, organisation, submission, deleted, number, *parts in rows:
            if deleted and uid not in joined:
                self.removed |= {uid} if number is None else {uid, number}
                continue
            reported, names = submission is not None, self.comparable(parts[:named])
            lasting = tuple(parts[named:])
            known = Known(number, names, organisation, row_id, uid, reported, 0, lasting)
            if deleted:
                gone.append(known)
            else:
                self.put(known)
        for known in gone:
            kept = joins.followed(joined, str(known.uid))
            known.stays = next(iter(self._uids.get(kept, ())), None)
            if known.stays is not None:
                self.put(known)

    def put(self, known: Known) -> None:
        """Make a record findable."""
        if known.uid is not None:
            self._uids[known.uid].append(known)
        self._names[known.names].append(known)
        self._firsts[known.names[0]].append(known)
        if known.number is not None:
            self._numbers[self._as_number(known.number)].append(known)
            field = self.declared[self.number]
            text = shown(field, known.number)
            if (hidden := masked(field, text)) != text:
                self._masked[hidden].append(known)

    def _as_number(self, number: Stored) -> Stored:
        return self._plain(number) if self._plain and isinstance(number, str) else number

    def numbered(self) -> Iterable[Sequence[Known]]:
        """The records by number, those that share one together."""
        return self._numbers.values()

    def named(self) -> Iterable[Sequence[Known]]:
        """The records by what they are compared by without a number: of people the name alone."""
        return self._firsts.values() if self.lasting else self._names.values()

    def comparable(self, parts: Iterable[Stored]) -> Names:
        """What names a record, in the one form it is compared in: （集团）and (集团) are one."""
        return tuple(
            fold(part) if isinstance(part, str) else part
            for fold, part in zip(self._folds, parts, strict=False)
        )

    def change(self, known: Known, number: Stored, names: Names, lasting: Names) -> None:
        """A row changed a record: later rows find it by what it has become."""
        known.lasting = lasting
        if known.number is None and number is not None:
            known.number = number
            self._numbers[self._as_number(number)].append(known)
        self._names[known.names].remove(known)
        self._firsts[known.names[0]].remove(known)
        known.names = names
        self._names[names].append(known)
        self._firsts[names[0]].append(known)

    def find(self, who: Identity) -> Match:
        """The records that a row may speak of; those that stay, of those that were joined."""
        found = self._find(who)
        through = next((each.id or 0 for each in found.known if each.stays), 0)
        if not through:
            return found
        stay = dict.fromkeys(each.stays or each for each in found.known)
        asks = found.asks and len(stay) > 1
        return replace(found, known=list(stay), through=through, asks=asks)

    def _find(self, who: Identity) -> Match:
        if who.uid and (self.anywhere or who.uid in self._uids):
            # A file may come from somebody else's program, whose uids say nothing here.
            return self._by_uid(who)
        if who.number is not None and (same := self._numbers.get(self._as_number(who.number))):
            same = self._preferred(same, who)
            return Match(same if self.anywhere else same[:1], by_number=True)
        if who.masked and who.names and (same := self._masked_like(who.masked, who.names)):
            return Match(self._preferred(same, who))
        if who.names is None:
            labels = "、".join(self.declared[part].label for part in self.parts)
            return Match(
                refusal=Finding(
                    "no-key", f"缺少{labels}，认不出是哪一条。请连同这几列一起复制，再粘贴"
                )
            )
        return self._by_names(who, who.names)

    def _masked_like(self, number: str, names: Names) -> list[Known]:
        """Whose number is masked like this one and who has the row's name, else its days.

        Two characters of a number are many people's: they tell apart those that agree otherwise.
        """
        same = self._masked.get(number, [])
        days = [known for known in same if any(names[1:]) and known.names[1:] == names[1:]]
        return [known for known in same if known.names[0] == names[0]] or days

    def _by_uid(self, who: Identity) -> Match:
        if same := self._uids.get(who.uid):
            return Match(self._preferred(same, who)[:1])
        if who.uid in self.removed:
            return Match(refusal=Finding("in-recycle-bin", "这一条已在回收站里。请先恢复，再粘贴"))
        return Match(
            refusal=Finding(
                "not-found", "这里没有这个编号的记录。要当作新的一条，请清空编号这一格再粘贴"
            )
        )

    def _by_names(self, who: Identity, names: Names) -> Match:
        if self.lasting:
            return self._by_evidence(who, names[0])
        same = self._here(self._names.get(names, ()), who)
        bare = [known for known in same if known.number is None]
        if self.registered and same and not bare:
            # Under another code it may be the same one.
            return Match(self._preferred(same, who), asks=True)
        if who.number is not None:
            return Match(self._preferred(bare, who), alike="号码" if same and not bare else "")
        if self.anywhere:
            same = self._preferred(same, who)
        elif len(same) > 1 and len(bare) == 1:
            same = bare
        return Match(same, asks=len(same) > 1)

    def _by_evidence(self, who: Identity, name: Stored) -> Match:
        named = self._preferred(self._here(self._firsts.get(name, ()), who), who)
        found: dict[Evidence, list[Known]] = defaultdict(list)
        for known in named:
            found[evidence(known, who)].append(known)
        for level in (Evidence.SURE, Evidence.CLOSE):
            if same := found[level]:
                bare = [known for known in same if known.number is None]
                if len(same) > 1 and len(bare) == 1:
                    same = bare
                return Match(same, asks=len(same) > 1)
        unsure = found[Evidence.UNSURE] + found[Evidence.BLANK]
        if unsure:
            only = len(named) == 1 and not found[Evidence.UNSURE]
            return Match(unsure, by_name=only, asks=not only)
        return Match(alike=self._apart if named else "")

    def _here(self, known: Sequence[Known], who: Identity) -> Sequence[Known]:
        if self.anywhere or self.registered:
            return known
        return [each for each in known if each.organisation == who.organisation]

    def _preferred(self, known: Iterable[Known], who: Identity) -> list[Known]:
        """What was recorded here first, the row's own organisation first."""
        if not self.anywhere:
            return sorted(known, key=lambda k: (k.reported, k.organisation != who.organisation))
        own = [k for k in known if who.organisation in (None, k.organisation)]
        return sorted(own or known, key=lambda k: k.reported)


def _free_text(text: str) -> str:
    """A list for others hides the numbers that somebody typed into a text."""
    return squeezed(without_numbers(text))


_FOLDS: dict[Kind, Callable[[str], str]] = {
    Kind.PERSON: person_key,
    Kind.PEOPLE: people_key,
    Kind.TEXT: _free_text,
    Kind.LONG: _free_text,
}


def evidence(one: Known | Identity, other: Known | Identity) -> Evidence:
    """How well two of one name agree, by number and what lasts; the joining date is first."""
    if one.number is not None and other.number is not None and one.number != other.number:
        return Evidence.AGAINST
    best, unsure = Evidence.BLANK, False
    for at, (own, its) in enumerate(zip(one.lasting, other.lasting, strict=False)):
        if own is None or its is None:
            continue
        own, its = str(own), str(its)
        if own == its:
            if len(own) > 1:  # a date; half of all people share a sex
                best = max(best, Evidence.CLOSE if at else Evidence.SURE)
        elif own[:7] != its[:7] or len(own) < 10:
            return Evidence.AGAINST
        elif own.endswith("-01") or its.endswith("-01"):
            best = max(best, Evidence.CLOSE)  # a month alone is kept as its first day
        else:
            unsure = True
    return Evidence.UNSURE if unsure and best < Evidence.SURE else best


def doubles(rows: Iterable[tuple[int, int, Stored, Stored]]) -> dict[int, Finding]:
    """The rows kept out because another row of the sheet has their number, by their place.

    `rows` are (place, row, number, name). Of rows that agree on the name the first one with a
    name stays; where the names differ nobody knows which is right, and none of them does.
    """
    by_number: dict[Stored, list[tuple[int, int, Stored]]] = defaultdict(list)
    for at, row, number, name in rows:
        if number is not None:
            by_number[number].append((at, row, name and person_key(squeezed(str(name)))))
    kept_out: dict[int, Finding] = {}
    for same in by_number.values():
        if len(same) == 1:
            continue
        names = {name for *_, name in same if name}
        stays = next((each for each in same if each[2]), same[0])
        for at, *_ in same:
            if len(names) > 1:
                others = "、".join(str(row) for other, row, _ in same if other != at)
                kept_out[at] = Finding(
                    "number-twice",
                    f"号码与第 {others} 行相同而名称不同，几行都没有收。请对照证件改正后再导入",
                )
            elif at != stays[0]:
                kept_out[at] = Finding(
                    "duplicate-row",
                    f"号码和第 {stays[1]} 行相同，这一行没有收。请在原表只留一行",
                )
    return kept_out


def places(connection: Connection) -> dict[str, int]:
    """The organisations by code, name and short name (squeezed), where only one bears it."""
    found: dict[str, set[int]] = defaultdict(set)
    for row_id, *texts in connection.exec_driver_sql(
        "SELECT id, code, name, short_name FROM organisation WHERE deleted_at IS NULL"
    ):
        for text in texts:
            if text:
                found[squeezed(text)].add(row_id)
    return {text: next(iter(ids)) for text, ids in found.items() if len(ids) == 1}


def place_like(text: str, known: Mapping[str, int]) -> int | None:
    """The one organisation of `known` that a sheet's name (甲支部, 1-甲支部, 甲) speaks of."""
    name = re.sub(r"^[\d.、_-]+|[（(].*$", "", squeezed(text))
    if name in known:
        return known[name]
    core = re.sub(r"(?:联合|临时)?(?:党?支部|党总支|党委|支部委员会)$", "", name)
    if len(core) < 2 and core == name:
        return None
    tail = "支部" if core != name else ""
    found = {row for each, row in known.items() if core and core in each and tail in each}
    return next(iter(found)) if len(found) == 1 else None
