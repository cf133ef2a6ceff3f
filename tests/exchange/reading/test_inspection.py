"""Every file of a stranger is read or refused with its own reason; nothing is silently blank."""

from __future__ import annotations

import os
import random
import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.exchange.reading import inspection, zip_scan
from partydesk.exchange.reading.book import Book
from partydesk.exchange.reading.reader import read_book
from partydesk.records.findings import Finding, UserError
from tests.exchange import hostile

ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1"><v>3</v></c></row>'


def refused(path: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        read_book(path)
    message = caught.value.message
    assert message.endswith("。"), "a message is a sentence"
    assert "请" in message, "a message says what to do"
    return caught.value


def note(book: Book, code: str) -> list[Finding]:
    found = [one for one in book.notes if one.code == code]
    assert not any(one.fatal for one in found)
    return found


# --- what is read ------------------------------------------------------------------------


def test_rows_begin_at_row_one_column_a(tmp_path: Path) -> None:
    path = hostile.xlsx(
        tmp_path / "表.xlsx", '<row r="3"><c r="C3"><v>7</v></c></row><row r="4"><c r="A4"/></row>'
    )
    book = read_book(path)
    assert book.sheets[0].rows == [[None] * 3, [None] * 3, [None, None, 7]]
    assert book.sheets[0].name == "名册"
    assert book.size == path.stat().st_size
    assert len(book.sha256) == 64
    assert book.notes == ()


@pytest.mark.parametrize("name", ["名册.csv", "名册.xlsx", "名册"])
def test_the_content_decides_not_the_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("姓名,分\n张三,9\n", encoding="utf-8")
    assert read_book(path).sheets[0].rows == [["姓名", "分"], ["张三", "9"]]
    hostile.xlsx(path, ROW)
    assert read_book(path).sheets[0].rows == [["姓名", 3]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_tables_in_each_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "名册.csv"
    lines = ["姓名;日期", '"李, 四\n五";', ";;"]
    path.write_text(
        "\r\n".join(line.replace(";", separator) for line in lines), encoding=encoding, newline=""
    )
    assert read_book(path).sheets[0].rows == [["姓名", "日期"], ["李, 四\n五"]]


def test_ods_with_blank_cells_to_the_edge_is_ordinary(tmp_path: Path) -> None:
    blank = '<table:table-cell table:number-columns-repeated="16382"/>'
    path = hostile.zipped(
        tmp_path / "名册.ods",
        hostile.ods_parts(
            f"<table:table-row>{hostile.text_cell('甲')}{blank}</table:table-row>"
            f'<table:table-row table:number-rows-repeated="2">{hostile.text_cell("乙", 2)}'
            f"{blank}</table:table-row>"
            '<table:table-row table:number-rows-repeated="1048573">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        ),
    )
    assert read_book(path).sheets[0].rows == [["甲", None], ["乙", "乙"], ["乙", "乙"]]


def test_indented_ods_without_mimetype_is_read(tmp_path: Path) -> None:
    parts = hostile.ods_parts(
        f"\n <table:table-row>\n  {hostile.text_cell('甲')}\n  {hostile.text_cell('乙')}\n"
        " </table:table-row>\n"
    )
    del parts["mimetype"]
    path = hostile.zipped(tmp_path / "名册.ods", parts)
    assert read_book(path).sheets[0].rows == [["甲", "乙"]]


def test_blank_styled_cells_to_the_edge_are_ordinary(tmp_path: Path) -> None:
    blank = "".join(
        f'<row r="{row}" s="1"><c r="A{row}" s="1"/><c r="XFD{row}" s="1"></c></row>'
        for row in range(2, 1_048_577, 400)
    )
    path = hostile.xlsx(tmp_path / "表.xlsx", ROW + blank)
    assert read_book(path).sheets[0].rows == [["姓名", 3]]


def test_the_last_allowed_row_and_column(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="SR1"><v>1</v></c></row>'
    assert len(read_book(hostile.xlsx(tmp_path / "宽.xlsx", rows)).sheets[0].rows[0]) == 512
    rows = '<row r="200000"><c r="A200000"><v>1</v></c></row>'
    assert len(read_book(hostile.xlsx(tmp_path / "长.xlsx", rows)).sheets[0].rows) == 200_000


def test_xls_values_errors_and_hidden_parts(tmp_path: Path) -> None:
    def number(row: int, column: int, value: float) -> bytes:
        return hostile.record(0x0203, struct.pack("<HHHd", row, column, 0, value))

    path = hostile.ole(
        tmp_path / "旧.xls",
        "Workbook",
        stream=hostile.xls_stream(
            hostile.record(0x007D, struct.pack("<HHHHHH", 1, 1, 256, 0, 1, 0)),
            hostile.record(0x0208, struct.pack("<HHHHHHHH", 0, 0, 2, 255, 0, 0, 0x20, 0)),
            number(0, 0, 5),
            number(0, 1, 6),
            hostile.record(0x0205, struct.pack("<HHHBB", 1, 0, 0, 0x17, 1)),
            hostile.record(
                0x0006, struct.pack("<HHHBBBBBBHHIH", 2, 3, 0, 2, 0, 7, 0, 0, 0, 0xFFFF, 0, 0, 0)
            ),
            hidden=True,
        ),
    )
    book = read_book(path)
    assert book.sheets[0].hidden
    assert book.sheets[0].rows == [[5, 6, None, None]]
    assert [(one.row, one.column, one.value) for one in note(book, "error-cell")] == [
        (2, "A", "#REF!"),
        (3, "D", "#DIV/0!"),
    ]
    assert note(book, "hidden-sheet")[0].sheet == "Roll"
    assert note(book, "hidden-rows")[0].row == 1
    assert note(book, "hidden-columns")[0].column == "B"


# --- notes -------------------------------------------------------------------------------


def test_error_cells_are_told_with_their_address(tmp_path: Path) -> None:
    path = hostile.xlsx(
        tmp_path / "表.xlsx",
        '<row r="2"><c r="A2" t="e"><v>#REF!</v></c><c r="AB2" s="1" t="e"><f>1/0</f>'
        "<v>#DIV/0!</v></c><c r='AC2' t='e'><v>#SPILL!</v></c><c r=\"AD2\"><v>1</v></c></row>",
    )
    book = read_book(path)
    assert [(one.sheet, one.row, one.column, one.value) for one in note(book, "error-cell")] == [
        ("名册", 2, "A", "#REF!"),
        ("名册", 2, "AB", "#DIV/0!"),
        ("名册", 2, "AC", "#SPILL!"),
    ]
    assert [value for value in book.sheets[0].rows[1] if value is not None] == [1]


def test_formulas_without_a_stored_value_are_told(tmp_path: Path) -> None:
    path = hostile.xlsx(
        tmp_path / "表.xlsx",
        '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v/></c>'
        '<c r="C1"><f>1+1</f><v>2</v></c><c r="D1" t="str"><f>""</f><v></v></c>'
        '<c r="E1"><f t="shared" si="0"/></c></row>',
        "<cols/>",
    )
    book = read_book(path)
    assert [(one.row, one.column) for one in note(book, "formula-without-value")] == [
        (1, "A"),
        (1, "B"),
        (1, "E"),
    ]


def test_addresses_are_counted_where_a_file_leaves_them_out(tmp_path: Path) -> None:
    path = hostile.xlsx(
        tmp_path / "表.xlsx",
        "<row><c><v>1</v></c></row><row><c><v>1</v></c><c><f>A1</f></c>"
        '<c t="e"><v>#N/A</v></c></row>',
    )
    book = read_book(path)
    assert [(one.row, one.column) for one in book.notes] == [(2, "C"), (2, "B")]


def test_prefixed_element_names_hide_nothing(tmp_path: Path) -> None:
    part = (
        f'<x:worksheet xmlns:x="{hostile.MAIN}"><x:cols><x:col min="2" max="2" hidden="1"/>'
        '</x:cols><x:sheetData><x:row r="1"><x:c r="A1"><x:f>1</x:f></x:c>'
        '<x:c r="B1"><x:v>4</x:v></x:c><x:c r="C1" t="e"><x:v>#N/A</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    path = hostile.zipped(tmp_path / "表.xlsx", hostile.xlsx_parts({"甲": part}))
    assert {(one.code, one.column) for one in read_book(path).notes} == {
        ("formula-without-value", "A"),
        ("hidden-columns", "B"),
        ("error-cell", "C"),
    }


def test_hidden_sheets_rows_and_columns_with_data_are_told(tmp_path: Path) -> None:
    cols = '<cols><col min="2" max="2" hidden="1"/><col min="9" max="12" hidden="true"/></cols>'
    rows = "".join(
        f'<row r="{row}"{hidden}><c r="A{row}"><v>1</v></c><c r="B{row}"><v>2</v></c></row>'
        for row, hidden in ((1, ""), (2, ' hidden="1"'), (3, " hidden='true'"), (5, ""))
    )
    path = hostile.zipped(
        tmp_path / "表.xlsx",
        hostile.xlsx_parts(
            {
                "甲": hostile.sheet(rows + '<row r="6" hidden="1"/>', cols),
                "乙": hostile.sheet(ROW),
                "丙": hostile.sheet(""),
            },
            {"乙": "veryHidden", "丙": "hidden"},
        ),
    )
    book = read_book(path)
    assert [sheet.hidden for sheet in book.sheets] == [False, True, True]
    assert [one.sheet for one in note(book, "hidden-sheet")] == ["乙"], "an empty one is no news"
    assert "第 2–3 行" in note(book, "hidden-rows")[0].message
    assert note(book, "hidden-columns")[0].column == "B"


def test_findings_go_to_the_right_sheet_wherever_its_part_lies(tmp_path: Path) -> None:
    bad = hostile.sheet('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>')
    parts = hostile.xlsx_parts({"甲": hostile.sheet(ROW), "乙": bad})
    relations = "xl/_rels/workbook.xml.rels"
    parts["xl/other/sheet1.xml"] = parts.pop("xl/worksheets/sheet2.xml")
    parts[relations] = str(parts[relations]).replace(
        "worksheets/sheet2.xml", "/xl/other/sheet1.xml"
    )
    found = note(read_book(hostile.zipped(tmp_path / "表.xlsx", parts)), "error-cell")
    assert [one.sheet for one in found] == ["乙"]


def test_links_to_other_files_are_told(tmp_path: Path) -> None:
    parts = hostile.xlsx_parts({"甲": hostile.sheet(ROW)})
    parts["xl/externalLinks/externalLink1.xml"] = "<externalLink/>"
    assert note(read_book(hostile.zipped(tmp_path / "表.xlsx", parts)), "external-link")


def test_ods_errors_formulas_and_hidden_rows_are_told(tmp_path: Path) -> None:
    path = hostile.zipped(
        tmp_path / "名册.ods",
        hostile.ods_parts(
            '<table:table-column/><table:table-column table:visibility="collapse"/>'
            '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
            '<table:table-row table:visibility="collapse">'
            f'<table:table-cell table:number-columns-repeated="1"/>{hostile.text_cell("甲")}'
            '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
            'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>'
            '</table:table-cell><table:table-cell table:formula="of:=1"/></table:table-row>'
        ),
    )
    book = read_book(path)
    assert [(one.row, one.column, one.value) for one in note(book, "error-cell")] == [
        (4, "C", "#DIV/0!")
    ]
    assert [(one.row, one.column) for one in note(book, "formula-without-value")] == [(4, "D")]
    assert note(book, "hidden-rows")[0].row == 4
    assert note(book, "hidden-columns")[0].column == "B"


def test_a_sheet_of_nothing_but_errors_is_counted_not_listed_for_ever(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="e"><v>#N/A</v></c></row>' for n in range(1, 2502))
    book = read_book(hostile.xlsx(tmp_path / "表.xlsx", rows))
    assert len(note(book, "error-cell")) == 1000
    assert "1501" in note(book, "more-blanks")[0].message


# --- what is refused ---------------------------------------------------------------------


def test_missing_folder_empty_and_lock_files(tmp_path: Path) -> None:
    assert refused(tmp_path / "没有.xlsx").code == "file-missing"
    assert refused(tmp_path).code == "file-is-folder"
    empty = tmp_path / "空.xlsx"
    empty.touch()
    assert refused(empty).code == "file-empty"
    lock = tmp_path / "~$名册.xlsx"
    lock.write_bytes(b"\x05user" + bytes(160))
    assert "临时文件" in refused(lock).message


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user without all rights")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = hostile.xlsx(tmp_path / "表.xlsx", ROW)
    path.chmod(0)
    assert refused(path).code == "file-denied"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(5, "Input/output error"), "file-unreadable"),
        (PermissionError(13, "Permission denied"), "file-denied"),
        (FileNotFoundError(2, "No such file"), "file-missing"),
        (MemoryError(), "too-big"),
    ],
)
def test_a_stick_pulled_out_in_the_middle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: str
) -> None:
    path = hostile.xlsx(tmp_path / "表.xlsx", ROW)

    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Path, "open", broken)
    assert refused(path).code == code


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "网页"),
        (b"Rar!\x1a\x07\x00", "压缩包"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "图片"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", "很旧"),
        (b"a,b\n\x00\x01\x02\x03", "认不出"),
        (b"PK\x05\x06" + bytes(18), "空的压缩包"),
    ],
)
def test_what_is_no_spreadsheet_is_named(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(content)
    refusal = refused(path)
    assert refusal.code == "not-spreadsheet"
    assert word in refusal.message


def test_other_zips_and_containers_are_named(tmp_path: Path) -> None:
    for part, word in (
        ("word/document.xml", "Word"),
        ("表/名册.xlsx", "压缩包"),
        ("a.txt", "解压"),
    ):
        assert word in refused(hostile.zipped(tmp_path / "甲.xlsx", {part: "x"})).message
    binary = hostile.zipped(tmp_path / "甲.xlsb", {"xl/workbook.bin": b"x"})
    assert ".xlsb" in refused(binary).message
    assert "Word" in refused(hostile.ole(tmp_path / "甲.xls", "WordDocument")).message
    assert refused(hostile.ole(tmp_path / "乙.xls", "Else")).code == "not-spreadsheet"
    letter = {**hostile.ods_parts(""), "mimetype": "application/vnd.oasis.opendocument.text"}
    assert refused(hostile.zipped(tmp_path / "甲.ods", letter)).code == "not-spreadsheet"


def test_an_unknown_encoding_of_text(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_bytes("naïve".encode("latin-1") + b"\xff,1\n")
    assert refused(path).code == "encoding"


@pytest.mark.parametrize("keep", [0.3, 0.7, 0.95])
def test_a_file_cut_off(tmp_path: Path, keep: float) -> None:
    path = hostile.xlsx(tmp_path / "表.xlsx", ROW * 40)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    assert refused(path).code == "damaged"


def test_a_flipped_bit_is_damage(tmp_path: Path) -> None:
    path = hostile.xlsx(tmp_path / "表.xlsx", ROW)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo(hostile.SHEET1).header_offset + 30 + len(hostile.SHEET1) + 9
    data[at] ^= 4
    path.write_bytes(data)
    assert refused(path).code == "damaged"


@pytest.mark.parametrize("size", [10, 100_000])
def test_a_header_that_lies_about_the_size(tmp_path: Path, size: int) -> None:
    path = hostile.xlsx(tmp_path / "表.xlsx", ROW * 20)
    hostile.lie_about_size(path, hostile.SHEET1, size)
    assert refused(path).code == "damaged"


def test_a_lying_header_cannot_unpack_more_than_it_says(tmp_path: Path) -> None:
    path = hostile.xlsx(tmp_path / "表.xlsx", " " * 8_000_000)
    hostile.lie_about_size(path, hostile.SHEET1, 1000)
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(hostile.SHEET1)
    with pytest.raises(UserError, match="不符"):
        zip_scan.inflate(path.read_bytes(), info)


def test_a_repeated_text_is_a_bomb(tmp_path: Path) -> None:
    text = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * (2 << 20)}</t></is></c></row>'
    assert refused(hostile.xlsx(tmp_path / "表.xlsx", text)).code == "bomb"


def test_a_picture_of_one_colour_is_no_bomb(tmp_path: Path) -> None:
    parts = {**hostile.xlsx_parts({"甲": hostile.sheet(ROW)}), "xl/media/a.emf": bytes(4 << 20)}
    assert read_book(hostile.zipped(tmp_path / "表.xlsx", parts)).sheets[0].rows == [["姓名", 3]]


@pytest.mark.parametrize(
    ("limit", "value", "code"),
    [
        ("MAX_FILE", 300, "too-big"),
        ("MAX_PART", 200, "unpacked-too-big"),
        ("MAX_UNPACKED", 600, "unpacked-too-big"),
        ("MAX_PARTS", 4, "too-many-parts"),
        ("MAX_PARTS", 1, "too-many-parts"),
    ],
)
def test_size_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, code: str
) -> None:
    path = hostile.xlsx(tmp_path / "表.xlsx", ROW)
    read_book(path)
    monkeypatch.setattr(inspection if limit == "MAX_FILE" else zip_scan, limit, value)
    assert refused(path).code == code


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "docProps/core.xml", hostile.SHEET1])
@pytest.mark.parametrize(
    "dtd",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        '<!doctype a SYSTEM "file:///etc/passwd">',
        "<!-- x --><!ENTITY b 'c'>",
    ],
)
def test_a_dtd_in_any_part(tmp_path: Path, part: str, dtd: str) -> None:
    parts = hostile.xlsx_parts({"甲": hostile.sheet(ROW)})
    parts[part] = f"<?xml version='1.0'?>{dtd}<a/>"
    assert refused(hostile.zipped(tmp_path / "表.xlsx", parts)).code == "xml-dtd"


