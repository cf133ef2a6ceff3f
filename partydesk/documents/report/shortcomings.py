"""What the records show to be missing or overdue, said in sentences, with the branches concerned.

No person is named here: a report is read out before many. Who it is stands in the reminders.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from partydesk.documents.report.content import Level, Sentence, Table
from partydesk.documents.report.facts import tight
from partydesk.documents.report.templates import Run, escaped
from partydesk.records.base import kinds

if TYPE_CHECKING:
    from partydesk.rules.norms.declared import Norm, Obligation

# More organisations than these are named in the appendix, not in the sentence.
MOST_NAMED = 5
_MOST_SLOTS = 6
_QUARTERS = "一二三四"


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as the sentences name it."""

    name: str
    code: str
    kind: str  # 支部 or 党组织


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """One kind of thing amiss: its sentence, the step that mends it, what the tokens say.

    `lines` says for each organisation concerned what is amiss there, for the appendix;
    `of_branches`: it is theirs to mend.
    """

    id: str
    shortcoming: Sentence
    step: Sentence
    facts: Mapping[str, str]
    lines: Mapping[int, str]
    of_branches: bool = False

    @property
    def long(self) -> bool:
        """Whether the sentence leaves organisations to the appendix."""
        return len(self.lines) > MOST_NAMED


