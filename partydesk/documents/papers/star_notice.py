"""星级评定通知: a branch's stars and points in a year, item by item with the reasons, and last
year's beside."""

from __future__ import annotations

from sqlalchemy import Connection

from partydesk.documents.draft import Draft, Listing, Part, Words, heading, note, plain, right
from partydesk.documents.print_job import PrintJob
from partydesk.documents.reading import day
from partydesk.records.findings import UserError
from partydesk.records.personal_numbers import without_numbers
from partydesk.rules.stars.scores import score_text
from partydesk.rules.stars.scoring import Scored, ScoredItem
from partydesk.rules.stars.year import Year, usual_year, year_of

_BASIS = {"review": "党委评分", "computed": "照记录计算", "self": "支部自评"}


def draft(order: PrintJob) -> Draft:
    """The notice of one branch, by default the file's own. Raises UserError "nothing" where the
    branch has no score, or is not one that is scored."""
    year = order.period.last.year if order.period else usual_year()
    connection, branch = order.reading.connection, order.reading.organisation
    whole = year_of(connection, year, order.today)
    scored = whole.by_id.get(branch)
    if scored is None:
        raise UserError("nothing", "通知是发给支部的，请选一个支部")
    if scored.total is None:
        raise UserError("nothing", f"{scored.name} {year} 年还没有得分，评了再打印")
    title = f"{year}年度星级评定通知"
    parts: tuple[Part, ...] = (
        plain(f"{order.name}："),
        Words(_standing(whole, scored)),
        Words(_before(whole, scored)),
        *(
            Words(f"一票否决：{veto.label}，最多评{veto.stars}星。{_reason(scored, veto.label)}")
            for veto in scored.vetoes
        ),
        heading("逐项得分"),
        _items(whole, scored),
        note("得分先看党委评分，没有的照记录计算，再没有的看支部自评。"),
        right(_committee(connection, branch)),
        right(day(order.today.isoformat())),
    )
    return Draft(title, whole.scheme.name, parts, named=f"{scored.name}{title}")


def _standing(whole: Year, scored: Scored) -> str:
    most, had = score_text(whole.scheme.points), score_text(scored.total)
    said = f"经评定，你支部{whole.year}年度为{scored.stars or 0}星，得{had}分（满分{most}分）"
    if scored.self_total is not None:
        said += f"；支部自评{score_text(scored.self_total)}分、{scored.self_stars or 0}星"
    rank = next((each.rank for each in whole.board if each.scored is scored), None)
    if rank is not None and len(whole.board) > 1:
        ranked = sum(each.rank is not None for each in whole.board)
        said += f"；在{ranked}个有得分的支部中排第{rank}"
    goal = f"，达到“{scored.goal.label}”" if scored.goal is not None else ""
    return f"{said}{goal}。"


def _before(whole: Year, scored: Scored) -> str:
    before = whole.before.get(scored.organisation)
    if before is None or before.total is None:
        return f"{whole.year - 1}年无记录。"
    return f"{whole.year - 1}年为{before.stars or 0}星，得{score_text(before.total)}分。"


def _items(whole: Year, scored: Scored) -> Listing:
    rows = [
        (
            str(number), each.item.group, each.item.label, score_text(each.item.points),
            score_text(each.given.self_score), score_text(each.final), _last(whole, scored, each),
            _reason(scored, each.item.label) or _BASIS.get(each.basis, "没有得分"),
        )
        for number, each in enumerate(scored.items, 1)
    ]  # fmt: skip
    before = whole.before.get(scored.organisation)
    last = score_text(before.total if before else None)
    rows.append(("", "", "合计", score_text(whole.scheme.points), score_text(scored.self_total),
                 score_text(scored.total), last, ""))  # fmt: skip
    heads = ("序号", "类别", "项目", "分值", "自评", "得分", "上年", "理由")
    shares = (9, 22, 40, 12, 12, 12, 12, 37)
    return Listing(heads, tuple(rows), shares, frozenset({0, 3, 4, 5, 6}), small=True)


def _last(whole: Year, scored: Scored, each: ScoredItem) -> str:
    before = whole.before.get(scored.organisation)
    mine = [item for item in before.items if item.item.id == each.item.id] if before else []
    return score_text(mine[0].final) if mine else ""


def _reason(scored: Scored, label: str) -> str:
    """What the committee wrote as its reason for an item or veto."""
    given = next(
        (each.given for each in scored.items if each.item.label == label),
        scored.veto_rows.get(label),
    )
    return without_numbers(given.reason) if given is not None else ""


def _committee(connection: Connection, branch: int) -> str:
    """Who gives the notice: the committee of the file, or the superior of a branch's own."""
    own = connection.exec_driver_sql(
        "SELECT o.name FROM organisation o JOIN setting s ON s.key = 'own' "
        "AND o.id = CAST(s.value AS INTEGER) AND o.id != ?",
        (branch,),
    ).scalar()
    above = connection.exec_driver_sql(
        "SELECT p.name FROM organisation o JOIN organisation p ON p.code = o.parent "
        "WHERE o.id = ? AND p.deleted_at IS NULL",
        (branch,),
    ).scalar()
    return str(own or above or "上级党组织")
