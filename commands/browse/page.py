"""``goodwill page``: a page of the browser as one file, for mail or an archive."""

from __future__ import annotations

from typing import Any, Final

import click

from commands.ui import options
from commands.ui.completing import complete_client
from commands.ui.named_clients import by_name
from commands.ui.output import destination
from commands.ui.read_log import note_read
from commands.ui.settings import Settings, pass_settings

_HOUSE: Final = "house"
_FORM: Final = "html"


@click.command()
@click.argument("client", metavar="CLIENT|house", type=options.code, shell_complete=complete_client)
@by_name
@options.two_clocks("today")
@options.whose
@options.output
@options.force
@pass_settings
def page(settings: Settings, /, client: str, output: str | None, *, mine: str | None, **asked: Any) -> None:
    """Write the page of a client, or of the house, as one file.

    The file shows what `goodwill serve` shows, needs nothing beside it, and leads nowhere. Its figures are
    those of the moment that it names.
    """
    from commands.ui.opening import reading
    from commands.web import client as client_page
    from commands.web import house as house_page
    from commands.web.page_questions import Asking
    from commands.web.source import Source
    from goodwill.asking import stored_views
    from reporting.web import Address, render

    if mine:
        raise click.UsageError("a page has no --mine; use --manager or --team")
    of_house = client == _HOUSE
    address = Address(page="" if of_house else "client", client=None if of_house else client, **asked)
    with reading(settings) as ledger, stored_views(settings.views, ledger) as views:
        made = house_page.page if of_house else client_page.page
        asking = Asking(Source(ledger, views), address, recorded=True)
        found = made(asking)
        note_read(settings, ledger, "page", asking.address.client)
    with destination(output, _FORM) as stream:
        stream.write(render(found, alone=True))