def test_text_that_speaks_of_a_dtd_is_only_text(tmp_path: Path) -> None:
    said = "<!-- <!DOCTYPE a> --><row r='1'><c r='A1' t='str'><v>!</v></c></row>"
    assert read_book(hostile.xlsx(tmp_path / "表.xlsx", said)).sheets[0].rows == [["!"]]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-7", "gb2312"])
def test_a_part_in_another_encoding(tmp_path: Path, encoding: str) -> None:
    part = f'<?xml version="1.0" encoding="{encoding}"?>' + hostile.sheet(ROW)
    written = part.encode("utf-16" if "16" in encoding else "ascii", "xmlcharrefreplace")
    path = hostile.zipped(
        tmp_path / "表.xlsx",
        {**hostile.xlsx_parts({"甲": "<a/>"}), hostile.SHEET1: written},
    )
    assert refused(path).code == "encoding"


def test_private_data_in_another_encoding_does_not_matter(tmp_path: Path) -> None:
    private = "<a/>".encode("utf-16")
    parts = {**hostile.xlsx_parts({"甲": hostile.sheet(ROW)}), "customXml/item1.xml": private}
    assert read_book(hostile.zipped(tmp_path / "表.xlsx", parts)).sheets[0].rows


@pytest.mark.parametrize("name", ["../a.xml", "/a.xml", "xl\\..\\a.xml", "C:/a.xml"])
def test_part_names_that_point_outside(tmp_path: Path, name: str) -> None:
    parts = {**hostile.xlsx_parts({"甲": hostile.sheet(ROW)}), name: "<a/>"}
    assert refused(hostile.zipped(tmp_path / "表.xlsx", parts)).code == "part-path"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [hostile.SHEET1, hostile.SHEET1.upper()])
