"""What a list offers to print: which papers, about what, and why one cannot be printed now.

Loaded with every list; the declarations of the papers themselves come in when a menu is opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from partydesk.desk.kinds import view_of
from partydesk.records.base import kind_of
from partydesk.records.clock import today
from partydesk.records.fields import Kind, fields
from partydesk.records.periods import Period, months_after, parse_period, usual_periods
from partydesk.store import queries
from partydesk.store.shown_rows import cell_text
from partydesk.store.store import Store

_LONGEST = 26  # characters of a record in a menu

Row = Mapping[str, Any]
_FOR: dict[str, Callable[[Row], bool]] = {
    "": lambda _row: True,
    "pipeline": lambda row: _in_pipeline(row),
    "floating": lambda row: row.get("floating") == 1,
}
"""By `Paper.of`: whether it is about the one in a row."""
Group = list["Offer"]


@dataclass(frozen=True, slots=True)
class Offer:
    """One paper that can be printed, or with a `reason` why not now.

    `what` is its key among the papers, `uid` the record it is about (None: the whole file),
    `label` what a menu says, `about` what tells its file from others. `periods` are to be chosen
    from, by what they are called; else it is for `period`. `masks` whether it holds numbers that
    can be shown in full; `suffix` is that of its file.
    """

    what: str
    title: str
    label: str
    uid: str | None = None
    about: str = ""
    reason: str = ""
    period: Period | None = None
    periods: tuple[tuple[str, Period | None], ...] = ()
    masks: bool = False
    suffix: str = ".pdf"

    def file_name(self, period: Period | None) -> str:
        """What its file is called unless the person says otherwise."""
        when = period.text if period else ""
        if self.periods and period is None:
            when = today().isoformat()
        name = "_".join(part for part in (self.title, self.about, when) if part)
        return re.sub(r'[\\/:*?"<>|\s\x00-\x1f]+', "-", name).strip("-. ")[:80] + self.suffix


def about_row(kind: str, row: Row) -> Group:
    """The papers about one record; without a row each says that one is to be chosen."""
    from partydesk.documents.printing import PAPERS

    made = []
    for what, paper in PAPERS.items():
        if kind not in paper.about or paper.own:
            continue
        if row and not _FOR[paper.of](row):
            continue
        if not row:
            made.append(Offer(what, paper.label, paper.label, reason=view_of(kind).choose))
        elif kind == "organisation":
            made.append(_of_organisation(what, str(row["uid"]), _name_of(row)))
        else:
            made.append(_of_record(what, kind, row))
        if row:
            made += in_word(made[-1])
    return made


def in_word(offer: Offer) -> Group:
    """The same paper as Word, where it can be."""
    from partydesk.documents.printing import PAPERS

    if not PAPERS[offer.what].word:
        return []
    return [replace(offer, label=f"{offer.label}（Word）", suffix=".docx")]


def about_list(store: Store, kind: str, row: Row) -> list[Group]:
    """What the list as a whole offers, in groups; `row` is the one under the cursor."""
    mine = store.role == "branch"
    owners = [_of_owner(store, what, row, kind) for what in view_of(kind).papers]
    groups = [[offer, *in_word(offer)] for offer in owners]
    groups.append([_naming(offer, kind, row) for offer in about_row(kind, row)])
    if kind == "member":
        # A committee's members are its branches': their months and lists are printed there.
        groups.append([*(_of_everybody(store) if mine else ()), _blank_pledge()])
    if kind == "session":
        plan, album = (_of_organisation(each, None, store.own.short_name)
                       for each in ("year-plan", "album"))  # fmt: skip
        whole = [replace(album, label=f"{album.title}：一个期间的")] if mine else []
        groups.append([plan, *whole])
    if mine and kind != "organisation":
        # A branch has no list of organisations where its archive could be looked for.
        groups.append([_of_organisation("handover", None, store.own.short_name)])
    return [group for group in groups if group]


def _of_record(what: str, kind: str, row: Row) -> Offer:
    from partydesk.documents.printing import PAPERS

    title = PAPERS[what].label
    period, reason = None, ""
    if kind == "member":
        if what == "card" and not row.get("joined_on"):
            joined = fields(kind_of(kind))["joined_on"].label
            reason = f"“{row['name']}”没有登记{joined}，算不出政治生日"
        elif what == "checklist" and not (_in_pipeline(row) or row.get("applied_on")):
            reason = f"“{row['name']}”不在发展过程中，也没有登记发展经过"
        elif what == "pledge":
            period = parse_period(str(today().year))
    if kind == "session" and what in ("minutes", "album") and row.get("state") != "held":
        reason = f"还没有记成已开，没有{title}"
    about = "_".join(_described(kind, row))
    return Offer(what, title, title, str(row["uid"]), about, reason, period)


def _of_organisation(what: str, uid: str | None, name: str) -> Offer:
    from partydesk.documents.printing import PAPERS

    paper = PAPERS[what]
    periods: tuple[tuple[str, Period | None], ...] = (("", None),)
    if what == "handover":
        years = [parse_period(str(today().year - back)) for back in range(3)]
        periods = tuple((each.title, each) for each in years)
    elif paper.dated:
        usual = tuple((each.title, each) for each in usual_periods(today()))
        periods = (("全部", None), *usual)
    return Offer(what, paper.label, paper.label, uid, name, periods=periods, masks=paper.masks)


def _of_owner(store: Store, what: str, row: Row, kind: str) -> Offer:
    """A paper of the organisation that the row belongs to: in a branch's file of the branch."""
    owner = row.get("organisation")
    if store.role == "branch" or owner is None:
        offer = _of_organisation(what, None, store.own.short_name)
        if store.role == "committee" and kind == "member":
            return replace(offer, reason=view_of(kind).choose)
        return offer
    with store.read() as connection:
        found = queries.window(connection, "organisation", [int(owner)])[int(owner)]
    name = _name_of(found)
    offer = _of_organisation(what, str(found["uid"]), name)
    return replace(offer, label=f"{offer.title}：{name}")


