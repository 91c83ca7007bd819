"""Faults of entries in bounded memory: a million of one sort that follow each other are one fault."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

from ledger.errors import Fault

MOST_OF_STREAM: Final = 20
"""How many faults of one sort ``check`` lists one by one in each stream."""
_ON: Final = ", and so on"
_number = re.compile("[0-9]+")


class Findings:
    """Collects faults, those of each sort in order of position.

    Args:
        most: how many of a sort are told apart; the last of them takes in all that come after.
    """

    def __init__(self, most: int = 1_000) -> None:
        self._most = most
        self._sorts: dict[tuple[str, str], list[Fault]] = defaultdict(list)

    def note(self, fault: Fault, sort: str | None = None) -> None:
        """Note a fault. It joins the one before of its sort if that is of the client and the position before.

        Args:
            fault: the fault.
            sort: of its code; None: the sentence without its numbers.
        """
        found = self._sorts[fault.code, _number.sub("", fault.what) if sort is None else sort]
        if found and (len(found) >= self._most or _follows(found[-1], fault)):
            found[-1] = _joined(found[-1], fault)
        else:
            found.append(fault)

    @property
    def faults(self) -> list[Fault]:
        """What was noted, sort by sort."""
        return [fault for found in self._sorts.values() for fault in found]


def _follows(before: Fault, fault: Fault) -> bool:
    """Whether a fault is of the next entry of the client, or says the same of the same one."""
    step = fault.position - (before.position if before.last is None else before.last)
    near = (step == 1 and before.position != 0) or (step == 0 and fault.what == before.what)
    return near and fault.client == before.client


def _joined(before: Fault, fault: Fault) -> Fault:
    plain = before.what.removesuffix(_ON)
    what = before.what if fault.what == plain else plain + _ON
    client = before.client if fault.client == before.client else None
    first, last = min(before.position, fault.position), max(before.last or before.position, fault.position)
    return before._replace(position=first, client=client, what=what, last=last, times=before.times + 1)
