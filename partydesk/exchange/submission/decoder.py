"""One submission from its sheets to rows: every sheet judged, then all of them together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from partydesk.exchange.reading.book import Book, Sheet
from partydesk.exchange.submission import (
    below_read,
    canonical,
    dues_read,
    figures_sheet,
    plausible,
)
from partydesk.exchange.submission.column_reader import ColumnReader
from partydesk.exchange.submission.columns import (
    COVER,
    DIGEST,
    INDICATORS,
    METADATA,
    UID,
    Role,
    SheetLayout,
)
from partydesk.exchange.submission.hand_filled import bare, resembling
from partydesk.exchange.submission.heading import Heading
from partydesk.exchange.submission.links import check_links
from partydesk.exchange.submission.model import EditedRow, FigureCell, Held, ReadSubmission
from partydesk.exchange.submission.reading_findings import Findings
from partydesk.exchange.submission.row_changes import DELETED, edited_rows
from partydesk.exchange.submission.sheet_cells import SheetCells, cells_of, places_of
from partydesk.exchange.submission.together import tell_together


class Decoder:
    """One submission on its way from cells to rows."""

    def __init__(
        self,
        book: Book,
        layouts: Sequence[SheetLayout],
        meta: dict[str, str],
        heading: Heading,
        hand_filled: bool,
        taken_before: bool,
    ) -> None:
        self.book = book
        self.heading = heading
        self.taken_before = taken_before
        self.layouts = {layout.kind: layout for layout in layouts}
        self.meta = meta
        self.hand = hand_filled
        self.findings = Findings()
        # Our own sheets hide columns and whole sheets by design.
        self.findings.tell_all(
            note for note in book.notes if note.code not in ("hidden-columns", "hidden-sheet")
        )
        self.edited: list[EditedRow] = []
        self.held: dict[str, Held] = {}
        self.digests: dict[str, str] = {}
        # The row of the sheet that each uid of a kind stands in.
        self.numbers: dict[str, dict[str, int]] = {}
        self.columns = ColumnReader(
            self.layouts, heading, self.findings, hand=hand_filled, taken_before=taken_before
        )
        self.remarks: list[str] = []

    def run(self) -> ReadSubmission:
        """Judge all sheets. Raises UserError when anything in them cannot be right."""
        by_name = self._sheets_by_name()
        for layout in self.layouts.values():
            sheet = by_name.get(layout.sheet) or self._renamed(layout, by_name)
            if sheet is not None:
                self._sheet(layout, sheet)
                continue
            self.held[layout.kind] = Held([], [[] for _ in layout.names])
            if not self.hand:
                self.findings.fail(
                    "no-sheet", f"缺少工作表“{layout.sheet}”，请支部重新导出", layout.sheet
                )
            elif layout.kind == "organisation":
                self._own_row(layout, [])
        self.findings.raise_if_fatal()
        shortened = {edited.sheet for edited in self.edited if edited.change == DELETED}
        check_links(self.layouts, self.held, self.numbers, shortened, self.findings)
        self.findings.raise_if_fatal()
        tell_together(self.layouts, self.held, self.numbers, self.findings)
        heading = self.heading
        figures = None if self.hand else figures_sheet.unpack(self.meta)
        figure_cells: list[FigureCell] = []
        if not self.taken_before:
            self.remarks += plausible.remarks(
                self.layouts, self.held, self.numbers, heading, hand_filled=self.hand
            )
            if figures is not None:
                figure_cells = figures_sheet.changed(by_name.get(INDICATORS), figures)
                self.findings.tell_all(figures_sheet.findings(figure_cells))
        if self.hand:
            heading.org_uid = self.held["organisation"].uids[0]
            heading.org_name = str(self.held["organisation"].columns[0][0])
        content = canonical.content_digest(
            [heading.org_uid, heading.org_code, heading.period.text], self.digests
        )
        return ReadSubmission(
            org_uid=heading.org_uid,
            org_code=heading.org_code,
            org_name=heading.org_name,
            period=heading.period.text,
            first_day=heading.period.first.isoformat(),
            last_day=heading.period.last.isoformat(),
            revision=heading.revision,
            made_at=heading.made_at,
            program=heading.program,
            sha256=self.book.sha256,
            content=content,
            declared=self.meta.get("content", ""),
            previous=heading.previous,
            hand_filled=self.hand,
            held=self.held,
            edited=self.edited,
            findings=self.findings.told,
            order=heading.order,
            figures=figures,
            figure_cells=figure_cells,
            remarks=self.remarks,
            below=None if self.hand else below_read.unpack(self.meta),
            dues=None if self.hand else dues_read.unpack(self.meta),
        )

    def _sheets_by_name(self) -> dict[str, Sheet]:
        by_name: dict[str, Sheet] = {}
        for sheet in self.book.sheets:
            key = sheet.name.strip()
            if key in by_name:
                self.findings.fail("sheet-twice", f"有两张“{key}”工作表，请只留一张", key)
            by_name[key] = sheet
        return by_name

    def _renamed(self, layout: SheetLayout, by_name: Mapping[str, Sheet]) -> Sheet | None:
        """A sheet that lost its name, or was copied in, by its header."""
        taken = {COVER, INDICATORS, METADATA, *(each.sheet for each in self.layouts.values())}
        found = resembling(layout, by_name, taken, hand_filled=self.hand)
        if found is not None:
            words = f"工作表“{found.name}”按表头认作“{layout.sheet}”"
            self.findings.tell("sheet-renamed", words, layout.sheet)
        return found

    def _sheet(self, layout: SheetLayout, sheet: Sheet) -> None:
        if self.hand and not self.taken_before:
            sheet = bare(layout, sheet, self.findings)
        places = places_of(layout, sheet, self.findings, hand_filled=self.hand)
        if any(finding.sheet == layout.sheet for finding in self.findings.fatal):
            self.held[layout.kind] = Held([], [[] for _ in layout.names])
            return
        cells = cells_of(sheet, places, hand_filled=self.hand)
        if not self.taken_before:
            self.remarks += plausible.foreign_codes(layout, cells, self.heading.org_code)
        columns = [
            self.columns.column(layout, column, cells)
            for column in layout.columns
            if column.role in (Role.FIELD, Role.REFERENCE)
        ]
        held = Held([], list(columns))
        held.uids = uids = self.columns.uids(layout, cells, held)
        self.held[layout.kind] = held
        self.numbers[layout.kind] = dict(zip(uids, cells.numbers, strict=True))
        self._digest(layout, held, cells)
        if self.hand:
            self.columns.names.learn(layout, held)
        if layout.kind == "organisation":
            self._own_row(layout, uids)

    def _own_row(self, layout: SheetLayout, uids: Sequence[str]) -> None:
        """The organisation's own sheet holds the one row that the heading speaks of."""
        if len(uids) != 1:
            self.findings.fail(
                "organisation", f"应只有本组织 1 行，这里有 {len(uids)} 行", layout.sheet
            )
        elif not self.hand and uids[0] != self.heading.org_uid:
            self.findings.fail(
                "organisation", f"编号与“{METADATA}”里的不同，不是同一个组织，请支部重新导出",
                layout.sheet, self.numbers[layout.kind][uids[0]], UID, uids[0],
            )  # fmt: skip

    def _digest(self, layout: SheetLayout, held: Held, sheet: SheetCells) -> None:
        texts = canonical.row_texts(held.uids, held.columns)
        digest = canonical.sheet_digest(texts)
        self.digests[layout.sheet] = digest
        if not self.hand and digest != self.meta.get(f"digest:{layout.sheet}"):
            edited = edited_rows(
                layout, held, texts, sheet.column(DIGEST), sheet.numbers, self.meta
            )
            if not edited and not self.taken_before:
                self.findings.fail(
                    "damaged-metadata",
                    f"内容与导出时不同，而“{METADATA}”里逐行的校验也被改动了，"
                    "看不出改了哪一行，请支部重新导出",
                    layout.sheet,
                )
            self.edited += edited
