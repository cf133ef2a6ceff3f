"""The papers, declared once: what each is called, whom it is about, how it is made."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from partydesk.records.base import kind_of
from partydesk.records.clock import today
from partydesk.records.findings import UserError
from partydesk.records.periods import Period
from partydesk.store.atomic import written
from partydesk.store.home import Home
from partydesk.store.progress import Progress, silent
from partydesk.store.store import Store


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper. `about` are the kinds of record its uid may name, the first the usual.

    Without a uid it is about the organisation, unless `needs_uid`. `dated` says whether a period
    changes it; `masks` whether it holds identity numbers or telephones that can be shown in full.
    `own` ones are only about the organisation that the file belongs to, `word` ones can be Word
    too. `of` is which members one is about: those in the pipeline, those who float.
    """

    label: str
    module: str
    about: tuple[str, ...]
    needs_uid: bool = False
    dated: bool = False
    masks: bool = False
    own: bool = False
    word: bool = False
    of: str = ""


_ABOUT = ("member",)
_BOTH: dict[str, Any] = {"needs_uid": True, "word": True}
_ON_THE_WAY: dict[str, Any] = {**_BOTH, "of": "pipeline"}
PAPERS: dict[str, Paper] = {
    "roster": Paper("党员花名册", "roster", ("organisation",), masks=True),
    "minutes": Paper("会议记录", "minutes", ("session",), needs_uid=True, word=True),
    "sign-in": Paper("签到表", "sign_in", ("session",), needs_uid=True),
    "album": Paper("照片册", "album", ("session",), dated=True),
    "talk": Paper("谈话记录", "talk", ("talk",), **_BOTH),
    "ledger": Paper("问题台账", "ledger", ("organisation",), dated=True),
    "card": Paper("政治生日贺卡", "card", ("member",), dated=True),
    "checklist": Paper("发展党员检查表", "checklist", ("member",)),
    "cultivation-folder": Paper("发展党员材料清单", "cultivation_folder", _ABOUT, **_ON_THE_WAY),
    "cultivation-form": Paper("入党积极分子考察表", "cultivation_form", _ABOUT, **_ON_THE_WAY),
    "request": Paper("发展党员请示", "request", _ABOUT, **_ON_THE_WAY),
    "publicity": Paper("发展党员公示", "publicity", _ABOUT, masks=True, **_ON_THE_WAY),
    "resolution": Paper("支部大会决议", "resolution", _ABOUT, **_ON_THE_WAY),
    "vote-slips": Paper("表决票", "vote_slips", _ABOUT, **_ON_THE_WAY),
    "election-request": Paper("换届请示", "election_request", ("election",), **_BOTH),
    "election-ballot": Paper("换届选票", "election_ballot", ("election",), **_BOTH),
    "election-count": Paper("计票结果报告单", "election_count", ("election",), **_BOTH),
    "election-report": Paper("选举结果报告", "election_report", ("election",), **_BOTH),
    "floating-card": Paper(
        "流动党员活动证", "floating_card", _ABOUT, masks=True, of="floating", **_BOTH
    ),
    "pledge": Paper("党风廉政建设责任书", "pledge", ("member", "paper"), dated=True),
    "transfer-letter": Paper(
        "党员组织关系介绍信", "transfer_letter", ("transfer",), masks=True, **_BOTH
    ),
    "review-summary": Paper("民主评议结果汇总表", "review_summary", ("organisation",), dated=True),
    "appraisal-results": Paper(
        "述职评议考核结果", "appraisal_results", ("organisation",), dated=True, own=True, word=True
    ),
    "award-candidates": Paper(
        "评优候选表", "award_candidates", ("organisation",), dated=True, own=True, word=True
    ),
    "star-notice": Paper("星级评定通知", "star_notice", ("organisation",), dated=True, word=True),
    "year-plan": Paper("年度计划", "year_plan", ("organisation",), dated=True, own=True),
    "dues-register": Paper(
        "党费交纳登记表", "dues_register", ("organisation",), dated=True, own=True, word=True
    ),
    "dues-notice": Paper(
        "党费收缴公示表", "dues_notice", ("organisation",), dated=True, own=True, word=True
    ),
    "dues-bases": Paper(
        "党费核定表", "dues_bases", ("organisation",), dated=True, own=True, word=True
    ),
    "dues-receipt": Paper("党费收据", "dues_receipt", ("dues_payment",), needs_uid=True, word=True),
    "life-list": Paper("组织生活会整改清单", "life_list", ("life_work",), **_BOTH),
    "life-report": Paper("组织生活会情况报告", "life_report", ("life_work",), **_BOTH),
    "brand": Paper("党建品牌", "brand", ("brand",), needs_uid=True, word=True),
    "duty-list": Paper(
        "责任清单", "duty_list", ("duty_area", "organisation"), dated=True, word=True
    ),
    "campaign": Paper(
        "专项行动进度表", "campaign_progress", ("campaign",), needs_uid=True, word=True
    ),
    "training-plan": Paper(
        "培训计划表", "training_plan", ("organisation",), dated=True, own=True, word=True
    ),
    "training-course": Paper(
        "培训参加情况", "training_plan", ("course",), needs_uid=True, word=True
    ),
    "care-list": Paper(
        "慰问发放表", "care_list", ("organisation",), dated=True, own=True, word=True
    ),
    "statistics": Paper(
        "党内统计表", "statistics", ("organisation",), dated=True, own=True, word=True
    ),
    "handover-list": Paper("移交清单", "handover_list", ("organisation",), own=True, word=True),
    "handover-receipt": Paper(
        "交接凭据", "handover_receipt", ("organisation",), own=True, word=True
    ),
    "handover": Paper("年度档案", "handover", ("organisation",), dated=True, masks=True),
}


