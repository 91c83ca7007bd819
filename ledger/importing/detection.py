"""Opens files, and detects what they do not state: compression, format, encoding, delimiter."""

from __future__ import annotations

import codecs
import csv
import gzip
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, cast

from charset_normalizer import from_bytes

from ledger.errors import Unreadable
from ledger.importing.faults import MappingError
from ledger.importing.guarding import Guarded, must_be_plain
from ledger.importing.templates import column_name
from ledger.other_formats import NO_TABLES

_GZIP, _ZIP, _OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_FORMS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".tsv": "tsv", ".tab": "tsv"}
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARK = "\ufeff"
_READ = ".xlsx", ".xls", ".ods", ".csv", ".tsv", ".jsonl"
_BEGINNING = 512
_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_DELIMITERS = ",;\t|"


class Meter:
    """How far a file has been read, in bytes of the file on the disk."""

    def __init__(self) -> None:
        self._tell: Callable[[], int] | None = None

    def watch(self, raw: BinaryIO) -> None:
        """Measure by this file."""
        self._tell = raw.tell

    @property
    def done(self) -> int:
        """The bytes read so far; 0 for a format that is read at once."""
        return self._tell() if self._tell is not None else 0


@contextmanager
def unpacked(path: Path, meter: Meter | None = None, *, lines: bool = False) -> Iterator[BinaryIO]:
    """The bytes of a file, uncompressed if it is a gzip file, within bounds; of its lines too."""
    with path.open("rb") as raw:
        if meter is not None:
            meter.watch(raw)
        compressed = raw.read(2) == _GZIP
        raw.seek(0)
        if compressed:
            with gzip.open(raw) as content:
                packed = path.stat().st_size
                yield cast("BinaryIO", Guarded(path.name, cast("BinaryIO", content), packed, lines=lines))
        else:
            yield cast("BinaryIO", Guarded(path.name, raw, None, lines=lines))


@contextmanager
def opened_text(path: Path, encoding: str, meter: Meter | None = None) -> Iterator[TextIOWrapper]:
    """The text of a file with its line ends, uncompressed if it is gzip, without a byte order mark."""
    with unpacked(path, meter, lines=True) as raw, TextIOWrapper(raw, encoding=encoding, newline="") as text:
        if text.read(1) != _MARK:
            text.seek(0)
        yield text


def form_of(path: Path) -> str:
    """The format of a file by its first bytes and its name: csv, tsv, xlsx (any spreadsheet) or jsonl.

    Raises:
        Unreadable: it is not there, or is no plain file.
    """
    must_be_plain(path)
    with path.open("rb") as raw:
        head = raw.read(4)
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    if head.startswith((_ZIP, _OLE)) or suffixes[-1:] in ([".xlsx"], [".xls"], [".ods"]):
        return "xlsx"
    return _FORMS.get((suffixes or [""])[-1], "csv")


def must_be_table(path: Path) -> None:
    """Check that neither the name nor the first bytes of a file are those of something else, such as a PDF.

    Raises:
        Unreadable: they are.
    """
    must_be_plain(path)
    with path.open("rb") as raw:
        head = raw.read(_BEGINNING)
    suffix = next((suffix.lower() for suffix in reversed(path.suffixes) if suffix.lower() != ".gz"), "")
    text = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if suffix in NO_TABLES or head.startswith(b"%PDF") or text.startswith(_MARKUP):
        what = f"ends in {suffix}"
        if head.startswith(b"%PDF") or text.startswith(_MARKUP):
            what = "is a PDF" if head.startswith(b"%PDF") else "is a web page or XML"
        *others, last = _READ
        raise Unreadable(
            f"{path.name} {what}, and Goodwill reads tables from {', '.join(others)} and {last}",
            "open it in another program, and save the table as one of these",
        )


def encoding_of(path: Path, stated: str | None) -> tuple[str, bool]:
    """The encoding of a file, and whether it is a guess.

    A stated encoding, a byte order mark and valid UTF-8 are no guesses. It reads the whole file, because the
    only letter that is not ASCII may be on the last line.

    Raises:
        MappingError: no encoding has the stated name.
    """
    if stated is None:
        with unpacked(path, lines=True) as raw:
            return _detected(raw)
    try:
        "".encode(stated)  # codecs.lookup would accept codecs of bytes, such as hex
    except (LookupError, ValueError):
        raise MappingError(
            ("encoding",), f"no encoding is called '{stated}'; write one such as utf-8, cp1250 or cp1254"
        ) from None
    return stated, False


def _detected(raw: BinaryIO) -> tuple[str, bool]:
    chunk = raw.read(_CHUNK)
    for mark, name in _MARKS:
        if chunk.startswith(mark):
            return name, False
    if b"\0" in chunk[:_SAMPLE]:
        little_endian = chunk[1:_SAMPLE:2].count(0) > chunk[:_SAMPLE:2].count(0)
        return "utf-16-le" if little_endian else "utf-16-be", True
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
    """The delimiter that gives the header most of the wanted columns; among equals, the rows equal widths.

    Args:
        text: the beginning of the file.
        quote: the quotation mark around cells that hold a delimiter.
        header: the row of the header, counted from 1.
        wanted: the names of the columns that the mapping reads.
    """
    lines = text.splitlines(keepends=True)[: header + 50]

    def score(delimiter: str) -> tuple[int, int, int]:
        rows = list(csv.reader(lines, delimiter=delimiter, quotechar=quote))[header - 1 :]
        named = {column_name(name) for name in rows[0]} if rows else set()
        widths = [len(row) for row in rows if row]
        width = max(set(widths), key=widths.count, default=1)
        return len(named & set(wanted)), widths.count(width) if width > 1 else 0, width

    return max(_DELIMITERS, key=score)
