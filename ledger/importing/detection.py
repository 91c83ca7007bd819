"""What a text file does not say about itself: its encoding and its delimiter, found in its bytes."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Collection
from typing import BinaryIO

from charset_normalizer import from_bytes

from ledger.importing.templates import column_name

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_CANDIDATES = ",;\t|"


def encoding_of(raw: BinaryIO) -> tuple[str, bool]:
    """The encoding of a file, and whether it was guessed: a byte order mark and valid UTF-8 are no guesses.

    The whole file is looked at, for a letter that tells may stand on its last line.
    """
    chunk = raw.read(_CHUNK)
    for mark, name in _MARKS:
        if chunk.startswith(mark):
            return name, False
    if b"\0" in chunk[:_SAMPLE]:
        return (
            "utf-16-le" if chunk[1:_SAMPLE:2].count(0) > chunk[:_SAMPLE:2].count(0) else "utf-16-be"
        ), True
    decoder = codecs.getincrementaldecoder("utf-8")()
    while chunk:
        following = raw.read(_CHUNK)
        try:
            decoder.decode(chunk, final=not following)
        except UnicodeDecodeError:
            return _guessed(chunk + following), True
        chunk = following
    return "utf-8", False


def _guessed(chunk: bytes) -> str:
    telling = b"\n".join(line for line in chunk.splitlines() if not line.isascii())[:_SAMPLE]
    best = from_bytes(telling).best()
    return "cp1252" if best is None else best.encoding


def delimiter_of(text: str, quote: str, header: int, wanted: Collection[str]) -> str:
    """The delimiter under which the header has most of the wanted columns; then, the one that cuts rows alike.

    Args:
        text: the beginning of the file.
        quote: the sign around cells that hold a delimiter.
        header: the row of the header, counted from 1.
        wanted: names of columns that the mapping reads.
    """
    lines = text.splitlines(keepends=True)[: header + 50]

    def promise(delimiter: str) -> tuple[int, int, int]:
        rows = list(csv.reader(lines, delimiter=delimiter, quotechar=quote))[header - 1 :]
        named = {column_name(name) for name in rows[0]} if rows else set()
        widths = [len(row) for row in rows if row]
        width = max(set(widths), key=widths.count, default=1)
        return len(named & set(wanted)), widths.count(width) if width > 1 else 0, width

    return max(_CANDIDATES, key=promise)
