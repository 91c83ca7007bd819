"""A logo: a small picture as a data URL, or one sentence on why not."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import pytest

from reporting.logo import LARGEST, UnusableLogo, logo_in

PNG = b"\x89PNG\r\n\x1a\nrest"


@pytest.mark.parametrize(("picture", "kind"), [(PNG, "png"), (b"\xff\xd8\xff\xe0rest", "jpeg")])
def test_a_picture_becomes_a_data_url(tmp_path: Path, picture: bytes, kind: str) -> None:
    place = tmp_path / "logo"
    place.write_bytes(picture)
    head, _, data = logo_in(place).partition(",")
    assert head == f"data:image/{kind};base64"
    assert b64decode(data) == picture


@pytest.mark.parametrize("text", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a"])
def test_another_kind_of_file_is_refused(tmp_path: Path, text: bytes) -> None:
    place = tmp_path / "logo.svg"
    place.write_bytes(text)
    with pytest.raises(
        UnusableLogo, match=r"logo\.svg cannot be a logo: it is neither PNG nor JPEG; save it as PNG"
    ):
        logo_in(place)


def test_a_picture_may_not_be_large(tmp_path: Path) -> None:
    place = tmp_path / "logo.png"
    place.write_bytes(PNG.ljust(LARGEST, b"\0"))
    logo_in(place)
    place.write_bytes(PNG.ljust(LARGEST + 1, b"\0"))
    with pytest.raises(UnusableLogo, match="larger than 200,000 bytes; save it smaller"):
        logo_in(place)
