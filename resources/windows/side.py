"""Draws side.bmp, the left of the installer's first and last page, from the program's icon.

python resources/windows/side.py    (Pillow; Debian's fonts-noto-cjk)
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from PIL.IcoImagePlugin import IcoImageFile

HERE = Path(__file__).resolve().parent
FONTS = "/usr/share/fonts/opentype/noto/NotoSansCJK-{}.ttc"
SIMPLIFIED = 2  # the face in the collection
WIDTH, HEIGHT = 164, 314  # pixels, as NSIS wants it
FINE = 4  # drawn so many times larger, then made smaller


def drawn() -> Image.Image:
    """The picture: icon, name, and what matters most to whoever installs it."""
    picture = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), "#F5F5F3")
    draw = ImageDraw.Draw(picture)
    draw.rectangle(((WIDTH - 3) * FINE, 0, WIDTH * FINE, HEIGHT * FINE), fill="#A51E1A")
    with Image.open(HERE.parent / "icons/partydesk.ico") as icon:
        assert isinstance(icon, IcoImageFile)
        icon.size = max(icon.info["sizes"])
        large = icon.convert("RGBA").resize((72 * FINE, 72 * FINE), Image.Resampling.LANCZOS)
    picture.paste(large, ((WIDTH - 74) * FINE // 2, 78 * FINE), large)
    for text, weight, size, top, colour in (
        ("支部工作台", "Bold", 22, 166, "#1F1F1F"),
        ("记录只放在本机", "Regular", 11, 202, "#6B6B6B"),
    ):
        font = ImageFont.truetype(FONTS.format(weight), size * FINE, index=SIMPLIFIED)
        left = ((WIDTH - 2) * FINE - draw.textlength(text, font=font)) / 2
        draw.text((left, top * FINE), text, font=font, fill=colour)
    small = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    return small.quantize(32, dither=Image.Dither.NONE)


if __name__ == "__main__":
    drawn().save(HERE / "side.bmp")
