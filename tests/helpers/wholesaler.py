"""A wholesaler's order lines of two years: a fifth of the customers in `make test`, all in `make long`."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.helpers.depth import LONG
from tests.helpers.places import DATA

__all__ = ["UCI", "of_a_fifth", "order_lines", "part"]

UCI = DATA / "uci_online_retail.csv.gz"
_QUICKLY = 1  # the least that gzip compresses


def order_lines(wanted: Callable[[bytes], bool] | None = None) -> Iterator[dict[str, str]]:
    """The lines that tests read: those wanted of all, or else those of the customers that tests look at."""
    wanted = wanted or (_every if LONG else of_a_fifth)
    head, *lines = _lines()
    return csv.DictReader(line.decode() for line in (head, *filter(wanted, lines)))


def part(place: Path) -> Path:
    """A file of these lines, in a folder; the whole file itself, if they are all."""
    if LONG:
        return UCI
    head, *lines = _lines()
    found = place / UCI.name
    found.write_bytes(gzip.compress(b"".join((head, *filter(of_a_fifth, lines))), _QUICKLY))
    return found


def of_a_fifth(line: bytes) -> bool:
    """Whether it is of a customer whose number ends with 1 or 6, or of a fifth of those without one."""
    number, *_, customer, _ = line.split(b",")
    return customer[-3:-2] in b"16" if customer else number.startswith(b"A") or number[-1:] in b"05"


def _every(_: bytes) -> bool:
    return True


def _lines() -> list[bytes]:
    return gzip.decompress(UCI.read_bytes()).splitlines(keepends=True)
