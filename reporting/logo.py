"""The logo of the house in a document: a picture inside the page, as a data URL."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Final

from ledger.errors import LedgerError

LARGEST: Final = 200_000
"""Bytes that the file of a logo may have; every document carries it."""
_TYPES: Final = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class UnusableLogo(LedgerError):
    """A file cannot be the logo of a document: it is too large, or neither PNG nor JPEG."""

    code = "unusable-logo"

    def __init__(self, place: Path, fault: str) -> None:
        self.place = place
        super().__init__(f"{place} cannot be a logo: {fault}")


def logo_in(place: Path) -> str:
    """The data URL of a PNG or JPEG file. SVG is left out, because it can hold scripts.

    Raises:
        UnusableLogo: it is too large, or neither PNG nor JPEG.
        OSError: it cannot be read.
    """
    with place.open("rb") as stream:
        picture = stream.read(LARGEST + 1)
    if len(picture) > LARGEST:
        raise UnusableLogo(place, f"it is larger than {LARGEST:,} bytes; save it smaller")
    for beginning, media_type in _TYPES.items():
        if picture.startswith(beginning):
            return f"data:{media_type};base64,{b64encode(picture).decode()}"
    raise UnusableLogo(place, "it is neither PNG nor JPEG; save it as PNG")