def test_two_parts_of_one_name(tmp_path: Path, name: str) -> None:
    path = hostile.xlsx(tmp_path / "表.xlsx", ROW)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, hostile.sheet(""))
    assert refused(path).code == "duplicate-part"


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "Basic/Standard/Module1.xml"]
)
def test_macros(tmp_path: Path, part: str) -> None:
    parts = {**hostile.xlsx_parts({"甲": hostile.sheet(ROW)}), part: "x"}
    assert refused(hostile.zipped(tmp_path / "表.xlsx", parts)).code == "macro"


def test_macros_by_type_and_in_old_files(tmp_path: Path) -> None:
    parts = hostile.xlsx_parts({"甲": hostile.sheet(ROW)})
    parts["[Content_Types].xml"] = "<Types ContentType='application/x.sheet.macroEnabled.main'/>"
    assert refused(hostile.zipped(tmp_path / "表.xlsm", parts)).code == "macro"
    assert refused(hostile.ole(tmp_path / "旧.xls", "Workbook", "_VBA_PROJECT")).code == "macro"


def _encrypted(path: Path, password: str) -> Path:
    import msoffcrypto

    # msoffcrypto itself writes files under 4 KB with a checksum that does not fit.
    bulk = {"xl/media/a.png": random.Random(1).randbytes(9000)}
    plain = hostile.xlsx(path.with_suffix(".plain"), ROW, **bulk)
    with plain.open("rb") as source, path.open("wb") as target:
        msoffcrypto.OfficeFile(source).encrypt(password, target)
    return path