def _of_everybody(store: Store) -> Group:
    """The papers of all members whom they concern now."""
    from partydesk.documents.printing import PAPERS
    from partydesk.documents.reading import PIPELINE

    card, checklist = PAPERS["card"].label, PAPERS["checklist"].label
    made = []
    for word, first in (("本月", today()), ("下月", months_after(today().replace(day=1), 1))):
        month = parse_period(f"{first:%Y-%m}")
        label = f"{card}：{word}过政治生日的党员"
        made.append(Offer("card", card, label, period=month))
    with store.read() as connection:
        anybody = queries.count(connection, queries.Query("member", where={"category": PIPELINE}))
    reason = "" if anybody else "现在没有正在发展的人"
    label = f"{checklist}：所有正在发展的人"
    about = f"{store.own.short_name}_{today().isoformat()}"
    made.append(Offer("checklist", checklist, label, about=about, reason=reason))
    return made


def _blank_pledge() -> Offer:
    from partydesk.documents.printing import PAPERS

    title = PAPERS["pledge"].label
    year = parse_period(str(today().year))
    return Offer("pledge", title, f"{title}：空白", about="空白", period=year)


def _naming(offer: Offer, kind: str, row: Row) -> Offer:
    """The same offer where it is not plain to see which record is meant."""
    if not row:
        return offer
    name = " ".join(_described(kind, row))
    name = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
    return replace(offer, label=f"{offer.label}：{name}")


def _in_pipeline(row: Row) -> bool:
    from partydesk.documents.reading import PIPELINE

    return row.get("category") in PIPELINE


def _name_of(organisation: Row) -> str:
    return str(organisation.get("short_name") or organisation["name"])


def _described(kind: str, row: Row) -> list[str]:
    """What names a record, as words: its day, not its minute."""
    if kind == "organisation":
        return [_name_of(row)]
    record = kind_of(kind)
    known = fields(record)
    texts = []
    for name in record.described_by:
        text = cell_text(kind, name, row)
        texts.append(text[:10] if known[name].kind is Kind.MOMENT else text)
    return [text for text in texts if text]
