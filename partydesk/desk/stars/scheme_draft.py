"""A scheme while it is being edited: everything as typed, and what is wrong with it, where."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from partydesk.records.findings import Finding, UserError
from partydesk.records.values import plain
from partydesk.rules.stars.model import MOST_STARS, Goal, Item, Scheme, Veto, label_key
from partydesk.rules.stars.scores import score_text

SHARE, TARGET, STEPS = "share", "target", "steps"
TOP, ITEMS, LEVELS, VETOES = "top", "items", "levels", "vetoes"
# How the rules name the parts of a scheme's file, and what they are called on the screen.
_NAMED = {"target": "满分要求", "steps": "分级给分", "nothing_due": "没有要办的时给分"}


@dataclass(slots=True)
class ItemDraft:
    """An item. Of `target` and `steps` only the one that `way` says counts. `named` is what it was
    called when the scheme was opened, `before` what it was called earlier."""

    label: str = ""
    group: str = ""
    points: str = ""
    rule: str = ""
    way: str = SHARE
    target: str = ""
    steps: str = ""
    nothing_due: str = ""
    evidence: str = ""
    id: str = ""
    named: str = ""
    before: tuple[str, ...] = ()


@dataclass(slots=True)
class LineDraft:
    """A goal or a veto: its name, its stars, and what a veto says."""

    label: str = ""
    stars: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Something wrong: the sentence, the part of the scheme, the row there (-1: none)."""

    message: str
    part: str
    row: int = -1


@dataclass(slots=True)
class SchemeDraft:
    """A scheme as typed. `thresholds` are those of 1, 2, … stars, the unused ones empty."""

    name: str = ""
    first_year: str = ""
    last_year: str = ""
    thresholds: list[str] = field(default_factory=lambda: [""] * MOST_STARS)
    goals: list[LineDraft] = field(default_factory=list)
    items: list[ItemDraft] = field(default_factory=list)
    vetoes: list[LineDraft] = field(default_factory=list)

    def regroup(self) -> None:
        """Put items of the same group together, groups in the order they first come."""
        order = list(dict.fromkeys(item.group.strip() for item in self.items))
        self.items.sort(key=lambda item: order.index(item.group.strip()))

    def read(self) -> tuple[Scheme | None, list[Found]]:
        """The scheme, if it holds together, else everything that is wrong with it."""
        from partydesk.rules.stars.checking import check_scheme
        from partydesk.rules.stars.scheme import parse, to_json

        reading = _Reading()
        scheme = reading.scheme(self)
        if reading.found:
            # Of what could be read the rules speak too; not of what was put in its place.
            spoilt = {(each.part, each.row) for each in reading.found}
            parts = {each.part for each in reading.found}
            more = [self._located(finding) for finding in check_scheme(scheme)]
            return None, reading.found + [
                each
                for each in more
                if (each.part, each.row) not in spoilt
                and not (each.part == LEVELS and parts & {ITEMS, LEVELS})
            ]
        try:
            return parse(to_json(scheme)), []
        except UserError as error:
            return None, [self._located(finding) for finding in error.findings]

    def _located(self, finding: Finding) -> Found:
        """Where a finding of the rules belongs."""
        message = finding.message
        for word, named in _NAMED.items():
            message = re.sub(rf"\s*\b{word}\b\s*", named, message)
        if finding.code == "bad-years":
            return Found(message, TOP)
        if finding.code in ("bad-thresholds", "bad-goals"):
            return Found(message, LEVELS)
        places = [(ITEMS, row, item.label) for row, item in enumerate(self.items)]
        places += [(VETOES, row, veto.label) for row, veto in enumerate(self.vetoes)]
        for part, row, label in reversed(places):
            if any(f"“{name}”" in finding.message for name in (label, label_key(label)) if name):
                return Found(message, part, row)
        return Found(message, ITEMS if finding.code in ("no-items", "twice") else LEVELS)


def draft_of(scheme: Scheme) -> SchemeDraft:
    """A scheme as it is shown for editing."""
    lines = [score_text(each) for each in scheme.thresholds]
    return SchemeDraft(
        scheme.name,
        str(scheme.first_year),
        str(scheme.last_year),
        lines + [""] * (MOST_STARS - len(lines)),
        [LineDraft(goal.label, str(goal.stars)) for goal in scheme.goals],
        [_item_draft(item) for item in scheme.items],
        [LineDraft(veto.label, str(veto.stars), veto.says) for veto in scheme.vetoes],
    )


def _item_draft(item: Item) -> ItemDraft:
    from partydesk.rules.stars.computed import RULES

    share = not (item.rule in RULES and RULES[item.rule].counted)

    def bound(value: float) -> str:
        return f"{score_text(value * 100)}%" if share else score_text(value)

    return ItemDraft(
        item.label,
        item.group,
        score_text(item.points),
        item.rule,
        STEPS if item.steps else SHARE if item.target is None else TARGET,
        "" if item.target is None else bound(item.target),
        "，".join(f"{bound(low)}={score_text(part * 100)}%" for low, part in item.steps),
        "" if item.nothing_due is None else f"{score_text(item.nothing_due * 100)}%",
        item.evidence,
        item.id,
        item.label,
        item.before,
    )