def test_a_password_only_every_program_knows_is_none(tmp_path: Path) -> None:
    book = read_book(_encrypted(tmp_path / "表.xlsx", "VelvetSweatshop"))
    assert book.sheets[0].rows == [["姓名", 3]]
    assert book.size == (tmp_path / "表.xlsx").stat().st_size


def test_a_sealed_file_opens_with_the_password_it_is_expected_to_have(tmp_path: Path) -> None:
    path = _encrypted(tmp_path / "表.xlsx", "封条")
    assert read_book(path, password="封条").sheets[0].rows == [["姓名", 3]]
    with pytest.raises(UserError) as caught:
        read_book(path, password="别的封条")
    assert caught.value.code == "password"
    plain = hostile.xlsx(tmp_path / "未封.xlsx", ROW)
    assert read_book(plain, password="封条").sheets[0].rows == [["姓名", 3]]


def test_a_real_password_is_asked_to_be_removed(tmp_path: Path) -> None:
    refusal = refused(_encrypted(tmp_path / "表.xlsx", "秘密"))
    assert refusal.code == "password"
    assert "设了打开密码" in refusal.message


def test_a_flipped_byte_in_an_encrypted_file_does_not_pass(tmp_path: Path) -> None:
    path = _encrypted(tmp_path / "表.xlsx", "VelvetSweatshop")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert refused(path).code == "damaged"


