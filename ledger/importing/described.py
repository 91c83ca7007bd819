"""What a draft says of a file before its events: columns, how cells are read, rows that are sums."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ledger.importing.date_forms import TRIED, Dates, written
from ledger.importing.drafted import in_one_line, quoted
from ledger.importing.headings import currencies_beside, is_sum, sums_up
from ledger.importing.roles import MEANINGS
from ledger.importing.sampling import Column, Sample
from ledger.importing.templates import reference
from ledger.importing.values import Cell

_SHOWN = 3  # cells of a column


def overview(found: Sample, roles: Mapping[str, Column]) -> Iterator[str]:
    """The columns of a file, each with what it looks like and some of its cells, as comments."""
    yield "# column | looks like | such as"
    named = {id(column): role for role, column in roles.items()}
    for column in found.columns:
        kind = (
            f"a date, {' or '.join(column.dates.forms)}"
            if column.dates.forms
            else "a number"
            if column.numeric
            else "text"
        )
        role = named.get(id(column))
        shown = ", ".join(in_one_line(cell) for cell in dict.fromkeys(column.cells[:50]))
        yield (
            f"# {in_one_line(column.title)} | {kind if column.cells else 'empty'}{f': the {MEANINGS.get(role, role)}' if role else ''} | "
            + (", ".join(shown.split(", ")[:_SHOWN]))
        )


def notation(found: Sample, encoding: str | None) -> Iterator[str]:
    """The keys of a file that say how its cells are read."""
    layout, (decimal, thousands) = found.layout, found.decimal
    if layout.sheet is not None:
        yield from _sheets(layout.sheet, found.sheets)
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


def _sheets(chosen: str, tables: Iterable[str]) -> Iterator[str]:
    others = [name for name in tables if name != chosen]
    if others:
        yield f"# ? Only the sheet {in_one_line(chosen)} is read; rows are in {', '.join(map(in_one_line, others))} too. Are they meant?"
        yield "# --suggest --sheet NAME drafts another. Import each with its own mapping, or give one mapping a [file.NAME]"
        yield "# with its `sheet` for each, and name it in each [[event]] with `file`."
    yield f"sheet = {quoted(chosen)}"


def _dates(found: Sample) -> Iterator[str]:
    dated = [column for column in found.columns if column.dates.forms]
    if not dated:
        return
    era = next((column.dates.era for column in dated if column.dates.era), None)
    dates = written([cell for column in dated for cell in column.cells[:TRIED]], era)
    for column in dated:
        yield from _no_days(column, dates)
    if dates.unsure:
        cell, *forms = dates.unsure
        yield f"# ? Day or month first? Both {' and '.join(forms)} read {in_one_line(cell)}."
    yield f"dates = [{', '.join(map(quoted, dates.forms))}]"
    if era:
        yield f"era = {quoted(era)}"
    if any("%H" in form for form in dates.forms):
        yield '# ? In which time zone were the times read? zone = "Asia/Baku", for example.'


def _no_days(column: Column, dates: Dates) -> Iterator[str]:
    """The cells of a column of dates that are none."""
    wrong = [
        (number, cell)
        for number, cell in zip(column.numbers, column.cells, strict=True)
        if not dates.day(cell)
    ]
    if wrong:
        title, count = in_one_line(column.title), len(column.cells)
        (number, cell), *others = wrong
        more = f", and so in {len(others):,} more" if others else ""
        yield (
            f"# ? {count - len(wrong):,} of {count:,} cells of {title} look like dates; "
            f"row {number} is no day: {in_one_line(cell)}{more}. What is meant?"
        )


def computed(lines: Iterable[str]) -> Iterator[str]:
    """The table of computed columns, if there are any."""
    for at, line in enumerate(lines):
        yield from () if at else ("", "[file.rows.set]")
        yield line


def without_units(columns: Iterable[Column]) -> Iterator[str]:
    """Columns without the words beside their numbers that name no currency, as lines of ``set``."""
    units = {one.title: one.beside for one in columns if one.beside and not currencies_beside(one.beside)}
    for title, unit in units.items():
        column, word = quoted(reference(title)), quoted(re.escape(unit))
        yield f'{quoted(title)} = {{ from = {column}, replace = [[{word}, ""]] }}'


def sums_in(found: Sample) -> dict[str, set[str]]:
    """The first filled cells of rows that sum others up, by the titles of their columns.

    A name such as *Total Energies* begins as a sum does. So a row whose cell has further words is a sum only
    if it leaves half of the columns empty that the other rows fill. Without
    other rows nothing tells a name from a sum.
    """
    firsts = [_first(row[: len(found.columns)]) for row in found.rows]
    begins = [at is not None and sums_up(row[at]) for at, row in zip(firsts, found.rows, strict=True)]
    others = [row for row, is_one in zip(found.rows, begins, strict=True) if not is_one]
    usual = [at for at in range(len(found.columns)) if 2 * sum(_has(row, at) for row in others) > len(others)]
    sums: dict[str, set[str]] = {}
    kept: set[str] = set()
    for at, row, is_one in zip(firsts, found.rows, begins, strict=True):
        if at is None:
            continue
        fills = sum(_has(row, one) for one in usual)
        if is_one and (is_sum(row[at]) or (usual and 2 * fills <= len(usual))):
            sums.setdefault(found.columns[at].title, set()).add(row[at].strip())
        else:
            kept.add(row[at].strip())
    left = {title: words - kept for title, words in sums.items()}
    return {title: words for title, words in left.items() if words}


def _first(row: Sequence[Cell]) -> int | None:
    return next((at for at, cell in enumerate(row) if cell.strip()), None)


def _has(row: Sequence[Cell], at: int) -> bool:
    return at < len(row) and bool(row[at].strip())


def left_out(sums: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """The rules that leave out rows that sum others up."""
    for title, words in sums.items():
        listed = ", ".join(quoted(word) for word in sorted(words))
        yield ""
        yield "[[leave_out]]"
        yield 'reason = "sums of other rows"'
        yield f"if = {{ column = {quoted(title)}, in = [{listed}] }}"


def unplaced(found: Sample, questions: Iterable[str], events: Iterable[str]) -> Iterator[str]:
    """The question about columns that neither an event nor another question names, if there are any."""
    used, asked = "\n".join(events), "\n".join(questions)
    titles = [
        in_one_line(column.title)
        for column in found.columns
        if column.cells
        and quoted(column.title)[1:-1] not in used
        and quoted(reference(column.title))[1:-1] not in used
        and in_one_line(column.title) not in asked
    ]
    if titles:
        which = "Should one of them be" if titles[1:] else "Should it be"
        yield f"# ? No field is made of {', '.join(titles)}. {which}? `goodwill kinds KIND` lists the fields of a kind."


def name_beside(found: Sample, taken: Iterable[Column | None]) -> list[str]:
    """The question whether columns of text that are not taken have the client's name, if there are any."""
    used = {id(column) for column in taken}
    titles = [
        column.title
        for column in found.columns
        if id(column) not in used and column.cells and not column.numeric and not column.dates.forms
    ]
    one = "Is one of them the client's name" if titles[1:] else "Is it the client's name"
    said = f"No field is made of {in_one_line(', '.join(titles))}. {one}? The code stands in for it."
    return [said] if titles else []
