"""What a draft says of a file before its events: columns, how cells are read, rows that are sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger.importing.drafted import in_one_line, quoted
from ledger.importing.headings import sums_up
from ledger.importing.roles import MEANINGS
from ledger.importing.sampling import Column, Sample

_SHOWN = 3  # cells of a column


def overview(found: Sample, roles: Mapping[str, Column]) -> Iterator[str]:
    """The columns of a file, each with what it looks like and some of its cells, as comments."""
    yield "# column | looks like | such as"
    named = {id(column): role for role, column in roles.items()}
    for column in found.columns:
        kind = f"a date, {column.dates[0]}" if column.dates else "a number" if column.numeric else "text"
        role = named.get(id(column))
        shown = ", ".join(in_one_line(cell) for cell in dict.fromkeys(column.cells[:50]))
        yield (
            f"# {in_one_line(column.title)} | {kind if column.cells else 'empty'}{f': the {MEANINGS.get(role, role)}' if role else ''} | "
            + (", ".join(shown.split(", ")[:_SHOWN]))
        )


def notation(found: Sample, encoding: str | None) -> Iterator[str]:
    """The keys of a file that say how its cells are read."""
    layout, (decimal, thousands) = found.layout, found.decimal
    if layout.guessed:
        yield "# ? The encoding is a guess. Do the names above read well? Else name another."
    if layout.guessed or encoding:
        yield f"encoding = {quoted(layout.encoding)}"
    if layout.form == "csv":
        yield f"delimiter = {quoted(layout.delimiter)}"
    if layout.files.header > 1:
        yield f"header = {layout.files.header}"
    if any(column.numeric for column in found.columns):
        for other, grouped in found.unsure[:1]:
            yield f"# ? Numbers could also be read with decimal = {quoted(other)}, thousands = {quoted(grouped)}."
        yield f"decimal = {quoted(decimal)}"
        yield f"thousands = {quoted(thousands)}"
    yield from _dates(found)


def _dates(found: Sample) -> Iterator[str]:
    dated = [column for column in found.columns if column.dates]
    if not dated:
        return
    common = [form for form in dated[0].dates if all(form in column.dates for column in dated)]
    if {"%d", "%m"} <= {form[:2] for form in common}:
        yield f"# ? Day or month first? Both {common[0]} and {common[1]} read all dates."
    forms = common[:1] or list(dict.fromkeys(column.dates[0] for column in dated))
    yield f"dates = [{', '.join(map(quoted, forms))}]"
    if era := next((column.era for column in dated if column.era), None):
        yield f"era = {quoted(era)}"
    if any("%H" in form for form in forms):
        yield '# ? In which time zone were the times read? zone = "Asia/Baku", for example.'


def left_out(found: Sample) -> Iterator[str]:
    """Rows that sum others up: the first of their filled cells says so."""
    for at, column in enumerate(found.columns):
        sums = {
            row[at].strip()
            for row in found.rows
            if row[at].strip() and not any(cell.strip() for cell in row[:at]) and sums_up(row[at])
        }
        if sums:
            listed = ", ".join(quoted(word) for word in sorted(sums))
            yield ""
            yield "[[leave_out]]"
            yield 'reason = "sums of other rows"'
            yield f"if = {{ column = {quoted(column.title)}, in = [{listed}] }}"
