"""Lists that are made of a view, whose figures are compared under two policies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from projections.framework.answer import Answer
from projections.history import History

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Figures(NamedTuple):
    """The figures of a view, or of a list made of one, for a client in one currency.

    Attributes:
        document: such as "17", or "17/2" for an instalment; None if the figures are about no single document.
            Rows of a view with more keys than client and currency have those here.
        values: the figures that depend on a policy, by name.
    """

    view: str
    client: str
    name: str | None
    currency: str
    document: str | None
    values: Mapping[str, Any]


class Lists(NamedTuple):
    """The lists made of a view, which depend on the policy too; their modules are imported when needed.

    Attributes:
        names: of the lists.
        measures: the name of the figures that are measured over a period; "" if there are none.
        figures: the figures of the lists under two policies, from the history, the two answers and the
            period.
        rows: the classes of all rows made of the view, by the command that shows them.
    """

    names: tuple[str, ...]
    measures: str
    figures: Callable[
        [History, Answer, Answer, tuple[date, date] | None], tuple[Iterable[Figures], Iterable[Figures]]
    ]
    rows: Callable[[], Mapping[str, type[DataclassInstance]]]