def print_paper(
    store: Store,
    what: str,
    uid: str | None,
    out: Path,
    *,
    period: Period | None = None,
    full: bool = False,
    progress: Progress = silent,
) -> Path:
    """Write a paper as PDF, one that can be also as Word (.docx), and give its path; the file
    appears only when it is complete.

    `progress` hears of every page that is set, and may stop the work there.

    `uid` names the record it is about (see PAPERS), `full` shows identity numbers and telephones
    as they are. Raises UserError when the paper or the record is not there, or there is nothing to
    print, or the file cannot be written.
    """
    check_paper(what, uid, out)
    with store.read() as connection:
        return print_from(
            connection, store.own.id, what, uid, out, period=period, full=full, progress=progress,
            home=store.home,
        )  # fmt: skip


def print_from(
    connection: Connection,
    own: int,
    what: str,
    uid: str | None,
    out: Path,
    *,
    period: Period | None = None,
    full: bool = False,
    progress: Progress = silent,
    home: Home | None = None,
) -> Path:
    """Write a paper as `print_paper` does, from what this connection sees.

    `own` is the id of the organisation the file belongs to; photographs lie in `home`, without it
    there are none.
    """
    paper = check_paper(what, uid, out)
    from partydesk.documents.reading import Reading

    reading = Reading(connection, own, full)
    row, organisation = _about(reading, paper, uid, own)
    reading = Reading(connection, organisation, full)
    _set(reading, paper, row, out, period, progress, home)
    return out


def check_paper(what: str, uid: str | None, out: Path) -> Paper:
    """The paper meant. Raises UserError where it cannot be printed so."""
    paper = PAPERS.get(what)
    if paper is None:
        known = "、".join(f"{name}（{each.label}）" for name, each in PAPERS.items())
        raise UserError("no-such-paper", f"没有“{what}”这种材料，可以打印：{known}")
    if out.suffix.lower() == ".docx" and paper.word:
        pass
    elif out.suffix.lower() != ".pdf":
        raise UserError("not-pdf", f"打印的材料是 PDF，请把文件名写成以 .pdf 结尾：“{out.name}”")
    if paper.needs_uid and not uid:
        kind = paper.about[0]
        raise UserError(
            "uid-needed",
            f"打印{paper.label}要写明是哪一条{kind_of(kind).called()}的编号",
        )
    return paper


def _set(
    reading: Any, paper: Paper, row: Any, out: Path, period: Period | None, progress: Progress,
    home: Home | None,
) -> None:  # fmt: skip
    from partydesk.documents.fonts import fonts
    from partydesk.documents.page import set_paper
    from partydesk.documents.print_job import PrintJob
    from partydesk.documents.text_styles import TextStyle

    lettering = TextStyle(fonts())
    order = PrintJob(reading, lettering, reading.own(), today(), row, period, home)
    made = import_module(f"partydesk.documents.papers.{paper.module}")
    draft = getattr(made, "draft", None)  # a paper that is said once, for PDF and Word
    if out.suffix.lower() == ".docx":
        if draft is not None:
            from partydesk.documents.draft import as_word

            said = draft(order)
            with written(out) as temporary:
                as_word(order, said, temporary)
            return
        written_as = import_module(f"partydesk.documents.papers.{paper.module}_word")
        with written(out) as temporary:
            written_as.write(order, temporary)
        return
    if draft is not None:
        from partydesk.documents.draft import as_pdf

        printed = as_pdf(order, draft(order))
    else:
        printed = getattr(made, paper.module)(order)
    with written(out) as temporary:
        set_paper(temporary, printed, lettering, order.name, progress)


def _about(reading: Any, paper: Paper, uid: str | None, own: int) -> tuple[Any, int]:
    """The record a uid names (None for an organisation or none), and whose paper it is."""
    if not uid:
        return None, own
    for kind in paper.about:
        row = reading.by_uid(kind, uid)
        if row is not None:
            owner = row["organisation"] if row["organisation"] is not None else own
            return (None, row["id"]) if kind == "organisation" else (row, owner)
    titles = "或".join(kind_of(kind).title for kind in paper.about)
    raise UserError(
        "not-found",
        f"找不到编号为“{uid}”的{titles}，它可能已被删除",
    )
