"""A fault found in the data of a ledger: a value, so that one run shows every one of them."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """What is wrong with an entry, and what to do about it.

    Attributes:
        position: where the entry is, or should be.
        client: whose it is; None for the house's and the managers' own, or where nobody can tell.
        code: for programs; it stays as it is.
        what: what is wrong, as a sentence without its full stop.
        advice: what to do next.
    """

    position: int
    client: str | None
    code: str
    what: str
    advice: str
