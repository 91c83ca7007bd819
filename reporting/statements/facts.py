"""The facts above a statement: who issues it to whom, of which period, and how the balance is paid."""

from __future__ import annotations

from collections.abc import Iterator

from projections.receivables.statement import StatementOfAccount
from reporting.parties import lines_of, name_of, paying, sender_lines
from reporting.words import Words


def facts(account: StatementOfAccount, words: Words, sender: str | None) -> Iterator[tuple[str, str]]:
    """The facts, each with its name.

    Args:
        account: the statement.
        words: of the reader's language.
        sender: the name of the house, if not as it describes itself.
    """
    _ = words.gettext
    who = account.registered
    if issued := [*sender_lines(account.sender, words, sender)]:
        yield _("Issued by"), ", ".join(issued)
    yield _("Client"), name_of(who, account.client)
    if who and who.address:
        yield _("Address"), ", ".join(lines_of(who.address))
    yield _("Client code"), account.client
    if who and who.tax_id:
        yield _("Tax number"), who.tax_id
    if len(account.companies) > 1:
        yield _("Companies"), ", ".join(f"{code} {name or ''}".strip() for code, name in account.companies)
    yield _("Period"), f"{words.day(account.start, 'long')} – {words.day(account.end, 'long')}"
    yield _("Drawn up on"), words.day(account.drawn, "long")
    owed = {section.currency for section in account.sections if section.closing > 0}
    yield from paying(account.sender, owed, account.client, words)
