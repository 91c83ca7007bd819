"""Where results go, and how they are written for programs."""

from __future__ import annotations

import csv
import json
import os
import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

__all__ = ["destination", "dumps", "write_csv", "write_json", "write_json_list", "write_jsonl"]


@contextmanager
def destination(path: str | None, *, exact: bool) -> Iterator[TextIO]:
    """The stream to write to.

    Args:
        path: a file, which appears or is replaced only when everything is written; None or "-" for standard output.
        exact: for programs: UTF-8 whatever the locale. Otherwise for people: what their terminal cannot show
            becomes a question mark.
    """
    if path is None or path == "-":
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8" if exact else None, errors="replace", newline="\n")
        yield sys.stdout
        sys.stdout.flush()
        return
    target = Path(path).resolve()
    if target.exists() and not target.is_file():  # /dev/stdout, a named pipe
        with target.open("w", encoding="utf-8") as stream:
            yield stream
        return
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.new")
    try:
        with _new(beside, path) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _new(beside: Path, wanted: str) -> TextIO:
    """A new file; where it cannot be made, the error names the file that was asked for."""
    try:
        return beside.open("x", encoding="utf-8", newline="\n")
    except FileNotFoundError as wrong:
        raise FileNotFoundError(wrong.errno, "its directory is missing", wanted) from None
    except OSError as wrong:
        raise type(wrong)(wrong.errno, wrong.strerror, wanted) from None


def dumps(value: object) -> str:
    """JSON on one line, in its own script rather than in escapes."""
    return json.dumps(value, ensure_ascii=False)


def write_json(stream: TextIO, value: object) -> None:
    """One JSON document, indented."""
    stream.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write_json_list(stream: TextIO, rows: Iterable[Mapping[str, Any]]) -> None:
    """One JSON list, a row a line, written as they come."""
    before = "["
    for row in rows:
        stream.write(f"{before}\n{dumps(row)}")
        before = ","
    stream.write("[]\n" if before == "[" else "\n]\n")


def write_jsonl(stream: TextIO, rows: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line, written as they come."""
    stream.writelines(f"{dumps(row)}\n" for row in rows)


def write_csv(stream: TextIO, columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """CSV with a header line, written as the rows come; no value is an empty field."""
    writer = csv.DictWriter(stream, list(columns), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return dumps(value) if isinstance(value, dict | list | tuple) else value
