"""How the house describes itself on a day."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.entry import Entry
from ledger.events import HouseDescribed
from projections.history import Horizon, house_facts


def house_on(entries: Iterable[Entry], horizon: Horizon) -> HouseDescribed | None:
    """How the house describes itself on the day of a horizon; None if it had not by then.

    Args:
        entries: in order of position; entries of other streams are ignored.
        horizon: how far to look.
    """
    described = house_facts(entries, HouseDescribed, horizon)
    return described[-1][1] if described else None