def test_other_encryption_is_a_password_too(tmp_path: Path) -> None:
    path = hostile.mark_encrypted(hostile.xlsx(tmp_path / "表.xlsx", ROW))
    assert refused(path).code == "password"
    parts = hostile.ods_parts("")
    parts["META-INF/manifest.xml"] = "<manifest:file-entry><manifest:encryption-data/>"
    assert refused(hostile.zipped(tmp_path / "名册.ods", parts)).code == "password"
    stream = hostile.xls_stream()[:20] + hostile.record(0x002F, bytes(6))
    assert refused(hostile.ole(tmp_path / "旧.xls", "Workbook", stream=stream)).code == "password"


@pytest.mark.parametrize(
    "far",
    [
        '<c r="XFD1048576"><v>1</v></c>',
        "<c s='1' r='XFD1048576'><v>1</v></c>",
        '<c r="xfd1048576"><v>1</v></c>',
        '<c r="SS2"><v>1</v></c>',
        '<c r="A200001"><v>1</v></c>',
        '<c r="A1048576" t="inlineStr"><is><t>x</t></is></c>',
        '<c r="A200001"/><c r="A999999999"><v>1</v></c>',
    ],
)
def test_a_cell_too_far_out(tmp_path: Path, far: str) -> None:
    path = hostile.xlsx(tmp_path / "表.xlsx", f'{ROW}<row r="2">{far}</row>')
    refusal = refused(path)
    assert refusal.code == "too-far"
    assert "名册" in refusal.message