def shortcomings(
    items: Iterable[Obligation],
    order: Sequence[str],
    places: Mapping[int, Place],
    *,
    year: int,
    single: bool,
    skip: frozenset[str] = frozenset(),
    annex: str = "",
) -> list[Shortcoming]:
    """The missed and overdue items, one Shortcoming for each norm, in this order of norm ids.

    `single`: a branch's own report, which needs not say which branch. `skip` names norms that
    are told otherwise; `annex` is where those are listed whom a sentence does not name, "" for
    nowhere.
    """
    by_norm: dict[str, dict[int, list[Obligation]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        if item.state in ("missed", "overdue") and item.norm.id not in skip:
            by_norm[item.norm.id][item.organisation].append(item)
    return [
        _problem(_ordered(by_norm[id], places), places, year, single, annex)
        for id in order
        if id in by_norm
    ]


def _ordered(
    found: Mapping[int, list[Obligation]], places: Mapping[int, Place]
) -> dict[int, Sequence[Obligation]]:
    """Where most is amiss first, then by code."""
    ids = sorted(found, key=lambda id: (-len(found[id]), places[id].code, id))
    return {id: found[id] for id in ids}


def _problem(
    found: Mapping[int, Sequence[Obligation]],
    places: Mapping[int, Place],
    year: int,
    single: bool,
    annex: str,
) -> Shortcoming:
    norm = next(iter(found.values()))[0].norm
    head = norm.amiss or f"{norm.label}有缺项或逾期"
    step = norm.step or f"{norm.label}：{norm.remedy}"
    if norm.step and not single and norm.held_by == "B":
        step = f"督促有关支部{step}"
    lines = {id: _particulars(norm, items, year) for id, items in found.items()}
    count, who = f"count:{norm.id}", f"who:{norm.id}"
    # What befell a branch may be why its own work lapsed, hardly why one person's did.
    cause = f"{{cause:{norm.id}}}" if norm.held_by == "B" and not _unit(norm) else ""
    if single or norm.held_by == "C":
        only = next(iter(lines.values()))
        facts = {who: f"：{only}" if only else ""}
        text = f"{escaped(tight(head))}{{{who}}}。{cause}"
    else:
        alike = "各" if _unit(norm) else "均为"
        facts = {count: _counted(norm, found, places), who: named(lines, places, alike, annex)}
        text = f"{escaped(tight(head))}：{{{count}}}，{{{who}}}。{cause}"
    said = escaped(tight(step).rstrip("。"))
    return Shortcoming(
        norm.id,
        Sentence(f"problem:{norm.id}", Level.ITEM, text),
        Sentence(f"next:{norm.id}", Level.ITEM, f"{said}{{owner:{norm.id}}}。"),
        facts,
        {id: tight(head) + (f"（{line}）" if line else "") for id, line in lines.items()},
        norm.held_by == "B",
    )


def _counted(
    norm: Norm, found: Mapping[int, Sequence[Obligation]], places: Mapping[int, Place]
) -> str:
    unit = _unit(norm)
    where = f"{len(found)}个{kind_of_all(found, places)}"
    about = sum(_different(items) for items in found.values())
    return f"{where}的{about}{unit}" if unit else where


def _unit(norm: Norm) -> str:
    """What the records that a norm is about are counted as; "" for an organisation's own work."""
    record = kinds().get(norm.about)
    return record.counted_as if record is not None else ""


def kind_of_all(ids: Iterable[int], places: Mapping[int, Place]) -> str:
    """What to call these organisations together: 支部, or 党组织 where one is none."""
    kinds = {places[id].kind for id in ids}
    return kinds.pop() if len(kinds) == 1 else "党组织"


def named(lines: Mapping[int, str], places: Mapping[int, Place], alike: str, annex: str) -> str:
    """The organisations with what is amiss: all of a few, else the first and how many in all.

    What is the same everywhere is said once, after `alike` (均为 or 各).
    """
    shown = list(lines.items())[:MOST_NAMED]
    same = len(lines) > 1 and len(set(lines.values())) == 1
    few = "、".join(
        places[id].name + (f"（{line}）" if line and not same else "") for id, line in shown
    )
    each = f"，{alike}{shown[0][1]}" if same and shown[0][1] else ""
    if len(lines) <= MOST_NAMED:
        return f"涉及{few}{each}"
    see = f"，详见{annex}" if annex else ""
    return f"包括{few}等{len(lines)}个{kind_of_all(lines, places)}{each}{see}"


def _different(items: Sequence[Obligation]) -> int:
    return len({(item.uid, item.about) for item in items})


def _particulars(norm: Norm, items: Sequence[Obligation], year: int) -> str:
    """Which months, quarters or groups; how many people."""
    unit = _unit(norm)
    if unit:
        return f"{_different(items)}{unit}"
    by_about: dict[str, set[str]] = defaultdict(set)
    for item in items:
        by_about[item.about].add(item.slot)
    told = {about: slots_text(by_about[about], year) for about in sorted(by_about)}
    if sum(map(len, told.values())) > _MOST_SLOTS:
        return f"{len({(item.about, item.slot) for item in items})}次"
    return "；".join(about + "、".join(slots) for about, slots in told.items()).replace(
        "季度、第", "、第"
    )


def slots_text(slots: Iterable[str], year: int) -> list[str]:
    """Months, quarters and half-years in order; three months on end are one span."""
    spans: list[list[str]] = []
    for slot in sorted(slots):
        if spans and _follows(spans[-1][-1], slot):
            spans[-1].append(slot)
        else:
            spans.append([slot])
    told: list[str] = []
    for span in spans:
        texts = [slot_text(slot, year) for slot in span]
        told += texts if len(texts) < 3 else [f"{texts[0].removesuffix('月')}至{texts[-1]}"]
    return [text for text in told if text]


def _follows(slot: str, following: str) -> bool:
    """Whether one month comes right after another of the same year."""
    months = [re.fullmatch(r"(\d{4})-(\d\d)", each) for each in (slot, following)]
    if not (months[0] and months[1]):
        return False
    return months[0][1] == months[1][1] and int(months[0][2]) + 1 == int(months[1][2])


def slot_text(slot: str, year: int) -> str:
    """8月, 第三季度, 上半年: a slot as the sentence says it; its year only where it is another.

    A whole year that is the report's own, and what is no date, is nothing to say.
    """
    if not (found := re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?|Q([1-4])|H([12]))?$", slot)):
        return ""
    its_year, month, day, quarter, half = found.groups()
    text = "" if int(its_year) == year else f"{its_year}年"
    if month:
        return f"{text}{int(month)}月" + (f"{int(day)}日" if day else "")
    if quarter:
        return f"{text}第{_QUARTERS[int(quarter) - 1]}季度"
    return text + {"1": "上半年", "2": "下半年"}.get(half or "", "")


def table(found: Sequence[Shortcoming], places: Mapping[int, Place]) -> Table | None:
    """A line for each organisation with all that is amiss there; None where sentences say it."""
    if not any(shortcoming.long for shortcoming in found):
        return None
    by_place: dict[int, list[str]] = defaultdict(list)
    for shortcoming in found:
        for id, line in shortcoming.lines.items():
            by_place[id].append(line)
    ids = sorted(by_place, key=lambda id: (places[id].code, id))
    rows = tuple(
        (str(number), places[id].name, "；".join(by_place[id]))
        for number, id in enumerate(ids, start=1)
    )
    return Table(
        "有缺项或逾期事项的党组织", ("序号", "党组织", "事项"), (13, 40, 103), rows, frozenset((0,))
    )


def runs_of(found: Iterable[Shortcoming]) -> dict[str, Run]:
    """The tokens of these problems."""
    return {token: Run(text, token) for each in found for token, text in each.facts.items()}
