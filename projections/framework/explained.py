"""What can be explained by its name: the views, and lists made of a view. It imports none of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from projections.framework.registry import ALL, REGISTER, AnyView, standing_at

_LISTS = {"exposure": "projections.credit.explaining:VIEW"}
"""The lists made of a view that are explained under names of their own, and where that stands."""


class ExplainedByName(Mapping[str, "AnyView"]):
    """What can be explained by its name, each imported on first use."""

    def __getitem__(self, name: str) -> AnyView:
        if name in REGISTER:
            return ALL[name]
        found: AnyView = standing_at(_LISTS[name])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter((*REGISTER, *_LISTS))

    def __len__(self) -> int:
        return len(REGISTER) + len(_LISTS)


EXPLAINED = ExplainedByName()
"""Every view by its name, and the lists that are explained like views."""
