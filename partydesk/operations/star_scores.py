"""Giving a score, the reasons for it, or a veto: written as StarScore records."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from partydesk.records.fields import fields
from partydesk.records.figures import StarScore
from partydesk.records.findings import UserError
from partydesk.records.values import Unreadable, read
from partydesk.rules.stars.model import label_key
from partydesk.store.store import Store


@dataclass(frozen=True, slots=True)
class Place:
    """Where a score goes: an item or veto of a branch in a year.

    `before` are names the item had: a row under one of them is its own.

    `column` is self_score or review_score, `most` the highest score, `branch_name` is told in
    the history where a committee scores one of many.
    """

    branch: int
    year: int
    scheme: str
    label: str
    column: str
    most: float
    branch_name: str = ""
    before: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What is done, for the history: 自评分 阵地建设."""
        what = fields(StarScore)[self.column].label
        return " ".join(part for part in (self.branch_name, what, self.label) if part)


def read_score(text: str, place: Place) -> float | None:
    """The score somebody typed; None for an empty one. Raises UserError that says what is wrong."""
    field = fields(StarScore)[place.column]
    try:
        score = read(field, text.strip())
    except Unreadable:
        raise UserError(
            "bad-score", f"“{place.label}”的{field.label}要写 0 到 {place.most:g} 的数字，例如 3.5"
        ) from None
    if score is None:
        return None
    given = float(score)
    if given > place.most:
        raise UserError(
            "bad-score", f"“{place.label}”满分 {place.most:g} 分，{field.label}不能写 {given:g} 分"
        )
    return given


def give(store: Store, place: Place, score: float | None, words: str | None = None) -> bool:
    """Keep a score and, unless None, the evidence; whether anything was different.

    A record that says nothing any more is removed. Raises UserError.
    """
    told = "清空" if score is None else f"{score:g} 分"
    return _write(store, place, score, words, f"{place.told} {told}")


def check_reason(place: Place, happened: bool, reason: str) -> None:
    """Raises UserError where a veto is set or withdrawn without a reason."""
    if not reason.strip():
        act = "记为发生" if happened else "撤回"
        raise UserError("no-reason", f"“{place.label}”没有{act}：请先写明理由")


def set_veto(store: Store, place: Place, happened: bool, reason: str) -> bool:
    """Say that a veto happened, or take it back. Raises UserError without a reason."""
    check_reason(place, happened, reason)
    told = f"一票否决 {'发生' if happened else '撤回'}"
    label = " ".join(part for part in (place.branch_name, told, place.label) if part)
    return _write(store, place, float(happened), reason, label)


def _write(store: Store, place: Place, score: float | None, words: str | None, label: str) -> bool:
    with store.write(label) as writer:
        found = _own_row(writer.connection, place)
        changes: dict[str, object] = {place.column: score}
        if words is not None:
            changes["evidence"] = words.strip() or None
        if found is None:
            if not any(value is not None for value in changes.values()):
                return False
            filled = {"scheme": place.scheme, "item": place.label, "year": place.year, **changes}
            writer.add("star", filled, organisation=place.branch)
            return True
        uid, kept = found
        changes["item"] = place.label
        said = (kept | changes).items()
        if not any(value is not None for name, value in said if name != "item"):
            writer.remove("star", uid)
            return True
        return writer.edit("star", uid, changes)


def _own_row(connection: Connection, place: Place) -> tuple[str, dict[str, object]] | None:
    """The row for this place that can be edited here, and what it says; the latest of several."""
    columns = ("self_score", "review_score", "evidence")
    rows = connection.exec_driver_sql(
        "SELECT uid, scheme, item, self_score, review_score, evidence FROM star WHERE year = ? "
        "AND organisation = ? AND submission IS NULL AND deleted_at IS NULL "
        "ORDER BY updated_at DESC, id DESC",
        (place.year, place.branch),
    )
    names = {label_key(each) for each in (place.label, *place.before)}
    for uid, scheme, item, *values in rows:
        if label_key(scheme) == label_key(place.scheme) and label_key(item) in names:
            return str(uid), dict(zip(columns, values, strict=True))
    return None
