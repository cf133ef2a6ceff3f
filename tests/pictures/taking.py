"""Takes the pictures of all scenes, in each scheme and size; and the small ones of the manual."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QSize
from PySide6.QtGui import QImage

from partydesk.desk.handover import drive_page
from partydesk.desk.handover.removable_drives import RemovableDrive
from partydesk.desk.help.manual import chapters, folder
from partydesk.desk.kit import theme
from partydesk.desk.shell.application import make_application
from partydesk.store.store import Store
from tests.pictures import samples
from tests.pictures.scenes import SCENES, Scene
from tests.pictures.studio import Studio

SIZES = (QSize(1366, 728), QSize(911, 480))
SCHEMES = {"light": theme.LIGHT, "dark": theme.DARK}
MANUAL_WIDTH = 900
_COLOURS = 48

Colour = tuple[int, int, int]


def take(out: Path, only: Sequence[str] = ()) -> list[Path]:
    """Every scene (or those named) in every scheme and size, as PNG files below `out`."""
    wanted = [scene for scene in SCENES if not only or scene.name in only]
    made = []
    with ExitStack() as stack:
        stores = _stores(stack)
        for scheme in SCHEMES:
            for size in SIZES:
                where = out / f"{scheme}-{size.width()}"
                where.mkdir(parents=True, exist_ok=True)
                for scene, image in _shots(stores, wanted, scheme, size):
                    path = where / f"{scene.name}.png"
                    image.save(str(path))
                    made.append(path)
    return made


def take_for_manual(only: Sequence[str] = ()) -> list[Path]:
    """The pictures the manual's chapters show (or those named of them), light, small enough to
    travel with the program; those that no chapter shows any more go."""
    shown = wanted_by_manual()
    wanted = [scene for scene in SCENES if scene.name in shown and (not only or scene.name in only)]
    where = folder() / "pictures"
    where.mkdir(exist_ok=True)
    made = []
    with ExitStack() as stack:
        for scene, image in _shots(_stores(stack), wanted, "light", SIZES[0]):
            path = where / f"{scene.name}.png"
            path.write_bytes(_small(image))
            made.append(path)
    for left in where.glob("*.png"):
        if left.stem not in shown:
            left.unlink()
    return made


def wanted_by_manual() -> set[str]:
    """The names of the pictures that the chapters show."""
    return {
        name
        for chapter in chapters()
        for name in re.findall(r"\(pictures/([^)]+)\.png\)", chapter.markdown)
    }


def _stores(stack: ExitStack) -> dict[str, Store]:
    makers = {
        "branch": samples.branch,
        "committee": samples.committee,
        "empty": samples.empty,
    }
    return {role: stack.enter_context(make()) for role, make in makers.items()}


def _shots(
    stores: dict[str, Store], wanted: Sequence[Scene], scheme: str, size: QSize
) -> Iterator[tuple[Scene, QImage]]:
    application = make_application()
    dress = application.findChild(theme.Theme)
    dress.force(SCHEMES[scheme])
    drive_page.removable_drives = lambda: [RemovableDrive(samples.STICK, "U 盘", 12 << 30, True)]
    for role, store in stores.items():
        scenes = [scene for scene in wanted if scene.role == role]
        if not scenes:
            continue
        studio = Studio(store, size)
        try:
            for scene in scenes:
                yield scene, scene.show(studio).grab().toImage()
                studio.put_away()
        finally:
            studio.close()


def _small(image: QImage) -> bytes:
    """The picture scaled and with few colours: text stays sharp, the file small."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    picture = Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")
    high = round(picture.height * MANUAL_WIDTH / picture.width)
    if picture.width > MANUAL_WIDTH:
        picture = picture.resize((MANUAL_WIDTH, high), Image.Resampling.HAMMING)
    few = picture.quantize(palette=_palette(picture), dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def _palette(picture: Image.Image) -> Image.Image:
    """The colours of the theme, what lies between them at the edges of letters, and those the
    picture has most of."""
    light = theme.LIGHT
    wanted = [_rgb(each) for each in light]
    for ink in ("text", "accent", *theme.TONES):
        for ground in ("surface", "ground", f"{ink}_ground"):
            if hasattr(light, ground):
                wanted += _between(_rgb(getattr(light, ink)), _rgb(getattr(light, ground)))
    found = picture.getcolors(picture.width * picture.height) or []
    wanted += [colour for _, colour in sorted(found, reverse=True)]
    made = Image.new("P", (1, 1))
    made.putpalette([part for colour in list(dict.fromkeys(wanted))[:_COLOURS] for part in colour])
    return made


def _rgb(value: str) -> Colour:
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def _between(ink: Colour, ground: Colour) -> list[Colour]:
    """Four steps from one to the other."""
    return [
        (
            ink[0] + (ground[0] - ink[0]) * step // 5,
            ink[1] + (ground[1] - ink[1]) * step // 5,
            ink[2] + (ground[2] - ink[2]) * step // 5,
        )
        for step in range(1, 5)
    ]
