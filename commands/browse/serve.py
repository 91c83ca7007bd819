"""``goodwill serve``: the ledger in a browser, read only."""

from __future__ import annotations

import ipaddress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from commands.ui.options import Within, dated
from commands.ui.printing import say
from commands.ui.settings import Settings, pass_settings
from ledger.errors import LedgerError, installs

if TYPE_CHECKING:
    from projections.policy import Policy

PORT: Final = 8470
_SHORTEST: Final = 16
"""Characters of a token; a shorter one could be guessed."""


class WebMissing(LedgerError):
    """What serves pages is not installed."""

    code = "web-missing"

    def __init__(self) -> None:
        super().__init__("pages need Flask and cheroot", f"install them with {installs('web')}")


@click.command()
@click.option(
    "--port", type=Within(0, 65_535), default=PORT, show_default=True, help="The port; 0 takes a free one."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="The address to listen on. One that others can reach needs --token-file.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="NAME",
    help="Another name by which browsers may ask, such as that of a proxy; may be given several times.",
)
@click.option(
    "--token-file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with a password, which browsers have to give (HTTP Basic, any user name).",
)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="NAME=FILE",
    help="A policy that addresses may name with policy=NAME, beside those that the house adopted; may be given "
    "several times.",
)
@dated("--as-of", help="The day of the first page.  [default: today]")
@click.option("--open", "opened", is_flag=True, help="Open the page in a browser.")
@pass_settings
def serve(  # noqa: PLR0913 - each is an option
    settings: Settings,
    /,
    port: int,
    host: str,
    names: tuple[str, ...],
    token_file: Path | None,
    policies: tuple[str, ...],
    *,
    as_of: date | None,
    opened: bool,
) -> None:
    """Show the ledger in a browser, read only.

    It serves the house, each client, every view and the entries behind each figure until it is interrupted.
    What decides an answer is in the address, so a link shows others the same figures. Of a large ledger,
    pages are quick where there are stored views, which `goodwill replay` makes.
    """
    from commands.ui.opening import place, reading
    from goodwill.asking import stored_views

    token, tried = _token(token_file), dict(map(_policy, policies))
    if token is None and not _is_loopback(host):
        raise click.UsageError(
            f"others can reach {host}; give --token-file with a password that they have to know, or leave out --host"
        )
    try:
        from commands.web.app import application, warm
        from commands.web.guard import Guard
        from commands.web.server import listening
        from commands.web.source import Source
    except ModuleNotFoundError as wrong:
        raise WebMissing from wrong
    with reading(settings) as ledger, stored_views(settings.views, ledger) as views:
        source = Source(ledger, views, tried)
        guard = Guard(application(source).wsgi_app, frozenset(map(_bare, (*names, host))), token)
        with listening(guard, host, port) as server:
            url = _url(host, server.bind_addr[1]) + (f"?as_of={as_of}" if as_of else "")
            say(f"serving {place(settings.ledger)} at {url} (read only); Ctrl+C ends it", err=True)
            if opened:
                click.launch(url)
            warm(source)
            server.serve()


def _policy(text: str) -> tuple[str, Policy]:
    """A policy with the name that addresses give it.

    Raises:
        click.BadParameter: it is not a name and a file.
        Faults: the policy has faults.
    """
    from commands.ui.policy_file import read_policy

    name, sign, file = text.partition("=")
    if not (sign and name.strip()):
        raise click.BadParameter(
            f"'{text}' is no name with a file; write it like strict=strict.toml", param_hint="--policy"
        )
    if not Path(file).is_file():
        raise click.BadParameter(
            f"there is no file {file}; give the path of a policy document", param_hint="--policy"
        )
    return name.strip(), read_policy(Path(file))


def _token(file: Path | None) -> str | None:
    """The password in a file.

    Raises:
        click.BadParameter: it is too short, or no text.
    """
    if file is None:
        return None
    try:
        token = file.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        token = ""
    if len(token) < _SHORTEST:
        raise click.BadParameter(
            f"{file} has no password of {_SHORTEST} characters or more; write one into it",
            param_hint="--token-file",
        )
    return token


def _is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bare(name: str) -> str:
    """A name as ``Host`` has it, without a port; an address of IPv6 stands in brackets."""
    try:
        return f"[{ipaddress.IPv6Address(name).compressed}]"
    except ValueError:
        return name.strip().lower().rstrip(".")


def _url(host: str, port: int) -> str:
    return f"http://{_bare(host)}:{port}/"
