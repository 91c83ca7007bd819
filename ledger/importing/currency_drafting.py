"""The currency of the amounts of a file, as a draft writes it."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.importing.drafted import brace, in_one_line, quoted
from ledger.importing.headings import Language, currency_in, currency_of, says
from ledger.importing.sampling import Column, Sample

_OF_MONEY = ("amount", "price", "paid", "credit_limit")


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