def test_two_cells_that_span_a_huge_sheet(tmp_path: Path) -> None:
    rows = f'{ROW}<row r="2"><c r="IV2"><v>1</v></c></row><row r="199999"><c r="A199999"/></row>'
    assert refused(hostile.xlsx(tmp_path / "表.xlsx", rows)).code == "too-far"


@pytest.mark.parametrize(
    "table",
    [
        '<table:table-row table:number-rows-repeated="300000">{cell}</table:table-row>',
        '<table:table-row><table:table-cell table:number-columns-repeated="600"/>{cell}'
        "</table:table-row>",
        '<table:table-row table:number-rows-repeated="999999999999"/>'
        "<table:table-row>{cell}</table:table-row>",
        '<table:table-row table:number-rows-repeated="199999">'
        '<table:table-cell table:number-columns-repeated="500"/>{cell}</table:table-row>',
    ],
)
def test_ods_repeats_that_carry_values(tmp_path: Path, table: str) -> None:
    parts = hostile.ods_parts(table.format(cell=hostile.text_cell("甲")))
    assert refused(hostile.zipped(tmp_path / "名册.ods", parts)).code == "too-far"


def test_ods_text_of_a_billion_spaces(tmp_path: Path) -> None:
    cell = hostile.text_cell('<text:s text:c="1000000000"/>')
    parts = hostile.ods_parts(f"<table:table-row>{cell}</table:table-row>")
    assert refused(hostile.zipped(tmp_path / "名册.ods", parts)).code == "bomb"


