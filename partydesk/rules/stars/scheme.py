"""A star scheme as text: read with complete checking, and written back.

The text is JSON: `format` 1, `name`, `years` [first, last], `thresholds` (points for 1, 2, …
stars), `goals` [{label, stars}], `groups` [{label, items}], `vetoes` [{label, stars, says}]. An
item has id, label, points, evidence, `how` ("self", or "computed" with rule and target, steps,
nothing_due).
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection

from partydesk.records.findings import Finding, UserError
from partydesk.rules.stars.checking import check_scheme
from partydesk.rules.stars.model import Goal, Item, Scheme, Veto
from partydesk.store.resources import resource
from partydesk.store.schemes import scheme_text

__all__ = ["Goal", "Item", "Scheme", "Veto", "default_scheme", "parse", "scheme_for", "to_json"]

FORMAT = 1
_TOP = ("format", "name", "years", "thresholds", "goals", "groups", "vetoes")
_ITEM = ("id", "label", "points", "evidence", "how", "rule", "target", "steps", "nothing_due",
         "before")  # fmt: skip
_MOST_TOLD = 6  # findings told in the sentence; all of them go along


def default_scheme() -> Scheme:
    """The scheme the program comes with."""
    return parse(resource("stars/default.json").read_bytes())


def scheme_for(connection: Connection, year: int) -> Scheme:
    """The scheme this file scores a year by. Raises UserError("bad-scheme") for a broken one."""
    return parse(scheme_text(connection, year))


def parse(text: str | bytes) -> Scheme:
    """Read a scheme. Raises UserError("bad-scheme") that says everything wrong with it.

    The error's `findings` are the single faults; what is no JSON has its line in `row`.
    """
    reading = _Reading()
    scheme = reading.scheme(_loaded(text))
    findings = reading.findings or check_scheme(scheme)
    if findings:
        raise _refused(findings)
    return scheme


def to_json(scheme: Scheme) -> str:
    """The text `parse` reads back as the same scheme."""
    held = {
        "format": FORMAT,
        "name": scheme.name,
        "years": [scheme.first_year, scheme.last_year],
        "thresholds": [_short(each) for each in scheme.thresholds],
        "goals": [{"label": each.label, "stars": each.stars} for each in scheme.goals],
        "groups": [
            {"label": group, "items": [_written(item) for item in items]}
            for group, items in scheme.groups.items()
        ],
        "vetoes": [
            {"label": each.label, "stars": each.stars, "says": each.says} for each in scheme.vetoes
        ],
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def _written(item: Item) -> dict[str, Any]:
    held: dict[str, Any] = {"id": item.id, "label": item.label, "points": _short(item.points)}
    held["how"] = "computed" if item.rule else "self"
    if item.rule:
        held["rule"] = item.rule
    if item.target is not None:
        held["target"] = _short(item.target)
    if item.steps:
        held["steps"] = [[_short(bound), _short(share)] for bound, share in item.steps]
    if item.nothing_due is not None:
        held["nothing_due"] = _short(item.nothing_due)
    if item.before:
        held["before"] = list(item.before)
    return held | {"evidence": item.evidence}


def _short(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _refused(findings: list[Finding]) -> UserError:
    told = "；".join(finding.message for finding in findings[:_MOST_TOLD])
    more = f"；另有 {len(findings) - _MOST_TOLD} 处" if len(findings) > _MOST_TOLD else ""
    return UserError("bad-scheme", f"星级方案没有采用：{told}{more}。请改好后再试", findings)


def _loaded(text: str | bytes) -> Any:
    def broken(line: int, message: str) -> UserError:
        return _refused([Finding("not-json", f"第 {line} 行{message}", row=line)])

    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise broken(line, "有不是 UTF-8 编码的字，请另存为 UTF-8") from None
    try:
        return json.loads(
            text.removeprefix("\ufeff"), object_pairs_hook=_object, parse_constant=_no_number
        )
    except json.JSONDecodeError as error:
        raise broken(
            error.lineno, f"第 {error.colno} 个字附近不是有效的 JSON，多半是逗号、引号或括号不成对"
        ) from None
    except (RecursionError, ValueError):
        # Nested without end, or a number of thousands of digits.
        raise _refused([Finding("not-json", "不是星级方案的 JSON，层数或数字过大")]) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for key, value in pairs:
        if key in held:
            raise _refused([Finding("twice", f"同一处有两个“{key}”，不知道以哪个为准")])
        held[key] = value
    return held


def _no_number(word: str) -> float:
    raise _refused([Finding("not-number", f"“{word}”不是数字")])


class _Reading:
    """Takes the loaded JSON apart, noting what is missing, of the wrong type or unknown."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def scheme(self, data: Any) -> Scheme:
        held = self._mapping("方案", data, _TOP)
        if held.get("format") != FORMAT:
            message = f"format 应为 {FORMAT}；更新的方案要用更新的程序打开"
            self._note("bad-format", message, held.get("format"))
        years = [self._whole("years", each) for each in self._list("years", held.get("years"))]
        if len(years) != 2:
            self._note("bad-years", "years 应为两个年份，例如 [2026, 2028]", held.get("years"))
        thresholds = self._list("thresholds", held.get("thresholds"))
        return Scheme(
            name=self._text("方案的 name", held.get("name")),
            first_year=years[0] if years else 0,
            last_year=years[-1] if years else 0,
            thresholds=tuple(self._number("thresholds", each) for each in thresholds),
            goals=tuple(self._goal(each) for each in self._list("goals", held.get("goals"))),
            items=tuple(
                item
                for each in self._list("groups", held.get("groups"))
                for item in self._group(each)
            ),
            vetoes=tuple(self._veto(each) for each in self._list("vetoes", held.get("vetoes", []))),
        )

    def _group(self, data: Any) -> list[Item]:
        held = self._mapping("groups", data, ("label", "items"))
        label = self._text("groups 的 label", held.get("label"))
        items = self._list(f"“{label}”的 items", held.get("items"))
        if not items:
            self._note("empty-group", f"“{label}”里没有项目", label)
        return [self._item(label, each) for each in items]

    def _item(self, group: str, data: Any) -> Item:
        held = self._mapping(f"“{group}”的项目", data, _ITEM)
        label = self._text(f"“{group}”里项目的 label", held.get("label"))
        where = f"“{label}”的"
        how, rule = held.get("how"), held.get("rule")
        if how not in ("self", "computed"):
            self._note("bad-how", f"{where} how 应为 self（自评）或 computed（计算）", how)
        computed = how == "computed"
        if how == "self" and any(key in held for key in ("rule", "target", "steps", "nothing_due")):
            self._note("bad-how", f"“{label}”是自评项目，不能有 rule、target、steps、nothing_due")
        steps = self._list(f"{where} steps", held.get("steps", []))
        return Item(
            id=self._text(f"{where} id", held.get("id")),
            label=label,
            group=group,
            points=self._number(f"{where} points", held.get("points")),
            evidence=self._text(f"{where} evidence", held.get("evidence", ""), blank=True),
            rule=self._text(f"{where} rule", rule) if computed else "",
            target=self._optional(f"{where} target", held, "target"),
            steps=tuple(self._step(f"{where} steps", each) for each in steps),
            nothing_due=self._optional(f"{where} nothing_due", held, "nothing_due"),
            before=tuple(
                self._text(f"{where} before", each)
                for each in self._list(f"{where} before", held.get("before", []))
            ),
        )

    def _step(self, where: str, data: Any) -> tuple[float, float]:
        pair = self._list(where, data)
        if len(pair) != 2:
            self._note("bad-steps", f"{where}每一级应为两个数，例如 [0.8, 0.7]", data)
            return (0.0, 0.0)
        return self._number(where, pair[0]), self._number(where, pair[1])

    def _goal(self, data: Any) -> Goal:
        held = self._mapping("goals", data, ("label", "stars"))
        label = self._text("goals 的 label", held.get("label"))
        return Goal(label, self._whole(f"目标“{label}”的 stars", held.get("stars")))

    def _veto(self, data: Any) -> Veto:
        held = self._mapping("vetoes", data, ("label", "stars", "says"))
        label = self._text("vetoes 的 label", held.get("label"))
        says = self._text(f"“{label}”的 says", held.get("says", ""), blank=True)
        return Veto(label, self._whole(f"“{label}”的 stars", held.get("stars")), says)

    def _mapping(self, where: str, data: Any, known: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(data, dict):
            self._note("bad-type", f"{where}应写在一对花括号里", data)
            return {}
        for key in data:
            if key not in known:
                self._note("unknown-key", f"{where}里有不认识的“{key}”", key)
        return data

    def _list(self, where: str, data: Any) -> list[Any]:
        if isinstance(data, list):
            return data
        self._note("bad-type", f"{where}应写在一对方括号里", data)
        return []

    def _text(self, where: str, data: Any, *, blank: bool = False) -> str:
        if not isinstance(data, str) or not (data.strip() or blank):
            self._note("no-text", f"{where}没有填写", data)
            return ""
        if not all(each.isprintable() for each in data):
            # Among them half characters, which no database takes.
            self._note("bad-text", f"{where}里有换行或看不见的字", None)
            return ""
        return data.strip()

    def _number(self, where: str, data: Any) -> float:
        if isinstance(data, int | float) and not isinstance(data, bool) and abs(data) < 1e6:
            return float(data)
        self._note("not-number", f"{where}应为数字", data)
        return 0.0

    def _optional(self, where: str, held: dict[str, Any], key: str) -> float | None:
        return self._number(where, held[key]) if key in held else None

    def _whole(self, where: str, data: Any) -> int:
        value = self._number(where, data)
        if value != int(value):
            self._note("not-number", f"{where}应为整数", data)
        return int(value)

    def _note(self, code: str, message: str, value: object = None) -> None:
        told = "" if value is None else str(value)[:40]
        self.findings.append(Finding(code, message, value=told.encode(errors="replace").decode()))
