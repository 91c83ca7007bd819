"""Which changes are shown, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import click

from ledger.errors import near_or_all
from projections.framework.changing import Change, Changes
from projections.framework.moves import Leading
from projections.framework.registry import ALL


def of_figures(found: Changes, figures: Sequence[str]) -> Changes:
    """The changes of some figures, or of all if none is named.

    Raises:
        click.BadParameter: no view that was asked has a figure of that name.
    """
    if not figures:
        return found
    wanted = {figure.replace("_", " ").replace("-", " ").lower() for figure in figures}
    names = {
        name for view in found.views for name in ALL[view].fields if name.replace("_", " ").lower() in wanted
    }
    if len(names) < len(wanted):
        known = [name for view in found.views for name in ALL[view].fields]
        raise click.BadParameter(
            f"there is no such figure; {near_or_all(figures[0], [*dict.fromkeys(known)])}",
            param_hint="--figure",
        )
    kept = [one for one in found.changes if one.figure.figure.partition(" ")[0] in names]
    return replace(found, changes=kept)


def first_movers(found: Changes, shown: Sequence[Change]) -> list[Change]:
    """The changes of one view, client by client: first the one whose leading figure moved most."""
    if len(found.views) > 1 or not ALL[found.views[0]].showing.leading:
        return [*shown]
    clients = dict.fromkeys(one.client for one in Leading((found.first, found.last), found.views[0]).movers())
    place = {client: number for number, client in enumerate(clients)}
    return sorted(shown, key=lambda one: place.get(one.figure.client, len(place)))
