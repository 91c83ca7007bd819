"""How many events of each kind an import recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ledger.text import counted


def kind_counts(what: str, kinds: Mapping[str, int]) -> Iterator[str]:
    """The number of events, then that of each kind on a line of its own; nothing if there are none.

    Args:
        what: what became of them: ``recorded``.
        kinds: the number of each kind.
    """
    total = sum(kinds.values())
    if total:
        yield f"{counted(total, 'event')} {what}"
        widest = max(len(f"{count:,}") for count in kinds.values())
        yield from (f"  {count:>{widest},} {kind}" for kind, count in sorted(kinds.items()))
