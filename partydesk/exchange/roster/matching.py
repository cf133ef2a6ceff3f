"""Who in the store a row of a sheet is: by number, else by name and joining date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from partydesk.records.findings import Finding
from partydesk.records.values import Stored, squeezed

# kind → (the number that says who it is, the columns that do when there is no number).
KEYS: dict[str, tuple[str, tuple[str, ...]]] = {
    "member": ("id_number", ("name", "joined_on")),
    "enterprise": ("credit_code", ("name",)),
}


@dataclass(slots=True, eq=False)
class Known:
    """One record that rows are compared with, in the store or from an earlier row.

    `id` and `uid` are None for one that only the sheet holds; `row` is the sheet's row that was
    already taken for it. `reported` marks a row that came with a branch's submission.
    """

    number: Stored
    weak: tuple[Stored, ...]
    organisation: int | None
    id: int | None = None
    uid: str | None = None
    reported: bool = False
    row: int = 0


@dataclass(slots=True)
class Match:
    """What a row was matched with. `refusal` keeps it out; `remark` only tells.

    `by_name` says that the name alone decided, since the row has nothing better; `by_number`
    that the number did.
    """

    known: Known | None = None
    refusal: Finding | None = None
    remark: Finding | None = None
    by_name: bool = False
    by_number: bool = False


@dataclass
class Index:
    """The records of the store by number and by name."""

    kind: str
    numbers: dict[Stored, list[Known]] = field(default_factory=lambda: defaultdict(list))
    names: dict[Stored, list[Known]] = field(default_factory=lambda: defaultdict(list))
    removed: set[Stored] = field(default_factory=set)

    def put(self, known: Known) -> None:
        """Make a record findable."""
        if known.number is not None:
            self.numbers[known.number].append(known)
        known.weak = _comparable(known.weak)
        self.names[known.weak[0]].append(known)

    def now(self, known: Known, number: Stored, weak: tuple[Stored, ...]) -> None:
        """A row changed a record: later rows find it by what it has become."""
        if known.number is None and number is not None:
            known.number = number
            self.numbers[number].append(known)
        self.names[known.weak[0]].remove(known)
        known.weak = _comparable(weak)
        self.names[known.weak[0]].append(known)

    def find(self, number: Stored, weak: tuple[Stored, ...], organisation: int) -> Match:
        """The record a row speaks of, if there is one."""
        weak = _comparable(weak)
        if number is not None and self.numbers.get(number):
            # One recorded here before one a branch reported; the row's own organisation first.
            known = min(
                self.numbers[number],
                key=lambda known: (known.reported, known.organisation != organisation),
            )
            match = self._matched(known, named=known.weak[0] == weak[0])
            match.by_number = True
            return match
        here = [k for k in self.names.get(weak[0], ()) if k.organisation == organisation]
        same = [known for known in here if known.weak == weak]
        if number is not None:
            open_ = [known for known in same if known.number is None]
            if len(open_) == 1:
                return self._matched(open_[0])
            if len(open_) > 1:
                return Match(refusal=self._ambiguous(len(open_)))
            return Match(remark=self._alike("号码不同") if same else None)
        if len(same) > 1:
            bare = [known for known in same if known.number is None]
            if len(bare) == 1:
                return self._matched(bare[0])
            return Match(refusal=self._ambiguous(len(same)))
        if same:
            return self._matched(same[0])
        if len(weak) > 1 and weak[1] is None and here:
            # Nothing but a name: it must be the only one of that name.
            if len(here) > 1:
                return Match(refusal=self._ambiguous(len(here)))
            match = self._matched(here[0])
            match.by_name = True
            return match
        return Match(remark=self._alike("入党日期不同") if here else None)

    def _matched(self, known: Known, *, named: bool = True) -> Match:
        if known.row and not named:
            return Match(
                refusal=Finding(
                    "duplicate-row",
                    f"号码与第 {known.row} 行相同而名称不同，只收第 {known.row} 行。"
                    "请对照证件，改正写错的一行再导入",
                )
            )
        if known.row:
            return Match(
                refusal=Finding(
                    "duplicate-row",
                    f"与第 {known.row} 行是同一{self._unit}，只收第 {known.row} 行。"
                    "请在原表删去多余的一行；确是两个不同的，请补上号码再导入",
                )
            )
        return Match(known)

    @property
    def _unit(self) -> str:
        return "个人" if self.kind == "member" else "家企业"

    def _ambiguous(self, count: int) -> Finding:
        lacking = "公民身份号码" if self.kind == "member" else "统一社会信用代码"
        return Finding(
            "ambiguous",
            f"已有 {count} {self._unit[0]}同名的，分不清是哪一{self._unit}。"
            f"请在表里补上{lacking}再导入",
        )

    def _alike(self, how: str) -> Finding:
        return Finding(
            "same-name",
            f"已有同名但{how}的记录，这一行按另一{self._unit}新增。若是同一{self._unit}，请改正后合为一条",
            fatal=False,
        )


def doubles(rows: Iterable[tuple[int, Stored, Stored]]) -> dict[int, Finding]:
    """The rows kept out because another row of the sheet has their number, by row.

    `rows` are (row, number, name). Of rows that agree on the name the first one with a name
    stays; where the names differ nobody knows which is right, and none of them does.
    """
    by_number: dict[Stored, list[tuple[int, Stored]]] = defaultdict(list)
    for row, number, name in rows:
        if number is not None:
            by_number[number].append((row, name and squeezed(str(name))))
    kept_out: dict[int, Finding] = {}
    for same in by_number.values():
        if len(same) == 1:
            continue
        names = {name for _, name in same if name}
        stays = next((row for row, name in same if name), same[0][0])
        for row, _ in same:
            if len(names) > 1:
                others = "、".join(str(other) for other, _ in same if other != row)
                kept_out[row] = Finding(
                    "number-twice",
                    f"号码与第 {others} 行相同而名称不同，几行都没有收。请对照证件改正后再导入",
                )
            elif row != stays:
                kept_out[row] = Finding(
                    "duplicate-row",
                    f"号码和第 {stays} 行相同，这一行没有收。请在原表只留一行",
                )
    return kept_out


def _comparable(weak: tuple[Stored, ...]) -> tuple[Stored, ...]:
    # （集团）and (集团) are one name.
    return (squeezed(str(weak[0] or "")), *weak[1:])


def index_of(connection: Connection, kind: str) -> Index:
    """The index of all records of a kind that are not removed."""
    number, weak = KEYS[kind]
    names = ", ".join(f'"{name}"' for name in weak)
    index = Index(kind)
    rows = connection.exec_driver_sql(
        f'SELECT id, uid, organisation, submission, deleted_at, "{number}", {names} FROM "{kind}"'
    )
    for row_id, uid, organisation, submission, deleted, stored, *rest in rows:
        if deleted:
            if stored is not None:
                index.removed.add(stored)
            continue
        index.put(Known(stored, tuple(rest), organisation, row_id, uid, submission is not None))
    return index


@dataclass(frozen=True, slots=True)
class Places:
    """Which organisation a text such as 甲科技支部 or P0312 means."""

    own: int
    by_text: dict[str, int]

    def find(self, text: str) -> int | None:
        """The id of the organisation, or None when no or several bear that name."""
        return self.by_text.get(squeezed(text))


def places(connection: Connection, own: int) -> Places:
    """All organisations of a file by code, name and short name."""
    found: dict[str, set[int]] = defaultdict(set)
    for row_id, *texts in connection.exec_driver_sql(
        "SELECT id, code, name, short_name FROM organisation WHERE deleted_at IS NULL"
    ):
        for text in texts:
            if text:
                found[squeezed(text)].add(row_id)
    return Places(own, {text: next(iter(ids)) for text, ids in found.items() if len(ids) == 1})
