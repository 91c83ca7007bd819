"""The application: a page for each address, and a sentence where there is none."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import Final

import click
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, NotFound

from commands.ui.failures import complain, with_notes
from commands.web import audit, client, entry, explain, find, house, listings, timeline
from commands.web.page_questions import Asking
from commands.web.source import Source
from goodwill.names import house_zone
from ledger.errors import Conflict, LedgerError, Misuse, Unreadable
from ledger.money import exact
from ledger.rules.corrections import NotAnEntry, UnknownEntry
from ledger.store.errors import PersistenceError
from projections import UnknownChoice, UnknownDocument
from projections.framework.registry import REGISTER
from reporting.web import Address, BadAddress, Link, Page, Section, Text, asset, render
from reporting.web.page import ASSETS

_PAGES: Final[Mapping[str, Callable[[Asking], Page]]] = {
    "": house.page,
    "client": client.page,
    "explain": explain.page,
    "entry": entry.page,
    "timeline": timeline.page,
    "find": find.page,
    "audit": audit.page,
    **dict.fromkeys(REGISTER, listings.page),
}
"""Every page by its path."""

_MISSING: Final = (UnknownChoice, UnknownDocument, UnknownEntry, NotAnEntry)
_UNREADABLE: Final = (Unreadable, Conflict, PersistenceError)
_BROKEN: Final = (
    "Something unexpected went wrong while this page was made. The terminal of `goodwill serve` names it; with "
    "GOODWILL_DEBUG=1 it shows where."
)


def application(source: Source) -> Flask:
    """The application that answers from a ledger. Put it behind a guard before others may ask."""
    app = Flask("goodwill", static_folder=None, template_folder=None)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False

    @app.get("/", defaults={"path": ""})
    @app.get("/<path:path>")
    @exact
    def answer(path: str) -> Response:
        if path in ASSETS:
            return Response(asset(path), content_type=ASSETS[path])
        if path not in _PAGES:
            raise NotFound
        address = Address.of(path, request.args.items(multi=True), partial(house_zone, source.ledger))
        return _html(_PAGES[path](Asking(source, address)))

    @app.errorhandler(Exception)
    def refuse(error: Exception) -> Response:
        status, title, sentence = _explained(error)
        address = Address()
        trail = [Link("House", address.url), Link("Find a client", _finding(request.path).url)]
        sections = [Section("", [Text(sentence)])]
        page = Page(title, address, sections, whole=False, views=_links(source), trail=trail)
        return _html(page, status)

    return app


def warm(source: Source) -> None:
    """Make the first page and that of a client once, beside what else the process does.

    So the first reader of either need not wait for imports, and for what is kept of all clients. A reader who
    comes meanwhile waits for the same answers. Without stored views no answer is kept, so no page is made.
    """

    def made() -> None:
        with suppress(Exception):  # the page that a reader opens shows the error
            if source.is_quick():
                first = Asking(source, Address())
                render(house.page(first))
                for code in [*first.directory][:1]:
                    render(client.page(Asking(source, Address(page="client", client=code))))

    Thread(target=made, daemon=True).start()


def _html(page: Page, status: int = 200) -> Response:
    return Response(render(page), status, content_type="text/html; charset=utf-8")


def _links(source: Source) -> list[Link]:
    """The links to all pages, where the ledger can be read at all."""
    try:
        return [one._replace(current=False) for one in Asking(source, Address()).views()]
    except Exception:  # noqa: BLE001 - the page of an error never fails
        return []


def _finding(path: str) -> Address:
    """The page that finds clients; of an address such as ``/client/ACME``, asked for its last word."""
    *before, word = path.strip("/").split("/")
    return Address(page="find", find=word if before else None)


def _explained(error: Exception) -> tuple[int, str, str]:
    """The status, the title and the sentence of an error; nothing of the program's inside."""
    match error:
        case HTTPException():
            code = error.code or 500
            return (
                code,
                "No such page",
                "There is no page at this address; the links above lead to all, and find a client by its code or name.",
            )
        case BadAddress():
            return 400, "This address cannot be read", _sentence(error)
        case _ if isinstance(error, _MISSING):
            return 404, "Not found", _sentence(error)
        case _ if isinstance(error, _UNREADABLE):
            complain(with_notes(error))
            return (
                503,
                "The ledger cannot be read",
                "The ledger cannot be read now; the terminal of `goodwill serve` says why.",
            )
        case LedgerError() | click.UsageError() | Misuse():
            return 400, "This cannot be answered", _sentence(error)
    complain(f"something unexpected went wrong ({type(error).__name__}: {error})")
    if os.environ.get("GOODWILL_DEBUG"):
        traceback.print_exception(error)
    return 500, "Something went wrong", _BROKEN


def _sentence(error: Exception) -> str:
    text = error.format_message() if isinstance(error, click.ClickException) else with_notes(error)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('?') else '.'}"