def test_xls_cells_that_span_a_huge_sheet(tmp_path: Path) -> None:
    cells = [
        hostile.record(0x0203, struct.pack("<HHHd", row, column, 0, 1.0))
        for row, column in ((0, 0), (65535, 255))
    ]
    path = hostile.ole(tmp_path / "旧.xls", "Workbook", stream=hostile.xls_stream(*cells))
    assert refused(path).code == "too-far"


def test_a_text_table_too_wide(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("," * 600 + "x\n", encoding="utf-8")
    assert refused(path).code == "too-far"


def test_nonsense_in_whole_parts_is_not_called_damage_alone(tmp_path: Path) -> None:
    for rows in ('<row r="1"><c r="A1" t="s"><v>7</v></c></row>', "<row><c><v>1</c></row>"):
        refusal = refused(hostile.xlsx(tmp_path / "表.xlsx", rows))
        assert refusal.code == "not-understood"
        assert "另存为 .xlsx" in refusal.message and "打不开就是文件已损坏" in refusal.message


def test_healthy_files_of_other_kinds_are_not_called_damaged(tmp_path: Path) -> None:
    iwa = {"Index/Document.iwa": "x", "Index/Tables/DataList.iwa": "x", "preview.jpg": "x"}
    parts = {"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83\x01\x00"}
    parts |= {"xl/worksheets/sheet1.bin": b"\x81\x01\x00", "xl/_rels/workbook.bin.rels": "<R/>"}
    for name, made, told in (
        ("甲.xlsb", hostile.zipped(tmp_path / "甲.xlsb", parts), "另存为 .xlsx"),
        ("乙.numbers", hostile.zipped(tmp_path / "乙.numbers", iwa), "Numbers"),
        ("丙.numbers", hostile.zipped(tmp_path / "丙.numbers", {"Index.zip": "x"}), "Numbers"),
        ("丁.ofd", hostile.zipped(tmp_path / "丁.ofd", {"OFD.xml": "<x/>"}), "OFD"),
        ("戊.wps", hostile.ole(tmp_path / "戊.wps", "WordDocument"), "Word"),
        ("己.wks", hostile.ole(tmp_path / "己.wks", "MatOST", "WksSSWorkBook"), "Works"),
        ("庚.et", hostile.ole(tmp_path / "庚.et", "ETExtData"), "另存为 .xlsx"),
    ):
        refusal = refused(made)
        assert (refusal.code, told in refusal.message) == ("not-spreadsheet", True), name
        assert "损坏" not in refusal.message
    for head in (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
        '<?xml version="1.0"?><office:document '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">',
    ):
        path = tmp_path / "旧.xml"
        path.write_text(head, encoding="utf-8")
        refusal = refused(path)
        assert "另存为 .xlsx" in refusal.message and "网页" not in refusal.message


def test_another_way_of_packing_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "另.xlsx"
    with (
        zipfile.ZipFile(hostile.xlsx(tmp_path / "表.xlsx", ROW)) as usual,
        zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as made,
    ):
        for name in usual.namelist():
            made.writestr(name, usual.read(name))
    refusal = refused(path)
    assert refusal.code == "not-understood" and "另存为 .xlsx" in refusal.message


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "任意.xlsx"
    hostile.xlsx(path, ROW + '<row r="2"><c r="A2" t="e"><f>1</f><v>#N/A</v></c></row>')
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        assert read_book(path).sheets
    except UserError as refusal:
        assert refusal.message


def test_dates_stay_dates(tmp_path: Path) -> None:
    path = hostile.xlsx(
        tmp_path / "表.xlsx", '<row r="1"><c r="A1" t="d"><v>2026-07-01</v></c></row>'
    )
    assert read_book(path).sheets[0].rows == [[date(2026, 7, 1)]]
