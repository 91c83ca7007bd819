"""The currency of the amounts of a file, as a draft writes it."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.importing.drafted import brace, in_one_line, quoted
from ledger.importing.headings import Language, currencies_beside, currency_in, currency_of, says
from ledger.importing.sampling import Column, Sample, without_sign
from ledger.importing.values import MINUSES

_OF_MONEY = ("amount", "price", "paid", "credit_limit")
_NUMBER = rf"[{MINUSES}+()\d.,'’\s]+"
"""The signs of a number in a cell, without what stands beside it."""


def currency_field(
    found: Sample, roles: Mapping[str, Column], language: Language | None, asked: list[str]
) -> str:
    """The value of the field ``currency``: a column, a sign or word of the file, or what stands in for it.

    Args:
        found: the first look at the file.
        roles: the columns by their role.
        language: that of the titles, whose usual currency stands in.
        asked: the questions, to which it adds its own once.
    """
    if column := roles.get("currency"):
        words = {cell: code for cell in column.cells if (code := currency_of(cell)) != cell}
        pairs = ", ".join(f"{quoted(cell)} = {quoted(code)}" for cell, code in words.items())
        cell = brace(column)
        return f"{{ from = {cell}, map = {{ {pairs} }} }}" if words else cell
    for column in (roles[role] for role in _OF_MONEY if role in roles):
        named = _named(column)
        if len(set(named.values())) > 1:
            return _of_cells(column, named, asked)
        if stated := currency_in(column.title) or currency_of(column.beside):
            return quoted(stated)
    usual = (language.currency if language else "") or "EUR"
    unread = [column for column in found.columns if says(column.title, "currency") and column.cells]
    question = f"Which currency? Nothing in the file says it, so {usual} stands in for it."
    if unread:
        title, cell = in_one_line(unread[0].title), in_one_line(unread[0].cells[0])
        question = f"Which currency? The words of {title}, such as {cell}, are no codes of currencies, so {usual} stands in."
    if question not in asked:
        asked.append(question)
    return quoted(usual)


def _named(column: Column) -> dict[str, str]:
    """What stands beside the numbers of a column, each with the usual currency that it means."""
    besides = (without_sign(cell.strip(f"() {MINUSES}"))[1].rstrip(".") for cell in column.cells)
    named = {beside: currencies_beside(beside) for beside in dict.fromkeys(besides)}
    return {beside: codes[0] for beside, codes in named.items() if codes}


def _of_cells(column: Column, named: Mapping[str, str], asked: list[str]) -> str:
    """The value of the field that takes the currency of each row from beside its amount."""
    several = ", ".join(dict.fromkeys(named.values()))
    question = f"The cells of {in_one_line(column.title)} name {several}, so each says the currency of its row. Is it so?"
    if question not in asked:
        asked.append(question)
    pairs = ", ".join(
        f"{quoted(beside)} = {quoted(code)}" for beside, code in named.items() if beside != code
    )
    words = f", map = {{ {pairs} }}" if pairs else ""
    return f'{{ from = {brace(column)}, replace = [[{quoted(_NUMBER)}, ""]]{words} }}'
