"""Fonts of papers: which file is taken, rare characters, no Chinese font at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import SimpleDocTemplate

from partydesk.documents.fonts import READERS_OWN, Face, Fonts, font_finding, fonts
from partydesk.documents.prose import Prose
from tests.documents import reading_pdf
from tests.documents.small_font import CHINESE, tables, write_collection, write_font

RARE = "𠮷䶮㛃喆堃"


def family_of(found: Fonts, face: Face) -> str:
    """The family name of the font that stands for a face."""
    return str(pdfmetrics.getFont(found.name(face)).face.familyName.ustr)


def printed(path: Path, found: Fonts, text: str, face: Face = Face.SONG) -> str:
    """A text put through a PDF and read back."""
    style = ParagraphStyle("t", fontName=found.name(face), fontSize=12, wordWrap="CJK")
    SimpleDocTemplate(str(path)).build([Prose(found.markup(text, face), style)])
    return reading_pdf.text(path)


def test_each_face_takes_the_font_known_by_that_name(tmp_path: Path) -> None:
    for name, family in (
        ("simfang.ttf", "FangSong"),
        ("simsun.ttc", "SimSun"),
        ("simhei.ttf", "SimHei"),
        ("simkai.ttf", "KaiTi"),
        ("方正小标宋简体.ttf", "XBS"),
    ):
        made = tables(CHINESE, family)
        if name.endswith("ttc"):
            write_collection(tmp_path / name, [made, tables(CHINESE, "NSimSun")])
        else:
            write_font(tmp_path / name, made)
    found = fonts([tmp_path])
    assert [family_of(found, face) for face in Face] == [
        *("FangSong", "SimSun", "SimHei", "KaiTi", "XBS"),
    ]


def test_a_font_is_known_by_its_own_name_too(tmp_path: Path) -> None:
    write_font(tmp_path / "a.ttf", tables(CHINESE, "Anything"))
    made = tables(CHINESE, "仿宋_GB2312") | {"pad ": b"\0" * 1_000_000}  # as large as a real one
    write_font(tmp_path / "b.ttf", made)
    found = fonts([tmp_path])
    assert pdfmetrics.getFont(found.name(Face.FANGSONG)).face.filename.endswith("b.ttf")


def test_a_missing_face_is_stood_in_for_by_the_next_in_kind(tmp_path: Path) -> None:
    write_font(tmp_path / "simsun.ttf", tables(CHINESE, "SimSun"))
    write_font(tmp_path / "simhei.ttf", tables(CHINESE, "SimHei"))
    found = fonts([tmp_path])
    assert family_of(found, Face.FANGSONG) == "SimSun"
    assert family_of(found, Face.TITLE) == "SimSun"
    assert family_of(found, Face.HEI) == "SimHei"


def test_the_simplified_face_of_a_collection_is_taken(tmp_path: Path) -> None:
    several = [tables(CHINESE, f"Some Sans {where}") for where in ("JP", "Mono SC", "SC", "TC")]
    write_collection(tmp_path / "some.ttc", several)
    assert family_of(fonts([tmp_path]), Face.HEI) == "Some Sans SC"


@pytest.mark.parametrize(
    "spoiled",
    [
        pytest.param({"outlines": "CFF "}, id="no TrueType outlines"),
        pytest.param({"rights": 0x0002}, id="may not be embedded"),
        pytest.param({"rights": 0x0100}, id="may not be subset"),
        pytest.param({"empty": "党"}, id="has the characters but draws nothing"),
    ],
)
def test_a_font_that_cannot_be_used_is_passed_over(tmp_path: Path, spoiled: dict[str, str]) -> None:
    write_font(tmp_path / "simsun.ttf", tables(CHINESE, "Spoiled", **spoiled))  # type: ignore[arg-type] # a test's shorthand
    assert fonts([tmp_path]).missing
    write_font(tmp_path / "good" / "zz.ttf", tables(CHINESE, "Good"))
    other = fonts([tmp_path, tmp_path / "good"])
    assert family_of(other, Face.SONG) == "Good"


def test_open_type_with_postscript_outlines_and_rubbish_are_passed_over(tmp_path: Path) -> None:
    write_font(tmp_path / "simhei.otf", tables(CHINESE, "Otf"), tag=b"OTTO")
    (tmp_path / "simsun.ttc").write_bytes(b"ttcf\0\1\0\0\xff\xff\xff\xff")
    (tmp_path / "simkai.ttf").write_bytes(b"\0\1\0\0")
    (tmp_path / "empty.ttf").write_bytes(b"")
    assert fonts([tmp_path]).missing


def test_a_rare_character_is_set_in_another_font_that_has_it(tmp_path: Path) -> None:
    write_font(tmp_path / "simsun.ttf", tables(CHINESE, "SimSun"))
    write_font(tmp_path / "rare.ttf", tables("𠮷䶮", "Rare"))
    found = fonts([tmp_path])
    markup = found.markup("党𠮷䶮员", Face.SONG)
    assert markup.startswith('党<font name="') and markup.endswith("</font>员")
    # What is copied or searched is the character itself, beyond U+FFFF too.
    assert printed(tmp_path / "out.pdf", found, "党𠮷䶮员") == "党𠮷䶮员"
    assert reading_pdf.fonts_of(tmp_path / "out.pdf").count("Rare") >= 1


def test_a_font_that_draws_nothing_for_a_rare_character_does_not_count(tmp_path: Path) -> None:
    write_font(tmp_path / "simsun.ttf", tables(CHINESE, "SimSun"))
    write_font(tmp_path / "a.ttf", tables("𠮷", "Blank", empty="𠮷"))
    found = fonts([tmp_path])
    assert "U+20BB7" in found.markup("𠮷", Face.SONG)


def test_a_character_no_font_has_is_written_out(tmp_path: Path) -> None:
    write_font(tmp_path / "simsun.ttf", tables(CHINESE + "〔〕", "SimSun"))
    found = fonts([tmp_path])
    assert found.markup("党𠮷员", Face.SONG) == "党〔U+20BB7〕员"
    assert printed(tmp_path / "out.pdf", found, "党𠮷员") == "党〔U+20BB7〕员"


def test_the_system_shows_every_rare_character_somehow(tmp_path: Path) -> None:
    found = fonts()
    if found.missing:
        pytest.skip("this system has no Chinese TrueType font")
    shown = printed(tmp_path / "out.pdf", found, f"王{RARE}")
    for char in RARE:
        assert char in shown or f"〔U+{ord(char):04X}〕" in shown


def test_markup_is_escaped_and_keeps_lines(tmp_path: Path) -> None:
    write_font(tmp_path / "simsun.ttf", tables(CHINESE, "SimSun"))
    markup = fonts([tmp_path]).markup("<b>党&\r\n\x07员\ufe0f\u200b", Face.SONG)
    assert markup == "&lt;b&gt;党&amp;<br/>员"


def test_a_wide_blank_is_as_wide_as_a_character(tmp_path: Path) -> None:
    write_font(tmp_path / "simsun.ttf", tables(CHINESE, "SimSun"))
    for found in (fonts([tmp_path]), fonts([])):
        name = found.name(Face.SONG)
        blank = found.markup("\u3000", Face.SONG)
        assert stringWidth(blank, name, 10) == pytest.approx(10, abs=2)


def test_without_any_chinese_font_the_readers_own_is_asked_for() -> None:
    found = fonts([])
    assert found.missing
    assert {found.name(face) for face in Face} == {READERS_OWN}
    assert found.markup("党喆", Face.KAI) == "党喆"
    assert found.markup("王𠮷", Face.KAI) == "王〔U+20BB7〕"


def test_check_says_what_to_install(tmp_path: Path) -> None:
    finding = font_finding([])
    assert finding is not None
    assert finding.code == "no-chinese-font"
    assert not finding.fatal
    assert "请装上" in finding.message
    write_font(tmp_path / "simsun.ttf", tables(CHINESE, "SimSun"))
    assert font_finding([tmp_path]) is None


def test_two_files_with_one_name_are_two_fonts(tmp_path: Path) -> None:
    write_font(tmp_path / "small" / "simsun.ttf", tables(CHINESE, "SimSun"))
    write_font(tmp_path / "large" / "simsun.ttf", tables(CHINESE + "喆", "SimSun"))
    assert "U+5586" in fonts([tmp_path / "small"]).markup("喆", Face.SONG)
    found = fonts([tmp_path / "large"])
    assert printed(tmp_path / "out.pdf", found, "喆") == "喆"


def test_a_folder_that_is_not_there_is_no_font(tmp_path: Path) -> None:
    assert fonts([tmp_path / "nowhere"]).missing


def test_finding_is_asked_for_once(tmp_path: Path) -> None:
    write_font(tmp_path / "simsun.ttf", tables(CHINESE, "SimSun"))
    assert fonts([tmp_path]) is fonts([tmp_path])
    first = fonts([tmp_path]).name(Face.SONG)
    (tmp_path / "simsun.ttf").unlink()
    assert fonts([tmp_path]).name(Face.SONG) == first
