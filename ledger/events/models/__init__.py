"""The models of all kinds of event, by which drafts are judged. ``union`` names them all.

A person records one kind at a time, and models are slow to make. So a party's models are imported when the
first of them is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from ledger.events import KINDS, AnyEvent

if TYPE_CHECKING:
    from ledger.events.models.union import AnyModel


class Models(Mapping[str, "type[AnyModel]"]):
    """The models by the stored names of their kinds, in the order of the union."""

    def __getitem__(self, kind: str) -> type[AnyModel]:
        return _model_of(KINDS[kind])

    def __iter__(self) -> Iterator[str]:
        return iter(KINDS)

    def __len__(self) -> int:
        return len(KINDS)


@cache
def _model_of(struct: type[AnyEvent]) -> type[AnyModel]:
    party = struct.__module__.rpartition(".")[2]
    model: type[AnyModel] = getattr(import_module(f"{__name__}.{party}"), struct.__name__)
    return model


MODELS = Models()
"""The model of every kind by its stored name."""
