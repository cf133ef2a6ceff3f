"""The photographs of a record as paper shows them: upright, no larger than they are printed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import Connection

from partydesk.store.attachments import attached_to, content, state_of
from partydesk.store.home import Home

SIGN_IN = "签到"
"""What stands in the name of the photograph of a sign-in sheet."""

_PICTURES = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff")
_SIDE = 1600  # pixels of the longer side: 15 cm at 270 dots to the inch
_MOST = 60 * 2**20  # bytes of a file that is still read for its picture


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture as JPEG, with its size in pixels; `caption` is the file's name without suffix."""

    caption: str
    content: bytes
    width: int
    height: int

    @property
    def sign_in(self) -> bool:
        """Whether it is of the sign-in sheet."""
        return SIGN_IN in self.caption


def is_picture(name: str) -> bool:
    """Whether a file of this name is a picture."""
    return name.lower().endswith(_PICTURES)


def photographs(
    connection: Connection, home: Home, kind: str, uid: str
) -> tuple[list[Photograph], list[str]]:
    """The pictures attached to a record, in their order, and what is to be said of those that
    cannot be shown."""
    found: list[Photograph] = []
    said: list[str] = []
    for each in attached_to(connection, kind, uid):
        if not is_picture(each.name):
            continue
        made = None
        if each.size <= _MOST and not state_of(home, each):
            made = _read(content(home, each), PurePath(each.name).stem)
        if made is None:
            said.append(f"“{each.name}”读不出来，没有印")
        else:
            found.append(made)
    return found, said


def _read(content: bytes, caption: str) -> Photograph | None:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as opened:
            opened.draft("RGB", (_SIDE, _SIDE))  # a photo of many megapixels is not read whole
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((_SIDE, _SIDE))
            if picture.mode in ("RGBA", "LA", "P"):
                white = Image.new("RGB", picture.size, "white")
                clear = picture.convert("RGBA")
                white.paste(clear, mask=clear.getchannel("A"))
                picture = white
            out = io.BytesIO()
            # Without what the camera wrote down: place, time, whose it is.
            picture.convert("RGB").save(out, "JPEG", quality=85)
            return Photograph(caption, out.getvalue(), picture.width, picture.height)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
