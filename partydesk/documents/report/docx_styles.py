"""The styles of the .docx: GB/T 9704 as Word, WPS and LibreOffice each need to be told it.

Body lines are exactly 28 points, of which the page holds 22. 28 characters of 16 points are
wider than the text by a third of a point each, so the styles set characters 0.3 points closer;
they are not snapped to the grid, on which LibreOffice would give each character two places. Word is
told that punctuation may hang over the margin, as it does anyway: LibreOffice reads that the wrong
way round, and where it lets punctuation hang it can lose a comma.
"""

from __future__ import annotations

from partydesk.documents.report import paper as sheet
from partydesk.documents.report.paper import Style

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

# On every Windows since Vista; the second name is what older and domestic systems call it.
FANGSONG, SONG, HEI, KAI = "仿宋", "宋体", "黑体", "楷体"
TITLE = "方正小标宋简体"
_ALSO = {
    FANGSONG: "仿宋_GB2312",
    KAI: "楷体_GB2312",
    TITLE: "华文中宋",
    SONG: "SimSun",
    HEI: "SimHei",
}
_CLOSER = -6  # twentieths of a point

IDS: dict[Style, str] = {
    Style.TITLE: "Title",
    Style.FLUSH: "Flush",
    Style.PART: "Heading1",
    Style.SECTION: "Heading2",
    Style.BODY: "Text",
    Style.NOTE: "Attached",
    Style.RIGHT: "Ending",
    Style.LABEL: "Label",
}
CELL, CELL_HEAD, NUMBER = "Cell", "CellHead", "PageNumber"


def twips(points: float) -> int:
    """Twentieths of a point."""
    return round(points * 20)


def fonts_of(name: str) -> str:
    """The run property that sets a face for Chinese and for digits alike."""
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" '
        f'w:cs="{name}"/>'
    )


def _style(
    id: str,
    name: str,
    *,
    face: str = "",
    size: float = 0.0,
    line: float = 0.0,
    keep: bool = False,
    first: int = 0,
    left: int = 0,
    hanging: int = 0,
    align: str = "",
    level: int | None = None,
    closer: int | None = None,
) -> str:
    """One paragraph style upon the body's; indents are in characters of 16 points."""
    unit = twips(sheet.SIZE)
    indent = {"left": left, "firstLine": first, "hanging": hanging}
    ind = "".join(
        f' w:{side}Chars="{count * 100}" w:{side}="{count * unit}"'
        for side, count in indent.items()
        if count
    )
    paragraph = (
        ("<w:keepNext/><w:keepLines/>" if keep else "")
        + (f'<w:spacing w:line="{twips(line)}" w:lineRule="exact"/>' if line else "")
        + (f"<w:ind{ind}/>" if ind else "")
        + (f'<w:jc w:val="{align}"/>' if align else "")
        + (f'<w:outlineLvl w:val="{level}"/>' if level is not None else "")
    )
    run = (
        (fonts_of(face) if face else "")
        + (f'<w:spacing w:val="{closer}"/>' if closer is not None else "")
        + (f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else "")
    )
    return (
        f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def styles() -> str:
    """word/styles.xml."""
    small = {"size": sheet.SMALL_SIZE, "line": sheet.SMALL_LINE, "closer": 0}
    return (
        f"<w:styles {NAMESPACE}><w:docDefaults><w:rPrDefault><w:rPr>{fonts_of(FANGSONG)}"
        '<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:qFormat/><w:pPr><w:widowControl w:val="0"/><w:overflowPunct/>'
        '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" w:line="{twips(sheet.LINE)}" w:lineRule="exact"/>'
        f'<w:jc w:val="both"/></w:pPr><w:rPr>{fonts_of(FANGSONG)}'
        # LibreOffice takes the grid's character from here, not from the document's defaults.
        f'<w:spacing w:val="{_CLOSER}"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/></w:style>'
        + _style("Title", "Title", face=TITLE, size=sheet.TITLE_SIZE, line=sheet.TITLE_LINE,
                 keep=True, align="center", closer=0)
        + _style("Flush", "主送机关")
        + _style("Heading1", "heading 1", face=HEI, keep=True, first=2, level=0)
        + _style("Heading2", "heading 2", face=KAI, keep=True, first=2, level=1)
        + _style("Text", "公文正文", first=2)
        + _style("Attached", "附件说明", left=5)
        + _style("Ending", "署名和日期", align="right")
        + _style("Label", "附件", face=HEI)
        + _style(CELL, "表格", **small)  # type: ignore[arg-type] # floats for floats
        + _style(CELL_HEAD, "表头", face=HEI, align="center", **small)  # type: ignore[arg-type]
        + _style(NUMBER, "footer", face=SONG, size=sheet.NUMBER_SIZE, line=sheet.NUMBER_LINE,
                 closer=0)
        + "</w:styles>"
    )  # fmt: skip


def font_table() -> str:
    """word/fontTable.xml: what else a face is called where its own name is unknown."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{also}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, also in _ALSO.items()
    )
    return f"<w:fonts {NAMESPACE}>{fonts}</w:fonts>"


def settings() -> str:
    """word/settings.xml: different odd and even pages, no squeezing of punctuation."""
    return (
        f'<w:settings {NAMESPACE}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )
