"""The groups of products that the programme of points names: which product is in which, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from ledger.spellings import name_key

Described: TypeAlias = tuple[str, datetime, str | None]
"""A product's code as it is compared, the moment of a description, and the group that it names, if any."""

Groups: TypeAlias = tuple[tuple[date, str | None], ...]
"""The groups of a product one after the other, each with its first day."""

ANYTHING = "*"
"""The pattern that fits the goods of every group, and those of none."""


@dataclass(frozen=True)
class Assortment:
    """The products that are in some groups.

    Attributes:
        products: by their codes as they are compared, in order of these.
    """

    products: tuple[tuple[str, Groups], ...] = ()

    @classmethod
    def of(cls, described: Iterable[Described], patterns: Iterable[str]) -> Assortment:
        """The products that ever are in a group which a pattern fits.

        Args:
            described: the descriptions of products.
            patterns: of the names of groups, in which * stands for any characters.
        """
        wanted = {*patterns} - {ANYTHING}
        found = []
        for code, some in groupby(sorted(described, key=itemgetter(0, 1)) if wanted else (), itemgetter(0)):
            groups = tuple(_changes((at.date(), group) for _, at, group in some))
            if any(_fits(group, one) for _, group in groups for one in wanted):
                found.append((code, groups))
        return cls(tuple(found))

    @cached_property
    def _by_code(self) -> dict[str, Groups]:
        return dict(self.products)

    def fits(self, product: str, day: date, pattern: str) -> bool:
        """Whether a product is on a day in a group that a pattern fits.

        A product's first description holds from the beginning, and later ones from their days on.
        """
        if pattern == ANYTHING:
            return True
        groups = self._by_code.get(name_key(product), ())
        first = groups[0][1] if groups else None
        return _fits(next((group for since, group in reversed(groups) if since <= day), first), pattern)


def _fits(group: str | None, pattern: str) -> bool:
    return group is not None and fnmatchcase(group, pattern)


def _changes(groups: Iterable[tuple[date, str | None]]) -> Iterator[tuple[date, str | None]]:
    """The groups that are not as the one before; of one day the last counts."""
    for _, same in groupby(dict(groups).items(), itemgetter(1)):
        yield next(same)


NO_ASSORTMENT = Assortment()