class _Reading:
    """Takes typed texts as numbers, noting what is none and what is missing."""

    def __init__(self) -> None:
        self.found: list[Found] = []

    def scheme(self, draft: SchemeDraft) -> Scheme:
        name = self._text("方案名称", draft.name, TOP)
        first = self._whole("有效年度", draft.first_year, TOP)
        last = self._whole("有效年度", draft.last_year, TOP)
        used = [each.strip() for each in draft.thresholds]
        while used and not used[-1]:
            used.pop()
        thresholds = tuple(
            self._number(f"{stars} 星的分数线", each, LEVELS)
            for stars, each in enumerate(used, start=1)
        )
        goals = tuple(
            Goal(self._text(f"第 {row} 个目标的名称", each.label, LEVELS),
                 self._whole(f"目标“{each.label}”的星级", each.stars, LEVELS))
            for row, each in enumerate(draft.goals, start=1)
        )  # fmt: skip
        taken = {item.id for item in draft.items}
        items = tuple(self._item(row, each, taken) for row, each in enumerate(draft.items))
        vetoes = tuple(
            Veto(self._text(f"第 {row + 1} 个否决项的名称", each.label, VETOES, row),
                 self._whole(f"否决项“{each.label}”最多留的星级", each.stars, VETOES, row),
                 self._text("说明", each.says, VETOES, row, blank=True))
            for row, each in enumerate(draft.vetoes)
        )  # fmt: skip
        return Scheme(name, first, last, thresholds, goals, items, vetoes)

    def _item(self, row: int, draft: ItemDraft, taken: set[str]) -> Item:
        label = self._text(f"第 {row + 1} 个项目的名称", draft.label, ITEMS, row)
        where = f"“{label}”的" if label else f"第 {row + 1} 个项目的"
        basic = Item(
            draft.id or _new_id(taken),
            label,
            self._text(f"{where}类别", draft.group, ITEMS, row),
            self._number(f"{where}分值", draft.points, ITEMS, row),
            self._text(f"{where}依据", draft.evidence, ITEMS, row, blank=True),
            before=_names_before(draft, label),
        )
        if not draft.rule:
            return basic
        nothing = draft.nothing_due.strip()
        return replace(
            basic,
            rule=draft.rule,
            target=self._share(f"{where}{_NAMED['target']}", draft.target, row)
            if draft.way == TARGET
            else None,
            steps=self._steps(where, draft.steps, row) if draft.way == STEPS else (),
            nothing_due=self._share(f"{where}{_NAMED['nothing_due']}", nothing, row)
            if nothing
            else None,
        )

    def _steps(self, where: str, text: str, row: int) -> tuple[tuple[float, float], ...]:
        parts = [part for part in re.split(r"[，,、；;\s]+", plain(text)) if part]
        pairs = [re.split(r"[=＝:：]", part) for part in parts]
        if not pairs or any(len(pair) != 2 for pair in pairs):
            self._note(f"{where}分级给分要写成“达到=给分”，例如 80%=70%，95%=100%", ITEMS, row)
            return ()
        named = f"{where}{_NAMED['steps']}"
        return tuple((self._share(named, a, row), self._share(named, b, row)) for a, b in pairs)

    def _share(self, what: str, text: str, row: int) -> float:
        """A number; 80% is 0.8."""
        written = plain(text).replace(" ", "")
        whole = written.endswith("%")
        value = self._number(what, written.removesuffix("%"), ITEMS, row)
        return round(value / 100, 6) if whole else value

    def _number(self, what: str, text: str, part: str, row: int = -1) -> float:
        try:
            value = float(plain(text))
        except ValueError:
            value = float("nan")
        if not abs(value) < 1e6:
            told = f"“{text.strip()}”不是数字" if text.strip() else "没有填写"
            self._note(f"{what}{told}", part, row)
            return 1.0
        return value

    def _whole(self, what: str, text: str, part: str, row: int = -1) -> int:
        value = self._number(what, text, part, row)
        if value != int(value):
            self._note(f"{what}应为整数", part, row)
        return int(value)

    def _text(self, what: str, text: str, part: str, row: int = -1, *, blank: bool = False) -> str:
        text = text.strip()
        if not text and not blank:
            self._note(f"{what}没有填写", part, row)
        elif not text.isprintable():
            self._note(f"{what}里有换行或看不见的字", part, row)
        return text

    def _note(self, message: str, part: str, row: int) -> None:
        self.found.append(Found(message, part, row))


def _names_before(draft: ItemDraft, label: str) -> tuple[str, ...]:
    """The names an item had, so that scores given under them stay its own."""
    names = (*draft.before, draft.named)
    return tuple(dict.fromkeys(name for name in names if name and name != label))


def _new_id(taken: set[str]) -> str:
    number_ = len(taken) + 1
    while f"item{number_}" in taken:
        number_ += 1
    taken.add(f"item{number_}")
    return f"item{number_}"
