"""A statement as one self-contained page of HTML that prints well on A4.

Text from the ledger is never markup: the page escapes all of it, replaces control characters and characters
that turn the direction of writing, and isolates names from the direction of the text around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files

from reporting.statements.sheet import Column, Part, Sheet

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SAFE = "default-src 'none'; style-src 'unsafe-inline'"
"""The page may use its own style, and may fetch or run nothing."""


def page(sheet: Sheet) -> Iterator[str]:
    """The lines of the page."""
    yield "<!doctype html>"
    yield f'<html lang="{_text(sheet.language)}" dir="{_text(sheet.direction)}">'
    yield from _head(sheet)
    yield "<body>"
    yield f"<h1>{_text(sheet.title)}</h1>"
    yield "<dl>"
    for name, value in sheet.facts:
        yield f"<dt>{_text(name)}</dt><dd><bdi>{_text(value)}</bdi></dd>"
    yield "</dl>"
    for part in sheet.parts:
        yield from _part(part)
    yield '<footer class="remarks">'
    for remark in sheet.remarks:
        yield f"<p>{_text(remark)}</p>"
    yield "</footer>"
    yield "</body>"
    yield "</html>"


def _head(sheet: Sheet) -> Iterator[str]:
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_SAFE}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light">'
    for name, value in sheet.marks.items():
        yield f'<meta name="goodwill-{_text(name)}" content="{_text(value)}">'
    yield f"<title>{_text(sheet.caption)}</title>"
    yield f"<style>\n{_style()}</style>"
    yield "</head>"


def _part(part: Part) -> Iterator[str]:
    yield "<section>"
    yield f"<h2>{_text(part.heading)}</h2>"
    yield "<table>"
    yield f"<thead><tr>{''.join(map(_title, part.columns))}</tr></thead>"
    yield f"<tbody>{_row(part.opening, part.columns, 'sum')}</tbody>"
    yield "<tbody>"
    for row in part.rows:
        yield _row(row, part.columns)
    if not part.rows:
        yield f'<tr><td colspan="{len(part.columns)}">{_text(part.nothing)}</td></tr>'
    yield "</tbody>"
    ending = _row(part.total, part.columns, "sum") + _row(part.closing, part.columns, "sum")
    yield f'<tbody class="end">{ending}</tbody>'
    yield "</table>"
    yield from _ages(part)
    yield "</section>"


def _ages(part: Part) -> Iterator[str]:
    aged = [*part.ages, *([part.disputed] if part.disputed else [])]
    columns = [Column(title, amounts=True) for title, _ in aged]
    yield '<div class="ages">'
    yield f"<h3>{_text(part.ageing)}</h3>"
    yield f"<table><thead><tr>{''.join(map(_title, columns))}</tr></thead>"
    yield f"<tbody>{_row([amount for _, amount in aged], columns)}</tbody></table>"
    yield "</div>"


def _title(column: Column) -> str:
    kind = ' class="amount"' if column.amounts else ""
    return f'<th scope="col"{kind}>{_text(column.title)}</th>'


def _row(cells: Sequence[str], columns: Sequence[Column], kind: str = "") -> str:
    inside = "".join(
        _cell(cell, "amount" if column.amounts else "code" if column.codes else "" if index else "day")
        for index, (cell, column) in enumerate(zip(cells, columns, strict=True))
    )
    return f'<tr class="{kind}">{inside}</tr>' if kind else f"<tr>{inside}</tr>"


def _cell(text: str, kind: str) -> str:
    start = f'<td class="{kind}">' if kind else "<td>"
    return f"{start}<bdi>{_text(text)}</bdi></td>" if text else f"{start}</td>"


def _text(text: str) -> str:
    return escape(_UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text))


@lru_cache
def _style() -> str:
    return (files("reporting.statements") / "statement.css").read_text(encoding="utf-8")
